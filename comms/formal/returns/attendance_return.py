"""What a school told its authority about a child's absence, and the timetables and enquiries that go with it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_json, locked_text


class ReturnKind(StrEnum):
    """Which return."""

    ILLNESS = "illness"
    ABSENCE = "absence"
    LONG_ABSENCE = "long absence"
    PART_TIME = "part-time"


class AttendanceReturn(Record):
    """One return that was sent: about which child, which days, to whom and how. It is told once for each span."""

    __tablename__ = "attendance_return"
    __table_args__ = (UniqueConstraint("agency_id", "child_id", "kind", "first_day"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    first_day: Mapped[date]
    last_day: Mapped[date]
    days: Mapped[int]
    to_agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    sent_on: Mapped[date]
    sent_at: Mapped[datetime]
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    note_locked: Mapped[bytes | None]
    note = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.child_id


class PartTimeTimetable(Record):
    """A part-time timetable (code C2) of one child: agreed with the parent, for a time, with a day to look again."""

    __tablename__ = "part_time_timetable"
    __table_args__ = (Index("ix_part_time_timetable_open", "agency_id", "ended_on", "review_on"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    starts: Mapped[date]
    ends: Mapped[date]
    review_on: Mapped[date]
    agreed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    agreed_on: Mapped[date]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    why_locked: Mapped[bytes]
    ended_on: Mapped[date | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    ended_because_locked: Mapped[bytes | None]
    why = locked_text()
    ended_because = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.child_id


class PartTimeReview(Record):
    """One look at a part-time timetable. Rows are added, never changed."""

    __tablename__ = "part_time_review"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    timetable_id: Mapped[UUID] = mapped_column(ForeignKey("part_time_timetable.id"), index=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    reviewed_on: Mapped[date]
    next_review_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    said_locked: Mapped[bytes]
    said = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.child_id


class LeaveEnquiry(Record):
    """The joint enquiries about a child who did not come back from leave. It ends when the child was found, in school
    or elsewhere, by a named person with the evidence; nobody is removed from the roll here."""

    __tablename__ = "leave_enquiry"
    __table_args__ = (Index("ix_leave_enquiry_open", "agency_id", "ended_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    last_seen: Mapped[date]
    expected_on: Mapped[date]
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    ended_because_locked: Mapped[bytes | None]
    ended_because = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.child_id


class EnquiryStep(Record):
    """One thing asked or found in such enquiries; it is never changed. ``item`` is a code of the data file."""

    __tablename__ = "enquiry_step"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    enquiry_id: Mapped[UUID] = mapped_column(ForeignKey("leave_enquiry.id"), index=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    item: Mapped[str] = mapped_column(String(40))
    happened_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    detail_locked: Mapped[bytes | None]
    detail = locked_json()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.child_id
