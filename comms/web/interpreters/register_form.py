"""Taking somebody into the register, changing what is on record of them, and recording that they left."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.bookings.booking import Booking
from comms.bookings.find import bookings_by_id, still_to_come
from comms.bookings.leaving import interpreter_leaves
from comms.families.actions import view_list
from comms.families.find import person as find_person
from comms.families.person import Person
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound
from comms.interpreters import find
from comms.interpreters.actions import change_interpreter, register_interpreter, take_on_again
from comms.interpreters.bad_interpreter import AlsoOnRecord, BadInterpreter
from comms.interpreters.given import InterpreterGiven
from comms.interpreters.interpreter import Gender, Interpreter
from comms.web.door import work
from comms.web.forms import Form, Known, filled_form, sent_form
from comms.web.interpreters.terms_form import BANDS, MINUTES, POUNDS, read_terms, typed_terms
from comms.web.interpreters.when import read_day, typed_day
from comms.web.viewing import needs, viewer
from comms.web.wording import counted

bp = Blueprint("register", __name__, url_prefix="/interpreters")

GENDERS = {Gender.WOMAN.value: "A woman", Gender.MAN.value: "A man", Gender.NOT_SAID.value: "They have not said"}
LONGEST_NOTE = 2000
NOBODY = "nobody"


@bp.get("/new")
@needs(Permission.KEEP_REGISTER)
def begin() -> ResponseReturnValue:
    """The form that takes somebody into the register."""
    return _form(None, filled_form({"travels_minutes": "60"}))


@bp.post("/new")
@needs(Permission.KEEP_REGISTER)
def register() -> ResponseReturnValue:
    """Take somebody into the register; their languages and checks come next."""
    form, people = sent_form(), list[UUID]()
    given = _read(form, None)
    if not form.errors:
        try:
            made = register_interpreter(work(), viewer(), given, g.now)
        except BadInterpreter as fault:
            people = _refused(form, fault)
        else:
            flash(f"{made.name} is in the register. Add their languages and checks, and their hours.", "done")
            return redirect(url_for("interpreters.show", interpreter_id=made.id), 303)
    return _form(None, form, people), 422


@bp.get("/<uuid:interpreter_id>/change")
@needs(Permission.KEEP_REGISTER)
def change(interpreter_id: UUID) -> ResponseReturnValue:
    """The form of what is on record."""
    one = find.own_interpreter(work(), viewer(), interpreter_id)
    note(work(), viewer().actor, "view interpreter", ("interpreter", one.id), g.now)
    return _form(one, filled_form(_typed(one)))


@bp.post("/<uuid:interpreter_id>/change")
@needs(Permission.KEEP_REGISTER)
def keep(interpreter_id: UUID) -> ResponseReturnValue:
    """Change what is on record."""
    one, form = find.own_interpreter(work(), viewer(), interpreter_id), sent_form()
    given, people = _read(form, one), list[UUID]()
    if not form.errors:
        try:
            change_interpreter(work(), viewer(), one.id, given, g.now)
        except BadInterpreter as fault:
            people = _refused(form, fault)
        else:
            flash("Changed.", "done")
            return redirect(url_for("interpreters.show", interpreter_id=one.id), 303)
    return _form(one, form, people), 422


def _refused(form: Form, fault: BadInterpreter) -> list[UUID]:
    """Note what was refused at its field; the people it may be, where that is the question."""
    form.refused(fault, fault.field)
    return list(fault.people) if isinstance(fault, AlsoOnRecord) else []


def _form(one: Interpreter | None, form: Form, people: Sequence[UUID] = ()) -> str:
    also = form.text("also_person_id")
    shown = _people([*people, *([UUID(also)] if _is_id(also) else [])])
    return render_template(
        "interpreters/register.html", one=one, form=form, people=shown, nobody=NOBODY, genders=GENDERS, pounds=POUNDS,
        minutes=MINUTES, bands=BANDS, may_see=viewer().may(Permission.SEE_FAMILIES),
    )  # fmt: skip


def _people(ids: Sequence[UUID]) -> list[Person]:
    """Those of these people whom the viewer may know of, noted as seen."""
    found = []
    for person_id in dict.fromkeys(ids):
        try:
            found.append(find_person(work(), viewer(), person_id))
        except NotFound:
            continue
    if found:
        view_list(work(), viewer(), "who may be an interpreter too", [one.id for one in found], g.now)
    return found


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _typed(one: Interpreter) -> dict[str, Known]:
    known: dict[str, Known] = {
        "name": one.name, "gender": one.gender, "telephone": one.telephone or "", "email": one.email or "",
        "base_zone": one.base_zone, "travels_minutes": str(one.travels_minutes), "note": one.note or "",
        "hours_a_day": _hours(one.most_minutes_a_day), "hours_a_week": _hours(one.most_minutes_a_week),
        "also_person_id": str(one.person_id or ""),
    }  # fmt: skip
    return known | typed_terms(one.terms)


def _hours(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes / 60:g}"


def _read(form: Form, one: Interpreter | None) -> InterpreterGiven:
    also = form.text("also_person_id")
    note = form.text("note")
    if len(note) > LONGEST_NOTE:
        form.wrong("note", f"This is {len(note)} characters long. Shorten it to {LONGEST_NOTE}.")
    return InterpreterGiven(
        name=form.limited("name", 200),
        gender=form.chosen("gender", GENDERS, "Choose one, or that they have not said."),
        telephone=form.line("telephone"),
        email=form.line("email"),
        base_zone=form.line("base_zone"),
        travels_minutes=_minutes(form, "travels_minutes"),
        most_minutes_a_day=_minutes_of_hours(form, "hours_a_day"),
        most_minutes_a_week=_minutes_of_hours(form, "hours_a_week"),
        terms=read_terms(form, one.terms if one else {}),
        note=note,
        also_person_id=UUID(also) if _is_id(also) else None,
    )


def _minutes(form: Form, name: str) -> int:
    text = form.line(name)
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        form.wrong(name, "Give minutes in figures, like 45.")
        return 0
    return int(text)


def _minutes_of_hours(form: Form, name: str) -> int | None:
    """Hours as typed, in minutes; None where it is left blank."""
    whole, point, part = form.line(name).partition(".")
    if not whole and not point:
        return None
    if not (whole + part).isascii() or not whole.isdigit() or len(whole) > 2 or not (part or "0").isdigit():
        form.wrong(name, "Give hours in figures, like 6 or 7.5.")
        return None
    return round(float(f"{whole}.{part or 0}") * 60)


@bp.get("/<uuid:interpreter_id>/leave")
@needs(Permission.KEEP_REGISTER)
def leave(interpreter_id: UUID) -> ResponseReturnValue:
    """The question since when somebody interprets no more."""
    one = find.own_interpreter(work(), viewer(), interpreter_id)
    form = filled_form({"left_on": typed_day(london_date(g.now))})
    return _leave_form(one, form)


def _leave_form(one: Interpreter, form: Form) -> str:
    """The question, and at how many bookings they are still expected: of those others made, only how many."""
    coming = _known(still_to_come(work(), viewer(), one.id, g.now))
    others = sum(booking.agency_id != viewer().agency_id for booking in coming)
    return render_template("interpreters/leave.html", one=one, form=form, coming=len(coming), others=others)


@bp.post("/<uuid:interpreter_id>/leave")
@needs(Permission.KEEP_REGISTER)
def leave_now(interpreter_id: UUID) -> ResponseReturnValue:
    """Record that somebody interprets no more."""
    one, form = find.own_interpreter(work(), viewer(), interpreter_id), sent_form()
    left_on = read_day(form, "left_on")
    if left_on is not None:
        try:
            coming = interpreter_leaves(work(), viewer(), one.id, left_on, g.now)
        except BadInterpreter as fault:
            form.refused(fault, fault.field)
        else:
            flash(f"{one.name} is not offered anything any more. {_still_expected(len(_known(coming)))}", "done")
            return redirect(url_for("interpreters.show", interpreter_id=one.id), 303)
    return _leave_form(one, form), 422


def _known(coming: Sequence[Booking]) -> list[Booking]:
    """Without those of our own that the viewer may not know of; whoever may is asked to look at them."""
    ours = bookings_by_id(work(), viewer(), [one.id for one in coming])
    return [one for one in coming if one.id in ours or one.agency_id != viewer().agency_id]


def _still_expected(coming: int) -> str:
    if not coming:
        return "Nothing is booked with them."
    return f"{counted(coming, 'booking is', 'bookings are')} on the list of tasks to be looked at again."


@bp.post("/<uuid:interpreter_id>/return")
@needs(Permission.KEEP_REGISTER)
def come_back(interpreter_id: UUID) -> ResponseReturnValue:
    """Somebody who had left interprets again."""
    one = take_on_again(work(), viewer(), interpreter_id, g.now)
    flash(f"{one.name} interprets again. They need a new personal code.", "done")
    return redirect(url_for("interpreters.show", interpreter_id=one.id), 303)
