"""A TLS server with a certificate made on the spot; it answers 503 to everything."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class TlsServer:
    port: int
    certificate: Path


class _OutOfOrder(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing on stderr."""


class _Server(HTTPServer):
    def handle_error(self, *_: object) -> None:
        """A terminal that turns away is no error here."""


def serving(folder: Path, name: str, days: tuple[int, int] = (-1, 1)) -> tuple[ssl.SSLContext, Path]:
    """What a server needs to be `name`, and its self-signed certificate, valid between these days from now."""
    certificate, key = _make(folder, name, days)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context, certificate


@contextmanager
def tls_server(folder: Path, name: str) -> Iterator[TlsServer]:
    """Serves on the loopback address with a self-signed certificate for `name`."""
    context, certificate = serving(folder, name)
    server = _Server(("127.0.0.1", 0), _OutOfOrder)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield TlsServer(server.server_port, certificate)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def _make(folder: Path, name: str, days: tuple[int, int] = (-1, 1)) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    number = x509.random_serial_number()
    # OpenSSL looks an authority up by its name alone: no two of them may share it.
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name} {number:x}"[:64])])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(number)
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / f"{name}.pem", folder / f"{name}.key"
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate_file, key_file
