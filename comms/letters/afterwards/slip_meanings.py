"""What the numbers of a reply slip ask of the office: data, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from comms.tasks.task import TaskKind

READ_THE_WORDS = "read"


@dataclass(frozen=True, slots=True)
class ReplyTask:
    """A task a reply opens: its kind, its reason (a code), why in words, and what will happen in a sentence."""

    kind: TaskKind
    reason: str
    why: str
    will: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one number says. ``asks`` and ``asks_alone`` name tasks; ``wish`` is how they want to be reached."""

    means: str
    asks: str = ""
    asks_alone: str = ""
    not_understood: bool = False
    wish: str = ""


@cache
def meanings() -> Mapping[int, Meaning]:
    """What each number means, in the order of the numbers."""
    return MappingProxyType({int(number): Meaning(**entry) for number, entry in _content()["answers"].items()})


@cache
def reply_tasks() -> Mapping[str, ReplyTask]:
    """The tasks that replies open, by the names the numbers call them."""
    return MappingProxyType(
        {name: ReplyTask(**(entry | {"kind": TaskKind(entry["kind"])})) for name, entry in _content()["tasks"].items()}
    )


def tasks_asked(numbers: Sequence[int], *, words: bool) -> list[str]:
    """The tasks these numbers open, each once; ``words`` says whether something was written on the slip by hand."""
    known = [meanings()[number] for number in numbers]
    asked = [one.asks for one in known if one.asks] or [one.asks_alone for one in known if one.asks_alone]
    return list(dict.fromkeys([*asked, *([READ_THE_WORDS] if words else [])]))


def wishes(numbers: Sequence[int]) -> list[str]:
    """How they want to be reached, in sentences. Wishes that contradict one another are all kept."""
    return [meanings()[number].wish for number in numbers if meanings()[number].wish]


@cache
def _content() -> dict[str, dict[str, dict[str, Any]]]:
    text = (Path(__file__).parent / "data" / "slip_meanings.toml").read_text(encoding="utf-8")
    content: dict[str, dict[str, dict[str, Any]]] = tomllib.loads(text)
    return content
