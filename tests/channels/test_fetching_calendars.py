"""Fetching a calendar: what is fetched from a server, and from where nothing ever is."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from comms.channels.calendars.busy_times import LARGEST
from comms.channels.calendars.fetching import (
    AddressRefused,
    NotFetched,
    checked_address,
    connection_to,
    fetch_calendar,
)
from comms.foundation.settings import Settings, check_settings

SETTINGS = Settings(calendar_hosts="calendar.example.org, outlook.example.com")


@dataclass
class Host:
    """A calendar's host on this machine, without TLS: what it answers, and what it was asked."""

    answers: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    port: int = 0

    def connect(self, name: str) -> http.client.HTTPConnection:
        self.asked.append(name)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)


@pytest.fixture
def host() -> Iterator[Host]:
    known = Host()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, moved, content = known.answers.get(self.path, (404, "", b""))
            self.send_response(status)
            if moved:
                self.send_header("Location", moved)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    known.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield known
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_calendar_is_fetched_also_where_the_host_moved_it_within_itself(host: Host) -> None:
    host.answers["/moved"] = (301, "/daiva.ics?key=1", b"")
    host.answers["/daiva.ics?key=1"] = (200, "", b"BEGIN:VCALENDAR")
    assert fetch_calendar(SETTINGS, "webcal://Calendar.example.org/moved", host.connect) == b"BEGIN:VCALENDAR"
    assert host.asked == ["calendar.example.org", "calendar.example.org"]


@pytest.mark.parametrize(
    "onward", ["https://outlook.example.com/a", "https://evil.example/a", "http://x/", "//10.0.0.1/"]
)
def test_no_host_leads_on_to_another(host: Host, onward: str) -> None:
    host.answers["/a"] = (302, onward, b"")
    with pytest.raises(AddressRefused):
        fetch_calendar(SETTINGS, "https://calendar.example.org/a", host.connect)
    assert host.asked == ["calendar.example.org"]


def test_what_is_missing_too_large_or_goes_round_in_circles_is_not_fetched(host: Host) -> None:
    host.answers["/large"] = (200, "", b"x" * (LARGEST + 1))
    host.answers["/round"] = (302, "/round", b"")
    host.answers["/nowhere"] = (302, "", b"")
    for path in ("/missing", "/large", "/round", "/nowhere"):
        with pytest.raises(NotFetched):
            fetch_calendar(SETTINGS, f"https://calendar.example.org{path}", host.connect)


def test_a_host_that_does_not_answer_is_a_fault_that_says_so() -> None:
    closed = Host(port=9)
    with pytest.raises(NotFetched, match="could not be reached"):
        fetch_calendar(SETTINGS, "https://calendar.example.org/a", closed.connect)


@pytest.mark.parametrize(
    "address",
    [
        "http://calendar.example.org/a", "https://evil.example/a", "https://calendar.example.org.evil.example/a",
        "https://calendar.example.org@evil.example/a", "https://me:secret@calendar.example.org/a",
        "https://calendar.example.org:8443/a", "ftp://calendar.example.org/a", "file:///etc/passwd",
        "https://127.0.0.1/a", "https://[::1]/a", "https:///a", "calendar.example.org", "",
        "https://calendar.example.org/a b", "https://calendаr.example.org/a", "https://calendar.example.org:x/",
        f"https://calendar.example.org/{'a' * 2000}", "https://[calendar.example.org/",
    ],
)  # fmt: skip
def test_an_address_that_is_not_allowed_is_refused_before_anything_is_asked(host: Host, address: str) -> None:
    with pytest.raises(AddressRefused) as fault:
        fetch_calendar(SETTINGS, address, host.connect)
    assert "upload" in fault.value.remedy
    assert host.asked == []


def test_without_the_setting_no_address_is_allowed() -> None:
    with pytest.raises(AddressRefused, match="Allowed: none"):
        checked_address(Settings(), "https://calendar.example.org/a")


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1", "10.1.2.3", "169.254.169.254", "192.168.0.1"])
def test_a_host_inside_the_network_is_never_connected_to(name: str) -> None:
    with pytest.raises(AddressRefused, match="inside a network"):
        connection_to(name)


@pytest.mark.parametrize(
    "hosts", ["https://calendar.example.org", "localhost", "10.0.0.1", "calendar.example.org:8443"]
)
def test_a_host_that_is_no_name_is_a_fault_of_the_settings(hosts: str) -> None:
    assert any("COMMS_CALENDAR_HOSTS" in said for said in check_settings(Settings(calendar_hosts=hosts)))
    assert check_settings(SETTINGS) == []
