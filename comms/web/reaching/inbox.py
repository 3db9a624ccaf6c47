"""The inbox: what came in, what is due and what is stuck, by urgency. A reply is dealt with without leaving it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.find import own_agency
from comms.agencies.permissions import Permission
from comms.families.actions import view_list
from comms.foundation.errors import BadInput
from comms.messages.find import incoming as find_incoming
from comms.messages.find import thread as find_thread
from comms.messages.incoming import Incoming, IncomingState
from comms.messages.incoming_actions import finish_incoming, take_incoming
from comms.messages.translated import ask_again
from comms.web.door import installation, work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.limiting import limited
from comms.web.limits import TRANSLATIONS
from comms.web.reaching.answer_steps import answer_step
from comms.web.reaching.answering import Costs, money
from comms.web.reaching.inbox_shown import inbox
from comms.web.viewing import needs, viewer

bp = Blueprint("inbox", __name__)
bp.add_app_template_filter(money, "pence")

LONGEST_OUTCOME = 5000
LONGEST_PAGE = 5
ANSWERED = "Answered by text."


@bp.get("/messages")
@needs(Permission.SEE_MESSAGES)
def show() -> ResponseReturnValue:
    """Everything that waits for a person, the most urgent first, a page at a time."""
    return _page(page=request.args.get("page", 1, type=int))


def _page(at: UUID | None = None, form: Form | None = None, costs: Costs | None = None, page: int = 1) -> str:
    """The inbox; ``form`` and ``costs`` belong to the one text that somebody is dealing with, whose page it is then."""
    session, seen = work(), viewer()
    shown = inbox(session, seen, g.now, page, at)
    view_list(session, seen, "messages", shown.people, g.now)
    return render_template(
        "reaching/inbox.html", inbox=shown, at=at, form=form or filled_form({}), costs=costs,
        interpreter_line=own_agency(session, seen).interpreter_line, carrier=installation().settings.has_twilio,
    )  # fmt: skip


@bp.post("/messages/incoming/<uuid:incoming_id>/take")
@needs(Permission.WRITE_TO_FAMILIES)
def take(incoming_id: UUID) -> ResponseReturnValue:
    """Somebody has it: nobody else is called."""
    row = take_incoming(work(), viewer(), incoming_id, g.now)
    flash("You have it. Nobody else is told of it any more.", "done")
    return _back(row)


@bp.post("/messages/incoming/<uuid:incoming_id>/finish")
@needs(Permission.WRITE_TO_FAMILIES)
def finish(incoming_id: UUID) -> ResponseReturnValue:
    """Somebody says what was done."""
    form, row = sent_form(), find_incoming(work(), viewer(), incoming_id)
    if len(form.text("outcome")) > LONGEST_OUTCOME:
        form.wrong("outcome", f"This is {len(form.text('outcome')):,} characters long. Keep it to {LONGEST_OUTCOME:,}.")
        return _page(row.id, form), 422
    try:
        finish_incoming(work(), viewer(), row.id, form.text("outcome"), g.now)
    except BadInput as fault:
        form.refused(fault, "outcome")
        return _page(row.id, form), 422
    flash("Dealt with, and on record.", "done")
    return _back(row)


@bp.post("/messages/incoming/<uuid:incoming_id>/translate")
@needs(Permission.WRITE_TO_FAMILIES)
@limited(TRANSLATIONS)
def translate(incoming_id: UUID) -> ResponseReturnValue:
    """Somebody asks the machine for the English of a text, as one that came before there was a package."""
    row = ask_again(work(), viewer(), incoming_id, g.now)
    flash("The machine is asked. Its English stands under the text in a moment.", "done")
    return _back(row)


@bp.post("/messages/incoming/<uuid:incoming_id>/answer")
@needs(Permission.WRITE_TO_FAMILIES)
def answer(incoming_id: UUID) -> ResponseReturnValue:
    """Answer by text: first how long it is and when it goes, then it is sent; or have the machine draft it."""
    form, row = sent_form(), find_incoming(work(), viewer(), incoming_id)
    thread = find_thread(work(), viewer(), row.thread_id)
    step = answer_step(work(), viewer(), thread, form, g.now)
    if step.sent is None and not step.kept:
        return _page(row.id, form, step.costs), 422 if form.errors else 200
    if step.sent is not None:
        _dealt_with(row)
    goes = (
        f"Your answer goes {step.costs.when}. It stands in the thread, with what becomes of it." if step.costs else ""
    )
    flash(step.kept or goes, "done")
    return _back(row)


def _dealt_with(row: Incoming) -> None:
    """An answer deals with a text; what was urgent stays until somebody says what was done: sent is not reached."""
    if row.urgent and row.state == IncomingState.NEW:
        take_incoming(work(), viewer(), row.id, g.now)
    elif not row.urgent and row.state != IncomingState.DONE:
        finish_incoming(work(), viewer(), row.id, ANSWERED, g.now)


def _back(row: Incoming) -> ResponseReturnValue:
    """Back to where it was done: the thread the form came from, or the page of the inbox, which it names by its
    number."""
    came_from = sent_form().text("from")
    if came_from == "thread":
        return redirect(url_for("threads.show", thread_id=row.thread_id), 303)
    page = int(came_from) if came_from.isdecimal() and len(came_from) <= LONGEST_PAGE else 1
    return redirect(url_for("inbox.show", page=page if page > 1 else None), 303)
