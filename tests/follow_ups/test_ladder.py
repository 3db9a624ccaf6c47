"""The ladder: which step comes next for whom, and when, as laws over hours, shifts and the nights the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from comms.families.contact_point import (
    Channel,
    ContactFault,
    ContactPoint,
    ReadBy,
    SafeContact,
    Safety,
)
from comms.families.language_need import LanguageNeed, Reads
from comms.families.reaching_hours import Reaching, Stretch, may_reach
from comms.follow_ups.follow_up import Because, Step
from comms.follow_ups.ladder import (
    STEPS,
    WAIT,
    Facts,
    another_call_at,
    back_again,
    back_from,
    begins_again_after,
    due_of,
    earliest_call,
    first_step,
    left_out,
    next_step,
)
from comms.follow_ups.ways import Ways, why_not
from comms.foundation.clock import LONDON, london_date, london_moment
from comms.foundation.work_days import is_working_day, working_day_after

MONDAY = date(2026, 11, 23)
WHY = "Not safe."
LEFT_OUT = (Step.OTHER_HOUR, Step.OTHER_WAY, Step.LETTER)

moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
facts_of_ways = st.builds(
    lambda because, out: Facts(None, STEPS[because], dict.fromkeys(out, WHY)),
    st.sampled_from(list(Because)),
    st.sets(st.sampled_from(LEFT_OUT)),
)


@st.composite
def answers(draw: st.DrawFn) -> Reaching | None:
    """Nothing asked, quiet hours, or stretches of some days, over midnight and in shifts of two weeks too."""
    if draw(st.booleans()):
        return None
    begins = draw(st.integers(0, 1439))
    length = draw(st.integers(15, 720))
    days = frozenset(draw(st.sets(st.integers(0, 6), min_size=1)))
    week = draw(st.sampled_from([None, 0, 1]))
    stretch = Stretch(days, begins, begins + length, week)
    return Reaching((stretch,), None, date(2026, 11, 23) if week is not None else None)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return london_moment(day, time(hour, minute))


@given(facts_of_ways)
def test_the_ladder_always_ends_with_a_person_and_stays_there(facts: Facts) -> None:
    step, seen = first_step(facts), []
    for _ in range(20):
        seen.append(step)
        step = next_step(step, facts)
    assert seen[-1] == Step.MANAGER
    assert Step.WORKER in seen
    climbed = seen[: seen.index(Step.MANAGER) + 1]
    assert climbed == sorted(set(climbed), key=list(Step).index), "it goes up, and no step comes twice"
    assert not set(seen) & set(facts.why_not), "no step is made that is not safe"


@given(facts_of_ways, st.sampled_from(list(Step)))
def test_what_is_left_out_is_told_with_its_reason(facts: Facts, step: Step) -> None:
    after = next_step(step, facts)
    told = dict(left_out(step, facts))
    order = list(Step)
    between = {one for one in facts.steps if order.index(step) < order.index(one) < order.index(after)}
    assert set(told) == between
    assert all(told.values())


@given(st.sampled_from(list(Step)), moments, answers(), st.integers(0, 40))
@example(Step.OTHER_WAY, datetime(2027, 3, 27, 23, 30, tzinfo=UTC), None, 0)
@example(Step.OTHER_HOUR, datetime(2026, 10, 24, 23, 59, tzinfo=UTC), Reaching((Stretch(frozenset({6}), 60, 180),)), 0)
def test_every_step_falls_when_that_person_may_be_reached(
    step: Step, last: datetime, answer: Reaching | None, later: int
) -> None:
    now = last + timedelta(hours=later)
    due = due_of(step, last, Facts(answer), now)
    assert due >= now
    if step == Step.TEXT:
        assert due == now, "it is written at once, and goes when it may"
        return
    assert may_reach(answer, due)
    assert london_date(due) >= working_day_after(london_date(last), WAIT[step])


@given(moments, answers())
def test_a_step_falls_on_a_working_day_wherever_they_can_be_reached_on_one(
    now: datetime, answer: Reaching | None
) -> None:
    due = due_of(Step.OTHER_WAY, now, Facts(answer), now)
    working = answer is None or all(
        one.week is None and any(day < 5 for day in one.days) and one.ends <= 1440 for one in answer.stretches
    )
    assume(working)
    assert is_working_day(london_date(due))


@given(moments, answers(), st.integers(0, 72))
def test_the_next_call_is_at_another_hour_in_their_hours_with_time_to_prepare(
    last: datetime, answer: Reaching | None, later: int
) -> None:
    now = last + timedelta(hours=later)
    at = another_call_at(answer, last, now)
    assert may_reach(answer, at)
    assert at >= earliest_call(now) >= now + timedelta(hours=1) - timedelta(minutes=1)
    if answer is None:
        assert _part(at) != _part(last), "whoever did not answer in the morning may sleep then"


def _part(at: datetime) -> int:
    hour = at.astimezone(LONDON).hour
    return (hour >= 12) + (hour >= 17)


def test_a_call_that_nobody_answered_on_monday_morning_climbs_within_three_weeks_of_school_days() -> None:
    facts, now = Facts(None), _at(MONDAY, 9, 40)
    step, at, climbed = Step.TEXT, now, []
    for _ in range(5):
        step, at = next_step(step, facts), due_of(next_step(step, facts), at, facts, at)
        climbed.append((step, london_date(at)))
    assert climbed == [
        (Step.OTHER_HOUR, date(2026, 11, 24)),
        (Step.OTHER_WAY, date(2026, 11, 26)),
        (Step.LETTER, date(2026, 11, 30)),
        (Step.WORKER, date(2026, 12, 2)),
        (Step.MANAGER, date(2026, 12, 7)),
    ]
    assert london_date(back_again(at, facts, at)) == date(2026, 12, 14)


def test_the_days_around_christmas_are_nobodys_working_days() -> None:
    eve = _at(date(2026, 12, 24), 16)
    assert due_of(Step.OTHER_HOUR, eve, Facts(None), eve) == _at(date(2026, 12, 29), 9)


def test_somebody_on_nights_is_not_tried_while_they_sleep() -> None:
    sleeps = SafeContact(quiet_from="08:00", quiet_to="16:00")
    assert due_of(Step.OTHER_HOUR, _at(MONDAY, 9), Facts(sleeps), _at(MONDAY, 9)) == _at(date(2026, 11, 24), 16)


@pytest.mark.parametrize("sunday", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_clock_change_moves_no_step_by_an_hour(sunday: date) -> None:
    friday = sunday - timedelta(days=2)
    evenings = Reaching((Stretch(frozenset(range(7)), 18 * 60, 20 * 60),))
    due = due_of(Step.OTHER_HOUR, _at(friday, 11), Facts(evenings), _at(friday, 11))
    assert due.astimezone(LONDON).strftime("%a %H:%M") == "Mon 18:00"


def test_who_is_away_is_left_in_peace_until_the_day_after_they_are_back() -> None:
    now = _at(MONDAY, 9)
    assert back_from(date(2027, 1, 12), Facts(None), now) == _at(date(2027, 1, 13), 9)


def test_a_follow_up_set_going_again_begins_with_a_call_where_somebody_had_it_to_decide() -> None:
    assert begins_again_after("") == Step.TEXT
    assert begins_again_after(Step.OTHER_WAY) == Step.OTHER_WAY
    assert begins_again_after(Step.WORKER) == begins_again_after(Step.MANAGER) == Step.TEXT


def test_nobody_is_chased_who_told_us_that_they_cannot_come_or_whom_we_failed() -> None:
    assert STEPS[Because.CALLED_OFF] == (Step.WORKER, Step.MANAGER)
    assert STEPS[Because.OUR_FAILURE] == (Step.TEXT, Step.WORKER, Step.MANAGER)


def _point(channel: Channel = Channel.MOBILE, **values: object) -> ContactPoint:
    made: dict[str, object] = {"safety": Safety.SAFE, "read_by": ReadBy.ONLY_THEY, "fault": "", "reachable": True}
    return ContactPoint(channel=channel, **(made | values))


def _reads(**values: object) -> LanguageNeed:
    return LanguageNeed(**({"written": "pl", "reads": Reads.WELL} | values))


def test_every_way_is_open_to_somebody_of_whom_nothing_speaks_against_it() -> None:
    mobile, mail = _point(), _point(Channel.EMAIL)
    ways = Ways(points=[mobile, mail], to_text=[mobile], need=_reads(), has_address=True)
    assert why_not(ways) == {}
    assert (ways.to_ring, ways.to_mail, ways.reads) == ([mobile], mail, "pl")


def test_where_a_flag_stands_what_nobody_asked_is_not_used() -> None:
    flagged = SafeContact(flagged=True)
    unasked = _point(safety=Safety.NOT_ASKED)
    ways = Ways(safe=flagged, points=[unasked, _point(Channel.EMAIL)], need=_reads(), has_address=True)
    assert ways.to_ring == []
    assert ways.to_mail is None, "an e-mail says from whom it is"
    assert set(why_not(ways)) == {Step.OTHER_HOUR, Step.OTHER_WAY, Step.LETTER}
    assert "nobody has asked them whether post is safe" in why_not(ways)[Step.LETTER]


def test_where_a_flag_stands_a_safe_number_is_rung_only_at_hours_they_said_are_safe() -> None:
    safe = _point()
    assert Ways(safe=SafeContact(flagged=True), points=[safe]).to_ring == []
    asked = SafeContact(flagged=True, quiet_from="15:00", quiet_to="09:00")
    assert Ways(safe=asked, points=[safe]).to_ring == [safe]


def test_without_a_flag_a_number_nobody_asked_about_may_be_rung_and_an_unsafe_one_not() -> None:
    unasked, unsafe = _point(safety=Safety.NOT_ASKED), _point(safety=Safety.UNSAFE)
    assert Ways(points=[unasked, unsafe]).to_ring == [unasked]
    assert "not safe" in why_not(Ways(points=[unsafe]))[Step.OTHER_HOUR]


def test_a_number_that_takes_no_texts_can_be_rung_and_a_dead_one_not() -> None:
    landline, dead = _point(fault=ContactFault.LANDLINE), _point(fault=ContactFault.DEAD, reachable=False)
    assert Ways(points=[landline, dead]).to_ring == [landline]


@pytest.mark.parametrize(
    ("answer", "said"),
    [(SafeContact(flagged=False, post_is_safe=False), "post is not safe"), (None, "no address of theirs")],
)
def test_a_letter_is_left_out_where_post_is_not_safe_or_goes_nowhere(answer: SafeContact | None, said: str) -> None:
    assert said in why_not(Ways(safe=answer, has_address=answer is not None))[Step.LETTER]


def test_nothing_is_written_by_mail_that_others_read_or_that_must_not_say_who_writes() -> None:
    shared = _point(Channel.EMAIL, read_by=ReadBy.OTHERS_TOO)
    assert Ways(points=[shared]).to_mail is None
    assert Ways(safe=SafeContact(flagged=False, alias=True), points=[_point(Channel.EMAIL)]).to_mail is None
    assert Ways(need=_reads(reads=Reads.NONE)).reads == ""
