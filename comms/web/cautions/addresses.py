"""Where each step of a session is done. A step's word in its address says what is asked there."""

from __future__ import annotations

from uuid import UUID

from flask import url_for

# Steps whose screens are those of another file; every other step has its word in the address of ``before.show``.
ELSEWHERE = {
    "information": "caution_letter.show",
    "points": "caution_points.show",
    "asked": "caution_points.asked",
    "inducement": "caution_ending.inducement",
    "outcome": "caution_ending.outcome",
    "signatures": "caution_ending.sign",
    "seal": "caution_ending.sign",
}


def address_of(session_id: UUID, step: str) -> str:
    """The address of the screen on which a step is done."""
    if step in ELSEWHERE:
        return url_for(ELSEWHERE[step], session_id=session_id)
    return url_for("caution_steps.show", session_id=session_id, what=step)
