"""The faces of the screen: Noto Sans CJK SC, and BabelStone Han for the characters it lacks (𬱖 䶮 𪚥)."""

from PySide6.QtGui import QFont, QFontDatabase

from kiosk.errors import EnvironmentFailure

FAMILY = "Noto Sans CJK SC"
RARE = "BabelStone Han"
PACKAGES = {FAMILY: "fonts-noto-cjk", RARE: "fonts-babelstone-han"}


def screen_font(known: list[str] | None = None) -> QFont:
    """The application's font with its fallback.

    `known` are the families of this machine (asked of Qt where None). Raises EnvironmentFailure naming the missing
    family and its Debian package.
    """
    families = set(QFontDatabase.families() if known is None else known)
    for family, package in PACKAGES.items():
        if family not in families:
            raise EnvironmentFailure(f"the font {family} is missing: apt install {package}")
    font = QFont()
    font.setFamilies([FAMILY, RARE])
    return font
