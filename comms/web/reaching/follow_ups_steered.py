"""What a person does with a follow-up: stops it, lets it go on, chooses the next step, notes, and closes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from flask import Blueprint, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.follow_ups import steering
from comms.follow_ups.actions import add_note
from comms.follow_ups.closing import LEAST_ENQUIRIES, LEAST_WORDS, CloseGiven, close, may_be_away
from comms.follow_ups.find import follow_up
from comms.follow_ups.follow_up import ClosedBecause, FollowUp, Step
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, Refused
from comms.web.bookings.appointments_times import read_day, read_moment
from comms.web.door import work
from comms.web.forms import Form, sent_form
from comms.web.reaching.follow_ups import page
from comms.web.viewing import needs, viewer
from comms.web.wording import weekday_in_words

bp = Blueprint("follow_up_steering", __name__)

LONGEST = 5000


@bp.post("/follow-ups/<uuid:follow_up_id>/stop")
@needs(Permission.WRITE_TO_FAMILIES)
def stop(follow_up_id: UUID) -> ResponseReturnValue:
    """Stop it, saying why. It is not closed by that."""
    row, form = _begin(follow_up_id)
    words = _words(form, "why_stopped")
    return _do(row, form, "why_stopped", lambda: steering.stop(work(), viewer(), row.id, words, g.now),
               "Stopped. It is not closed: it comes back until somebody says what becomes of it.")  # fmt: skip


@bp.post("/follow-ups/<uuid:follow_up_id>/go-on")
@needs(Permission.WRITE_TO_FAMILIES)
def go_on(follow_up_id: UUID) -> ResponseReturnValue:
    """Let it go on where it stood."""
    row, form = _begin(follow_up_id)
    return _do(row, form, "step", lambda: steering.go_on(work(), viewer(), row.id, g.now), "It goes on.")


@bp.post("/follow-ups/<uuid:follow_up_id>/sooner")
@needs(Permission.WRITE_TO_FAMILIES)
def sooner(follow_up_id: UUID) -> ResponseReturnValue:
    """Bring the next step forward, to the first moment at which they may be reached."""
    row, form = _begin(follow_up_id)
    return _do(row, form, "step", lambda: steering.speed_up(work(), viewer(), row.id, g.now),
               "The next step is made as soon as they may be reached.")  # fmt: skip


@bp.post("/follow-ups/<uuid:follow_up_id>/next")
@needs(Permission.WRITE_TO_FAMILIES)
def choose(follow_up_id: UUID) -> ResponseReturnValue:
    """Choose another step, and when."""
    row, form = _begin(follow_up_id)
    name, at = form.chosen("step", Step.__members__, "Choose the step."), read_moment(form)
    if form.errors or at is None:
        return page(row, form), 422

    def act() -> FollowUp:
        return steering.choose_next(work(), viewer(), row.id, Step[name], at, g.now)

    return _do(row, form, "at", act, f"The next step is on {weekday_in_words(at)}.")


@bp.post("/follow-ups/<uuid:follow_up_id>/note")
@needs(Permission.WRITE_TO_FAMILIES)
def write_note(follow_up_id: UUID) -> ResponseReturnValue:
    """Write a note into it."""
    row, form = _begin(follow_up_id)
    words = _words(form, "note")
    return _do(row, form, "note", lambda: add_note(work(), viewer(), row.id, words, g.now), "The note is on record.")


@bp.post("/follow-ups/<uuid:follow_up_id>/away")
@needs(Permission.WRITE_TO_FAMILIES)
def away(follow_up_id: UUID) -> ResponseReturnValue:
    """They are away until a day, or back; and how that is known."""
    row, form = _begin(follow_up_id)
    back = form.ticked("back")
    until, words = None if back else read_day(form, "until"), _words(form, "how_known")
    if form.errors:
        return page(row, form), 422
    said = "On record that they are back." if back or until is None else _waits(until)
    field = "how_known" if not words else "until"
    return _do(row, form, field, lambda: steering.set_away(work(), viewer(), row.id, until, words, g.now), said)


def _waits(until: date) -> str:
    return f"On record. It waits until they are back on {weekday_in_words(until)}, and goes on then."


@bp.post("/follow-ups/<uuid:follow_up_id>/close")
@needs(Permission.CLOSE_FOLLOW_UPS)
def close_it(follow_up_id: UUID) -> ResponseReturnValue:
    """Close it: a named person, with a reason, and where they may be away with a return and enquiries."""
    row, form = _begin(follow_up_id)
    given = _closing(row, form, g.now)
    if given is None:
        return page(row, form), 422
    return _do(row, form, "closing_words", lambda: close(work(), viewer(), row.id, given, g.now),
               "Closed, under your name and with your reason.")  # fmt: skip


def _closing(row: FollowUp, form: Form, now: datetime) -> CloseGiven | None:
    """The closing as it was typed; None where something is wrong with it. The rule below asks the same again."""
    why = form.chosen("because", set(ClosedBecause), "Choose why it is closed.")
    words, enquiries = _words(form, "closing_words"), _words(form, "enquiries")
    if len(words) < LEAST_WORDS:
        form.wrong("closing_words", "Write what was learned, and from whom.")
    returns = read_day(form, "expected_return") if form.line("expected_return") else None
    if why in set(ClosedBecause) and may_be_away(row, ClosedBecause(why)):
        if returns is None or returns <= london_date(now):
            form.wrong("expected_return", "They may be away. Give the day to come on which they are expected back.")
        if len(enquiries) < LEAST_ENQUIRIES:
            form.wrong("enquiries", "They may be away. Write who was asked, when, and what they said.")
    return None if form.errors else CloseGiven(ClosedBecause(why), words, returns, enquiries)


def _begin(follow_up_id: UUID) -> tuple[FollowUp, Form]:
    return follow_up(work(), viewer(), follow_up_id), sent_form()


def _words(form: Form, name: str) -> str:
    words = form.text(name)
    if len(words) > LONGEST:
        form.wrong(name, f"This is {len(words):,} characters long. Keep it to {LONGEST:,}.")
    return words


def _do(row: FollowUp, form: Form, field: str, act: Callable[[], FollowUp], said: str) -> ResponseReturnValue:
    """Do what was asked; what a rule refuses comes back at its field, with everything that was typed."""
    if form.errors:
        return page(row, form), 422
    row_id = row.id
    try:
        act()
    except (BadInput, Refused) as fault:
        work().rollback()
        form.wrong(field, f"{fault.message} {fault.remedy}")
        return page(follow_up(work(), viewer(), row_id), form), 422
    flash(said, "done")
    return redirect(url_for("follow_ups.show", follow_up_id=row_id), 303)
