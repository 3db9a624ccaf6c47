"""Whether a person may be written to by text, when, and how much the text may say: one rule, asked when a text is
written and again at the moment it goes.

Source: the domain's facts on safe contact: only channels and hours the person says are safe; where a flag stands,
what nobody asked is no. To one person's own number without a flag a routine text says who writes, and may name the
child; otherwise it is neutral.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from comms.families.contact_point import ContactFault, ReadBy, Safety
from comms.families.reaching_hours import Answer, next_reachable
from comms.foundation.errors import CommsError
from comms.messages.message import Purpose

# So long an answer to somebody who rang us just now is not held until morning.
JUST_NOW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one number of one person.

    ``on_record`` is False where the number is theirs no longer. ``hours_asked`` says whether they named hours, or
    quiet hours, themselves; ``answer`` is what they said of them. ``opted_out`` and ``asked_to_stop`` hold for any
    sender of the agency; ``people_with_number`` counts everybody who has the number on record.
    """

    on_record: bool = True
    flagged: bool = False
    hours_asked: bool = False
    point_safety: str = Safety.NOT_ASKED
    point_read_by: str = ReadBy.NOT_ASKED
    point_fault: str = ContactFault.NONE
    reachable: bool = True
    opted_out: bool = False
    asked_to_stop: bool = False
    people_with_number: int = 1
    alias: bool = False
    answer: Answer = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a text may go, and not before which moment. ``code`` is a word of the house, ``why`` a sentence to
    whoever reaches the person otherwise. ``neutral`` means that it names no child and no sender, ``alias`` that it goes
    under the agency's other name, which nobody can answer."""

    allowed: bool
    not_before: datetime
    why: str = ""
    code: str = ""
    neutral: bool = False
    alias: bool = False


def decide(facts: Facts, purpose: Purpose, at: datetime, *, automatic: bool = True) -> Decision:
    """Whether a text for this purpose may go to this number from ``at`` on."""
    held = _held(facts, purpose, automatic=automatic)
    if held is not None:
        code, why = held
        return Decision(allowed=False, not_before=at, why=why, code=code)
    try:
        not_before = next_reachable(facts.answer, at)
    except CommsError as fault:
        return Decision(allowed=False, not_before=at, why=str(fault), code="no_hours")
    return Decision(allowed=True, not_before=not_before, neutral=_neutral(facts), alias=facts.alias)


def _held(facts: Facts, purpose: Purpose, *, automatic: bool) -> tuple[str, str] | None:
    """The first thing that speaks against a text at any hour, as a code and a sentence; None where nothing does."""
    number, person = _held_by_number(facts), _held_by_person(facts, purpose)
    if number or person:
        return number or person
    if facts.opted_out:
        return "opted_out", "This number asked for no more texts."
    if facts.asked_to_stop and automatic:
        return "asked_to_stop", "Their last text may mean that they want no more. Ask them first."
    return None


def _held_by_number(facts: Facts) -> tuple[str, str] | None:
    if not facts.on_record:
        return "number_changed", "This number is not on record for them any more."
    if facts.point_fault:
        return "number_fault", f"The carrier says of this number: {facts.point_fault}."
    if not facts.reachable:
        return "not_reachable", "This number does not reach them."
    return None


def _held_by_person(facts: Facts, purpose: Purpose) -> tuple[str, str] | None:
    if facts.point_safety == Safety.UNSAFE:
        return "unsafe", "They say that this number is not safe to write to."
    if not facts.flagged:
        return None
    if facts.point_safety != Safety.SAFE:
        return "not_asked", "Somebody near them may be a danger, and nobody asked whether this number is safe."
    if not facts.hours_asked:
        return "hours_not_asked", "Somebody near them may be a danger, and nobody asked at which hours writing is safe."
    if purpose == Purpose.LINK:
        return "no_link", "Somebody near them may be a danger, so no link is sent to them."
    return None


def _neutral(facts: Facts) -> bool:
    """Whether it names neither us nor a child. Where no flag stands, what nobody asked speaks against nothing, but only
    that somebody else has the number or is known to read it."""
    own = facts.people_with_number <= 1 and facts.point_read_by != ReadBy.OTHERS_TOO
    return facts.flagged or not own
