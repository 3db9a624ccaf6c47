"""What each return is, in the words staff read, with where it is written. It stands in ``data/returns.toml``."""

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
from comms.formal.returns.attendance_return import ReturnKind


@dataclass(frozen=True, slots=True)
class ReturnSaid:
    """One kind of return: its title, what it means, what to do next, where it is written and since when."""

    kind: ReturnKind
    title: str
    words: str
    next: str
    source: str
    in_force_from: date
    read_on: date


@cache
def returns_said() -> Mapping[ReturnKind, ReturnSaid]:
    """Every kind of return, in the order of the list."""
    text = resources.files("comms.formal.returns").joinpath("data", "returns.toml").read_text(encoding="utf-8")
    written = tomllib.loads(text)
    return MappingProxyType({kind: _said(kind, written[kind.value]) for kind in ReturnKind})


def _said(kind: ReturnKind, written: Mapping[str, Any]) -> ReturnSaid:
    stands = written
    if "figure" in written:
        figure: Figure = getattr(framework(), written["figure"])
        stands = {"source": figure.source, "in_force_from": figure.in_force_from, "read_on": figure.read_on}
    return ReturnSaid(
        kind=kind,
        title=written["title"],
        words=written["words"],
        next=written["next"],
        source=stands["source"],
        in_force_from=stands["in_force_from"],
        read_on=stands["read_on"],
    )
