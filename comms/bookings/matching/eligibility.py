"""Whether an interpreter may be asked for a request, and every reason why not.

A preference (gender, dialect, the way of meeting) rules somebody out like anything else: it is never relaxed silently,
so that a person sees it, asks the family, and changes the request. Reasons that no other time or place would undo come
first, so that what is counted under hours, bookings and travel would be helped by another time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from comms.bookings.matching.facts import InterpreterFacts, Objection, Past, RequestFacts, Shown, Spoken, same_dialect
from comms.bookings.matching.way import booked_over, too_far, unreachable
from comms.interpreters.conflict import DeclaredBy, Scope
from comms.interpreters.free_time import works_at
from comms.interpreters.interpreter import Way
from comms.interpreters.travel import Zones


class Why(StrEnum):
    """The reasons there are, in the order in which one is counted."""

    LANGUAGE = "language"
    LEFT = "left"
    RELATED = "related"
    CONFLICT = "conflict"
    VETO = "veto"
    SIDE = "side"
    WAY = "way"
    DIALECT = "dialect"
    LEVEL = "level"
    GENDER = "gender"
    MODE = "mode"
    CHECK = "check"
    HOURS = "hours"
    LEAVE = "leave"
    BUSY = "busy"
    BOOKED = "booked"
    TRAVEL = "travel"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody is not eligible, or what a person must look at first: a code, a sentence, and for a conflict which
    one it is, so that those who may know can be told why."""

    code: str
    said: str
    conflict_id: UUID | None = None

    def with_why(self, why: str) -> Reason:
        """The same, with the reason behind it."""
        return replace(self, said=f"{self.said} {why}") if why else self


class Pair(NamedTuple):
    """One request, one interpreter, what lies behind both, and the ways between zones."""

    request: RequestFacts
    one: InterpreterFacts
    past: Past
    ways: Mapping[Zones, int]


# The code of what a family asked to avoid. Not everybody who may see bookings is shown their words.
VETO = "avoid"

Rule = Callable[[Pair], tuple[Reason, ...]]
NONE: tuple[Reason, ...] = ()


def reasons(pair: Pair) -> tuple[Reason, ...]:
    """Every reason why not; none means eligible."""
    return tuple(reason for rule in RULES for reason in rule(pair))


def first_reason(pair: Pair, rules: tuple[Rule, ...]) -> Reason | None:
    """The first reason why not that these rules find."""
    for rule in rules:
        if found := rule(pair):
            return found[0]
    return None


def _language(pair: Pair) -> tuple[Reason, ...]:
    if pair.one.languages.get(pair.request.language):
        return NONE
    return (Reason(Why.LANGUAGE, f"Does not interpret {pair.request.language_name}."),)


def _left(pair: Pair) -> tuple[Reason, ...]:
    if pair.one.active:
        return NONE
    left_on = pair.one.left_on
    return (Reason(Why.LEFT, f"Left the register on {in_words(left_on)}." if left_on else "Left the register."),)


def _related(pair: Pair) -> tuple[Reason, ...]:
    if pair.one.person_key and pair.one.person_id in pair.request.family:
        return (Reason(Why.RELATED, "Is at this appointment, or related to or living with somebody who is."),)
    # Whoever became a parent on record only after they were registered was never asked whether they are that person.
    if pair.one.key in pair.request.reached_alike:
        return (Reason(Why.RELATED, "Has a telephone number or an e-mail address in common with this family."),)
    return NONE


def _objections(pair: Pair) -> tuple[Reason, ...]:
    return tuple(_objection(one) for one in pair.one.objections if _reaches(one, pair.request))


def _reaches(objection: Objection, request: RequestFacts) -> bool:
    if objection.scope == Scope.COMMUNITY:
        return False
    return objection.person_id in (request.attendees if objection.scope == Scope.PERSON else request.family)


def _objection(objection: Objection) -> Reason:
    if objection.declared_by == DeclaredBy.FAMILY:
        return Reason(Why.VETO, "The family asked not to have them.", objection.id)
    return Reason(Why.CONFLICT, "Must not interpret for somebody at this appointment.", objection.id)


def _side(pair: Pair) -> tuple[Reason, ...]:
    sides = pair.request.sides
    if len(sides) > 1:
        return (Reason(Why.SIDE, "This is for both sides of one matter, which nobody may serve: each needs its own."),)
    if sides and pair.past.sides - sides:
        return (Reason(Why.SIDE, "Interprets, or interpreted, for the other side in this matter."),)
    return NONE


def _skills(pair: Pair) -> tuple[Reason, ...]:
    entries = pair.one.languages.get(pair.request.language)
    return missing(pair.request, nearest(pair.request, entries)) if entries else NONE


def nearest(request: RequestFacts, entries: Sequence[Spoken]) -> Spoken:
    """Of their entries for the language, each with its dialect, the one that lacks least; of equals the best."""
    if len(entries) == 1:
        return entries[0]
    return min(entries, key=lambda entry: (len(missing(request, entry)), -entry.level, entry.dialect))


