"""What is not fit for production does not start: not by a command, not by a server of one's own, not by hand."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from comms.app import create_app
from comms.cli import comms
from comms.cli.running import prepare_home
from comms.cli.wsgi import application
from comms.foundation.errors import Misconfigured
from comms.foundation.opening import Installation
from comms.foundation.settings import Settings

FIT = {
    "COMMS_MODE": "production", "COMMS_PUBLIC_URL": "https://comms.fenland.example", "COMMS_PROXIES": "1",
    "COMMS_SECRET_KEY": "Vn3kQ8tZ1yLr6WxD0sHc5JmGfB7uPaEi",
}  # fmt: skip
UNFIT = [
    {"COMMS_SECRET_KEY": ""},
    {"COMMS_SECRET_KEY": "changeme" * 5},
    {"COMMS_PUBLIC_URL": "http://comms.fenland.example"},
    {"COMMS_MASTER_KEY": "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE="},
    {"COMMS_LOG_LEVEL": "DEBUG"},
    {"FLASK_DEBUG": "1"},
]


@pytest.fixture
def home(tmp_path: Path, now: datetime) -> Path:
    """A service that was set up."""
    made = tmp_path / "home"
    prepare_home(Settings(home=made)).database.engine.dispose()
    return made


def run(home: Path, *words: str, **env: str) -> Result:
    clean: dict[str, str | None] = {name: None for name in os.environ if name.startswith("COMMS_")}
    return CliRunner().invoke(comms, words, env=clean | {"COMMS_HOME": str(home)} | env)


def test_what_is_fit_passes_the_check(home: Path) -> None:
    done = run(home, "settings", "check", **FIT)
    assert done.exit_code == 0, done.output
    assert "The settings are right." in done.output


@pytest.mark.parametrize("changes", UNFIT, ids=lambda changes: next(iter(changes)))
def test_the_check_says_what_is_not_and_no_command_starts(home: Path, changes: dict[str, str]) -> None:
    said = run(home, "settings", "check", **(FIT | changes))
    assert said.exit_code == 1
    for command in (["serve"], ["web"], ["work"], ["audit", "verify"]):
        done = run(home, *command, **(FIT | changes))
        assert isinstance(done.exception, Misconfigured), (command, done.output)
        assert done.exception.remedy in said.output.replace("\n", " ")


def test_a_server_of_ones_own_does_not_start_it_either(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("COMMS_")]:
        monkeypatch.delenv(name)
    for name, value in (FIT | {"COMMS_HOME": str(home), "COMMS_SECRET_KEY": "x" * 48}).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Misconfigured, match="COMMS_SECRET_KEY"):
        application()


def test_the_application_itself_refuses_what_is_not_fit(installation: Installation) -> None:
    fit = replace(
        installation.settings, mode="production", public_url=FIT["COMMS_PUBLIC_URL"], proxies=1,
        secret_key=FIT["COMMS_SECRET_KEY"], master_key="",
    )  # fmt: skip
    assert create_app(replace(installation, settings=fit)).name == "comms.web"
    for changes in ({"secret_key": "s" * 40}, {"public_url": ""}, {"log_level": "DEBUG"}):
        with pytest.raises(Misconfigured, match="not right for production"):
            create_app(replace(installation, settings=replace(fit, **changes)))


def test_the_demos_mode_does_not_start_on_a_real_service(home: Path) -> None:
    for command in (["serve"], ["web"], ["work"]):
        done = run(home, *command, COMMS_MODE="demo")
        assert isinstance(done.exception, Misconfigured)
        assert "was not made by comms demo" in done.exception.remedy


def test_a_fresh_home_is_closed_to_others_and_loudly_says_where_its_keys_are(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        done = run(tmp_path / "home", "init", "--agency", "Fen Edge Academy", "--kind", "school")
    finally:
        os.umask(before)
    assert done.exit_code == 0, done.output
    home = tmp_path / "home"
    modes = {one.name: one.stat().st_mode & 0o777 for one in (home, home / "keys", *(home / "keys").iterdir())}
    assert modes == {
        "home": 0o700, "keys": 0o700, "master.key": 0o600, "backup.key": 0o600,
    } | ({"web.secret": 0o600} if "web.secret" in modes else {})  # fmt: skip
    assert (home / "comms.sqlite").stat().st_mode & 0o077 == 0
    assert done.output.count("KEEP A COPY OF IT APART FROM YOUR BACKUPS") == 2
    assert str(home / "keys" / "master.key") in done.output
    assert str(home / "keys" / "backup.key") in done.output
