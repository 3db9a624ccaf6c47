"""The peer for webhooks: the same application, but each request is handled before it is answered, as most do it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.cli import wsgi
from comms.follow_ups import arriving
from comms.foundation.db import new_id
from comms.messages.webhook import Webhook, WebhookKind
from comms.web.carrier import signed


def application() -> Flask:
    """The application for gunicorn."""
    signed.store_webhook = _stored_and_handled
    return wsgi.application()


def _stored_and_handled(
    session: Session, kind: WebhookKind, once: str, about: str, fields: Mapping[str, str], now: datetime
) -> bool:
    if session.scalar(select(Webhook.id).where(Webhook.once == once)) is not None:
        return False
    made = Webhook(id=new_id(), kind=kind, once=once, about=about, fields=dict(fields), received_at=now)
    session.add(made)
    session.flush()
    arriving._handle(session, made, now)  # noqa: SLF001 - what the worker does, without a worker
    return True
