"""Interpreters used without an appointment: how often one was asked for by telephone, also in a call to a family, and
had."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from comms.bookings.interpreter_use import UseKind


@dataclass(frozen=True, slots=True)
class Uses:
    """Counts. ``asked`` is all of them: ``had``, ``not_had``, and ``not_told`` where nobody recorded which. ``adults``
    is how often an adult stood in in an emergency, which is no interpreter."""

    asked: int = 0
    had: int = 0
    not_had: int = 0
    not_told: int = 0
    adults: int = 0


def count_uses(found: Iterable[tuple[UUID, UUID | None, str]]) -> Uses:
    """Count what was recorded: id, the asking it answers, what happened; the earliest first. The last answer to an
    asking stands; an answer to none is an asking of its own."""
    answers: dict[UUID, str] = {}
    adults = 0
    for one, of, kind in found:
        if kind == UseKind.EMERGENCY_ADULT:
            adults += 1
        else:
            answers[of or one] = kind
    how = list(answers.values())
    return Uses(
        asked=len(how),
        had=how.count(UseKind.HAD),
        not_had=how.count(UseKind.NOT_HAD),
        not_told=how.count(UseKind.ASKED),
        adults=adults,
    )
