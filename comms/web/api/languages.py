"""The languages there are, for other programs."""

from __future__ import annotations

from typing import Any

from flask import Response

from comms.agencies.api_key import Scope
from comms.translation.machine.pairs import pairs_of
from comms.web.api.door import api_room, needs_key, program
from comms.web.api.possible import Possible, possible
from comms.web.api.problems import answered
from comms.web.door import installation, work

bp = api_room("api_languages")


@bp.get("/languages")
@needs_key(Scope.LANGUAGES)
def languages() -> Response:
    """Every language of the registry, and what is possible in it."""
    pairs = pairs_of(installation().settings)
    return answered({"languages": [_shown(one) for one in possible(work(), program(), pairs)]})


def _shown(one: Possible) -> dict[str, Any]:
    known = one.language
    return {
        "tag": known.tag,
        "english_name": known.english_name,
        "own_name": known.own_name,
        "direction": known.direction,
        "script": known.script,
        "can_be_written": known.can_be_written,
        "letters": {"approved": list(one.approved), "drafts": list(one.drafts)},
        "texts": one.texts,
        "detected": one.detected,
        "translated_to": [{"target": pair.target, "package": pair.by} for pair in one.pairs],
    }
