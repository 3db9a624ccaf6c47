"""The command that proposes interpreters: what it says, what it writes, and its exit status."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from booking_factories import a_mother, a_request, an_appointment, an_interpreter
from click.testing import CliRunner, Result

from comms.agencies.find import agency_named
from comms.agencies.viewer import system_viewer
from comms.bookings.appointments.appointment import Role
from comms.bookings.offers.find import offers_for
from comms.bookings.plans.find import proposals
from comms.bookings.requests.find import requests_between
from comms.cli import comms
from comms.cli.opening import opened
from comms.foundation.clock import london_date, london_moment, utc_now


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of a school, which the command finds by its home."""
    for name in ("COMMS_DATABASE_URL", "COMMS_QUEUE_URL", "COMMS_MASTER_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COMMS_HOME", str(tmp_path))
    assert CliRunner().invoke(comms, ["init", "--agency", "Fen Edge Academy", "--kind", "school"]).exit_code == 0
    return tmp_path


def a_wednesday() -> datetime:
    """Ten o'clock on a Wednesday one to two weeks from now."""
    today = london_date(utc_now())
    return london_moment(today + timedelta(days=9 + (2 - today.weekday()) % 7), time(10))


def plan(*words: str, days: int = 0) -> Result:
    first = a_wednesday().date()
    span = ["--from", str(first), "--to", f"{first + timedelta(days=days):%d/%m/%Y}"]
    return CliRunner().invoke(comms, ["bookings", "plan", *span, *words])


def wanted(*languages: str, interpreters: int = 1) -> list[str]:
    """Requests at the same time, with interpreters of Lithuanian; the references of the requests."""
    references = []
    with opened().database.work() as session:
        viewer, now = system_viewer(agency_named(session, None)), utc_now()
        for number in range(interpreters):
            an_interpreter(session, viewer, now, f"Daiva Rimkutė {number}")
        for language in languages:
            mother = a_mother(session, viewer, now)
            appointment = an_appointment(session, viewer, now, ((mother, Role.PARENT),), a_wednesday())
            request = a_request(session, viewer, now, appointment, language=language)
            references.append(request.reference)
    return references


def test_when_all_can_be_filled_it_says_so_and_writes_nothing(home: Path) -> None:
    [reference] = wanted("lt")
    done = plan()
    assert done.exit_code == 0, done.output
    assert "1 can be filled: proven the best. First come first served would fill 1." in done.output
    assert f"{reference}, Lithuanian, " in done.output
    assert "By language: Lithuanian 1 of 1." in done.output
    with opened().database.reading() as session:
        first = a_wednesday().date()
        assert list(proposals(session, system_viewer(agency_named(session, None)), first, first)) == []


def test_what_cannot_be_filled_says_why_and_nothing_names_a_person(home: Path) -> None:
    filled, left, kurdish = wanted("lt", "lt", "ckb")
    done = plan(days=4)
    assert done.exit_code == 1
    assert "is needed elsewhere at that time: INT-" in done.output
    assert "Nobody in the register interprets Sorani." in done.output
    assert "By risk: usual 1 of 3." in done.output
    assert all(one in done.output for one in (filled, left, kurdish))
    for name in ("Rasa", "Kazlauskien", "Daiva", "Rimkut"):
        assert name not in done.output


def test_applied_everybody_it_names_is_asked(home: Path) -> None:
    wanted("lt")
    done = plan("--apply", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    [line] = told["requests"]
    assert (line["outcome"], line["language"], told["figures"]["filled"]) == ("asked", "lt", 1)
    assert line["interpreter"]
    with opened().database.reading() as session:
        viewer = system_viewer(agency_named(session, None))
        [request] = requests_between(session, viewer, a_wednesday() - timedelta(days=1), a_wednesday())
        assert [str(one.interpreter_id) for one in offers_for(session, viewer, request.id)] == [line["interpreter"]]
    again = plan()
    assert (again.exit_code, "For 1 more somebody is being asked" in again.output) == (0, True)


def test_moving_is_suggested_with_which_and_by_how_much(home: Path) -> None:
    wanted("lt", "lt")
    with opened().database.work() as session:
        viewer = system_viewer(agency_named(session, None))
        later, _ = requests_between(session, viewer, a_wednesday() - timedelta(days=1), a_wednesday())
        later.starts_at += timedelta(minutes=75)
        later.ends_at += timedelta(minutes=75)
    said = plan().output
    assert "If this one could move by an hour, 1 more would be filled." in said
    assert "60 minutes later" in said or "60 minutes earlier" in said


@pytest.mark.parametrize(
    "words",
    [
        ["--from", "2026-12-02"],
        ["--from", "2026-12-02", "--to", "tomorrow"],
        ["--from", "2026-13-02", "--to", "2026-12-02"],
    ],
)
def test_bad_use_is_said_to_be_so(home: Path, words: list[str]) -> None:
    assert CliRunner().invoke(comms, ["bookings", "plan", *words]).exit_code == 2


def test_days_the_wrong_way_round_are_refused(home: Path) -> None:
    done = CliRunner().invoke(comms, ["bookings", "plan", "--from", "2026-12-02", "--to", "2026-12-01"])
    assert (done.exit_code, str(done.exception)) == (
        1, "The last day is before the first. Give the earlier day first."
    )  # fmt: skip
