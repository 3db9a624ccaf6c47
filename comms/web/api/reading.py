"""What a program sent, read with care: how large, how deep, how many, how long; and what is wrong with it in words."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any, NoReturn

from flask import request

from comms.foundation.errors import BadInput, NotFound
from comms.foundation.languages import language
from comms.web.api.problems import DESCRIBED, Malformed, NotJson

MOST_TEXTS = 100
LONGEST_TEXT = 10_000
MOST_LETTERS = 50_000
MOST_TAGS = 20
MOST_NAMES = 50
LONGEST_NAME = 200
# An object with lists of texts in it, and nothing within those.
DEEPEST = 3
AUTO = "auto"
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


def sent_json(known: Collection[str]) -> Mapping[str, Any]:
    """The object that was sent. Raises ``NotJson``, ``Malformed``, and ``BadInput`` for a field that is not known."""
    found = read_object()
    if unknown := sorted(set(found) - set(known)):
        name = unknown[0] if len(unknown[0]) <= LONGEST_NAME and _can_be_written(unknown[0]) else "…"
        raise BadInput(f"There is no field “{name}” here.", f"There are: {', '.join(known)}.")
    return found


def read_object() -> dict[str, Any]:
    """The JSON object that was sent, whatever fields it has. Raises ``NotJson`` and ``Malformed``."""
    if not request.is_json:
        raise NotJson("The body is not JSON.", "Send JSON, and say so: Content-Type: application/json")
    body = request.get_data()
    if _depth(body) > DEEPEST:
        raise Malformed("The body is nested too deeply.", DESCRIBED)
    try:
        found = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as fault:
        raise Malformed("The body is not JSON that can be read.", "Send one JSON object in UTF-8.") from fault
    if not isinstance(found, dict):
        raise Malformed("The body is not a JSON object.", "Send one object: {…}")
    return found


def _depth(body: bytes) -> int:
    """How deeply lists and objects stand within one another, seen before anything is taken apart."""
    deepest = depth = 0
    for mark in _STRINGS.sub(b"", body):
        if mark in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in b"]}":
            depth -= 1
    return deepest


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def texts_in(given: Any, field: str) -> list[str]:
    """A text, or a list of texts, within the limits. Raises ``BadInput``."""
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not texts or not all(isinstance(one, str) for one in texts):
        raise BadInput(f"“{field}” is neither a text nor a list of texts.", "Give one text, or a list of them.")
    if len(texts) > MOST_TEXTS:
        raise BadInput(f"There are {len(texts)} texts.", f"Send at most {MOST_TEXTS} in one request.")
    for number, text in enumerate(texts, start=1):
        if len(text) > LONGEST_TEXT:
            raise BadInput(f"Text {number} is {len(text)} characters long.", f"Send at most {LONGEST_TEXT} in one.")
        if not _can_be_written(text):
            raise BadInput(f"Text {number} holds half of a character.", "Send it in UTF-8, or escape both halves.")
    if (letters := sum(map(len, texts))) > MOST_LETTERS:
        raise BadInput(f"The texts have {letters} characters together.",
                       f"Send at most {MOST_LETTERS} in one request.")  # fmt: skip
    return texts


def _can_be_written(text: str) -> bool:
    """Whether a text has no lone half of a surrogate pair: JSON can say one, and UTF-8 cannot."""
    return not any("\ud800" <= one <= "\udfff" for one in text)


def tag_in(given: Any, field: str) -> str:
    """The tag of a language of the registry, in its usual spelling. Raises ``BadInput``."""
    if not isinstance(given, str) or not given or len(given) > LONGEST_NAME or not _can_be_written(given):
        raise BadInput(f"“{field}” is no tag of a language.", "Give one as in “pl” or “pt-BR”.")
    try:
        return language(given).tag
    except NotFound as fault:
        raise BadInput(f"No language is known by the tag “{given}”.",
                       "GET /api/v1/languages lists the tags there are.") from fault  # fmt: skip


def source_in(given: Any, field: str) -> str:
    """The tag of the language a text is in, or ``AUTO`` where it is to be detected."""
    return AUTO if given == AUTO else tag_in(given, field)


def tags_in(given: Any, field: str) -> list[str]:
    """Tags of languages; none where nothing was given. Raises ``BadInput``."""
    return [tag_in(one, field) for one in _list(given, field, MOST_TAGS)]


def names_in(given: Any, field: str) -> list[str]:
    """Names that must stay as they are; none where nothing was given. Raises ``BadInput``."""
    names = _list(given, field, MOST_NAMES)
    for one in names:
        if not isinstance(one, str) or not one.strip() or len(one) > LONGEST_NAME or not _can_be_written(one):
            raise BadInput(f"“{field}” holds something that is no name.",
                           f"Give names of at most {LONGEST_NAME} characters.")  # fmt: skip
    return names


def _list(given: Any, field: str, most: int) -> list[Any]:
    if given is None:
        return []
    if not isinstance(given, list) or len(given) > most:
        raise BadInput(f"“{field}” is no list that can be used.", f"Give a list of at most {most}.")
    return given
