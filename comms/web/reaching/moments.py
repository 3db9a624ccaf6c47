"""Moments as these screens say them: by the clock in London, and today without its day."""

from __future__ import annotations

from datetime import date, datetime

from comms.foundation.clock import london_date
from comms.web.bookings.appointments_times import clock
from comms.web.wording import weekday_in_words


def at_in_words(moment: datetime, today: date) -> str:
    """A moment that was: "14:32" where it was today, else "Monday 23 November, 14:32"."""
    return clock(moment) if london_date(moment) == today else f"{weekday_in_words(moment)}, {clock(moment)}"


def coming_in_words(moment: datetime, today: date) -> str:
    """A moment to come, inside a sentence: "today at 18:00", "on Tuesday 24 November at 08:00"."""
    day = "today" if london_date(moment) == today else f"on {weekday_in_words(moment)}"
    return f"{day} at {clock(moment)}"
