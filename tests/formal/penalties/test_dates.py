"""When a notice counts as served and until when it is paid. Sources stand in ``data/penalties.toml``."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from comms.formal.penalties.dates import check_time_to_improve, pay_by, post_classes, presumed_served, years_after
from comms.formal.penalties.terms import rules_on, terms_for
from comms.foundation.errors import BadInput
from comms.foundation.work_days import is_working_day

days = st.dates(date(2024, 8, 19), date(2036, 12, 31))
EASTERS = [date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28), date(2028, 4, 16), date(2029, 4, 1)]


@pytest.mark.parametrize(
    ("posted", "served"),
    [
        (date(2026, 11, 23), date(2026, 11, 25)),  # Monday
        (date(2026, 11, 26), date(2026, 11, 30)),  # Thursday
        (date(2026, 11, 27), date(2026, 12, 1)),  # Friday
        (date(2026, 11, 28), date(2026, 12, 1)),  # Saturday
        (date(2026, 12, 23), date(2026, 12, 29)),  # over Christmas; Boxing Day is a Saturday, so Monday is off
        (date(2026, 12, 30), date(2027, 1, 4)),  # over New Year
        (date(2027, 4, 30), date(2027, 5, 5)),  # over May Day
        (date(2027, 8, 27), date(2027, 9, 1)),  # over the late summer bank holiday
    ],
)
def test_first_class_post_counts_as_served_on_the_second_working_day_after_posting(posted: date, served: date) -> None:
    """Source: ``post.first``; bank holidays are those of England."""
    assert presumed_served(posted, "first") == served


@pytest.mark.parametrize("easter", EASTERS)
def test_wherever_easter_lies_good_friday_and_easter_monday_are_no_working_days(easter: date) -> None:
    """Source: ``post.first``; bank holidays are those of England."""
    maundy_thursday = easter - timedelta(days=3)
    assert presumed_served(maundy_thursday, "first") == easter + timedelta(days=3)
    wednesday = easter - timedelta(days=4)
    assert presumed_served(wednesday, "first") == easter + timedelta(days=2)


def test_the_second_of_january_is_a_working_day_in_england_and_none_in_scotland() -> None:
    """Source: ``post.first``: England's bank holidays, for the law is England's."""
    assert presumed_served(date(2029, 12, 31), "first") == date(2030, 1, 3)


def test_second_class_post_is_never_served_before_first_and_an_unknown_class_is_the_slowest() -> None:
    """Source: ``post.second``; that what is not known is not held against a family is a law of the house."""
    posted = date(2026, 11, 23)
    assert presumed_served(posted, "second") == date(2026, 11, 27)
    assert presumed_served(posted, "") == presumed_served(posted, "second")
    assert post_classes(posted) == ("first", "second")
    with pytest.raises(BadInput, match="no class of post"):
        presumed_served(posted, "third")


def test_the_day_of_service_is_the_first_of_the_days() -> None:
    """Source: ``days_before_the_first``: the period of 21 days beginning with the date on which it is received."""
    served = date(2026, 12, 1)
    assert pay_by(served, 21) == date(2026, 12, 21)
    assert pay_by(served, 28) == date(2026, 12, 28)
    assert "beginning with" in rules_on(served).days_before_the_first.source


def test_a_period_that_leaves_no_day_to_pay_is_refused() -> None:
    for number in (1, 0, -5):
        with pytest.raises(BadInput, match="no day to pay"):
            pay_by(date(2026, 12, 1), number)


@pytest.mark.parametrize("changes", [date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)])
def test_a_change_of_the_clock_within_the_days_to_pay_moves_nothing(changes: date) -> None:
    """Source: ``terms.1``: days are counted, never hours."""
    zone = ZoneInfo("Europe/London")
    noon, eve = (datetime(d.year, d.month, d.day, 12, tzinfo=zone) for d in (changes, changes - timedelta(days=1)))
    assert noon.utcoffset() != eve.utcoffset()
    for before in range(1, 21):
        served = changes - timedelta(days=before)
        assert (pay_by(served, 21) - served).days == 20
        assert (pay_by(served, 28) - served).days == 27


@given(days, st.sampled_from(["first", "second", ""]))
def test_service_is_on_a_working_day_at_least_two_days_after_posting_and_within_a_fortnight(
    posted: date, post_class: str
) -> None:
    """Source: ``post`` in the data."""
    served = presumed_served(posted, post_class)
    assert is_working_day(served)
    assert timedelta(days=2) <= served - posted <= timedelta(days=14)
    between = [posted + timedelta(days=n) for n in range(1, (served - posted).days + 1)]
    expected = rules_on(posted).post[post_class or "second"].value
    assert sum(is_working_day(day) for day in between) == expected


@given(days, st.integers(0, 40), st.sampled_from(["first", "second"]))
def test_a_letter_posted_later_is_never_served_earlier(posted: date, later: int, post_class: str) -> None:
    assert presumed_served(posted + timedelta(days=later), post_class) >= presumed_served(posted, post_class)


@given(days, st.sampled_from([1, 2]))
def test_nobody_is_asked_to_pay_on_or_before_the_day_of_service_and_the_reduced_day_is_first(
    served: date, stage: int
) -> None:
    """Source: ``terms.1`` and ``terms.2``."""
    terms = terms_for(stage, served)
    full_by = pay_by(served, terms.full_days)
    assert full_by > served
    if terms.reduced_days is not None:
        assert served < pay_by(served, terms.reduced_days) < full_by


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2024, 9, 2), date(2027, 9, 2)),
        (date(2028, 2, 29), date(2031, 3, 1)),
        (date(2025, 2, 28), date(2028, 2, 28)),
        (date(2025, 3, 1), date(2028, 3, 1)),
    ],
)
def test_three_years_are_counted_by_the_calendar_and_a_29_february_gets_its_whole_years(day: date, later: date) -> None:
    """Source: ``within_years``."""
    assert years_after(day, 3) == later


def test_a_29_february_four_years_later_is_itself() -> None:
    assert years_after(date(2028, 2, 29), 4) == date(2032, 2, 29)
    assert years_after(date(2096, 2, 29), 4) == date(2100, 3, 1)


@given(days, days, st.integers(1, 5))
def test_years_later_keep_the_order_of_days(one: date, other: date, years: int) -> None:
    assume(one <= other)
    assert years_after(one, years) <= years_after(other, years)
    assert years_after(one, years) > one


def test_a_time_to_improve_is_three_to_six_weeks() -> None:
    """Source: ``improve_weeks_fewest`` and ``improve_weeks_most``."""
    starts = date(2026, 11, 2)
    for ends in (date(2026, 11, 22), date(2026, 11, 23), date(2026, 12, 13), date(2026, 12, 14)):
        check_time_to_improve(starts, ends)
    for ends in (starts, date(2026, 11, 21), date(2026, 12, 15), starts - timedelta(days=1)):
        with pytest.raises(BadInput, match="not 3 to 6 weeks") as refused:
            check_time_to_improve(starts, ends)
        assert refused.value.remedy == "Let it end between 22 November 2026 and 14 December 2026."
