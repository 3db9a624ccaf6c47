"""Sentences that workers of an agency write to families most often, so that the next one is offered them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record


class ReplyPhrase(Record):
    """One sentence, in English, with how often it was used. ``offered`` holds once it was taken into the list."""

    __tablename__ = "reply_phrase"
    __table_args__ = (UniqueConstraint("agency_id", "text_hash"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    text: Mapped[str] = mapped_column(String(500))
    text_hash: Mapped[str] = mapped_column(String(64))
    used: Mapped[int] = mapped_column(default=0)
    first_used_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    offered: Mapped[bool] = mapped_column(default=False)
