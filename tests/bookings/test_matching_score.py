"""The score: between 0 and 1, moved the right way by each of its parts, and by the risk."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.bookings.appointments.appointment import Risk
from comms.bookings.matching.facts import ONE, InterpreterFacts, Past, RequestFacts, Shown, Spoken
from comms.bookings.matching.score import (
    CONTINUITY,
    COST,
    PARTS,
    QUALIFICATION,
    TRAVEL,
    Measures,
    has_police_diploma,
    measure,
    parts_of,
    score_of,
    starting_scale,
)

SCALE = starting_scale()
RISING = [Risk.USUAL, Risk.RAISED, Risk.HIGH]
TEN = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)
SHARES = st.floats(0, 1)
MEASURES = st.builds(
    Measures,
    met=st.integers(0, 40), levels_above=st.integers(0, 7), police_work=st.booleans(), police_diploma=st.booleans(),
    travel_minutes=st.integers(0, 720), pence=st.integers(0, 200_000), minutes=st.integers(1, 1440),
    booked_minutes=st.integers(0, 15_000), usual_minutes=st.floats(0, 15_000),
)  # fmt: skip
PARTS_GIVEN = st.fixed_dictionaries(dict.fromkeys(PARTS, SHARES))


def a_request(**given: Any) -> RequestFacts:
    values: dict[str, Any] = {
        "id": UUID(int=1), "appointment_id": UUID(int=2), "language": "lt", "dialect": "", "mode": "in person",
        "gender": "", "level": 3, "checks": (), "starts_at": TEN, "ends_at": TEN + timedelta(hours=3), "zone": "PE13",
        "risk": "usual",
    }  # fmt: skip
    return RequestFacts(**(values | given))


def somebody(*shown: Shown) -> InterpreterFacts:
    languages = {"lt": (Spoken("", 4, "both ways", ()), Spoken("Samogitian", 6, "both ways", ()))}
    return InterpreterFacts(
        str(UUID(int=7)), "Daiva", "", None, True, None, "PE13", 60, None, None, "", languages, shown
    )


def test_for_every_risk_each_part_has_a_weight_and_they_add_up_to_one() -> None:
    assert set(SCALE.weights) == set(Risk)
    for weights in SCALE.weights.values():
        assert set(weights) == set(PARTS)
        assert sum(weights.values()) == pytest.approx(1)
        assert min(weights.values()) > 0


def test_a_higher_risk_weighs_continuity_and_qualification_more_and_cost_less() -> None:
    for lower, higher in pairwise(RISING):
        before, after = SCALE.weights[lower], SCALE.weights[higher]
        assert after[CONTINUITY] > before[CONTINUITY]
        assert after[QUALIFICATION] > before[QUALIFICATION]
        assert after[COST] < before[COST]


@given(MEASURES, st.sampled_from(RISING))
def test_parts_and_score_lie_between_nothing_and_one(measures: Measures, risk: Risk) -> None:
    parts = parts_of(measures, SCALE)
    assert set(parts) == set(PARTS)
    assert all(0 <= part <= 1 for part in parts.values())
    assert 0 <= score_of(parts, risk, SCALE) <= 1


@given(PARTS_GIVEN, st.sampled_from(PARTS), SHARES, st.sampled_from(RISING))
def test_more_of_any_part_never_lowers_a_score(
    parts: dict[str, float], name: str, other: float, risk: Risk
) -> None:  # fmt: skip
    low, high = sorted((parts[name], other))
    assert score_of(parts | {name: low}, risk, SCALE) <= score_of(parts | {name: high}, risk, SCALE)


@given(MEASURES, st.integers(0, 40), st.integers(0, 7), st.integers(0, 720), st.integers(0, 200_000))
def test_each_measure_moves_the_score_its_own_way(
    measures: Measures, met: int, above: int, travel: int, pence: int
) -> None:
    def score(**changed: int) -> float:
        return score_of(parts_of(replace(measures, **changed), SCALE), Risk.USUAL, SCALE)

    assert score(met=measures.met + met) >= score()
    assert score(levels_above=measures.levels_above + above) >= score()
    assert score(travel_minutes=measures.travel_minutes + travel) <= score()
    assert score(pence=measures.pence + pence) <= score()
    assert score(booked_minutes=measures.booked_minutes + 60) <= score()
    assert score(police_diploma=1) >= score(police_diploma=0)


@given(PARTS_GIVEN, SHARES, SHARES)
def test_a_higher_risk_never_narrows_the_lead_of_who_knows_the_family(
    parts: dict[str, float], one: float, other: float
) -> None:
    low, high = sorted((one, other))

    def lead(risk: Risk, part: str) -> float:
        return score_of(parts | {part: high}, risk, SCALE) - score_of(parts | {part: low}, risk, SCALE)

    for lower, higher in pairwise(RISING):
        for part in (CONTINUITY, QUALIFICATION):
            assert lead(higher, part) >= lead(lower, part) - 1e-9
        assert lead(higher, COST) <= lead(lower, COST) + 1e-9


def test_who_is_booked_as_much_as_others_has_half_of_fairness() -> None:
    measures = Measures(0, 0, False, False, 0, 0, 60, 300, 300)
    assert parts_of(measures, SCALE)["fairness"] == pytest.approx(0.5)
    assert parts_of(replace(measures, booked_minutes=0), SCALE)["fairness"] == 1


def test_a_police_diploma_counts_for_police_work_alone() -> None:
    measures = Measures(0, 1, True, False, 0, 0, 60, 0, 0)
    without, holding = (parts_of(replace(measures, police_diploma=one), SCALE)[QUALIFICATION] for one in (False, True))
    assert holding > without
    meeting = replace(measures, police_work=False)
    assert parts_of(meeting, SCALE) == parts_of(replace(meeting, police_diploma=True), SCALE)


def test_a_law_option_is_a_police_diploma_and_a_health_option_is_none() -> None:
    law = Shown("DPSI", "English Law", "lt", date(2020, 1, 1), None)
    for shown, counts in (
        (law, True), (law._replace(detail="health"), False), (law._replace(language="pl"), False),
        (law._replace(kind="DPI", detail=""), True), (law._replace(issued_on=date(2027, 1, 1)), False),
    ):  # fmt: skip
        assert has_police_diploma([shown], a_request(), SCALE) is counts


def test_what_is_measured_is_what_the_appointment_would_be() -> None:
    found = measure(a_request(), somebody(), Past(four_weeks=90, met=2), (25, 35), 120.0)
    assert (found.met, found.levels_above, found.travel_minutes, found.booked_minutes) == (2, 3, 60, 90)
    assert (found.pence, found.minutes) == (3 * 2800 + 1400, 180)
    assert not found.police_work
    remote = measure(a_request(zone=None), somebody(), Past(), (0, 0), 120.0)
    assert remote.pence == 3 * 2400
    assert parts_of(remote, SCALE)[TRAVEL] == 1


def test_vetting_or_a_side_of_a_matter_is_police_work() -> None:
    assert a_request(checks=("police vetting",)).is_police_work
    assert a_request(matter="35NN1", sides=frozenset({ONE})).is_police_work
    assert not a_request(matter="35NN1").is_police_work
