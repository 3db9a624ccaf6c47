"""The shapes of LibreTranslate, so that programs made for it work unchanged: they are given this service's address.

What its shapes cannot say stands in fields of our own beside them, which its clients pass over: the mark, and why a
text was refused. Three things differ, because a family could be misled: HTML is refused (nobody checks where a tag
went), there is never an alternative (each would have to pass the guard of facts), and a text of which the language is
unsure is not guessed to be English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request

from comms.agencies.api_key import Scope
from comms.foundation.errors import BadInput
from comms.foundation.languages import language
from comms.translation.detection import Detected, detect
from comms.translation.machine.pairs import pairs_of
from comms.web.api.batches import Rendered, render
from comms.web.api.door import answer_faults_with, enter, for_programs, key_in_header, program
from comms.web.api.problems import Malformed, Problem, answered
from comms.web.api.reading import (
    AUTO,
    LONGEST_TEXT,
    read_object,
    source_in,
    tag_in,
    texts_in,
)
from comms.web.api.translating import mark_of
from comms.web.door import installation
from comms.web.viewing import public

bp = Blueprint("libretranslate", __name__)

OPEN = "its clients ask it before they have a key; it says which languages there are, and names nobody"
# The tag of "not determined" (BCP 47), where LibreTranslate would guess.
UNSURE = "und"
MOST_ALTERNATIVES = 10
_NUMBER = re.compile("[0-9]{1,3}")


def _in_its_shape(problem: Problem) -> Response:
    """A problem as LibreTranslate says it: what it calls 400 and 403, and one sentence."""
    status = {401: 403, 404: 400, 415: 400, 422: 400}.get(problem.status, problem.status)
    response = answered({"error": f"{problem.message} {problem.remedy}".strip()}, status)
    response.headers.update({name: value for name, value in problem.headers.items() if name != "WWW-Authenticate"})
    return response


answer_faults_with(bp, _in_its_shape)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a client sent, in JSON or as a form. ``q`` is one text, or a list of them."""

    fields: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A field that has to be there. Raises ``BadInput``."""
        found = self.fields.get(name)
        if not isinstance(found, str) or not found:
            raise BadInput(f"Invalid request: missing {name} parameter.")
        return found

    @property
    def is_list(self) -> bool:
        """Whether several texts were sent, which are answered by a list."""
        return isinstance(self.fields.get("q"), list)

    @property
    def texts(self) -> list[str]:
        """The texts, within the limits. Raises ``BadInput``."""
        if not self.fields.get("q"):
            raise BadInput("Invalid request: missing q parameter.")
        return texts_in(self.fields["q"], "q")

    @property
    def wants_alternatives(self) -> bool:
        """Whether other wordings were asked for. Raises ``BadInput``."""
        given = self.fields.get("alternatives")
        wanted = 0 if given in (None, "") else given
        if (isinstance(wanted, str) and _NUMBER.fullmatch(wanted)) or (
            isinstance(wanted, float) and wanted.is_integer()
        ):
            wanted = int(wanted)
        if not isinstance(wanted, int) or isinstance(wanted, bool) or wanted < 0:
            raise BadInput("Invalid request: alternatives parameter is not a number.")
        if wanted > MOST_ALTERNATIVES:
            raise BadInput(f"Invalid request: alternatives parameter must be <= {MOST_ALTERNATIVES}.")
        return wanted > 0


def _sent(scope: Scope) -> Sent:
    """What was sent, once the key that came with it has let it in."""
    if request.is_json:
        sent = Sent(read_object())
    else:
        sent = Sent({name: _of_form(name, values) for name, values in request.form.to_dict(flat=False).items()})
    key = sent.fields.get("api_key")
    if key is not None and not isinstance(key, str):
        raise Malformed("Invalid request: api_key parameter is not a text.")
    secret = key or key_in_header()
    if not secret:
        raise Malformed("Please contact the server operator to get an API key.",
                        "Send it as api_key in the body; never in the address.")  # fmt: skip
    enter(secret, scope)
    return sent


def _of_form(name: str, values: list[str]) -> Any:
    if name != "q":
        return values[0]
    texts = ["\n".join(value.splitlines()) for value in values]
    return texts[0] if len(texts) == 1 else texts


@bp.post("/translate")
@for_programs(Scope.TRANSLATE)
def translate() -> Response:
    """Translate one text or several."""
    sent = _sent(Scope.TRANSLATE)
    texts, source, target = sent.texts, sent.text("source"), sent.text("target")
    given = sent.fields.get("format")
    if given == "html":
        raise BadInput("html format is not supported: nobody would check where a tag went.",
                       "Send plain text, with format=text, and put the tags around the answers yourself.")  # fmt: skip
    if given not in (None, "", "text"):
        raise BadInput(f"{str(given)[:20]!r} format is not supported.", "Send plain text, with format=text.")
    wants_alternatives = sent.wants_alternatives
    found = render(program(), texts, source_in(source, "source"), tag_in(target, "target"))
    if not sent.is_list and found[0].text is None:
        raise BadInput(f"Cannot translate text: {found[0].why}")
    return answered(_translations(found, sent, detected=source == AUTO, alternatives=wants_alternatives))


def _translations(found: list[Rendered], sent: Sent, *, detected: bool, alternatives: bool) -> dict[str, Any]:
    """A refused text of several stands as its original in its place, and ``refused`` says why; empty for the others."""
    columns: dict[str, list[Any]] = {
        "translatedText": [one.original if one.text is None else one.text for one in found]
    }
    if detected:
        columns["detectedLanguage"] = [_detected(one.detected) for one in found]
    if alternatives:
        columns["alternatives"] = [[] for _ in found]
    columns["mark"] = [mark_of(one.answer) for one in found]
    columns["refused"] = [one.why if one.text is None else "" for one in found]
    return columns if sent.is_list else {name: column[0] for name, column in columns.items()}


def _detected(found: Detected | None) -> dict[str, Any]:
    if found is None or found.language is None:
        return {"confidence": 0.0, "language": UNSURE, "why": found.why if found else ""}
    return {"confidence": round(100 * found.probability, 2), "language": found.language, "why": found.why}


@bp.post("/detect")
@for_programs(Scope.DETECT)
def which_language() -> Response:
    """Which language a text is in, as a list of the one that is likeliest."""
    return answered([_detected(detect("\n".join(_sent(Scope.DETECT).texts), ()))])


@bp.get("/languages")
@public(OPEN)
def languages() -> Response:
    """The languages that there are packages for, each with those it is translated into."""
    targets: dict[str, list[str]] = {}
    for pair in pairs_of(installation().settings):
        targets.setdefault(pair.source, []).append(pair.target)
        targets.setdefault(pair.target, [])
    found = [
        {"code": tag, "name": language(tag).english_name, "targets": sorted(into)}
        for tag, into in sorted(targets.items())
    ]
    return answered(found)


@bp.get("/frontend/settings")
@public(OPEN)
def settings() -> Response:
    """What its clients ask before they show a form."""
    return answered(
        {
            "apiKeys": True, "keyRequired": True, "charLimit": LONGEST_TEXT, "suggestions": False,
            "filesTranslation": False, "supportedFilesFormat": [], "frontendTimeout": 500,
            "language": {
                "source": {"code": AUTO, "name": "Auto Detect"}, "target": {"code": "en", "name": "English"},
            },
        }
    )  # fmt: skip
