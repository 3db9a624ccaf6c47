"""What a school recorded more than once on one day: what was recorded later counts, at the authority too."""

from __future__ import annotations

from datetime import datetime, timedelta

from factories import a_staff_member
from formal_factories import a_formal_case, everything_told, told
from formal_steps_made import the_code
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.formal.case.case_record import RecordKind
from comms.formal.case.find import standing_records
from comms.formal.referral.actions import ReferralGiven, send_referral, take_referral


def test_of_one_day_the_later_record_counts_at_the_authority_too(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    at_school = a_formal_case(session, viewer, now)
    the_code(session, viewer, now)
    everything_told(session, viewer, at_school, now)
    for minutes, at_risk in enumerate(("yes", "not known", "no"), start=1):
        told(session, viewer, at_school, RecordKind.RISK, now + timedelta(minutes=minutes), at_risk=at_risk)
    later = now + timedelta(hours=1)
    authority = session.get_one(Agency, session.get_one(Agency, viewer.agency_id).authority_id)
    officer = viewer_of(a_staff_member(session, authority, now, ("attendance legal officer",), "Lee Shaw"))
    sent = send_referral(session, viewer, ReferralGiven(at_school.case.id, "L10", "Please issue."), later)
    taken = take_referral(session, officer, sent.id, later)
    for seen_by, case in ((viewer, at_school.case), (officer, taken)):
        found = [one.detail["at_risk"] for one in standing_records(session, seen_by, case).of(RecordKind.RISK)]
        assert found[:3] == ["no", "not known", "yes"]
