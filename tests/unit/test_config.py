"""Settings files: what is wrong is said in one line naming file and key."""

from pathlib import Path

import pytest

from kiosk.config import Settings
from kiosk.config_file import load
from kiosk.errors import ConfigurationFailure
from kiosk.services.pins import pin_hash


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
        ('[devices]\nphoto_library = "libwlt.so"\n', "devices.photo_library must be an absolute path"),
        ("[devices]\nphoto_code = -1\n", "devices.photo_code must be 0 to 2147483647"),
        ("[devices]\nphoto_code = 2147483648\n", "devices.photo_code must be 0 to 2147483647"),
        ("[delays]\nidle = 0\n", "delays.idle must be more than 0"),
        ("[delays]\nidle = nan\n", "delays.idle must be more than 0"),
        ("[delays]\nidle = inf\n", "delays.idle must be more than 0"),
        ("[delays]\nidle = 1e300\n", "at most 86400 seconds"),
        (f"[delays]\nidle = 1{'0' * 400}\n", "delays.idle is too large"),
        (f"[delays]\nidle = 1{'0' * 5000}\n", "is not valid TOML"),
        ("[devices]\ncard_baud = 115201\n", "devices.card_baud must be one of 115200, 57600"),
        ("[devices]\ncabinet_baud = 9601\n", "devices.cabinet_baud must be one of 1200, 2400"),
        ("[devices]\ncabinet_unit = 0\n", "devices.cabinet_unit must be 1 to 247"),
        ("[devices]\ncabinet_unit = 248\n", "devices.cabinet_unit must be 1 to 247"),
        ("[devices.cabinet_map]\npresence = -2\n", "devices.cabinet_map.presence must be 0 to 65535, or -1"),
        ("[devices.cabinet_map]\nlock_slips = 65536\n", "devices.cabinet_map.lock_slips must be 0 to 65535, or -1"),
        ("[devices.cabinet_map]\nlight_printer = 1\n", "devices.cabinet_map.light_printer is another one's"),
        ("[devices.cabinet_map]\ndoor_slips = 0\n", "devices.cabinet_map.door_slips is another one's"),
        ("[devices.cabinet_map]\npulse = 10.5\n", "devices.cabinet_map.pulse must be 0 to 10 seconds"),
        ("[devices.cabinet_map]\npulse = nan\n", "devices.cabinet_map.pulse must be 0 to 10 seconds"),
        ("[devices.cabinet_map]\npresence_samples = 0\n", "devices.cabinet_map.presence_samples must be 1 to 50"),
        ("[devices.cabinet_map]\nbell = 3\n", "unknown key devices.cabinet_map.bell"),
        ('[devices]\nups = "kiosk"\n', "devices.ups must be NAME@HOST"),
        ('[devices]\nups = "kiosk@host:0"\n', "devices.ups must be NAME@HOST"),
        ('[devices]\nups = "kiosk@host:99999"\n', "devices.ups must be NAME@HOST"),
        ('[devices]\nups = "a b@host"\n', "devices.ups must be NAME@HOST"),
        ('[devices]\nslip_printer = "192.168.1.20"\n', "devices.slip_printer must be tcp://HOST:PORT"),
        ('[devices]\nslip_printer = "tcp://h:99999"\n', "devices.slip_printer must be tcp://HOST:PORT"),
        ('[devices]\nslip_printer = "tcp://h?speed=9"\n', "devices.slip_printer must be tcp://HOST:PORT"),
        ('[devices]\nslip_printer = "serial://ttyS1"\n', "devices.slip_printer must be tcp://HOST:PORT"),
        ('[devices]\nslip_printer = "usb://4b8:e15"\n', "devices.slip_printer must be tcp://HOST:PORT"),
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
        ("[intake]\nupload_bytes_per_s = 999\n", "intake.upload_bytes_per_s must be 0 (no ceiling) or 1000 to"),
        ("[intake]\nupload_bytes_per_s = -1\n", "intake.upload_bytes_per_s must be 0 (no ceiling) or 1000 to"),
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


@pytest.mark.parametrize("ups", ["none", "kiosk@localhost", "ups-1@10.0.0.7:3493", "kiosk@[::1]:3493"])
def test_a_ups_as_nut_names_it(tmp_path: Path, ups: str) -> None:
    assert load(written(tmp_path, f'[devices]\nups = "{ups}"\n')).devices.ups == ups


@pytest.mark.parametrize(
    "address", ["none", "", "tcp://10.0.0.7:9100", "serial:///dev/ttyS1?baud=19200", "usb://04b8:0e15?width=58"]
)
def test_a_slip_printer_by_its_address(tmp_path: Path, address: str) -> None:
    assert load(written(tmp_path, f'[devices]\nslip_printer = "{address}"\n')).devices.slip_printer == address


def test_what_hangs_nowhere_on_the_board_may_be_said_of_several(tmp_path: Path) -> None:
    text = "[devices.cabinet_map]\nlight_reader = -1\nlight_scanner = -1\npresence = -1\nlock_papers = 0\n"
    board = load(written(tmp_path, text)).devices.cabinet_map
    assert (board.light_reader, board.presence, board.lock_papers, board.lock_slips) == (-1, -1, 0, 4)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationFailure, match=r"none\.toml: cannot be read"):
        load(tmp_path / "none.toml")
