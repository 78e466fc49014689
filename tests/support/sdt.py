"""A vendor's card library for tests: compiled from sdt_stand_in.c beside the stand-in reader that it speaks to."""

from pathlib import Path
from subprocess import run

SOURCE = Path(__file__).with_name("sdt_stand_in.c")


class SdtStandIn:
    """The library at `path`, and orders for its functions (sdt_stand_in.c has their list)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._orders = path.parent / "orders"
        self._orders.mkdir(exist_ok=True)

    def order(self, function: str, order: str) -> None:
        """Lays an order down for the next call of `function`; it is whole as soon as it can be seen."""
        waiting = self._orders / f".{function}"
        waiting.write_text(order + "\n", encoding="ascii")
        waiting.replace(self._orders / function)

    def taken(self, function: str) -> bool:
        """Whether the order for `function` was obeyed, or is being obeyed."""
        return not (self._orders / function).exists()

    def clear(self) -> None:
        """Takes back what was not obeyed."""
        for left in self._orders.iterdir():
            left.unlink()


def compile_sdt(folder: Path, *defines: str, name: str = "libsdtapi.so") -> SdtStandIn:
    """Compiles the library into `folder`, where the reader's stand-in has its port; a missing gcc fails loudly."""
    path = folder / name
    command = ["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", str(path), str(SOURCE)]
    done = run([*command, *(f"-D{define}" for define in defines)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"the stand-in library does not compile: {done.stderr}"
    return SdtStandIn(path)
