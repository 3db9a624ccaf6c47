"""What a follow-up says to the staff, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from comms.bookings.now.speak_card import Needed
from comms.follow_ups.follow_up import Because, FollowUp
from comms.foundation.clock import LONDON, london_date

_BEGINNINGS: Mapping[str, str] = MappingProxyType(
    {
        Because.MISSED_CALL: "We rang on {day} and did not reach them.",
        Because.THEY_RANG: "They rang us on {day} and nobody answered.",
        Because.NOT_THERE: "They were not at an appointment on {day}.",
        Because.CALLED_OFF: "They called an appointment off on {day}.",
        Because.OUR_FAILURE: "An appointment failed through us on {day}; that was not theirs.",
    }
)


def beginning(row: FollowUp) -> str:
    """What is followed up, as the first sentence of a task."""
    return _BEGINNINGS[row.because].format(day=day_in_words(london_date(row.opened_at)))


def day_in_words(day: date) -> str:
    """A day, as "Monday 23 November"."""
    return f"{day:%A} {day.day} {day:%B}"


def moment_in_words(at: datetime) -> str:
    """A moment, as "Monday 23 November at 18:00", by the clock in London."""
    there = at.astimezone(LONDON)
    return f"{day_in_words(there.date())} at {there:%H:%M}"


def how_to_talk(needed: Needed | None, *, unknown: bool) -> str:
    """How to talk to somebody, as the end of a sentence that asks to ring them. ``needed`` is the language an
    interpreter is needed in; ``unknown`` that one is needed and nobody knows for which."""
    if needed is not None:
        where = " by video," if needed.is_signed else ""
        return f"{where} with an interpreter for {needed.language.english_name}"
    if unknown:
        return " with an interpreter; nobody has asked which language they speak, so find that out first"
    return ""
