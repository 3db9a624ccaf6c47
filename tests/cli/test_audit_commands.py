"""The audit on the command line: whether it is whole, what stands at its end, and what was done."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from comms.cli import comms
from comms.foundation.errors import BadInput, NotFound


def _run(home: Path, *words: str, **more: str) -> Result:
    env = {"COMMS_HOME": str(home), "COMMS_DATABASE_URL": None, "COMMS_QUEUE_URL": None, "COMMS_MASTER_KEY": None}
    return CliRunner().invoke(comms, list(words), env=env | more)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installation with a few entries in its trail."""
    assert _run(tmp_path, "init", "--agency", "Fen Edge Academy", "--kind", "school").exit_code == 0
    for telephone in ("01632 960 100", "01632 960 101"):
        assert _run(tmp_path, "agency", "set", "--telephone", telephone).exit_code == 0
    return tmp_path


def _tamper(home: Path, *statements: str) -> None:
    with sqlite3.connect(home / "comms.sqlite") as connection:
        for statement in ("DROP TRIGGER audit_entry_no_update", "DROP TRIGGER audit_entry_no_delete", *statements):
            connection.execute(statement)


def test_a_fresh_installations_trail_is_whole_though_no_worker_ever_ran(home: Path) -> None:
    done = _run(home, "audit", "verify")
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "The trail is whole.")
    assert "4 entries were checked, up to number 4." in done.output
    part = _run(home, "audit", "verify", "--from", "3")
    assert "2 entries were checked, up to number 4; those before number 3 were not looked at." in part.output


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit_entry SET action = 'nothing' WHERE number = 2", "At entry 2, changed: entry 2 was changed"),
        ("DELETE FROM audit_entry WHERE number = 2", "At entry 2, deleted: entry 2 was deleted"),
        ("UPDATE audit_entry SET number = 9 WHERE number = 2", "At entry 2, re-ordered: entry 2 was moved"),
        ("DELETE FROM audit_entry WHERE number > 0", "At entry 1, cut off: the trail was cut off"),
    ],
    ids=["changed", "deleted", "re-ordered", "cut off"],
)
def test_each_kind_of_tampering_is_named_with_its_place(home: Path, statement: str, said: str) -> None:
    _tamper(home, statement)
    done = _run(home, "audit", "verify")
    assert done.exit_code == 1
    assert said in done.output
    assert "THE TRAIL IS NOT WHOLE." in done.output


def test_anchors_that_were_taken_away_are_said(home: Path) -> None:
    (home / "audit-anchors").unlink()
    done = _run(home, "audit", "verify")
    assert done.exit_code == 1
    assert "Anchors: the anchors in" in done.output
    assert "are not there, though the trail has 4 entries" in done.output


def test_the_head_is_said_to_be_noted_down_and_compared_with_what_was_noted(home: Path) -> None:
    said = _run(home, "audit", "head").output.splitlines()[1]
    assert re.fullmatch("4( [0-9a-f]{8}){8}", said)
    for noted in (said, said[:20], said.upper(), said.replace(" ", "", 2).replace("4", "4:", 1)):
        assert _run(home, "audit", "verify", "--head", noted).exit_code == 0, noted
    other = said[:-1] + ("0" if said[-1] != "0" else "1")
    done = _run(home, "audit", "verify", "--head", other)
    assert done.exit_code == 1
    assert "At entry 4, written anew: entry 4 is not the one that was written down" in done.output
    later = _run(home, "audit", "verify", "--head", f"9{said[1:]}")
    assert "At entry 5, cut off: the trail was cut off: entries 5 to 9 were there" in later.output


@pytest.mark.parametrize("noted", ["4", "4 abc", "four 0123456789abcdef", "4 0123456789abcde"])
def test_what_is_no_head_is_refused(home: Path, noted: str) -> None:
    done = _run(home, "audit", "verify", "--head", noted)
    assert isinstance(done.exception, BadInput)


def test_what_was_done_is_shown_and_that_somebody_looked_too(home: Path) -> None:
    shown = _run(home, "audit", "show").output
    assert "the service itself: changed what the agency says of itself" in shown
    again = _run(home, "audit", "show", "--since", "1/1/2020", "--most", "1").output
    assert len(again.splitlines()) == 1
    assert "looked at what was done here" in again
    assert _run(home, "audit", "show", "--since", "1/1/2090").output == ""
    assert _run(home, "audit", "show", "--staff", "admin@localhost.example").output == ""
    assert isinstance(_run(home, "audit", "show", "--staff", "nobody@example.org").exception, NotFound)
    about = ("audit", "show", "--person", "01a22420-20f8-761b-874b-3ac4bfe8bb70")
    assert _run(home, *about).output == ""
    person = _run(home, *about).output
    assert "looked at what was done here  01a22420-20f8-761b-874b-3ac4bfe8bb70" in person


def test_a_second_place_is_written_and_checked(home: Path, tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    place = {"COMMS_AUDIT_ANCHORS": str(share)}
    assert _run(home, "agency", "set", "--telephone", "01632 960 102", **place).exit_code == 0
    assert (share / "audit-anchors").read_text().count("\n") == 1
    assert _run(home, "audit", "verify", **place).exit_code == 0
    (share / "audit-anchors").unlink()
    assert _run(home, "audit", "verify", **place).exit_code == 1
