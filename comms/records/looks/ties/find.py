"""Questions about whom a thing is about. The audit names a letter, a booking or a caution; this says whose it is.

Each kind of subject has one question: its ids beside the ids of the people it is about. None of them tells anything but
ids, so they take no viewer; whoever is told a name asks as one.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from comms.bookings.appointments.appointment import Appointment, Attendee
from comms.bookings.booking import Booking
from comms.bookings.interpreter_use import InterpreterUse
from comms.bookings.offers.offer import Offer
from comms.bookings.reminders.reminder import Reminder
from comms.bookings.requests.request import InterpreterRequest
from comms.cautions.exhibits.caution_record import CautionRecord
from comms.cautions.exhibits.link import ExhibitLink
from comms.cautions.media import CautionMedia
from comms.cautions.session import CautionSession
from comms.families.access.closed_family import ClosedPerson
from comms.follow_ups.call import Call
from comms.follow_ups.family_page.family_link import FamilyLink
from comms.follow_ups.follow_up import FollowUp
from comms.formal.case.formal_case import FormalCase
from comms.formal.ledger.penalty_notice import PenaltyNotice
from comms.formal.referral.formal_referral import FormalReferral
from comms.formal.returns.attendance_return import LeaveEnquiry, PartTimeTimetable
from comms.interpreters.interpreter import Interpreter
from comms.letters.letter import Letter
from comms.letters.runs.letter_run import RunLetter
from comms.messages.incoming import Incoming
from comms.messages.message import Message
from comms.messages.thread import Thread
from comms.tasks.task import Task

Ids = InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None]
Tie = Select[UUID, UUID | None]

# Subjects that name somebody themselves: the kind, its id, and the columns that name people.
NAMING: tuple[tuple[str, Ids, tuple[Ids, ...]], ...] = (
    ("letter", Letter.id, (Letter.recipient_id, Letter.child_id)),
    ("run letter", RunLetter.id, (RunLetter.recipient_id, RunLetter.child_id)),
    ("letter run", RunLetter.run_id, (RunLetter.recipient_id, RunLetter.child_id)),
    ("task", Task.id, (Task.person_id, Task.child_id)),
    ("appointment", Attendee.appointment_id, (Attendee.person_id,)),
    ("reminder", Reminder.id, (Reminder.person_id,)),
    ("interpreter_use", InterpreterUse.id, (InterpreterUse.person_id,)),
    ("call", Call.id, (Call.person_id, Call.child_id)),
    ("follow_up", FollowUp.id, (FollowUp.person_id, FollowUp.child_id)),
    ("family_link", FamilyLink.id, (FamilyLink.person_id,)),
    ("incoming", Incoming.id, (Incoming.person_id,)),
    ("thread", Thread.id, (Thread.person_id,)),
    ("caution session", CautionSession.id, (CautionSession.person_id,)),
    ("formal case", FormalCase.id, (FormalCase.child_id, FormalCase.parent_id)),
    ("penalty notice", PenaltyNotice.id, (PenaltyNotice.child_id, PenaltyNotice.parent_id)),
    ("formal referral", FormalReferral.id, (FormalReferral.child_id, FormalReferral.parent_id)),
    ("part-time timetable", PartTimeTimetable.id, (PartTimeTimetable.child_id, PartTimeTimetable.agreed_by)),
    ("leave enquiry", LeaveEnquiry.id, (LeaveEnquiry.child_id,)),
    ("interpreter", Interpreter.id, (Interpreter.person_id,)),
    # Of whom somebody was looked up the audit itself tells, where whoever looked was told. No table is asked here.
    ("closed_family", ClosedPerson.closed_family_id, (ClosedPerson.person_id,)),
)


def _ties() -> dict[str, list[Tie]]:
    """Every kind of subject with the questions that answer whom one is about: its id, then a person's."""
    ties: dict[str, list[Tie]] = {
        kind: [select(subject, person) for person in people] for kind, subject, people in NAMING
    }
    attending = Attendee.appointment_id
    ties["series"] = [select(Appointment.series_id, Attendee.person_id).join(Attendee, attending == Appointment.id)]  # type: ignore[list-item]
    ties["booking"] = [select(Booking.id, Attendee.person_id).join(Attendee, attending == Booking.appointment_id)]
    requested = select(InterpreterRequest.id, Attendee.person_id)
    ties["request"] = [requested.join(Attendee, attending == InterpreterRequest.appointment_id)]
    offered = select(Offer.id, Attendee.person_id).join(InterpreterRequest, InterpreterRequest.id == Offer.request_id)
    ties["offer"] = [offered.join(Attendee, attending == InterpreterRequest.appointment_id)]
    ties["message"] = [
        select(Message.id, Message.to_id).where(Message.to_kind == "person"),
        select(Message.id, Thread.person_id).join(Thread, Thread.id == Message.thread_id),
        *_written_about(),
    ]
    taken = select(CautionMedia.id, CautionSession.person_id)
    ties["caution media"] = [taken.join(CautionSession, CautionSession.id == CautionMedia.session_id)]
    sealed = select(CautionRecord.id, CautionSession.person_id)
    ties["caution record"] = [sealed.join(CautionSession, CautionSession.id == CautionRecord.session_id)]
    linked = select(ExhibitLink.id, CautionSession.person_id)
    linked = linked.join(CautionRecord, CautionRecord.id == ExhibitLink.record_id)
    ties["exhibit link"] = [linked.join(CautionSession, CautionSession.id == CautionRecord.session_id)]
    return ties


def _written_about() -> list[Tie]:
    """Messages to somebody else, as to an interpreter, about whom they were asked for."""
    attending, message = Attendee.appointment_id, select(Message.id, Attendee.person_id)

    def about(kind: str, other: Ids) -> ColumnElement[bool]:
        return and_(Message.about_kind == kind, Message.about_id == other)

    return [
        message.join(Attendee, about("appointment", attending)),
        message.join(Booking, about("booking", Booking.id)).join(Attendee, attending == Booking.appointment_id),
        message.join(Offer, about("offer", Offer.id))
        .join(InterpreterRequest, InterpreterRequest.id == Offer.request_id)
        .join(Attendee, attending == InterpreterRequest.appointment_id),
    ]


TIES = _ties()


def tied_to(person_id: UUID) -> list[tuple[str, Select[UUID]]]:
    """Every kind of subject with a question for those of it that are about a person."""
    return [
        (kind, tie.where(_person(tie) == person_id).with_only_columns(_subject(tie)))
        for kind, ties in TIES.items()
        for tie in ties
    ]


def people_of(session: Session, subjects: Iterable[tuple[str, UUID]]) -> dict[tuple[str, UUID], set[UUID]]:
    """For each of these subjects (its kind and id) that is about anybody: the ids of those people. One question."""
    wanted: dict[str, set[UUID]] = {}
    for kind, subject_id in subjects:
        wanted.setdefault(kind, set()).add(subject_id)
    asked = [
        tie.where(_subject(tie).in_(ids), _person(tie).is_not(None)).add_columns(literal(kind).label("kind"))
        for kind, ids in wanted.items()
        for tie in TIES.get(kind, ())
    ]
    found: dict[tuple[str, UUID], set[UUID]] = {}
    if asked:
        for subject_id, person_id, kind in session.execute(union_all(*asked)):
            found.setdefault((kind, subject_id), set()).add(person_id)
    return found


def _subject(tie: Tie) -> Ids:
    return tie.selected_columns[0]  # type: ignore[return-value]


def _person(tie: Tie) -> Ids:
    return tie.selected_columns[1]  # type: ignore[return-value]
