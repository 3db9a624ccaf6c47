"""Walks the states of a referral by what the authority can do with it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from enum import StrEnum

from factories import a_staff_member
from formal_factories import a_formal_case
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.formal.referral.actions import ReferralGiven, send_back, send_referral, take_referral
from comms.formal.referral.formal_referral import ReferralState
from comms.foundation.errors import Refused


def referral_moved(session: Session, viewer: Viewer, now: datetime, before: StrEnum, after: StrEnum) -> bool:
    """Whether a referral in one state is brought to another by taking it, or by sending it back."""
    case = a_formal_case(session, viewer, now).case
    row = send_referral(session, viewer, ReferralGiven(case.id, "L09", "Talks were not enough."), now)
    authority = session.get_one(Agency, row.to_agency_id)
    officer = viewer_of(a_staff_member(session, authority, now, ("attendance legal officer",), "Lee Shaw"))
    row.state = before
    session.flush()
    with suppress(Refused):
        if after == ReferralState.TAKEN:
            take_referral(session, officer, row.id, now)
        elif after == ReferralState.SENT_BACK:
            send_back(session, officer, row.id, "Please ask the child too.", now)
    return before != after and row.state == after
