"""Translating texts for other programs, and saying which language a text is in."""

from __future__ import annotations

from typing import Any

from flask import Response

from comms.agencies.api_key import Scope
from comms.foundation.errors import BadInput
from comms.translation.detection import Detected, detect
from comms.translation.machine import Answer
from comms.web.api.batches import Rendered, render
from comms.web.api.door import api_room, needs_key, program
from comms.web.api.problems import answered
from comms.web.api.reading import names_in, sent_json, source_in, tag_in, tags_in, texts_in

bp = api_room("api_translating")

APPROVED = "approved by people"


@bp.post("/detect")
@needs_key(Scope.DETECT)
def which_language() -> Response:
    """Which language each text is in, or why nobody can tell."""
    sent = sent_json(("texts", "family"))
    texts, family = texts_in(sent.get("texts"), "texts"), tags_in(sent.get("family"), "family")
    return answered({"detections": [detection(detect(text, family)) for text in texts]})


def detection(found: Detected) -> dict[str, Any]:
    """A detected language as programs read it."""
    return {"language": found.language, "probability": round(found.probability, 4), "why": found.why}


@bp.post("/translate")
@needs_key(Scope.TRANSLATE)
def translate() -> Response:
    """Each text in another language, marked as what it is; or the original and why it was refused."""
    sent = sent_json(("texts", "source", "target", "family", "names"))
    texts = texts_in(sent.get("texts"), "texts")
    source, target = source_in(sent.get("source"), "source"), tag_in(sent.get("target"), "target")
    family, names = tags_in(sent.get("family"), "family"), names_in(sent.get("names"), "names")
    if source == target:
        raise BadInput("Both languages are the same, so there is nothing to translate.", "Give two languages.")
    found = render(program(), texts, source, target, family, names)
    return answered({"target": target, "translations": [_translation(one) for one in found]})


def _translation(one: Rendered) -> dict[str, Any]:
    return {
        "original": one.original,
        "text": one.text,
        "source": one.source,
        "detected": detection(one.detected) if one.detected else None,
        "mark": mark_of(one.answer),
        "why": one.why,
    }


def mark_of(answer: Answer | None) -> dict[str, str] | None:
    """What has to be shown wherever a translation stands; None where there is none.

    Of a machine's, the package, its version, and that nobody checked it; of words from the memory, that people approved
    them.
    """
    if answer is None or answer.text is None or not answer.by:
        return None
    if answer.from_memory:
        return {"package": "", "version": "", "said": APPROVED}
    package, _, version = answer.by.rpartition(" ")
    return {"package": package or version, "version": version if package else "", "said": answer.mark}
