"""Letters: which are due, making them, those that were made or are held, and one letter with everything it was."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.families.actions import view_list
from comms.foundation.clock import LONDON, london_date
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.languages import language
from comms.letters import find
from comms.letters.actions import LetterAsked, issue_letter, view_letter, withdraw_letter
from comms.letters.letter import Letter, LetterState
from comms.letters.preparing import Ready
from comms.letters.run import DueLetter, due_letters, wanted_letters
from comms.letters.runs import find as find_runs
from comms.letters.runs.actions import start_run
from comms.letters.templates.source import letter_kinds
from comms.web.door import work
from comms.web.forms import sent_form
from comms.web.letters import before, by_hand, files, runs
from comms.web.letters.events import posting
from comms.web.letters.moments import made_at, moment_of, number_of
from comms.web.letters.page import letter_page, please_ring_languages
from comms.web.letters.rows import WAYS, by_child, due_in_a_sentence, due_rows, key_of, letter_row
from comms.web.limiting import limited
from comms.web.limits import RUNS
from comms.web.viewing import needs, viewer

LONGEST_REASON = 500
# A table of more rows is slow to read, for people and browsers; the others are shown when they are asked for.
MOST_SHOWN = 200

bp = Blueprint("letters", __name__, url_prefix="/letters")
bp.register_blueprint(by_hand.bp)
bp.register_blueprint(files.bp)
bp.register_blueprint(runs.bp)
bp.register_blueprint(before.bp)
bp.add_app_template_filter(lambda channel: WAYS.get(channel, channel), "way")
bp.add_app_template_filter(lambda kind: letter_kinds()[kind].title if kind in letter_kinds() else kind, "kind_title")
bp.add_app_template_filter(lambda moment: moment.astimezone(LONDON).strftime("%H:%M"), "clock_time")


@bp.get("")
@needs(Permission.SEE_LETTERS)
def due() -> ResponseReturnValue:
    """Who is due which letter today, in which language, and who is held and why. Nothing is written."""
    return _due({})


def _due(errors: dict[str, str]) -> str:
    session, on = work(), london_date(g.now)
    making = find_runs.in_the_making(session, viewer())
    found = list(due_letters(session, viewer(), on))
    people = [one.wanted.reader.person.id for one in found] + [one.wanted.child.id for one in found if one.wanted.child]
    view_list(session, viewer(), "letters due", people, g.now)
    rows = due_rows(session, viewer(), found)
    ready = sum(row.held is None for row in rows)
    unasked = sum(row.held is not None and row.record is None and not row.left_out for row in rows)
    return render_template(
        "letters/due.html", rows=rows, ready=ready, unasked=unasked, sentence=due_in_a_sentence(rows), on=on,
        errors=errors, making=making, by_email=sum(_may_be_emailed(one) for one in found),
        most=None if request.args.get("show") == "all" else MOST_SHOWN,
    )  # fmt: skip


def _may_be_emailed(one: DueLetter) -> bool:
    """Whether this letter would go by e-mail where somebody asks for it."""
    ready = isinstance(one.prepared, Ready) and one.prepared.way.channel != "email"
    return ready and "email" in letter_kinds()[one.wanted.kind].channels and one.wanted.reader.email is not None


@bp.post("/make")
@needs(Permission.ISSUE_LETTERS)
@limited(RUNS)
def make() -> ResponseReturnValue:
    """Make every letter that is due, or the ticked ones: each is issued, or held and somebody is asked to ring."""
    form = sent_form()
    ticked = None if form.text("which") == "all" else set(form.many("letter"))
    if ticked is not None and not ticked:
        return _due({"letters": "Tick the letters to make, or make all of them."}), 422
    on = london_date(g.now)
    wanted = [one for one, _ in wanted_letters(work(), viewer(), on) if ticked is None or key_of(one) in ticked]
    try:
        run = start_run(work(), viewer(), wanted, on, g.now, by_email=form.text("by_email") == "yes")
    except Refused as fault:
        flash(f"{fault.message} {fault.remedy}", "done")
        return redirect(url_for("letters.due"), 303)
    return redirect(url_for("letters.runs.show", run_id=run.id), 303)


@bp.get("/made")
@needs(Permission.SEE_LETTERS)
def made() -> ResponseReturnValue:
    """The letters that were made: run by run, and by hand, the newest first."""
    found = [find_runs.progress(work(), viewer(), one.id) for one in find_runs.runs(work(), viewer())]
    alone = find.made_by_hand(work(), viewer())
    return render_template("letters/made.html", runs=found, by_hand=alone, number_of=number_of)


@bp.get("/made/<int:moment>")
@needs(Permission.SEE_LETTERS)
def made_then(moment: int) -> ResponseReturnValue:
    """The letters made by hand at a moment (in microseconds since 1970), how their printing stands, and downloads."""
    letters = made_at(work(), viewer(), moment_of(moment))
    _note_seen("letters made", letters)
    rows = by_child([letter_row(work(), viewer(), letter) for letter in letters])
    held = find.count_in_state(work(), viewer(), LetterState.HELD)
    to_post = posting(work(), viewer(), [one.id for one in letters], london_date(g.now), moment=moment)
    return render_template(
        "letters/run.html", rows=rows, held=held, moment=moment, on=letters[0].made_at, posting=to_post
    )


@bp.get("/held")
@needs(Permission.SEE_LETTERS)
def held() -> ResponseReturnValue:
    """Every letter that is held, with why and what would free it."""
    letters: Sequence[Letter] = find.letters_in_state(work(), viewer(), LetterState.HELD)
    _note_seen("letters held", letters)
    return render_template("letters/held.html", rows=[letter_row(work(), viewer(), letter) for letter in letters])


def _note_seen(what: str, letters: Sequence[Letter]) -> None:
    people = [person for letter in letters for person in (letter.recipient_id, letter.child_id)]
    view_list(work(), viewer(), what, people, g.now)


@bp.get("/<uuid:letter_id>")
@needs(Permission.SEE_LETTERS)
def show(letter_id: UUID) -> ResponseReturnValue:
    """One letter: what it looks like, in which words, how it went out; or why it is held and what to do."""
    letter = view_letter(work(), viewer(), letter_id, g.now)
    template = "letters/held_letter.html" if letter.state != LetterState.ISSUED else "letters/show.html"
    return render_template(template, page=letter_page(work(), viewer(), letter), moment=number_of(letter.made_at))


@bp.post("/<uuid:letter_id>/withdraw")
@needs(Permission.ISSUE_LETTERS)
def withdraw(letter_id: UUID) -> ResponseReturnValue:
    """Say that a held letter is no longer needed, and why."""
    form = sent_form()
    because = form.limited("because", LONGEST_REASON)
    try:
        if not form.errors:
            withdraw_letter(work(), viewer(), letter_id, because, g.now)
    except BadInput as fault:
        form.refused(fault, "because")
    if form.errors:
        letter = view_letter(work(), viewer(), letter_id, g.now)
        page, moment = letter_page(work(), viewer(), letter), number_of(letter.made_at)
        return render_template("letters/held_letter.html", page=page, moment=moment, form=form), 422
    flash("This letter is withdrawn: it is no longer needed.", "done")
    return redirect(url_for("letters.show", letter_id=letter_id), 303)


@bp.post("/<uuid:letter_id>/please-ring")
@needs(Permission.ISSUE_LETTERS)
def please_ring(letter_id: UUID) -> ResponseReturnValue:
    """Make “Please ring us” for somebody whose letter is held, in a language they can be told it in."""
    letter = find.letter(work(), viewer(), letter_id)
    tag = request.form.get("language", "")
    if tag not in {one.tag for one in please_ring_languages(work(), viewer(), letter)}:
        raise NotFound("“Please ring us” does not exist in this language.", "Choose one that is offered.")
    asked = LetterAsked("L00", letter.recipient_id, None, {}, tag)
    made = issue_letter(work(), viewer(), asked, g.now)
    if made.state == LetterState.ISSUED:
        flash(f"“Please ring us” in {language(tag).english_name} is made: print it and see that it goes.", "done")
    else:
        flash("“Please ring us” is held too. This page says why.", "done")
    return redirect(url_for("letters.show", letter_id=made.id), 303)
