"""The figures that attendance rules use, each with its source and the day since which it holds.

They live in `data/framework.toml`, never in the code, because the law and the guidance change them. Screens on
which staff rely on a figure show its `source` and `in_force_from` beside it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from comms.foundation.errors import Misconfigured

DATA = "comms.attendance"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the framework: its unit, where it was read, when, and since when it holds."""

    value: int
    unit: str
    source: str
    in_force_from: date
    read_on: date


@dataclass(frozen=True, slots=True)
class Framework:
    """Every figure the attendance rules use, in the words of its own unit."""

    threshold_sessions: Figure
    threshold_school_weeks: Figure
    persistent_percent: Figure
    severe_percent: Figure
    explain_within: Figure
    pattern_sessions: Figure
    pattern_weekday_percent: Figure
    pattern_session_percent: Figure
    illness_return_days: Figure
    absence_return_days: Figure
    ground_i_days: Figure
    school_year_month: Figure
    school_year_day: Figure


@dataclass(frozen=True, slots=True)
class RetiredCode:
    """An attendance code that is no longer in use, with what a school uses instead."""

    code: str
    meaning: str
    retired_on: date
    replaced_by: tuple[str, ...]
    advice: str
    source: str


def read_data(name: str) -> str:
    """The text of one of the packaged data files of this room."""
    return resources.files(DATA).joinpath("data", name).read_text(encoding="utf-8")


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(read_data("framework.toml"))


@cache
def framework() -> Framework:
    """The figures now packaged; raises `Misconfigured` when the file lacks one or holds an unknown one."""
    written = _file()["figures"]
    wanted = {field.name for field in fields(Framework)}
    if set(written) != wanted:
        names = ", ".join(sorted(set(written) ^ wanted))
        raise Misconfigured(
            f"The attendance figures in framework.toml do not match the rules: {names}.",
            "Install the service again, or put the file back as it was released.",
        )
    return Framework(**{name: Figure(**figure) for name, figure in written.items()})


@cache
def retired_codes() -> dict[str, RetiredCode]:
    """The codes of earlier years by their letter; they are recognised, and refused with advice."""
    return {
        code: RetiredCode(code=code, **{**retired, "replaced_by": tuple(retired["replaced_by"])})
        for code, retired in _file()["retired"].items()
    }


def codes_source() -> tuple[str, date]:
    """Where the list of codes comes from, and the day since which it holds."""
    codes = _file()["codes"]
    return codes["source"], codes["in_force_from"]
