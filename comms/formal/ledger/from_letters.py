"""What happens with the letter that is a penalty notice stands in the ledger by that, wherever it was recorded: from
the ledger, on the letter's own page, or with a whole pile of posted letters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.formal.ledger import find
from comms.formal.ledger.actions import add_of_letter, hold_ledger
from comms.formal.ledger.asking import ENDED, ask_where_sent_in_vain, ask_where_served_later
from comms.formal.ledger.entry_given import CLASSES
from comms.formal.ledger.find import KeptNotice
from comms.formal.ledger.ledger_entry import LedgerEntry, LedgerKind
from comms.formal.ledger.refusing import ended_before
from comms.foundation.clock import london_date
from comms.letters.afterwards.hearing import hears
from comms.letters.afterwards.letter_event import EventKind, LetterEvent
from comms.letters.letter import Letter

KINDS: Mapping[str, LedgerKind] = {
    EventKind.POSTED: LedgerKind.POSTED,
    EventKind.HANDED_OVER: LedgerKind.SERVED_IN_PERSON,
    EventKind.RETURNED: LedgerKind.RETURNED,
}
SERVICES = frozenset({LedgerKind.POSTED, LedgerKind.SERVED_IN_PERSON})


@hears("ledger of penalties")
def hear(session: Session, viewer: Viewer, letter: Letter, event: LetterEvent, now: datetime) -> None:
    """Put into the ledger what was recorded of a notice's letter. One that was sent although nothing is asked by it any
    more was sent all the same: it is recorded, and somebody is asked to tell whoever got it."""
    kept = find.notice_of_letter(session, viewer, letter.id) if letter.kind == "L09" else None
    if kept is None:
        return
    hold_ledger(session, kept.notice.parent_id, kept.notice.child_id)
    detail = event.detail or {}
    if event.kind == EventKind.MISTAKE:
        _undo(session, viewer, kept, event, now)
    elif event.kind in KINDS:
        kind = KINDS[event.kind]
        ended = ended_before(kept.standing(london_date(now)), event.happened_on)
        add_of_letter(session, viewer, kept, (kind, event.happened_on), _detail(viewer, event, detail), now)
        if kind in SERVICES and ended:
            ask_where_sent_in_vain(session, viewer, kept, ENDED[ended], now)
        elif kind in SERVICES:
            ask_where_served_later(session, viewer, find.notice(session, viewer, kept.notice.id), letter, now)


def _detail(viewer: Viewer, event: LetterEvent, said: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {"event": str(event.id)}
    if event.kind == EventKind.POSTED:
        by = said.get("by") or (str(viewer.staff_id) if viewer.staff_id else "")
        kept |= {"class": CLASSES[said["post_class"]], "post_class": said["post_class"], "by": by}
    if event.kind == EventKind.RETURNED:
        kept["why_returned"] = said.get("why_returned", "")
    return kept


def _undo(session: Session, viewer: Viewer, kept: KeptNotice, event: LetterEvent, now: datetime) -> None:
    said = event.detail or {}
    named: LedgerEntry | None = next(
        (one for one in kept.entries if (one.detail or {}).get("event") == said.get("event")), None
    )
    if named is None or named.kind == LedgerKind.MISTAKE:
        return
    detail = {"event": str(event.id), "entry": str(named.id), "because": said.get("because", "")}
    add_of_letter(session, viewer, kept, (LedgerKind.MISTAKE, london_date(now)), detail, now)
