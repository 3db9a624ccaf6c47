"""A signed request of the carrier: checked, stored, and answered at once, because whoever waits too long repeats it."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from flask import Response, g, request
from sqlalchemy.exc import OperationalError

from comms.channels.twilio import signature_is_valid
from comms.foundation.db import IMPATIENT
from comms.messages.arriving import store_webhook
from comms.messages.webhook import WebhookKind
from comms.web.door import installation, work

logger = logging.getLogger(__name__)

SIGNED = "the carrier signs each request"
HEADER = "X-Twilio-Signature"
LONGEST_NAME = 40


def is_signed() -> bool:
    """Whether this request comes from the carrier: the address we gave it, and every field as it came, are signed."""
    return signature_is_valid(installation().settings, request.full_path, request.form, request.headers.get(HEADER))


def forbidden() -> Response:
    """The answer to whoever did not sign."""
    logger.warning("A request was not signed by the carrier.")
    return _plain("This request is not signed by the carrier.", 403)


def not_usable() -> Response:
    """The answer to a request that names nothing."""
    return _plain("This request does not say what it is about.", 400)


def stored(kind: WebhookKind, once: str, about: str, answer: Response) -> Response:
    """Store this request, and give the answer once it is: 503 where the database does not take it now, so that the
    carrier comes again."""
    session = work()
    try:
        session.connection(execution_options={IMPATIENT: True})
        store_webhook(session, kind, once, about, fields(), g.now)
    except OperationalError as fault:
        session.rollback()
        logger.warning("A request of the carrier could not be stored.", extra={"fault": type(fault.orig).__name__})
        again = _plain("This could not be stored now. Send it again.", 503)
        again.headers["Retry-After"] = "5"
        return again
    return answer


def fields() -> Mapping[str, str]:
    """What the carrier sent, by name."""
    return request.form.to_dict()


def _plain(said: str, status: int) -> Response:
    return Response(said, status, mimetype="text/plain")
