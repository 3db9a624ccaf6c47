"""Texts that were not sent because there is no carrier; and in a demonstration, answering them as a family would."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.bookings.appointments.find import people_of
from comms.families.actions import view_list
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound
from comms.messages import find
from comms.messages.arriving import store_webhook
from comms.messages.message import Message, Purpose
from comms.messages.thread import Thread
from comms.messages.webhook import WebhookKind
from comms.web.door import installation, work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.reaching.threads_shown import may_read, ours
from comms.web.viewing import needs, viewer

bp = Blueprint("texts_outbox", __name__)

DEMO = "demo"
# As many characters as a carrier takes in one text.
LONGEST_REPLY = 1600
MOST = 200


@bp.get("/messages/outbox")
@needs(Permission.SEE_MESSAGES)
def show() -> ResponseReturnValue:
    """The texts that lie here, the newest first."""
    return _page(filled_form({}), None)


def _page(form: Form, at: UUID | None) -> str:
    session, seen, today = work(), viewer(), london_date(g.now)
    texts = [one for one in find.outbox_texts(session, seen, MOST) if may_read(seen, one)]
    people = people_of(session, seen, [one.to_id for one in texts if one.to_kind == "person"])
    view_list(session, seen, "texts not sent", [*people], g.now)
    rows = [(ours(session, seen, one, "", today), people.get(one.to_id)) for one in texts]
    return render_template(
        "reaching/outbox.html", rows=rows, form=form, at=at, carrier=installation().settings.has_twilio,
        demo=installation().settings.mode == DEMO, to_answer=_to_answer(texts),
        tags=[one.tag for one, _ in rows if one.tag != "und"],
    )  # fmt: skip


def _to_answer(texts: Sequence[Message]) -> set[UUID]:
    """The text of each thread that its reader would answer: the newest that asks something."""
    found: dict[UUID, UUID] = {}
    for one in texts:
        if one.thread_id is not None and one.purpose != Purpose.FIRST:
            found.setdefault(one.thread_id, one.id)
    return set(found.values())


@bp.post("/messages/threads/<uuid:thread_id>/as-they-would")
@needs(Permission.WRITE_TO_FAMILIES)
def answer(thread_id: UUID) -> ResponseReturnValue:
    """In a demonstration alone: a text comes in, through the same door as from a carrier."""
    form, thread = sent_form(), find.thread(work(), viewer(), thread_id)
    if installation().settings.mode != DEMO:
        raise NotFound("There is nothing at this address.", "Only a demonstration answers for a family.")
    body = form.text("reply")
    if not body or len(body) > LONGEST_REPLY:
        form.wrong("reply", f"Write what they would answer, in at most {LONGEST_REPLY} characters.")
        return _page(form, thread.id), 422
    _bring(thread, body)
    flash("It has come in, as if from their telephone. In a moment it is read, and stands under Messages.", "done")
    return redirect(url_for("threads.show", thread_id=thread.id), 303)


def _bring(thread: Thread, body: str) -> None:
    sid = f"SM{secrets.token_hex(16)}"
    fields = {
        "MessageSid": sid, "From": thread.number or "", "To": thread.sender, "Body": body, "NumMedia": "0",
        "SmsStatus": "received",
    }  # fmt: skip
    store_webhook(work(), WebhookKind.TEXT, f"text:{sid}", "", fields, g.now)
