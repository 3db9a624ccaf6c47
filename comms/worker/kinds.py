"""The table of kinds: for each kind of work, the record that holds it, the action that does it, and the one
that tells a person when it cannot be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from comms.letters.actions import PRINT
from comms.letters.letter import Letter
from comms.letters.printing import print_letter, ring_instead


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work. ``left`` is called when every try has failed: somebody must be told, for nobody else was."""

    record: type[Any]
    act: Callable[[Session, UUID, datetime], object]
    left: Callable[[Session, UUID, datetime], object]


KINDS: dict[str, Kind] = {
    PRINT: Kind(Letter, print_letter, ring_instead),
}
