"""For whom an interpreter must not interpret: declaring it, and ending it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.families.actions import look_for_people, view_person
from comms.families.find import adults_of, children_of
from comms.families.person import Person, PersonKind
from comms.foundation.errors import NotFound
from comms.interpreters import find
from comms.interpreters.bad_interpreter import BadInterpreter
from comms.interpreters.conflict import DeclaredBy, Scope
from comms.interpreters.conflict_actions import ConflictGiven, declare_conflict, end_conflict, see_why
from comms.interpreters.interpreter import Interpreter
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.interpreters.saying import listed
from comms.web.viewing import needs, viewer

bp = Blueprint("interpreter_conflicts", __name__, url_prefix="/interpreters")

SCOPES = {
    Scope.FAMILY.value: "For one person and their family",
    Scope.PERSON.value: "For one person",
    Scope.COMMUNITY.value: "For a community",
}
SAID_BY = {
    DeclaredBy.INTERPRETER.value: "The interpreter",
    DeclaredBy.FAMILY.value: "The family",
    DeclaredBy.AGENCY.value: "We, or another agency",
}
MOST_FOUND = 20
LONGEST_REASON = 1000
FIND = "find"


@bp.get("/<uuid:interpreter_id>/conflicts")
@needs(Permission.BOOK_INTERPRETERS)
def begin(interpreter_id: UUID) -> ResponseReturnValue:
    """The form of a conflict; a person whose page led here is filled in."""
    one = find.interpreter(work(), viewer(), interpreter_id)
    person = request.args.get("person", "")
    people = _chosen(person)
    filled = {"scope": Scope.FAMILY.value, "person_id": person if people else ""}
    return _form(one, filled_form(filled), people)


def _chosen(person: str) -> Sequence[Person]:
    """The person of an id, where the viewer may see them; looking is noted."""
    if not person or not viewer().may(Permission.SEE_FAMILIES):
        return []
    try:
        return [view_person(work(), viewer(), UUID(person), g.now)]
    except (ValueError, NotFound):
        return []


def _near(person: Person) -> str:
    """The names of those closest to somebody, by which two people of one name are told apart."""
    if person.kind == PersonKind.CHILD:
        return listed([adult.name for _, adult in adults_of(work(), viewer(), person.id)])
    return listed([child.name for _, child in children_of(work(), viewer(), person.id)])


def _form(one: Interpreter, form: Form, people: Sequence[Person]) -> str:
    return render_template(
        "interpreters/conflict.html", one=one, form=form, people=people, scopes=SCOPES, said_by=SAID_BY,
        may_see=viewer().may(Permission.SEE_FAMILIES), most=MOST_FOUND, find=FIND,
        near={person.id: _near(person) for person in people},
    )  # fmt: skip


@bp.post("/<uuid:interpreter_id>/conflicts")
@needs(Permission.BOOK_INTERPRETERS)
def declare(interpreter_id: UUID) -> ResponseReturnValue:
    """Find the person it is about, or declare the conflict."""
    one, form = find.interpreter(work(), viewer(), interpreter_id), sent_form()
    if form.text("do") == FIND:
        people = look_for_people(work(), viewer(), form.line("words")[:200], MOST_FOUND, g.now)
        if not people:
            form.wrong("words", "Nobody is found by that. Try fewer letters, or only the family name.")
        return _form(one, form, people), 422 if form.errors else 200
    people = _chosen(form.text("person_id"))
    reason = form.text("reason")
    if len(reason) > LONGEST_REASON:
        form.wrong("reason", f"This is {len(reason)} characters long. Shorten it to {LONGEST_REASON}.")
    given = ConflictGiven(
        form.chosen("scope", SCOPES, "Choose whom it reaches."),
        form.chosen("declared_by", SAID_BY, "Choose who said so."),
        reason,
        people[0].id if people else None,
        form.line("community"),
    )
    if not form.errors:
        try:
            declare_conflict(work(), viewer(), one.id, given, g.now)
        except BadInterpreter as fault:
            form.refused(fault, "words" if fault.field == "person_id" else fault.field)
        else:
            flash("Recorded. They are not offered there from now on.", "done")
            return redirect(url_for("interpreters.show", interpreter_id=one.id), 303)
    return _form(one, form, people), 422


@bp.get("/conflicts/<uuid:conflict_id>/end")
@needs(Permission.SEE_CONFLICTS)
def end(conflict_id: UUID) -> ResponseReturnValue:
    """The question why a conflict is over."""
    return _end_form(conflict_id, filled_form({}))


def _end_form(conflict_id: UUID, form: Form) -> str:
    conflict = find.conflict(work(), viewer(), conflict_id)
    one = find.interpreter(work(), viewer(), conflict.interpreter_id)
    people = _chosen(str(conflict.person_id or ""))
    return render_template(
        "interpreters/end_conflict.html", one=one, conflict=conflict, form=form, person=people[0] if people else None,
        why=see_why(work(), viewer(), conflict, g.now),
    )  # fmt: skip


@bp.post("/conflicts/<uuid:conflict_id>/end")
@needs(Permission.SEE_CONFLICTS)
def end_now(conflict_id: UUID) -> ResponseReturnValue:
    """Record that a conflict is over."""
    form = sent_form()
    because = form.limited("because", LONGEST_REASON)
    if not form.errors:
        try:
            ended = end_conflict(work(), viewer(), conflict_id, because, g.now)
        except BadInterpreter as fault:
            form.refused(fault, fault.field)
        else:
            flash("It is over, and stays on record with why.", "done")
            return redirect(url_for("interpreters.show", interpreter_id=ended.interpreter_id), 303)
    return _end_form(conflict_id, form), 422
