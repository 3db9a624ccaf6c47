"""The national default of local codes, as packaged: who may issue which formal letter where no code is on record.

It stands in ``data/local_codes.toml`` with its source and its day.
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


@dataclass(frozen=True, slots=True)
class KindRule:
    """What the default says of one kind of letter.

    ``issuers`` are the kinds of agency that may issue it, ``may_be`` those among which a local code may choose.
    ``needs_code`` says that a school which has named no authority may not issue it: whose code counts is then unknown.
    ``why`` is said to whoever may not.
    """

    kind: str
    issuers: tuple[str, ...]
    may_be: tuple[str, ...]
    needs_code: bool
    why: str


@dataclass(frozen=True, slots=True)
class DefaultCode:
    """The packaged default: its rules by kind, where it was read, when, and since when it holds. ``checked`` is False
    until somebody with the knowledge has confirmed it."""

    rules: Mapping[str, KindRule]
    source: str
    in_force_from: date
    read_on: date
    checked: bool


@cache
def default_code() -> DefaultCode:
    """The default now packaged."""
    text = resources.files("comms.formal.code").joinpath("data", "local_codes.toml").read_text(encoding="utf-8")
    written = tomllib.loads(text)
    rules = {kind: _rule(kind, said) for kind, said in written["kinds"].items()}
    return DefaultCode(MappingProxyType(rules), **written["default"])


def _rule(kind: str, said: Mapping[str, Any]) -> KindRule:
    return KindRule(kind, tuple(said["issuers"]), tuple(said["may_be"]), said["needs_code"], said["why"])
