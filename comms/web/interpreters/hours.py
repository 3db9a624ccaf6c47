"""When an interpreter works: the hours of their week, the times apart from them, and their own calendar."""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.foundation.clock import london_date
from comms.interpreters import find
from comms.interpreters.bad_interpreter import BadInterpreter
from comms.interpreters.hours import HoursKind
from comms.interpreters.hours_actions import (
    WEEKDAYS,
    ExceptionGiven,
    HoursGiven,
    record_exception,
    remove_exception,
    set_weekly_hours,
)
from comms.interpreters.imports.hours_cell import UnreadableHours, read_hours
from comms.interpreters.interpreter import Interpreter
from comms.web.door import work
from comms.web.forms import Form, Known, filled_form, sent_form
from comms.web.interpreters.when import read_day, read_moment, read_time, typed_day
from comms.web.viewing import needs, viewer

bp = Blueprint("interpreter_hours", __name__, url_prefix="/interpreters")

KINDS = {
    HoursKind.LEAVE.value: "On leave",
    HoursKind.AWAY.value: "Away for another reason",
    HoursKind.EXTRA.value: "Works beyond their hours",
}


@bp.get("/<uuid:interpreter_id>/hours")
@needs(Permission.KEEP_REGISTER)
def week(interpreter_id: UUID) -> ResponseReturnValue:
    """The form of the hours of a week, with those that hold today filled in."""
    one = find.own_interpreter(work(), viewer(), interpreter_id)
    return _week_form(one, filled_form(_typed_week(one, london_date(g.now))))


def _typed_week(one: Interpreter, today: date) -> dict[str, Known]:
    days: dict[int, list[str]] = {}
    for each in find.weekly_hours_of(work(), viewer(), [one.id]).get(one.id, []):
        if each.from_day <= today and (each.until_day is None or each.until_day >= today):
            until = "24:00" if each.until_time == time.min else f"{each.until_time:%H:%M}"
            days.setdefault(each.weekday, []).append(f"{each.from_time:%H:%M}-{until}")
    typed: dict[str, Known] = {f"day_{day}": ", ".join(said) for day, said in days.items()}
    return typed | {"from_day": typed_day(today)}


def _week_form(one: Interpreter, form: Form) -> str:
    return render_template("interpreters/hours.html", one=one, form=form, weekdays=list(enumerate(WEEKDAYS)))


@bp.post("/<uuid:interpreter_id>/hours")
@needs(Permission.KEEP_REGISTER)
def keep_week(interpreter_id: UUID) -> ResponseReturnValue:
    """Record the hours of a week from a day on."""
    one, form = find.own_interpreter(work(), viewer(), interpreter_id), sent_form()
    hours, from_day = _read_week(form), read_day(form, "from_day")
    if not form.errors and from_day is not None:
        try:
            set_weekly_hours(work(), viewer(), one.id, hours, from_day, g.now)
        except BadInterpreter as fault:
            form.refused(fault, _day_of(fault))
        else:
            flash(f"The hours hold from {typed_day(from_day)}.", "done")
            return redirect(url_for("interpreters.show", interpreter_id=one.id), 303)
    return _week_form(one, form), 422


def _read_week(form: Form) -> list[HoursGiven]:
    found: list[HoursGiven] = []
    for day, name in enumerate(WEEKDAYS):
        if text := form.line(f"day_{day}"):
            try:
                found += read_hours(f"{name} {text}")
            except UnreadableHours:
                form.wrong(f"day_{day}", f"“{text}” does not say when. Write it like 09:00-12:00, 13:00-17:00.")
    return found


def _day_of(fault: BadInterpreter) -> str:
    """The field of the day that a refusal names."""
    return next((f"day_{day}" for day, name in enumerate(WEEKDAYS) if name in fault.message), "day_0")


@bp.get("/<uuid:interpreter_id>/away")
@needs(Permission.KEEP_REGISTER)
def apart(interpreter_id: UUID) -> ResponseReturnValue:
    """The form of a time apart from the hours of the week."""
    one = find.own_interpreter(work(), viewer(), interpreter_id)
    return _apart_form(one, filled_form({"kind": HoursKind.LEAVE.value}))


def _apart_form(one: Interpreter, form: Form) -> str:
    return render_template("interpreters/away.html", one=one, form=form, kinds=KINDS)


@bp.post("/<uuid:interpreter_id>/away")
@needs(Permission.KEEP_REGISTER)
def keep_apart(interpreter_id: UUID) -> ResponseReturnValue:
    """Record that somebody is away, or works beyond their hours."""
    one, form = find.own_interpreter(work(), viewer(), interpreter_id), sent_form()
    kind = form.chosen("kind", KINDS, "Choose what this time is.")
    given = _read_apart(form, kind)
    if given is not None and not form.errors:
        try:
            record_exception(work(), viewer(), one.id, given, g.now)
        except BadInterpreter as fault:
            form.refused(fault, {"starts_at": "first_day", "ends_at": "last_day"}.get(fault.field, fault.field))
        else:
            flash("Recorded. What is booked at that time stands until somebody changes it.", "done")
            return redirect(url_for("interpreters.show", interpreter_id=one.id), 303)
    return _apart_form(one, form), 422


def _read_apart(form: Form, kind: str) -> ExceptionGiven | None:
    """The time that was typed: from midnight and to midnight where no time of the day is given."""
    first_day = read_day(form, "first_day")
    last_day = read_day(form, "last_day") if form.line("last_day") else first_day
    from_time = read_time(form, "first_time") if form.line("first_time") else time.min
    starts_at = read_moment(form, "first_time", first_day, from_time)
    if form.line("last_time"):
        ends_at = read_moment(form, "last_time", last_day, read_time(form, "last_time"))
    else:
        ends_at = read_moment(form, "last_time", last_day + timedelta(days=1) if last_day else None, time.min)
    return ExceptionGiven(kind, starts_at, ends_at) if starts_at and ends_at else None


@bp.post("/away/<uuid:hours_id>/remove")
@needs(Permission.KEEP_REGISTER)
def remove(hours_id: UUID) -> ResponseReturnValue:
    """Take a time off record that does not hold after all."""
    interpreter_id = find.exception(work(), viewer(), hours_id).interpreter_id
    remove_exception(work(), viewer(), hours_id, g.now)
    flash("Removed. Their usual hours hold again.", "done")
    return redirect(url_for("interpreters.show", interpreter_id=interpreter_id), 303)
