"""Whatever a browser sends, the officials' page answers in its own words, and does nothing that was not asked for."""

from urllib.parse import quote, urlencode

import pytest
import requests
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sync.reference_intake.web.forms import LONGEST_BODY, MOST_FIELDS, parse_form, plain
from sync.reference_intake.web.listing import Filter, filter_of
from sync.reference_intake.web.refusals import TurnedAway
from tests.contract.intake.desk.conftest import Centre
from tests.support.browser import Browser, Page

ROUGH = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
TEXTS = st.text(st.characters(exclude_categories=()), max_size=60)
NAMES = st.sampled_from(["status", "township", "matter", "words", "due", "before", "after", "odd"])


@ROUGH
@given(query=st.lists(st.tuples(NAMES, TEXTS), max_size=8))
def test_any_query_of_the_list_is_a_sound_page(official: Browser, query: list[tuple[str, str]]) -> None:
    answer = official.get("/?" + urlencode(query, errors="surrogatepass"))
    assert answer.status_code == 200
    Page(answer.text)


@ROUGH
@given(path=st.text(st.characters(exclude_categories=()), min_size=1, max_size=80))
@example("0/")
def test_any_address_is_answered(official: Browser, path: str) -> None:
    answer = official.get("/cases/" + quote(path, errors="surrogatepass", safe="/?&=%"))
    assert answer.status_code in (200, 303, 404)
    if answer.status_code == 404:
        Page(answer.text)


@ROUGH
@given(
    fields=st.dictionaries(st.sampled_from(["note", "papers", "ground", "again", "seen", "form"]), TEXTS, min_size=1),
    act=st.sampled_from(["accept", "supplement", "refuse", "review", "suspend", "conclude", "x", "withdraw"]),
)
def test_any_form_is_done_right_or_not_at_all(
    centre: Centre, official: Browser, fields: dict[str, str], act: str
) -> None:
    made = getattr(centre, "victim", None) or centre.case()
    centre.victim = made  # type: ignore[attr-defined]
    page = official.page(f"/cases/{made.filing_id}")
    csrf = dict(page.form("/sign-out").fields)["csrf"]
    before = centre.changes(made.filing_id)
    body = urlencode({"csrf": csrf, **fields}, errors="surrogatepass").encode()
    url = f"/cases/{made.filing_id}/acts/{act}"
    answer = official.post(url, body, Content_Type="application/x-www-form-urlencoded")
    assert answer.status_code in (303, 400, 404, 409, 422)
    after = centre.changes(made.filing_id)
    assert len(after) == len(before) + (answer.status_code == 303)


@ROUGH
@given(name=TEXTS, password=TEXTS, back=TEXTS)
def test_no_sign_in_of_chance_opens_the_page(centre: Centre, name: str, password: str, back: str) -> None:
    with Browser(centre.process.desk) as browser:
        form = browser.page("/sign-in").form("/sign-in")
        body = {**dict(form.fields), "name": name, "password": password, "back": back}
        coded = urlencode(body, errors="surrogatepass").encode()
        answer = browser.post("/sign-in", coded, Content_Type="application/x-www-form-urlencoded")
    assert answer.status_code in (400, 403, 429)
    if answer.status_code != 400:
        Page(answer.text)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 400),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 400),
        (b"note=%FF", "application/x-www-form-urlencoded", 400),
        (b"note=\xe4\xb8", "application/x-www-form-urlencoded", 400),
        (b"a=1&" * (MOST_FIELDS + 1), "application/x-www-form-urlencoded", 400),
        (b"a=" + b"x" * LONGEST_BODY, "application/x-www-form-urlencoded", 413),
    ],
)
def test_a_body_that_is_no_form_of_ours_is_turned_away(official: Browser, body: bytes, kind: str, status: int) -> None:
    for path in ("/sign-in", "/language", "/people"):
        assert official.post(path, body, Content_Type=kind).status_code == status


def test_odd_cookies_and_methods_are_answered(centre: Centre) -> None:
    url = centre.process.desk
    for cookie in ("x" * 4000, "%00", "ü", '"; jiujin-desk="'):
        headers = {"Cookie": f"jiujin-desk={cookie}; jiujin-desk-door={cookie}; jiujin-desk-language={cookie}".encode()}
        assert requests.get(url + "/", headers=headers, timeout=20, allow_redirects=False).status_code == 303
        assert requests.get(url + "/sign-in", headers=headers, timeout=20).status_code == 200
    for method in ("DELETE", "PUT", "PATCH", "OPTIONS", "TRACE"):
        assert requests.request(method, url + "/", timeout=20).status_code == 405


@given(body=st.binary(max_size=200))
def test_the_form_reader_takes_or_turns_away(body: bytes) -> None:
    try:
        form = parse_form(body)
    except TurnedAway:
        return
    assert len(form.pairs) <= MOST_FIELDS
    assert all((name + value).encode() is not None for name, value in form.pairs)


@given(text=st.text())
def test_plain_text_has_nothing_hidden_and_stays_plain(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    assert all(character == "\n" or character == "\t" or ord(character) > 31 for character in once)


@given(query=st.lists(st.tuples(NAMES, TEXTS), max_size=8))
def test_a_filter_s_own_address_says_that_filter(query: list[tuple[str, str]]) -> None:
    from urllib.parse import parse_qsl, urlsplit

    wanted = filter_of(query)
    again = filter_of(parse_qsl(urlsplit(wanted.at(before=wanted.before, after=wanted.after)).query))
    assert again == wanted
    assert isinstance(again, Filter)
