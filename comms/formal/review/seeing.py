"""What a pattern review shows, as facts: no score, and no word for anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.attendance.absence_runs import school_year_begins
from comms.attendance.calendar import CalendarWeek, calendar_of
from comms.attendance.code import attendance_codes
from comms.attendance.counts import summarise_ordered
from comms.attendance.find import marks_of
from comms.attendance.pattern import DaysAway, days_away
from comms.attendance.session_mark import SessionMark, between
from comms.bookings.absences.absence import SERVICE_FAILED, AbsenceKind
from comms.bookings.absences.find import absences_of, reasons_for
from comms.bookings.appointments.find import appointments_with
from comms.families.find import siblings_of
from comms.formal.case.case_record import CaseRecord, RecordKind
from comms.formal.case.find import Records, standing_records
from comms.formal.case.formal_case import FormalCase
from comms.formal.case.register import marks_of_case
from comms.foundation.clock import london_date
from comms.letters.afterwards.find import happenings
from comms.letters.afterwards.standing import Understood, standing
from comms.letters.find import letters_about
from comms.letters.letter import LetterState
from comms.letters.templates.source import letter_kinds

# A school year that has just begun tells nothing yet.
FEWEST_WEEKS = timedelta(weeks=12)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
# Leave in term time, agreed or not: what a trip is marked as.
LEAVE = frozenset({"C", "G"})


@dataclass(frozen=True, slots=True)
class TimeSeen:
    """What the mornings or the afternoons of one weekday came to: possible sessions, those missed, and by which
    codes."""

    weekday: str
    session: str
    possible: int
    missed: int
    codes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SiblingSeen:
    """A brother or sister on the same register. ``same`` are the sessions that both missed."""

    person_id: UUID
    name: str
    possible: int
    missed: int
    unauthorised: int
    same: int


@dataclass(frozen=True, slots=True)
class MissedSeen:
    """An appointment that somebody of the case did not come to, or that we failed in, and what was said of it."""

    day: date
    whose: str
    kind: str
    reasons: tuple[str, ...]

    @property
    def our_failure(self) -> bool:
        """Whether it never counts against the family."""
        return self.kind in SERVICE_FAILED


@dataclass(frozen=True, slots=True)
class LetterSeen:
    """A letter about the child to this parent, and whether it was understood."""

    letter_id: UUID
    title: str
    issued_on: date
    understood: str


@dataclass(frozen=True, slots=True)
class PatternSeen:
    """Everything a review shows. ``siblings`` is None where no register of theirs is known here, as at an authority.
    ``asked`` holds, by kind of record, the newest answer that somebody was given; None where nobody asked."""

    first: date
    last: date
    weeks: tuple[CalendarWeek, ...]
    times: tuple[TimeSeen, ...]
    siblings: tuple[SiblingSeen, ...] | None
    trips: tuple[DaysAway, ...]
    missed: tuple[MissedSeen, ...]
    letters: tuple[LetterSeen, ...]
    asked: Mapping[RecordKind, CaseRecord | None]

    @property
    def understood(self) -> int:
        """How many of the letters were understood, in the reader's own words."""
        return sum(one.understood == Understood.YES for one in self.letters)

    def as_json(self) -> dict[str, Any]:
        """What is kept of it with a decision."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "marks": [[cell.day.isoformat(), cell.session, cell.code] for week in self.weeks for cell in week.cells
                      if cell.code is not None],
            "siblings": None if self.siblings is None else [
                {"person": str(one.person_id), "possible": one.possible, "missed": one.missed,
                 "unauthorised": one.unauthorised, "same": one.same} for one in self.siblings
            ],
            "trips": [[one.first_day.isoformat(), one.last_day.isoformat()] for one in self.trips],
            "missed": [[one.day.isoformat(), one.whose, one.kind, list(one.reasons)] for one in self.missed],
            "letters": [[str(one.letter_id), one.understood] for one in self.letters],
            "asked": {kind.value: str(row.id) if row else None for kind, row in self.asked.items()},
        }  # fmt: skip


def pattern_seen(session: Session, viewer: Viewer, case: FormalCase, on: date) -> PatternSeen:
    """What is known on a day of one case: the school year so far, and never less than twelve weeks."""
    first = min(school_year_begins(on), on - FEWEST_WEEKS)
    known = marks_of_case(session, viewer, case, on).marks
    marks = between(known, first, on)
    last = marks[-1].day if marks else on
    return PatternSeen(
        first=first,
        last=last,
        weeks=calendar_of(marks, first, last),
        times=times_of(marks),
        siblings=_siblings(session, viewer, case, marks, (first, last)),
        trips=tuple(days_away(known, LEAVE)),
        missed=tuple(sorted(_missed(session, viewer, case), key=lambda one: one.day, reverse=True)),
        letters=tuple(_letters(session, viewer, case)),
        asked=_asked(standing_records(session, viewer, case)),
    )


def times_of(marks: Iterable[SessionMark]) -> tuple[TimeSeen, ...]:
    """The sessions by weekday, the morning before the afternoon; a day of the weekend is none of them."""
    codes = attendance_codes()
    held: dict[tuple[int, str], list[str]] = {}
    for mark in marks:
        if codes[mark.code].possible:
            held.setdefault((mark.day.weekday(), mark.session), []).append(mark.code)
    found = []
    for number, weekday in enumerate(WEEKDAYS):
        for half in ("AM", "PM"):
            those = held.get((number, half), [])
            gone = Counter(code for code in those if not codes[code].attended)
            found.append(TimeSeen(weekday, half, len(those), gone.total(), dict(gone.most_common())))
    return tuple(found)


def _siblings(
    session: Session, viewer: Viewer, case: FormalCase, marks: Sequence[SessionMark], days: tuple[date, date]
) -> tuple[SiblingSeen, ...] | None:
    if case.school_id != viewer.agency_id:
        return None
    others = siblings_of(session, viewer, case.child_id)
    theirs = marks_of(session, viewer, [one.id for one in others], *days)
    gone = _gone(marks)
    found = []
    for one in others:
        counts = summarise_ordered(theirs[one.id])
        if counts.possible:
            same = len(gone & _gone(theirs[one.id]))
            found.append(SiblingSeen(one.id, one.name, counts.possible, counts.absent, counts.unauthorised, same))
    return tuple(found)


def _gone(marks: Iterable[SessionMark]) -> set[tuple[date, str]]:
    codes = attendance_codes()
    return {(one.day, one.session) for one in marks if codes[one.code].possible and not codes[one.code].attended}


def _missed(session: Session, viewer: Viewer, case: FormalCase) -> Iterable[MissedSeen]:
    absences = [
        (whose, one)
        for whose, person in (("the child", case.child_id), ("the parent", case.parent_id))
        for one in absences_of(session, viewer, person)
        if one.kind != AbsenceKind.WAS_THERE
    ]
    said: dict[tuple[UUID, UUID], list[str]] = {}
    for reason in reasons_for(session, viewer, {one.appointment_id for _, one in absences}):
        said.setdefault((reason.appointment_id, reason.person_id), []).append(reason.words or reason.code)
    there = {
        one.id: london_date(one.starts_at)
        for person in (case.child_id, case.parent_id)
        for one in appointments_with(session, viewer, person)
    }
    for whose, one in absences:
        reasons = said.get((one.appointment_id, one.person_id), [])
        day = there.get(one.appointment_id, london_date(one.at))
        yield MissedSeen(day, whose, one.kind, tuple(reasons))


def _letters(session: Session, viewer: Viewer, case: FormalCase) -> Iterable[LetterSeen]:
    letters = [
        one
        for one in letters_about(session, viewer, case.child_id)
        if one.recipient_id == case.parent_id and one.state == LetterState.ISSUED
    ]
    known, kinds = happenings(session, viewer, [one.id for one in letters]), letter_kinds()
    for one in letters:
        title = kinds[one.kind].title if one.kind in kinds else one.kind
        yield LetterSeen(one.id, title, one.issued_on, standing(known.get(one.id, ())).understood)


def _asked(records: Records) -> dict[RecordKind, CaseRecord | None]:
    kinds = (RecordKind.PARENTS_REASON, RecordKind.CHILDS_REASON, RecordKind.OUR_FAILURE)
    return {kind: records.newest(kind) for kind in kinds}
