"""A letter made by hand: choose its kind, give only what the records do not say, and it is issued or held."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.agency import Agency
from comms.agencies.find import own_agency
from comms.agencies.permissions import Permission
from comms.families.actions import view_person
from comms.families.find import adults_of, children_of
from comms.families.person import Person, PersonKind
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound
from comms.letters.actions import LetterAsked, issue_letter
from comms.letters.contradictions import contradiction
from comms.letters.gates import interpreter_needed, languages_to_interpret
from comms.letters.letter import LetterState
from comms.letters.own.find import book_of
from comms.letters.reader import agency_values
from comms.letters.templates.book import LetterBook
from comms.letters.templates.kind import LetterKind
from comms.letters.templates.source import letter_kinds
from comms.letters.text.coverage import coverage
from comms.translation.catalogues import ENGLISH
from comms.translation.find import words
from comms.translation.sentences import pieces
from comms.web.door import work
from comms.web.forms import Form, sent_form
from comms.web.letters.fields import (
    Question,
    known_answers,
    note_contradiction,
    questions,
    read_answers,
    register_values,
)
from comms.web.limiting import limited
from comms.web.limits import LETTERS
from comms.web.people.language_card import LanguageCard, called, known_languages
from comms.web.people.person_page import card_of
from comms.web.viewing import needs, viewer

bp = Blueprint("by_hand", __name__)
bp.add_app_template_filter(pieces, "taken_apart")


@dataclass(frozen=True, slots=True)
class Drafting:
    """A letter somebody is about to make."""

    kind: LetterKind
    parent: Person
    child: Person | None
    agency: Agency
    book: LetterBook

    @property
    def asked(self) -> list[Question]:
        """What must be asked for it."""
        return questions(self.kind, self.agency, self.book)


@bp.get("/to/<uuid:person_id>")
@needs(Permission.ISSUE_LETTERS)
def choose(person_id: UUID) -> ResponseReturnValue:
    """Which letter, and about which child; for a child, to which adult, where no letter goes to young readers."""
    person = view_person(work(), viewer(), person_id, g.now)
    if person.kind == PersonKind.CHILD and not _kinds_for(person):
        adults = [adult for _, adult in adults_of(work(), viewer(), person.id)]
        return render_template("letters/choose_adult.html", child=person, adults=adults)
    return _choices(person, {})


def _choices(person: Person, errors: dict[str, str]) -> str:
    children = [child for _, child in children_of(work(), viewer(), person.id)]
    card = card_of(work(), viewer(), person, london_date(g.now))
    return render_template(
        "letters/choose.html", person=person, kinds=_kinds_for(person), children=children, card=card, errors=errors,
        chosen=request.args, from_case=[kind for kind in _sent(person) if kind.from_case],
    )  # fmt: skip


def _kinds_for(person: Person) -> list[LetterKind]:
    """The letters that the viewer's agency makes by hand, and that go to such a reader."""
    return [kind for kind in _sent(person) if not kind.from_case]


def _sent(person: Person) -> list[LetterKind]:
    """The letters that the viewer's agency sends to such a reader, from a formal case too."""
    young = person.kind == PersonKind.CHILD
    sent = (kind for kind in letter_kinds().values() if viewer().agency_kind in kind.issuers)
    return [kind for kind in sent if kind.young_readers or not young]


@bp.get("/to/<uuid:person_id>/fill")
@needs(Permission.ISSUE_LETTERS)
def fill(person_id: UUID) -> ResponseReturnValue:
    """The questions of the chosen letter, with what the register and the agency say filled in."""
    person = view_person(work(), viewer(), person_id, g.now)
    try:
        drafting = _drafting(person, request.args.get("kind", ""), request.args.get("child", ""))
    except BadInput as fault:
        return _choices(person, {_where(fault): str(fault)}), 422
    known = dict(agency_values(drafting.agency))
    if drafting.child is not None:
        on = london_date(g.now)
        known |= register_values(work(), viewer(), drafting.agency, drafting.kind.kind, drafting.child.id, on)
    return _form(drafting, known_answers(drafting.asked, known))


def _form(drafting: Drafting, form: Form) -> str:
    card = card_of(work(), viewer(), drafting.parent, london_date(g.now))
    tag = _sample_tag(drafting.kind, card)
    spoken = known_languages(languages_to_interpret(card.need))
    return render_template(
        "letters/fill.html", drafting=drafting, asked=drafting.asked, form=form, card=card, sample_tag=tag,
        spoken=spoken, interpreter_needed=interpreter_needed(card.need),
    )  # fmt: skip


def _sample_tag(kind: LetterKind, card: LanguageCard) -> str:
    """The language of the sample beside the form: the reader's, where the letter exists in it."""
    if card.standing != "reads" or card.language is None:
        return ENGLISH
    tag = card.language.tag
    return ENGLISH if coverage(kind, words(work(), tag, viewer().agency_id)) == "missing" else tag


@bp.post("/to/<uuid:person_id>/fill")
@needs(Permission.ISSUE_LETTERS)
@limited(LETTERS)
def make(person_id: UUID) -> ResponseReturnValue:
    """Make the letter: it is issued, or held and somebody is asked to ring."""
    person, form = view_person(work(), viewer(), person_id, g.now), sent_form()
    drafting = _drafting(person, form.text("kind"), form.text("child"))
    values = read_answers(drafting.asked, form)
    found = contradiction(drafting.kind.kind, drafting.kind.gates, values, london_date(g.now))
    if found is not None:
        note_contradiction(drafting.asked, found, form)
    if form.errors:
        return _form(drafting, form), 422
    child_id = drafting.child.id if drafting.child else None
    letter = issue_letter(work(), viewer(), LetterAsked(drafting.kind.kind, person.id, child_id, values), g.now)
    if letter.state == LetterState.ISSUED:
        flash(f"The letter to {called(person)} is made.", "done")
    else:
        flash("The letter is held: this page says why, and somebody is asked to ring.", "done")
    return redirect(url_for("letters.show", letter_id=letter.id), 303)


def _drafting(person: Person, kind_name: str, child_id: str) -> Drafting:
    """What was chosen. Raises ``BadInput`` for a kind there is not and for a child who is missing or not theirs."""
    book = book_of(work(), viewer())
    kind = book.kinds.get(kind_name)
    if person.kind == PersonKind.CHILD and not (kind and kind.young_readers):
        raise NotFound("Letters go to adults.", "Choose the adult this letter is for.")
    if kind is None:
        raise BadInput("No letter is chosen.", "Choose one.")
    if kind.from_case:
        raise BadInput(
            f"“{kind.title}” is made from a formal case, not by hand.", "Open the case under “Formal steps”."
        )
    children = {str(child.id): child for _, child in children_of(work(), viewer(), person.id)}
    child = children.get(child_id)
    if kind.needs_child and child is None:
        raise ChildMissing("This letter is about a child, and none is chosen.", "Choose the child.")
    return Drafting(kind, person, child if kind.needs_child else None, own_agency(work(), viewer()), book)


class ChildMissing(BadInput):
    """A letter about a child, and no child of this person was chosen."""


def _where(fault: BadInput) -> str:
    return "child" if isinstance(fault, ChildMissing) else "kind"
