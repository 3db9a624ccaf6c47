"""What the register and the checklist say of the two grounds: facts for people who decide, and no decision."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from comms.attendance.absence_runs import ground_i
from comms.attendance.code import attendance_codes
from comms.attendance.pattern import DaysAway
from comms.attendance.session_mark import SessionMark
from comms.formal.returns.enquiries.checklist import grounds, items


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of Grounds H and I for one child on a day.

    ``days_since`` are the school days since the child was expected, on none of which the child was in school; it ends
    with ``back_on``, the first day on which the register shows the child again. ``away`` is the newest run of whole
    days coded only G, N or O that is long enough for Ground I. ``asked`` and ``not_asked`` are codes of the checklist.
    """

    days_since: int
    back_on: date | None
    away: DaysAway | None
    asked: tuple[str, ...]
    not_asked: tuple[str, ...]

    @property
    def h_days_passed(self) -> bool:
        """Whether the school days of Ground H have passed."""
        return self.days_since >= grounds()["H"].school_days

    @property
    def first_not_asked(self) -> tuple[str, ...]:
        """What comes before all else and was not asked yet: illness, and what nobody could avoid."""
        return tuple(code for code in self.not_asked if items()[code].first)


def facts_of(
    marks: Sequence[SessionMark], school_days: Sequence[date], expected_on: date, on: date, asked: Collection[str]
) -> Facts:
    """The facts on a day, read from the register as it stands and from what was asked so far."""
    codes = attendance_codes()
    here = sorted(mark.day for mark in marks if expected_on <= mark.day <= on and codes[mark.code].attended)
    back_on = here[0] if here else None
    since = [day for day in school_days if expected_on <= day <= on and (back_on is None or day < back_on)]
    runs = ground_i([mark for mark in marks if mark.day <= on], [day for day in school_days if day <= on])
    to_ask = [code for code, item in items().items() if not item.found]
    return Facts(
        days_since=len(since),
        back_on=back_on,
        away=runs[-1] if runs else None,
        asked=tuple(code for code in items() if code in asked),
        not_asked=tuple(code for code in to_ask if code not in asked),
    )
