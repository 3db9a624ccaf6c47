"""What is done about each error of the carrier: a dated table (``data/reactions.toml``), the same for an answer at once
and for a report that comes later."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any


class Reaction(StrEnum):
    """What is done about an error. A code that is not in the table is stored and shown, and a person looks at it."""

    INVALID_NUMBER = "the number is not one: a person corrects it, nothing is repeated"
    OPTED_OUT = "they want no texts: what waits is cancelled, another way is taken"
    LANDLINE = "a number that takes no texts: ring or write"
    FILTERED = "a network kept it back: never again as it stands, a person rewords it"
    UNREACHABLE = "off or abroad: once more in the next allowed window, then the worker"
    DEAD_NUMBER = "nobody has this number any more: a person corrects it"
    ONCE_MORE = "once more in the next allowed window, then the worker"
    COUNTRY_NOT_ENABLED = "their country is not enabled: the administrator, the family may be abroad"
    OUR_SET_UP = "our sender is not set up: the administrator, the text keeps waiting"
    OUR_FAULT = "our own fault: it is not repeated, somebody looks at it"
    SLOW_DOWN = "too fast: the same again a little later"
    ACCOUNT = "the account: nothing more is sent, somebody is called"
    UNKNOWN_CODE = "a code that is not in the table"


@cache
def reactions() -> dict[int, Reaction]:
    """Every code in the table with its reaction."""
    text = resources.files("comms.channels.sms").joinpath("data", "reactions.toml").read_text(encoding="utf-8")
    content: dict[str, Any] = tomllib.loads(text)
    return {code: Reaction[name.upper()] for name, given in content["reactions"].items() for code in given["codes"]}


def reaction_to(code: int | None) -> Reaction:
    """What is done about an error with this code."""
    return reactions().get(code or 0, Reaction.UNKNOWN_CODE)
