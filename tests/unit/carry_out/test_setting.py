"""The setting that names the centre's public key."""

from pathlib import Path

import pytest

from kiosk.config_file import load
from kiosk.errors import ConfigurationFailure


def configured(folder: Path, value: str) -> Path:
    file = folder / "terminal.toml"
    file.write_text(f'[intake]\ncarry_out_key = "{value}"\n', encoding="utf-8")
    return file


def test_the_key_is_named_by_its_whole_path(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationFailure, match=r"intake\.carry_out_key"):
        load(configured(tmp_path, "centre.public.pem"))


def test_a_key_that_is_not_there_does_not_keep_the_terminal_from_starting(tmp_path: Path) -> None:
    missing = str(tmp_path / "centre.public.pem")
    assert load(configured(tmp_path, missing)).intake.carry_out_key == missing
