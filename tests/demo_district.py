"""The demo's district made at some moment, and what its letters' readers must have answered in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from comms.agencies.find import agency_named
from comms.agencies.viewer import Viewer, system_viewer
from comms.cli.district.filling import fill_district
from comms.cli.running import prepare_home
from comms.families import find
from comms.foundation.clock import london_date
from comms.foundation.opening import Installation
from comms.foundation.settings import Settings
from comms.letters.afterwards.find import happenings, unchecked
from comms.letters.afterwards.standing import Standing, Understood, standing
from comms.letters.find import letters_about
from comms.letters.letter import Letter, LetterState
from comms.letters.run import DueLetter, due_letters
from comms.tasks.find import open_tasks
from comms.tasks.task import TaskKind

MONDAY = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 22, 20, 5, tzinfo=UTC)
SECOND_OF_JANUARY = datetime(2027, 1, 2, 9, 0, tzinfo=UTC)
AFTER_HALF_TERM = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
SCHOOL = "Marlingfen Academy"
SOCIAL_CARE = "Eastlode Children's Social Care"
CUSTODY = "Marlingfen Custody Suite"
# The district by the moment it is made.
Districts = Callable[[datetime], Installation]


def made(home: Path, now: datetime) -> Installation:
    installation = prepare_home(Settings(home=home, mode="demo"))
    with installation.database.work() as session:
        fill_district(session, "no password", now, installation.settings)
    return installation


def acting_for(session: Session, name: str) -> Viewer:
    return system_viewer(agency_named(session, name))


def due_at(session: Session, now: datetime) -> list[DueLetter]:
    return list(due_letters(session, acting_for(session, SCHOOL), london_date(now)))


def letter_of(session: Session, reader: str, kind: str) -> Letter:
    school = acting_for(session, SCHOOL)
    (person,) = find.people_called(session, school, reader)
    issued = [one for one in letters_about(session, school, person.id) if one.state == LetterState.ISSUED]
    return next(one for one in issued if one.kind == kind and one.recipient_id == person.id)


def stands(session: Session, reader: str, kind: str) -> Standing:
    school, letter = acting_for(session, SCHOOL), letter_of(session, reader, kind)
    return standing(happenings(session, school, [letter.id]).get(letter.id, ()))


def check_what_came_after_letters(looking: Session, now: datetime) -> None:
    """What a letter's readers answered, and what that asks of the office, on whatever day the demo is made."""
    school, today = acting_for(looking, SCHOOL), london_date(now)
    page = unchecked(looking, school, today)
    overdue = {(one.letter.kind, one.standing.understood) for one in page.letters if one.overdue}
    assert ("L06", Understood.NOBODY_ASKED) in overdue
    assert ("L07", Understood.NOBODY_ASKED) not in overdue
    assert stands(looking, "Rasa Kazlauskiene", "L03").understood == Understood.YES
    assert stands(looking, "Elzbieta Kaminska", "L05").read_aloud
    assert stands(looking, "Elzbieta Kaminska", "L12").replied
    assert stands(looking, "Bayan", "L02").understood == Understood.NO
    assert stands(looking, "Shazia Bibi", "L02").understood == Understood.NO
    assert stands(looking, "Pawel Kaminski", "L12").came_back
    asked = Counter(task.reason for task in open_tasks(looking, school) if task.kind == TaskKind.RING)
    assert asked["letter_returned"] == asked["not_emailed"] == 1
    assert asked["not_understood"] == 2
    assert sum(asked.values()) <= 12
