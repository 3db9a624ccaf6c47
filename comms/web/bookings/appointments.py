"""Appointments: those that come, and one with whether the family will be understood."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import groupby
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.bookings.appointments import find
from comms.bookings.appointments.actions import confirm_appointment
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.requests import find as requests
from comms.bookings.requests.raising import raise_requests
from comms.families.access.fields import veto_in_words
from comms.families.actions import view_list
from comms.foundation.clock import london_date, london_moment
from comms.foundation.errors import Refused
from comms.web.bookings.appointments_listed import people_in, rows
from comms.web.bookings.appointments_shown import appointment_page
from comms.web.bookings.appointments_times import clock, from_until
from comms.web.door import work
from comms.web.forms import Form, filled_form
from comms.web.viewing import needs, viewer

bp = Blueprint("appointments", __name__)
bp.add_app_template_filter(clock, "clock")
bp.add_app_template_global(from_until, "from_until")
bp.add_app_template_global(veto_in_words, "veto_in_words")

A_WEEK = timedelta(weeks=1)


@bp.get("/appointments")
@needs(Permission.SEE_BOOKINGS)
def coming() -> ResponseReturnValue:
    """A week of appointments, day by day."""
    today = london_date(g.now)
    first = monday_asked_for(request.args.get("week", ""), today)
    found = find.appointments_between(work(), viewer(), _midnight(first), _midnight(first + A_WEEK))
    attending = find.attendees_of(work(), viewer(), [one.id for one in found])
    view_list(work(), viewer(), "appointments", people_in(attending.values()), g.now)
    shown = rows(work(), viewer(), found, g.now)
    return render_template(
        "appointments/coming.html", first=first, last=first + timedelta(days=6), before=first - A_WEEK,
        after=first + A_WEEK, this_week=monday_asked_for("", today), today=today,
        days=[(day, list(each)) for day, each in groupby(shown, key=lambda row: row.day)],
        worrying=[row for row in shown if row.line.ok is False],
        following=None if found else find.next_after(work(), viewer(), _midnight(first + A_WEEK)),
    )  # fmt: skip


def monday_asked_for(typed: str, today: date) -> date:
    """The Monday of the week that is asked for; of this week where what was asked for is no day."""
    try:
        day = date.fromisoformat(typed)
        return (
            day - timedelta(days=day.weekday())
            if date(2000, 1, 10) < day < date(2200, 1, 1)
            else monday_asked_for("", today)
        )
    except ValueError:
        return today - timedelta(days=today.weekday())


def _midnight(day: date) -> datetime:
    return london_moment(day, time(0))


@bp.get("/appointments/<uuid:appointment_id>")
@needs(Permission.SEE_BOOKINGS)
def show(appointment_id: UUID) -> ResponseReturnValue:
    """One appointment: whether the family will be understood, who attends, and who interprets."""
    return show_page(find.appointment(work(), viewer(), appointment_id), filled_form({}))


def show_page(appointment: Appointment, form: Form) -> str:
    """The page of an appointment, with what was typed of its outcome."""
    page = appointment_page(work(), viewer(), appointment, g.now)
    people = [one.attendee.person_id for one in page.attending]
    view_list(work(), viewer(), "appointment", [*people, appointment.home_of_id], g.now)
    return render_template("appointments/show.html", page=page, one=appointment, form=form)


@bp.get("/appointments/requests/<uuid:request_id>")
@needs(Permission.SEE_BOOKINGS)
def of_request(request_id: UUID) -> ResponseReturnValue:
    """The appointment a request is for."""
    found = requests.request(work(), viewer(), request_id)
    return redirect(url_for("appointments.show", appointment_id=found.appointment_id))


@bp.post("/appointments/<uuid:appointment_id>/confirm")
@needs(Permission.MAKE_APPOINTMENTS)
def confirm(appointment_id: UUID) -> ResponseReturnValue:
    """Confirm an appointment when nothing stands against it."""
    try:
        confirm_appointment(work(), viewer(), appointment_id, g.now)
    except Refused as fault:
        work().rollback()
        flash(str(fault), "refused")
    else:
        flash("Confirmed.", "done")
    return redirect(url_for("appointments.show", appointment_id=appointment_id), 303)


@bp.post("/appointments/<uuid:appointment_id>/look-again")
@needs(Permission.MAKE_APPOINTMENTS)
def look_again(appointment_id: UUID) -> ResponseReturnValue:
    """Ask for the interpreters that are needed by what is known now."""
    found = find.appointment(work(), viewer(), appointment_id)
    raise_requests(work(), viewer(), found, g.now)
    flash("Brought in line with what is known now.", "done")
    return redirect(url_for("appointments.show", appointment_id=found.id), 303)
