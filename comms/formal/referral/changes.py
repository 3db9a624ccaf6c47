"""What changed in the marks of a pack since it was sent: the pack stays as it was, and every change shows with its day.

The authority sees so much of the school's register and no more: the sessions of the days the pack is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.attendance.session_mark import Session as Half
from comms.attendance.session_mark import SessionMark
from comms.attendance.since import Changed, changed_since
from comms.formal.referral.find import register_now
from comms.formal.referral.formal_referral import FormalReferral, ReferralState
from comms.formal.referral.pack import marks_in
from comms.foundation.clock import london_date


@dataclass(frozen=True, slots=True)
class PackChange:
    """One session that the register marks otherwise now than the pack, and the day since which it does; None where it
    has no mark any more."""

    changed: Changed
    on: date | None


def changes_of(session: Session, viewer: Viewer, referral: FormalReferral) -> tuple[PackChange, ...]:
    """What changed since the pack was sent, in order. An authority that sent it back acts on nothing of it, and sees no
    more of the school's register."""
    if referral.state == ReferralState.SENT_BACK and viewer.agency_id != referral.agency_id:
        return ()
    rows = _now(session, viewer, referral)
    since = {(day, half): london_date(at) for day, half, _, at in rows}
    now = [SessionMark(day, cast("Half", half), code) for day, half, code, _ in rows]
    changed = changed_since(marks_in(referral.pack), now)
    return tuple(PackChange(one, since.get((one.day, one.session))) for one in changed)


def marks_now(session: Session, viewer: Viewer, referral: FormalReferral) -> tuple[SessionMark, ...]:
    """The marks of the pack's days as the school's register has them now: what an authority acts on."""
    return tuple(SessionMark(day, cast("Half", half), code) for day, half, code, _ in _now(session, viewer, referral))


def _now(session: Session, viewer: Viewer, referral: FormalReferral) -> Sequence[tuple[date, str, str, datetime]]:
    pack = referral.pack
    return register_now(session, viewer, referral.id, date.fromisoformat(pack["from"]), date.fromisoformat(pack["to"]))
