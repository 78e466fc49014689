"""Settings files: what is wrong is said in one line naming file and key."""

from pathlib import Path

import pytest

from kiosk.config import Settings, load
from kiosk.errors import ConfigurationFailure
from kiosk.services.identify import pin_hash


def written(folder: Path, text: str) -> Path:
    file = folder / "terminal.toml"
    file.write_text(text, encoding="utf-8")
    return file


def agent(number: str, pin: str = "scrypt$00$11") -> str:
    return f'[[agents]]\nid = "{number}"\nname = "林"\npin = "{pin}"\n'


@pytest.mark.parametrize(
    "url", ["https://centre.example/intake", "http://127.0.0.1:8765", "http://localhost", "http://[::1]:80"]
)
def test_an_address_that_nobody_can_listen_in_on(tmp_path: Path, url: str) -> None:
    assert load(written(tmp_path, f'[intake]\nurl = "{url}"\n')).intake.url == url


def test_a_pin_entry_as_the_program_makes_it(tmp_path: Path) -> None:
    made = pin_hash("258036")
    assert load(written(tmp_path, agent("10422042", made))).agents[0].pin == made


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
        ("[terminal]\nmode = 3\n", "terminal.mode must be str, not int"),
        ("[intake]\ntoken = 20261123\n", "intake.token must be str, not int"),
        ('[terminal]\nmode = "shop"\n', "terminal.mode must be one of hall, village"),
        ('[terminal]\nid = "hall-1"\n', "terminal.id must be six digits"),
        ("[delays]\nidle = 0\n", "delays.idle must be more than 0"),
        ("[delays]\nidle = nan\n", "delays.idle must be more than 0"),
        ("[delays]\nidle = inf\n", "delays.idle must be more than 0"),
        ("[delays]\nidle = 1e300\n", "at most 86400 seconds"),
        (f"[delays]\nidle = 1{'0' * 400}\n", "delays.idle is too large"),
        (f"[delays]\nidle = 1{'0' * 5000}\n", "is not valid TOML"),
        ("[devices]\ncard_baud = 115201\n", "devices.card_baud must be one of 115200, 57600"),
        ("[delays]\nidle = true\n", "delays.idle must be float"),
        ('[intake]\nurl = "http://centre.example"\n', "intake.url must be https"),
        ('[intake]\nurl = "http://127.0.0.1.example"\n', "intake.url must be https"),
        ('[intake]\nurl = "http://localhost@centre.example"\n', "intake.url must be https"),
        ('[intake]\nurl = "https://"\n', "intake.url must be https"),
        ('[intake]\nurl = "https://[::1"\n', "intake.url must be https"),
        ('[intake]\nurl = "https://centre.example:99999"\n', "intake.url must be https"),
        ('[intake]\nurl = "https://centre.example/?a=1"\n', "intake.url must be https"),
        ('[intake]\nurl = "https://centre.example/#a"\n', "intake.url must be https"),
        ('[intake]\nurl = "https://me:it@centre.example"\n', "intake.url must be https"),
        ('[intake]\ntoken = "令牌"\n', "intake.token must be letters"),
        ('[intake]\ntoken = "a b"\n', "intake.token must be letters"),
        ('[intake]\ntoken = "a\\nb"\n', "intake.token must be letters"),
        ('[intake]\nca_file = "/no/such/file.pem"\n', "intake.ca_file must be the absolute path"),
        ('[terminal]\nplace = ""\n', "terminal.place must be 1 to 200"),
        ('[terminal]\nplace = "' + "远" * 201 + '"\n', "terminal.place must be 1 to 200"),
        ('[paths]\ndata = ""\n', "paths.data must be an absolute path"),
        ('[paths]\ndata = "here"\n', "paths.data must be an absolute path"),
        ('[paths]\nprint_folder = "/a\\u0000b"\n', "paths.print_folder must be an absolute path"),
        (agent("7").replace("林", " "), "agents[0].name must be 1 to 200"),
        (agent("1234a"), "agents[0].id must be 1 to 8 digits"),
        (agent("123456789"), "agents[0].id must be 1 to 8 digits"),
        (agent("7") + agent("7"), "agents[1].id is another agent's too"),
        (agent("7", "258036"), "agents[0].pin must be"),
        (agent("7") + agent("8", "scrypt$00$1g"), "agents[1].pin must be"),
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
