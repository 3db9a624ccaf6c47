"""Letters that were made together: one press of the button, one run, known by its moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.foundation.errors import NotFound
from comms.letters import find
from comms.letters.letter import Letter

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


def made_at(session: Session, viewer: Viewer, moment: datetime) -> Sequence[Letter]:
    """The letters issued at that moment. Raises ``NotFound`` when the viewer's agency made none then."""
    found = find.letters_made_at(session, viewer, moment)
    if not found:
        raise NotFound("No letters were made then.", "See the letters that were made.")
    return found
