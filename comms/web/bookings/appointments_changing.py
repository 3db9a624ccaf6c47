"""What is done to an appointment: changing it, calling it off, and deciding to meet without an interpreter."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.bookings.absences.ending import record_ending
from comms.bookings.appointments import find
from comms.bookings.appointments.actions import (
    BadAppointment,
    CancelGiven,
    Which,
    cancel_appointment,
    change_appointment,
)
from comms.bookings.appointments.appointment import Appointment, CalledOffBy, Risk, Role, Where
from comms.bookings.appointments.understood import understood
from comms.bookings.requests import find as requests
from comms.bookings.requests.actions import settle_otherwise
from comms.bookings.requests.request import MOVES, InterpreterRequest, RequestState
from comms.families.actions import view_list
from comms.families.person import Person
from comms.follow_ups.after_appointments import follow_absences
from comms.foundation.errors import Refused
from comms.interpreters.interpreter import Mode
from comms.web.bookings.appointments_form import (
    answers_of,
    family_of,
    offered,
    read_change,
    refused,
)
from comms.web.bookings.appointments_making import FLEXIBLE
from comms.web.bookings.appointments_shown import appointment_page
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.viewing import needs, viewer
from comms.web.wording import counted

bp = Blueprint("appointment_changing", __name__)

LONGEST_REASON = 1000


@bp.get("/appointments/<uuid:appointment_id>/change")
@needs(Permission.MAKE_APPOINTMENTS)
def change(appointment_id: UUID) -> ResponseReturnValue:
    """The form that changes an appointment, with what is planned filled in."""
    found = _still_to_come(appointment_id)
    return _change_form(found, filled_form(answers_of(work(), viewer(), found)))


def _still_to_come(appointment_id: UUID) -> Appointment:
    found = find.appointment(work(), viewer(), appointment_id)
    if found.state not in find.LIVE or found.starts_at <= g.now:
        raise Refused("This appointment has begun or is over.", "Its page says what can be done.")
    return found


def _change_form(found: Appointment, form: Form) -> str:
    page = appointment_page(work(), viewer(), found, g.now)
    attending: dict[UUID, Person] = {one.person.id: one.person for one in page.attending if one.person is not None}
    near = {one.id: one for each in attending.values() for one in family_of(work(), viewer(), each)}
    people = list((attending | near).values())
    view_list(work(), viewer(), "who may attend", [one.id for one in people], g.now)
    return render_template(
        "appointments/change.html", page=page, one=found, form=form, family=set(near) | set(attending),
        offered=offered(work(), viewer(), people, form), places=find.places(work(), viewer()), modes=list(Mode),
        wheres=list(Where), roles=list(Role), risks=list(Risk), flexible=FLEXIBLE,
    )  # fmt: skip


@bp.post("/appointments/<uuid:appointment_id>/change")
@needs(Permission.MAKE_APPOINTMENTS)
def change_it(appointment_id: UUID) -> ResponseReturnValue:
    """Change an appointment, or several of its series."""
    found, form = _still_to_come(appointment_id), sent_form()
    attending = find.attendees_of(work(), viewer(), [found.id])[found.id]
    given = read_change(form, found, attending)
    which = form.text("which") or Which.THIS
    if not form.errors:
        try:
            changed = change_appointment(work(), viewer(), found.id, given, which, g.now)
        except BadAppointment as fault:
            # Nothing half done stands, and the form is shown against what is planned.
            work().rollback()
            refused(form, fault)
            found = _still_to_come(appointment_id)
        else:
            return _done(found.id, f"{counted(len(changed), 'appointment', 'appointments')} changed.")
    return _change_form(found, form), 422


@bp.get("/appointments/<uuid:appointment_id>/cancel")
@needs(Permission.MAKE_APPOINTMENTS)
def cancel(appointment_id: UUID) -> ResponseReturnValue:
    """The form that calls an appointment off."""
    return _cancel_form(_still_to_come(appointment_id), filled_form({"which": "this"}))


def _cancel_form(found: Appointment, form: Form) -> str:
    page = appointment_page(work(), viewer(), found, g.now)
    view_list(work(), viewer(), "appointment", [one.attendee.person_id for one in page.attending], g.now)
    return render_template("appointments/cancel.html", page=page, one=found, form=form, by=list(CalledOffBy))


@bp.post("/appointments/<uuid:appointment_id>/cancel")
@needs(Permission.MAKE_APPOINTMENTS)
def cancel_it(appointment_id: UUID) -> ResponseReturnValue:
    """Call an appointment off, or several of its series."""
    found, form = _still_to_come(appointment_id), sent_form()
    given = CancelGiven(form.text("by"), form.limited("because", LONGEST_REASON))
    if not form.errors:
        try:
            off = cancel_appointment(work(), viewer(), found.id, given, form.text("which") or Which.THIS, g.now)
            for one in off:
                follow_absences(work(), viewer(), one, record_ending(work(), viewer(), one, {}, g.now), g.now)
        except BadAppointment as fault:
            # Nothing half done stands, and the form is shown against what is planned.
            work().rollback()
            refused(form, fault)
            found = _still_to_come(appointment_id)
        else:
            return _done(found.id, f"{counted(len(off), 'appointment', 'appointments')} called off.")
    return _cancel_form(found, form), 422


@bp.get("/appointments/requests/<uuid:request_id>/without")
@needs(Permission.BOOK_INTERPRETERS)
def without(request_id: UUID) -> ResponseReturnValue:
    """The form that records why there is no interpreter and what is done instead."""
    return _without_form(_unsettled(request_id), filled_form({}))


def _unsettled(request_id: UUID) -> InterpreterRequest:
    found = requests.request(work(), viewer(), request_id)
    if RequestState.OTHERWISE not in MOVES[RequestState(found.state)]:
        raise Refused(f"This request is “{found.state}”.", "Look at the appointment’s page.")
    return found


def _without_form(found: InterpreterRequest, form: Form) -> str:
    appointment = find.appointment(work(), viewer(), found.appointment_id)
    page = appointment_page(work(), viewer(), appointment, g.now)
    view_list(work(), viewer(), "appointment", [one.attendee.person_id for one in page.attending], g.now)
    [needed] = [one for one in page.needed if one.request.id == found.id]
    return render_template("appointments/without.html", page=page, one=appointment, needed=needed, form=form)


@bp.post("/appointments/requests/<uuid:request_id>/without")
@needs(Permission.BOOK_INTERPRETERS)
def decide(request_id: UUID) -> ResponseReturnValue:
    """Record why there is no interpreter and what is done instead, under the name of whoever is signed in."""
    found, form = _unsettled(request_id), sent_form()
    because, instead = form.limited("because", LONGEST_REASON), form.limited("instead", LONGEST_REASON)
    if not form.errors:
        try:
            settle_otherwise(work(), viewer(), found.id, because, instead, g.now)
        except BadAppointment as fault:
            # Nothing half done stands, and the form is shown against what is planned.
            work().rollback()
            refused(form, fault)
            found = _unsettled(request_id)
        else:
            return _done(found.appointment_id, "Recorded under your name.")
    return _without_form(found, form), 422


def _done(appointment_id: UUID, said: str) -> ResponseReturnValue:
    one = find.appointment(work(), viewer(), appointment_id)
    flash(f"{said} {understood(work(), viewer(), one, g.now).said}", "done")
    return redirect(url_for("appointments.show", appointment_id=one.id), 303)
