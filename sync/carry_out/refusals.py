"""Why a carried file is not taken: one stable reason each, and one plain line."""

from typing import Final

from kiosk.errors import InputFailure

NOT_ONE: Final = "carry-out.not-one"
NEWER: Final = "carry-out.newer-version"
TRUNCATED: Final = "carry-out.truncated"
DAMAGED: Final = "carry-out.damaged"
FOREIGN_KEY: Final = "carry-out.foreign-key"
UNKNOWN_TERMINAL: Final = "carry-out.unknown-terminal"
REVOKED: Final = "carry-out.terminal-revoked"
WRONG_TOKEN: Final = "carry-out.wrong-token"  # noqa: S105 - a reason's name, not a token
ALREADY: Final = "carry-out.already-imported"
UNKNOWN_EXPORT: Final = "carry-out.unknown-export"

_WORDS: Final = {
    NOT_ONE: "this is no file of this kind; is it the right one?",
    NEWER: "a newer program wrote this file; update this one first",
    TRUNCATED: "the file is cut off; copy it again, or export it again at the terminal",
    DAMAGED: "the file was damaged or changed on its way; copy it again, or export it again at the terminal",
    FOREIGN_KEY: "the file is sealed for a key that is not here; look for the private key it names",
    UNKNOWN_TERMINAL: "the file is from a terminal that this centre does not know; enrol the terminal first",
    REVOKED: "the file is from a terminal that has been revoked; the centre must put that right first",
    WRONG_TOKEN: "the file was not made with the terminal's token of today; export it again at the terminal",
    ALREADY: "this file has been taken in before; nothing is left to do (--again repeats its answers)",
    UNKNOWN_EXPORT: "these answers belong to no file that this terminal has exported",
}


class CarryOutRefusal(InputFailure):
    """A carried file is not taken, and nothing is changed. `reason` is one of the codes above."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{_WORDS[reason]}{f' ({detail})' if detail else ''}")
        self.reason = reason
