"""What the findings are counted from: the sessions of some days and what stands in the open beside their entries.

Only the moments at which an interpreter was sought and began are read from under the lock: an officer may write down
later what happened earlier, and the wait is the person's, not the writing's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.missing.period import Period
from comms.cautions.entry import CautionEntry, entry_of
from comms.cautions.find import visible_sessions
from comms.cautions.findings.points import PointJudged, PointRead
from comms.cautions.findings.waiting import Needed
from comms.cautions.said import (
    InterpreterBegan,
    InterpreterSought,
    Judged,
    LanguageEstablished,
    NoInterpreter,
    Said,
)
from comms.cautions.said import PointRead as ReadOut
from comms.cautions.session import GOES_ON, CautionSession
from comms.foundation.locks import Erased
from comms.translation.catalogues import is_english

UNDERSTOOD = "understood"
# The kinds of entry by which it is known who waited.
_OF_INTERPRETERS = (LanguageEstablished.KIND, InterpreterSought.KIND, InterpreterBegan.KIND, NoInterpreter.KIND)


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions that were opened in a period: what was read and judged in them, and in which an interpreter was
    needed."""

    count: int
    reads: Sequence[PointRead]
    judgements: Sequence[PointJudged]
    needed: Sequence[Needed]


def sessions_of(session: Session, viewer: Viewer, period: Period) -> Sessions:
    """Everything that is counted of the viewer's agency in a period."""
    opened = list(session.scalars(_opened(viewer, period)))
    kinds = {one.id: one.kind for one in opened}
    ids = _opened(viewer, period).with_only_columns(CautionSession.id)
    reads, judgements = [], []
    for row in session.execute(_points(ids)):
        if row.kind == ReadOut.KIND:
            reads.append(PointRead(row.session_id, kinds[row.session_id], row.point, row.language))
        else:
            judgements.append(PointJudged(row.session_id, row.point, row.result == UNDERSTOOD))
    explained = {one.session_id for one in reads}
    told = _about_interpreters(session, ids)
    needed = [_needed(one, told[one.id], explained=one.id in explained) for one in opened]
    return Sessions(len(opened), reads, judgements, [one for one in needed if one is not None])


def _opened(viewer: Viewer, period: Period) -> Select[CautionSession]:
    query = visible_sessions(viewer).where(CautionSession.opened_at >= period.start)
    query = query.where(CautionSession.opened_at < period.end)
    return query.order_by(CautionSession.opened_at, CautionSession.id)


def _points(ids: Select[UUID]) -> Select[UUID, str, str, str, str]:
    entry = CautionEntry
    query = select(entry.session_id, entry.kind, entry.point, entry.language, entry.result)
    query = query.where(entry.session_id.in_(ids), entry.kind.in_((ReadOut.KIND, Judged.KIND)))
    return query.order_by(entry.session_id, entry.number)


def _about_interpreters(session: Session, ids: Select[UUID]) -> Mapping[UUID, list[CautionEntry]]:
    query = select(CautionEntry).where(CautionEntry.session_id.in_(ids), CautionEntry.kind.in_(_OF_INTERPRETERS))
    found: dict[UUID, list[CautionEntry]] = defaultdict(list)
    for row in session.scalars(query.order_by(CautionEntry.session_id, CautionEntry.number)):
        found[row.session_id].append(row)
    return found


def _needed(of: CautionSession, told: Sequence[CautionEntry], *, explained: bool) -> Needed | None:
    """The wait of one session; None where no interpreter was needed: whoever was explained a point without one could do
    so, or the point would not have been read."""
    began = [_moment(row) for row in told if row.kind == InterpreterBegan.KIND]
    sought = [_moment(row) for row in told if row.kind == InterpreterSought.KIND]
    foreign = [row.at for row in told if row.kind == LanguageEstablished.KIND and _asks_for_one(row)]
    without = [row.at for row in told if row.kind == NoInterpreter.KIND]
    if not began and (explained or not (sought or foreign or without)):
        return None
    since = min([*sought, *foreign, *without] or began)
    return Needed(of.language, since, min(began, default=None), over=of.state not in GOES_ON)


def _asks_for_one(row: CautionEntry) -> bool:
    """Whether the language that was established asks for an interpreter, as far as is on record. Unknown is never "no
    interpreter": of whoever speaks another language it has to be known that they need none."""
    said = _said(row)
    if not isinstance(said, LanguageEstablished):
        return not is_english(row.language)
    if is_english(said.spoken):
        return said.need == "needed"
    return not (said.need == "not needed" and said.need_confirmed and said.words_approved)


def _moment(row: CautionEntry) -> datetime:
    """When it happened; where the session's key was erased, when it was written down."""
    said = _said(row)
    if isinstance(said, InterpreterBegan):
        return said.began_at
    return said.at if isinstance(said, InterpreterSought) else row.at


def _said(row: CautionEntry) -> Said | None:
    try:
        return entry_of(row).said
    except Erased:
        return None
