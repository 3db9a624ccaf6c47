"""What of everything that was said counts, which depends on who turned out to be needed and to have been there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from comms.cautions.acts import Act, Folding, RoundActs
from comms.cautions.kind import COUNTS
from comms.cautions.said import Decided
from comms.cautions.standing import PointStanding, Round, Standing
from comms.translation.scripts import Point, points_for

CONDITION = "condition-"


def settled(folding: Folding) -> Standing:
    """The session with what counts in it, which depends on who turned out to be needed."""
    # Whether the words that were read are approved decides who is needed, so the readings come first.
    standing = replace(folding.standing, points=_points(folding, folding.standing))
    standing = replace(standing, points=_points(folding, standing))
    standing = replace(
        standing,
        offer=_counting(folding.offer, standing),
        inducement=_counting(folding.inducement, standing),
        signatures=tuple(one.said for one in folding.signatures),
    )
    return _with_outcome(folding.decisions, standing)


def _counting(act: Act | None, standing: Standing) -> Any:
    return act.said if act and not act.why_not(standing) else None


def _points(folding: Folding, standing: Standing) -> dict[str, PointStanding]:
    found = {}
    for point in required_points(standing):
        rounds = tuple(_round(one, standing) for one in folding.rounds.get(point.id, ()))
        adult = _counting(folding.explained.get(point.id), standing)
        one = PointStanding(point, rounds, adult)
        good = one.judged_understood and (adult is not None or not standing.needs_adult)
        found[point.id] = replace(one, understood=good)
    return found


def _round(one: RoundActs, standing: Standing) -> Round:
    void = next((why for act in one.acts if (why := act.why_not(standing))), "")
    return Round(
        one.read.said, one.read.at, tuple(act.said for act in one.answers),
        one.answers[-1].at if one.answers else None, one.judgement.said if one.judgement else None,
        one.judgement.at if one.judgement else None, one.series, void,
    )  # fmt: skip


def _with_outcome(decisions: Sequence[Act], standing: Standing) -> Standing:
    if not decisions:
        return standing
    act = decisions[-1]
    decided: Decided = act.said
    if decided.outcome in COUNTS and (act.why_not(standing) or _falls(standing)):
        return replace(standing, overtaken=decided, signatures=())
    # Only an outcome that could not stand is ever followed by another.
    before = decisions[-2].said if len(decisions) > 1 else None
    return replace(standing, decided=decided, decided_at=act.at, overtaken=before, paused=None, paused_at=None)


def _falls(standing: Standing) -> bool:
    """Whether something that the outcome rests on turned out not to count."""
    kind = standing.kind
    no_offer = kind.needs_consent and standing.offer is None
    not_asked = kind.disposal and (standing.inducement is None or standing.induced)
    return bool(standing.open_points) or no_offer or not_asked


def required_points(standing: Standing) -> tuple[Point, ...]:
    """What has to be understood: the points of the script that are for this offence, then each condition.

    A condition is in the officer's own English; it follows the script's words about conditions, and has its question.
    """
    sexual = standing.offence is not None and standing.offence.sexual
    script = standing.opened.script
    found = points_for(script, sexual=sexual)
    about = script.condition
    if standing.conditions is None or about is None:
        return found
    return found + tuple(
        replace(
            about, id=f"{CONDITION}{place}", text=f"{about.text} {one.text}{_by(one.by)}",
            again=f"{about.again} {one.text}{_by(one.by)}",
        )
        for place, one in enumerate(standing.conditions.conditions, start=1)
    )  # fmt: skip


def _by(day: date | None) -> str:
    return f" (by {day.day} {day:%B %Y})" if day else ""
