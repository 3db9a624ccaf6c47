"""Times as somebody gives them in the night: empty is now, and a time alone is the last or next one the clock shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from comms.web.cautions.times import in_words, read_ahead, read_past, read_when
from comms.web.forms import Form

# Ten past three in the night of a Sunday in winter.
NIGHT = datetime(2026, 11, 29, 3, 10, 40, tzinfo=UTC)


def form(at: str = "", day: str = "", **more: str) -> Form:
    return Form({"at": [at], "at_day": [day]} | {name: [value] for name, value in more.items()})


def test_a_time_left_empty_is_now_to_the_second() -> None:
    assert read_when(form(), "at", NIGHT) == NIGHT


@pytest.mark.parametrize(
    ("at", "day", "meant"),
    [
        ("02:50", "", datetime(2026, 11, 29, 2, 50, tzinfo=UTC)),
        ("3.05", "", datetime(2026, 11, 29, 3, 5, tzinfo=UTC)),
        ("23:50", "", datetime(2026, 11, 28, 23, 50, tzinfo=UTC)),
        ("23:50", "2026-11-27", datetime(2026, 11, 27, 23, 50, tzinfo=UTC)),
        # The tablet shows minutes only: the minute that runs is not to come.
        ("03:11", "", NIGHT),
    ],
)
def test_a_time_alone_is_the_last_time_the_clock_showed_it(at: str, day: str, meant: datetime) -> None:
    typed = form(at, day)
    assert read_when(typed, "at", NIGHT) == meant
    assert not typed.errors


@pytest.mark.parametrize(("at", "day"), [("03:40", "2026-11-29"), ("14:00", ""), ("25:00", ""), ("", "2026-11-28")])
def test_a_time_that_cannot_be_is_said_at_its_field(at: str, day: str) -> None:
    typed = form(at, day)
    read_when(typed, "at", NIGHT)
    assert set(typed.errors) == {"at"}


def test_a_mistyped_day_is_said_at_the_day() -> None:
    typed = form("03:00", "31/02/2026")
    read_when(typed, "at", NIGHT)
    assert set(typed.errors) == {"at_day"}


def test_what_has_to_be_given_is_asked_for_where_it_is_missing() -> None:
    typed = form()
    assert read_past(typed, "at", NIGHT, "Give the time.") is None
    assert typed.errors == {"at": "Give the time."}


def test_what_stood_in_the_form_keeps_its_seconds() -> None:
    known = datetime(2026, 11, 29, 2, 50, 17, tzinfo=UTC)
    assert read_when(form("02:50", "2026-11-29"), "at", NIGHT, known) == known
    assert read_when(form("02:51", "2026-11-29"), "at", NIGHT, known) == known.replace(minute=51, second=0)


def test_a_time_ahead_alone_is_the_next_time_the_clock_shows_it() -> None:
    assert read_ahead(form("06:00"), "at", NIGHT) == datetime(2026, 11, 29, 6, 0, tzinfo=UTC)
    assert read_ahead(form("02:00"), "at", NIGHT) == datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
    assert read_ahead(form(), "at", NIGHT) is None


def test_a_time_that_comes_twice_is_asked_about() -> None:
    after = datetime(2026, 10, 25, 3, 0, tzinfo=UTC)
    typed = form("01:30")
    read_when(typed, "at", after)
    assert set(typed.errors) == {"at_which"}
    first, second = (read_when(form("01:30", at_which=which), "at", after) for which in ("first", "second"))
    assert second - first == timedelta(hours=1)


@pytest.mark.parametrize(("minutes", "said"), [(0, "0 min"), (59, "59 min"), (125, "2 h 05 min"), (-40, "40 min")])
def test_a_stretch_of_time_is_said_in_hours_and_minutes(minutes: int, said: str) -> None:
    assert in_words(timedelta(minutes=minutes)) == said
