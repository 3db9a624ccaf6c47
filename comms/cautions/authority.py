"""Who has to decide that a caution may be offered, by the offence. The facts stand in ``data/authority.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from comms.cautions.said import AuthorityGiven, OffenceStated


@dataclass(frozen=True, slots=True)
class Needed:
    """What an offence needs before a caution may be offered for it."""

    rank: str
    exceptional: bool
    prosecutor: bool


@cache
def _facts() -> Mapping[str, Any]:
    text = resources.files("comms.cautions").joinpath("data/authority.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


def ranks() -> tuple[str, ...]:
    """The ranks, from the lowest."""
    return tuple(_facts()["ranks"])


def offence_classes() -> Mapping[str, str]:
    """The classes of offences with their titles."""
    return MappingProxyType({name: one["title"] for name, one in _facts()["classes"].items()})


def needed_for(offence: OffenceStated) -> Needed:
    """What an offence needs. The class is one of ``offence_classes``."""
    rules = [_facts()["classes"][offence.offence_class], *([_facts()["similar"]] if offence.similar else [])]
    return Needed(
        rank=max((one["rank"] for one in rules), key=ranks().index),
        exceptional=any(one.get("exceptional", False) for one in rules),
        prosecutor=any(one.get("prosecutor", False) for one in rules),
    )


def why_not(offence: OffenceStated, given: AuthorityGiven) -> tuple[str, str, str] | None:
    """The field that is not as it has to be, what is wrong with it, and what to do; None where the authority is
    complete."""
    return next(_wrong(needed_for(offence), given), None)


def _wrong(needed: Needed, given: AuthorityGiven) -> Iterator[tuple[str, str, str]]:
    without = "Without it no caution can be offered."
    if given.rank not in ranks():
        yield "rank", f"“{given.rank}” is no rank that is known here.", f"It is one of: {', '.join(ranks())}."
    elif ranks().index(given.rank) < ranks().index(needed.rank):
        said = f"This offence needs the decision of an officer of at least the rank of {needed.rank}."
        yield "rank", said, "Ask such an officer to decide, and record who did."
    if not given.evidence:
        yield "evidence", "Nobody decided that there is enough evidence.", without
    if not given.public_interest:
        yield "public_interest", "Nobody decided that a caution is in the public interest.", without
    if needed.exceptional and not given.exceptional.strip():
        said = "For this offence a caution may be given in exceptional circumstances only."
        yield "exceptional", said, "Say which circumstances are exceptional here."
    if needed.prosecutor and not given.prosecutor.strip():
        yield "prosecutor", "This offence needs the prosecutor's consent.", "Record who consented, and when."
