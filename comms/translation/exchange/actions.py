"""Taking in words that were translated elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.errors import BadInput
from comms.translation.actions import WordsGiven, write_translation
from comms.translation.exchange.report import Outcome, Row, figures


def take_in(session: Session, viewer: Viewer, tag: str, rows: Sequence[Row], now: datetime) -> list[Row]:
    """Write what a file brings as drafts in the viewer's own name; what is refused meanwhile says so.

    Nothing is approved by it, whatever the file says. Raises ``NotAllowed`` and ``Refused`` for whoever may not
    translate.
    """
    viewer.require(Permission.TRANSLATE)
    done = [_written(session, viewer, tag, row, now) if row.taken else row for row in rows]
    note(session, viewer.actor, "import words", ("words", None), now, {"language": tag, **asdict(figures(done))})
    return done


def _written(session: Session, viewer: Viewer, tag: str, row: Row, now: datetime) -> Row:
    plural = row.english[1] if len(row.english) > 1 else None
    try:
        write_translation(session, viewer, WordsGiven(tag, row.context, row.english[0], plural, row.given), now)
    except BadInput as fault:
        return replace(row, outcome=Outcome.REFUSED, what=fault.message, remedy=fault.remedy)
    return row
