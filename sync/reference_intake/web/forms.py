"""What browsers send: bodies of forms and cookies, read strictly and within bounds."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from sync.reference_intake.web.refusals import TurnedAway

LONGEST_BODY = 64_000
MOST_FIELDS = 300

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True, repr=False)
class Form:
    """The fields of one form, in order."""

    pairs: tuple[tuple[str, str], ...]

    def one(self, name: str) -> str:
        """The field's value, "" where it is missing. Raises TurnedAway where it stands twice."""
        values = self.all(name)
        if len(values) > 1:
            raise TurnedAway("bad-form")
        return values[0] if values else ""

    def all(self, name: str) -> list[str]:
        """Every value of a field that may stand several times."""
        return [value for field, value in self.pairs if field == name]


async def read_form(request: Request) -> Form:
    """The body of a POST. Raises TurnedAway where it is not a form, too large or not UTF-8."""
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise TurnedAway("bad-form")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LONGEST_BODY:
                raise TurnedAway("too-large")
    except ClientDisconnect:
        raise TurnedAway("bad-form") from None
    return parse_form(bytes(body))


def parse_form(body: bytes) -> Form:
    """The fields of a body of `application/x-www-form-urlencoded`."""
    try:
        text = body.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
        for _, value in pairs:
            value.encode()
    except (UnicodeError, ValueError):
        raise TurnedAway("bad-form") from None
    return Form(tuple(pairs))


def plain(text: str) -> str:
    """What somebody typed, in Unix lines, its ends trimmed, without characters that nobody sees."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
