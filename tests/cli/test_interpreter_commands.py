"""The register of interpreters from the command line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from comms.agencies.find import agency_named
from comms.agencies.viewer import system_viewer
from comms.channels.calendars import fetching
from comms.channels.calendars.fetching import NotFetched
from comms.cli import comms
from comms.foundation.clock import london_date, utc_now
from comms.foundation.opening import open_installation
from comms.foundation.settings import load_settings
from comms.interpreters.calendar_in import set_calendar_address
from comms.interpreters.find import interpreters

TODAY = london_date(utc_now())
ISSUED, EXPIRES = TODAY - timedelta(days=1), TODAY + timedelta(days=365)
REGISTER = f"""\
Interpreter,E-mail,Language,Level,DBS issued,DBS expires,Hours
Daiva Rimkutė,daiva@interpreters.example,lt,6,{ISSUED:%d/%m/%Y},{EXPIRES:%d/%m/%Y},Mon-Fri 09:00-17:00
Ona Petraitė,ona@interpreters.example,Klingon,6,,,
"""
CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"


def _run(home: Path, *words: str, **more: str) -> Result:
    env = {"COMMS_HOME": str(home), "COMMS_DATABASE_URL": None, "COMMS_QUEUE_URL": None, "COMMS_MASTER_KEY": None}
    return CliRunner().invoke(comms, list(words), env=env | more)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    assert _run(tmp_path, "init", "--agency", "Fen Edge Academy", "--kind", "school").exit_code == 0
    (tmp_path / "register.csv").write_text(REGISTER)
    return tmp_path


def test_a_register_is_imported_listed_and_unchanged_by_the_same_file(home: Path) -> None:
    file = str(home / "register.csv")
    tried = _run(home, "interpreters", "import", file, "--dry-run")
    assert "This was a dry run: nothing was changed." in tried.output
    assert _run(home, "interpreters", "list").output == ""
    done = _run(home, "interpreters", "import", file)
    assert done.exit_code == 1
    assert "interpreters: 2 new, 0 changed, 0 unchanged, 1 row taken with something missing." in done.output
    assert "line 3, Language “Klingon”:" in done.output
    again = _run(home, "interpreters", "import", file)
    assert "0 new, 0 changed, 2 unchanged" in again.output
    listed = _run(home, "interpreters", "list").output.splitlines()
    assert listed == ["Daiva Rimkutė: lt 6; checked", "Ona Petraitė: no language; no check that counts today"]
    assert _run(home, "interpreters", "list", "--language", "lt").output.splitlines() == listed[:1]


def test_a_mapping_file_names_the_columns(home: Path) -> None:
    (home / "odd.csv").write_text("Wer,Was\nDaiva Rimkutė,lt\n")
    (home / "map.toml").write_text('name = "Wer"\nlanguages = "Was"\n')
    done = _run(home, "interpreters", "import", str(home / "odd.csv"), "--map", str(home / "map.toml"))
    assert (done.exit_code, done.output) == (0, "interpreters: 1 new, 0 changed, 0 unchanged.\n")


def test_all_calendars_are_read_and_one_that_cannot_be_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hosts = {"COMMS_CALENDAR_HOSTS": "calendar.example.org"}
    assert _run(home, "interpreters", "import", str(home / "register.csv")).exit_code == 1
    assert _run(home, "interpreters", "calendars", **hosts).output == "Calendars read: 0; not read: 0.\n"
    _share_calendars(home)

    def answer(settings: object, address: str) -> bytes:
        if "ona" in address:
            raise NotFetched("The calendar’s host answered 404.")
        return CALENDAR

    monkeypatch.setattr(fetching, "fetch_calendar", answer)
    done = _run(home, "interpreters", "calendars", **hosts)
    assert (done.exit_code, done.output) == (1, "Calendars read: 1; not read: 1.\n")


def _share_calendars(home: Path) -> None:
    settings = load_settings({"COMMS_HOME": str(home), "COMMS_CALENDAR_HOSTS": "calendar.example.org"})
    installation = open_installation(settings)
    with installation.database.work() as session:
        viewer = system_viewer(agency_named(session, None))
        for one in interpreters(session, viewer):
            address = f"https://calendar.example.org/{one.email.split('@')[0]}.ics"
            set_calendar_address(session, viewer, one.id, address, settings, utc_now())
    installation.database.engine.dispose()
