"""Indicators of exploitation, as dated data: what somebody may have seen, and where each was read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that somebody may have seen, in words, with its source and the day it was read there."""

    code: str
    words: str
    source: str
    read_on: date


@cache
def indicators() -> Mapping[str, Indicator]:
    """All indicators by their codes, in the order of the list (``data/indicators.toml``)."""
    text = resources.files("comms.formal.safeguarding").joinpath("data", "indicators.toml").read_text(encoding="utf-8")
    written = tomllib.loads(text)
    sources = written["sources"]
    return MappingProxyType({
        code: Indicator(code, one["words"], sources[one["source"]], written["read_on"])
        for code, one in written["indicators"].items()
    })  # fmt: skip
