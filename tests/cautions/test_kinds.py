"""Kinds of caution: for whom, how they end, and since when; and how old somebody is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.cautions.kind import COUNTS, NoSuchKind, age_on, kind, kinds, wrong_age
from comms.cautions.rounds import MOST_AT_ONCE, MOST_ROUNDS
from comms.cautions.session import CautionSession
from comms.foundation.clock import london_date
from comms.translation.scripts import KINDS as WITH_SCRIPT

TODAY = date(2026, 11, 23)


def test_two_kinds_are_there_but_not_in_force_and_say_why() -> None:
    off = {name: one for name, one in kinds().items() if not one.in_force(TODAY)}
    assert set(off) == {"diversionary", "community"}
    assert all("2022" in one.why_not for one in off.values())


def test_every_kind_in_force_has_a_script_a_source_and_one_outcome_that_counts() -> None:
    assert {name for name, one in kinds().items() if one.in_force(TODAY)} == set(WITH_SCRIPT)
    for one in kinds().values():
        assert one.source
        assert len(COUNTS & set(one.outcomes)) == 1
        assert ("accepts" in one.outcomes) is one.needs_consent
        assert "cannot proceed" in one.outcomes
        assert len(one.name) <= (CautionSession.__table__.c.kind.type.length or 0)


@pytest.mark.parametrize(
    ("name", "born", "fits"),
    [
        ("simple", date(2008, 11, 23), True),
        ("simple", date(2008, 11, 24), False),
        ("youth", date(2008, 11, 24), True),
        ("youth", date(2008, 11, 23), False),
        ("youth", date(2016, 11, 23), True),
        ("youth", date(2016, 11, 24), False),
        ("interview", date(1940, 1, 1), True),
        ("interview", date(2014, 1, 1), True),
        ("interview", date(2020, 1, 1), False),
        ("simple", None, False),
    ],
)
def test_a_kind_is_for_people_of_an_age(name: str, born: date | None, fits: bool) -> None:
    assert (wrong_age(kind(name), born, TODAY) is None) is fits


def test_a_child_is_led_to_the_kinds_for_children() -> None:
    wrong = wrong_age(kind("simple"), date(2012, 1, 1), TODAY)
    assert wrong is not None
    assert "youth caution or youth conditional caution" in wrong[1]


def test_the_birthday_begins_at_midnight_in_london() -> None:
    # In summer it is the next day in London an hour before it is in UTC.
    moment = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert age_on(date(2008, 7, 1), london_date(moment)) == 18
    assert age_on(date(2008, 7, 1), moment.date()) == 17


def test_who_was_born_on_a_leap_day_is_a_year_older_on_the_first_of_march() -> None:
    born = date(2008, 2, 29)
    assert (age_on(born, date(2026, 2, 28)), age_on(born, date(2026, 3, 1))) == (17, 18)


@given(st.dates(date(1930, 1, 1), TODAY), st.dates(TODAY, date(2100, 1, 1)))
def test_nobody_grows_younger(born: date, later: date) -> None:
    assert 0 <= age_on(born, TODAY) <= age_on(born, later)


def test_a_kind_there_is_not_names_those_there_are() -> None:
    with pytest.raises(NoSuchKind, match="youth_conditional"):
        kind("formal warning")


def test_two_or_three_points_at_a_time_and_a_limit_of_rounds() -> None:
    assert MOST_AT_ONCE == 3
    assert MOST_ROUNDS >= 2
