"""How an appointment ended: what became of it, who was not there and in what way, and what they said stood in the
way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.bookings.absences.absence import AbsenceKind, ReasonCode, ToldHow
from comms.bookings.absences.actions import ReasonGiven, add_reason, record_absence
from comms.bookings.absences.ending import kinds_said_of, record_ending
from comms.bookings.absences.find import absences_at
from comms.bookings.appointments import find
from comms.bookings.appointments.actions import BadAppointment, record_outcome
from comms.bookings.appointments.appointment import Appointment, AppointmentState
from comms.bookings.appointments.understood import understood
from comms.families.actions import view_list
from comms.families.person import Person
from comms.follow_ups.after_appointments import follow_absences
from comms.foundation.errors import BadInput, Refused
from comms.web.bookings.absences_said import ABSENCE_WORDS, REASON_WORDS, read_said, said_field
from comms.web.bookings.appointments import show_page
from comms.web.bookings.appointments_form import refused
from comms.web.bookings.appointments_listed import rows
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.viewing import needs, viewer

bp = Blueprint("appointment_ended", __name__)

LONGEST_REASON = 1000
# What the screen tells apart and the appointment's state does not: who failed is kept with each who was to attend.
BY_INTERPRETER = "failed by the interpreter"


@bp.post("/appointments/<uuid:appointment_id>/outcome")
@needs(Permission.MAKE_APPOINTMENTS)
def outcome(appointment_id: UUID) -> ResponseReturnValue:
    """Say what became of an appointment, and who was not there."""
    found, form = find.appointment(work(), viewer(), appointment_id), sent_form()
    because, said = form.limited("because", LONGEST_REASON), read_said(form, _people(found))
    became = form.text("outcome")
    by_interpreter = became == BY_INTERPRETER
    if not form.errors:
        try:
            became = AppointmentState.FAILED if by_interpreter else became
            ended = record_outcome(work(), viewer(), found.id, became, because, g.now)
            absent = record_ending(work(), viewer(), ended, said, g.now, interpreter_failed=by_interpreter)
            follow_absences(work(), viewer(), ended, absent, g.now)
        except BadAppointment as fault:
            # Nothing half done stands, and the form is shown against what is planned.
            work().rollback()
            refused(form, fault)
        else:
            one = find.appointment(work(), viewer(), appointment_id)
            flash(f"Recorded. {understood(work(), viewer(), one, g.now).said}", "done")
            return redirect(url_for("appointments.show", appointment_id=one.id), 303)
    return show_page(find.appointment(work(), viewer(), appointment_id), form), 422


@bp.get("/appointments/<uuid:appointment_id>/absences")
@needs(Permission.MAKE_APPOINTMENTS)
def absences(appointment_id: UUID) -> ResponseReturnValue:
    """The form that says, or corrects, who was not there, and what they said stood in the way."""
    found = _ended(appointment_id)
    known = absences_at(work(), viewer(), found.id)
    return _absences_form(found, filled_form({said_field(one): each.kind for one, each in known.items()}))


def _ended(appointment_id: UUID) -> Appointment:
    found = find.appointment(work(), viewer(), appointment_id)
    if found.state in find.LIVE:
        raise Refused("It is not said yet what became of this appointment.", "Say that first, on its page.")
    return found


def _people(found: Appointment) -> Sequence[Person]:
    attending = find.attendees_of(work(), viewer(), [found.id])[found.id]
    people: Mapping[UUID, Person] = find.people_of(work(), viewer(), [one.person_id for one in attending])
    return [people[one.person_id] for one in attending if one.person_id in people]


def _absences_form(found: Appointment, form: Form) -> str:
    people = _people(found)
    view_list(work(), viewer(), "appointment", [one.id for one in people], g.now)
    [row] = rows(work(), viewer(), [found], g.now)
    return render_template(
        "appointments/absences.html", one=found, row=row, form=form, said_field=said_field, reasons=REASON_WORDS,
        people=[(one, [(kind.value, ABSENCE_WORDS[kind]) for kind in kinds_said_of(one)]) for one in people],
        ways=[(way.value, way.value.capitalize()) for way in (ToldHow.CALL, ToldHow.IN_PERSON)],
    )  # fmt: skip


@bp.post("/appointments/<uuid:appointment_id>/absences")
@needs(Permission.MAKE_APPOINTMENTS)
def record_absences(appointment_id: UUID) -> ResponseReturnValue:
    """Record who was not there, and the reasons they gave."""
    found, form = _ended(appointment_id), sent_form()
    people = _people(found)
    said = read_said(form, people)
    reasons = {one.id: given for one in people if (given := _reason(form, one)) is not None}
    if not form.errors:
        try:
            _record(found, said, reasons)
        except BadInput as fault:
            work().rollback()
            form.refused(fault, said_field(people[0].id))
        else:
            flash("Recorded. What was recorded before stays on record.", "done")
            return redirect(url_for("appointments.show", appointment_id=found.id), 303)
    return _absences_form(_ended(appointment_id), form), 422


def _record(found: Appointment, said: Mapping[UUID, str], reasons: Mapping[UUID, ReasonGiven]) -> None:
    known = absences_at(work(), viewer(), found.id)
    # That somebody was there is what nothing on record says; it is recorded only where it corrects something.
    told = {one: kind for one, kind in said.items() if kind != AbsenceKind.WAS_THERE or one in known}
    absent = [record_absence(work(), viewer(), found.id, one, kind, "", g.now) for one, kind in told.items()]
    follow_absences(work(), viewer(), found, [one for one in absent if one not in known.values()], g.now)
    for person_id, given in reasons.items():
        add_reason(work(), viewer(), found.id, person_id, given, g.now)


def _reason(form: Form, person: Person) -> ReasonGiven | None:
    """What somebody said stood in the way; None where the form says nothing of it."""
    code, words = form.text(f"reason-{person.id}"), form.limited(f"words-{person.id}", LONGEST_REASON)
    if not code and not words:
        return None
    how = form.chosen(f"how-{person.id}", {ToldHow.CALL, ToldHow.IN_PERSON}, "Say how they told you.")
    return ReasonGiven(code or ReasonCode.OTHER, how, words=words)
