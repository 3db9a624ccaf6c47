"""A carrier on this machine that speaks as Twilio's interface does, keeps what it is given, and fails as it is told.

Whatever is asked of it is held against the dated table of Twilio's form fields; a request that does not keep to it
fails the test that made it.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from comms.channels.twilio import TwilioHttp
from comms.channels.twilio.contract import ContractBroken, check_request
from comms.foundation.settings import Settings

ACCOUNT = f"AC{'0' * 32}"
TOKEN = "the token of the account"
# When this carrier takes whatever it takes.
MOMENT = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
WITH_TWILIO = Settings(
    public_url="https://comms.example.org", twilio_account_sid=ACCOUNT, twilio_auth_token=TOKEN, secret_key="s" * 40
)


@dataclass(frozen=True)
class Heard:
    """One request as it came over the wire."""

    method: str
    url: str
    form: dict[str, list[str]]
    headers: dict[str, str]


# What is answered: a status and a body; or "silent" (until the carrier is closed), "reset" (the connection breaks
# before a word), "cut" and "cut no" (it breaks half-way through a yes, or a no).
Said = tuple[int, Any] | str


class Carrier:
    """What the carrier heard and took. ``answer`` decides what is said to a request; None says "as Twilio"."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.heard: list[Heard] = []
        self.texts: list[dict[str, Any]] = []
        self.broken: list[str] = []
        self.answer: Callable[[Heard], Said | None] = lambda heard: None
        self.closing = threading.Event()
        self._lock = threading.Lock()

    def http(self, timeout: float = 5) -> TwilioHttp:
        """What speaks with this carrier in Twilio's place."""
        return TwilioHttp(timeout, lambda host, seconds: HTTPConnection("127.0.0.1", self.port, timeout=seconds))

    def refuse(self, code: int, status: int = 400) -> None:
        """From now on say no to everything, with this code of Twilio's."""
        body = {"code": code, "message": "No.", "more_info": "", "status": status}
        self.answer = lambda heard: (status, body)

    def say(self, said: Said) -> None:
        """From now on say this to everything."""
        self.answer = lambda heard: said

    def answered(self, heard: Heard) -> Said:
        """What is said to a request."""
        with self._lock:
            self.heard.append(heard)
            try:
                operation = check_request(heard.method, heard.url, {k: tuple(v) for k, v in heard.form.items()})
            except ContractBroken as fault:
                self.broken.append(str(fault))
                return 400, {"code": 20001, "message": str(fault), "status": 400}
            return self.answer(heard) or getattr(self, f"_{operation.name.replace('.', '_')}")(heard)

    def _messages_create(self, heard: Heard) -> Said:
        taken = {
            "sid": f"SM{len(self.texts):032x}",
            "to": heard.form["To"][0],
            "from": heard.form["From"][0],
            "body": heard.form["Body"][0],
            "status": "queued",
            "error_code": None,
            "date_created": format_datetime(MOMENT),
            "date_sent": None,
        }
        self.texts.append(taken)
        return 201, taken

    def _messages_list(self, heard: Heard) -> Said:
        asked = parse_qs(urlsplit(heard.url).query)
        found = [one for one in self.texts if [one["to"]] == asked["To"] and [one["from"]] == asked["From"]]
        first, size = int(asked.get("Page", ["0"])[0]), int(asked["PageSize"][0])
        page = found[::-1][first * size : (first + 1) * size]
        more = len(found) > (first + 1) * size
        path = f"{heard.url.partition('?')[0]}?To={asked['To'][0].replace('+', '%2B')}"
        following = f"{path}&From={asked['From'][0].replace('+', '%2B')}&Page={first + 1}&PageSize={size}"
        return 200, {"messages": page, "next_page_uri": following if more else None, "page_size": size}

    def _calls_create(self, _: Heard) -> Said:
        return 201, {"sid": f"CA{len(self.heard):032x}", "status": "queued"}

    def _participants_create(self, _: Heard) -> Said:
        return 201, {"call_sid": f"CA{len(self.heard):032x}", "conference_sid": "CF", "status": "queued"}

    def _calls_update(self, _: Heard) -> Said:
        return 200, {"sid": "CA", "status": "completed"}


def _handler(carrier: Callable[[], Carrier]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            form = parse_qs(content, keep_blank_values=True)
            said = carrier().answered(Heard(self.command, self.path, form, dict(self.headers)))
            self.close_connection = True
            if said == "silent":
                carrier().closing.wait(30)
                return
            if said == "reset":
                self._reset()
                return
            status, body = said if isinstance(said, tuple) else (400 if "no" in said else 201, {"sid": "SM" + "1" * 32})
            text = (body if isinstance(body, str) else json.dumps(body)).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text[: len(text) // 2] if isinstance(said, str) else text)

        def _reset(self) -> None:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 100

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller who hangs up is no fault of the server's."""


@contextmanager
def a_carrier() -> Iterator[Carrier]:
    """A carrier on a port of this machine. Fails when a request did not keep to the table of Twilio's fields."""
    made: list[Carrier] = []
    server = _Server(("127.0.0.1", 0), _handler(lambda: made[0]))
    made.append(carrier := Carrier(server.server_port))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield carrier
    finally:
        carrier.closing.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
    assert carrier.broken == []
