"""What the work on a line, or a report, brought to its end: handed up, so that whoever a text was for can be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comms.foundation.work_item import Work


@dataclass(frozen=True, slots=True)
class Worked:
    """What one turn of work on a line came to. ``ended`` are the texts that reached nobody and are not tried again;
    ``again`` says when the line is worked on next."""

    ended: tuple[UUID, ...]
    again: Work | datetime
