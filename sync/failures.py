"""From what went wrong on the line to one true reason.

A refusal is believed only in the contract's own words, a problem document of a known type: a proxy's 404 or a
portal's page says nothing about the filing, so it stays pending.
"""

import re
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import BadStatusLine, RemoteDisconnected, UnknownProtocol
from urllib.parse import urlsplit

import msgspec
import requests
import urllib3.exceptions as pool

from kiosk.errors import IntakeRefusal, LineFailure
from sync import wire

UNREACHABLE = "line.unreachable"
TIMEOUT = "line.timeout"
CERTIFICATE = "line.certificate"
CERTIFICATE_DATE = "line.certificate-date"
CERTIFICATE_NAME = "line.certificate-name"
BROKEN = "line.broken"
PORTAL = "line.portal"
CORRUPTED = "line.corrupted"
UNAVAILABLE = "intake.unavailable"
BUSY = "intake.busy"
NONSENSE = "intake.nonsense"
FAULT = "terminal.fault"

REFUSALS = frozenset(
    {
        "malformed",
        "id-reused",
        "too-large",
        "media-type",
        "invalid",
        "matter-superseded",
        "matter-closed",
        "deadline-passed",
        "duplicate",
        "not-correctable",
        "supplement-not-wanted",
        "withdrawn",
        "withdrawal-too-late",
    }
)
"""Problems with the filing itself that no second try of the same content can cure."""

NO_ADDRESS = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    pool.LocationParseError,
)

NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises on a body that is no message; the last on one that is nested without end."""

ABOUT_US = frozenset({"unknown-token", "terminal-revoked", "terminal-mismatch"})
"""Problems with this terminal, whatever it sends. They can be cured without touching a filing, so they end none."""

CASE_NUMBER = re.compile(r"[0-9A-Za-z]{31}[0-9]{12}\Z")

WHOLE_LINE = frozenset({UNAVAILABLE, BUSY, *(f"intake.{kind}" for kind in ABOUT_US)})


class EndlessAnswer(TimeoutError):
    """An answer came, but too slowly as a whole."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, read whole. `headers` are case-insensitive."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    @property
    def media_type(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    @property
    def is_page(self) -> bool:
        """Whether this is a web page for a person, as captive portals send them in place of anything."""
        start = self.body[:200].lstrip().lower()
        return self.media_type == "text/html" or start.startswith((b"<!doctype html", b"<html"))


class ProblemAnswer(LineFailure):
    """A problem of the contract that is no refusal of the filing: the caller may know what to do about it."""

    def __init__(self, problem: wire.Problem, retry_after_s: float | None) -> None:
        super().__init__(f"intake.{problem.kind}", _said(problem), retry_after_s=retry_after_s)
        self.problem = problem


class OtherAnswer(LineFailure):
    """An answer in none of the contract's words; its status alone may still say something to whoever speaks tus."""

    def __init__(self, status: int) -> None:
        super().__init__(NONSENSE, f"the answer is none of the contract's (status {status})")
        self.status = status


def concerns_whole_line(reason: str) -> bool:
    """Whether a failure with this reason says that the next request would fail as well."""
    return reason.startswith("line.") or reason in WHOLE_LINE


def from_fault(fault: Exception) -> LineFailure:
    """The failure behind an exception that nobody foresaw, without its message: that may quote anything."""
    return LineFailure(FAULT, f"the program failed ({type(fault).__name__})")


def from_exception(error: Exception) -> LineFailure:
    """The failure behind an exception of requests or urllib3."""
    chain = list(_chain(error))

    def has(*kinds: type[BaseException]) -> bool:
        return any(isinstance(link, kinds) for link in chain)

    for link in chain:
        if isinstance(link, ssl.SSLCertVerificationError):
            return _from_certificate(link)
    # A refused connection is, to urllib3, a kind of timeout: so it is asked for first.
    if has(pool.NewConnectionError):
        return LineFailure(UNREACHABLE, "the centre cannot be reached")
    if has(EndlessAnswer):
        return LineFailure(TIMEOUT, "the answer did not end in time")
    if has(requests.Timeout, pool.TimeoutError, TimeoutError):
        return LineFailure(TIMEOUT, "the centre did not answer in time")
    if has(*NO_ADDRESS):
        return LineFailure(UNREACHABLE, "the centre's address in the configuration is not an address")
    if has(requests.exceptions.ContentDecodingError, pool.DecodeError):
        return LineFailure(NONSENSE, "the answer's body cannot be decoded")
    # A ValueError further down the chain may be how the library noticed that the connection ended.
    not_http = has(BadStatusLine, UnknownProtocol, pool.InvalidChunkLength) and not has(RemoteDisconnected)
    if not_http or isinstance(error, ValueError):
        return LineFailure(NONSENSE, "the answer is not HTTP")
    return LineFailure(BROKEN, f"the connection broke off ({type(chain[-1]).__name__})")


def _from_certificate(error: ssl.SSLCertVerificationError) -> LineFailure:
    """Whose certificate is wrong is seen by what is wrong with it; the numbers are OpenSSL's X509_V_ERR_…"""
    match error.verify_code:
        case 9 | 10:
            return LineFailure(CERTIFICATE_DATE, "the centre's certificate is not valid today; check this clock first")
        case 62 | 64:
            return LineFailure(CERTIFICATE_NAME, "the certificate is another's: who answers is not the centre we asked")
    return LineFailure(CERTIFICATE, "the centre's certificate is not one we trust; check the CA file")


def from_answer(answer: Answer) -> LineFailure | IntakeRefusal:
    """The failure behind an answer that is not the success that was expected."""
    if 300 <= answer.status < 400:
        return _from_redirect(answer)
    wait = retry_after(answer.headers)
    problem = _problem(answer)
    if answer.status == 511:
        return LineFailure(PORTAL, "the network wants a log-in")
    if answer.status in (408, 425, 429):
        return LineFailure(BUSY, f"the centre is busy ({answer.status})", retry_after_s=wait)
    if answer.status >= 500:
        said = f": {_said(problem)}" if problem else ""
        message = f"the centre is out of order ({answer.status}){said}"
        return LineFailure(UNAVAILABLE, message, retry_after_s=wait)
    if problem is not None:
        if problem.kind in REFUSALS:
            return IntakeRefusal(f"intake.{problem.kind}", _said(problem))
        return ProblemAnswer(problem, wait)
    if answer.is_page:
        return portal_page()
    return OtherAnswer(answer.status)


def portal_page() -> LineFailure:
    """Something answered with a page for people."""
    return LineFailure(PORTAL, "a web page answers in the centre's place; the network may want a log-in")


def _from_redirect(answer: Answer) -> LineFailure:
    # Never followed: the token and somebody's papers go to the configured centre or nowhere.
    try:
        target = urlsplit(answer.headers.get("Location", "")).netloc
    except ValueError:
        target = ""
    if target and target != urlsplit(answer.url).netloc:
        return LineFailure(PORTAL, "the network sends us to another page; it may want a log-in")
    return LineFailure(NONSENSE, f"the centre answered with a redirect ({answer.status})")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds from `Retry-After`, in either of its forms; a date counts from the answer's own `Date`."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    until = _http_date(value)
    if until is None:
        return None
    now = _http_date(headers.get("Date", "")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds())


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _problem(answer: Answer) -> wire.Problem | None:
    """The answer's problem document if it is one of this contract and says the status it came with."""
    if answer.media_type != wire.PROBLEM_MEDIA_TYPE:
        return None
    try:
        problem = msgspec.json.decode(answer.body, type=wire.Problem)
    except NOT_JSON:
        return None
    return problem if problem.kind in wire.PROBLEMS and problem.status == answer.status else None


def _said(problem: wire.Problem) -> str:
    said = f"{problem.title}: {problem.detail}" if problem.detail else problem.title
    return f"{said} (case {problem.case_number})" if CASE_NUMBER.match(problem.case_number) else said


def _chain(error: BaseException) -> Iterator[BaseException]:
    """`error` and everything that it wraps, in whichever way libraries wrap."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        link = waiting.pop(0)
        if not isinstance(link, BaseException) or id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        waiting += [*link.args, getattr(link, "reason", None), link.__cause__, link.__context__]
