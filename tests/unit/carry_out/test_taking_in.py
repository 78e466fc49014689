"""What the centre takes in, what it refuses as a whole, and what stays one filing's own affair."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import update

from kiosk.domain.material import Material, Page
from kiosk.domain.text import Text
from sync import wire
from sync.carry_out import keys, preamble
from sync.carry_out.messages import CarryOutHeader
from sync.carry_out.refusals import (
    ALREADY,
    DAMAGED,
    FOREIGN_KEY,
    NEWER,
    REVOKED,
    UNKNOWN_TERMINAL,
    WRONG_TOKEN,
    CarryOutRefusal,
)
from sync.manifest import files_of, manifest_of
from sync.reference_intake.ledger import ANY_TERMINAL
from sync.reference_intake.tables import terminals
from tests.support.carrying import TERMINAL, TOKEN, Centre, Village, both_ends
from tests.unit.storage.samples import filing

SMALL = filing(1, materials=())
BOTH = (SMALL, filing(7))


def refusal(centre: Centre, file: Path) -> str:
    before = centre.state()
    with pytest.raises(CarryOutRefusal) as refused:
        centre.carry_in().take(file)
    assert centre.state() == before
    return refused.value.reason


def test_every_filing_becomes_one_case_with_its_own_papers(village: Village, centre: Centre) -> None:
    village.save(*BOTH)
    taken = centre.carry_in().take(village.export())
    assert [row.outcome for row in taken.filings] == ["taken", "taken"]
    centre.has_exactly(BOTH)


def test_a_second_time_is_refused_and_asked_for_repeats_the_answers(village: Village, centre: Centre) -> None:
    village.save(*BOTH)
    file = village.export()
    first = centre.carry_in().take(file)
    assert refusal(centre, file) == ALREADY
    again = centre.carry_in().take(file, again=True)
    assert [row.outcome for row in again.filings] == ["known", "known"]
    assert [row.completion for row in again.filings] == [row.completion for row in first.filings]
    centre.has_exactly(BOTH)


def test_two_exports_of_the_same_filings_make_one_case_each(village: Village, centre: Centre) -> None:
    village.save(SMALL)
    first = village.export("first.jiujin")
    village.save(BOTH[1])
    assert centre.carry_in().take(village.export("second.jiujin")).count("taken") == 2
    assert centre.carry_in().take(first).count("known") == 1
    centre.has_exactly(BOTH)


def test_what_the_line_had_begun_is_finished_by_the_file(village: Village, centre: Centre) -> None:
    sent = filing(7)
    village.save(sent)
    file = village.export()
    centre.ledger.begin(TERMINAL, manifest_of(sent))
    held = max(files_of(sent).values(), key=lambda part: part.size)
    begun = centre.ledger.file(TERMINAL, sent.filing_id, held.sha256)
    begun.create()
    begun.part.write_bytes(held.data[:100_000])
    assert centre.carry_in().take(file).count("taken") == 1
    centre.has_exactly([sent])


def test_what_a_killed_import_has_left_is_cleared_away(village: Village, centre: Centre) -> None:
    sent = filing(7)
    village.save(sent)
    file = village.export()
    centre.ledger.begin(TERMINAL, manifest_of(sent))
    digest = next(iter(files_of(sent)))
    begun = centre.ledger.file(TERMINAL, sent.filing_id, digest)
    begun.create()
    left = begun.folder / f"{digest}.0badcafe.carried"
    left.write_bytes(b"half")
    centre.carry_in().take(file)
    assert not left.exists()
    centre.has_exactly([sent])


def test_a_key_that_is_not_here_is_named(village: Village, centre: Centre) -> None:
    village.save(SMALL)
    file = village.export()
    (private,) = centre.keys.glob("*.private.pem")
    private.rename(centre.folder / "locked-away.private.pem")
    keys.make(centre.keys)
    assert refusal(centre, file) == FOREIGN_KEY


def test_a_file_for_the_older_key_opens_after_a_new_one_was_made(village: Village, centre: Centre) -> None:
    village.save(SMALL)
    file = village.export()
    keys.make(centre.keys)
    assert centre.carry_in().take(file).count("taken") == 1


def test_a_newer_version_says_so(village: Village, centre: Centre) -> None:
    village.save(SMALL)
    file = village.export()
    data = bytearray(file.read_bytes())
    data[16:18] = (2).to_bytes(2, "big")
    file.write_bytes(data)
    assert refusal(centre, file) == NEWER


@pytest.mark.parametrize(
    "forge",
    [
        lambda header: msgspec.structs.replace(header, terminal_id="hall-02"),
        lambda header: msgspec.structs.replace(header, export_id=filing(99).filing_id),
        lambda header: msgspec.structs.replace(header, contents="0" * 64),
        lambda header: msgspec.structs.replace(header, size=header.size - 1),
    ],
    ids=["terminal", "export", "contents", "size"],
)
def test_a_header_that_somebody_wrote_anew_is_found(
    tmp_path: Path, forge: Callable[[CarryOutHeader], CarryOutHeader]
) -> None:
    with both_ends(tmp_path, {TERMINAL: TOKEN, "hall-02": "token-of-hall-02"}) as (village, centre):
        village.save(SMALL)
        file = village.export()
        data = file.read_bytes()
        header, start = preamble.read(BytesIO(data), preamble.FILINGS, CarryOutHeader)
        file.write_bytes(preamble.encode(preamble.FILINGS, forge(header)) + data[len(start) :])
        assert refusal(centre, file) == DAMAGED


@pytest.mark.parametrize(
    ("tokens", "reason"),
    [
        ({"hall-02": TOKEN}, UNKNOWN_TERMINAL),
        ({TERMINAL: "a newer token"}, WRONG_TOKEN),
        ({ANY_TERMINAL: "not this one"}, WRONG_TOKEN),
    ],
)
def test_whoever_has_the_public_key_alone_files_nothing(tmp_path: Path, tokens: dict[str, str], reason: str) -> None:
    with both_ends(tmp_path, tokens) as (village, centre):
        village.save(SMALL)
        assert refusal(centre, village.export()) == reason


def test_a_revoked_terminal_carries_nothing_in(village: Village, centre: Centre) -> None:
    village.save(SMALL)
    file = village.export()
    with centre.engine.begin() as connection:
        connection.execute(update(terminals).values(revoked=True))
    assert refusal(centre, file) == REVOKED


@pytest.mark.parametrize("tokens", [{TERMINAL: TOKEN}, {ANY_TERMINAL: TOKEN}, {TERMINAL: TOKEN, ANY_TERMINAL: "demo"}])
def test_a_filing_belongs_to_whom_the_line_would_give_it(tmp_path: Path, tokens: dict[str, str]) -> None:
    with both_ends(tmp_path, tokens) as (village, centre):
        village.save(SMALL)
        (row,) = centre.carry_in().take(village.export()).filings
        owner = centre.ledger.terminal_of(TOKEN)
        assert centre.ledger.begin(owner, manifest_of(SMALL)).missing == ()
        assert centre.ledger.complete(owner, SMALL.filing_id) == row.completion


def test_one_filing_against_the_contract_does_not_hold_up_its_neighbours(village: Village, centre: Centre) -> None:
    odd = filing(3, materials=(Material("m", Text("材料"), (Page(b"video", "video/mp4", 1, 1),)),))
    foreign = replace(filing(4, materials=()), terminal_id="hall-02")
    nameless = replace(filing(5, materials=()), matter_code="no code")
    village.save(odd, SMALL, foreign, nameless, BOTH[1])
    file = village.export()
    taken = centre.carry_in().take(file)
    told = {row.filing_id: (row.outcome, row.problem) for row in taken.filings}
    assert told == {
        odd.filing_id: ("refused", "media-type"),
        SMALL.filing_id: ("taken", ""),
        foreign.filing_id: ("waiting", "terminal-mismatch"),
        nameless.filing_id: ("refused", "invalid"),
        BOTH[1].filing_id: ("taken", ""),
    }
    centre.has_exactly(BOTH)
    # Something still waits, so the file may come again.
    assert centre.carry_in().take(file).count("known") == 2


def test_an_id_with_other_content_is_refused_and_the_first_content_stays(village: Village, centre: Centre) -> None:
    centre.ledger.begin(TERMINAL, manifest_of(replace(SMALL, answers={"phone": "1"})))
    village.save(SMALL)
    before = centre.state()
    (row,) = centre.carry_in().take(village.export()).filings
    assert (row.outcome, row.problem) == ("refused", "id-reused")
    after = centre.state()
    assert isinstance(before, tuple)
    assert isinstance(after, tuple)
    assert after[0]["filings"] == before[0]["filings"]
    assert after[1] == before[1]


def test_no_message_shows_what_it_carries(village: Village, centre: Centre) -> None:
    village.save(SMALL)
    taken = centre.carry_in().take(village.export())
    answer = taken.filings[0].answer()
    assert answer is not None
    assert isinstance(answer.completion, wire.Completion)
    shown = repr(taken) + repr(answer)
    assert answer.completion.query_code not in shown
    assert taken.answer_key.hex() not in shown
    assert repr(taken.answer_key) not in shown
