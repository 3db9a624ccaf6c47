"""On which days an absence nobody has explained must be told to a child's social worker at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from comms.attendance.code import UNEXPLAINED
from comms.attendance.session_mark import SessionMark

SCHOOL_DAYS_BACK = 2
"""How many school days, the newest included, are still news. Older marks come with the import of a whole term; the
school has acted on them or has not, and a task for today would be late by weeks."""


def recent_days(school_days: Iterable[date]) -> frozenset[date]:
    """The newest school days: those whose unexplained absences are told."""
    return frozenset(sorted(set(school_days))[-SCHOOL_DAYS_BACK:])


def unexplained(marks: Iterable[SessionMark], days: frozenset[date]) -> Sequence[SessionMark]:
    """The sessions on these days that were missed for a reason not yet known (code N), in order.

    O, absent in other or unknown circumstances, is a decision the school has taken after asking; N is the mark of
    a child nobody can account for today.
    """
    return sorted(mark for mark in marks if mark.code == UNEXPLAINED and mark.day in days)
