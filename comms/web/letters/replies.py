"""Replies: reply slips typed in by their numbers, one after the other, or beside the slip in both its languages."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.channels.paper import Paper
from comms.families.find import language_need, person
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound
from comms.foundation.languages import Language, language
from comms.letters.actions import view_letter
from comms.letters.afterwards import find
from comms.letters.afterwards.event_given import BadEvent
from comms.letters.afterwards.replying import (
    ReplyGiven,
    ReplyTaken,
    numbers_in,
    record_reply,
    record_reply_to,
    slip_of,
)
from comms.letters.afterwards.slip_meanings import meanings
from comms.letters.letter import Letter, LetterState
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.letters.happened_form import read_day, spoken_choices
from comms.web.letters.rows import letter_row
from comms.web.people.language_card import called
from comms.web.viewing import needs, viewer

bp = Blueprint("letter_replies", __name__, url_prefix="/letters")


@dataclass(frozen=True, slots=True)
class SlipRow:
    """One tick box of a slip: its number, and its words in each language of the letter."""

    number: int
    texts: list[tuple[Language, str]]


@bp.get("/replies")
@needs(Permission.DO_TASKS)
def begin() -> ResponseReturnValue:
    """The number of the letter and the numbers that are ticked: a slip in one line."""
    viewer().require(Permission.SEE_LETTERS)
    return _begin(filled_form({"on": london_date(g.now).isoformat()}))


def _begin(form: Form) -> str:
    return render_template("letters/replies.html", form=form)


@bp.post("/replies")
@needs(Permission.DO_TASKS)
def take() -> ResponseReturnValue:
    """Take in a slip by its numbers, or lead to the slip of the letter whose number was typed."""
    viewer().require(Permission.SEE_LETTERS)
    form = sent_form()
    if form.text("then") == "slip":
        return _to_slip(form)
    try:
        on = read_day(form, "on")
        numbers = numbers_in(form.line("numbers"))
        if on is not None:
            taken = record_reply(work(), viewer(), form.line("reference"), ReplyGiven(numbers, on), g.now)
    except BadEvent as fault:
        _note_problems(form, fault)
    if form.errors:
        return _begin(form), 422
    _tell(taken)
    return redirect(url_for("letter_replies.begin"), 303)


def _to_slip(form: Form) -> ResponseReturnValue:
    try:
        letter = find.letter_with_reference(work(), viewer(), form.line("reference"))
    except NotFound as fault:
        form.wrong("reference", str(fault))
        return _begin(form), 422
    return redirect(url_for("letter_replies.slip", letter_id=letter.id), 303)


@bp.get("/<uuid:letter_id>/reply")
@needs(Permission.DO_TASKS)
def slip(letter_id: UUID) -> ResponseReturnValue:
    """The slip of one letter as it went out: its answers in both languages, and what was written by hand."""
    letter = view_letter(work(), viewer(), letter_id, g.now)
    known = {"on": london_date(g.now).isoformat(), "language": letter.language or ""}
    return _slip(letter, filled_form(known))


def _slip(letter: Letter, form: Form) -> str:
    paper = slip_of(letter) if letter.state == LetterState.ISSUED else None
    if paper is None:
        raise NotFound("This letter has no reply slip.", "Say on the letter's page what happened with it.")
    spoken = spoken_choices(letter, language_need(work(), viewer(), letter.recipient_id))
    return render_template(
        "letters/reply.html",
        row=letter_row(work(), viewer(), letter),
        answers=_answers(paper),
        form=form,
        spoken=spoken,
    )


def _answers(paper: Paper) -> list[SlipRow]:
    spoken = [language(part.language) for part in paper.parts]
    answers = paper.slip.answers if paper.slip else ()
    return [SlipRow(answer.number, list(zip(spoken, answer.texts, strict=True))) for answer in answers]


@bp.post("/<uuid:letter_id>/reply")
@needs(Permission.DO_TASKS)
def take_slip(letter_id: UUID) -> ResponseReturnValue:
    """Take in the slip of one letter."""
    letter, form = view_letter(work(), viewer(), letter_id, g.now), sent_form()
    on = read_day(form, "on")
    words = form.text("words")
    try:
        if on is not None:
            given = ReplyGiven(
                numbers=numbers_in(" ".join(form.many("numbers"))),
                received_on=on,
                words=words,
                language=form.text("language") if words else "",
                telephone=form.line("telephone"),
            )
            taken = record_reply_to(work(), viewer(), letter.id, given, g.now)
    except BadEvent as fault:
        _note_problems(form, fault)
    if form.errors:
        return _slip(letter, form), 422
    _tell(taken)
    return redirect(url_for("letter_replies.begin"), 303)


def _note_problems(form: Form, fault: BadEvent) -> None:
    for name, said in fault.problems.items():
        form.wrong(name, said)


def _tell(taken: ReplyTaken) -> None:
    """Say what was taken in and what will happen now, above the form for the next slip."""
    reader = person(work(), viewer(), taken.letter.recipient_id)
    numbers = (taken.event.detail or {}).get("numbers", [])
    ticked = "; ".join(f"{number} {meanings()[number].means}" for number in numbers)
    said = [f"{taken.letter.reference}, {called(reader)}: {ticked or 'words written by hand'}.", *taken.will]
    flash(" ".join(said), "done")
