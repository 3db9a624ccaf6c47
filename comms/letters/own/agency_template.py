"""An agency's own version of a letter, and of a phrase. A version in force is never changed: the next replaces it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record


class AgencyTemplate(Record):
    """The body of one kind of letter as an agency writes it, in one version.

    ``form`` is empty, or "easy read": a text of its own. A version is a draft until ``in_force_at``; the newest in
    force counts. An empty ``body`` in force means that the packaged words count again.
    """

    __tablename__ = "agency_template"
    __table_args__ = (UniqueConstraint("agency_id", "kind", "form", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[str] = mapped_column(String(10))
    form: Mapped[str] = mapped_column(String(20), default="")
    version: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    because: Mapped[str] = mapped_column(String(500), default="")
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    in_force_at: Mapped[datetime | None]
    in_force_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))


class AgencyPhrase(Record):
    """One phrase as an agency says it, in one version: a packaged one in other words ("support.travel"), or one of its
    own ("support.own_1"). The newest version counts; an empty ``text`` takes it away again."""

    __tablename__ = "agency_phrase"
    __table_args__ = (UniqueConstraint("agency_id", "key", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    key: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(String(500))
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
