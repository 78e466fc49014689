"""Materials: a page is named by its content, and a paper weighs what its pages weigh."""

import pytest

from kiosk.domain.material import Material, Page
from kiosk.domain.text import Text


def page(content: bytes) -> Page:
    return Page(content, "image/jpeg", 1240, 1754)


@pytest.mark.parametrize(
    ("content", "digest"),
    [
        (b"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ],
    ids=["nothing", "the example of FIPS 180-4"],
)
def test_a_page_is_named_by_the_sha_256_of_its_content(content: bytes, digest: str) -> None:
    assert page(content).digest == digest


def test_pages_are_the_same_when_their_content_and_shape_are() -> None:
    assert page(b"abc") == page(b"abc")
    assert page(b"abc") != page(b"abd")
    assert page(b"abc") != Page(b"abc", "image/png", 1240, 1754)


@pytest.mark.parametrize(("contents", "size"), [((), 0), ((b"abc",), 3), ((b"abc", b"", b"de"), 5)])
def test_a_paper_weighs_the_bytes_of_all_its_pages(contents: tuple[bytes, ...], size: int) -> None:
    assert Material("id", Text("居民身份证"), tuple(map(page, contents))).size == size
