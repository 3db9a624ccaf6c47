"""Messages that wait: texts that are written and not sent, and e-mails that lie in the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.channels.email import from_us
from comms.foundation.audit import note
from comms.foundation.errors import NotFound
from comms.foundation.locks import Erased
from comms.interpreters.interpreter import Interpreter
from comms.interpreters.supplier import Supplier
from comms.messages import find
from comms.messages.actions import compose_message, not_needed, sent_by_hand
from comms.messages.message import Message, MessageState
from comms.web.door import installation, work
from comms.web.viewing import needs, viewer

bp = Blueprint("messages", __name__)


@bp.get("/messages/waiting")
@needs(Permission.BOOK_INTERPRETERS)
def waiting() -> ResponseReturnValue:
    """What is written and does not go by itself, so that somebody sends it, or reads the link out."""
    texts = find.waiting_texts(work(), viewer())
    emails = find.emails_in_outbox(work(), viewer())
    note(work(), viewer().actor, "view waiting messages", ("agency", viewer().agency_id), g.now,
         {"messages": [str(one.id) for one in (*texts, *emails)]})  # fmt: skip
    names = _names(work(), [*texts, *emails])
    server = bool(installation().settings.smtp_host)
    return render_template("messages/waiting.html", texts=texts, emails=emails, names=names, server=server)


def _names(session: Session, messages: Iterable[Message]) -> dict[UUID, str]:
    found = {}
    for one in messages:
        to = session.get(Interpreter, one.to_id) or session.get(Supplier, one.to_id)
        found[one.id] = to.name if to is not None else "somebody"
    return found


@bp.post("/messages/<uuid:message_id>/sent")
@needs(Permission.BOOK_INTERPRETERS)
def sent(message_id: UUID) -> ResponseReturnValue:
    """Somebody sent a text themselves, or read it out."""
    sent_by_hand(work(), viewer(), message_id, g.now)
    flash("On record that you sent it.", "done")
    return redirect(url_for("messages.waiting"), 303)


@bp.post("/messages/<uuid:message_id>/not-needed")
@needs(Permission.BOOK_INTERPRETERS)
def unneeded(message_id: UUID) -> ResponseReturnValue:
    """Nobody needs a text any more."""
    not_needed(work(), viewer(), find.message(work(), viewer(), message_id), g.now)
    flash("It is not sent.", "done")
    return redirect(url_for("messages.waiting"), 303)


@bp.get("/messages/<uuid:message_id>.eml")
@needs(Permission.BOOK_INTERPRETERS)
def download(message_id: UUID) -> Response:
    """One e-mail as a file that a mail program opens and sends."""
    found = find.message(work(), viewer(), message_id)
    if found.state != MessageState.IN_OUTBOX:
        raise NotFound("This message does not lie in the outbox.", "Look again at what waits.")
    note(work(), viewer().actor, "download message", ("message", found.id), g.now, {"format": "eml"})
    try:
        message = from_us(installation().settings, compose_message(work(), found.id)).as_message()
    except Erased as fault:
        raise NotFound(fault.message, fault.remedy) from fault
    response = Response(bytes(message), mimetype="message/rfc822")
    response.headers["Content-Disposition"] = f'attachment; filename="message-{found.id}.eml"'
    return response
