"""`kiosk devices scan` and `print-test`: paper in and paper out, by hand."""

import argparse
import json
import os
from collections.abc import Callable
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.commands.settings import settings_of
from kiosk.config import Settings
from kiosk.domain.material import ColourMode, MaterialRule, Page
from kiosk.domain.text import Text
from kiosk.errors import DeviceFailure, EnvironmentFailure, InputFailure
from kiosk.ports import (
    Clock,
    PaperSource,
    Printer,
    PrintPlace,
    PrintRequest,
    ScanRequest,
    Slip,
    SlipLine,
    SlipPrinter,
)

MOST_PAGES = 50
_DPI = (75, 1200)
_MOST_BYTES = 200_000_000


def add_scan_options(parser: argparse.ArgumentParser) -> None:
    from devices.by_hand import SCANNERS

    parser.add_argument("--driver", choices=tuple(SCANNERS), help="default: the scanner of the settings")
    parser.add_argument(
        "--device", metavar="NAME", default="", help="SANE's name of it, or folder:/PATH (default: the first)"
    )
    parser.add_argument("--source", type=PaperSource, choices=tuple(PaperSource), default=PaperSource.ANY)
    parser.add_argument("--dpi", type=int, default=300, metavar="N", help="default: 300")
    parser.add_argument("--colour", type=ColourMode, choices=tuple(ColourMode), default=ColourMode.COLOUR)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="a .pdf, or a .jpg for one page")
    parser.set_defaults(run=scan, parser=parser)


def add_print_options(parser: argparse.ArgumentParser) -> None:
    from devices.by_hand import PRINTERS, SLIP_PRINTERS

    drivers = (*PRINTERS, *SLIP_PRINTERS)
    parser.add_argument("--driver", choices=drivers, help="default: the printer of the settings")
    parser.add_argument(
        "--device", metavar="NAME", default="", help="a CUPS queue, a folder, a receipt printer's address"
    )
    parser.set_defaults(run=print_test, parser=parser)


def scan(arguments: argparse.Namespace) -> int:
    out: Path = arguments.out
    if out.suffix.lower() not in {".pdf", ".jpg", ".jpeg"}:
        arguments.parser.error("--out needs a name that ends in .pdf or .jpg")
    if not _DPI[0] <= arguments.dpi <= _DPI[1]:
        arguments.parser.error(f"--dpi takes {_DPI[0]} to {_DPI[1]}")
    single = out.suffix.lower() != ".pdf"
    if out.is_dir():
        raise InputFailure(f"{out}: this is a folder; name a file with --out")
    if not out.parent.is_dir():
        raise InputFailure(f"{out}: there is no folder {out.parent}; make it, or name another file with --out")
    try:
        content, pages = _kept(arguments, out, 1 if single else MOST_PAGES)
    except OSError as fault:
        raise EnvironmentFailure(
            f"{out}: {fault.strerror}; make room or give leave there, or name another file with --out"
        ) from fault
    facts = {
        "file": str(out),
        "bytes": len(content),
        "pages": [{"width_px": page.width_px, "height_px": page.height_px} for page in pages],
    }
    print(
        json.dumps(facts, ensure_ascii=False)
        if arguments.json
        else f"{out}: {len(pages)} {'page' if len(pages) == 1 else 'pages'}, {len(content)} bytes"
    )
    return 0


def _kept(arguments: argparse.Namespace, out: Path, most_pages: int) -> tuple[bytes, list[Page]]:
    """Scans into the file `out`, which stays as it was unless all goes well; raises OSError where it cannot be."""
    partial = out.with_name(f".{out.name}.partial")
    # Opened before the first page is drawn in: a path that cannot be written must not cost a stack of scans. The pages
    # are somebody's paper, so nobody else may read the file.
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        try:
            pages = _scanned(arguments, most_pages)
            content = pages[0].content if out.suffix.lower() != ".pdf" else _as_pdf(pages)
            file.write(content)
            file.flush()
            partial.replace(out)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    return content, pages


