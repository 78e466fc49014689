"""Several pages as one PDF."""

from collections.abc import Sequence
from io import BytesIO

from devices.papers.files import PDFIUM
from kiosk.domain.material import Page

_A4_POINTS = (595.2756, 841.8898)


def pdf_of(pages: Sequence[Page]) -> bytes:
    """The pages on A4, each upright or lying as its picture is, as large as fits and in the middle.

    The pictures go in as the very JPEG streams they are: nothing is packed a second time, and the file is little larger
    than its pages. Raises ValueError without a page.
    """
    # ReportLab, which draws all other papers, packs every stream into text, a quarter larger.
    import pypdfium2

    if not pages:
        raise ValueError("a PDF has a page")
    target = BytesIO()
    with PDFIUM:
        document = pypdfium2.PdfDocument.new()
        try:
            for page in pages:
                across, up = _A4_POINTS if page.width_px <= page.height_px else _A4_POINTS[::-1]
                scale = min(across / page.width_px, up / page.height_px)
                width, height = page.width_px * scale, page.height_px * scale
                picture = pypdfium2.PdfImage.new(document)
                picture.load_jpeg(BytesIO(page.content), inline=True)
                picture.set_matrix(
                    pypdfium2.PdfMatrix().scale(width, height).translate((across - width) / 2, (up - height) / 2)
                )
                sheet = document.new_page(across, up)
                sheet.insert_obj(picture)
                sheet.gen_content()
                sheet.close()
            document.save(target)
        finally:
            document.close()
    return target.getvalue()
