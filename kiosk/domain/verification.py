"""The code on a paper: what a scanner reads to find the filing again.

`JJ1:<filing id>:<check>`. `JJ1` names this form, the filing id is the terminal's UUIDv7 in capitals (so that a QR code
holds it in its compact alphanumeric mode), and `check` is the first four hexadecimal digits, in capitals, of the
SHA-256 of `JJ1:<filing id>` as ASCII. The check tells a slip of the hand or the scanner, not a forgery: whether a
filing exists, only the store and the centre know. No personal data is in it.
"""

import re
from hashlib import sha256

_FORM = "JJ1"
_CODE = re.compile(
    r"\s*(JJ1:([0-9A-F]{8}-[0-9A-F]{4}-7[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12})):([0-9A-F]{4})\s*",
    re.ASCII | re.IGNORECASE,
)


def verification_code(filing_id: str) -> str:
    """The text of the code for a filing."""
    body = f"{_FORM}:{filing_id.upper()}"
    return f"{body}:{_check(body)}"


def read_verification_code(code: str) -> str | None:
    """The filing id, in lower case, of a code as scanned or typed; None when it is not one or the check fails."""
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    body, filing_id, check = (part.upper() for part in found.groups())
    return filing_id.lower() if check == _check(body) else None


def is_meant_as_ours(code: str) -> bool:
    """Whether one of our codes is in a text: where it cannot be read, scanning it again may help."""
    return f"{_FORM}:" in code.upper()


def _check(body: str) -> str:
    return sha256(body.encode("ascii", "replace")).hexdigest()[:4].upper()
