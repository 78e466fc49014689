"""Whom a terminal believes to be the centre: the system's authorities, and those of `intake.ca_file` besides."""

from pathlib import Path

import pytest

from kiosk.errors import ConfigurationFailure, LineFailure
from tests.scenarios.line.certificates import TlsServer, tls_server
from tests.scenarios.line.terminal import Terminal

REACHED = "intake.unavailable"
"""What the server of these tests says to everybody it could speak to."""


def _reason(terminal: Terminal, server: TlsServer, ca_file: Path | str = "") -> str:
    with pytest.raises(LineFailure) as failure:
        terminal.client(f"https://localhost:{server.port}", ca_file=str(ca_file)).changes("")
    return failure.value.reason


def test_a_certificate_that_nobody_vouches_for(terminal: Terminal, tmp_path: Path) -> None:
    with tls_server(tmp_path, "localhost") as server:
        assert _reason(terminal, server) == "line.certificate"
        assert _reason(terminal, server, server.certificate) == REACHED


def test_a_certificate_for_another_name(terminal: Terminal, tmp_path: Path) -> None:
    with tls_server(tmp_path, "centre.invalid") as server:
        assert _reason(terminal, server, server.certificate) == "line.certificate-name"


def test_the_systems_authorities_and_the_configured_ones_count_side_by_side(
    terminal: Terminal, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = (tmp_path_factory.mktemp("known"), tmp_path_factory.mktemp("configured"))
    with tls_server(folders[0], "localhost") as known, tls_server(folders[1], "localhost") as configured:
        # Where OpenSSL looks for the system's own store.
        monkeypatch.setenv("SSL_CERT_FILE", str(known.certificate))
        assert _reason(terminal, known) == REACHED
        assert _reason(terminal, configured) == "line.certificate"
        assert _reason(terminal, known, configured.certificate) == REACHED
        assert _reason(terminal, configured, configured.certificate) == REACHED


def test_a_file_that_is_no_authority_is_told_before_anything_is_sent(terminal: Terminal, tmp_path: Path) -> None:
    nonsense = tmp_path / "notes.txt"
    nonsense.write_text("the certificate is on the other stick")
    missing = tmp_path / "nowhere" / "ca.pem"
    for file, why in ((missing, "cannot be read"), (tmp_path, "cannot be read"), (nonsense, "certificates in PEM")):
        with pytest.raises(ConfigurationFailure, match=r"intake\.ca_file") as failure:
            terminal.client("https://localhost:1", ca_file=str(file))
        assert str(file) in str(failure.value)
        assert why in str(failure.value)
