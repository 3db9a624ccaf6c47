"""The command that imports a school's export, as far as it reaches appointments."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from booking_factories import appointment_made, requests_for
from click.testing import CliRunner
from factories import a_staff_member

from comms.agencies.find import agency_named
from comms.agencies.viewer import viewer_of
from comms.bookings.appointments.find import appointment
from comms.cli import comms
from comms.cli.opening import opened
from comms.families.find import adults_of, pupils
from comms.foundation.clock import utc_now

HEADING = (
    "UPN,Relationship,Parental responsibility,Forename,Surname,Mobile,Language of correspondence,Interpreter needed"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of a school with one pupil, which the command finds by its home."""
    for name in ("COMMS_DATABASE_URL", "COMMS_QUEUE_URL", "COMMS_MASTER_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COMMS_HOME", str(tmp_path / "home"))
    assert CliRunner().invoke(comms, ["init", "--agency", "Fen Edge Academy", "--kind", "school"]).exit_code == 0
    taken_in(tmp_path, "pupils", "UPN,Surname,Forename\nU1,Kazlauskaitė,Ugnė\n")
    return tmp_path


def taken_in(folder: Path, kind: str, text: str, *words: str) -> str:
    """What the command says to a file."""
    (folder / f"{kind}.csv").write_text(text, "utf-8")
    result = CliRunner().invoke(comms, ["import", kind, str(folder / f"{kind}.csv"), *words])
    assert result.exit_code == 0, result.output
    return result.output


def mother(interpreter: str) -> str:
    return f"{HEADING}\nU1,PAM,Y,Rasa,Kazlauskienė,07700 900821,LIT,{interpreter}\n"


def test_a_need_that_comes_in_reaches_the_appointments(folder: Path) -> None:
    assert "looked at again" not in taken_in(folder, "contacts", mother(""))
    with opened().database.work() as session:
        school, now = agency_named(session, None), utc_now()
        viewer = viewer_of(a_staff_member(session, school, now, roles=("head teacher", "administrator")))
        [(_, rasa)] = adults_of(session, viewer, pupils(session, viewer)[0].child_id)
        made = appointment_made(session, viewer, now, rasa, starts_at=now + timedelta(days=20)).id
    tried = taken_in(folder, "contacts", mother("Y"), "--dry-run")
    assert "Appointments looked at again, because a language need is another now: 1." in tried
    assert "nothing was changed" in tried
    with opened().database.reading() as session:
        assert requests_for(session, viewer, appointment(session, viewer, made)) == []
    assert "looked at again" in taken_in(folder, "contacts", mother("Y"))
    with opened().database.reading() as session:
        found = requests_for(session, viewer, appointment(session, viewer, made))
        assert [(one.language, one.state) for one in found] == [("lt", "open")]
