"""One HTTP exchange with the centre: bounded in size, never redirected, every failure with its reason.

The bounds in time are those of `sync.connections`.

Safe to use from several threads; each has connections of its own.
"""

import ssl
import threading
import time
from collections.abc import Iterable, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
import requests
import urllib3.exceptions as pool

from kiosk.config_checks import TOKEN
from kiosk.errors import ConfigurationFailure, LineFailure
from sync.connections import Adapter
from sync.failures import NONSENSE, NOT_JSON, Answer, from_answer, from_exception, portal_page
from sync.settings import IntakeAddress, LineTimes

Message = TypeVar("Message", bound=msgspec.Struct)

LARGEST_ANSWER = 8_000_000
IDLE_CONNECTION_S = 3.0
"""A connection unused for longer is not used again: the centre may be closing it at that very moment."""


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: requests would read a redirect's body and parse its address even where it is not to follow it."""


class Transport:
    """Connections to one centre.

    Raises ConfigurationFailure where `address.token` is none (RFC 6750, 2.1; "" is for a terminal not yet enrolled),
    or, over TLS, where `address.ca_file` is set and cannot be read.
    """

    def __init__(self, address: IntakeAddress, times: LineTimes) -> None:
        self._root = address.url.rstrip("/")
        self._token = address.token
        if self._token and TOKEN.fullmatch(self._token) is None:
            raise ConfigurationFailure("intake.token must be letters, digits and -._~+/ alone (RFC 6750)")
        # The system's certificates take megabytes and a moment to read; a centre on this machine itself needs none.
        self._context = trust(address.ca_file) if self._root.lower().startswith("https:") else None
        self._timeouts = (times.connect_timeout, times.read_timeout)
        self._local = threading.local()
        self._lock = threading.Lock()
        self._sessions: list[requests.Session] = []

    def exchange(
        self,
        method: str,
        path: str,
        *,
        expect: int,
        body: bytes | Iterable[bytes] = b"",
        headers: Mapping[str, str] | None = None,
        read_timeout: float | None = None,
    ) -> Answer:
        """Sends one request and returns its answer, which has the status `expect`.

        Raises LineFailure or IntakeRefusal for anything else. `path` begins with a slash; `read_timeout` (seconds) is
        for an answer that may not take as long as the settings allow.
        """
        session = self._session()
        connect_s, read_s = self._timeouts
        try:
            with session.request(
                method,
                self._root + path,
                data=body,
                headers=dict(headers or {}),
                timeout=(connect_s, min(read_s, read_timeout or read_s)),
                allow_redirects=False,
                stream=True,
            ) as response:
                content = self._read(response)
        except (requests.RequestException, pool.HTTPError, OSError, ValueError) as error:
            raise from_exception(error) from error
        finally:
            self._local.used = time.monotonic()
        answer = Answer(response.status_code, response.headers, content, self._root)
        if answer.status != expect:
            raise from_answer(answer)
        return answer

    def ask(
        self,
        method: str,
        path: str,
        kind: type[Message],
        body: msgspec.Struct | None = None,
        *,
        read_timeout: float | None = None,
    ) -> Message:
        """Sends a message and parses the answer as `kind`, whole, or raises."""
        content = b"" if body is None else msgspec.json.encode(body)
        headers = {"Accept": "application/json"} | ({"Content-Type": "application/json"} if content else {})
        answer = self.exchange(method, path, expect=200, body=content, headers=headers, read_timeout=read_timeout)
        return parse(answer, kind)

    def path_of(self, location: str) -> str:
        """The path of a `Location` that this centre gave; raises LineFailure if it leads elsewhere."""
        try:
            root, target = urlsplit(self._root), urlsplit(location)
        except ValueError:
            raise LineFailure(NONSENSE, "the centre gave an upload address that is none") from None
        elsewhere = target.netloc and (target.scheme, target.netloc) != (root.scheme, root.netloc)
        if elsewhere or not target.path.startswith(root.path + "/"):
            raise LineFailure(NONSENSE, "the centre gave an upload address that is not its own")
        return target.path.removeprefix(root.path) + (f"?{target.query}" if target.query else "")

    def close(self) -> None:
        """Lets go of all idle connections."""
        with self._lock:
            for session in self._sessions:
                session.close()

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = _Session()
            # Neither a proxy from the environment nor a password from .netrc in place of our token.
            session.trust_env = False
            session.mount("https://" if self._context else "http://", Adapter(self._context))
            session.headers["User-Agent"] = "jiujin-terminal"
            session.headers["Authorization"] = f"Bearer {self._token}"
            self._local.session = session
            with self._lock:
                self._sessions.append(session)
        elif time.monotonic() - self._local.used > IDLE_CONNECTION_S:
            session.close()
        return session

    def _read(self, response: requests.Response) -> bytes:
        """The body; bounded, because whatever answers may not be the centre."""
        content = bytearray()
        for chunk in response.iter_content(65536):
            content += chunk
            if len(content) > LARGEST_ANSWER:
                raise LineFailure(NONSENSE, "the answer is larger than any of the contract's")
        return bytes(content)


def trust(ca_file: str) -> ssl.SSLContext:
    """Whom a terminal believes to be the centre: the system's own authorities and, unless "", those in `ca_file`.

    Raises ConfigurationFailure naming the file where it cannot be read or holds no certificate.
    """
    context = ssl.create_default_context()
    if not ca_file:
        return context
    try:
        context.load_verify_locations(cafile=ca_file)
    except ssl.SSLError as fault:
        raise ConfigurationFailure(f"{ca_file}: intake.ca_file must be certificates in PEM ({fault.reason})") from fault
    except OSError as fault:
        raise ConfigurationFailure(f"{ca_file}: intake.ca_file cannot be read ({fault.strerror})") from fault
    return context


def parse(answer: Answer, kind: type[Message]) -> Message:
    """The message in an answer; raises LineFailure saying in which way it is none."""
    if answer.is_page:
        raise portal_page()
    try:
        return msgspec.json.decode(answer.body, type=kind)
    except msgspec.ValidationError as wrong:
        # The path alone: the rest of the message may quote what the answer said.
        place = str(wrong).rpartition(" - at ")[2]
        raise LineFailure(NONSENSE, f"the answer is not a {kind.__name__} (at {place})") from None
    except NOT_JSON:
        raise LineFailure(NONSENSE, "the answer is not JSON, or was cut off") from None
