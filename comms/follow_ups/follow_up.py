"""A follow-up: somebody was not reached, or did not come, and this stays open until a named person closes it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Json, Record
from comms.foundation.locks import locked_text
from comms.foundation.work_item import WorkItem


class Because(StrEnum):
    """What a follow-up follows up."""

    MISSED_CALL = "they could not be reached by telephone"
    THEY_RANG = "they rang us and nobody answered"
    NOT_THERE = "they were not at an appointment"
    CALLED_OFF = "they called an appointment off"
    OUR_FAILURE = "an appointment failed through us"


class FollowUpState(StrEnum):
    """Where a follow-up stands."""

    OPEN = "open"
    ANSWERED = "they answered"
    WITH_WORKER = "with the worker"
    WITH_MANAGER = "with the manager"
    STOPPED = "stopped by hand"
    CLOSED = "closed"


_S = FollowUpState
_LIVE = {_S.OPEN, _S.ANSWERED, _S.WITH_WORKER, _S.WITH_MANAGER, _S.STOPPED}
# Every allowed move. Time alone moves it up the ladder, from open to the worker and to the manager, and never to
# closed; an answer brings it to a person from wherever it is. Only a person stops, opens again, or closes.
MOVES: dict[FollowUpState, frozenset[FollowUpState]] = {
    _S.OPEN: frozenset({_S.ANSWERED, _S.WITH_WORKER, _S.STOPPED, _S.CLOSED}),
    _S.ANSWERED: frozenset({_S.OPEN, _S.WITH_WORKER, _S.STOPPED, _S.CLOSED}),
    _S.WITH_WORKER: frozenset({_S.OPEN, _S.ANSWERED, _S.WITH_MANAGER, _S.STOPPED, _S.CLOSED}),
    _S.WITH_MANAGER: frozenset({_S.OPEN, _S.ANSWERED, _S.STOPPED, _S.CLOSED}),
    _S.STOPPED: frozenset({_S.OPEN, _S.ANSWERED, _S.CLOSED}),
    _S.CLOSED: frozenset(),
}
LIVE = frozenset(_LIVE)


class Step(StrEnum):
    """One rung of the ladder, in its order. What cannot be done for this person is stepped over, saying why."""

    TEXT = "a text in their language"
    OTHER_HOUR = "try again at another hour"
    OTHER_WAY = "another way that is safe"
    LETTER = "a letter"
    WORKER = "the worker decides"
    MANAGER = "the manager decides"


class ClosedBecause(StrEnum):
    """Why a follow-up may be closed. Silence is none of them, and being away is none: then it waits for the return."""

    SPOKEN = "we spoke to them"
    MET = "we met them"
    ANSWERED = "they answered what was asked"
    NOT_NEEDED = "what it was about is settled"
    WRONG_PERSON = "it was opened for the wrong person"
    HANDED_ON = "another agency has taken it on, by name"
    AWAY_CONFIRMED = "they are away, confirmed by enquiries, with a date of return"


class FollowUp(WorkItem, Record):
    """One follow-up of one person, under that person's key.

    ``about`` is the call or the appointment it began with. ``step`` is the rung it stands on, ``next_step`` the one
    that comes next, at ``next_action_at``: the work on this row does it. ``proposed_at`` is a time to ring them that
    they named. ``away_until`` is when they said, or somebody found, that they will be back: the ladder waits until then
    and goes on. ``worker_id`` decides first, ``manager_id`` after that.
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        Index("ix_follow_up_agency", "agency_id", "state", "next_action_at"),
        Index("ix_follow_up_about", "about_kind", "about_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    child_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    because: Mapped[str] = mapped_column(String(60))
    about_kind: Mapped[str] = mapped_column(String(20))
    about_id: Mapped[UUID]
    worker_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    manager_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    language: Mapped[str] = mapped_column(String(20), default="")
    state: Mapped[str] = mapped_column(String(20), default=FollowUpState.OPEN)
    step: Mapped[str] = mapped_column(String(40), default="")
    next_step: Mapped[str] = mapped_column(String(40), default="")
    away_until: Mapped[date | None]
    proposed_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    closed_because: Mapped[str] = mapped_column(String(80), default="")
    closed_words_locked: Mapped[bytes | None]
    enquiries_locked: Mapped[bytes | None]
    closed_words = locked_text()
    enquiries = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.person_id


class EventKind(StrEnum):
    """What happened in a follow-up."""

    OPENED = "opened"
    AGAIN = "the same happened again"
    TEXT_WRITTEN = "a text was written"
    EMAIL_WRITTEN = "an e-mail was written"
    HELD_BACK = "a message was held back"
    NOT_DELIVERED = "a text did not arrive"
    STEPPED_OVER = "a step was left out"
    CALL_ASKED = "somebody is asked to ring"
    LETTER_ASKED = "somebody is asked to write a letter"
    CALLED = "somebody rang"
    REPLIED = "they answered"
    PROPOSED = "a call was proposed"
    WITH_WORKER = "brought to the worker"
    WITH_MANAGER = "brought to the manager"
    AWAY = "they are away"
    STOPPED = "stopped by hand"
    GOES_ON = "goes on by hand"
    SPED_UP = "the next step was brought forward"
    CHANGED = "the next step was changed"
    NOTE = "a note"
    CLOSED = "closed"


class FollowUpEvent(Record):
    """One thing that happened in a follow-up. Rows are added, never changed. ``detail`` holds ids, codes and moments;
    ``words`` what somebody wrote or answered, under the person's key."""

    __tablename__ = "follow_up_event"
    __table_args__ = (Index("ix_follow_up_event_of", "follow_up_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    follow_up_id: Mapped[UUID] = mapped_column(ForeignKey("follow_up.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    step: Mapped[str] = mapped_column(String(40), default="")
    about_kind: Mapped[str] = mapped_column(String(20), default="")
    about_id: Mapped[UUID | None]
    detail: Mapped[Json] = mapped_column(default=dict)
    at: Mapped[datetime]
    by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    words_locked: Mapped[bytes | None]
    words = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.person_id
