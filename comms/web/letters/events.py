"""After the letter: saying what happened with it, and the list of letters of which nobody knows yet whether they were
understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families.actions import view_list
from comms.families.find import language_need
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound
from comms.letters.actions import view_letter
from comms.letters.afterwards import find
from comms.letters.afterwards.actions import mark_posted, record_event
from comms.letters.afterwards.event_given import BadEvent, EventGiven, PostClass
from comms.letters.afterwards.letter_event import EventKind
from comms.letters.letter import Letter
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.letters.happened_form import (
    CHOICES,
    Happening,
    happening,
    known_answers,
    read_day,
    read_happening,
    spoken_choices,
)
from comms.web.letters.history import in_a_sentence, letter_history
from comms.web.letters.moments import made_at, moment_of
from comms.web.letters.rows import letter_row
from comms.web.people.language_card import called
from comms.web.viewing import needs, viewer
from comms.web.wording import counted

bp = Blueprint("letter_events", __name__, url_prefix="/letters")


@dataclass(frozen=True, slots=True)
class Posting:
    """How many of some letters wait to be posted, how many were, and the day to begin with; ``run`` is the run that
    made them, ``moment`` the number of the moment at which they were made by hand."""

    waiting: int
    posted: int
    on: date
    run: UUID | None = None
    moment: int | None = None


def posting(session: Session, seen: Viewer, letters: Sequence[UUID], on: date, moment: int | None = None) -> Posting:
    """How the posting of some letters stands, for the page of those letters."""
    waiting, posted = find.posted_letters(session, seen, letters)
    return Posting(len(waiting), len(posted), on, moment=moment)


def posting_of_run(session: Session, seen: Viewer, run_id: UUID, on: date) -> Posting:
    """How the posting of a run's letters stands, for the page of the run."""
    stands = posting(session, seen, find.letters_of_run(session, seen, run_id), on)
    return replace(stands, run=run_id)


@bp.get("/understanding")
@needs(Permission.SEE_LETTERS)
def understanding() -> ResponseReturnValue:
    """The letters of which nobody knows yet whether they were understood, the soonest day first."""
    page = request.args.get("page", 1, type=int)
    found = find.unchecked(work(), viewer(), london_date(g.now), page)
    people = [person for one in found.letters for person in (one.letter.recipient_id, one.letter.child_id)]
    view_list(work(), viewer(), "letters to ask about", people, g.now)
    rows = [(one, letter_row(work(), viewer(), one.letter)) for one in found.letters]
    told = [(one, row, in_a_sentence(one.letter, one.standing, called(row.parent))) for one, row in rows]
    return render_template("letters/understanding.html", found=found, rows=told)


@bp.get("/<uuid:letter_id>/happened/<kind>")
@needs(Permission.DO_TASKS)
def ask(letter_id: UUID, kind: str) -> ResponseReturnValue:
    """The few questions about one thing that happened, with what is known filled in."""
    letter = view_letter(work(), viewer(), letter_id, g.now)
    need = language_need(work(), viewer(), letter.recipient_id)
    return _form(letter, happening(kind), known_answers(viewer(), letter, need, london_date(g.now)))


def _form(letter: Letter, asked: Happening, form: Form) -> str:
    row = letter_row(work(), viewer(), letter)
    choices = spoken_choices(letter, language_need(work(), viewer(), letter.recipient_id))
    return render_template(
        "letters/happened.html", row=row, asked=asked, form=form, name=called(row.parent), choices=CHOICES,
        staff=colleagues(work(), viewer()), spoken=choices,
    )  # fmt: skip


@bp.post("/<uuid:letter_id>/happened/<kind>")
@needs(Permission.DO_TASKS)
def record(letter_id: UUID, kind: str) -> ResponseReturnValue:
    """Record what happened with a letter; what follows from it is asked of somebody."""
    letter, form = view_letter(work(), viewer(), letter_id, g.now), sent_form()
    asked = happening(kind)
    given = read_happening(asked, form, london_date(g.now))
    if not _recorded(letter, given, form):
        return _form(letter, asked, form), 422
    return redirect(url_for("letters.show", letter_id=letter.id), 303)


