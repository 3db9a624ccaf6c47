"""Fetching a calendar from an address that somebody gave.

Nothing is fetched from where the installation does not allow it: only https, only hosts that the administrator named,
never an address inside the network, never further than the host itself leads.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from urllib.parse import SplitResult, urljoin, urlsplit

from comms.channels.calendars.busy_times import LARGEST
from comms.foundation.errors import BadInput, CommsError
from comms.foundation.settings import Settings

TIMEOUT = 10
MOST_REDIRECTS = 3
LONGEST_ADDRESS = 2000
PORT = 443
_PIECE = 64 * 1024
_MOVED = frozenset({301, 302, 303, 307, 308})
BY_HAND = "Or save the calendar as an .ics file and upload that."


class AddressRefused(BadInput):
    """An address from which no calendar is read."""


class NotFetched(CommsError):
    """A calendar that could not be had this time."""

    def __init__(self, message: str) -> None:
        """Say what went wrong; it may be tried again."""
        super().__init__(message, "Try again later, or upload the .ics file.")


Connect = Callable[[str], http.client.HTTPConnection]


def checked_address(settings: Settings, address: str) -> SplitResult:
    """The address, when a calendar may be read from it; ``webcal:`` is ``https:``. Raises ``AddressRefused``."""
    text = address.strip()
    if text.lower().startswith("webcal://"):
        text = f"https://{text[len('webcal://') :]}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as fault:
        raise AddressRefused("This is not an address of a calendar.", BY_HAND) from fault
    if parts.scheme != "https" or not parts.hostname or not text.isascii() or len(text) > LONGEST_ADDRESS:
        raise AddressRefused("The address of a calendar begins with https://.", f"Copy it whole. {BY_HAND}")
    if parts.username or parts.password or port not in {None, PORT} or any(one.isspace() for one in text):
        raise AddressRefused("This address holds a name, a password or a port.", f"Copy its public one. {BY_HAND}")
    if parts.hostname.lower() not in settings.calendar_host_names:
        allowed = ", ".join(settings.calendar_host_names) or "none"
        raise AddressRefused(
            f"Calendars are not read from {parts.hostname} here. Allowed: {allowed}.",
            f"Ask your administrator to add it to COMMS_CALENDAR_HOSTS. {BY_HAND}",
        )
    return parts


def fetch_calendar(settings: Settings, address: str, connect: Connect | None = None) -> bytes:
    """What lies at the address of a calendar, at most 1 MB. Raises ``AddressRefused`` where it may not be read from
    there, and ``NotFetched`` where it could not be had within ten seconds."""
    parts = checked_address(settings, address)
    until = time.monotonic() + TIMEOUT
    for _ in range(MOST_REDIRECTS + 1):
        moved, content = _asked(parts, connect or connection_to, until)
        if not moved:
            return content
        target = checked_address(settings, urljoin(parts.geturl(), moved))
        if target.hostname != parts.hostname:
            raise AddressRefused("This address leads on to another host.", f"Give the address there. {BY_HAND}")
        parts = target
    raise NotFetched("This address leads round in circles.")


def _asked(parts: SplitResult, connect: Connect, until: float) -> tuple[str, bytes]:
    """Where an address leads on to, or what lies there."""
    path = parts.path or "/"
    path += f"?{parts.query}" if parts.query else ""
    try:
        connection = connect(parts.hostname or "")
        try:
            connection.request("GET", path, headers={"Accept": "text/calendar", "Accept-Encoding": "identity"})
            answer = connection.getresponse()
            if answer.status in _MOVED and answer.headers.get("Location"):
                return answer.headers["Location"], b""
            if answer.status != http.client.OK:
                raise NotFetched(f"The calendar’s host answered {answer.status}.")
            return "", _read(answer, until)
        finally:
            connection.close()
    except (OSError, http.client.HTTPException) as fault:
        raise NotFetched(f"The calendar’s host could not be reached ({type(fault).__name__}).") from fault


def _read(answer: http.client.HTTPResponse, until: float) -> bytes:
    found = bytearray()
    while piece := answer.read(_PIECE):
        found += piece
        if len(found) > LARGEST:
            raise NotFetched("This calendar is larger than 1 MB.")
        if time.monotonic() > until:
            raise NotFetched("The calendar’s host was too slow.")
    return bytes(found)


def connection_to(host: str) -> http.client.HTTPConnection:
    """A connection to a host, to the very address that was looked at. Raises ``AddressRefused`` for a host that lies
    inside a network, and ``OSError``."""
    found = socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    if not addresses or not all(ipaddress.ip_address(one.partition("%")[0]).is_global for one in addresses):
        raise AddressRefused("This address lies inside a network and not on the internet.", BY_HAND)
    return _Pinned(host, addresses[0])


class _Pinned(http.client.HTTPSConnection):
    """A connection whose name is looked up once: asked again, it could lead elsewhere."""

    def __init__(self, host: str, address: str) -> None:
        self._context = ssl.create_default_context()
        super().__init__(host, PORT, timeout=TIMEOUT, context=self._context)
        self._address = address

    def connect(self) -> None:
        """Connect to the address that was looked at, and hold the certificate against the name."""
        plain = socket.create_connection((self._address, PORT), TIMEOUT)
        try:
            self.sock = self._context.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise
