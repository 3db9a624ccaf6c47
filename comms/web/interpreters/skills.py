"""An interpreter's languages, and what they have shown."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.interpreters import find
from comms.interpreters.actions import end_qualification, record_language, record_qualification, remove_language
from comms.interpreters.bad_interpreter import BadInterpreter
from comms.interpreters.given import ALL_MODES, LanguageGiven, QualificationGiven
from comms.interpreters.interpreter import LEVELS, Interpreter, Way
from comms.interpreters.qualification import RUN_OUT
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.interpreters.choices import language_choices
from comms.web.interpreters.saying import KINDS, language_name
from comms.web.interpreters.when import read_day, read_day_or_none
from comms.web.viewing import needs, viewer

bp = Blueprint("interpreter_skills", __name__, url_prefix="/interpreters")


@bp.get("/<uuid:interpreter_id>/languages")
@needs(Permission.KEEP_REGISTER)
def new_language(interpreter_id: UUID) -> ResponseReturnValue:
    """The form of a language."""
    one = find.own_interpreter(work(), viewer(), interpreter_id)
    return _language_form(one, filled_form({"way": Way.BOTH.value, "modes": ALL_MODES}))


@bp.get("/<uuid:interpreter_id>/languages/<uuid:language_id>")
@needs(Permission.KEEP_REGISTER)
def change_language(interpreter_id: UUID, language_id: UUID) -> ResponseReturnValue:
    """The form of a language that is on record."""
    one = find.own_interpreter(work(), viewer(), interpreter_id)
    known = find.language_of(work(), viewer(), one.id, language_id)
    filled = filled_form({"language": known.language, "level": str(known.level), "dialect": known.dialect,
                          "way": known.way, "modes": known.modes})  # fmt: skip
    return _language_form(one, filled)


def _language_form(one: Interpreter, form: Form) -> str:
    return render_template(
        "interpreters/language.html", one=one, form=form, choices=language_choices(work(), viewer()), levels=LEVELS,
        ways=list(Way), modes=ALL_MODES,
    )  # fmt: skip


@bp.post("/<uuid:interpreter_id>/languages")
@needs(Permission.KEEP_REGISTER)
def keep_language(interpreter_id: UUID) -> ResponseReturnValue:
    """Record a language, or what is new about it."""
    one, form = find.own_interpreter(work(), viewer(), interpreter_id), sent_form()
    given = LanguageGiven(
        form.text("language"), _level(form), form.limited("dialect", 60), form.text("way"), form.many("modes")
    )
    if not given.language:
        form.wrong("language", "Choose the language.")
    if not form.errors:
        try:
            kept = record_language(work(), viewer(), one.id, given, g.now)
        except BadInterpreter as fault:
            form.refused(fault, fault.field)
        else:
            flash(f"{language_name(kept.language)} is recorded.", "done")
            return redirect(url_for("interpreters.show", interpreter_id=one.id), 303)
    return _language_form(one, form), 422


def _level(form: Form) -> int:
    text = form.text("level") or "0"
    if text not in {str(level) for level in LEVELS}:
        form.wrong("level", "Choose a level from the list.")
        return 0
    return int(text)


@bp.post("/<uuid:interpreter_id>/languages/<uuid:language_id>/remove")
@needs(Permission.KEEP_REGISTER)
def take_off_language(interpreter_id: UUID, language_id: UUID) -> ResponseReturnValue:
    """Take a language off somebody's record."""
    remove_language(work(), viewer(), interpreter_id, language_id, g.now)
    flash("The language is off the record. It can be added again.", "done")
    return redirect(url_for("interpreters.show", interpreter_id=interpreter_id), 303)


@bp.get("/<uuid:interpreter_id>/qualifications")
@needs(Permission.KEEP_REGISTER)
def new_qualification(interpreter_id: UUID) -> ResponseReturnValue:
    """The form of a qualification or check."""
    return _qualification_form(find.own_interpreter(work(), viewer(), interpreter_id), filled_form({}))


def _qualification_form(one: Interpreter, form: Form) -> str:
    return render_template(
        "interpreters/qualification.html", one=one, form=form, choices=language_choices(work(), viewer()),
        levels=LEVELS, kinds=KINDS, run_out=[KINDS[kind] for kind in KINDS if kind in RUN_OUT],
    )  # fmt: skip


@bp.post("/<uuid:interpreter_id>/qualifications")
@needs(Permission.KEEP_REGISTER)
def keep_qualification(interpreter_id: UUID) -> ResponseReturnValue:
    """Record a qualification or check; a renewal is another one."""
    one, form = find.own_interpreter(work(), viewer(), interpreter_id), sent_form()
    kind = form.chosen("kind", KINDS, "Choose what it is.")
    issued_on, expires_on = read_day(form, "issued_on"), read_day_or_none(form, "expires_on")
    detail, number, level = form.limited("detail", 60), form.limited("number", 60), _level(form)
    if not form.errors and issued_on is not None:
        given = QualificationGiven(kind, issued_on, expires_on, form.text("language"), level, detail, number)
        try:
            record_qualification(work(), viewer(), one.id, given, g.now)
        except BadInterpreter as fault:
            form.refused(fault, fault.field)
        else:
            flash("Recorded.", "done")
            return redirect(url_for("interpreters.show", interpreter_id=one.id), 303)
    return _qualification_form(one, form), 422


@bp.post("/qualifications/<uuid:qualification_id>/end")
@needs(Permission.KEEP_REGISTER)
def end(qualification_id: UUID) -> ResponseReturnValue:
    """Record that a qualification or check no longer counts."""
    ended = end_qualification(work(), viewer(), qualification_id, g.now)
    flash("It no longer counts. It stays on record that it was there.", "done")
    return redirect(url_for("interpreters.show", interpreter_id=ended.interpreter_id), 303)
