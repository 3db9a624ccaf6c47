"""What stands on the page of an interpreter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families.actions import view_list
from comms.families.find import person as find_person
from comms.families.person import Person
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound
from comms.interpreters import find
from comms.interpreters.calendar_in import AHEAD
from comms.interpreters.conflict import Conflict
from comms.interpreters.conflict_actions import Why, see_why
from comms.interpreters.hours import HoursException, HoursKind, WeeklyHours
from comms.interpreters.interpreter import Interpreter, InterpreterLanguage
from comms.interpreters.qualification import Qualification
from comms.interpreters.terms import Terms, terms_from


@dataclass(frozen=True, slots=True)
class ConflictShown:
    """A conflict as the viewer may know it: for whom where they may know the person, why where they may know that."""

    conflict: Conflict
    person: Person | None
    why: Why | None
    ours: bool


@dataclass(frozen=True, slots=True)
class InterpreterPage:
    """Everything on the page. ``busy`` counts the times read out of their calendar."""

    one: Interpreter
    ours: bool
    languages: Sequence[InterpreterLanguage]
    shown: Sequence[Qualification]
    hours: Sequence[WeeklyHours]
    apart: Sequence[HoursException]
    busy: int
    conflicts: Sequence[ConflictShown]
    person: Person | None
    terms: Terms


def interpreter_page(session: Session, viewer: Viewer, one: Interpreter, now: datetime) -> InterpreterPage:
    """What is known of an interpreter. The people it names, and each reason it shows, are noted as seen."""
    ids = [one.id]
    apart = find.exceptions_of(session, viewer, ids, now, now + 2 * AHEAD).get(one.id, [])
    by_hand = [each for each in apart if each.kind != HoursKind.BUSY]
    conflicts = [
        ConflictShown(each, _known(session, viewer, each), see_why(session, viewer, each, now), _ours(viewer, each))
        for each in find.conflicts_of(session, viewer, ids).get(one.id, [])
    ]
    person = _person(session, viewer, one)
    people = [each.person for each in conflicts if each.person] + ([person] if person else [])
    if people:
        view_list(session, viewer, "interpreter's page", [each.id for each in people], now)
    return InterpreterPage(
        one=one,
        ours=one.agency_id == viewer.agency_id,
        languages=find.languages_of(session, viewer, ids).get(one.id, []),
        shown=find.qualifications_of(session, viewer, ids).get(one.id, []),
        hours=_not_past(find.weekly_hours_of(session, viewer, ids).get(one.id, []), now),
        apart=by_hand,
        busy=len(apart) - len(by_hand),
        conflicts=conflicts,
        person=person,
        terms=terms_from(one.terms),
    )


def _not_past(hours: Sequence[WeeklyHours], now: datetime) -> list[WeeklyHours]:
    today = london_date(now)
    return [one for one in hours if one.until_day is None or one.until_day >= today - timedelta(days=1)]


def _ours(viewer: Viewer, conflict: Conflict) -> bool:
    return conflict.agency_id == viewer.agency_id


def _known(session: Session, viewer: Viewer, conflict: Conflict) -> Person | None:
    if conflict.person_id is None or not viewer.may(Permission.SEE_FAMILIES):
        return None
    try:
        return find_person(session, viewer, conflict.person_id)
    except NotFound:
        return None


def _person(session: Session, viewer: Viewer, one: Interpreter) -> Person | None:
    """The person on record they also are, where the viewer may know of that person."""
    if one.person_id is None or not viewer.may(Permission.SEE_FAMILIES):
        return None
    try:
        return find_person(session, viewer, one.person_id)
    except NotFound:
        return None
