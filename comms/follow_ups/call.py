"""A call to a person, or from one to us, and what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_text


class Direction(StrEnum):
    """Who rang."""

    TO_THEM = "to them"
    FROM_THEM = "from them"


class CallState(StrEnum):
    """Where a call stands. With an interpreter the interpreter is briefed before the family's telephone rings."""

    BEGUN = "begun"
    BRIEFING = "briefing the interpreter"
    RINGING = "ringing"
    TALKED = "talked"
    MISSED = "missed"
    GIVEN_UP = "given up"


_S = CallState
# Every allowed move. A call that a machine answered is missed; one that the worker ended before anybody could answer is
# given up, and is no missed call. What was put down as missed can turn out to have been talked, when the carrier's
# word comes later: the higher number in its order counts.
MOVES: dict[CallState, frozenset[CallState]] = {
    _S.BEGUN: frozenset({_S.BRIEFING, _S.RINGING, _S.TALKED, _S.MISSED, _S.GIVEN_UP}),
    _S.BRIEFING: frozenset({_S.RINGING, _S.GIVEN_UP}),
    _S.RINGING: frozenset({_S.TALKED, _S.MISSED, _S.GIVEN_UP}),
    _S.MISSED: frozenset({_S.TALKED}),
    _S.TALKED: frozenset(),
    _S.GIVEN_UP: frozenset(),
}


class WhyMissed(StrEnum):
    """Why nobody was reached, in the carrier's words or the worker's."""

    NO_ANSWER = "no answer"
    BUSY = "busy"
    FAILED = "the call could not be put through"
    MACHINE = "a machine answered"
    BY_HAND = "the worker says so"


class Call(Record):
    """One call. ``room`` names the conference it is held in and says nothing; ``provider_id`` is the carrier's name for
    the leg that rings the person, ``staff_leg`` and ``interpreter_leg`` for the others. ``sequence`` is the highest
    number of the carrier's reports so far: what is older changes nothing. ``number`` is the one that was rung, or that
    rang; ``point_id`` is which of the person's it was, where it is known."""

    __tablename__ = "telephone_call"
    __table_args__ = (Index("ix_telephone_call_person", "agency_id", "person_id", "began_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    child_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    follow_up_id: Mapped[UUID | None] = mapped_column(ForeignKey("follow_up.id"))
    point_id: Mapped[UUID | None] = mapped_column(ForeignKey("contact_point.id"))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    direction: Mapped[str] = mapped_column(String(10))
    number_locked: Mapped[bytes | None]
    by_carrier: Mapped[bool] = mapped_column(default=False)
    with_interpreter: Mapped[bool] = mapped_column(default=False)
    interpreter_id: Mapped[UUID | None] = mapped_column(ForeignKey("interpreter.id"))
    room: Mapped[str] = mapped_column(String(43), unique=True)
    provider_id: Mapped[str | None] = mapped_column(String(40), unique=True)
    staff_leg: Mapped[str | None] = mapped_column(String(40))
    interpreter_leg: Mapped[str | None] = mapped_column(String(40))
    sequence: Mapped[int] = mapped_column(default=-1)
    state: Mapped[str] = mapped_column(String(30), default=CallState.BEGUN)
    why_missed: Mapped[str] = mapped_column(String(40), default="")
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    seconds: Mapped[int | None]
    number = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.id
