"""What an authority's formal letters say besides: how to pay, the officers who give them, the authority's address."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comms.foundation.errors import BadInput
from comms.foundation.writing import tidy_name

# The ways to pay that letters can say, each with the name of its value (the phrases "pay" of the letter templates).
PAY_VALUES: Mapping[str, str] = {
    "pay.online": "address",
    "pay.telephone": "number",
    "pay.post": "address",
    "pay.bank": "account",
}

LONGEST_VALUE = 200
_TELEPHONE = re.compile(r"\+?[0-9][0-9 ().-]{2,30}")
MOST_OFFICERS = 30
MOST_ADDRESS_LINES = 6


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who gives notices for the authority, and the post they hold."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What an authority's letters say besides. ``pay`` are phrases as letters take them, {"key": "pay.online",
    "address": …}; ``address`` its lines, empty where the agency's own address counts."""

    pay: tuple[Mapping[str, str], ...] = ()
    officers: tuple[Officer, ...] = ()
    address: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """These terms as a version keeps them; ``terms_kept`` reads them back."""
        return {
            "pay": [dict(way) for way in self.pay],
            "officers": [{"name": one.name, "role": one.role} for one in self.officers],
            "address": list(self.address),
        }


def terms_kept(kept: Mapping[str, Any]) -> Terms:
    """The terms that a version keeps."""
    return Terms(
        pay=tuple(kept.get("pay", ())),
        officers=tuple(Officer(**one) for one in kept.get("officers", ())),
        address=tuple(kept.get("address", ())),
    )


def check_terms(terms: Terms) -> Terms:
    """The terms, tidied. Raises ``BadInput`` for a way to pay that letters cannot say, and for what is empty or does
    not fit on a letter."""
    return Terms(
        pay=tuple(_way(way) for way in terms.pay),
        officers=_officers(terms.officers),
        address=_address(terms.address),
    )


def _way(way: Mapping[str, str]) -> Mapping[str, str]:
    key = way.get("key", "")
    name = PAY_VALUES.get(key)
    if name is None:
        raise BadInput(f"There is no way to pay “{key}”.", f"It is one of: {', '.join(PAY_VALUES)}.")
    value = tidy_name(way.get(name, ""))
    if not value:
        raise BadInput("A way to pay says not where.", "Write where, or leave this way out.")
    _fits(value)
    if name == "number" and not _TELEPHONE.fullmatch(value):
        raise BadInput(f"“{value}” is no telephone number.", "Write digits and spaces, like 01632 960 100.")
    return {"key": key, name: value}


def _officers(officers: Sequence[Officer]) -> tuple[Officer, ...]:
    if len(officers) > MOST_OFFICERS:
        raise BadInput(f"These are {len(officers)} officers.", f"Name at most {MOST_OFFICERS}.")
    tidied = tuple(Officer(tidy_name(one.name), tidy_name(one.role)) for one in officers)
    for one in tidied:
        if not one.name or not one.role:
            raise BadInput(
                f"The officer “{one.name or one.role}” has no name or no post.",
                "A notice names both. Write one officer on each line, as in: Lee Shaw, legal officer.",
            )
        _fits(f"{one.name}, {one.role}")
    return tidied


def _address(lines: Sequence[str]) -> tuple[str, ...]:
    tidied = tuple(line for line in map(tidy_name, lines) if line)
    if len(tidied) > MOST_ADDRESS_LINES:
        raise BadInput(
            f"The address has {len(tidied)} lines.", f"Letters have room for {MOST_ADDRESS_LINES}. Join some of them."
        )
    for line in tidied:
        _fits(line)
    return tidied


def _fits(value: str) -> None:
    if len(value) > LONGEST_VALUE:
        raise BadInput(f"“{value[:40]}…” is {len(value)} characters long.", f"Shorten it to {LONGEST_VALUE}.")
