"""The door of the officials' page: who comes in, for how long, and what a request must bring."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from sqlalchemy import select, update

from kiosk.errors import InputFailure
from sync.reference_intake.tables import desk_sessions, officials
from sync.reference_intake.web import accounts, sessions
from sync.reference_intake.web.accounts import Accounts, NotOpened, Official
from sync.reference_intake.web.app import HEADERS
from sync.reference_intake.web.sessions import Sessions
from tests.contract.intake.conftest import TOKEN
from tests.contract.intake.desk.conftest import PASSWORD, Centre
from tests.support.browser import Browser


@pytest.fixture
def gate(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    """The accounts of the same database, with passwords that take no time."""
    monkeypatch.setitem(accounts._COST, "n", 16)
    return Accounts(centre.engine)


def test_nobody_sees_a_page_without_signing_in(centre: Centre) -> None:
    made = centre.case()
    with Browser(centre.process.desk) as stranger:
        for path in (
            "/",
            f"/cases/{made.filing_id}",
            f"/cases/{made.filing_id}/papers/1/1",
            f"/cases/{made.filing_id}/papers/1.pdf",
            f"/cases/{made.filing_id}/files/{'0' * 64}",
        ):
            answer = stranger.get(path)
            assert answer.status_code == 303, path
            assert answer.headers["Location"].startswith("/sign-in")
            assert answer.content == b""
        for path in ("/people", "/sign-out", f"/cases/{made.filing_id}/acts/accept"):
            assert stranger.post(path, {}).headers["Location"].startswith("/sign-in")
    assert len(centre.changes(made.filing_id)) == 1


def test_after_the_sign_in_the_page_is_the_one_that_was_wanted(centre: Centre) -> None:
    made = centre.case()
    with Browser(centre.process.desk) as browser:
        wanted = browser.get(f"/cases/{made.filing_id}").headers["Location"]
        answer = browser.send(browser.page(wanted).form("/sign-in"), name="王芳", password=PASSWORD)
        assert answer.headers["Location"] == f"/cases/{made.filing_id}"
        for elsewhere in ("//evil.example", "https://evil.example/", "/\\evil.example", "/cases/../../x"):
            form = browser.page("/sign-in").form("/sign-in")
            assert browser.send(form, name="王芳", password=PASSWORD, back=elsewhere).headers["Location"] == "/"


def test_the_cookie_is_for_this_site_and_no_script_and_the_answer_is_kept_nowhere(centre: Centre) -> None:
    with Browser(centre.process.desk) as browser:
        answer = browser.sign_in("王芳", PASSWORD)
        said = answer.headers["Set-Cookie"]
        assert "jiujin-desk=" in said
        assert "HttpOnly" in said
        assert "SameSite=strict" in said
        for path in ("/", "/sign-in", "/nothing/here"):
            sent = browser.get(path).headers
            assert {name: sent[name] for name in HEADERS} == HEADERS


def test_a_wrong_name_reads_like_a_wrong_password(centre: Centre) -> None:
    with Browser(centre.process.desk) as browser:
        wrong = browser.sign_in("王芳", "not the password")
        nobody = browser.sign_in("nobody-at-all", "not the password")
    assert wrong.status_code == nobody.status_code == 403
    assert "用户名或密码不对" in wrong.text
    assert wrong.text.count("\n") == nobody.text.count("\n")


def test_a_new_sign_in_never_takes_over_the_cookie_it_found(centre: Centre) -> None:
    with Browser(centre.process.desk) as browser:
        browser.session.cookies.set("jiujin-desk", "chosen-by-somebody-else-0123456789")
        assert browser.sign_in("王芳", PASSWORD).status_code == 303
        values = [cookie.value for cookie in browser.session.cookies if cookie.name == "jiujin-desk"]
        assert "chosen-by-somebody-else-0123456789" not in values[-1:]
    with Browser(centre.process.desk) as other:
        other.session.cookies.set("jiujin-desk", "chosen-by-somebody-else-0123456789")
        assert other.get("/").status_code == 303


def test_signing_out_ends_the_session_at_the_centre_too(centre: Centre) -> None:
    with Browser(centre.process.desk) as browser:
        browser.sign_in("陈伟", PASSWORD)
        kept = dict(browser.session.cookies)
        assert browser.send(browser.page("/").form("/sign-out")).headers["Location"] == "/sign-in"
    with Browser(centre.process.desk) as thief:
        thief.session.cookies.update(kept)
        assert thief.get("/").status_code == 303


def test_a_form_without_its_token_or_with_another_session_s_does_nothing(centre: Centre, official: Browser) -> None:
    made = centre.case()
    form = official.page(f"/cases/{made.filing_id}").form("/acts/accept")
    with centre.browser("陈伟") as other:
        foreign = dict(other.page("/").form("/sign-out").fields)["csrf"]
    for token in ("", "0" * 64, foreign, "非"):
        answer = official.send(form, csrf=token)
        assert answer.status_code == 403
        assert "没有办理" in answer.text
    assert official.send(form, csrf=[dict(form.fields)["csrf"]] * 2).status_code == 400
    assert len(centre.changes(made.filing_id)) == 1


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"}, {"Origin": "http://[x"}],
)
def test_a_form_from_another_site_does_nothing(centre: Centre, official: Browser, headers: dict[str, str]) -> None:
    made = centre.case()
    form = official.page(f"/cases/{made.filing_id}").form("/acts/accept")
    assert official.post(form.action, form.fields, **headers).status_code == 403
    assert official.post("/sign-in", {"name": "王芳", "password": PASSWORD}, **headers).status_code == 403
    assert len(centre.changes(made.filing_id)) == 1


def test_a_sign_in_form_belongs_to_the_browser_it_was_given_to(centre: Centre) -> None:
    with Browser(centre.process.desk) as one, Browser(centre.process.desk) as other:
        other.page("/sign-in")
        form = one.page("/sign-in").form("/sign-in")
        assert other.send(form, name="王芳", password=PASSWORD).status_code == 403


def test_a_terminal_s_token_opens_no_page_and_an_official_s_cookie_no_terminal_s_door(
    centre: Centre, official: Browser
) -> None:
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    assert requests.get(centre.process.desk + "/", headers=bearer, timeout=20, allow_redirects=False).status_code == 303
    assert requests.get(centre.process.desk + "/v1/health", headers=bearer, timeout=20).status_code == 404
    cookies = official.session.cookies.get_dict()
    url = centre.process.url
    assert requests.get(url + "/v1/cases/changes", cookies=cookies, timeout=20).status_code == 401
    assert requests.get(url + "/sign-in", cookies=cookies, timeout=20).status_code == 404
    forged = {"Host": centre.process.desk.removeprefix("http://"), "X-Forwarded-Port": "1"}
    assert requests.get(url + "/sign-in", cookies=cookies, headers=forged, timeout=20).status_code == 404


def test_wrong_passwords_shut_the_gate_for_that_name_and_for_all_workers(centre: Centre, gate: Accounts) -> None:
    now = time.time()
    gates = [Accounts(centre.engine, lambda: now) for _ in range(3)]
    gate.add("guessed-at", "the true password")
    with ThreadPoolExecutor(3) as guesses:
        told = list(guesses.map(lambda n: gates[n % 3].sign_in("guessed-at", "wrong", f"10.0.0.{n}"), range(12)))
    assert told.count(NotOpened()) == accounts.TRIES
    assert sum(isinstance(one, NotOpened) and 0 < one.wait_s <= 60 for one in told) == 12 - accounts.TRIES
    shut = gates[0].sign_in("guessed-at", "the true password", "10.0.1.1")
    assert isinstance(shut, NotOpened)
    assert shut.wait_s
    now += accounts.ONE_MORE_EVERY_S
    opened = gates[1].sign_in("guessed-at", "the true password", "10.0.1.1")
    assert isinstance(opened, Official)
    assert gates[2].sign_in("guessed-at", "wrong", "10.0.1.1") == NotOpened()


def test_one_address_cannot_try_many_names(centre: Centre, gate: Accounts) -> None:
    now = time.time()
    gate = Accounts(centre.engine, lambda: now)
    told = [gate.sign_in(f"nobody{n}", "wrong", "10.9.9.9") for n in range(accounts.ADDRESS_TRIES + 5)]
    assert told.count(NotOpened()) == accounts.ADDRESS_TRIES
    assert isinstance(gate.sign_in("nobody", "wrong", "10.9.9.8"), NotOpened)


def test_an_office_behind_one_address_may_sign_in_as_often_as_it_likes(centre: Centre, gate: Accounts) -> None:
    now = time.time()
    gate = Accounts(centre.engine, lambda: now)
    gate.add("busy", "the true password")
    for _ in range(accounts.ADDRESS_TRIES * 2):
        assert isinstance(gate.sign_in("busy", "the true password", "10.8.8.8"), Official)


def test_a_session_ends_when_it_is_left_alone_and_at_the_end_of_the_day(centre: Centre, gate: Accounts) -> None:
    now = 1_800_000_000.0
    kept = Sessions(centre.engine, lambda: now)
    gate.add("leaves", "the true password")
    official = Official("leaves", True)
    token = kept.begin(official).token
    for _ in range(20):
        now += sessions.IDLE_MS / 1000 - 1
        assert kept.find(token) is not None
    now += sessions.IDLE_MS / 1000 + 1
    assert kept.find(token) is None
    token = kept.begin(official).token
    began = now
    while now - began < sessions.LONGEST_MS / 1000:
        assert kept.find(token) is not None
        now += 600
    now += 600
    assert kept.find(token) is None


def test_a_shut_account_and_a_new_password_end_every_session(centre: Centre, gate: Accounts) -> None:
    kept = Sessions(centre.engine)
    gate.add("goes", "the first password")
    for change in (
        lambda: gate.set_disabled("goes", True),
        lambda: gate.set_disabled("goes", False),
        lambda: gate.set_password("goes", "the second password"),
    ):
        token = kept.begin(Official("goes", True)).token
        change()
        assert kept.find(token) is None
    assert isinstance(gate.sign_in("goes", "the first password", "10.7.7.7"), NotOpened)
    assert isinstance(gate.sign_in("goes", "the second password", "10.7.7.7"), Official)
    gate.set_disabled("goes", True)
    assert isinstance(gate.sign_in("goes", "the second password", "10.7.7.7"), NotOpened)
    with pytest.raises(LookupError):
        gate.set_disabled("never was", True)


def test_neither_password_nor_token_stands_in_the_database(centre: Centre, official: Browser) -> None:
    with centre.engine.begin() as connection:
        kept = str(connection.execute(select(officials)).all()) + str(connection.execute(select(desk_sessions)).all())
        connection.execute(update(officials).where(officials.c.name == "nobody").values(disabled=True))
    assert PASSWORD not in kept
    assert official.session.cookies.get_dict()["jiujin-desk"] not in kept


@pytest.mark.parametrize(
    ("name", "password"), [("", PASSWORD), ("a b", PASSWORD), ("-x", PASSWORD), ("ok", "short"), ("ok", "x" * 201)]
)
def test_an_account_that_cannot_be_is_not_made(gate: Accounts, name: str, password: str) -> None:
    with pytest.raises(InputFailure):
        gate.add(name, password)


def test_a_name_is_taken_once(gate: Accounts) -> None:
    with pytest.raises(InputFailure, match="already"):
        gate.add("王芳", "another password")
