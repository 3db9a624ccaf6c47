"""Making an appointment from somebody's page: one page, with everything filled in that is known."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.bookings.appointments import find
from comms.bookings.appointments.actions import AppointmentGiven, BadAppointment, make_appointment
from comms.bookings.appointments.appointment import Appointment, Risk, Role, Where
from comms.bookings.appointments.series import MOST
from comms.bookings.appointments.series_actions import make_series
from comms.bookings.appointments.understood import understood
from comms.bookings.purposes import lengths, purposes
from comms.families.actions import look_for_people, view_list, view_person
from comms.families.person import Person
from comms.follow_ups.after_appointments import say_made
from comms.foundation.clock import london_date
from comms.interpreters.interpreter import Mode
from comms.web.bookings.appointments_form import (
    LONGEST_CODE,
    LONGEST_MATTER,
    family_of,
    first_answers,
    offered,
    read_attendees,
    read_note,
    read_whereabouts,
    refused,
)
from comms.web.bookings.appointments_times import read_day, read_minutes, read_moment
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.viewing import needs, viewer
from comms.web.wording import counted

bp = Blueprint("appointment_making", __name__)

EVERY = {"0": "Once", "1": "Every week", "2": "Every two weeks", "4": "Every four weeks"}
FLEXIBLE = {"0": "Not at all", "30": "Half an hour", "60": "An hour", "120": "Two hours", "480": "The same day"}
MOST_FOUND = 10
LOOK_FOR = "look for"
ASKED_FOR = ("purpose", "day", "at", "mode", "where")


@bp.get("/families/<uuid:person_id>/appointments/new")
@needs(Permission.MAKE_APPOINTMENTS)
def begin(person_id: UUID) -> ResponseReturnValue:
    """The form of a new appointment with somebody."""
    person = view_person(work(), viewer(), person_id, g.now)
    places = find.places(work(), viewer())
    known = first_answers(work(), viewer(), person, places)
    # Where it is known already when and how, as from a follow-up, the address says so; nothing in it is personal.
    known |= {name: request.args[name] for name in ASKED_FOR if name in request.args}
    return _form(person, filled_form(known))


def _form(person: Person, form: Form, found: list[Person] | None = None) -> str:
    family = family_of(work(), viewer(), person)
    more = find.people_of(work(), viewer(), _more_ids(form))
    people = [*family, *more.values(), *(found or ())]
    view_list(work(), viewer(), "who may attend", [one.id for one in people], g.now)
    return render_template(
        "appointments/new.html", person=person, form=form, offered=offered(work(), viewer(), people, form),
        family={one.id for one in family}, places=find.places(work(), viewer()), purposes=purposes(),
        modes=list(Mode), wheres=list(Where), roles=list(Role), risks=list(Risk), every=EVERY, flexible=FLEXIBLE,
        lengths=lengths(), found=found, most=MOST, today=london_date(g.now), look_for=LOOK_FOR,
    )  # fmt: skip


def _more_ids(form: Form) -> list[UUID]:
    """Whom a search added to the form, and whoever is ticked."""
    ids = []
    for value in [*form.many("more"), *form.many("attendees")]:
        try:
            ids.append(UUID(value))
        except ValueError:
            continue
    return ids


@bp.post("/families/<uuid:person_id>/appointments/new")
@needs(Permission.MAKE_APPOINTMENTS)
def make(person_id: UUID) -> ResponseReturnValue:
    """Make the appointment, or each of a series; or look for somebody else who is to attend."""
    person, form = view_person(work(), viewer(), person_id, g.now), sent_form()
    if form.text("do") == LOOK_FOR:
        return _looked_for(person, form)
    given, often = _read(form), form.chosen("every_weeks", EVERY, "Choose how often.")
    every = int(often) if often in EVERY else 0
    until = read_day(form, "until_day") if every else None
    if not form.errors and given is not None:
        try:
            return _made(given, every, until)
        except BadAppointment as fault:
            work().rollback()
            refused(form, fault)
    return _form(person, form), 422


def _looked_for(person: Person, form: Form) -> ResponseReturnValue:
    words = form.limited("also", 200)
    found = list(look_for_people(work(), viewer(), words, MOST_FOUND, g.now)) if words and not form.errors else []
    if not found:
        form.wrong("also", "Nobody is called that. Try a part of the name, or record them first under Families.")
        return _form(person, form), 422
    return _form(person, form, found)


def _read(form: Form) -> AppointmentGiven | None:
    purpose = form.chosen("purpose", purposes(), "Choose what it is for.")
    starts_at = read_moment(form)
    usual = purposes()[purpose].minutes if purpose in purposes() else 0
    minutes, where = read_minutes(form, "minutes", usual), read_whereabouts(form)
    given = AppointmentGiven(
        purpose=purpose, starts_at=starts_at or g.now, minutes=minutes, mode=where.mode, where=where.where,
        attendees=read_attendees(form), place_id=where.place_id, home_of_id=where.home_of_id, address=where.address,
        link=where.link, risk=form.text("risk") or None, flexible_minutes=read_minutes(form, "flexible_minutes", 0),
        matter=form.limited("matter", LONGEST_MATTER), note=read_note(form),
        cost_code=form.limited("cost_code", LONGEST_CODE),
    )  # fmt: skip
    return given if starts_at is not None else None


def _made(given: AppointmentGiven, every: int, until: date | None) -> ResponseReturnValue:
    if every and until is not None:
        series = make_series(work(), viewer(), given, every, until, g.now)
        each = find.of_series(work(), viewer(), series.id)
        say_made(work(), viewer(), each[0])
        flash(f"{counted(len(each), 'appointment', 'appointments')} made. {_line(each[0])}", "done")
        return redirect(url_for("appointments.show", appointment_id=each[0].id), 303)
    made = make_appointment(work(), viewer(), given, g.now)
    say_made(work(), viewer(), made)
    flash(f"The appointment is made. {_line(made)}", "done")
    return redirect(url_for("appointments.show", appointment_id=made.id), 303)


def _line(made: Appointment) -> str:
    return understood(work(), viewer(), made, g.now).said
