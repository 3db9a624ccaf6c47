"""The export log of a record: every time it left the agency, or was looked at from outside. It can only be added to."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record


class ExportWay(StrEnum):
    """How a record left, or who looked at it."""

    DOWNLOADED = "downloaded"
    COPY_TAKEN = "copy downloaded"
    RECORDING_TAKEN = "recording downloaded"
    COPY_GIVEN = "copy given"
    LINK_MADE = "link made"
    LOOKED_AT = "looked at by link"
    DOWNLOADED_BY_LINK = "downloaded by link"


class ExhibitExport(Record):
    """One line of the log, never changed. ``by`` is the member of staff who did it, and None for whoever came by
    ``link_id``; ``to_whom`` is who has it now, and ``language`` that of a copy."""

    __tablename__ = "exhibit_export"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(ForeignKey("caution_record.id"))
    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("exhibit_link.id"))
    way: Mapped[str] = mapped_column(String(40))
    to_whom: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(20), default="")
    by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
