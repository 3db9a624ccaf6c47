"""What an entry says, as a value, and the one way in which every such value is written as JSON and read again.

A payload is a frozen dataclass whose fields are texts, truths, figures, dates, aware moments, ids, values of its own
kind, and tuples of these. What is written reads back equal.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, ClassVar, Self, Union, get_args, get_origin, get_type_hints
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Part:
    """A value that stands in a payload."""

    def to_json(self) -> dict[str, Any]:
        """The value in JSON's types; moments in UTC."""
        return {one.name: _written(getattr(self, one.name)) for one in fields(self)}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Self:
        """The value that was written. A field that was not written has its default, as one that came later has for
        an older entry. Raises ``KeyError`` where there is none, ``TypeError`` or ``ValueError`` for what is no value
        of its field."""
        kind: Any = cls
        known = _types(kind)
        return cls(**{name: _read(known[name], given[name]) for name in known if name in given})


@dataclass(frozen=True, slots=True)
class Said(Part):
    """One thing that was said or done in a session, whoever said it. ``KIND`` is its name in words."""

    KIND: ClassVar[str] = ""


@cache
def _types(cls: Any) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {one.name: hints[one.name] for one in fields(cls)}


def _written(value: object) -> Any:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("A naive datetime was about to be recorded. Use comms.foundation.clock.")
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (str, UUID)):
        # A word of a list of words is written as the plain text it is.
        return str(value)
    if isinstance(value, tuple):
        return [_written(one) for one in value]
    if hasattr(value, "to_json"):
        return value.to_json()
    if value is None or isinstance(value, (bool, int)):
        return value
    raise TypeError(f"{type(value).__name__} is not a value that can be recorded.")


def _read(kind: Any, value: Any) -> Any:
    if get_origin(kind) in {Union, types.UnionType}:
        if value is None:
            return None
        [kind] = (one for one in get_args(kind) if one is not type(None))
    if get_origin(kind) is tuple:
        [inner, _] = get_args(kind)
        return tuple(_read(inner, one) for one in value)
    return _read_one(kind, value)


def _read_one(kind: Any, value: Any) -> Any:
    if kind is datetime:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError(f"{value} has no time zone.")
        return moment
    if kind is date:
        return date.fromisoformat(value)
    if kind is UUID:
        return UUID(value)
    if reader := getattr(kind, "from_json", None):
        return reader(value)
    # A truth is a figure to Python, and a figure is no truth.
    if type(value) is not kind:
        raise TypeError(f"{value!r} is no {kind.__name__}.")
    return value
