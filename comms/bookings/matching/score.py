"""In which order eligible interpreters are asked: five parts between 0 and 1, weighed by the risk, each shown."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from comms.bookings.matching.eligibility import nearest
from comms.bookings.matching.facts import InterpreterFacts, Past, RequestFacts, Shown
from comms.foundation.writing import fold
from comms.interpreters.terms import terms_from

CONTINUITY, QUALIFICATION, TRAVEL, COST, FAIRNESS = PARTS = (
    "continuity",
    "qualification",
    "travel",
    "cost",
    "fairness",
)

HOUR = 60


@dataclass(frozen=True, slots=True)
class Measures:
    """What the parts of one score follow from: earlier bookings for this family, levels above the one needed, whether a
    police diploma counts and is there, minutes there and back, what the appointment costs in pence and how long it
    is, minutes booked in four weeks and what others of the language have on average."""

    met: int
    levels_above: int
    police_work: bool
    police_diploma: bool
    travel_minutes: int
    pence: int
    minutes: int
    booked_minutes: int
    usual_minutes: float


@dataclass(frozen=True, slots=True)
class Scale:
    """How measures become parts; ``weights`` by risk, ``diplomas`` as kinds with the option they must have."""

    weights: Mapping[str, Mapping[str, float]]
    met_is_full: int
    met_within_days: int
    level_needed_is_worth: float
    levels_above_are_full: int
    police_diploma_is_worth: float
    travel_minutes_worth_nothing: int
    pence_an_hour_worth_nothing: int
    diplomas: tuple[tuple[str, str], ...]


@cache
def starting_scale() -> Scale:
    """The packaged weights."""
    found: dict[str, Any] = tomllib.loads((Path(__file__).parent / "data" / "weights.toml").read_text("utf-8"))
    diplomas = tuple((one["kind"], one.get("detail", "")) for one in found["police_diploma"])
    return Scale(weights=found["weights"], diplomas=diplomas, **found["scale"])


def parts_of(measures: Measures, scale: Scale) -> dict[str, float]:
    """Each part, between 0 and 1; more speaks for somebody."""
    return {
        CONTINUITY: _within(measures.met / scale.met_is_full),
        QUALIFICATION: _qualification(measures, scale),
        TRAVEL: _within(1 - measures.travel_minutes / scale.travel_minutes_worth_nothing),
        COST: _within(1 - measures.pence * HOUR / max(1, measures.minutes) / scale.pence_an_hour_worth_nothing),
        FAIRNESS: _fairness(measures),
    }


def _qualification(measures: Measures, scale: Scale) -> float:
    above = _within(measures.levels_above / scale.levels_above_are_full)
    level = scale.level_needed_is_worth + (1 - scale.level_needed_is_worth) * above
    if not measures.police_work:
        return _within(level)
    share = scale.police_diploma_is_worth
    return _within((1 - share) * level + share * measures.police_diploma)


def _fairness(measures: Measures) -> float:
    """A half for whoever is booked as much as others of the language; 1 for nobody's bookings at all."""
    if measures.booked_minutes <= 0:
        return 1.0
    return _within(measures.usual_minutes / (measures.usual_minutes + measures.booked_minutes))


def _within(value: float) -> float:
    return min(1.0, max(0.0, value))


def score_of(parts: Mapping[str, float], risk: str, scale: Scale) -> float:
    """The parts weighed by the risk, between 0 and 1."""
    weights = scale.weights[risk]
    return _within(sum(weights[name] * parts[name] for name in PARTS))


def measure(
    request: RequestFacts, one: InterpreterFacts, past: Past, way: tuple[int, int], usual_minutes: float
) -> Measures:  # fmt: skip
    """What one interpreter would bring to one request. ``way`` is minutes there and back, ``usual_minutes`` what
    others of the language are booked for on average."""
    level = nearest(request, one.languages[request.language]).level
    return Measures(
        met=past.met,
        levels_above=max(0, level - request.level),
        police_work=request.is_police_work,
        police_diploma=request.is_police_work and has_police_diploma(one.shown, request, starting_scale()),
        travel_minutes=sum(way),
        pence=pence_for(one.terms, request.minutes, None if request.zone is None else sum(way)),
        minutes=request.minutes,
        booked_minutes=past.four_weeks,
        usual_minutes=usual_minutes,
    )


@lru_cache(maxsize=4096)
def pence_for(stored: str, minutes: int, travelling: int | None) -> int:
    """What so many minutes cost by terms as they are stored, in pence: with travelling, or remotely where that is None.
    Many charge the same, so that it is worked out once."""
    terms = terms_from(json.loads(stored) if stored else {})
    return terms.fee(minutes, remote=travelling is None) + terms.travel_fee(travelling or 0, 0)


def has_police_diploma(shown: Sequence[Shown], request: RequestFacts, scale: Scale) -> bool:
    """Whether one of what they have shown in this language is a diploma for police work that counts on that day."""
    return any(
        one.kind == kind
        and fold(detail) in fold(one.detail)
        and one.language in {"", request.language}
        and one.counts_on(request.day)
        for one in shown
        for kind, detail in scale.diplomas
    )
