"""Questions about penalty notices and what happened with them. An agency sees its own; that there is a notice counts
for everybody, and is told to nobody by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.hidden.find import nobody_hidden
from comms.formal.ledger.ledger_entry import LedgerEntry, LedgerKind
from comms.formal.ledger.penalty_notice import PenaltyNotice
from comms.formal.penalties.standing import Entry, NoticeStanding, standing
from comms.formal.penalties.terms import Terms, terms_kept
from comms.formal.steps.formal_step import FormalStep
from comms.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class KeptNotice:
    """A notice and everything that was recorded of it, in the order it was recorded."""

    notice: PenaltyNotice
    entries: tuple[LedgerEntry, ...]

    @property
    def terms(self) -> Terms:
        """The amounts and days that counted when it was issued."""
        return terms_kept(self.notice.terms)

    def standing(self, on: date) -> NoticeStanding:
        """How it stands on a day."""
        return standing(map(entry_of, self.entries), self.terms, on)

    @property
    def mistaken(self) -> frozenset[UUID]:
        """The entries that a later one says were mistakes."""
        return frozenset(one for entry in self.entries if (one := mistake_in(entry)))

    def of_event(self, event_id: UUID) -> LedgerEntry | None:
        """The entry that stands for something recorded of the notice's letter."""
        return next((one for one in self.entries if (one.detail or {}).get("event") == str(event_id)), None)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the viewer's agency did about one parent and child: its notices, the newest first, and each time it
    considered one and issued none."""

    notices: tuple[KeptNotice, ...]
    considered: tuple[LedgerEntry, ...]


def mistake_in(entry: LedgerEntry) -> UUID | None:
    """Which earlier entry this one says was a mistake."""
    return UUID(entry.detail["entry"]) if entry.kind == LedgerKind.MISTAKE else None


def entry_of(row: LedgerEntry) -> Entry:
    """An entry without its record, as the arithmetic takes it."""
    return Entry(row.kind, row.happened_on, row.detail or {}, row.id, mistake_in(row))


def visible_notices(viewer: Viewer) -> Select[PenaltyNotice]:
    """The notices of the viewer's agency that hide nobody from them. Every other query here stands on this one."""
    return select(PenaltyNotice).where(
        PenaltyNotice.agency_id == viewer.agency_id,
        nobody_hidden(viewer, PenaltyNotice.parent_id, PenaltyNotice.child_id),
    )


def notice(session: Session, viewer: Viewer, notice_id: UUID) -> KeptNotice:
    """One notice. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(visible_notices(viewer).where(PenaltyNotice.id == notice_id))
    if found is None:
        raise NotFound("There is no such penalty notice.")
    return KeptNotice(found, tuple(_entries(session, [found.id])))


def notices_of_case(session: Session, viewer: Viewer, case_id: UUID) -> tuple[KeptNotice, ...]:
    """The notices of a case, the newest first."""
    return _kept(session, visible_notices(viewer).where(PenaltyNotice.case_id == case_id))


def notice_of_letter(session: Session, viewer: Viewer, letter_id: UUID) -> KeptNotice | None:
    """The notice that a letter is; None for every other letter."""
    step = select(FormalStep.id).where(FormalStep.letter_id == letter_id)
    return next(iter(_kept(session, visible_notices(viewer).where(PenaltyNotice.step_id.in_(step)))), None)


def ledger_of(session: Session, viewer: Viewer, parent_id: UUID, child_id: UUID) -> Ledger:
    """Everything the viewer's agency has in the ledger about a parent and a child."""
    of = PenaltyNotice.parent_id == parent_id, PenaltyNotice.child_id == child_id
    considered = select(LedgerEntry).where(
        LedgerEntry.agency_id == viewer.agency_id,
        LedgerEntry.parent_id == parent_id,
        LedgerEntry.child_id == child_id,
        LedgerEntry.notice_id.is_(None),
        nobody_hidden(viewer, LedgerEntry.parent_id, LedgerEntry.child_id),
    )
    rows = session.scalars(considered.order_by(LedgerEntry.recorded_at.desc(), LedgerEntry.id.desc())).all()
    return Ledger(_kept(session, visible_notices(viewer).where(*of)), tuple(rows))


def notices_anywhere(session: Session, parent_id: UUID, child_id: UUID, on: date) -> tuple[date, ...]:
    """The days up to ``on`` on which anybody here issued this parent a notice about this child, in order, without those
    that were withdrawn by then. It counts for every agency, and says no name."""
    query = select(PenaltyNotice).where(
        PenaltyNotice.parent_id == parent_id, PenaltyNotice.child_id == child_id, PenaltyNotice.issued_on <= on
    )
    return tuple(sorted(one.notice.issued_on for one in _kept(session, query) if one.standing(on).counts))


def standing_of(session: Session, viewer: Viewer, found: PenaltyNotice, on: date) -> NoticeStanding:
    """How a notice the viewer may know of stands on a day."""
    return notice(session, viewer, found.id).standing(on)


def entry(session: Session, viewer: Viewer, entry_id: UUID) -> LedgerEntry:
    """One entry about a notice. Raises ``NotFound`` when there is none the viewer may know of."""
    visible = visible_notices(viewer).with_only_columns(PenaltyNotice.id)
    found = session.scalar(select(LedgerEntry).where(LedgerEntry.id == entry_id, LedgerEntry.notice_id.in_(visible)))
    if found is None:
        raise NotFound("There is no such entry.")
    return found


def _kept(session: Session, query: Select[PenaltyNotice]) -> tuple[KeptNotice, ...]:
    notices = session.scalars(query.order_by(PenaltyNotice.issued_at.desc(), PenaltyNotice.id.desc())).all()
    entries: dict[UUID | None, list[LedgerEntry]] = {}
    for row in _entries(session, [one.id for one in notices]):
        entries.setdefault(row.notice_id, []).append(row)
    return tuple(KeptNotice(one, tuple(entries.get(one.id, ()))) for one in notices)


def _entries(session: Session, notices: Sequence[UUID]) -> Sequence[LedgerEntry]:
    query = select(LedgerEntry).where(LedgerEntry.notice_id.in_(notices))
    return session.scalars(query.order_by(LedgerEntry.recorded_at, LedgerEntry.id)).all()
