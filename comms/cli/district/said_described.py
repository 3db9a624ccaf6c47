"""What was said in the demo's caution sessions, as the data have it: a time in minutes and a day in days from the
moment, own words as a pair of what they said and what it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any, get_args, get_origin, get_type_hints

from comms.cautions.said import KINDS, Said, Words
from comms.cautions.said.words import INTERPRETER
from comms.foundation.clock import london_date

# What says of which kind it is, by whom and when, and is no part of what was said.
WHERE_IT_BELONGS = frozenset({"what", "by", "after"})
# One field has a name that says of which kind the whole is.
CALLED = {"asked": "what"}


def said_described(told: Mapping[str, Any], language: str, at: datetime) -> Said:
    """What was said at a moment. What the data leave out is empty, or false."""
    kind = KINDS[told["what"]]
    hints = get_type_hints(kind)
    given = {CALLED.get(name, name): value for name, value in told.items() if name not in WHERE_IT_BELONGS}
    return kind(
        **{one.name: _value(hints[one.name], given[one.name], language, at) if one.name in given
           else _empty(hints[one.name]) for one in fields(kind)}
    )  # fmt: skip


def words_described(pair: Sequence[str], language: str) -> Words:
    """Own words, and what the interpreter said they mean."""
    own, english = pair
    return Words(own, language, None, english, INTERPRETER)


def _value(hint: Any, value: Any, language: str, at: datetime) -> Any:
    wanted = {one for one in get_args(hint) if one is not type(None)} or {hint}
    if Words in wanted:
        return words_described(value, language)
    if datetime in wanted:
        return at + timedelta(minutes=value)
    if date in wanted and isinstance(value, int):
        return london_date(at) + timedelta(days=value)
    if get_origin(hint) is tuple:
        [inner, _] = get_args(hint)
        return tuple(one if inner is str else inner(**one) for one in value)
    return value


def _empty(hint: Any) -> Any:
    if get_origin(hint) is tuple:
        return ()
    return {str: "", bool: False}.get(hint)
