"""What is known of a case when one of its letters is made: gathered once, and told to the letter and to the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.find import own_agency
from comms.agencies.viewer import Viewer
from comms.attendance.offences import Offences, offences_between
from comms.attendance.session_mark import SessionMark, between
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.appointments.find import coming_with, places
from comms.families.person import Person
from comms.formal.case.case_record import RecordKind
from comms.formal.case.find import Records, people_of, standing_records
from comms.formal.case.formal_case import CaseState, FormalCase
from comms.formal.case.register import CaseMarks, marks_of_case
from comms.formal.case.sent_along import ToImprove
from comms.formal.code.find import LetterTerms, letter_terms
from comms.formal.code.terms import Officer
from comms.formal.gates.find import improvement_of, notice_days
from comms.formal.ledger.find import KeptNotice, notices_of_case
from comms.formal.penalties.standing import counted_days
from comms.formal.penalties.terms import rules_on
from comms.formal.steps.releasing import Interpreted, interpreted_with
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound, Refused
from comms.letters.find import readers
from comms.letters.reader import Reader

# How a notice stands about whose sessions nobody is heard any more.
SETTLED = frozenset({"paid", "prosecuted"})


@dataclass(frozen=True, slots=True)
class Known:
    """A case as its letters need it. ``offences`` are of the rolling window that ends on the last day on the register;
    ``terms`` is None where nobody said under which authority's code the agency stands; ``warned`` is the newest Notice
    to Improve, of the case or of the school that referred it; ``notice_days`` are those on which anybody issued a
    penalty notice that counts."""

    case: FormalCase
    on: date
    agency: Agency
    school: str
    child: Reader
    parent: Reader
    marks: CaseMarks
    offences: Offences
    records: Records
    terms: LetterTerms | None
    officers: tuple[Officer, ...]
    warned: ToImprove | None
    notices: tuple[KeptNotice, ...]
    notice_days: tuple[date, ...]
    coming: tuple[Appointment, ...]
    booked: tuple[Interpreted, ...]
    places: Mapping[UUID, str]

    @property
    def penalty_offences(self) -> Offences:
        """The sessions a penalty notice is about: those of the window, and where that holds fewer than the threshold,
        those since the beginning of the window that the Notice to Improve stood on. Sessions up to the day of a notice
        that counts are in no second one, whoever issued it."""
        before = counted_days(self.notice_days, self.on)
        return self._offences_after(before[-1] if before else None)

    @property
    def interview_offences(self) -> Offences:
        """The sessions an interview is about: those of a notice that was not paid too, and none up to one that was paid
        or went to court, for that matter is settled."""
        settled = [one.notice.issued_on for one in self.notices if one.standing(self.on).state in SETTLED]
        return self._offences_after(max(settled, default=None))

    def _offences_after(self, day: date | None) -> Offences:
        held, warned = self.offences, self.warned
        first = held.first
        if warned is not None and held.unauthorised < rules_on(self.on).threshold_sessions.value:
            first = min(self.marks.offences(warned.made_on).first, first)
        if day is not None:
            first = max(first, day + timedelta(days=1))
        return offences_between(self.marks.marks, first, max(first, held.last))

    def counted_for(self, kind: str) -> Offences:
        """The sessions that a letter of this kind is about."""
        if kind == "L11":
            return self.interview_offences
        return self.penalty_offences if kind == "L09" else self.offences

    def marks_counted(self, kind: str) -> list[SessionMark]:
        """The marks of the days over which these were counted, whatever they say."""
        counted = self.counted_for(kind)
        return between(self.marks.marks, counted.first, counted.last)

    @property
    def given_help(self) -> list[tuple[str, date]]:
        """The help that was offered and not taken back as a mistake: its key and day, the oldest first, each once."""
        told = [
            (str((one.detail or {}).get("support", "")), one.happened_on)
            for one in reversed(self.records.of(RecordKind.SUPPORT))
        ]
        return list(dict.fromkeys(told))

    def kept(self, notice_id: UUID | None) -> KeptNotice | None:
        """The notice of the case with this id; without one the newest."""
        return next((one for one in self.notices if notice_id in {None, one.notice.id}), None)


def know(session: Session, viewer: Viewer, case: FormalCase, now: datetime) -> Known:
    """Gather it. Raises ``Refused`` for a closed case and for people the agency works with no more."""
    if case.state != CaseState.OPEN:
        raise Refused("This case is closed.", "Open a new one, if something formal is still needed.")
    people, on = people_of(session, viewer, case), london_date(now)
    child, parent = _both(people.child, people.parent)
    known = readers(session, viewer, [child.id, parent.id])
    marks = marks_of_case(session, viewer, case, on)
    last = max((mark.day for mark in marks.marks), default=on)
    terms = _terms(session, viewer, on)
    return Known(
        case=case,
        on=on,
        agency=own_agency(session, viewer),
        school=session.get_one(Agency, case.school_id).name,
        child=known[child.id],
        parent=known[parent.id],
        marks=marks,
        offences=marks.offences(last),
        records=standing_records(session, viewer, case),
        terms=terms,
        officers=_officers(viewer, terms),
        warned=improvement_of(session, viewer, case),
        notices=notices_of_case(session, viewer, case.id),
        notice_days=notice_days(session, viewer, case, on),
        coming=tuple(coming_with(session, viewer, [parent.id], now)),
        places={one.id: one.name for one in places(session, viewer)},
        booked=tuple(interpreted_with(session, viewer, parent.id, now)),
    )


def _both(child: Person | None, parent: Person | None) -> tuple[Person, Person]:
    if child is None or parent is None:
        raise Refused("Your agency works with this family no more, so no letter can be made here.",
                      "Ask the agency that works with them now.")  # fmt: skip
    return child, parent


def _terms(session: Session, viewer: Viewer, on: date) -> LetterTerms | None:
    try:
        return letter_terms(session, viewer, on)
    except NotFound:
        return None


def _officers(viewer: Viewer, terms: LetterTerms | None) -> tuple[Officer, ...]:
    """Who may stand on the letter as its officer: those the code names, whoever makes it first if they are among them;
    where it names nobody, whoever makes it."""
    named = terms.officers if terms else ()
    if not named:
        return (Officer(viewer.name, viewer.roles[0] if viewer.roles else ""),)
    return tuple(sorted(named, key=lambda one: one.name != viewer.name))
