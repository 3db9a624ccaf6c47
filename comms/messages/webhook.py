"""What the carrier tells us: stored at once as it came, and handled after, once and in its order."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_json
from comms.foundation.work_item import WorkItem

# The one desk there is; the schema brings it along (see the migration 0004).
DESK = UUID("019acb1e-5b00-7000-8000-000000000001")


class WebhookKind(StrEnum):
    """What the carrier tells of."""

    TEXT = "a text came in"
    REPORT = "what became of a text"
    CALL = "what became of a call"
    CALLED = "somebody rings us"


class Webhook(Record):
    """One request of the carrier; ``fields`` are those it sent, until they are handled: then they stand where they
    belong, under the key of whom they tell of, and here no longer. ``once`` is made of what makes it the same request
    when it comes again. ``attempts`` counts failures of ours: after five a person looks at it."""

    __tablename__ = "webhook"
    __table_args__ = (Index("ix_webhook_open", "handled_at", "received_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    once: Mapped[str] = mapped_column(String(120), unique=True)
    about: Mapped[str] = mapped_column(String(60), default="")
    fields_locked: Mapped[bytes | None]
    received_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    given_up: Mapped[bool] = mapped_column(default=False)
    fields = locked_json()  # dict[str, str]

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values: the desk's, for as long as they wait there."""
        return DESK


class WebhookDesk(WorkItem, Record):
    """The one desk at which webhooks are handled, so that they are handled in their order and by one worker at a time.
    Its work is never finished."""

    __tablename__ = "webhook_desk"

    id: Mapped[UUID] = mapped_column(primary_key=True)
