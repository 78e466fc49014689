import pytest

from kiosk.documents.fonts import FontBook


@pytest.fixture(scope="session")
def fonts() -> FontBook:
    book = FontBook()
    book.warm_up()
    return book
