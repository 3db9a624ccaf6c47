"""Sending a referral, taking it, and sending it back with why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency, AgencyKind
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families import find as families
from comms.families.access.working import begin_as_told
from comms.formal.case.actions import open_case
from comms.formal.case.find import case as find_case
from comms.formal.case.formal_case import CaseState, FormalCase
from comms.formal.code.find import NAME_IT, authority_of, may_issue
from comms.formal.referral import find
from comms.formal.referral.formal_referral import MOVES, FormalReferral, ReferralState
from comms.formal.referral.gathering import Gathering, gather
from comms.formal.referral.pack import Contact, pack_hash
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, Refused
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.writing import tidy_text

ABOUT = "formal referral"
TAKEN_BECAUSE = "The school sent a referral about the child's attendance."


@dataclass(frozen=True, slots=True)
class ReferralGiven:
    """What a school refers: which case, which letter it asks for, why, and the contacts that this floor cannot know."""

    case_id: UUID
    kind: str
    why: str
    contacts: Sequence[Contact] = ()


def send_referral(session: Session, viewer: Viewer, given: ReferralGiven, now: datetime) -> FormalReferral:
    """Send the school's authority a pack, frozen as it stands now. What is missing before the letter goes along.

    Raises ``Refused`` where the school may issue the letter itself, has named no authority, has closed the case, or has
    a referral for the same letter under way; ``BadInput`` without a reason.
    """
    viewer.require(Permission.RECORD_FORMAL)
    case = find_case(session, viewer, given.case_id)
    authority = _authority(session, viewer, case, given.kind, now)
    why = tidy_text(given.why).strip()
    if not why:
        raise BadInput("It does not say why.", "Write what you ask of the authority, and what should help the child.")
    one_at_a_time(session, f"referrals of {case.id}")
    sent = find.of_case(session, viewer, case.id)
    if any(one.kind == given.kind and one.state == ReferralState.SENT for one in sent):
        raise Refused("This was sent already, and the authority has not answered.", "Wait for its answer, or ring.")
    child = families.person(session, viewer, case.child_id)
    parent = families.person(session, viewer, case.parent_id)
    pack = gather(session, viewer, Gathering(case, child, parent, given.kind, authority, why, given.contacts), now)
    row = FormalReferral(
        agency_id=viewer.agency_id, to_agency_id=authority.id, case_id=case.id, parent_id=parent.id,
        child_id=child.id, kind=given.kind, pack=pack, pack_hash=pack_hash(pack), why=why, sent_at=now,
        sent_by=viewer.staff_id, state=ReferralState.SENT,
    )  # fmt: skip
    session.add(row)
    session.flush()
    detail = {"kind": given.kind, "to": str(authority.id), "case": str(case.id), "hash": row.pack_hash}
    note(session, viewer.actor, "send formal referral", (ABOUT, row.id), now, detail)
    return row


def _authority(session: Session, viewer: Viewer, case: FormalCase, kind: str, now: datetime) -> Agency:
    if viewer.agency_kind != AgencyKind.SCHOOL:
        raise Refused("Only a school refers to its local authority.")
    if case.state != CaseState.OPEN:
        raise Refused("This case is closed.", "Open a new one on the child's page if there is something new.")
    authority = authority_of(session, viewer)
    if authority is None:
        raise Refused("Your school has not said which local authority it stands under.", NAME_IT)
    if may_issue(session, viewer, kind, london_date(now)).allowed:
        raise Refused("Your school may issue this letter itself.", "Make it from the case.")
    return authority


def take_referral(session: Session, viewer: Viewer, referral_id: UUID, now: datetime) -> FormalCase:
    """Take a referral: the authority works with the child and the parent from now on, knows them to live where the
    school does, and has a case of its own that stands on the pack.

    Raises ``Refused`` for one that was settled, or where an open case of the authority stands on another school.
    """
    viewer.require(Permission.RECORD_FORMAL)
    row = _to_settle(session, viewer, referral_id)
    for person_id in (row.child_id, row.parent_id):
        begin_as_told(session, viewer, person_id, row.agency_id, TAKEN_BECAUSE, now)
    case = open_case(session, viewer, row.child_id, row.parent_id, now, referral=row)
    if case.school_id != row.agency_id:
        raise Refused(
            "An open case of yours about this child and parent stands on another school's register.",
            "Close that case first, then take this referral.",
        )
    # A pack that comes later replaces the earlier one for what is still to be decided.
    case.referral_id = row.id
    _settle(row, ReferralState.TAKEN, viewer, now)
    session.flush()
    note(session, viewer.actor, "take formal referral", (ABOUT, row.id), now, {"case": str(case.id)})
    return case


def send_back(session: Session, viewer: Viewer, referral_id: UUID, because: str, now: datetime) -> FormalReferral:
    """Send a referral back with why. The school reads it, puts right what it can, and may send it anew."""
    viewer.require(Permission.RECORD_FORMAL)
    said = tidy_text(because).strip()
    if not said:
        raise BadInput("It does not say why.", "Write what the school is to add or to put right.")
    row = _to_settle(session, viewer, referral_id)
    row.settled_because = said
    _settle(row, ReferralState.SENT_BACK, viewer, now)
    session.flush()
    note(session, viewer.actor, "send back formal referral", (ABOUT, row.id), now)
    return row


def _to_settle(session: Session, viewer: Viewer, referral_id: UUID) -> FormalReferral:
    """A referral to the viewer's authority, held until the commit: only one answer counts."""
    row = find.referral(session, viewer, referral_id)
    if row.to_agency_id != viewer.agency_id:
        raise Refused("Only the authority it was sent to answers a referral.")
    session.refresh(row, with_for_update=True)
    return row


def _settle(row: FormalReferral, state: ReferralState, viewer: Viewer, now: datetime) -> None:
    if state not in MOVES[ReferralState(row.state)]:
        raise Refused("This referral was answered already.", "The school can send a new one.")
    row.state, row.settled_at, row.settled_by = state, now, viewer.staff_id


def view_referral(session: Session, viewer: Viewer, referral_id: UUID, now: datetime) -> FormalReferral:
    """A referral whose page somebody opens; that they looked is noted."""
    viewer.require(Permission.SEE_FORMAL)
    row = find.referral(session, viewer, referral_id)
    note(session, viewer.actor, "view formal referral", (ABOUT, row.id), now)
    return row
