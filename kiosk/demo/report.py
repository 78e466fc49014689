"""What a headless visit leaves behind: `summary.json`, and the proof that the centre has exactly that."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kiosk.domain.filing import DeliveryState, Filing
from kiosk.errors import EnvironmentFailure
from sync.reference_intake.desk import Desk


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """One scanned page as it was filed."""

    name: str
    sha256: str
    bytes: int


@dataclass(slots=True)
class Summary:
    """`summary.json`; times in milliseconds."""

    filing_id: str = ""
    matter_code: str = ""
    delivery: str = ""
    case_number: str = ""
    query_code: str = field(default="", repr=False)
    receipt_kind: str = ""
    case_status: str = ""
    materials: list[MaterialLine] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    timings_ms: dict[str, float] = field(default_factory=dict)

    def take_filing(self, filing: Filing) -> None:
        self.filing_id, self.matter_code = filing.filing_id, filing.matter_code
        self.materials = [
            MaterialLine(f"{material.name.zh} {number}/{len(material.pages)}", page.digest, len(page.content))
            for material in filing.materials
            for number, page in enumerate(material.pages, 1)
        ]

    def take_state(self, state: DeliveryState) -> None:
        self.delivery = state.delivery.value
        if state.acknowledgement is not None:
            self.case_number = state.acknowledgement.case_number
            self.query_code = state.acknowledgement.query_code

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False, indent=2)
        (folder / "summary.json").write_text(text + "\n", encoding="utf-8")


def verify(summary: Summary, intake_folder: Path) -> None:
    """Asks the centre's own books. Raises EnvironmentFailure unless they hold exactly this one case, whole."""
    desk = Desk(f"sqlite:///{intake_folder / 'intake.db'}")
    try:
        cases = desk.cases()
        if len(cases) != 1:
            raise EnvironmentFailure(f"the intake holds {len(cases)} cases instead of exactly one")
        shown = desk.show(summary.filing_id)
    finally:
        desk.close()
    if shown["case_number"] != summary.case_number or summary.delivery != "delivered":
        raise EnvironmentFailure("the terminal and the intake disagree about the case number")
    held = sorted(
        (file["sha256"], file["size"]) for file in shown["files"] if file["rule_id"] != "signature" and file["stored"]
    )
    sent = sorted((line.sha256, line.bytes) for line in summary.materials)
    if held != sent:
        raise EnvironmentFailure(f"the intake holds other materials: {held} instead of {sent}")
