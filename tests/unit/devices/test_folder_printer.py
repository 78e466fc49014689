"""The folder in place of a printer."""

from pathlib import Path

from devices.printers.folder import FolderPrinter
from kiosk.clock import SystemClock
from kiosk.ports import PrintRequest


def test_half_a_paper_that_a_crash_left_is_wiped_at_the_next_start(tmp_path: Path) -> None:
    half = tmp_path / "20261123-100000-就近办-回执.partial"
    half.write_bytes(b"%PDF-1.4 half")
    others = tmp_path / "somebody-else.partial"
    others.write_bytes(b"kept")
    printer = FolderPrinter(tmp_path, SystemClock())
    printer.open()
    try:
        paper = Path(printer.print_pdf(PrintRequest("就近办 回执", b"%PDF-1.4 whole"), lambda _: None).where)
    finally:
        printer.close()
    assert {path.name for path in tmp_path.iterdir()} == {paper.name, others.name}
