"""A task. It stays open until somebody says what they did; silence closes nothing."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_text


class TaskKind(StrEnum):
    """What is to be done."""

    RING = "ring the parent"
    TELL_SOCIAL_WORKER = "tell the social worker today"
    ASK_LANGUAGE = "ask which language"
    CHECK_IMPORT = "check imported details"
    ANSWER_REPLY = "answer a reply"
    FIND_INTERPRETER = "find an interpreter"
    DECIDE_BOOKING = "decide what is done instead"
    CHECK_BOOKING = "look at a booking again"
    INTERVIEW_AGAIN = "talk again with an interpreter"
    REACH_OTHERWISE = "reach them another way"
    RING_AT = "ring at the time they named"
    WRITE_LETTER = "write a letter"
    DECIDE_FOLLOW_UP = "decide about a follow-up"
    CORRECT_NUMBER = "correct a number"
    ANSWER_SAFEGUARDING = "answer a safeguarding question"
    REVIEW_PATTERN = "review a pattern of absence"
    CHECK_NOTICE = "look at a formal letter again"


class TaskState(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    DONE = "done"


# Every allowed move. A closed task is not opened again: a new one says why.
MOVES: dict[TaskState, frozenset[TaskState]] = {
    TaskState.OPEN: frozenset({TaskState.DONE}),
    TaskState.DONE: frozenset(),
}


class Task(Record):
    """Something to do about a person by a day. ``reason`` is a code of the house with no personal words;
    ``why`` says it in a sentence. ``about`` is the row that raised it: a letter, a mark."""

    __tablename__ = "task"
    __table_args__ = (Index("ix_task_open", "agency_id", "state", "due_on"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    child_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    about_kind: Mapped[str] = mapped_column(String(40), default="")
    about_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(String(60))
    why_locked: Mapped[bytes]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default=TaskState.OPEN)
    opened_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    outcome_locked: Mapped[bytes | None]
    why = locked_text()
    outcome = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.person_id
