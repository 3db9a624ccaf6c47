"""The table of kinds: for each kind of work, the record that holds it and the action that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from comms.letters.actions import PRINT, print_letter
from comms.letters.letter import Letter


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work."""

    record: type[Any]
    act: Callable[[Session, UUID, datetime], object]


KINDS: dict[str, Kind] = {
    PRINT: Kind(Letter, print_letter),
}
