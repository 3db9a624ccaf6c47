"""A person's own numbers and e-mail addresses: corrected, added, or said to reach them no more."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.families import find
from comms.families.actions import view_person
from comms.families.contact_actions import add_way, correct_way, record_whether_it_reaches
from comms.families.contact_point import Channel, ContactPoint
from comms.families.person import Person
from comms.families.protection.find import safety_in_force
from comms.foundation.errors import BadInput
from comms.tasks.actions import settle_tasks
from comms.tasks.find import tasks_about
from comms.tasks.task import TaskKind
from comms.web.door import work
from comms.web.forms import Form, Known, filled_form, sent_form
from comms.web.people.reaching import ways_to_reach
from comms.web.viewing import needs, viewer

bp = Blueprint("numbers", __name__)

NEW = "new"
ASK = "Nobody has asked yet whether it is safe: ask when you next speak with them."


@bp.get("/families/<uuid:person_id>/numbers")
@needs(Permission.RECORD_FAMILIES)
def show(person_id: UUID) -> ResponseReturnValue:
    """Every number and address of a person, to be corrected, and a field for another."""
    person = view_person(work(), viewer(), person_id, g.now)
    return _page(person, filled_form(_known(_points(person))))


@bp.post("/families/<uuid:person_id>/numbers")
@needs(Permission.RECORD_FAMILIES)
def add(person_id: UUID) -> ResponseReturnValue:
    """Add a number or an address."""
    person, form = _begin(person_id, NEW)
    try:
        add_way(work(), viewer(), person.id, form.line(NEW), g.now)
    except BadInput as fault:
        form.refused(fault, NEW)
        return _page(person, form), 422
    return _done(person, f"Added. {ASK}")


@bp.post("/families/<uuid:person_id>/numbers/<uuid:point_id>")
@needs(Permission.RECORD_FAMILIES)
def correct(person_id: UUID, point_id: UUID) -> ResponseReturnValue:
    """Correct one of them."""
    person, form = _begin(person_id, name := f"to-{point_id}")
    before = {one.id: one.value_hash for one in _points(person)}
    try:
        point = correct_way(work(), viewer(), person.id, point_id, form.line(name), g.now)
    except BadInput as fault:
        form.refused(fault, name)
        return _page(person, form), 422
    same = before.get(point.id) == point.value_hash
    if not same:
        asked = [one for one in tasks_about(work(), viewer(), person.id) if one.kind == TaskKind.CORRECT_NUMBER]
        settle_tasks(work(), viewer(), asked, "The number is corrected.", g.now)
    return _done(person, "It is the same, and written as you gave it." if same else f"Corrected. {ASK}")


@bp.post("/families/<uuid:person_id>/numbers/<uuid:point_id>/reaches")
@needs(Permission.RECORD_FAMILIES)
def say_whether_it_reaches(person_id: UUID, point_id: UUID) -> ResponseReturnValue:
    """Say that one does not reach them, or that it does again."""
    person, reaches = view_person(work(), viewer(), person_id, g.now), sent_form().text("reaches") == "yes"
    record_whether_it_reaches(work(), viewer(), person.id, point_id, g.now, reaches=reaches)
    told = "It is used again, where it is safe." if reaches else "It is not used any more, until you say that it is."
    return _done(person, f"Recorded. {told}")


def _begin(person_id: UUID, name: str) -> tuple[Person, Form]:
    """The person, and the form as it was: what is on record, but for the one field that was sent."""
    person = view_person(work(), viewer(), person_id, g.now)
    return person, filled_form(_known(_points(person)) | {name: sent_form().text(name)})


def _points(person: Person) -> list[ContactPoint]:
    return list(find.contact_points(work(), viewer(), person.id))


def _known(points: list[ContactPoint]) -> dict[str, Known]:
    return {f"to-{one.id}": one.value for one in points}


def _page(person: Person, form: Form) -> str:
    points, in_force = _points(person), safety_in_force(work(), viewer(), person.id)
    ways = [
        (point, way, point.channel == Channel.EMAIL)
        for point, way in zip(points, ways_to_reach(points, in_force), strict=True)
    ]
    safe = find.safe_contact(work(), viewer(), person.id)
    return render_template("people/numbers.html", person=person, form=form, ways=ways, safe=safe, in_force=in_force)


def _done(person: Person, said: str) -> ResponseReturnValue:
    flash(said, "done")
    return redirect(url_for("people.show", person_id=person.id), 303)
