"""How it ended: the outcome, the words of consent, who signed, and what is said to be wrong since."""

from __future__ import annotations

from typing import Any

from comms.cautions.exhibits.told import Told, as_recorded, moment_of, words_of
from comms.cautions.kind import COUNTS
from comms.cautions.said import Corrected, Decided, Inducement, Signed
from comms.foundation.errors import Refused


class NotDecided(Refused):
    """A session without an outcome, of which there is nothing to seal."""


def outcome(told: Told) -> dict[str, Any]:
    """What was decided last, and whether it says that everything was understood. ``overtaken`` are outcomes that were
    recorded before and could not stand. Raises ``NotDecided``."""
    decided, found = told.standing.decided, told.last(Decided)
    if decided is None or found is None:
        raise NotDecided("No outcome is recorded.", "Record how the session ended, then seal it.")
    return {
        "outcome": decided.outcome,
        "why": decided.why,
        "at": moment_of(found.entry.at),
        "by": told.by(found.entry),
        "counts": decided.outcome in COUNTS,
        "overtaken": [
            {"outcome": one.said.outcome, "at": moment_of(one.entry.at)} for one in list(told.every(Decided))[:-1]
        ],
    }


def consent(told: Told) -> dict[str, Any]:
    """The person's own words, and what they said about promises and threats."""
    asked, decided = told.last(Inducement), told.standing.decided
    inducement = None
    if asked is not None:
        inducement = {
            "words": words_of(asked.said.words),
            "none": asked.said.none,
            "what": asked.said.what,
            "recorded_at": moment_of(asked.entry.at),
            "counts": told.standing.inducement is not None,
        }
    return {"words": words_of(decided.words if decided else None), "inducement": inducement}


def signatures(told: Told) -> list[dict[str, Any]]:
    """Who signed what was decided last, and how; who did not, and why. What was signed before another outcome was
    recorded was signed for that one."""
    decided = told.last(Decided)
    return [
        one.said.to_json() | {"at": moment_of(one.entry.at)}
        for one in told.every(Signed)
        if decided is not None and one.entry.number > decided.entry.number
    ]


def corrections(told: Told) -> list[dict[str, Any]]:
    """What was said to be wrong since the first version was sealed: what, what it should say, and why."""
    return [as_recorded(told, one) or {} for one in told.every(Corrected)]
