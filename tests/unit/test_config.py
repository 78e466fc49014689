"""Settings files: what is wrong is said in one line naming file and key."""

from pathlib import Path

import pytest

from kiosk.config import Settings, load
from kiosk.errors import ConfigurationFailure


def written(folder: Path, text: str) -> Path:
    file = folder / "terminal.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_what_a_file_says_is_taken_and_the_rest_keeps_its_default(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        '[terminal]\nmode = "village"\nplace = "江北村"\n[delays]\nidle = 60\n'
        '[[agents]]\nid = "7"\nname = "林"\npin = "scrypt$00$11"\n',
    )
    settings = load(file)
    assert settings.terminal.mode == "village"
    assert settings.delays.idle == 60.0
    assert settings.delays.countdown == Settings().delays.countdown
    assert settings.agents[0].name == "林"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[terminal]\nmodus = 1\n", "unknown key terminal.modus"),
        ("[terminal]\nmode = 3\n", "terminal.mode must be str"),
        ('[terminal]\nmode = "shop"\n', "terminal.mode must be one of hall, village"),
        ('[terminal]\nid = "hall-1"\n', "terminal.id must be six digits"),
        ("[delays]\nidle = 0\n", "delays.idle must be more than 0"),
        ("[delays]\nidle = true\n", "delays.idle must be float"),
        ('[intake]\nurl = "http://centre.example"\n', "intake.url must be https"),
        ('[[agents]]\nid = "7"\n', "agents[0].name is missing"),
        ("terminal = 3\n", "terminal must be a table"),
        ("[terminal\n", "is not valid TOML"),
    ],
)
def test_a_wrong_file_is_named_with_its_key(tmp_path: Path, text: str, words: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(ConfigurationFailure) as caught:
        load(file)
    message = str(caught.value)
    assert words in message
    assert str(file) in message
    assert "\n" not in message


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationFailure, match=r"none\.toml: cannot be read"):
        load(tmp_path / "none.toml")
