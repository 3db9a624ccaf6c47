"""The demo as people run it: filled once, copied for each set of tests, served with its worker on a free port."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from werkzeug.routing import Map

from comms.agencies.find import staff_with_email
from comms.agencies.signing_in.one_time_code import unused_code
from comms.agencies.signing_in.sessions import begin_session
from comms.agencies.signing_in.staff_session import Factor
from comms.app import create_app
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation, open_installation
from comms.foundation.settings import load_settings
from comms.web.secrets_file import web_secret
from comms.web.signing_in.browser_session import TOKEN, WHOSE

READY_WITHIN = 180.0
PASSWORD_FILE = "demo-password"


@dataclass(frozen=True, slots=True)
class Service:
    """A demo that is being served: where, in which home, and the password of everybody in it."""

    address: str
    home: Path
    password: str

    def routes(self) -> Map:
        """Every address the service answers, with its endpoint."""
        with self.opened() as installation:
            return create_app(installation).url_map

    @contextmanager
    def opened(self) -> Iterator[Installation]:
        """The demo itself, opened beside the service: for work at moments that have not come."""
        installation = open_installation(load_settings(_environment(self.home)))
        try:
            yield installation
        finally:
            installation.database.engine.dispose()

    def code(self, who: str) -> str:
        """What the authenticator app of somebody of the demo shows now; where that was used, what it shows next."""
        until = time.monotonic() + 40
        while time.monotonic() < until:
            with self.opened() as installation, installation.database.reading() as session:
                staff = staff_with_email(session, f"{who}@demo.example")
                assert staff is not None, who
                if code := unused_code(staff.totp_secret, staff.totp_used_at_step, utc_now()):
                    return code
            time.sleep(0.5)
        raise AssertionError("No new code came within half a minute.")

    def cookie(self, who: str) -> dict[str, str]:
        """The cookie of a browser in which somebody of the demo has signed in, as Playwright takes it."""
        with self.opened() as installation:
            with installation.database.work() as session:
                staff = staff_with_email(session, f"{who}@demo.example")
                assert staff is not None, who
                token = begin_session(session, staff, Factor.CODE, utc_now(), "Chrome on Linux")
            signer = Flask("a browser's")
            signer.secret_key = web_secret(installation.settings)
            signed = SecureCookieSessionInterface().get_signing_serializer(signer)
            assert signed is not None
            value = signed.dumps({TOKEN: token, WHOSE: str(staff.id)})
        return {"name": "comms", "value": str(value), "url": self.address}


def installation_of(service: Service) -> Installation:
    """The demo's own installation, for what no screen shows, as a text on somebody's telephone. Whoever asks for it
    disposes of its engine."""
    return open_installation(load_settings(_environment(service.home)))


def fill_demo(home: Path) -> None:
    """Make the district in this home; it is not served."""
    command = [sys.executable, "-m", "comms.cli", "demo", "--no-serve"]
    made = subprocess.run(command, env=_environment(home), capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr


@contextmanager
def served(filled: Path, home: Path) -> Iterator[Service]:
    """A copy of the filled district, served with its worker until the end of the block."""
    shutil.copytree(filled, home)
    port, metrics = _free_ports()
    environment = _environment(home) | {"COMMS_PORT": str(port), "COMMS_METRICS_PORT": str(metrics)}
    log = home / "service.log"
    with log.open("wb") as written:
        service = subprocess.Popen(
            [sys.executable, "-m", "comms.cli", "serve"], env=environment, stdout=written, stderr=subprocess.STDOUT
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_ready(address, service, log)
        yield Service(address, home, (home / PASSWORD_FILE).read_text("ascii").strip())
    finally:
        service.terminate()
        try:
            service.wait(timeout=30)
        except subprocess.TimeoutExpired:
            service.kill()


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMMS_")}
    return kept | {"COMMS_HOME": str(home), "COMMS_MODE": "demo"}


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def _wait_until_ready(address: str, service: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        assert service.poll() is None, log.read_text("utf-8", "replace")
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:
                if json.load(answer)["ready"]:
                    return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            pass
        time.sleep(0.1)
    raise AssertionError(f"The demo was not ready within {READY_WITHIN:.0f} s.\n{log.read_text('utf-8', 'replace')}")
