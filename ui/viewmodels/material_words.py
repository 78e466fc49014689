"""What is said of the papers: how each stands, what it may be, and what to do while the scanner cannot be used."""

from collections.abc import Callable

from kiosk.domain.material import MaterialRule
from kiosk.domain.text import Text
from kiosk.services.collect import NotTaken

MEGABYTE = 1_000_000


def standing(rule: MaterialRule, count: int) -> Text:
    """How a paper stands that has `count` pages."""
    if count:
        return Text(f"✓ 已扫 {count} 页", f"✓ {count} page{'' if count == 1 else 's'} scanned")
    return Text("要交", "Required") if rule.required else Text("可以不交", "Optional")


def limits(rule: MaterialRule) -> Text:
    """How many pages are taken, where the rule's own hint does not say so."""
    # Bytes mean nothing to most people; they are told when a page really is too large.
    if "最多" in rule.hint.zh:
        return Text("")
    pages = "page" if rule.max_pages == 1 else "pages"
    return Text(f"最多 {rule.max_pages} 页。", f" At most {rule.max_pages} {pages}.")


def too_large(most_bytes: int, pages: int) -> Text:
    """A page came that made the paper, which has `pages` others, larger than `most_bytes`."""
    most = f"{most_bytes / MEGABYTE:.1f}".removesuffix(".0")
    if not pages:
        return Text(
            f"这份材料太大了，最多 {most} 兆，这一页没有留下。放正了再扫一次。",
            f"This paper is too large: {most} MB at most. The page was not kept. Lay it straight and scan again.",
        )
    return Text(
        f"这份材料太大了，最多 {most} 兆，这一页没有留下。删掉一页再扫。",
        f"This paper is too large: {most} MB at most. The page was not kept. Remove one and scan again.",
    )


NOT_TAKEN = {
    "centre-too-large": Text(
        "这一页太大，县中心现在不收这么大的，没有留下。纸放正再扫一次；还不行，带原件到窗口办。",
        "This page is larger than the county centre takes now, so it was not kept. Lay it straight and scan again; "
        "if that is no help, bring the original to the service window.",
    ),
    "centre-media-type": Text(
        "县中心现在不收这种图片，这一页没有留下。带原件到窗口办，或者打电话问。",
        "The county centre takes no pictures of this kind now, so the page was not kept. Bring the original to the "
        "service window, or call.",
    ),
}
"""Causes that are the centre's limits and not the scanner's."""


def not_taken(parts: tuple[NotTaken, ...], say: Callable[[Text], str]) -> list[str]:
    """At the review: what the centre would not take, and what to do about each."""
    return [say(_not_taken(part, say)) for part in parts]


def _not_taken(part: NotTaken, say: Callable[[Text], str]) -> Text:
    if part.rule is None:
        return Text(
            "填的字太多，县中心现在收不下。回去把说明写短一点。",
            "The answers are longer than the county centre takes now. Go back and shorten what you wrote.",
        )
    name, page = say(part.rule.name), part.page + 1
    return Text(
        f"{name}第 {page} 页，县中心现在不收（太大或格式不对）。点材料旁边的“改一改”，把这一页再扫一次。",
        f"The county centre does not take page {page} of {name} now (too large, or of another kind). "
        "Touch Change beside the papers and scan that page again.",
    )


def other_way(*, camera: bool, complete: bool) -> Text:
    """What to do instead of scanning: with the document camera, or whether all that is required is there already."""
    if camera:
        return Text("可以用高拍仪：点“拍照”。", "Use the document camera instead: touch Take a picture.")
    if not complete:
        return Text(
            "它好了这里会自己变。等不及就带原件到窗口办；填好的内容在您结束前都还在。",
            "This changes by itself once it works. Or bring the originals to the service window; "
            "what you filled in stays here until you end.",
        )
    return Text(
        "要交的材料已经齐了，可以直接下一步。没扫的以后补到窗口。",
        "Everything required is here, so go on. Bring the rest to the window later.",
    )
