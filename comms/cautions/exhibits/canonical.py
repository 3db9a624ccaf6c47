"""The one way to write a record down (RFC 8785), so that equal records are equal bytes and can be signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import rfc8785

from comms.foundation.errors import BadInput

Json = dict[str, Any]
# The names of the two files that every exhibit carries.
RECORD = "record.json"
SIGNATURE = "record.sig"
# Nothing in a record lies deeper: a question lies in an entry, an entry in the list of entries.
DEEPEST = 40


class NotCanonical(BadInput):
    """A record that cannot be written in the one form, or bytes that are not in it."""


def canonical(record: Mapping[str, Any]) -> bytes:
    """The record in canonical form (RFC 8785), UTF-8.

    Values are texts, whole numbers, true, false, null, lists and objects. A fraction is refused: two programs may
    write one differently, and nothing in a record needs it. A moment is a text, ISO 8601 in UTC.
    Raises ``NotCanonical``.
    """
    try:
        if fraction := _fraction_in(record, "record"):
            raise NotCanonical(f"{fraction} is a fraction.", "Write it as a whole number or as text.")
        return rfc8785.dumps(dict(record))
    except (ValueError, RecursionError) as fault:
        raise NotCanonical(f"The record cannot be written in canonical form: {fault}.",
                           "Use texts, whole numbers, lists and objects only.") from fault  # fmt: skip


def read_record(written: bytes) -> Json:
    """The record that stands in these bytes. Raises ``NotCanonical`` unless they are its canonical form, byte for
    byte: a field that stands twice, a space or another order would let two readers read two things."""
    try:
        record = json.loads(written.decode("utf-8"))
    except (ValueError, RecursionError) as fault:
        raise NotCanonical("It is not JSON.", "Use the file as it was sealed.") from fault
    if not isinstance(record, dict):
        raise NotCanonical("It is JSON, and not an object with fields.", "Use the file as it was sealed.")
    if canonical(record) != written:
        raise NotCanonical("It is JSON, and not in the canonical form of RFC 8785.", "Use the file as it was sealed.")
    return record


def _fraction_in(value: Any, place: str, depth: int = 0) -> str:
    """Where the first fraction stands, in words; empty without one."""
    if depth > DEEPEST:
        raise NotCanonical("The record lies too deep within itself.", f"Nothing may lie deeper than {DEEPEST} levels.")
    if isinstance(value, float):
        return place
    parts: list[tuple[str, Any]] = []
    if isinstance(value, Mapping):
        parts = [(f"{place}.{name}", part) for name, part in value.items()]
    elif isinstance(value, list | tuple):
        parts = [(f"{place}[{number}]", part) for number, part in enumerate(value)]
    return next((found for name, part in parts if (found := _fraction_in(part, name, depth + 1))), "")
