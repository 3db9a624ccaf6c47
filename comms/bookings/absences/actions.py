"""Recording who was not at an appointment, and the reasons given for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings.absences import find
from comms.bookings.absences.absence import (
    OF_A_CHILD,
    OF_AN_ADULT,
    SERVICE_FAILED,
    Absence,
    AbsenceKind,
    AbsenceReason,
    ReasonCode,
    ToldHow,
)
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.appointments.find import LIVE, attendees_of, people_of
from comms.bookings.appointments.find import appointment as find_appointment
from comms.families.person import Person, PersonKind
from comms.foundation.audit import note as note_in_audit
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.languages import language
from comms.foundation.one_at_a_time import one_at_a_time

LONGEST_WORDS = 1000


@dataclass(frozen=True, slots=True)
class ReasonGiven:
    """A reason somebody gave: its code, how they told us, in which language and words, and who told, where it was not
    the person themself."""

    code: str
    told_how: str
    language: str = ""
    words: str = ""
    told_by_id: UUID | None = None


def record_absence(
    session: Session, viewer: Viewer, appointment_id: UUID, person_id: UUID, kind: str, note: str, now: datetime
) -> Absence:
    """Record that somebody who was to attend was not there, and in what way; recorded again, the last counts, and the
    same once more changes nothing. What we or the interpreter failed in never counts against anybody.

    Raises ``BadInput`` for no such kind, and for one that is not said of a child, or of an adult; ``NotFound`` for
    somebody who was not to attend; ``Refused`` before the appointment began, unless it was called off.
    """
    viewer.require(Permission.MAKE_APPOINTMENTS)
    appointment, person = _attending(session, viewer, appointment_id, person_id)
    _check_kind(person, kind)
    if appointment.state in LIVE and appointment.starts_at > now:
        raise Refused("This appointment has not begun.", "Call it off, if it will not take place.")
    one_at_a_time(session, f"absences of {appointment.id}")
    known = find.absences_at(session, viewer, appointment.id).get(person.id)
    said = note.strip()
    if known is not None and known.kind == kind and said in {"", known.note or ""}:
        return known
    # The newest counts, so a correction within the same moment is a moment later.
    at = now if known is None else max(now, known.at + timedelta(microseconds=1))
    absence = Absence(
        agency_id=viewer.agency_id, appointment_id=appointment.id, person_id=person.id, kind=kind, at=at,
        recorded_by=viewer.staff_id, note=said or None,
    )  # fmt: skip
    session.add(absence)
    session.flush()
    detail = {"person": str(person.id), "absence": str(absence.id)}
    note_in_audit(session, viewer.actor, "record absence", ("appointment", appointment.id), now, detail)
    return absence


def add_reason(
    session: Session, viewer: Viewer, appointment_id: UUID, person_id: UUID, given: ReasonGiven, now: datetime
) -> AbsenceReason:
    """Add a reason somebody gave for not being at an appointment. The same told again in the same way is one.

    Raises ``BadInput`` for no such code or way, and for a language the registry does not have; ``NotFound`` for
    somebody who was not to attend.
    """
    # Whoever talks to families hears reasons, and whoever makes appointments.
    if not viewer.may(Permission.MAKE_APPOINTMENTS):
        viewer.require(Permission.WRITE_TO_FAMILIES)
    appointment, person = _attending(session, viewer, appointment_id, person_id)
    _check_reason(given)
    words = given.words.strip()
    for known in find.reasons_for(session, viewer, [appointment.id]):
        same = (known.person_id, known.code, known.told_how) == (person.id, given.code, given.told_how)
        if same and (known.words or "") == words:
            return known
    reason = AbsenceReason(
        appointment_id=appointment.id, person_id=person.id, code=given.code, told_how=given.told_how,
        told_by_id=given.told_by_id, language=given.language, at=now, recorded_by=viewer.staff_id, words=words or None,
    )  # fmt: skip
    session.add(reason)
    session.flush()
    detail = {"person": str(person.id), "reason": str(reason.id), "told": given.told_how}
    note_in_audit(session, viewer.actor, "add reason for absence", ("appointment", appointment.id), now, detail)
    return reason


def _attending(
    session: Session, viewer: Viewer, appointment_id: UUID, person_id: UUID
) -> tuple[Appointment, Person]:  # fmt: skip
    appointment = find_appointment(session, viewer, appointment_id)
    attending = {one.person_id for one in attendees_of(session, viewer, [appointment.id])[appointment.id]}
    person = people_of(session, viewer, [person_id]).get(person_id)
    if person is None or person_id not in attending:
        raise NotFound("This person was not to attend.", "Look at the appointment's page.")
    return appointment, person


def _check_kind(person: Person, kind: str) -> None:
    if kind not in set(AbsenceKind):
        raise BadInput("It does not say in what way they were not there.", f"It is one of: {', '.join(AbsenceKind)}.")
    said_of = OF_A_CHILD if person.kind == PersonKind.CHILD else OF_AN_ADULT
    if kind not in {*said_of, *SERVICE_FAILED, AbsenceKind.WAS_THERE}:
        who = "a child" if person.kind == PersonKind.CHILD else "an adult"
        raise BadInput(f"“{kind}” is not said of {who}.", f"Say “{said_of[0]}”.")


def _check_reason(given: ReasonGiven) -> None:
    if given.code not in set(ReasonCode):
        raise BadInput("It does not say what stood in the way.", f"It is one of: {', '.join(ReasonCode)}.")
    if given.told_how not in set(ToldHow):
        raise BadInput("It does not say how they told us.", f"It is one of: {', '.join(ToldHow)}.")
    if len(given.words) > LONGEST_WORDS:
        raise BadInput(f"Their words are {len(given.words):,} characters long.", f"Keep {LONGEST_WORDS:,} of them.")
    if given.language:
        language(given.language)
