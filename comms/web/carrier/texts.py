"""What the carrier tells us of texts: one came in, and what became of one of ours."""

from __future__ import annotations

from flask import Blueprint, Response, request

from comms.messages.webhook import WebhookKind
from comms.web.carrier.signed import LONGEST_NAME, SIGNED, forbidden, is_signed, not_usable, stored
from comms.web.viewing import public

bp = Blueprint("carrier_texts", __name__)

# Nothing is answered by text here: whether, and what, is decided afterwards.
NO_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


@bp.post("/carrier/text")
@public(SIGNED)
def text() -> Response:
    """Somebody wrote to a line of ours."""
    if not is_signed():
        return forbidden()
    name = request.form.get("MessageSid", "")
    if not 0 < len(name) <= LONGEST_NAME:
        return not_usable()
    return stored(WebhookKind.TEXT, f"text:{name}", name, Response(NO_ANSWER, mimetype="text/xml"))


@bp.post("/carrier/report/<token>")
@public(SIGNED)
def report(token: str) -> Response:
    """What became of a text of ours; ``token`` is the one we gave the carrier with it."""
    if not is_signed():
        return forbidden()
    name, status = request.form.get("MessageSid", ""), request.form.get("MessageStatus", "")
    if not (0 < len(name) <= LONGEST_NAME and 0 < len(status) <= LONGEST_NAME and len(token) <= LONGEST_NAME + 3):
        return not_usable()
    return stored(WebhookKind.REPORT, f"report:{name}:{status}", token, Response(status=204))
