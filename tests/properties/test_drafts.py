"""Whatever people type, however the program ends: each finds what was kept last, and only what is theirs."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.clock import SystemClock
from kiosk.domain.draft import Draft, DraftLimits, DraftOwner, opened_by
from kiosk.domain.filing import Channel
from kiosk.domain.identity import Evidence
from kiosk.domain.material import Page
from kiosk.domain.text import Text
from kiosk.storage import drafts
from kiosk.storage.connection import Store

KEY = bytes(range(32))
LIMITS = DraftLimits(per_person=100, most=1000, page_bytes=10_000_000)
PERSON = st.sampled_from(["330225193408150021", "330225198011230018"])
OWNERS = st.builds(
    DraftOwner,
    PERSON,
    st.sampled_from(Evidence),
    st.sampled_from(["330225-0001", "330225-0002"]),
    st.sampled_from(Channel),
)
MATTERS = st.sampled_from(["000511007000", "000131008000"])
WORDS = st.dictionaries(st.sampled_from(["bank", "phone"]), st.text(min_size=1, max_size=8), max_size=2)
PAGES = st.lists(st.binary(min_size=1, max_size=4), max_size=2)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("type"), OWNERS, MATTERS, WORDS, PAGES),
        st.tuples(st.just("drop"), OWNERS, MATTERS, st.none(), st.none()),
        st.tuples(st.just("restart"), OWNERS, MATTERS, st.none(), st.none()),
    ),
    max_size=12,
)
Key = tuple[str, str, Channel, Evidence, str]


def key(owner: DraftOwner, matter: str) -> Key:
    return owner.number, owner.terminal_id, owner.channel, owner.evidence, matter


def mine(owner: DraftOwner, one: Key) -> bool:
    return one[:3] == (owner.number, owner.terminal_id, owner.channel) and one[3] in opened_by(owner.evidence)


@settings(max_examples=25, deadline=None)
@given(ACTS, OWNERS)
def test_what_was_acknowledged_last_is_what_is_offered_and_never_anothers(acts: list[Any], asking: DraftOwner) -> None:
    clock = SystemClock()
    start = clock.now().replace(year=2020)
    kept: dict[Key, Draft] = {}
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "jiujin.db", KEY, clock=clock)
        try:
            for act, owner, matter, words, contents in acts:
                if act == "restart":
                    store.close()
                    store = Store.open(Path(folder) / "jiujin.db", KEY, clock=clock)
                    continue
                gone = [one for one in kept if mine(owner, one) and one[4] == matter]
                for one in gone:
                    del kept[one]
                if act == "drop":
                    store.write(
                        lambda c, o=owner, m=matter: drafts.drop_matter(c, o, m, "discarded", at=clock.now())
                    ).result()
                    continue
                pages = {"paper": tuple(Page(content, "image/jpeg", 1, 1) for content in contents)} if contents else {}
                draft = kept[key(owner, matter)] = Draft(matter, 1, Text("事"), words, pages)
                store.write(lambda c, o=owner, d=draft: drafts.save(c, o, d, LIMITS, at=clock.now())).result()
            briefs = store.write(lambda c: drafts.of_person(c, asking, since=start)).result()
            found = [
                store.write(lambda c, i=one.draft_id: drafts.load(c, asking, i, since=start)).result() for one in briefs
            ]
            wanted = [draft for one, draft in kept.items() if mine(asking, one)]
            assert sorted(map(_told, found)) == sorted(map(_told, wanted))
            held = {page.digest for draft in kept.values() for pages in draft.pages.values() for page in pages}
            assert {row[0] for row in store.read(lambda c: c.execute("SELECT digest FROM page").fetchall())} == held
        finally:
            store.close()


def _told(draft: Draft) -> str:
    pages = {rule: [page.digest for page in kept] for rule, kept in draft.pages.items()}
    return f"{draft.matter_code} {sorted(draft.answers.items())} {pages}"
