"""The worker's rounds: a part of the trail is checked with each sweep, and when all of it was, that is said.

What was found is kept in a file in the home, for the administrator's page and the figures. It says when somebody last
looked and vouches for nothing: who has any doubt runs ``comms audit verify``.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from comms.foundation.audit.verify import examine
from comms.foundation.audit.walk import newest_number

logger = logging.getLogger(__name__)

NAME = "audit-checked"
# About a second's work, once a minute; a trail of a million entries is gone round in an hour.
A_TURN = 20_000
# After a round there is a rest.
REST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Round:
    """How far the round in hand has come and what is wrong in it so far; up to which entry the last whole one went,
    when it ended, and what was wrong in that. Empty where nothing was."""

    next: int = 1
    found: str = ""
    whole_to: int = 0
    ended_at: str = ""
    fault: str = ""

    @property
    def ended(self) -> datetime | None:
        """When the whole trail was last gone through; None before the first round has ended."""
        return datetime.fromisoformat(self.ended_at) if self.ended_at else None

    @property
    def wrong(self) -> str:
        """What is wrong, as far as anybody knows."""
        return self.found or self.fault


def last_round(home: Path) -> Round:
    """What the rounds have found so far."""
    try:
        return Round(**json.loads((home / NAME).read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return Round()


def go_round(session: Session, home: Path, files: Sequence[Path], now: datetime) -> Round:
    """Check the next part of the trail, with its last part the anchors too. What is found is logged once, and stays
    until a whole round finds nothing."""
    known = last_round(home)
    if known.next == 1 and known.ended is not None and now - known.ended < REST:
        return known
    last = known.next + A_TURN > newest_number(session)
    report = examine(session, files if last else (), start=known.next, most=None if last else A_TURN)
    found = known.found
    if report.faults and not found:
        worst = report.faults[0]
        found = f"{worst.kind}: {worst.what}"
        if found != known.fault:
            logger.critical("The audit's trail is not whole.", extra={"entry": worst.number, "kind": worst.kind.value})
    made = replace(known, next=known.next + A_TURN, found=found)
    if last:
        made = Round(whole_to=report.last, ended_at=now.isoformat(), fault=found)
    home.mkdir(parents=True, exist_ok=True)
    # Two workers may go round in the same second; each replaces the file with one of its own.
    fresh = home / f"{NAME}.{os.getpid()}"
    fresh.write_text(json.dumps(asdict(made)), "utf-8")
    fresh.replace(home / NAME)
    return made
