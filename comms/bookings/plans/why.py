"""Why a plan leaves a request without an interpreter: found as codes and ids, which are kept, and said in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from comms.bookings.matching.matching import Matches
from comms.bookings.plans.diaries import Diaries
from comms.bookings.plans.problem import Job, Placing, Problem, collide, too_far
from comms.bookings.plans.reading import About
from comms.foundation.languages import LANGUAGES

MOST_NAMED = 5


class Code(StrEnum):
    """What stands in the way, the first that holds."""

    NOBODY = "nobody interprets it"
    NOT_ELIGIBLE = "nobody may be asked"
    LOOK = "a person has to look first"
    ELSEWHERE = "needed elsewhere"
    LIMIT = "beyond what they work"
    BOOKED = "taken"


# Why interpreters could not be asked, by matching's first reason for each; where it is left out, the reason itself.
REASONS: Mapping[str, str] = {
    "left": "no longer interprets",
    "related": "is related to somebody there",
    "conflict": "must not interpret for somebody there",
    "veto": "is one the family does not want",
    "side": "is for the other side in the matter",
    "way": "interprets only one way",
    "dialect": "does not have the dialect asked for",
    "level": "has too low a level for this work",
    "gender": "is not of the gender asked for",
    "mode": "does not interpret in this way of meeting",
    "check": "has a check that is missing or runs out before",
    "hours": "does not work then",
    "leave": "is away",
    "busy": "is busy by their own calendar",
    "booked": "is booked then",
    "travel": "could not get there in time",
    "limit": "would work more than they do at most",
}


def why_not(problem: Problem, placing: Placing, job: Job, about: About) -> dict[str, Any]:
    """Why nobody is proposed for a request, as it is kept with the plan: codes, ids and counts."""
    if not about.of_language:
        return {"code": Code.NOBODY}
    if not job.eligible:
        code = Code.LOOK if about.to_look_at else Code.NOT_ELIGIBLE
        return {"code": code, "look": about.to_look_at, "reasons": dict(about.first_reasons)}
    others = {other.id: other for other in problem.jobs}
    at = {placed.worker: list[UUID]() for placed in placing.values()}
    for one, placed in placing.items():
        at[placed.worker].append(one)
    diaries = Diaries(problem)
    instead, limited, booked = set[UUID](), 0, 0
    for worker in job.eligible:
        travels = problem.workers[worker].travels
        theirs = [one for one in at.get(worker, ()) if _instead(job, others[one], problem, travels)]
        instead |= set(theirs)
        taken = not theirs and not diaries.reachable(worker, job.when)
        booked += taken
        limited += not theirs and not taken
    code = Code.ELSEWHERE if instead else Code.LIMIT if limited else Code.BOOKED
    return {
        "code": code, "could": len(job.eligible), "instead": sorted(map(str, instead)), "limit": limited,
        "booked": booked, "look": about.to_look_at,
    }  # fmt: skip


def _instead(job: Job, other: Job, problem: Problem, travels: int | None) -> bool:
    near = collide(job.when, other.when, problem.travel) or too_far(job.when, other.when, problem.travel, travels)
    return near or other.id in job.apart


def in_words(why: Mapping[str, Any], language: str, references: Mapping[str, str]) -> str:
    """The same in a sentence or two. ``references`` are those of the requests it names by id."""
    code, called = why.get("code"), LANGUAGES[language].english_name if language in LANGUAGES else language
    look = int(why.get("look") or 0)
    first = f" {_people(look)} could be asked once a person has looked at what no record can decide." if look else ""
    if code == Code.NOBODY:
        return f"Nobody in the register interprets {called}."
    if code in {Code.NOT_ELIGIBLE, Code.LOOK}:
        counted = Counter({name: int(count) for name, count in (why.get("reasons") or {}).items()})
        said = "; ".join(f"{_people(count)} {_said(name, count)}" for name, count in counted.most_common())
        if code == Code.LOOK:
            return f"A person has to look first.{first}" + (f" Of the others: {said}." if said else "")
        return f"Nobody who interprets {called} may be asked: {said}." if said else f"Nobody may be asked for {called}."
    if code == Code.ELSEWHERE:
        return (
            f"Everybody who could ({why.get('could')}) is needed elsewhere at that time{_for(why, references)}.{first}"
        )
    if code == Code.LIMIT:
        return f"Everybody who could ({why.get('could')}) would work more than they do at most.{first}"
    return f"Everybody who could ({why.get('could')}) is taken or being asked at that time.{first}"


def nobody_in_short(found: Matches) -> str:
    """Why nobody can be asked for one request, in a few words for a table."""
    if not found.of_language:
        return "nobody in the register interprets it"
    if found.best:
        return f"{len(found.best)} could be asked once somebody has looked at them"
    counts = Counter({name: count for name, count in found.counts.items() if name != "language"})
    return "; ".join(f"{_people(count)} {_said(name, count)}" for name, count in counts.most_common(2))


def _for(why: Mapping[str, Any], references: Mapping[str, str]) -> str:
    named: Sequence[str] = [references[one] for one in why.get("instead", ()) if one in references]
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    also = [f"{count} would work too long" for count in (why.get("limit"),) if count]
    also += [f"{count} taken or being asked" for count in (why.get("booked"),) if count]
    said = f": {', '.join(named[:MOST_NAMED])}{more}" if named else ""
    return f"{said}; {'; '.join(also)}" if also else said


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _said(name: str, count: int) -> str:
    """What holds of one, or of several: "is away", "are away"."""
    said = REASONS.get(name, name)
    if count == 1:
        return said
    verbs = (("is ", "are "), ("has ", "have "), ("does ", "do "), ("interprets ", "interpret "))
    for one, more in verbs:
        if said.startswith(one):
            return more + said.removeprefix(one)
    return said.replace("no longer interprets", "no longer interpret")
