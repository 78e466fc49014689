"""Every word of the screens has its English, under the context by which Qt looks it up."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import ui

FACE = Path(ui.__file__).parent
QML_WORDS = re.compile(r'qsTr\("((?:[^"\\]|\\.)*)"')
MODEL_WORDS = re.compile(r'self\.tr\(\s*"((?:[^"\\]|\\.)*)"')
FREE_WORDS = re.compile(r'\btranslate\(\s*"(\w+)",\s*"((?:[^"\\]|\\.)*)"')
BLANKS = re.compile(r"%\d|\{\d\}")


def known() -> dict[tuple[str, str], str]:
    root = ET.parse(FACE / "i18n" / "jiujin_en.ts").getroot()
    return {
        (context.findtext("name", ""), message.findtext("source", "")): message.findtext("translation", "")
        for context in root.iter("context")
        for message in context.iter("message")
    }


def written(text: str) -> str:
    return text.replace("\\n", "\n").replace('\\"', '"')


def wanted() -> Iterator[tuple[str, str]]:
    for file in FACE.rglob("*.qml"):
        yield from ((file.stem, written(text)) for text in QML_WORDS.findall(file.read_text(encoding="utf-8")))
    for file in (FACE / "viewmodels").glob("*.py"):
        source = file.read_text(encoding="utf-8")
        yield from ((context, written(text)) for context, text in FREE_WORDS.findall(source))
        for part in re.split(r"^(?=class )", source, flags=re.MULTILINE):
            if name := re.match(r"class (\w+)", part):
                yield from ((name.group(1), written(text)) for text in MODEL_WORDS.findall(part))


def test_every_word_on_the_screens_has_its_english() -> None:
    translations = known()
    missing = sorted({key for key in wanted() if not translations.get(key)})
    assert not missing, "\n".join(f"{context}: {text}" for context, text in missing)


def test_the_english_fills_in_what_the_chinese_does() -> None:
    unlike = [
        f"{context}: {chinese} / {english}"
        for (context, chinese), english in known().items()
        if sorted(BLANKS.findall(chinese)) != sorted(BLANKS.findall(english))
    ]
    assert not unlike, "\n".join(unlike)
