"""One mark of one pupil: the day, the morning or the afternoon, and the attendance code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Literal

from comms.attendance.code import attendance_code, attendance_codes
from comms.foundation.errors import BadInput

Session = Literal["AM", "PM"]


class MarkedTwice(BadInput):
    """One session of one pupil has two marks, so no count of them can be right."""

    def __init__(self, first: SessionMark, second: SessionMark) -> None:
        super().__init__(
            f"The session {first.day.isoformat()} {first.session} is marked twice: {first.code} and {second.code}.",
            "Keep the mark that is right and remove the other, then import again.",
        )
        self.day = first.day
        self.session = first.session


@dataclass(frozen=True, slots=True, order=True)
class SessionMark:
    """A session's mark on a school day of Europe/London; marks sort by day, the morning before the afternoon.

    Raises `UnknownMark` for a code not in use and `BadInput` for a session or a day that is none. A session
    without a mark has no `SessionMark`.
    """

    day: date
    session: Session
    code: str

    def __post_init__(self) -> None:
        """Refuse a mark that could not be counted."""
        if self.code not in attendance_codes():
            attendance_code(self.code)
        if self.session not in ("AM", "PM"):
            raise BadInput(f"“{self.session}” is not a session.", "Give AM or PM.")
        # A datetime is a date to Python, but its day depends on a clock; a school day does not.
        if isinstance(self.day, datetime):
            raise BadInput(f"{self.day.isoformat()} is a moment, not a school day.", "Give the London date.")


def in_order(marks: Iterable[SessionMark]) -> list[SessionMark]:
    """The marks of one pupil by day and session; raises `MarkedTwice` when a session has more than one mark."""
    ordered = sorted(marks, key=lambda mark: (mark.day, mark.session))
    for before, after in pairwise(ordered):
        if before.day == after.day and before.session == after.session:
            raise MarkedTwice(before, after)
    return ordered


def between(marks: Iterable[SessionMark], first: date, last: date) -> list[SessionMark]:
    """The marks from `first` to `last`, both days included, in the order given."""
    return [mark for mark in marks if first <= mark.day <= last]
