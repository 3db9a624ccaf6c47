"""Families: finding a person by any spelling, their page, and what is recorded there beside their language."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.families import find
from comms.families.actions import (
    StatusGiven,
    look_for_people,
    record_child_status,
    record_contact_safety,
    record_safe_contact,
    view_person,
)
from comms.families.person import Person, PersonKind
from comms.families.protection.find import status_of_child
from comms.families.pupil import Pupil
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.limiting import limited
from comms.web.limits import SEARCHES
from comms.web.people.language_card import LanguageCard, called
from comms.web.people.person_page import Relative, card_of, person_page, relatives_of
from comms.web.people.reaching import WEEKDAYS
from comms.web.people.safe_contact_form import (
    THIS_WEEK,
    WEEKS,
    answers_of,
    read_name,
    read_said,
    read_ways,
    times_asked,
)
from comms.web.viewing import needs, viewer
from comms.web.wording import counted, day_in_words, weekday_in_words

bp = Blueprint("people", __name__)
bp.add_app_template_filter(day_in_words, "day")
bp.add_app_template_filter(weekday_in_words, "weekday")
bp.add_app_template_global(counted, "counted")
bp.add_app_template_global(called, "called")

MOST_FOUND = 50
# Longer than any name; a search with hundreds of words would only be slow.
LONGEST_SEARCH = 200
# Where the browser's session keeps what somebody last looked for, beside who that was.
SOUGHT = "sought"


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody a search found."""

    person: Person
    card: LanguageCard
    relatives: list[Relative]
    pupil: Pupil | None


@bp.get("/families")
@needs(Permission.SEE_FAMILIES)
def search() -> ResponseReturnValue:
    """Where a search begins."""
    return render_template("people/search.html", words="", found=None, most=MOST_FOUND)


@bp.post("/families")
@needs(Permission.SEE_FAMILIES)
@limited(SEARCHES)
def results() -> ResponseReturnValue:
    """Take the words of a search. They come in the body, so that no name stands in an address or a log."""
    browser[SOUGHT] = [str(viewer().staff_id), sent_form().line("words")[:LONGEST_SEARCH]]
    return redirect(url_for("people.found"), 303)


@bp.get("/families/found")
@needs(Permission.SEE_FAMILIES)
@limited(SEARCHES)
def found() -> ResponseReturnValue:
    """Who is called so: an address of its own, so that “back” from a person leads here again."""
    by, words = browser.get(SOUGHT, ("", ""))
    if by != str(viewer().staff_id):
        return redirect(url_for("people.search"), 303)
    known = [_found(one) for one in look_for_people(work(), viewer(), words, MOST_FOUND, g.now)]
    return render_template("people/search.html", words=words, found=known, most=MOST_FOUND)


def _found(person: Person) -> Found:
    session, seen, on = work(), viewer(), london_date(g.now)
    pupil = find.pupil_of(session, seen, person.id) if person.kind == PersonKind.CHILD else None
    return Found(person, card_of(session, seen, person, on), relatives_of(session, seen, person, on), pupil)


@bp.get("/families/<uuid:person_id>")
@needs(Permission.SEE_FAMILIES)
def show(person_id: UUID) -> ResponseReturnValue:
    """The page of one person. That it was opened is noted."""
    person = view_person(work(), viewer(), person_id, g.now)
    return render_template("people/show.html", page=person_page(work(), viewer(), person, london_date(g.now)))


@bp.get("/families/<uuid:person_id>/status")
@needs(Permission.RECORD_FAMILIES)
def status(person_id: UUID) -> ResponseReturnValue:
    """The form about a child's social worker, plan and orders."""
    child = _child(person_id)
    known = find.child_status(work(), viewer(), child.id)
    names = ("has_social_worker", "protection_plan", "looked_after", "social_worker", "court_order_note")
    form = filled_form({name: getattr(known, name) for name in names} if known else {})
    return render_template("people/status.html", person=child, form=form)


@bp.post("/families/<uuid:person_id>/status")
@needs(Permission.RECORD_FAMILIES)
def record_status(person_id: UUID) -> ResponseReturnValue:
    """Record a child's social worker, plan and orders."""
    child, form = _child(person_id), sent_form()
    given = StatusGiven(
        has_social_worker=form.ticked("has_social_worker"),
        protection_plan=form.ticked("protection_plan"),
        looked_after=form.ticked("looked_after"),
        social_worker=form.text("social_worker"),
        court_order_note=form.text("court_order_note"),
    )
    record_child_status(work(), viewer(), child.id, given, g.now)
    acts = status_of_child(work(), viewer(), child.id)
    told = (
        f"Recorded. If {called(child)} is away without an explanation, the social worker is told the same day."
        if acts is not None and acts.tell_social_worker
        else f"Recorded. There is no social worker to tell about {called(child)}."
    )
    flash(told, "done")
    return redirect(url_for("people.show", person_id=child.id), 303)


def _child(person_id: UUID) -> Person:
    person = view_person(work(), viewer(), person_id, g.now)
    if person.kind != PersonKind.CHILD:
        raise NotFound("There is no such child.")
    return person


@bp.get("/families/<uuid:person_id>/safe-contact")
@needs(Permission.SEE_SAFE_CONTACT)
def safe_contact(person_id: UUID) -> ResponseReturnValue:
    """The form about what a person says of being reached safely."""
    person = view_person(work(), viewer(), person_id, g.now)
    known, points = find.safe_contact(work(), viewer(), person.id), find.contact_points(work(), viewer(), person.id)
    return _safe_contact_form(person, filled_form(answers_of(known, points, london_date(g.now))))


def _safe_contact_form(person: Person, form: Form) -> str:
    ways = [(str(one.id), read_name(one), one.value) for one in find.contact_points(work(), viewer(), person.id)]
    return render_template(
        "people/safe_contact.html", person=person, form=form, ways=ways, times=times_asked(form), weekdays=WEEKDAYS,
        weeks=WEEKS, this_week=THIS_WEEK,
    )  # fmt: skip


@bp.post("/families/<uuid:person_id>/safe-contact")
@needs(Permission.SEE_SAFE_CONTACT)
def record_safety(person_id: UUID) -> ResponseReturnValue:
    """Record what a person says of being reached safely."""
    person, form = view_person(work(), viewer(), person_id, g.now), sent_form()
    said = read_said(form, london_date(g.now))
    ways = read_ways(form, find.contact_points(work(), viewer(), person.id))
    if form.errors:
        return _safe_contact_form(person, form), 422
    for point, safety, read_by in ways:
        record_contact_safety(work(), viewer(), point, safety, g.now, read_by)
    record_safe_contact(
        work(), viewer(), person.id, flagged=said.flagged, post_is_safe=said.post_is_safe, said=said.note, now=g.now,
        quiet_from=said.quiet_from, quiet_to=said.quiet_to, alias=said.alias, hours=said.hours,
    )  # fmt: skip
    flash(f"Recorded what {called(person)} says about being reached safely.", "done")
    return redirect(url_for("people.show", person_id=person.id), 303)
