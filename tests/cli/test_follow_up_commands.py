"""The command that lists the follow-ups that are due."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from cli.reached_from_here import a_missed_call, a_school, lists_looked_at, run

from comms.cli.opening import opened
from comms.follow_ups.follow_up import FollowUp
from comms.foundation.clock import london_date, utc_now


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A school with a line, found by its home."""
    for name in ("DATABASE_URL", "QUEUE_URL", "MASTER_KEY", "MODE", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
        monkeypatch.delenv(f"COMMS_{name}", raising=False)
    monkeypatch.setenv("COMMS_HOME", str(tmp_path))
    a_school(tmp_path)
    return tmp_path


def test_nothing_is_due_where_nobody_was_missed(home: Path) -> None:
    done = run(home, "follow-ups", "due")
    assert (done.exit_code, done.output) == (0, "No follow-up is due.\n")


def test_what_comes_by_a_day_is_listed_with_where_it_stands_and_whose_it_is(home: Path) -> None:
    row = a_missed_call()
    assert "No follow-up is due." in run(home, "follow-ups", "due").output
    far = london_date(utc_now()) + timedelta(days=14)
    done = run(home, "follow-ups", "due", "--until", str(far))
    assert done.exit_code == 0, done.output
    assert "Marek Wójcik, nobody: We rang on" in done.output
    assert "somebody is asked to ring at another hour" in done.output
    assert "Due: 1 follow-up." in done.output
    [said] = json.loads(run(home, "follow-ups", "due", "--until", f"{far}T18:00", "--json").output)
    assert (said["id"], said["state"], said["next_step"]) == (str(row), "open", "try again at another hour")
    with opened().database.reading() as session:
        assert "follow-ups due" in lists_looked_at(session)


def test_the_end_of_the_day_counts_and_the_day_before_does_not(home: Path) -> None:
    row = a_missed_call()
    with opened().database.reading() as session:
        due = session.get_one(FollowUp, row).next_action_at
    assert due is not None
    day = london_date(due)
    assert "Due: 1 follow-up." in run(home, "follow-ups", "due", "--until", str(day)).output
    assert "No follow-up" in run(home, "follow-ups", "due", "--until", str(day - timedelta(days=1))).output


def test_a_call_they_asked_for_is_named(home: Path) -> None:
    a_missed_call()
    assert run(home, "messages", "simulate-reply", "--to-last", "1 po 18").exit_code == 0
    far = london_date(utc_now()) + timedelta(days=14)
    assert "after 18:00, with a Polish interpreter." in run(home, "follow-ups", "due", "--until", str(far)).output


def test_a_day_that_is_none_is_bad_use(home: Path) -> None:
    assert run(home, "follow-ups", "due", "--until", "tomorrow").exit_code == 2
