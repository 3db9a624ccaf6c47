"""By when somebody finds out whether a letter was understood."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from comms.foundation.work_days import working_day_after
from comms.letters.templates.kind import LetterKind

# A meeting or an answer that is due sooner: afterwards it is too late to find out.
EARLIER = ("day", "reply_by")


def check_by(kind: LetterKind, issued_on: date, said: Mapping[str, object]) -> date | None:
    """The day by which somebody asks whether the letter was understood; None for a kind where it does not matter.

    It is ``kind.check_within`` working days after ``issued_on``, or the meeting (``day``) or ``reply_by`` among the
    letter's values where one of them is earlier; never before the letter itself.
    """
    if not kind.check_within:
        return None
    days = [working_day_after(issued_on, kind.check_within)]
    days += [day for name in EARLIER if (day := _day(said.get(name)))]
    return max(issued_on, min(days))


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
