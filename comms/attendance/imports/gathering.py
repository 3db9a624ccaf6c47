"""The marks of a file as they are read: by child, day and session, with what is wrong told and the rest kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from uuid import UUID

from comms.attendance.code import UnknownMark, read_mark
from comms.attendance.session_mark import Session as Half
from comms.attendance.session_mark import SessionMark
from comms.families.imports.outcome import ImportOutcome
from comms.foundation.tables import BadRow

OLDEST_MARKS = 20
"""Marks of more years ago than this are a mistyped year: nobody is at school for longer."""

_SATURDAY = 5

DIFFERENT_CELLS = 1_000
DIFFERENT_MARKS = 50_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file something stands."""

    line: int
    column: str


@dataclass(slots=True)
class Gathering:
    """Everything read so far. ``marks`` has the code of each session, with the line it stands in."""

    children: Mapping[str, UUID]
    today: date
    outcome: ImportOutcome
    marks: dict[UUID, dict[tuple[date, Half], tuple[str, int]]] = field(default_factory=dict)
    repeated: list[int] = field(default_factory=list)
    weekends: list[int] = field(default_factory=list)

    def fault_of_day(self, day: date) -> tuple[str, str] | None:
        """What is wrong with a day and what to do about it; None when marks can be of that day."""
        if day > self.today:
            return "this day is still to come, so nobody has been marked.", "Check the date, or leave it out."
        if day.year < self.today.year - OLDEST_MARKS:
            return f"this day is more than {OLDEST_MARKS} years ago.", "Check the year."
        return None

    def take(self, child: UUID, session: tuple[date, Half], code: str, place: Place) -> BadRow | None:
        """Take one mark; what is wrong when the session has another mark already."""
        of_child = self.marks.setdefault(child, {})
        known, line = of_child.setdefault(session, (code, place.line))
        if line == place.line and known == code:
            if session[0].weekday() >= _SATURDAY:
                self.weekends.append(place.line)
            return None
        if known == code:
            self.repeated.append(place.line)
            return None
        what = f"this session has the mark {known} in line {line}; that one was taken."
        return BadRow(place.line, place.column, code, what, "Keep the mark that is right.")

    def by_child(self) -> dict[UUID, list[SessionMark]]:
        """The marks of each child."""
        return {
            child: [one_mark(day, half, code) for (day, half), (code, _) in sessions.items()]
            for child, sessions in self.marks.items()
            if sessions
        }

    def tell(self) -> None:
        """Say in the report what is true of several lines."""
        self.outcome.note_lines(self.repeated, "the same mark again; taken once.")
        self.outcome.note_lines(self.weekends, "a mark on a Saturday or Sunday was taken. Check the dates.")


@lru_cache(DIFFERENT_CELLS)
def code_of(cell: str) -> str | UnknownMark:
    """The code in a cell, or the refusal of it. A register repeats a few cells hundreds of thousands of times."""
    try:
        return read_mark(cell)
    except UnknownMark as unknown:
        # Kept without the stack it was raised from, which holds the whole file.
        return unknown.with_traceback(None)


@lru_cache(DIFFERENT_MARKS)
def one_mark(day: date, half: Half, code: str) -> SessionMark:
    """The mark as an object; equal marks of different children are one."""
    return SessionMark(day, half, code)
