"""How long a text is and what it costs. Long texts travel in segments; how much fits in one depends on the alphabet.

The old alphabet of mobile telephones (GSM-7) has 160 characters to a text, or 153 to each of several segments. One
character outside it, as ą or ș, and the whole text is in UCS-2: 70, or 67. Source: 3GPP TS 23.038 and 23.040; Twilio
counts the same way (November 2026).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from comms.foundation.languages import fits_gsm7
from comms.foundation.languages.sms_alphabet import GSM7_DOUBLE_CHARACTERS

# Two segments in the alphabet that nearly every language needs.
MOST_UNITS = 134
# More is refused by Twilio, whatever the alphabet.
MOST_CHARACTERS = 1600

LAST_OF_ONE_UNIT = 0xFFFF

GSM_7 = "GSM-7"
UCS_2 = "UCS-2"
_ONE = {GSM_7: 160, UCS_2: 70}
_EACH_OF_SEVERAL = {GSM_7: 153, UCS_2: 67}


@dataclass(frozen=True, slots=True)
class Units:
    """The length of a text. ``units`` are UTF-16 code units, whatever the alphabet: so much it would take in any
    language. ``segments`` are what the carrier counts and charges, by the alphabet it really travels in."""

    units: int
    segments: int
    alphabet: str


def count_units(body: str) -> Units:
    """How long a text is; an empty one has no segment."""
    alphabet = GSM_7 if fits_gsm7(body) else UCS_2
    # An escape and its letter, or the two halves of an emoji, count as two and are never parted.
    two = GSM7_DOUBLE_CHARACTERS.__contains__ if alphabet == GSM_7 else _is_pair
    sizes = [2 if two(one) else 1 for one in body]
    return Units(len(body) + sum(map(_is_pair, body)), _segments(sizes, alphabet), alphabet)


def _is_pair(character: str) -> bool:
    """Whether a character takes two code units in UTF-16."""
    return ord(character) > LAST_OF_ONE_UNIT


def _segments(sizes: Iterable[int], alphabet: str) -> int:
    """In how many segments characters of these sizes travel; none is cut in two."""
    each, used, segments, total = _EACH_OF_SEVERAL[alphabet], 0, 0, 0
    for size in sizes:
        total += size
        if not segments or used + size > each:
            segments, used = segments + 1, 0
        used += size
    return min(segments, 1) if total <= _ONE[alphabet] else segments


@dataclass(frozen=True, slots=True)
class Price:
    """What a segment costs, since when, and on whose word."""

    pence_a_segment: Decimal
    read_on: date
    source: str


@cache
def price() -> Price:
    """The price of a segment to a mobile telephone in the United Kingdom."""
    text = resources.files("comms.channels.sms").joinpath("data", "prices.toml").read_text(encoding="utf-8")
    given: dict[str, Any] = tomllib.loads(text)["united_kingdom"]
    return Price(Decimal(given["pence_a_segment"]), given["read_on"], given["source"])


def pence_for(segments: int) -> Decimal:
    """About what a text of so many segments costs, in pence."""
    return price().pence_a_segment * segments
