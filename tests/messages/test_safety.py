"""Safe contact decides: whether a text may go, when, and how much it may say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.families.contact_point import ContactFault, ReadBy, Safety
from comms.families.reaching_hours import may_reach, read_reaching
from comms.messages.message import Purpose
from comms.messages.safety import Facts, decide

MORNING = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
NIGHT = datetime(2026, 11, 23, 22, 15, tzinfo=UTC)
OWN = Facts(point_safety=Safety.SAFE, point_read_by=ReadBy.ONLY_THEY)
FLAGGED = replace(OWN, flagged=True, hours_asked=True)


def test_a_number_that_is_safe_and_theirs_alone_may_be_told_everything_at_once() -> None:
    decision = decide(OWN, Purpose.FOLLOW_UP, MORNING)
    assert (decision.allowed, decision.neutral, decision.alias, decision.not_before) == (True, False, False, MORNING)


@pytest.mark.parametrize(
    "facts",
    [
        replace(OWN, point_read_by=ReadBy.OTHERS_TOO),
        replace(OWN, people_with_number=2),
        FLAGGED,
    ],
)
def test_where_anybody_else_may_read_it_the_text_is_neutral(facts: Facts) -> None:
    decision = decide(facts, Purpose.FOLLOW_UP, MORNING)
    assert (decision.allowed, decision.neutral) == (True, True)


@pytest.mark.parametrize(
    "facts",
    [
        replace(OWN, point_safety=Safety.NOT_ASKED),
        replace(OWN, point_read_by=ReadBy.NOT_ASKED),
        replace(OWN, point_safety=Safety.NOT_ASKED, point_read_by=ReadBy.NOT_ASKED),
    ],
)
def test_without_a_flag_a_number_nobody_asked_about_is_told_who_writes(facts: Facts) -> None:
    decision = decide(facts, Purpose.FOLLOW_UP, MORNING)
    assert (decision.allowed, decision.neutral) == (True, False)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(OWN, on_record=False), "number_changed"),
        (replace(OWN, point_fault=ContactFault.DEAD), "number_fault"),
        (replace(OWN, reachable=False), "not_reachable"),
        (replace(OWN, point_safety=Safety.UNSAFE), "unsafe"),
        (replace(OWN, opted_out=True), "opted_out"),
        (replace(OWN, asked_to_stop=True), "asked_to_stop"),
        (replace(FLAGGED, point_safety=Safety.NOT_ASKED), "not_asked"),
        (replace(FLAGGED, hours_asked=False), "hours_not_asked"),
    ],
)
def test_what_speaks_against_a_text_is_said_in_a_sentence(facts: Facts, code: str) -> None:
    decision = decide(facts, Purpose.FOLLOW_UP, MORNING)
    assert (decision.allowed, decision.code) == (False, code)
    assert decision.why.endswith(".")


def test_where_a_flag_stands_no_link_is_sent() -> None:
    assert decide(FLAGGED, Purpose.LINK, MORNING).code == "no_link"
    assert decide(OWN, Purpose.LINK, MORNING).allowed


def test_a_worker_may_still_write_to_somebody_whose_words_sounded_like_stop() -> None:
    paused = replace(OWN, asked_to_stop=True)
    assert decide(paused, Purpose.REPLY, MORNING, automatic=False).allowed
    assert not decide(replace(OWN, opted_out=True), Purpose.REPLY, MORNING, automatic=False).allowed


def test_at_night_a_text_waits_for_the_morning() -> None:
    assert decide(OWN, Purpose.FOLLOW_UP, NIGHT).not_before == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def test_their_own_quiet_hours_hold() -> None:
    late_shift = replace(OWN, answer=read_reaching("02:00", "13:00", None))
    assert decide(late_shift, Purpose.FOLLOW_UP, MORNING).not_before == datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
    assert decide(late_shift, Purpose.FOLLOW_UP, NIGHT).not_before == NIGHT


def test_on_the_night_the_clocks_go_back_the_morning_is_an_hour_later_by_the_sun() -> None:
    saturday_night = datetime(2026, 10, 24, 20, 30, tzinfo=UTC)  # 21:30 summer time
    assert decide(OWN, Purpose.FOLLOW_UP, saturday_night).not_before == datetime(2026, 10, 25, 8, 0, tzinfo=UTC)
    friday_night = saturday_night - timedelta(days=1)
    assert decide(OWN, Purpose.FOLLOW_UP, friday_night).not_before == datetime(2026, 10, 24, 7, 0, tzinfo=UTC)


def test_on_the_night_the_clocks_go_forward_the_morning_is_an_hour_sooner_by_the_sun() -> None:
    saturday_night = datetime(2026, 3, 28, 20, 30, tzinfo=UTC)  # 20:30 winter time
    assert decide(OWN, Purpose.FOLLOW_UP, saturday_night).not_before == datetime(2026, 3, 29, 7, 0, tzinfo=UTC)


FACTS = st.builds(
    Facts,
    on_record=st.booleans(),
    flagged=st.booleans(),
    hours_asked=st.booleans(),
    point_safety=st.sampled_from(list(Safety)),
    point_read_by=st.sampled_from(list(ReadBy)),
    point_fault=st.sampled_from(list(ContactFault)),
    reachable=st.booleans(),
    opted_out=st.booleans(),
    asked_to_stop=st.booleans(),
    people_with_number=st.integers(1, 4),
    alias=st.booleans(),
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - aware by it


@given(FACTS, st.sampled_from(list(Purpose)), MOMENTS, st.booleans())
def test_a_flag_allows_only_what_was_said_to_be_safe_and_says_nothing_of_us(
    facts: Facts, purpose: Purpose, at: datetime, automatic: bool
) -> None:
    decision = decide(replace(facts, flagged=True), purpose, at, automatic=automatic)
    if decision.allowed:
        assert facts.point_safety == Safety.SAFE
        assert facts.hours_asked
        assert decision.neutral


@given(FACTS, st.sampled_from(list(Purpose)), MOMENTS, st.booleans())
def test_a_text_says_who_writes_to_one_persons_own_number_without_a_flag_and_to_no_other(
    facts: Facts, purpose: Purpose, at: datetime, automatic: bool
) -> None:
    decision = decide(facts, purpose, at, automatic=automatic)
    own = facts.people_with_number == 1 and facts.point_read_by != ReadBy.OTHERS_TOO
    if decision.allowed:
        assert decision.neutral == (facts.flagged or not own)


@given(FACTS, st.sampled_from(list(Purpose)), MOMENTS, st.booleans())
def test_what_is_allowed_goes_at_a_time_at_which_they_may_be_reached_and_never_sooner_than_asked(
    facts: Facts, purpose: Purpose, at: datetime, automatic: bool
) -> None:
    decision = decide(facts, purpose, at, automatic=automatic)
    if decision.allowed:
        assert decision.not_before >= at
        assert may_reach(facts.answer, decision.not_before)
        assert not facts.opted_out
    else:
        assert decision.code
        assert decision.why
