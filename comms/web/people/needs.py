"""Language needs: recording what a person told us, who was never asked, and what was on record before."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.bookings.requests.raising import needs_changed
from comms.families import find
from comms.families.actions import view_list, view_person
from comms.families.language_need import LanguageNeed, Reads
from comms.families.need_actions import record_language_need
from comms.families.person import Person
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput
from comms.foundation.languages import language
from comms.web.door import work
from comms.web.forms import Form, sent_form
from comms.web.people.language_card import LanguageCard, called, known_languages
from comms.web.people.need_form import answers_of, choices_for, read_need
from comms.web.people.person_page import Relative, card_of, relatives_of
from comms.web.viewing import needs, viewer

bp = Blueprint("needs", __name__)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody whose language need is to be asked about, with their children."""

    card: LanguageCard
    relatives: list[Relative]


@bp.get("/families/<uuid:person_id>/language")
@needs(Permission.RECORD_FAMILIES)
def ask(person_id: UUID) -> ResponseReturnValue:
    """The questions about a person's language, with what is on record filled in."""
    person = view_person(work(), viewer(), person_id, g.now)
    return _form(person, answers_of(viewer(), find.language_need(work(), viewer(), person.id)))


def _form(person: Person, form: Form) -> str:
    card = card_of(work(), viewer(), person, london_date(g.now))
    return render_template("needs/ask.html", card=card, form=form, choices=choices_for(work(), viewer(), card))


@bp.post("/families/<uuid:person_id>/language")
@needs(Permission.RECORD_FAMILIES)
def record(person_id: UUID) -> ResponseReturnValue:
    """Record what the person told us. The record before it stays."""
    person, form = view_person(work(), viewer(), person_id, g.now), sent_form()
    given = read_need(viewer(), form, find.language_need(work(), viewer(), person.id))
    if not form.errors:
        try:
            recorded = record_language_need(work(), viewer(), person.id, given, g.now)
        except BadInput as fault:
            form.refused(fault, "written")
        else:
            needs_changed(work(), viewer(), [person.id], g.now)
            flash(_told(person, recorded), "done")
            return redirect(url_for("people.show", person_id=person.id), 303)
    return _form(person, form), 422


def _told(person: Person, need: LanguageNeed) -> str:
    name = called(person)
    if need.written:
        reads = f"{name} reads {language(need.written).english_name}"
        said = reads if need.reads != Reads.NONE else f"{name} does not read {language(need.written).english_name}"
    else:
        said = f"which language {name} reads is still not known, so letters stay held"
    return f"Recorded: {said}. Interpreter: {need.interpreter}."


@bp.get("/families/<uuid:person_id>/language/history")
@needs(Permission.SEE_FAMILIES)
def history(person_id: UUID) -> ResponseReturnValue:
    """Every record of a person's language need, the newest first."""
    person = view_person(work(), viewer(), person_id, g.now)
    records = find.language_need_history(work(), viewer(), person.id)
    names = {one.id: one.name for one in colleagues(work(), viewer())}
    # A need is every agency's: of one that another recorded its date and source are told, and never by whom.
    by = {one.id: names.get(one.recorded_by, "") if one.recorded_by else "an import" for one in records}
    return render_template("needs/history.html", person=person, records=records, by=by, languages=known_languages)


@bp.get("/language-needs/to-confirm")
@needs(Permission.SEE_FAMILIES)
def to_confirm() -> ResponseReturnValue:
    """Everyone whose language was never asked of them; those of whom nothing is known come first."""
    people = find.needs_to_confirm(work(), viewer())
    view_list(work(), viewer(), "languages to confirm", [person.id for person in people], g.now)
    waiting = [_waiting(person) for person in people]
    unknown = [one for one in waiting if not one.card.known]
    unconfirmed = [one for one in waiting if one.card.known]
    return render_template("needs/to_confirm.html", unknown=unknown, unconfirmed=unconfirmed)


@bp.get("/language-needs/to-review")
@needs(Permission.SEE_FAMILIES)
def to_review() -> ResponseReturnValue:
    """Everyone whose language need was asked so long ago that it should be asked again."""
    old = find.needs_to_review(work(), viewer(), g.now)
    view_list(work(), viewer(), "languages to review", [need.person_id for need in old], g.now)
    waiting = [_waiting(find.person(work(), viewer(), need.person_id)) for need in old]
    return render_template("needs/to_review.html", waiting=waiting)


def _waiting(person: Person) -> Waiting:
    on = london_date(g.now)
    return Waiting(card_of(work(), viewer(), person, on), relatives_of(work(), viewer(), person, on))
