"""An appointment: who meets whom, when and where. It is not confirmed until everybody there will be understood."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_json, locked_text


class AppointmentState(StrEnum):
    """Where an appointment stands. One that did not happen through our or an interpreter's fault is "failed", apart
    from one to which the family did not come: only the second is ever asked about."""

    PLANNED = "planned"
    CONFIRMED = "confirmed"
    TOOK_PLACE = "took place"
    NOT_PRESENT = "family not present"
    FAILED = "failed by us"
    CANCELLED = "cancelled"


# Every allowed move. What changed so that somebody would not be understood is planned again.
MOVES: dict[AppointmentState, frozenset[AppointmentState]] = {
    AppointmentState.PLANNED: frozenset(
        {
            AppointmentState.CONFIRMED,
            AppointmentState.CANCELLED,
            AppointmentState.FAILED,
        }
    ),
    AppointmentState.CONFIRMED: frozenset(
        {
            AppointmentState.PLANNED,
            AppointmentState.TOOK_PLACE,
            AppointmentState.NOT_PRESENT,
            AppointmentState.FAILED,
            AppointmentState.CANCELLED,
        }
    ),
    AppointmentState.TOOK_PLACE: frozenset(),
    AppointmentState.NOT_PRESENT: frozenset(),
    AppointmentState.FAILED: frozenset(),
    AppointmentState.CANCELLED: frozenset(),
}


class Risk(StrEnum):
    """What it costs the child if somebody there is not understood. It weighs in who is asked first."""

    USUAL = "usual"
    RAISED = "raised"
    HIGH = "high"


class Where(StrEnum):
    """What kind of place it is."""

    OUR_PLACE = "one of our places"
    AT_HOME = "at somebody's home"
    ELSEWHERE = "somewhere else"
    REMOTE = "nowhere: by telephone or video"


class Role(StrEnum):
    """What somebody is at an appointment. Who interpreted for one side of a matter never does for the other."""

    PARENT = "parent or carer"
    CHILD = "child"
    COMPLAINANT = "complainant"
    WITNESS = "witness"
    SUSPECT = "suspect"
    OTHER = "other"


# Sides of a matter that no interpreter may serve both of.
ONE_SIDE = frozenset({Role.COMPLAINANT, Role.WITNESS, Role.CHILD})
OTHER_SIDE = frozenset({Role.SUSPECT})


class CalledOffBy(StrEnum):
    """Who called an appointment off."""

    US = "us"
    FAMILY = "family"
    INTERPRETER = "interpreter"


class NeedThen(StrEnum):
    """What was known of somebody's need of an interpreter when the appointment was made or last looked at."""

    NEEDED = "needed"
    NOT_NEEDED = "not needed"
    NOT_ASKED = "not asked"


class AppointmentSeries(Record):
    """The same appointment each so many weeks, at the same time by the clock in London; each one is a row of its own.

    It ends on ``until_day``. ``at`` and ``minutes`` are those of the rule; an appointment with ``own_way`` keeps its
    own when the rule is changed.
    """

    __tablename__ = "appointment_series"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    every_weeks: Mapped[int] = mapped_column(default=1)
    first_day: Mapped[date]
    until_day: Mapped[date]
    at: Mapped[time]
    minutes: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))


class Appointment(Record):
    """One meeting, under a key of its own.

    ``minutes_asked`` is how long it would take in one language; ``ends_at`` leaves the time an interpreted meeting
    needs. ``zone`` is the first half of the place's postcode, None where nobody travels. ``matter`` is the case number
    that ties a suspect to a witness, folded. ``occurrence_day`` is the day its series gave it, wherever it was moved.
    ``sequence`` rises with each change a calendar has to hear of. ``delayed_from`` is when it was first to begin, where
    it was moved because no interpreter could be had.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        Index("ix_appointment_when", "agency_id", "starts_at"),
        Index("ix_appointment_matter", "matter"),
        UniqueConstraint("series_id", "occurrence_day"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    series_id: Mapped[UUID | None] = mapped_column(ForeignKey("appointment_series.id"))
    occurrence_day: Mapped[date | None]
    own_way: Mapped[bool] = mapped_column(default=False)
    purpose: Mapped[str] = mapped_column(String(40))
    note_locked: Mapped[bytes | None]
    mode: Mapped[str] = mapped_column(String(20))
    where: Mapped[str] = mapped_column("where_kind", String(40))
    place_id: Mapped[UUID | None] = mapped_column(ForeignKey("place.id"))
    home_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    address_locked: Mapped[bytes | None]
    link_locked: Mapped[bytes | None]
    zone: Mapped[str | None] = mapped_column(String(8))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    minutes_asked: Mapped[int]
    risk: Mapped[str] = mapped_column(String(10), default=Risk.USUAL)
    flexible_minutes: Mapped[int] = mapped_column(default=0)
    matter: Mapped[str] = mapped_column(String(60), default="")
    state: Mapped[str] = mapped_column(String(20), default=AppointmentState.PLANNED)
    organiser_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    changed_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    ended_why_locked: Mapped[bytes | None]
    called_off_by: Mapped[str] = mapped_column(String(20), default="")
    sequence: Mapped[int] = mapped_column(default=0)
    delayed_from: Mapped[datetime | None]
    note = locked_text()
    address = locked_json()  # list[str], the postcode last; only where it is somewhere else
    link = locked_text()
    ended_why = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.id


class Attendee(Record):
    """Somebody who is to be there, and what was known of their need of an interpreter: ``language`` is the spoken or
    signed language an interpreter is needed in."""

    __tablename__ = "attendee"
    __table_args__ = (UniqueConstraint("appointment_id", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    appointment_id: Mapped[UUID] = mapped_column(ForeignKey("appointment.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    need: Mapped[str] = mapped_column(String(12), default=NeedThen.NOT_ASKED)
    language: Mapped[str] = mapped_column(String(20), default="")
