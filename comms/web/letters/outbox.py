"""The outbox: letters by e-mail that are not sent because no mail server is set, each composed when it is taken out."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g, render_template
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.channels.email import from_us
from comms.families.actions import view_list
from comms.foundation.audit import note
from comms.foundation.errors import NotFound
from comms.foundation.locks import Erased
from comms.letters import find as letters
from comms.letters.mailing import find
from comms.letters.mailing.actions import compose_email
from comms.letters.mailing.letter_email import EmailState
from comms.web.door import installation, work
from comms.web.letters.rows import letter_row
from comms.web.viewing import needs, viewer

bp = Blueprint("outbox", __name__)


@bp.get("/letters/outbox")
@needs(Permission.SEE_LETTERS)
def everything() -> ResponseReturnValue:
    """Which letters lie in the outbox, the newest first, and whether a mail server is set by now."""
    session, seen = work(), viewer()
    found = find.in_outbox(session, seen)
    rows = [(email, letter_row(session, seen, letters.letter(session, seen, email.letter_id))) for email in found]
    people = [who.id for _, row in rows for who in (row.parent, row.child) if who]
    view_list(session, seen, "letters in the outbox", people, g.now)
    return render_template("outbox/everything.html", rows=rows, server=bool(installation().settings.smtp_host))


@bp.get("/letters/outbox/<uuid:email_id>.eml")
@needs(Permission.SEE_LETTERS)
def download(email_id: UUID) -> Response:
    """One e-mail as a file that a mail program opens and sends."""
    email = find.email(work(), viewer(), email_id)
    if email.state != EmailState.IN_OUTBOX:
        raise NotFound("This e-mail does not lie in the outbox.", "Its letter's page says what became of it.")
    note(work(), viewer().actor, "download letter", ("letter", email.letter_id), g.now, {"format": "eml"})
    try:
        message = from_us(installation().settings, compose_email(work(), email.id)).as_message()
    except Erased as fault:
        raise NotFound(fault.message, fault.remedy) from fault
    response = Response(bytes(message), mimetype="message/rfc822")
    response.headers["Content-Disposition"] = f'attachment; filename="letter-{email.id}.eml"'
    return response
