"""Letters that were made together: one press of the button, one run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.foundation.errors import NotFound
from comms.foundation.work_item import WorkState
from comms.letters import find
from comms.letters.letter import Letter, LetterState

# More than any school makes in years: a run must never be shown, or downloaded, with letters missing.
EVERY = 100_000
RUNS_SHOWN = 100
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def number_of(moment: datetime) -> int:
    """The moment as addresses write it: microseconds since 1970, in which nothing is personal."""
    return (moment - EPOCH) // MICROSECOND


def moment_of(number: int) -> datetime:
    """The moment that a number in an address stands for. Raises ``NotFound`` for one no calendar has."""
    try:
        return EPOCH + number * MICROSECOND
    except OverflowError as fault:
        raise NotFound("No letters were made then.", "See the letters that were made.") from fault


@dataclass(frozen=True, slots=True)
class Run:
    """The letters made at one moment, counted."""

    at: datetime
    letters: int
    waiting: int
    failed: int


def runs(session: Session, viewer: Viewer) -> list[Run]:
    """The runs of the viewer's agency, the newest first."""
    letters = find.letters_in_state(session, viewer, LetterState.ISSUED, EVERY)
    found = [_counted(at, list(made)) for at, made in groupby(letters, key=lambda letter: letter.made_at)]
    return found[:RUNS_SHOWN]


def _counted(at: datetime, made: list[Letter]) -> Run:
    waiting = sum(letter.work_state == WorkState.WAITING for letter in made)
    failed = sum(letter.work_state == WorkState.NEEDS_WORKER for letter in made)
    return Run(at, len(made), waiting, failed)


def made_at(session: Session, viewer: Viewer, moment: datetime) -> Sequence[Letter]:
    """The letters issued at that moment. Raises ``NotFound`` when the viewer's agency made none then."""
    letters = find.letters_in_state(session, viewer, LetterState.ISSUED, EVERY)
    found = [letter for letter in letters if letter.made_at == moment]
    if not found:
        raise NotFound("No letters were made then.", "See the letters that were made.")
    return found
