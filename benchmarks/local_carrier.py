"""A carrier on this machine that takes 150 ms for a text, in a process of its own.

The worker and the kit of the carrier speak to it as they do to Twilio, with nothing of them changed: ``https_proxy``
leads here, and the certificate that stands for Twilio's name is one they are told to trust. So each text costs what it
costs really: a connection, the handshake, the request.
"""

from __future__ import annotations

import json
import multiprocessing
import socketserver
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from comms.channels.twilio.http import HOST

SPAWN = multiprocessing.get_context("spawn")
TAKES = 0.150


@dataclass(frozen=True, slots=True)
class Took:
    """One text the carrier took: when its request had come and when it was answered (seconds of the clock), the words,
    and the token in the address its reports go to."""

    came: float
    answered: float
    body: str
    token: str


class LocalCarrier:
    """The carrier's process. ``environment`` leads whoever is started with it here."""

    def __init__(self, folder: Path) -> None:
        """Start it; its certificate is written into the folder."""
        self._here, there = SPAWN.Pipe()
        certificate, key = _certificate(folder)
        self._process = SPAWN.Process(target=_serve, args=(there, certificate, key), daemon=True)
        self._process.start()
        there.close()
        self.environment = {
            "https_proxy": f"http://127.0.0.1:{self._here.recv()}", "no_proxy": "", "SSL_CERT_FILE": certificate,
            "REQUESTS_CA_BUNDLE": certificate,
        }  # fmt: skip

    def count(self) -> int:
        """How many texts it took since they were last asked for."""
        self._here.send("count")
        return int(self._here.recv())

    def took(self) -> list[Took]:
        """What it took since it was last asked."""
        self._here.send("took")
        taken: list[Took] = self._here.recv()
        return taken

    def end(self) -> None:
        """End it."""
        with suppress(OSError):
            self._here.send("end")
        self._process.join(10)


def _certificate(folder: Path) -> tuple[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now, public = datetime.now(UTC), key.public_key()
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    certificate, secret = folder / "carrier.crt", folder / "carrier.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return str(certificate), str(secret)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads, allow_reuse_address, request_queue_size = True, True, 200

    def __init__(self, certificate: str, key: str) -> None:
        super().__init__(("127.0.0.1", 0), _Speaking)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(certificate, key)
        self.taken: list[Took] = []
        self.number = 0
        self.lock = threading.Lock()

    def handle_error(self, *_: Any) -> None:
        """A caller that was killed is no fault of the server's."""


class _Speaking(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        """Open the tunnel, and answer what is asked in it until the caller hangs up."""
        asked = b""  # CONNECT api.twilio.com:443
        while not asked.endswith(b"\r\n\r\n"):
            if not (more := self.request.recv(1)):
                return
            asked += more
        self.request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with self.server.tls.wrap_socket(self.request, server_side=True) as speaking:
            read = speaking.makefile("rb")
            while line := read.readline():
                headers = {}
                while one := read.readline().strip():
                    name, _, value = one.decode().partition(":")
                    headers[name.lower()] = value.strip()
                content = read.read(int(headers.get("content-length", 0)))
                speaking.sendall(self._answer(line.decode().split()[0], content.decode()))

    def _answer(self, method: str, content: str) -> bytes:
        came = time.time()
        if method == "GET":
            return _response(200, {"messages": [], "next_page_uri": None, "page_size": 50})
        form = {name: values[0] for name, values in parse_qs(content, keep_blank_values=True).items()}
        time.sleep(TAKES)
        token = urlsplit(form.get("StatusCallback", "")).path.rpartition("/")[2]
        with self.server.lock:
            self.server.number += 1
            name = f"SM{self.server.number:032x}"
            self.server.taken.append(Took(came, time.time(), form["Body"], token))
        return _response(201, {"sid": name, "status": "queued", "error_code": None, "to": form["To"],
                               "date_created": format_datetime(datetime.now(UTC))})  # fmt: skip


def _response(status: int, body: dict[str, Any]) -> bytes:
    text = json.dumps(body).encode()
    return (
        f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n".encode() + text
    )


def _serve(told: Any, certificate: str, key: str) -> None:
    server = _Server(certificate, key)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    told.send(server.server_address[1])
    while (asked := told.recv()) != "end":
        with server.lock:
            told.send(len(server.taken) if asked == "count" else server.taken)
            if asked == "took":
                server.taken = []