def missing(request: RequestFacts, entry: Spoken) -> tuple[Reason, ...]:
    """What one entry lacks for a request."""
    found, called = [], request.language_name
    if entry.way != Way.BOTH:
        found.append(Reason(Why.WAY, f"Interprets {called} only {entry.way}; a talk needs both ways."))
    if request.dialect and not same_dialect(request.dialect, entry.dialect):
        theirs = f"theirs is {entry.dialect}" if entry.dialect else "none is on record for them"
        found.append(Reason(Why.DIALECT, f"{request.dialect} was asked for; {theirs}."))
    if entry.level < request.level:
        theirs = f"level {entry.level} is" if entry.level else "none is"
        found.append(Reason(Why.LEVEL, f"This work needs level {request.level}; {theirs} on record for {called}."))
    if request.mode not in entry.modes:
        they = f"they interpret {' or '.join(entry.modes)}" if entry.modes else "no other way is on record either"
        found.append(Reason(Why.MODE, f"Does not interpret {request.mode}; {they}."))
    return tuple(found)


def _gender(pair: Pair) -> tuple[Reason, ...]:
    if not pair.request.gender or pair.one.gender == pair.request.gender:
        return NONE
    said = f"they are {pair.one.gender}" if pair.one.gender else "theirs is not on record"
    return (Reason(Why.GENDER, f"{pair.request.gender.capitalize()} was asked for; {said}."),)


def _checks(pair: Pair) -> tuple[Reason, ...]:
    request = pair.request
    found = []
    for kind in request.checks:
        own = [one for one in pair.one.shown if one.kind == kind and one.language in {"", request.language}]
        if not any(one.counts_on(request.day) and one.counts_on(request.last_day) for one in own):
            found.append(Reason(Why.CHECK, f"{kind} {_fault(own, request.last_day)}"))
    return tuple(found)


def _fault(own: Sequence[Shown], day: date) -> str:
    if not own:
        return "is not on record."
    last = max(own, key=lambda one: (one.expires_on or date.max, one.issued_on))
    if last.issued_on > day:
        return f"counts only from {in_words(last.issued_on)} on."
    return f"runs out on {in_words(last.expires_on)}, before this ends." if last.expires_on else "does not count yet."


def _hours(pair: Pair) -> tuple[Reason, ...]:
    span = pair.request.starts_at, pair.request.ends_at
    exceptions = pair.one.exceptions
    code = (
        works_at(pair.one.hours, exceptions, *span) if exceptions else _usually_works_at(tuple(pair.one.hours), *span)
    )
    return (Reason(code, _NOT_WORKING[code]),) if code else NONE


# Many people keep the same hours.
_usually_works_at = lru_cache(maxsize=1024)(lambda hours, start, end: works_at(hours, (), start, end))

_NOT_WORKING: dict[str, str] = {
    Why.HOURS: "Does not work throughout that time.",
    Why.LEAVE: "Is away at that time.",
    Why.BUSY: "Is busy at that time, by their own calendar.",
}


def _booked(pair: Pair) -> tuple[Reason, ...]:
    # What another agency booked takes the time as well; where and for whom is nobody else's.
    return (Reason(Why.BOOKED, "Is booked at that time."),) if booked_over(pair.request, pair.one) else NONE


def _travel(pair: Pair) -> tuple[Reason, ...]:
    if booked_over(pair.request, pair.one):
        return NONE
    if unreachable(pair.request, pair.one, pair.ways):
        return (Reason(Why.TRAVEL, "Is booked just before or after, with too little time for the way."),)
    if minutes := too_far(pair.request, pair.one, pair.ways):
        most = pair.one.travels_minutes
        return (Reason(Why.TRAVEL, f"The way is {minutes} minutes; they travel {most} at most."),)
    return NONE


def _limits(pair: Pair) -> tuple[Reason, ...]:
    own = sum(_minutes(one.starts_at, one.ends_at) for one in pair.one.taken if one.request_id == pair.request.id)
    added = pair.request.minutes - own
    limits = (
        ("a day", pair.one.most_minutes_a_day, pair.past.day),
        ("a week", pair.one.most_minutes_a_week, pair.past.week),
    )
    return tuple(
        Reason(Why.LIMIT, f"It would be more than the {_length(most)} {each} they work at most.")
        for each, most, booked in limits
        if most is not None and booked + added > most
    )


def _minutes(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds() // 60)


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours} hours" if not rest else f"{hours} hours and {rest} minutes" if hours else f"{rest} minutes"


# In four steps, because each needs more to be read, and only of those whom the steps before do not rule out.
STANDING: tuple[Rule, ...] = (_language, _left, _related, _objections, _side, _skills, _gender)
CHECKS: tuple[Rule, ...] = (_checks,)
HOURS: tuple[Rule, ...] = (_hours,)
TAKEN: tuple[Rule, ...] = (_booked, _travel, _limits)
RULES = STANDING + CHECKS + HOURS + TAKEN


def to_look_at(pair: Pair) -> tuple[Reason, ...]:
    """What a person must look at before this interpreter is asked, because no record can decide it."""
    found = [Reason(VETO, f"The family asked to avoid: “{pair.request.avoid}”")] if pair.request.avoid else []
    found += [
        Reason("community", "They do not interpret for a community: find out which before asking.", objection.id)
        for objection in pair.one.objections
        if objection.scope == Scope.COMMUNITY
    ]
    return tuple(found)


def in_words(day: date) -> str:
    """A day as it stands in a sentence."""
    return f"{day.day} {day:%B %Y}"
