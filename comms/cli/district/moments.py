"""Something that happened at a moment of the story, and the order of what happened at the same one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, auto


class Place(IntEnum):
    """What comes first on one afternoon: marks, calls and what was learnt in them, words, letters, their answers."""

    MARKS = auto()
    CALL = auto()
    WITHDRAWN = auto()
    ASKED = auto()
    LEFT_OUT = auto()
    WORDING = auto()
    REVIEW = auto()
    RUN = auto()
    BY_HAND = auto()
    POSTED = auto()
    AFTER_LETTER = auto()
    TOLD = auto()
    APPOINTMENT = auto()
    REACHING = auto()
    CAUTION = auto()
    ACCESS = auto()
    FORMAL = auto()


@dataclass(frozen=True, slots=True, order=True)
class Happening:
    """Something that happened at a moment; ``place`` orders what happened at the same one."""

    at: datetime
    place: tuple[Place, int]
    act: Callable[[datetime], object] = field(compare=False)
