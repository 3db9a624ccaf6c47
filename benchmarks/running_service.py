"""The service as it runs: the web under gunicorn with the settings of deploy/, and ``comms work`` beside it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from comms.foundation.clock import utc_now
from comms.foundation.pulse import last_sweep
from comms.foundation.settings import Settings

HERE = Path(__file__).resolve().parent
GUNICORN = HERE.parent / "deploy" / "gunicorn.conf.py"
COMING_UP = 120.0
LOOK_EVERY = 0.2
# The workers read what texts are held against before they work; that is no part of what is measured.
READING = 8.0
ORDINARY, INSIDE = "comms.cli.wsgi:application()", "handled_inside:application()"


@dataclass
class Service:
    """The processes of one installation. ``more`` stands in their environment."""

    settings: Settings
    more: dict[str, str]
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def web(self, application: str = ORDINARY) -> int:
        """Start the web; the port it answers on."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        self._start(sys.executable, "-m", "gunicorn", "-c", str(GUNICORN), "--bind", f"127.0.0.1:{port}", application)
        opener = build_opener(ProxyHandler({}))
        self._wait(lambda: opener.open(f"http://127.0.0.1:{port}/healthz", timeout=5).status == 200)
        return port

    def worker(self) -> subprocess.Popen[bytes]:
        """Start the worker and do not wait for it."""
        return self._start(sys.executable, "-m", "comms.cli", "work")

    def ready_worker(self) -> subprocess.Popen[bytes]:
        """Start the worker, and wait until it works."""
        begun = utc_now()
        worker = self.worker()
        self._wait(lambda: (swept := last_sweep(self.settings.home)) is not None and swept >= begun)
        time.sleep(READING)
        return worker

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End a process and those it started at once, as a power cut does."""
        self._end(process, signal.SIGKILL)
        self.started.remove(process)

    def end(self) -> None:
        """End all that was started."""
        for process in self.started:
            self._end(process, signal.SIGTERM)
        self.started.clear()

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        given = self.settings
        environment = os.environ | self.more | {
            "COMMS_HOME": str(given.home), "COMMS_MODE": given.mode, "COMMS_LOG_LEVEL": "ERROR",
            "COMMS_DATABASE_URL": given.database_url, "COMMS_QUEUE_URL": given.queue_url,
            "COMMS_PUBLIC_URL": given.public_url, "COMMS_PROXIES": str(given.proxies),
            "COMMS_WORKERS": str(given.workers),
            "COMMS_MASTER_KEY": given.master_key, "COMMS_SECRET_KEY": given.secret_key,
            "COMMS_TWILIO_ACCOUNT_SID": given.twilio_account_sid, "COMMS_TWILIO_AUTH_TOKEN": given.twilio_auth_token,
            "PYTHONPATH": str(HERE),
        }  # fmt: skip
        with (given.home / "service.log").open("ab") as log:
            process = subprocess.Popen(words, env=environment, start_new_session=True, stdout=log, stderr=log)
        self.started.append(process)
        return process

    def _wait(self, ready: object) -> None:
        until = time.monotonic() + COMING_UP
        while time.monotonic() < until:
            if any(one.poll() is not None for one in self.started):
                break
            with suppress(URLError, OSError):
                if callable(ready) and ready():
                    return
            time.sleep(LOOK_EVERY)
        raise SystemExit(f"The service did not come up:\n{(self.settings.home / 'service.log').read_text()[-4000:]}")

    def _end(self, process: subprocess.Popen[bytes], how: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
