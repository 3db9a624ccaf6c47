"""What a family's page is about: a letter, an appointment or a follow-up; whose it is, and whether it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Appointment, AppointmentState, Attendee
from comms.bookings.appointments.find import appointment as find_appointment
from comms.bookings.appointments.find import attendees_of, people_of
from comms.families import find as families
from comms.families.person import Person, PersonKind
from comms.follow_ups.find import follow_up as find_follow_up
from comms.follow_ups.follow_up import FollowUp, FollowUpState
from comms.follow_ups.moving import ABOUT as FOLLOW_UP
from comms.foundation.errors import NotFound
from comms.foundation.locks import Erased
from comms.letters.find import letter as find_letter
from comms.letters.letter import Letter, LetterState

LETTER, APPOINTMENT = "letter", "appointment"
NOT_THEIRS = "This is not for them."
# In these an appointment has nothing to ask a family any more. One they did not come to still has.
_OVER = frozenset({AppointmentState.CANCELLED, AppointmentState.FAILED, AppointmentState.TOOK_PLACE})


@dataclass(frozen=True, slots=True)
class Subject:
    """The row a page is about, and the person it is for. ``children`` are those it is about; ``over`` says that nothing
    is to be shown or asked of it any more."""

    person: Person
    children: tuple[Person, ...]
    over: bool
    letter: Letter | None = None
    appointment: Appointment | None = None
    attendee: Attendee | None = None
    follow_up: FollowUp | None = None


@dataclass(frozen=True, slots=True)
class BirthDates:
    """What has to be known to open a page: the birth date of a child it is about, or the person's own."""

    dates: frozenset[date]
    of_child: bool


def subject_of(session: Session, viewer: Viewer, about: tuple[str, UUID], person_id: UUID) -> Subject:
    """The row of that kind and id, as it is for this person. Raises ``NotFound`` where there is none, the agency works
    with them no longer, or it is somebody else's."""
    kind, row_id = about
    person = families.person(session, viewer, person_id)
    if kind == LETTER:
        return _of_letter(session, viewer, find_letter(session, viewer, row_id), person)
    if kind == APPOINTMENT:
        return _of_appointment(session, viewer, find_appointment(session, viewer, row_id), person)
    if kind == FOLLOW_UP:
        row = find_follow_up(session, viewer, row_id)
        if row.person_id != person.id:
            raise NotFound(NOT_THEIRS)
        over = row.state == FollowUpState.CLOSED
        return Subject(person, _children(session, viewer, [row.child_id]), over, follow_up=row)
    raise NotFound(f"A family's page is not about a “{kind}”.")


def birth_dates(subject: Subject) -> BirthDates | None:
    """The birth dates that open its page: of the children it is about, where one is known, else the person's own. None
    where nobody knows any."""
    of_children = frozenset(one.birth_date for one in subject.children if one.birth_date)
    if of_children:
        return BirthDates(of_children, of_child=True)
    own = subject.person.birth_date
    return BirthDates(frozenset({own}), of_child=False) if own else None


def _of_letter(session: Session, viewer: Viewer, letter: Letter, person: Person) -> Subject:
    if letter.recipient_id != person.id:
        raise NotFound(NOT_THEIRS)
    over = letter.state != LetterState.ISSUED or not _is_kept(letter)
    return Subject(person, _children(session, viewer, [letter.child_id]), over, letter=letter)


def _is_kept(letter: Letter) -> bool:
    try:
        return letter.content is not None
    except Erased:
        return False


def _of_appointment(session: Session, viewer: Viewer, appointment: Appointment, person: Person) -> Subject:
    attending = {one.person_id: one for one in attendees_of(session, viewer, [appointment.id])[appointment.id]}
    if person.id not in attending:
        raise NotFound(NOT_THEIRS)
    children = [one for one in people_of(session, viewer, attending).values() if one.kind == PersonKind.CHILD]
    over = appointment.state in _OVER
    return Subject(person, tuple(children), over, appointment=appointment, attendee=attending[person.id])


def _children(session: Session, viewer: Viewer, ids: list[UUID | None]) -> tuple[Person, ...]:
    found = people_of(session, viewer, [one for one in ids if one is not None])
    return tuple(found.values())
