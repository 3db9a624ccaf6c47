"""A script: what is explained before one kind of caution, point by point, in one version of its words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from comms.foundation.errors import BadInput


class NotAScript(BadInput):
    """A stored script that is not complete, or holds what no script has."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to explain: two short sentences, the same in other words with an example, and an open question.

    It is said where everything in `only_if` is so of the offence; always where that is empty. `source` says where the
    point is from, `dated` when that was read, and `checked` whether somebody compared it with the law itself.
    """

    id: str
    text: str
    again: str
    question: str
    only_if: tuple[str, ...]
    source: str
    dated: str
    checked: bool

    @property
    def messages(self) -> tuple[str, str, str]:
        """The three messages that it brings into the catalogues."""
        return self.text, self.again, self.question


@dataclass(frozen=True, slots=True)
class Script:
    """Everything to explain before one kind of caution. `condition` is said before each condition that an officer
    writes; only cautions with conditions have it."""

    kind: str
    version: str
    title: str
    source: str
    dated: str
    checked: bool
    points: tuple[Point, ...]
    condition: Point | None

    @property
    def digest(self) -> str:
        """The SHA-256 of the script's canonical JSON, in hexadecimal: exactly these words, in this order.

        The keys are ASCII and the values text, lists and true or false, so that sorted keys without spaces are the
        canonical form of RFC 8785 already.
        """
        written = json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """The script as JSON has it, so that a session can keep the words it began with."""
        return {
            **asdict(self),
            "points": [_point_json(point) for point in self.points],
            "condition": None if self.condition is None else _point_json(self.condition),
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Script:
        """The script that `to_json` gave. Raises `NotAScript`."""
        _require(content, cls, {"points": list, "condition": (dict, type(None)), "checked": bool})
        condition = content["condition"]
        return cls(
            **{
                **content,
                "points": tuple(_point(point) for point in content["points"]),
                "condition": None if condition is None else _point(condition),
            }
        )


def points_for(script: Script, *, sexual: bool) -> tuple[Point, ...]:
    """The points of a script that are said for an offence of this kind, in their order."""
    held = {"sexual"} if sexual else set()
    return tuple(point for point in script.points if held.issuperset(point.only_if))


def _point_json(point: Point) -> dict[str, Any]:
    return {**asdict(point), "only_if": list(point.only_if)}


def _point(content: object) -> Point:
    if not isinstance(content, dict):
        raise _unreadable("A point of it is no point.")
    _require(content, Point, {"only_if": list, "checked": bool})
    if any(type(flag) is not str for flag in content["only_if"]):
        raise _unreadable("“only_if” is of the wrong type.")
    return Point(**{**content, "only_if": tuple(content["only_if"])})


def _require(content: Mapping[str, Any], of: type, types: Mapping[str, type | tuple[type, ...]]) -> None:
    """Raise `NotAScript` unless exactly the fields of `of` are there, each text unless `types` says otherwise."""
    wanted = {one.name for one in fields(of)}
    if wrong := sorted(content.keys() ^ wanted):
        raise _unreadable(f"“{wrong[0]}” is {'missing' if wrong[0] in wanted else 'not known'}.")
    for name in wanted:
        if not isinstance(content[name], types.get(name, str)):
            raise _unreadable(f"“{name}” is of the wrong type.")


def _unreadable(what: str) -> NotAScript:
    return NotAScript(f"A stored script cannot be read: {what}", "Take the record it belongs to from the backup.")
