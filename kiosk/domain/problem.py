"""What is wrong with an input, as a code and its facts; the face turns it into words."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one input.

    `code` is a stable dotted name such as `phone.short`; `facts` are the numbers and names its sentence needs
    (`{"missing": 1}`). `kiosk.domain.wording` has the sentence for every code in both languages.
    """

    code: str
    facts: dict[str, str | int] = field(default_factory=dict)
