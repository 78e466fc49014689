"""What is said of the papers: how each stands, what it may be, and what to do while the scanner cannot be used."""

from kiosk.domain.material import MaterialRule
from kiosk.domain.text import Text

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