def print_test(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    place = _printed(arguments, settings, SystemClock())
    facts = {"place": place.where, "folder": place.to_folder, "sheets": place.sheets}
    print(json.dumps(facts, ensure_ascii=False) if arguments.json else f"the test page went to {place.where}")
    return 0


def _scanned(arguments: argparse.Namespace, most_pages: int) -> list[Page]:
    from devices.by_hand import SCANNERS, Wanted, told
    from devices.fitting import fit

    clock = SystemClock()
    if arguments.driver is not None or arguments.device:
        scanner = SCANNERS[arguments.driver or "sane"](Wanted(arguments.device), clock)
    else:
        make = fit(settings_of(arguments), clock).scanner
        if make is None:
            raise InputFailure("the settings say that there is no scanner; name one with --device NAME")
        scanner = make()
    rule = MaterialRule(
        "by-hand",
        Text("扫描", "scan"),
        max_pages=1,
        resolution_dpi=arguments.dpi,
        colour=arguments.colour,
        max_bytes=_MOST_BYTES // most_pages,
    )
    try:
        scanner.open()
        try:
            given = scanner.scan(ScanRequest(rule, arguments.source, most_pages), lambda _part: None)
            pages = [page for page in given if page is not None]
        finally:
            scanner.close()
    except DeviceFailure as fault:
        raise told(fault, scanner) from fault
    if not pages:
        raise EnvironmentFailure("every page was blank; look whether the paper lies the right way up")
    return pages


def _as_pdf(pages: list[Page]) -> bytes:
    """One sheet of A4 for each page; the JPEG data goes in as it is."""
    from io import BytesIO

    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    target = BytesIO()
    canvas = Canvas(target, pageCompression=1, invariant=1)
    for page in pages:
        landscape = page.width_px > page.height_px
        width, height = (A4[1], A4[0]) if landscape else A4
        canvas.setPageSize((width, height))
        scale = min(width / page.width_px, height / page.height_px)
        canvas.drawImage(
            ImageReader(BytesIO(page.content)),
            0,
            height - page.height_px * scale,
            page.width_px * scale,
            page.height_px * scale,
        )
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _printed(arguments: argparse.Namespace, settings: Settings, clock: Clock) -> PrintPlace:
    from devices.by_hand import PRINTERS, SLIP_PRINTERS, Wanted
    from devices.printers.choice import choose_printer
    from kiosk.documents.fonts import FontBook
    from kiosk.documents.paper import Place
    from kiosk.documents.printer_test import printer_test_pdf

    if arguments.driver in SLIP_PRINTERS:
        slips = SLIP_PRINTERS[arguments.driver](Wanted(arguments.device or settings.devices.slip_printer), clock)
        return _on(slips, lambda: slips.print_slip(test_slip(settings.terminal.id, clock)))
    if arguments.driver == "folder":
        device = arguments.device or str(settings.print_folder)
        printer = PRINTERS["folder"](Wanted(device), clock)
    elif arguments.driver is not None or arguments.device:
        printer = PRINTERS["cups"](
            Wanted(arguments.device or settings.devices.printer, server=settings.devices.cups_server), clock
        )
    else:
        printer = choose_printer(
            settings.devices.printer, settings.print_folder, clock, server=settings.devices.cups_server
        )
    pdf = printer_test_pdf(Place.of(settings.terminal), clock.now(), FontBook())
    return _on(printer, lambda: printer.print_pdf(PrintRequest("测试页", pdf), lambda _phase: None))


def _on(printer: Printer | SlipPrinter, work: Callable[[], PrintPlace]) -> PrintPlace:
    """`work` while the printer is open; its DeviceFailure becomes one line."""
    from devices.by_hand import told

    try:
        printer.open()
        try:
            return work()
        finally:
            printer.close()
    except DeviceFailure as fault:
        raise told(fault, printer) from fault


def test_slip(terminal_id: str, clock: Clock) -> Slip:
    """A slip with what goes wrong first: Chinese, rare characters, the whole width, a code."""
    return Slip(
        "打印测试",
        (
            SlipLine("就近办 打印测试", scale=2, centred=True),
            SlipLine(f"终端 {terminal_id}"),
            SlipLine(clock.now().strftime("%Y-%m-%d %H:%M")),
            SlipLine("汉字 史美娥 蓝𬱖䶮 畲族", bold=True),
            SlipLine("1234567890" * 4),
        ),
        code=f"JIUJIN-TEST-{terminal_id}",
    )
