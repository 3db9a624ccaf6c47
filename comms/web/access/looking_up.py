"""Looking up a family we do not work with: it shows the language need, so that nobody is asked twice, and nothing else.

Nobody found and a family that is kept closed have one and the same page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.families.access import find
from comms.families.access.looking_up import LookUpGiven, look_up
from comms.families.access.lookup import HOLDS_FOR
from comms.families.access.lookups.find import LookupSeen
from comms.families.access.parts import bases
from comms.families.access.working import begin_working
from comms.families.actions import view_list
from comms.families.person import Person, PersonKind
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput
from comms.web.access.share_form import read_basis, read_why
from comms.web.access.sharing import still_ours
from comms.web.bookings.appointments_times import read_day
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.people.families import SOUGHT
from comms.web.people.language_card import LanguageCard, called, language_card
from comms.web.viewing import needs, viewer

bp = Blueprint("look_up", __name__, url_prefix="/look-up")

LONGEST_NAME, LONGEST_IDENTIFIER = 200, 200


@dataclass(frozen=True, slots=True)
class Found:
    """What a look-up showed: whom it is about as somebody typed it, and what is on record of their language.
    ``fresh`` holds for a day; after that nothing of them is shown, not even that nobody asked."""

    seen: LookupSeen
    card: LanguageCard
    ours: Person | None
    fresh: bool


@bp.get("")
@needs(Permission.LOOK_UP_FAMILIES)
def begin() -> ResponseReturnValue:
    """The form: what is known of them, and why we ask. Whoever comes from a search that found nobody need not type the
    name a second time."""
    by, words = browser.get(SOUGHT, ("", ""))
    sought = words if "sought" in request.args and by == str(viewer().staff_id) and _is_name(words) else ""
    return _form(filled_form({"name": sought}))


def _is_name(words: str) -> bool:
    return "@" not in words and not any(letter.isdigit() for letter in words)


def _form(form: Form) -> str:
    earlier = find.own_lookups(work(), viewer())
    view_list(work(), viewer(), "families looked up", [one.person_id for one in earlier if one.found], g.now)
    return render_template("access/look_up.html", form=form, bases=list(bases().values()), earlier=earlier)


@bp.post("")
@needs(Permission.LOOK_UP_FAMILIES)
def look() -> ResponseReturnValue:
    """Look them up. What was typed comes in the body and goes nowhere else."""
    form = sent_form()
    given = _read(form)
    if given is None:
        return _form(form), 422
    try:
        looked = look_up(work(), viewer(), given, g.now)
    except BadInput as fault:
        form.refused(fault, "identifier")
        return _form(form), 422
    return redirect(url_for("look_up.show", lookup_id=looked.lookup_id), 303)


def _read(form: Form) -> LookUpGiven | None:
    """What the form says; None where something is wrong, which is noted at its field."""
    name, identifier = form.limited("name", LONGEST_NAME), form.limited("identifier", LONGEST_IDENTIFIER)
    if not name:
        form.wrong("name", "Give the whole name, as they spell it.")
    born = read_day(form, "birth_date")
    if born is not None and born > london_date(g.now):
        form.wrong("birth_date", "This day is still to come. Check the year.")
    if not identifier:
        form.wrong("identifier", "Give one of these: it makes sure that it is they and nobody of the same name.")
    basis, why = read_basis(form), read_why(form, "Say why you look them up.")
    if form.errors or born is None:
        return None
    return LookUpGiven(name, born, identifier, basis, why)


@bp.get("/<uuid:lookup_id>")
@needs(Permission.LOOK_UP_FAMILIES)
def show(lookup_id: UUID) -> ResponseReturnValue:
    """What was found; or the one answer for nobody, for several, and for a family that is kept closed."""
    return _page(lookup_id, filled_form({}))


def _page(lookup_id: UUID, form: Form) -> str:
    seen = find.lookup_seen(work(), viewer(), lookup_id)
    about = {"person": str(seen.person_id)} if seen.found and seen.person_id else {}
    note(work(), viewer().actor, "view look-up", ("family_lookup", seen.id), g.now, about)
    if not seen.found:
        born = date.fromisoformat(seen.given["birth_date"])
        return render_template("access/looked_up_nothing.html", seen=seen, born=born)
    return render_template("access/looked_up.html", found=_found(seen), form=form)


def _found(seen: LookupSeen) -> Found:
    need, ours = find.need_looked_up(work(), viewer(), seen.id, g.now), None
    if seen.person_id is not None:
        ours = still_ours(seen.person_id)
    # Nothing of them is known here but their language: they are called as they were typed.
    nobody = Person(kind=PersonKind.OTHER, given_name=seen.given["name"], family_name="", known_as="")
    card = language_card(ours or nobody, need, (), london_date(g.now))
    return Found(seen, card, ours, fresh=g.now < seen.at + HOLDS_FOR)


@bp.post("/<uuid:lookup_id>/work-with")
@needs(Permission.LOOK_UP_FAMILIES)
def work_with_them(lookup_id: UUID) -> ResponseReturnValue:
    """Begin to work with whom was found."""
    find.lookup_seen(work(), viewer(), lookup_id)
    form = sent_form()
    because = read_why(form, "Say why you work with them now.", "because")
    if form.errors:
        return _page(lookup_id, form), 422
    person = begin_working(work(), viewer(), lookup_id, because, g.now)
    flash(f"You work with {called(person)} now. You see their language; numbers and homes you record yourself.", "done")
    return redirect(url_for("people.show", person_id=person.id), 303)
