"""An interpreter now: the number to ring, the card to show, whether one was had, and an adult in an emergency."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.find import colleagues, own_agency
from comms.agencies.permissions import Permission
from comms.bookings.interpreter_use import InterpreterUse, UseKind
from comms.bookings.now import find
from comms.bookings.now.emergency import NEVER, AdultIs, BadEmergency, EmergencyGiven, NeverTheInterpreter
from comms.bookings.now.line import interpreter_line
from comms.bookings.now.speak_card import (
    ON_THE_CARD,
    card_of,
    language_needed,
    languages_to_point_at,
    speak_card,
    words_to_point,
)
from comms.bookings.telephone import answer_use, ask_for_interpreter_now, may_authorise, record_emergency_adult
from comms.families.actions import view_person
from comms.families.find import language_need, person
from comms.families.person import Person
from comms.foundation.errors import BadInput, NotFound
from comms.foundation.languages import language
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.people.language_card import called
from comms.web.people.person_page import NOT_TOLD
from comms.web.viewing import needs, viewer

bp = Blueprint("now", __name__)


@bp.post("/families/<uuid:person_id>/interpreter-now")
@needs(Permission.SEE_FAMILIES)
def ask(person_id: UUID) -> ResponseReturnValue:
    """One tap on a person's page: it is on record, and the number stands there."""
    use = ask_for_interpreter_now(work(), viewer(), person_id, g.now)
    return redirect(url_for("now.show", use_id=use.id), 303)


@bp.get("/interpreter-now/<uuid:use_id>")
@needs(Permission.SEE_FAMILIES)
def show(use_id: UUID) -> ResponseReturnValue:
    """The number, the code, what to say, and the card."""
    return _page(_asking(use_id), filled_form({}))


def _asking(use_id: UUID) -> InterpreterUse:
    use = find.use(work(), viewer(), use_id)
    if use.kind != UseKind.ASKED:
        raise NotFound("There is no such asking for an interpreter.")
    return use


def _page(use: InterpreterUse, form: Form) -> str:
    session, seen = work(), viewer()
    someone = view_person(session, seen, use.person_id, g.now)
    need = language_need(session, seen, someone.id)
    return render_template(
        "now/show.html",
        use=use, person=someone, need=need, needed=language_needed(need), card=card_of(session, seen, need),
        on_the_card=ON_THE_CARD, line=interpreter_line(own_agency(session, seen).interpreter_line),
        pointing=_pointing() if need is None or language_needed(need) is None else (),
        answer=find.answer_to(session, seen, use.id), before=_before(use), form=form,
    )  # fmt: skip


def _before(use: InterpreterUse) -> list[tuple[InterpreterUse, str]]:
    """What is on record of earlier times, each with who wrote it down."""
    names = {one.id: one.name for one in colleagues(work(), viewer())}
    earlier = [one for one in find.uses_about(work(), viewer(), use.person_id) if use.id not in {one.id, one.of_id}]
    return [(one, names.get(one.recorded_by, NOT_TOLD) if one.recorded_by else "comms") for one in earlier]


def _pointing() -> list[tuple[object, str]]:
    return [(one, words_to_point(work(), viewer(), one)) for one in languages_to_point_at()]


@bp.post("/interpreter-now/<uuid:use_id>")
@needs(Permission.SEE_FAMILIES)
def answer(use_id: UUID) -> ResponseReturnValue:
    """Say whether an interpreter was had."""
    form, use = sent_form(), _asking(use_id)
    had = form.text("had") == "yes"
    try:
        answer_use(work(), viewer(), use.id, had, form.text("reason"), g.now)
    except BadInput as fault:
        form.refused(fault, "reason")
        return _page(use, form), 422
    if had:
        someone = person(work(), viewer(), use.person_id)
        flash(f"On record: {called(someone)} had an interpreter by telephone.", "done")
        return redirect(url_for("people.show", person_id=someone.id), 303)
    flash("On record: an interpreter was asked for and not had.", "done")
    return redirect(url_for("now.show", use_id=use.id), 303)


@bp.get("/families/<uuid:person_id>/speak-card")
@needs(Permission.SEE_FAMILIES)
def card_of_person(person_id: UUID) -> ResponseReturnValue:
    """A person's "I speak …" card, to show or print; where their language is not known, the languages to point at."""
    someone = view_person(work(), viewer(), person_id, g.now)
    need = language_need(work(), viewer(), someone.id)
    back = url_for("people.show", person_id=someone.id)
    card = card_of(work(), viewer(), need)
    if card is not None:
        return render_template("now/speak_card.html", card=card, on_the_card=ON_THE_CARD, person=someone, back=back)
    return render_template("now/point.html", pointing=_pointing(), person=someone, need=need, back=back)


@bp.get("/speak-cards")
@needs(Permission.SEE_FAMILIES)
def point() -> ResponseReturnValue:
    """The languages by their own names, for somebody whose language is not known to point at."""
    back = url_for("people.search")
    return render_template("now/point.html", pointing=_pointing(), person=None, need=None, back=back)


@bp.get("/speak-cards/<tag>")
@needs(Permission.SEE_FAMILIES)
def card_in(tag: str) -> ResponseReturnValue:
    """The card in one language, for somebody who has just pointed at it."""
    card = speak_card(work(), viewer(), language(tag).tag)
    back = url_for("now.point")
    return render_template("now/speak_card.html", card=card, on_the_card=ON_THE_CARD, person=None, back=back)


@bp.get("/families/<uuid:person_id>/emergency-adult")
@needs(Permission.SEE_FAMILIES)
def emergency(person_id: UUID) -> ResponseReturnValue:
    """The form about an adult who spoke for somebody in an emergency."""
    return _emergency_form(view_person(work(), viewer(), person_id, g.now), filled_form({}))


def _emergency_form(someone: Person, form: Form) -> str:
    others = [one for one in colleagues(work(), viewer()) if may_authorise(one) and one.id != viewer().staff_id]
    return render_template(
        "now/emergency.html", person=someone, form=form, kinds=list(AdultIs), never=NEVER, authorisers=others
    )


@bp.post("/families/<uuid:person_id>/emergency-adult")
@needs(Permission.SEE_FAMILIES)
def record_emergency(person_id: UUID) -> ResponseReturnValue:
    """Put it on record, and the talk that is to be held again on the list of tasks."""
    someone, form = view_person(work(), viewer(), person_id, g.now), sent_form()
    given = EmergencyGiven(form.line("adult_name"), form.text("adult_is"), form.text("reason"), _chosen(form))
    try:
        record_emergency_adult(work(), viewer(), someone.id, given, g.now)
    except NeverTheInterpreter as fault:
        form.wrong(fault.field, str(fault))
        return _emergency_form(someone, form), 409
    except BadEmergency as fault:
        form.refused(fault, fault.field)
        return _emergency_form(someone, form), 422
    flash(f"On record. Talk with {called(someone)} again through an interpreter: it is on the list of tasks.", "done")
    return redirect(url_for("people.show", person_id=someone.id), 303)


def _chosen(form: Form) -> UUID | None:
    try:
        return UUID(form.text("authorised_by"))
    except ValueError:
        return None
