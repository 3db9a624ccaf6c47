"""An agency's own line: the number its texts and calls go from, how fast, and who is told when somebody writes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.work_item import WorkItem


class Line(WorkItem, Record):
    """One agency's line; there is at most one for each.

    ``number`` is ours, in international form (+44…): families answer to it. ``alias`` is a name of at most eleven
    letters that stands in its place where a text must not say who writes; nobody can answer to it, so ``ring_number``
    stands in such a text. ``short_name`` is how the agency calls itself in a text.

    ``night_cover`` says whether somebody reads what comes at night. ``duty`` lists the staff who are told, in their
    order, each ten minutes the next. ``segments_a_second`` is what the carrier takes from this number; ``free_at`` the
    moment from which it takes the next. ``stopped_why`` stands where the carrier refuses the account: nothing is sent
    until a person has looked.

    Its work is never finished: to send the texts that are due (see ``sending.py``).
    """

    __tablename__ = "agency_line"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), unique=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    alias: Mapped[str] = mapped_column(String(11), default="")
    ring_number: Mapped[str] = mapped_column(String(40), default="")
    short_name: Mapped[str] = mapped_column(String(20), default="")
    night_cover: Mapped[bool] = mapped_column(default=False)
    duty: Mapped[list[str]] = mapped_column(default=list)
    segments_a_second: Mapped[int] = mapped_column(default=10)
    free_at: Mapped[datetime | None]
    stopped_why: Mapped[str] = mapped_column(String(200), default="")
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
