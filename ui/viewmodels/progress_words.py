"""How far a filing is on its way, in words: pages for people, megabytes for staff."""

from kiosk.domain.filing import Delivery, DeliveryState, Progress, Queue
from kiosk.domain.text import Text

MEGABYTE = 1_000_000
NOTHING = Text("")
QUEUE = Text("还没送到中心的", "Not at the centre yet")


def progress_words(state: DeliveryState, progress: Progress | None) -> Text:
    """`已送出 3/5 页`; empty where it has arrived, has no pages, or waits and nothing of it was sent."""
    if progress is None or not progress.pages or state.delivery in (Delivery.DELIVERED, Delivery.REFUSED):
        return NOTHING
    if state.delivery is Delivery.PENDING and not progress.bytes_sent:
        return NOTHING
    sent, pages = progress.pages_sent, progress.pages
    return Text(f"已送出 {sent}/{pages} 页", f"{sent} of {pages} page{'' if pages == 1 else 's'} sent")


def queue_words(queue: Queue) -> Text:
    """How many filings wait."""
    count = queue.filings
    return Text(f"{count} 份", f"{count} filing{'' if count == 1 else 's'}")


def left_words(queue: Queue) -> Text:
    """What is left of them to send."""
    pages, size = queue.pages_left, f"{max(queue.bytes_left / MEGABYTE, 0.1):.1f}"
    return Text(f"还要送 {pages} 页，{size} 兆", f"{pages} page{'' if pages == 1 else 's'}, {size} MB to go")
