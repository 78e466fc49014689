"""From what was read to a page: the templates, everything in them escaped, and the language of the reader."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kiosk.domain.case import CASE_ENDINGS, CASE_WORDS
from kiosk.domain.ethnicity import ethnicity_name
from kiosk.domain.evaluation import LEVELS, REASONS
from kiosk.domain.text import Language, Text
from sync.reference_intake.web import acts, listing, papers, words
from sync.reference_intake.web.refusals import REFUSALS
from sync.reference_intake.web.sessions import Session

LANGUAGE_COOKIE = "jiujin-desk-language"

_environment = Environment(
    loader=PackageLoader("sync.reference_intake.web"),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.globals.update(
    acts=acts,
    endings=CASE_ENDINGS,
    levels=LEVELS,
    reasons=REASONS,
    ethnicity_name=ethnicity_name,
    shown=papers.SHOWN,
    suffixes=papers.SUFFIXES,
    due_kind=listing.due_kind,
    words=words,
    statuses=CASE_WORDS,
    known_statuses={status.value for status in CASE_WORDS},
)


def language_of(request: Request) -> Language:
    """Chinese unless this browser has chosen English."""
    return Language.EN if request.cookies.get(LANGUAGE_COOKIE) == Language.EN.value else Language.ZH


def render(
    request: Request, template: str, status: int = 200, *, session: Session | None = None, **values: Any
) -> HTMLResponse:
    """The page `template` with `values`."""
    language = language_of(request)

    def say(text: Text | str, en: str = "") -> str:
        return (text if isinstance(text, Text) else Text(text, en)).say(language)

    content = _environment.get_template(template).render(
        values
        | {
            "language": language,
            "say": say,
            "session": session,
            "here": request.url.path,
            "when": words.moment_words,
            "day": lambda said: words.day(said, language),
        }
    )
    return HTMLResponse(content, status)


def refusal(request: Request, kind: str, session: Session | None = None) -> HTMLResponse:
    """The page that says no."""
    status, said = REFUSALS[kind]
    return render(request, "message.html", status, session=session, title=said)
