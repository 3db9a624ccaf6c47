"""One thread of texts: both ways, whose it is, and an answer in own words."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.families.actions import view_list, view_person
from comms.follow_ups.matching import take_up
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput
from comms.messages import find
from comms.messages.incoming import IncomingState
from comms.messages.incoming_actions import assign_thread, settle_stop
from comms.messages.thread import Thread
from comms.web.bookings.appointments_form import read_id
from comms.web.door import installation, work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.limiting import limited
from comms.web.limits import TEXTS
from comms.web.people.language_card import called
from comms.web.reaching.answer_steps import answer_step
from comms.web.reaching.answering import Costs, languages_to_write_in, their_languages
from comms.web.reaching.drafting import ready_for
from comms.web.reaching.threads_shown import thread_page
from comms.web.viewing import needs, viewer

bp = Blueprint("threads", __name__)


@bp.get("/messages/threads/<uuid:thread_id>")
@needs(Permission.SEE_MESSAGES)
def show(thread_id: UUID) -> ResponseReturnValue:
    """Everything between one number and our line."""
    return _page(find.thread(work(), viewer(), thread_id), filled_form({}))


def _page(thread: Thread, form: Form, costs: Costs | None = None) -> str:
    session, seen = work(), viewer()
    shown = thread_page(session, seen, thread, london_date(g.now))
    if shown.person is not None:
        view_person(session, seen, shown.person.id, g.now)
    view_list(session, seen, "texts of a number", shown.people, g.now)
    [ready] = ready_for(session, seen, [their_languages(session, seen, thread)])
    return render_template(
        "reaching/thread.html", page=shown, form=form, costs=costs, carrier=installation().settings.has_twilio,
        languages=languages_to_write_in(session, seen, thread), line=find.line_of(session, seen),
        ready=ready,
    )  # fmt: skip


@bp.post("/messages/threads/<uuid:thread_id>/answer")
@needs(Permission.WRITE_TO_FAMILIES)
@limited(TEXTS)
def answer(thread_id: UUID) -> ResponseReturnValue:
    """Write into the thread: first how long it is and when it goes, then it is sent; or have the machine draft it."""
    form, thread = sent_form(), find.thread(work(), viewer(), thread_id)
    step = answer_step(work(), viewer(), thread, form, g.now)
    if step.sent is None and not step.kept:
        return _page(thread, form, step.costs), 422 if form.errors else 200
    goes = f"Your text goes {step.costs.when}. What becomes of it stands beside it." if step.costs else ""
    flash(step.kept or goes, "done")
    return redirect(url_for("threads.show", thread_id=thread.id), 303)


@bp.post("/messages/threads/<uuid:thread_id>/person")
@needs(Permission.WRITE_TO_FAMILIES)
def assign(thread_id: UUID) -> ResponseReturnValue:
    """Say who writes to us from this number. What came in and is still open is then taken to what it answers."""
    form, thread = sent_form(), find.thread(work(), viewer(), thread_id)
    person_id = read_id(form, "person_id")
    if person_id is None:
        form.wrong("person_id", "Choose who writes from this number.")
        return _page(thread, form), 422
    try:
        assign_thread(work(), viewer(), thread.id, person_id, g.now)
    except BadInput as fault:
        form.refused(fault, "person_id")
        return _page(thread, form), 422
    person = view_person(work(), viewer(), person_id, g.now)
    for row in find.incoming_in(work(), viewer(), thread.id):
        if row.state != IncomingState.DONE:
            take_up(work(), viewer(), row.id, g.now)
    flash(f"On record: {called(person)} writes from this number.", "done")
    return redirect(url_for("threads.show", thread_id=thread.id), 303)


@bp.post("/messages/threads/<uuid:thread_id>/stop")
@needs(Permission.WRITE_TO_FAMILIES)
def settle(thread_id: UUID) -> ResponseReturnValue:
    """Somebody has asked them whether they want no more texts."""
    form, thread = sent_form(), find.thread(work(), viewer(), thread_id)
    stop = form.chosen("stop", {"yes", "no"}, "Say which they meant.") == "yes"
    if form.errors:
        return _page(thread, form), 422
    settle_stop(work(), viewer(), thread.id, stop=stop, now=g.now)
    flash("On record. Nothing is written to this number any more." if stop else "On record. Texts go on.", "done")
    return redirect(url_for("threads.show", thread_id=thread.id), 303)
