"""The checklist of the joint enquiries, and the two grounds of which they are a part, as packaged.

It stands in ``data/enquiries.toml`` with its sources.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from comms.attendance.framework import Figure, framework


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to ask or find: who asks it, whether it comes before all others, and whether it says where the child
    is."""

    code: str
    title: str
    words: str
    who: str
    first: bool
    found: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground of the regulations: what it says, after how many school days, where it is written and since when."""

    letter: str
    title: str
    words: str
    school_days: int
    source: str
    in_force_from: date
    read_on: date


@cache
def items() -> Mapping[str, Item]:
    """The checklist by code, in its order."""
    return MappingProxyType({one["code"]: Item(**one) for one in _file()["items"]})


@cache
def grounds() -> Mapping[str, Ground]:
    """The two grounds by their letters."""
    return MappingProxyType({letter: _ground(letter, said) for letter, said in _file()["grounds"].items()})


def _ground(letter: str, said: Mapping[str, Any]) -> Ground:
    if "figure" not in said:
        return Ground(letter=letter, **said)
    figure: Figure = getattr(framework(), said["figure"])
    return Ground(
        letter, said["title"], said["words"], figure.value, figure.source, figure.in_force_from, figure.read_on
    )


@cache
def _file() -> dict[str, Any]:
    name = "comms.formal.returns.enquiries"
    return tomllib.loads(resources.files(name).joinpath("data", "enquiries.toml").read_text(encoding="utf-8"))
