"""The door of the page: sign-in, sign-out, and what every request behind it must bring."""

import hmac
import re
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kiosk.domain.text import Language, Text
from sync.reference_intake.web.accounts import Accounts, NotOpened
from sync.reference_intake.web.forms import Form, read_form
from sync.reference_intake.web.refusals import TurnedAway
from sync.reference_intake.web.rendering import LANGUAGE_COOKIE, render
from sync.reference_intake.web.sessions import LONGEST_MS, Session, Sessions, csrf_of

SESSION_COOKIE = "jiujin-desk"
DOOR_COOKIE = "jiujin-desk-door"
"""Before anybody has signed in: ties the sign-in form to the browser that it was given to."""

_BACK = re.compile(r"/(?:cases/[0-9a-f-]{36})?")

Looking = Callable[[Request, Session], Awaitable[Response]]
Acting = Callable[[Request, Session, Form], Awaitable[Response]]


class Door:
    """Signs officials in and out, and lets requests through."""

    def __init__(self, engine: Engine) -> None:
        self._accounts = Accounts(engine)
        self._sessions = Sessions(engine)

    def looking(self, page: Looking) -> Callable[[Request], Awaitable[Response]]:
        """`page` for whoever is signed in; anybody else is sent to the sign-in."""

        async def checked(request: Request) -> Response:
            session = await self._session(request)
            if session is None:
                return RedirectResponse(_sign_in_address(request.url.path), 303)
            return await page(request, session)

        return checked

    def posting(self, page: Acting) -> Callable[[Request], Awaitable[Response]]:
        """`page` with a form of this very session, sent from this very site."""

        async def checked(request: Request) -> Response:
            own_site(request)
            session = await self._session(request)
            if session is None:
                back = re.sub(r"/acts/[a-z]+\Z", "", request.url.path)
                return RedirectResponse(_sign_in_address(back), 303)
            form = await read_form(request)
            if not hmac.compare_digest(form.one("csrf").encode(), session.csrf.encode()):
                raise TurnedAway("stale-form")
            return await page(request, session, form)

        return checked

    async def show(self, request: Request) -> Response:
        """GET /sign-in."""
        return self._sign_in_page(request, request.query_params.get("back", "/"))

    async def sign_in(self, request: Request) -> Response:
        """POST /sign-in."""
        own_site(request)
        form = await read_form(request)
        back = form.one("back")
        door = request.cookies.get(DOOR_COOKIE, "")
        if not door or not hmac.compare_digest(form.one("csrf").encode(), csrf_of(door).encode()):
            raise TurnedAway("stale-form")
        address = request.client.host if request.client else ""
        opened = await run_in_threadpool(
            self._accounts.sign_in, form.one("name").strip(), form.one("password"), address
        )
        if isinstance(opened, NotOpened):
            return self._sign_in_page(request, back, opened)
        before = request.cookies.get(SESSION_COOKIE, "")
        session = await run_in_threadpool(self._sessions.begin, opened, before)
        response = RedirectResponse(_back(back), 303)
        _set_cookie(request, response, SESSION_COOKIE, session.token)
        response.delete_cookie(DOOR_COOKIE, httponly=True, samesite="strict")
        return response

    async def sign_out(self, _request: Request, session: Session, _form: Form) -> Response:
        """POST /sign-out."""
        await run_in_threadpool(self._sessions.end, session.token)
        response = RedirectResponse("/sign-in", 303)
        response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="strict")
        return response

    async def language(self, request: Request) -> Response:
        """POST /language: Chinese or English, for this browser; nothing that a form of another site could harm."""
        own_site(request)
        form = await read_form(request)
        chosen = Language.EN if form.one("to") == Language.EN.value else Language.ZH
        back = form.one("back")
        response = RedirectResponse("/sign-in" if back == "/sign-in" else _back(back), 303)
        _set_cookie(request, response, LANGUAGE_COOKIE, chosen.value, 365 * 86_400)
        return response

    async def _session(self, request: Request) -> Session | None:
        return await run_in_threadpool(self._sessions.find, request.cookies.get(SESSION_COOKIE, ""))

    def _sign_in_page(self, request: Request, back: str, shut: NotOpened | None = None) -> Response:
        door = request.cookies.get(DOOR_COOKIE, "")
        new = "" if 20 <= len(door) <= 100 and door.isascii() else secrets.token_urlsafe(24)
        status, fault = 200, None
        if shut is not None and shut.wait_s:
            minutes = -(-shut.wait_s // 60)
            status = 429
            fault = Text(f"试的次数太多，请过 {minutes} 分钟再试。", f"Too many tries. Try again in {minutes} minutes.")
        elif shut is not None:
            status, fault = 403, Text("用户名或密码不对。", "Wrong name or password.")
        response = render(request, "sign_in.html", status, back=_back(back), csrf=csrf_of(new or door), fault=fault)
        if shut is not None and shut.wait_s:
            response.headers["Retry-After"] = str(shut.wait_s)
        if new:
            _set_cookie(request, response, DOOR_COOKIE, new)
        return response


def own_site(request: Request) -> None:
    """Raises TurnedAway where a browser says that a POST comes from another site."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    if site not in ("same-origin", "none"):
        raise TurnedAway("foreign")
    if origin is not None:
        try:
            netloc = urlsplit(origin).netloc
        except ValueError:
            netloc = ""
        if netloc != request.headers.get("Host", ""):
            raise TurnedAway("foreign")


def _set_cookie(request: Request, response: Response, name: str, value: str, age_s: int = LONGEST_MS // 1000) -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(name, value, max_age=age_s, httponly=True, samesite="strict", secure=secure)


def _sign_in_address(path: str) -> str:
    back = _back(path)
    return "/sign-in" if back == "/" else f"/sign-in?back={back}"


def _back(said: str) -> str:
    """Where to go after the sign-in: the list or one case, never another site."""
    return said if _BACK.fullmatch(said) else "/"
