"""The table of gates: which there are, what each is called, the steps it applies to, and where it was read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from comms.attendance.framework import Figure


@dataclass(frozen=True, slots=True)
class Gate:
    """One rule that must hold before some of the steps. ``steps`` are kinds of letters."""

    key: str
    title: str
    steps: tuple[str, ...]
    source: str
    read_on: date


@cache
def _file() -> dict[str, Any]:
    text = resources.files("comms.formal.gates").joinpath("data", "gates.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def gates() -> tuple[Gate, ...]:
    """Every gate, in the order in which they are shown."""
    return tuple(Gate(**{**one, "steps": tuple(one["steps"])}) for one in _file()["gate"])


STEPS = MappingProxyType(dict(_file()["steps"]))
"""The formal steps by the kinds of their letters, in words: "Notice to Improve"."""


@cache
def figure(name: str) -> Figure:
    """A figure of the table: for how many days something stands."""
    return Figure(**_file()["figures"][name])
