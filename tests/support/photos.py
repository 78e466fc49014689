"""A maker's photo library for tests, compiled from photo_stand_in.c, and the picture that it makes of a photo."""

from pathlib import Path
from subprocess import run

from PIL import Image

SOURCE = Path(__file__).with_name("photo_stand_in.c")
CODE = 602
"""What its `unpack` wants."""
MAKERS = ("UNPACK", "UNPACK_CPP", "BUFFER", "WLT_TO_BMP")


def compile_photo_library(folder: Path, maker: str, *defines: str) -> Path:
    """Compiles the library into `folder`; a missing gcc fails loudly."""
    path = folder / "libwlt.so"
    command = ["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", str(path), str(SOURCE)]
    wanted = [f"-D{define}" for define in (f"MAKER_{maker}", *defines)]
    done = run([*command, *wanted], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"the stand-in library does not compile: {done.stderr}"
    return path


def drawn(wlt: bytes) -> Image.Image:
    """The picture, as the stand-in draws it: its first row is the lowest."""
    rows = bytes(
        (wlt[place % 1024] + wlt[(row * 7 + 3) % 1024] + wlt[1023 - row]) % 256
        for row in reversed(range(126))
        for place in range(102 * 3)
    )
    return Image.frombytes("RGB", (102, 126), rows)
