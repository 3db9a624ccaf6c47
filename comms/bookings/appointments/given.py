"""What is given of an appointment when it is made, changed or called off, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from comms.foundation.errors import BadInput


class BadAppointment(BadInput):
    """An appointment that cannot be. ``field`` is what must be corrected, by the name it has in what is given."""

    def __init__(self, field: str, message: str, remedy: str) -> None:
        """Keep which answer is wrong."""
        super().__init__(message, remedy)
        self.field = field


@dataclass(frozen=True, slots=True)
class AttendeeGiven:
    """Somebody who is to be there, and as what."""

    person_id: UUID
    role: str


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """How an interpreter is present, and where people meet. Which of the others is needed depends on ``where``."""

    mode: str
    where: str
    place_id: UUID | None = None
    home_of_id: UUID | None = None
    address: Sequence[str] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class AppointmentGiven:
    """An appointment as somebody makes it. ``minutes`` is its length in one language; ``risk`` is worked out where it
    is None; ``flexible_minutes`` is by how much it may begin earlier or later."""

    purpose: str
    starts_at: datetime
    minutes: int
    mode: str
    where: str
    attendees: Sequence[AttendeeGiven]
    place_id: UUID | None = None
    home_of_id: UUID | None = None
    address: Sequence[str] = ()
    link: str = ""
    risk: str | None = None
    flexible_minutes: int = 0
    matter: str = ""
    note: str = ""
    cost_code: str = ""
    organiser_id: UUID | None = None

    @property
    def whereabouts(self) -> Whereabouts:
        """How and where."""
        return Whereabouts(self.mode, self.where, self.place_id, self.home_of_id, self.address, self.link)


@dataclass(frozen=True, slots=True)
class ChangeGiven:
    """What is to be different; None leaves a thing as it is. ``because_no_interpreter`` says that it is moved because
    none could be had, so that the delay is counted."""

    starts_at: datetime | None = None
    minutes: int | None = None
    whereabouts: Whereabouts | None = None
    attendees: Sequence[AttendeeGiven] | None = None
    flexible_minutes: int | None = None
    risk: str | None = None
    note: str | None = None
    because_no_interpreter: bool = False


@dataclass(frozen=True, slots=True)
class CancelGiven:
    """Who called it off ("us", "family", "interpreter"), and why."""

    by: str
    because: str


class Which(StrEnum):
    """Which of a series: this one; this and those after it; or all that are still to come."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"
