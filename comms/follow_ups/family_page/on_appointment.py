"""What an answer on a family's page becomes on the appointment it is about. It calls nothing off: a person does."""

from __future__ import annotations

from comms.bookings.absences.absence import ToldHow
from comms.bookings.absences.actions import LONGEST_WORDS, ReasonGiven, add_reason
from comms.bookings.appointments.appointment import AppointmentState
from comms.bookings.reminders.actions import answer_reminder
from comms.bookings.reminders.find import reminders_of
from comms.bookings.reminders.reminder import ReminderState
from comms.follow_ups.family_page.family_link import AnswerKind
from comms.follow_ups.family_page.landing import Landing
from comms.follow_ups.saying import moment_in_words
from comms.foundation.errors import NotFound
from comms.tasks.task import TaskKind

ANSWERABLE = frozenset({ReminderState.WRITTEN, ReminderState.COMING, ReminderState.NOT_COMING})


def land_on_appointment(case: Landing) -> None:
    """Put the answer where it belongs: the reminder of this time, the reasons on the appointment, or a task."""
    given = case.given
    if given.kind in {AnswerKind.COMING, AnswerKind.NOT_COMING}:
        _coming(case, coming=given.kind == AnswerKind.COMING)
    elif given.kind == AnswerKind.WHY:
        reason = ReasonGiven(given.why, ToldHow.PAGE, case.link.language, given.words[:LONGEST_WORDS])
        add_reason(case.session, case.viewer, case.link.about_id, case.link.person_id, reason, case.now)
        _ask(case, TaskKind.ANSWER_REPLY, "they answered what stood in the way. Read it, and see how to help{}.")
    elif given.kind == AnswerKind.TIME:
        _ask(case, TaskKind.RING_AT, f"they answered on their page. Ring them {case.when}{{}}.")
    elif given.kind == AnswerKind.WANT_INTERPRETER:
        _ask(case, TaskKind.RING, "they want an interpreter. See that one is asked for, and tell them{}.")
    elif given.kind == AnswerKind.OWN_WORDS:
        _ask(case, TaskKind.ANSWER_REPLY, "they wrote on their page. Have it read in their language{}.")


def _coming(case: Landing, *, coming: bool) -> None:
    """The reminder of this time has its answer. Where none was written, only a no needs a person."""
    appointment = case.subject.appointment
    if appointment is None:
        raise NotFound("There is no such appointment.")
    of_this_time = [
        one
        for one in reminders_of(case.session, case.viewer, appointment.id)
        if (one.person_id, one.sequence) == (case.link.person_id, appointment.sequence) and one.state in ANSWERABLE
    ]
    if of_this_time:
        answer_reminder(case.session, case.viewer, of_this_time[-1].id, coming=coming, now=case.now)
    elif not coming and appointment.state in {AppointmentState.PLANNED, AppointmentState.CONFIRMED}:
        _ask(case, TaskKind.ANSWER_REPLY, "they answered that they cannot come. Nothing is called off by that. "
             "Talk to them, and find another time{}.")  # fmt: skip


def _ask(case: Landing, kind: TaskKind, said: str) -> None:
    appointment = case.subject.appointment
    if appointment is None:
        raise NotFound("There is no such appointment.")
    due = case.given.day or case.next_working_day
    about = f"The appointment of {moment_in_words(appointment.starts_at)}: {said}"
    case.ask(kind, f"page {case.given.kind.name.lower()}", about, due)
