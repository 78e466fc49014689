"""What a person is told of a page that may not be good enough; whether it is, they decide."""

from collections.abc import Sequence

from kiosk.domain.material import Page, PageDoubt
from kiosk.domain.text import Text

_WORDS = {
    PageDoubt.BLURRED: Text("字有点糊", "the words look blurred"),
    PageDoubt.GLARE: Text("有反光，挡住了字", "a lamp shines on it"),
    PageDoubt.CUT_OFF: Text("纸边缺了一块", "an edge is cut off"),
}


def doubts_of_page(page: Page) -> Text:
    """`这一页字有点糊，建议再来一次。`; empty where nothing is wrong."""
    if not page.doubts:
        return Text("")
    found = _joined(page)
    return Text(
        f"这一页{found.zh}。看不清就重做这一页。",
        f"On this page {found.en}. If it cannot be read, do it again.",
    )


def doubts_of_paper(pages: Sequence[Page]) -> Text:
    """One line that names the doubtful pages; empty where there are none."""
    found = [(number, _joined(page)) for number, page in enumerate(pages, 1) if page.doubts]
    if not found:
        return Text("")
    zh = "；".join(f"第 {number} 页{words.zh}" for number, words in found)
    en = "; ".join(f"page {number}: {words.en}" for number, words in found)
    return Text(f"{zh}。点开看看，不行就重做。", f"Please look at {en}. Do it again if it cannot be read.")


def _joined(page: Page) -> Text:
    words = [_WORDS[doubt] for doubt in page.doubts]
    return Text("，".join(one.zh for one in words), ", ".join(one.en or one.zh for one in words))
