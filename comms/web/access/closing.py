"""Keeping a family closed, and answering those who looked for one that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.agency import Agency
from comms.agencies.find import colleagues, every_agency
from comms.agencies.permissions import Permission
from comms.agencies.staff import Staff
from comms.families.access import find
from comms.families.access.closed.find import closed_families_of
from comms.families.access.closing import close_family
from comms.families.access.looking_up import answer_lookup
from comms.families.access.lookup import FamilyLookup
from comms.families.actions import view_list, view_person
from comms.families.person import Person
from comms.foundation.errors import NotFound
from comms.web.access.saying import in_a_row
from comms.web.access.share_form import family_of, read_why, see_families
from comms.web.access.sharing import still_ours
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.people.language_card import called
from comms.web.viewing import needs, viewer

bp = Blueprint("closing", __name__)


@dataclass(frozen=True, slots=True)
class LookedFor:
    """A look-up that met a closed family: whom it was about, and which agency looked. ``person`` is None where we work
    with them no more; ``name`` is then what was typed, which is exactly theirs."""

    lookup: FamilyLookup
    person: Person | None
    name: str
    agency: Agency


SAY_WHY = "Say why this family is kept closed. Those who are named read it."


@bp.get("/families/<uuid:person_id>/close")
@needs(Permission.CLOSE_FAMILIES)
def begin(person_id: UUID) -> ResponseReturnValue:
    """The form: whom of the family, who is named, and why."""
    person = view_person(work(), viewer(), person_id, g.now)
    family = family_of(work(), viewer(), person)
    return _form(person, family, filled_form({"people": [str(one.id) for one in family]}))


def _form(person: Person, family: Sequence[Person], form: Form) -> str:
    closed = closed_families_of(work(), viewer(), [one.id for one in family])
    return render_template(
        "access/close.html", person=person, family=[one for one in family if one.id not in closed], form=form,
        staff=_may_be_named(), already=[one for one in family if one.id in closed],
    )  # fmt: skip


def _may_be_named() -> list[Staff]:
    """Colleagues who can be named beside whoever is looking: they are always named."""
    return [one for one in see_families(colleagues(work(), viewer())) if one.id != viewer().staff_id]


@bp.post("/families/<uuid:person_id>/close")
@needs(Permission.CLOSE_FAMILIES)
def close(person_id: UUID) -> ResponseReturnValue:
    """Keep them closed from now on."""
    person, form = view_person(work(), viewer(), person_id, g.now), sent_form()
    family = family_of(work(), viewer(), person)
    people = [one for one in family if str(one.id) in form.many("people")]
    named = [one.id for one in _may_be_named() if str(one.id) in form.many("named")]
    if not people:
        form.wrong("people", "Tick at least one of them.")
    because = read_why(form, SAY_WHY, "because")
    if form.errors:
        return _form(person, family, form), 422
    closed = close_family(work(), viewer(), [one.id for one in people], named, because, g.now)
    who = in_a_row([called(one) for one in people])
    flash(f"Closed: {who}. Its reference is {closed.reference}; tell it to nobody who is not named.", "done")
    return redirect(url_for("closed.show", closed_id=closed.id), 303)


@bp.get("/closed-families/looked-for")
@needs(Permission.SEE_FAMILIES)
def looked_for() -> ResponseReturnValue:
    """Who looked for a family one is named for: they were told nothing and wait for a call."""
    lookups = find.lookups_kept_closed(work(), viewer())
    view_list(work(), viewer(), "looked for while kept closed", [one.person_id for one in lookups], g.now)
    return render_template("access/looked_for.html", lookups=[_row(one) for one in lookups])


def _row(lookup: FamilyLookup) -> LookedFor:
    if lookup.person_id is None:
        raise NotFound("There is no such look-up for you to answer.")
    person = still_ours(lookup.person_id)
    agency = next(one for one in every_agency(work()) if one.id == lookup.agency_id)
    return LookedFor(lookup, person, person.name if person else lookup.given["name"], agency)


@bp.get("/closed-families/looked-for/<uuid:lookup_id>")
@needs(Permission.SEE_FAMILIES)
def look_at(lookup_id: UUID) -> ResponseReturnValue:
    """One of them, and the form of the answer."""
    return _answer_page(_to_answer(lookup_id), filled_form({}))


def _to_answer(lookup_id: UUID) -> FamilyLookup:
    found = next((one for one in find.lookups_kept_closed(work(), viewer()) if one.id == lookup_id), None)
    if found is None:
        raise NotFound("There is no such look-up for you to answer.", "Somebody may have answered it.")
    return found


def _answer_page(lookup: FamilyLookup, form: Form) -> str:
    row = _row(lookup)
    if row.person is not None:
        view_person(work(), viewer(), row.person.id, g.now)
    else:
        view_list(work(), viewer(), "looked for while kept closed", [lookup.person_id], g.now)
    return render_template("access/answer_lookup.html", row=row, lookup=lookup, agency=row.agency, form=form)


@bp.post("/closed-families/looked-for/<uuid:lookup_id>")
@needs(Permission.SEE_FAMILIES)
def answer(lookup_id: UUID) -> ResponseReturnValue:
    """Answer whoever looked, in words."""
    lookup, form = _to_answer(lookup_id), sent_form()
    words = read_why(form, "Write what they are to be told, if only whom to ring.", "answer")
    if form.errors:
        return _answer_page(lookup, form), 422
    answer_lookup(work(), viewer(), lookup.id, words, g.now)
    flash("Answered. They read it where they looked.", "done")
    return redirect(url_for("closing.looked_for"), 303)