def _recorded(letter: Letter, given: EventGiven, form: Form) -> bool:
    """Whether it is on record now; where it is not, the form says why."""
    if form.errors:
        return False
    try:
        record_event(work(), viewer(), letter.id, given, g.now)
    except BadEvent as fault:
        for name, said in fault.problems.items():
            form.wrong(name, said)
        return False
    flash(TOLD.get(given.kind, "It is on record."), "done")
    return True


TOLD = {
    EventKind.UNDERSTOOD: "On record: it was understood, in their own words.",
    EventKind.NOT_UNDERSTOOD: "On record: it was not understood. Somebody is asked to ring with an interpreter, and "
    "the letter stays on the list.",
    EventKind.RETURNED: "On record: it came back. Somebody is asked to ring and find out the address.",
    EventKind.MISTAKE: "On record: this was a mistake, and no longer counts. It stays to be seen.",
}


@bp.get("/<uuid:letter_id>/happened/mistake/<uuid:event_id>")
@needs(Permission.DO_TASKS)
def ask_mistake(letter_id: UUID, event_id: UUID) -> ResponseReturnValue:
    """Why something on record was a mistake."""
    letter = view_letter(work(), viewer(), letter_id, g.now)
    return _mistake_form(letter, event_id, filled_form({}))


def _mistake_form(letter: Letter, event_id: UUID, form: Form) -> str:
    find.event(work(), viewer(), letter.id, event_id)
    row = letter_row(work(), viewer(), letter)
    history = letter_history(work(), viewer(), letter, called(row.parent))
    line = next((one for one in history.lines if one.event_id == event_id and one.undone is None), None)
    if line is None:
        raise NotFound("This was said to be a mistake already.", "See the letter's page.")
    return render_template("letters/mistake.html", row=row, line=line, form=form)


@bp.post("/<uuid:letter_id>/happened/mistake/<uuid:event_id>")
@needs(Permission.DO_TASKS)
def record_mistake(letter_id: UUID, event_id: UUID) -> ResponseReturnValue:
    """Say that something on record was a mistake. It stays to be seen, and no longer counts."""
    letter, form = view_letter(work(), viewer(), letter_id, g.now), sent_form()
    given = EventGiven(EventKind.MISTAKE, london_date(g.now), event=event_id, because=form.text("because"))
    if not _recorded(letter, given, form):
        return _mistake_form(letter, event_id, form), 422
    return redirect(url_for("letters.show", letter_id=letter.id), 303)


@bp.post("/posted")
@needs(Permission.DO_TASKS)
def posted() -> ResponseReturnValue:
    """Mark letters made together as posted: those of a run, those of a moment, or those that are named."""
    form = sent_form()
    letters, back = _letters_meant(form)
    on = read_day(form, "on")
    done = 0
    try:
        if on is not None:
            done = mark_posted(work(), viewer(), letters, on, form.text("post_class"), g.now)
    except BadEvent as fault:
        for name, said in fault.problems.items():
            form.wrong(name, said)
    if form.errors:
        stands = posting(work(), viewer(), letters, london_date(g.now))
        return render_template("letters/posting.html", stands=stands, form=form, back=back, classes=PostClass), 422
    flash(
        f"{counted(done, 'letter is', 'letters are')} marked as posted." if done else "All were posted already.", "done"
    )
    return redirect(back, 303)


def _letters_meant(form: Form) -> tuple[Sequence[UUID], str]:
    """The letters a form means, and the page it came from. Raises ``NotFound`` where it means none of ours."""
    try:
        if run := form.text("run"):
            letters = find.letters_of_run(work(), viewer(), UUID(run))
            back = url_for("letters.runs.show", run_id=UUID(run))
        elif moment := form.text("moment"):
            letters = [one.id for one in made_at(work(), viewer(), moment_of(int(moment)))]
            back = url_for("letters.made_then", moment=int(moment))
        else:
            letters, back = [UUID(one) for one in form.many("letter")], url_for("letters.made")
    except ValueError as fault:
        raise NotFound("There are no such letters.") from fault
    viewer().require(Permission.SEE_LETTERS)
    if not letters:
        raise NotFound("There are no such letters.")
    return letters, back
