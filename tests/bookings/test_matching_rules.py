"""The rules of matching, on values alone: who may be asked, every reason why not, and the way there and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.bookings.appointments.appointment import Role
from comms.bookings.matching.eligibility import (
    RULES,
    Pair,
    Reason,
    Why,
    first_reason,
    reasons,
    to_look_at,
)
from comms.bookings.matching.facts import (
    NOTHING,
    ONE,
    OTHER,
    Except,
    Hours,
    InterpreterFacts,
    Objection,
    Past,
    RequestFacts,
    Shown,
    Spoken,
    Taken,
    sides_of,
)
from comms.bookings.matching.way import there_and_back
from comms.interpreters.conflict import DeclaredBy, Scope
from comms.interpreters.hours import HoursKind
from comms.interpreters.travel import Zones, minutes_between

TEN = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MOTHER, SON, AUNT = uuid4(), uuid4(), uuid4()
WAYS: dict[Zones, int] = {("PE13", "CB1"): 50, ("CB1", "PE13"): 75, ("PE30", "PE13"): 25, ("PE13", "PE30"): 25}


def a_request(**given: Any) -> RequestFacts:
    values: dict[str, Any] = {
        "id": UUID(int=1), "appointment_id": UUID(int=2), "language": "lt", "dialect": "", "mode": "in person",
        "gender": "", "level": 3, "checks": ("DBS",), "starts_at": TEN, "ends_at": TEN + 2 * HOUR, "zone": "PE13",
        "risk": "usual", "people": frozenset({MOTHER}), "attendees": frozenset({MOTHER, SON}),
        "family": frozenset({MOTHER, SON, AUNT}),
    }  # fmt: skip
    return RequestFacts(**(values | given))


def somebody(spoken: tuple[Spoken, ...] | None = None, **given: Any) -> InterpreterFacts:
    values: dict[str, Any] = {
        "key": str(uuid4()), "name": "Daiva Rimkutė", "gender": "a woman", "person_key": None, "active": True,
        "left_on": None, "base_zone": "PE13", "travels_minutes": 60, "most_minutes_a_day": None,
        "most_minutes_a_week": None, "terms": "",
        "languages": {"lt": spoken or (Spoken("", 6, "both ways", ("in person", "by video")),)},
        "shown": [Shown("DBS", "", "", date(2025, 1, 31), date(2028, 1, 31))],
        "hours": [Hours(weekday, time(8), time(20), date(2026, 1, 1), None) for weekday in range(5)],
    }  # fmt: skip
    return InterpreterFacts(**(values | given))


def why(request: RequestFacts, one: InterpreterFacts, past: Past = NOTHING) -> list[Reason]:
    return list(reasons(Pair(request, one, past, WAYS)))


def codes(request: RequestFacts, one: InterpreterFacts, past: Past = NOTHING) -> list[str]:
    return [str(reason.code) for reason in why(request, one, past)]


def said(request: RequestFacts, one: InterpreterFacts, past: Past = NOTHING) -> str:
    return " ".join(reason.said for reason in why(request, one, past))


def taken(start: datetime, end: datetime, zone: str | None = "PE13", request_id: UUID | None = None) -> Taken:
    return Taken(start, end, zone, request_id or uuid4())


def test_nothing_speaks_against_somebody_with_everything() -> None:
    assert why(a_request(), somebody()) == []


def test_who_does_not_speak_the_language_is_told_apart() -> None:
    assert codes(a_request(language="pl"), somebody()) == ["language"]
    assert "Polish" in said(a_request(language="pl"), somebody())


def test_another_way_of_writing_a_language_is_another_language() -> None:
    # Nothing is silently relaxed: Portuguese of Brazil is not offered where Portuguese was asked for.
    one = somebody(languages={"pt-BR": (Spoken("", 6, "both ways", ("in person",)),)})
    assert codes(a_request(language="pt"), one) == ["language"]


@pytest.mark.parametrize("way", ["into English", "from English"])
def test_a_talk_needs_both_ways(way: str) -> None:
    assert codes(a_request(), somebody((Spoken("", 6, way, ("in person",)),))) == ["way"]


def test_a_dialect_that_was_asked_for_is_never_relaxed() -> None:
    asked = a_request(dialect="Sorani")
    assert codes(asked, somebody()) == ["dialect"]
    assert "none is on record" in said(asked, somebody())
    assert codes(asked, somebody((Spoken("sorani ", 6, "both ways", ("in person",)),))) == []
    other = somebody((Spoken("Badini", 6, "both ways", ("in person",)),))
    assert "theirs is Badini" in said(asked, other)


def test_of_several_entries_for_a_language_the_nearest_counts() -> None:
    one = somebody((Spoken("", 2, "into English", ()), Spoken("Sorani", 6, "both ways", ("in person",))))
    assert codes(a_request(dialect="Sorani"), one) == []
    assert codes(a_request(dialect="Badini"), one) == ["dialect"]


def test_two_entries_do_not_make_one_that_would_do() -> None:
    one = somebody((Spoken("Sorani", 2, "both ways", ("in person",)), Spoken("", 6, "both ways", ("in person",))))
    assert codes(a_request(dialect="Sorani", level=6), one) == ["dialect"]


def test_the_level_is_that_of_the_work() -> None:
    low = somebody((Spoken("", 3, "both ways", ("in person",)),))
    assert codes(a_request(level=3), low) == []
    assert "needs level 6; level 3 is on record" in said(a_request(level=6), low)
    assert "none is on record" in said(a_request(level=1), somebody((Spoken("", 0, "both ways", ("in person",)),)))


def test_the_way_of_meeting_is_one_they_interpret_in() -> None:
    assert codes(a_request(mode="by telephone", zone=None), somebody()) == ["mode"]
    assert "in person or by video" in said(a_request(mode="by telephone", zone=None), somebody())


def test_a_gender_that_was_asked_for_is_never_relaxed() -> None:
    asked = a_request(gender="a woman")
    assert codes(asked, somebody()) == []
    assert codes(asked, somebody(gender="a man")) == ["gender"]
    assert "not on record" in said(asked, somebody(gender=""))


def test_a_check_must_count_on_the_day_itself() -> None:
    day = TEN.date()
    assert "DBS is not on record" in said(a_request(), somebody(shown=[]))
    gone = Shown("DBS", "", "", date(2025, 1, 31), day - timedelta(days=1))
    assert "DBS runs out on 1 December 2026" in said(a_request(), somebody(shown=[gone]))
    assert codes(a_request(), somebody(shown=[gone._replace(expires_on=day)])) == []
    to_come = gone._replace(issued_on=day + timedelta(days=1), expires_on=date(2029, 1, 1))
    assert "counts only from 3 December 2026" in said(a_request(), somebody(shown=[to_come]))
    assert codes(a_request(), somebody(shown=[gone, gone._replace(expires_on=date(2027, 1, 1))])) == []


def test_a_check_that_runs_out_during_the_night_does_not_count() -> None:
    night = a_request(starts_at=TEN.replace(hour=23), ends_at=TEN.replace(hour=23) + 2 * HOUR)
    last = Shown("DBS", "", "", date(2025, 1, 31), TEN.date())
    assert "check" in codes(night, somebody(shown=[last]))


def test_each_missing_check_is_a_reason_of_its_own() -> None:
    asked = a_request(checks=("DBS", "police vetting", "NRPSI"))
    assert codes(asked, somebody()) == ["check", "check"]
    assert "police vetting" in said(asked, somebody())
    assert "NRPSI" in said(asked, somebody())


def test_a_qualification_for_another_language_does_not_count() -> None:
    asked = a_request(checks=("DPSI",))
    polish = Shown("DPSI", "law", "pl", date(2020, 1, 1), None)
    assert codes(asked, somebody(shown=[polish])) == ["check"]
    assert codes(asked, somebody(shown=[polish._replace(language="lt")])) == []


def test_hours_leave_and_a_busy_calendar_are_told_apart() -> None:
    assert codes(a_request(), somebody(hours=[])) == ["hours"]
    morning = [Hours(2, time(8), time(11), date(2026, 1, 1), None)]
    assert codes(a_request(), somebody(hours=morning)) == ["hours"]
    away = Except(HoursKind.LEAVE, TEN - HOUR, TEN + HOUR / 60)
    assert codes(a_request(), somebody(exceptions=[away])) == ["leave"]
    assert codes(a_request(), somebody(exceptions=[away._replace(kind=HoursKind.BUSY)])) == ["busy"]
    more = Except(HoursKind.EXTRA, TEN, TEN + 2 * HOUR)
    assert codes(a_request(), somebody(hours=[], exceptions=[more])) == []


def test_time_that_is_booked_is_not_free_whoever_booked_it() -> None:
    assert codes(a_request(), somebody(taken=[taken(TEN + HOUR, TEN + 3 * HOUR)])) == ["booked"]


def test_what_they_hold_for_this_very_request_is_no_obstacle_to_it() -> None:
    request = a_request()
    held = taken(TEN, TEN + 2 * HOUR, request_id=request.id)
    assert codes(request, somebody(taken=[held], most_minutes_a_day=120), Past(day=120, week=120)) == []


def test_the_way_from_the_booking_before_and_to_the_one_after_must_fit() -> None:
    def before(minutes: int, zone: str | None) -> list[str]:
        end = TEN - timedelta(minutes=minutes)
        return codes(a_request(), somebody(travels_minutes=120, taken=[taken(end - HOUR, end, zone)]))

    def after(minutes: int, zone: str | None) -> list[str]:
        start = TEN + 2 * HOUR + timedelta(minutes=minutes)
        return codes(a_request(), somebody(travels_minutes=120, taken=[taken(start, start + HOUR, zone)]))

    assert (before(74, "CB1"), before(75, "CB1")) == (["travel"], [])
    assert (after(49, "CB1"), after(50, "CB1")) == (["travel"], [])
    assert (before(14, "PE13"), before(15, "PE13")) == (["travel"], [])
    assert (before(59, ""), before(60, "")) == (["travel"], [])
    assert (before(0, None), after(0, None)) == ([], [])


def test_who_joins_from_afar_does_not_travel() -> None:
    far = somebody(base_zone="CB1", travels_minutes=5, taken=[taken(TEN - HOUR, TEN, "CB1")])
    assert codes(a_request(mode="by video", zone=None), far) == []


def test_nobody_is_sent_further_than_they_travel() -> None:
    assert codes(a_request(), somebody(base_zone="CB1", travels_minutes=75)) == []
    assert codes(a_request(), somebody(base_zone="CB1", travels_minutes=74)) == ["travel"]
    assert "75 minutes; they travel 74" in said(a_request(), somebody(base_zone="CB1", travels_minutes=74))
    assert codes(a_request(zone=""), somebody(travels_minutes=59)) == ["travel"]


def test_the_way_begins_where_they_are_on_that_day() -> None:
    near = [taken(TEN - 3 * HOUR, TEN - 2 * HOUR, "PE30"), taken(TEN + 4 * HOUR, TEN + 5 * HOUR, "PE30")]
    one = somebody(base_zone="CB1", travels_minutes=60, taken=near)
    assert there_and_back(a_request(), one, WAYS) == (25, 25)
    assert codes(a_request(), one) == []
    one.taken = [taken(TEN - 30 * HOUR, TEN - 29 * HOUR, "PE30"), taken(TEN - 2 * HOUR, TEN - HOUR, None)]
    assert there_and_back(a_request(), one, WAYS) == (75, 50)


def test_limits_of_a_day_and_a_week_are_kept() -> None:
    one = somebody(most_minutes_a_day=360, most_minutes_a_week=1200)
    assert codes(a_request(), one, Past(day=240, week=1080)) == []
    assert codes(a_request(), one, Past(day=241, week=241)) == ["limit"]
    assert "6 hours a day" in said(a_request(), one, Past(day=241, week=241))
    assert codes(a_request(), one, Past(day=0, week=1081)) == ["limit"]
    assert "20 hours a week" in said(a_request(), one, Past(week=1081))


def an_objection(scope: str, person: UUID | None, by: str = DeclaredBy.INTERPRETER) -> Objection:
    return Objection(uuid4(), scope, person, by)


def test_a_conflict_with_a_person_reaches_that_person_alone() -> None:
    assert codes(a_request(), somebody(objections=[an_objection(Scope.PERSON, SON)])) == ["conflict"]
    assert codes(a_request(), somebody(objections=[an_objection(Scope.PERSON, AUNT)])) == []


def test_a_conflict_with_a_family_reaches_all_of_it() -> None:
    assert codes(a_request(), somebody(objections=[an_objection(Scope.FAMILY, AUNT)])) == ["conflict"]
    assert codes(a_request(), somebody(objections=[an_objection(Scope.FAMILY, uuid4())])) == []


def test_whom_the_family_does_not_want_is_not_asked() -> None:
    assert codes(a_request(), somebody(objections=[an_objection(Scope.PERSON, MOTHER, DeclaredBy.FAMILY)])) == ["veto"]


def test_a_community_is_for_a_person_to_look_at() -> None:
    one = somebody(objections=[an_objection(Scope.COMMUNITY, None)])
    assert codes(a_request(), one) == []
    assert [look.code for look in to_look_at(Pair(a_request(), one, NOTHING, {}))] == ["community"]


def test_what_the_family_asked_to_avoid_is_for_a_person_to_look_at() -> None:
    looks = to_look_at(Pair(a_request(avoid="nobody from Elm Road"), somebody(), NOTHING, {}))
    assert "nobody from Elm Road" in looks[0].said


@pytest.mark.parametrize("person", [MOTHER, AUNT])
def test_nobody_interprets_for_themselves_or_their_own_family(person: UUID) -> None:
    assert codes(a_request(), somebody(person_key=str(person))) == ["related"]


def test_who_is_reached_like_the_family_is_never_asked_though_nobody_said_who_they_are() -> None:
    one = somebody()
    assert codes(a_request(reached_alike=frozenset({one.key})), one) == ["related"]
    assert codes(a_request(reached_alike=frozenset({one.key})), somebody()) == []
    both = somebody(person_key=str(AUNT))
    assert codes(a_request(reached_alike=frozenset({both.key})), both) == ["related"], "one reason is enough"
    assert codes(a_request(), somebody(person_key=str(uuid4()))) == []


@pytest.mark.parametrize(("ours", "theirs"), [(ONE, OTHER), (OTHER, ONE)])
def test_nobody_serves_both_sides_of_a_matter(ours: str, theirs: str) -> None:
    request = a_request(matter="35NN1234526", sides=frozenset({ours}))
    assert codes(request, somebody(), Past(sides=frozenset({theirs}))) == ["side"]
    assert codes(request, somebody(), Past(sides=frozenset({ours}))) == []
    assert codes(request, somebody(), Past(sides=frozenset({ours, theirs}))) == ["side"]
    assert codes(a_request(matter="35NN1234526"), somebody(), Past(sides=frozenset({theirs}))) == []


def test_one_request_for_both_sides_is_for_nobody() -> None:
    assert codes(a_request(sides=frozenset({ONE, OTHER})), somebody()) == ["side"]


def test_the_sides_are_those_of_the_law() -> None:
    assert sides_of([Role.COMPLAINANT]) == sides_of([Role.WITNESS]) == sides_of([Role.CHILD]) == {ONE}
    assert sides_of([Role.SUSPECT]) == {OTHER}
    assert sides_of([Role.PARENT, Role.OTHER]) == frozenset()


def test_who_left_is_not_asked() -> None:
    assert "Left the register on 1 June 2026" in said(a_request(), somebody(active=False, left_on=date(2026, 6, 1)))


def test_every_reason_is_told_and_the_first_is_counted() -> None:
    request = a_request(gender="a man", level=7)
    one = somebody(shown=[], hours=[], most_minutes_a_day=60)
    assert codes(request, one) == ["level", "gender", "check", "hours", "limit"]
    first = first_reason(Pair(request, one, NOTHING, WAYS), RULES)
    assert first is not None
    assert first.code == Why.LEVEL


# Laws -----------------------------------------------------------------------------------------------------------------

MOMENTS = st.integers(-1800, 1800).map(lambda minutes: TEN + timedelta(minutes=minutes))
PLACES = st.sampled_from(["PE13", "CB1", "PE30", "", None])
BOOKED = st.builds(
    lambda start, length, zone: taken(start, start + timedelta(minutes=length), zone),
    MOMENTS, st.integers(15, 600), PLACES,
)  # fmt: skip


@given(st.lists(BOOKED, max_size=3), PLACES)
def test_what_is_free_here_is_free_by_the_databases_own_rule(booked: list[Taken], zone: str | None) -> None:
    request = a_request(zone=zone)
    found = {*codes(request, somebody(taken=booked, travels_minutes=1000))} & {"booked", "travel"}

    def refused(one: Taken) -> bool:
        # As in foundation/migrations/no_double_booking.py.
        there, back = minutes_between(WAYS, request.zone, one.zone), minutes_between(WAYS, one.zone, request.zone)
        return one.starts_at < request.ends_at + timedelta(minutes=there) and request.starts_at < (
            one.ends_at + timedelta(minutes=back)
        )

    assert bool(found) == any(refused(one) for one in booked)


@given(st.integers(0, 7), st.integers(0, 7), st.integers(0, 600), st.integers(0, 600))
def test_more_never_makes_somebody_less_eligible(level: int, more: int, booked: int, fewer: int) -> None:
    request = a_request(level=4)

    def against(known: int, minutes: int) -> set[str]:
        one = somebody((Spoken("", known, "both ways", ("in person",)),), most_minutes_a_day=480)
        return set(codes(request, one, Past(day=minutes)))

    assert against(max(level, more), min(booked, fewer)) <= against(min(level, more), max(booked, fewer))
