"""A person's language need, for other programs of an agency that works with them, and nothing else about them.

A pupil's reference never stands in an address, because addresses are written down on the way; it is sent in the body.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, g

from comms.agencies.api_key import Scope
from comms.families import find
from comms.families.language_need import LanguageNeed
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound
from comms.foundation.writing import tidy_name
from comms.web.api.door import api_room, needs_key, program
from comms.web.api.problems import answered
from comms.web.api.reading import sent_json
from comms.web.door import work

bp = api_room("api_needs")

LONGEST_REFERENCE = 40
NEVER_ASKED = "Nobody has recorded a language for them. Unknown is not English: ask them."


@bp.get("/needs/<uuid:person_id>")
@needs_key(Scope.NEEDS)
def need_of_person(person_id: UUID) -> Response:
    """The language need of a person by our own id."""
    return _answer(person_id)


@bp.post("/needs")
@needs_key(Scope.NEEDS)
def need_of_pupil() -> Response:
    """The language need of a child on the agency's own roll, by the school's reference (UPN)."""
    given = sent_json(("pupil",)).get("pupil")
    if not isinstance(given, str) or not given.strip() or len(given) > LONGEST_REFERENCE:
        raise BadInput("“pupil” is no pupil's reference.", "Give the pupil's number (UPN), as the school has it.")
    child = find.pupil_called(work(), program(), tidy_name(given))
    if child is None:
        raise NotFound("There is no such pupil on your roll.", "Look whether the number is right.")
    return _answer(child.child_id)


def _answer(person_id: UUID) -> Response:
    person = find.person(work(), program(), person_id)
    need = find.language_need(work(), program(), person.id)
    note(work(), program().actor, "view language need", ("person", person.id), g.now)
    found = {"person": str(person.id), "need": _shown(need) if need else None, "why": "" if need else NEVER_ASKED}
    return answered(found)


def _shown(need: LanguageNeed) -> dict[str, Any]:
    """What is on record. Whom they fear and when they are at home are not shown: no program needs that to write."""
    return {
        "reads": {"language": need.written, "how_well": need.reads},
        "speaks": list(need.spoken),
        "dialect": need.dialect or "",
        "english": {
            "speaks": need.english_speaks, "understands": need.english_understands, "reads": need.english_reads,
        },
        "interpreter": need.interpreter,
        "sign_language": need.sign_language,
        "would_rather_talk": need.mode_preferred,
        "would_rather_have": need.gender_preferred,
        "format": need.format,
        "source": need.source,
        "asked_themselves": need.confirmed,
        "recorded_on": london_date(need.recorded_at).isoformat(),
        "ask_again_from": need.review_on.isoformat(),
    }  # fmt: skip
