"""What is missing, as rules of values: every request is one thing, the formula stays within its bounds, and nobody is
promised more than one more interpreter can do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise
from uuid import uuid4

import pytest
from booking_factories import WEDNESDAY
from hypothesis import given
from hypothesis import strategies as st

from comms.bookings.appointments.appointment import AppointmentState, Risk
from comms.bookings.booking import BookingState
from comms.bookings.interpreter_use import UseKind
from comms.bookings.missing.asked_for import AskedFor
from comms.bookings.missing.changes import best_changes, could_do
from comms.bookings.missing.figures import by_language, by_reason, counted
from comms.bookings.missing.fulfilment import Fulfilment, fulfilment
from comms.bookings.missing.outcome import HAD, MISSED, TO_COME, Outcome, Why, outcome_of, why_nobody
from comms.bookings.missing.period import BadPeriod, Period, month_named
from comms.bookings.missing.saying import percent
from comms.bookings.missing.time_of_day import TimeOfDay, time_of_day
from comms.bookings.missing.uses import Uses, count_uses
from comms.bookings.offers.offer import OfferState
from comms.bookings.requests.request import RequestState

COUNTS = st.dictionaries(st.sampled_from(Outcome), st.integers(0, 500)).map(Counter)
HOUR = timedelta(hours=1)


def asked(begins: datetime = WEDNESDAY, minutes: int = 60, **given: object) -> AskedFor:
    """A Lithuanian interpreter asked for, whom nobody accepted to be."""
    values: dict[str, object] = {
        "request_id": uuid4(), "appointment_id": uuid4(), "reference": uuid4().hex, "language": "lt",
        "begins_at": begins, "starts_at": begins, "ends_at": begins + timedelta(minutes=minutes), "zone": None,
        "mode": "in person", "risk": Risk.USUAL, "gender": "", "level": 0, "appointment_failed": False,
        "supplier": False, "outcome": Outcome.NOBODY_CAME,
    }  # fmt: skip
    values |= given
    if values["outcome"] in MISSED:
        values.setdefault("why", Why.NOBODY_ACCEPTED)
    return AskedFor(**values)  # type: ignore[arg-type]


MANY = st.lists(
    st.builds(
        lambda begins, minutes, **rest: asked(WEDNESDAY + timedelta(minutes=15 * begins), minutes, **rest),
        st.integers(0, 4 * 24 * 7),
        st.integers(15, 300),
        language=st.sampled_from(["lt", "pl", "bfi"]),
        risk=st.sampled_from(Risk),
        gender=st.sampled_from(["", "a woman", "a man"]),
        zone=st.sampled_from([None, "PE13", "CB1"]),
        outcome=st.sampled_from(Outcome),
    ),
    max_size=25,
)


@given(COUNTS)
def test_fulfilment_lies_between_nothing_and_everything_wherever_there_is_any(counts: Counter[Outcome]) -> None:
    found = fulfilment(counts)
    assert 0 <= found.numerator <= found.denominator
    if found.denominator == 0:
        assert found.percent is None
    else:
        assert found.percent is not None
        assert 0 <= found.percent <= 100


@given(COUNTS, st.sampled_from([Outcome.BOOKED, Outcome.NOT_NAMED, Outcome.LOOKED_FOR, Outcome.NOT_TOLD]))
def test_what_nobody_knows_yet_counts_on_neither_side(counts: Counter[Outcome], unknown: Outcome) -> None:
    assert fulfilment(counts) == fulfilment(counts + Counter({unknown: 7}))


@given(COUNTS)
def test_what_we_or_the_family_called_off_changes_nothing_and_what_was_done_instead_is_no_interpreter(
    counts: Counter[Outcome],
) -> None:
    before = fulfilment(counts)
    called_off = fulfilment(counts + Counter({Outcome.CANCELLED: 3}))
    assert (called_off.numerator, called_off.denominator) == (before.numerator, before.denominator)
    otherwise = fulfilment(counts + Counter({Outcome.OTHERWISE: 3}))
    assert (otherwise.numerator, otherwise.denominator) == (before.numerator, before.denominator + 3)


def test_the_formula_by_an_example() -> None:
    found = fulfilment(
        {
            Outcome.CAME: 18, Outcome.FAMILY_NOT_THERE: 1, Outcome.NOBODY_CAME: 3, Outcome.OTHERWISE: 1,
            Outcome.CANCELLED: 2, Outcome.BOOKED: 9,
        }
    )  # fmt: skip
    assert found == Fulfilment(fulfilled=18, customer_not_there=1, completed=25, cancelled=2)
    assert (found.numerator, found.denominator) == (19, 23)
    assert percent(found) == "82.6 %"


def test_nothing_to_count_is_no_hundred_per_cent_and_nearly_all_is_not_all() -> None:
    assert percent(fulfilment({})) is None
    assert percent(fulfilment({Outcome.CANCELLED: 4})) is None
    assert percent(fulfilment({Outcome.CAME: 99_999, Outcome.NOBODY_CAME: 1})) == "99.9 %"
    assert percent(fulfilment({Outcome.CAME: 1, Outcome.NOBODY_CAME: 99_999})) == "0.1 %"
    assert percent(fulfilment({Outcome.CAME: 5})) == "100 %"
    assert percent(fulfilment({Outcome.NOBODY_CAME: 5})) == "0 %"


@given(MANY)
def test_every_figure_adds_up_to_what_was_asked_for(found: list[AskedFor]) -> None:
    counts, languages = counted(found), by_language(found)
    assert counts.demand == len(found) == sum(counts.by.values())
    assert counts.demand == counts.had + counts.missed + counts.not_told + counts.to_come + counts.cancelled
    assert counts.to_come == counts.booked + counts.not_named + counts.looked_for
    assert sum((one.counts.by for one in languages), Counter()) == counts.by
    for one in languages:
        assert sum((at.by for at in one.at.values()), Counter()) == one.counts.by
        assert sum(count for _, count in one.why) == one.counts.missed
    assert sum(risks.total() for _, risks in by_reason(found)) == counts.missed


def test_every_outcome_is_one_kind_of_thing() -> None:
    kinds = (HAD, MISSED, TO_COME, {Outcome.NOT_TOLD}, {Outcome.CANCELLED})
    assert Counter(one for kind in kinds for one in kind) == Counter(Outcome)


@pytest.mark.parametrize(
    ("request_state", "bookings", "over", "expected"),
    [
        (RequestState.OPEN, [], False, Outcome.LOOKED_FOR),
        (RequestState.OPEN, [BookingState.BY_INTERPRETER], False, Outcome.LOOKED_FOR),
        (RequestState.OPEN, [], True, Outcome.NOBODY_CAME),
        (RequestState.NOT_NAMED, [BookingState.NOT_NAMED], False, Outcome.NOT_NAMED),
        (RequestState.NOT_NAMED, [BookingState.NOT_NAMED], True, Outcome.NOT_TOLD),
        (RequestState.FILLED, [BookingState.CONFIRMED], False, Outcome.BOOKED),
        (RequestState.FILLED, [BookingState.CONFIRMED], True, Outcome.NOT_TOLD),
        (RequestState.FILLED, [BookingState.ARRIVED], True, Outcome.CAME),
        (RequestState.FILLED, [BookingState.COMPLETED], True, Outcome.CAME),
        (RequestState.FILLED, [BookingState.CURTAILED, BookingState.BY_INTERPRETER], True, Outcome.CAME),
        (RequestState.FILLED, [BookingState.NOT_PRESENT], True, Outcome.FAMILY_NOT_THERE),
        (RequestState.FILLED, [BookingState.NO_SHOW], True, Outcome.NOBODY_CAME),
        (RequestState.UNFILLED, [BookingState.NO_SHOW], True, Outcome.NOBODY_CAME),
        (RequestState.OTHERWISE, [], False, Outcome.OTHERWISE),
        (RequestState.NOT_NEEDED, [BookingState.BY_FAMILY], True, Outcome.CANCELLED),
    ],
)
def test_what_became_of_a_request(
    request_state: RequestState, bookings: list[BookingState], over: bool, expected: Outcome
) -> None:
    assert outcome_of(request_state, bookings, AppointmentState.CONFIRMED, over=over) == expected


def test_an_appointment_that_failed_for_want_of_an_interpreter_was_not_called_off() -> None:
    def failed(*bookings: BookingState) -> Outcome:
        return outcome_of(RequestState.NOT_NEEDED, bookings, AppointmentState.FAILED, over=False)

    assert failed() == Outcome.NOBODY_CAME
    assert failed(BookingState.BY_INTERPRETER) == Outcome.NOBODY_CAME
    assert failed(BookingState.BY_REQUESTER) == Outcome.CANCELLED
    # It may have failed for another reason, and nobody said whether the interpreter was there.
    assert failed(BookingState.CONFIRMED) == Outcome.NOT_TOLD


def test_what_an_interpreter_called_off_was_not_called_off_by_those_who_asked() -> None:
    off = AppointmentState.CANCELLED
    for state in (RequestState.OPEN, RequestState.NOT_NEEDED):
        assert outcome_of(state, [BookingState.BY_REQUESTER], off, over=True) == Outcome.CANCELLED
        theirs = outcome_of(state, [BookingState.BY_REQUESTER], off, over=True, by_interpreter=True)
        assert theirs == Outcome.NOBODY_CAME
    assert why_nobody([], [BookingState.BY_REQUESTER], known=True, by_interpreter=True) == Why.DROPPED_OUT


@given(
    st.sampled_from(RequestState), st.lists(st.sampled_from(BookingState)), st.sampled_from(AppointmentState),
    st.booleans(),
)  # fmt: skip
def test_nothing_is_still_to_come_when_it_is_over_and_nobody_came_who_was_not_there(
    state: RequestState, bookings: list[BookingState], appointment: AppointmentState, over: bool
) -> None:
    found = outcome_of(state, bookings, appointment, over=over)
    assert not (over and found in TO_COME)
    assert (found in HAD) == bool(
        {BookingState.ARRIVED, BookingState.COMPLETED, BookingState.CURTAILED, BookingState.NOT_PRESENT} & set(bookings)
    )


@pytest.mark.parametrize(
    ("offers", "bookings", "known", "expected"),
    [
        ([], [], False, Why.NOT_IN_REGISTER),
        ([], [], True, Why.NOBODY_ASKED),
        ([OfferState.DECLINED, OfferState.LAPSED], [], True, Why.NOBODY_ACCEPTED),
        ([OfferState.LAPSED], [], False, Why.NOBODY_ACCEPTED),
        ([OfferState.QUEUED, OfferState.WITHDRAWN], [], True, Why.NOBODY_ASKED),
        ([OfferState.GIVEN_BACK], [BookingState.RELEASED], True, Why.NOBODY_ACCEPTED),
        ([OfferState.GIVEN_BACK], [BookingState.BY_INTERPRETER], True, Why.DROPPED_OUT),
        ([], [BookingState.RELEASED, BookingState.NO_SHOW], True, Why.DROPPED_OUT),
        ([OfferState.ACCEPTED], [BookingState.NOT_NAMED], True, Why.DROPPED_OUT),
        ([OfferState.ACCEPTED], [BookingState.BY_REQUESTER], True, Why.CALLED_OFF),
    ],
)
def test_why_nobody_came(offers: list[OfferState], bookings: list[BookingState], known: bool, expected: Why) -> None:
    assert why_nobody(offers, bookings, known=known) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 12, 2, 8, 59, tzinfo=UTC), TimeOfDay.EARLY),
        (datetime(2026, 12, 2, 9, 0, tzinfo=UTC), TimeOfDay.MORNING),
        (datetime(2026, 7, 1, 8, 0, tzinfo=UTC), TimeOfDay.MORNING),  # nine by the clock in summer
        (datetime(2026, 12, 2, 12, 0, tzinfo=UTC), TimeOfDay.MIDDAY),
        (datetime(2026, 12, 2, 17, 59, tzinfo=UTC), TimeOfDay.AFTERNOON),
        (datetime(2026, 12, 2, 18, 0, tzinfo=UTC), TimeOfDay.EVENING),
        (datetime(2026, 12, 5, 10, 0, tzinfo=UTC), TimeOfDay.WEEKEND),
        (datetime(2026, 7, 3, 23, 30, tzinfo=UTC), TimeOfDay.WEEKEND),  # Saturday already in London
        (datetime(2026, 12, 25, 10, 0, tzinfo=UTC), TimeOfDay.WEEKEND),
    ],
)
def test_the_part_of_the_week_is_that_of_the_clock_in_london(moment: datetime, expected: TimeOfDay) -> None:
    assert time_of_day(moment) == expected


def test_a_month_is_london_s_from_midnight_to_midnight() -> None:
    october = month_named("2026-10")
    assert (october.start, october.end) == (
        datetime(2026, 9, 30, 23, 0, tzinfo=UTC),
        datetime(2026, 11, 1, 0, 0, tzinfo=UTC),
    )
    assert (october.is_month, october.title, october.month) == (True, "October 2026", "2026-10")
    week = Period(date(2026, 11, 2), date(2026, 11, 8))
    assert (week.is_month, week.title) == (False, "2 November 2026 to 8 November 2026")


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-00", "11-2026", "1999-12", "٢٠٢٦-١١", "2026-11-01"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(BadPeriod):
        month_named(text)


def test_days_the_wrong_way_round_or_years_apart_are_refused_at_their_field() -> None:
    with pytest.raises(BadPeriod, match="before the first") as backwards:
        Period(date(2026, 11, 8), date(2026, 11, 2))
    assert backwards.value.field == "until"
    with pytest.raises(BadPeriod, match="more than a year"):
        Period(date(2026, 1, 1), date(2027, 1, 2))


def _apart(one: AskedFor, other: AskedFor) -> bool:
    return one.ends_at <= other.starts_at or other.ends_at <= one.starts_at


@given(MANY)
def test_one_more_interpreter_is_never_in_two_places(found: list[AskedFor]) -> None:
    done = could_do(found, {("PE13", "CB1"): 70, ("CB1", "PE13"): 70})
    for one, other in combinations(done, 2):
        assert _apart(one, other)
    for one, other in pairwise(done):
        if one.zone and other.zone:
            way = 15 if one.zone == other.zone else 70
            assert other.starts_at - one.ends_at >= timedelta(minutes=way)


@given(MANY.filter(lambda found: len(found) <= 8))
def test_where_nobody_travels_it_is_the_most_that_anybody_could_do(found: list[AskedFor]) -> None:
    here = [asked(one.starts_at, one.minutes) for one in found]

    def all_apart(chosen: Sequence[AskedFor]) -> bool:
        return all(_apart(one, other) for one, other in combinations(chosen, 2))

    most = max(size for size in range(len(here) + 1) if any(map(all_apart, combinations(here, size))))
    assert len(could_do(here, {})) == most


@given(MANY)
def test_no_change_meets_more_than_nobody_came_to(found: list[AskedFor]) -> None:
    for change in best_changes(found, {}):
        alike = [one for one in found if one.missed and one.language == change.language]
        if change.when:
            alike = [one for one in alike if one.when == change.when]
        assert 1 <= change.met <= len(alike)
        assert change.at_high_risk <= change.met
        assert change.minutes <= sum(one.minutes for one in alike)


def test_the_change_that_meets_most_is_told_first_and_two_at_once_count_once() -> None:
    evening = datetime(2026, 12, 2, 18, 30, tzinfo=UTC)
    found = [
        asked(evening), asked(evening + timedelta(days=1), 90), asked(evening + timedelta(days=2), level=6),
        asked(evening + HOUR / 2),  # the same evening as the first
        asked(WEDNESDAY, language="pl"), asked(WEDNESDAY, language="pl", why=Why.NOBODY_ASKED),
        asked(WEDNESDAY, language="ro", risk=Risk.HIGH), asked(WEDNESDAY, language="ar", why=Why.CALLED_OFF),
    ]  # fmt: skip
    first, second, third = best_changes(found, {})
    assert (first.language, first.when, first.met, first.minutes) == ("lt", TimeOfDay.EVENING, 3, 210)
    assert first.level == 6
    assert (second.language, second.met, second.at_high_risk) == ("ro", 1, 1)
    assert (third.language, third.met) == ("pl", 1)


def test_somebody_free_at_any_time_is_told_only_where_they_would_have_met_more() -> None:
    morning, evening = WEDNESDAY, WEDNESDAY.replace(hour=18)
    *_, last = best_changes([asked(morning), asked(evening), asked(evening, language="pl")], {})
    assert (last.language, last.when, last.met) == ("lt", None, 2)
    assert [one.when for one in best_changes([asked(evening)], {})] == [TimeOfDay.EVENING]
    assert best_changes([], {}) == []


def test_one_interpreter_is_not_both_a_woman_and_a_man() -> None:
    found = [
        asked(WEDNESDAY + timedelta(days=day), gender=gender)
        for day, gender in enumerate(["a woman", "a man", "a woman"])
    ]
    (change,) = best_changes(found, {})
    assert (change.met, change.gender) == (2, "a woman")


def test_calls_to_the_telephone_service_are_counted_by_their_last_answer() -> None:
    first, second, third, alone, stood_in = (uuid4() for _ in range(5))
    rows = [
        (first, None, UseKind.ASKED), (second, None, UseKind.ASKED), (third, None, UseKind.ASKED),
        (uuid4(), first, UseKind.NOT_HAD), (uuid4(), first, UseKind.HAD), (uuid4(), second, UseKind.NOT_HAD),
        (alone, None, UseKind.HAD), (stood_in, None, UseKind.EMERGENCY_ADULT),
    ]  # fmt: skip
    assert count_uses(rows) == Uses(asked=4, had=2, not_had=1, not_told=1, adults=1)
    assert count_uses([]) == Uses()
