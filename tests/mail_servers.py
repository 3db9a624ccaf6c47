"""Mail servers to send to: a real one that keeps what it is given, and some that fail in the middle."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

REFUSED = "nobody@example.org"


class Kept:
    """What a mail server was given."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_RCPT(self, _: Any, __: Any, envelope: Any, address: str, ___: Any) -> str:  # noqa: N802
        """Take any address but one."""
        if address == REFUSED:
            return "550 There is nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:  # noqa: N802
        """Keep the message."""
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 Taken"


def free_port() -> int:
    """A port nobody uses."""
    with closing(socket.socket()) as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@contextmanager
def a_mail_server() -> Iterator[tuple[int, Kept]]:
    """A real mail server on a port of this machine, and what it is given."""
    kept = Kept()
    controller = Controller(kept, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port, kept
    finally:
        controller.stop()


class BrokenServer:
    """A mail server that speaks as it should up to one point and then fails: it ``dies`` there, or is ``silent``.

    ``at`` is that point: "greeting", "RCPT", or "end of data".
    """

    def __init__(self, at: str, how: str) -> None:
        self.at, self.how, self.connections = at, how, 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listening.getsockname()[1])
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            self.connections += 1
            with connection, connection.makefile("rb") as lines:
                self._speak(connection, lines)

    def _speak(self, connection: socket.socket, lines: Any) -> None:
        if self._fails("greeting"):
            return
        connection.sendall(b"220 ready\r\n")
        for line in lines:
            word = line[:4].upper().strip().decode("ascii", "replace")
            if word == "RCPT" and self._fails("RCPT"):
                return
            if word == "DATA":
                connection.sendall(b"354 go on\r\n")
                for said in lines:
                    if said == b".\r\n":
                        break
                self._fails("end of data")
                return
            connection.sendall(b"250 OK\r\n")

    def _fails(self, point: str) -> bool:
        if self.at != point:
            return False
        if self.how == "silent":
            self.ended.wait(30)
        return True

    def close(self) -> None:
        """End it."""
        self.ended.set()
        self.listening.close()
        self.thread.join(5)
