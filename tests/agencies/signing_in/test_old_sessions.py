"""What is left of a session once it has long been over."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from factories import a_staff_member
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.signing_in.sessions import KEPT, begin_session, end_sessions, forget_old_sessions
from comms.agencies.signing_in.staff_session import LONGEST, Ended, Factor, StaffSession
from comms.agencies.staffing.find import last_signed_in
from comms.agencies.viewer import viewer_of

DAY = timedelta(days=1)


def _kept(session: Session, staff_id: UUID) -> list[datetime]:
    query = select(StaffSession.began_at).where(StaffSession.staff_id == staff_id)
    return sorted(session.scalars(query))


def test_a_session_is_forgotten_when_its_time_is_up_and_not_before(
    session: Session, school: Agency, now: datetime
) -> None:
    staff = a_staff_member(session, school, now)
    begin_session(session, staff, Factor.CODE, now)
    end_sessions(session, viewer_of(staff).actor, staff.id, Ended.SIGNED_OUT, now + DAY)
    begin_session(session, staff, Factor.CODE, now + 2 * DAY)
    assert forget_old_sessions(session, now + DAY + KEPT) == 0
    assert forget_old_sessions(session, now + DAY + KEPT + timedelta(seconds=1)) == 1
    assert _kept(session, staff.id) == [now + 2 * DAY]


def test_one_that_nobody_ended_is_over_by_its_age(session: Session, school: Agency, now: datetime) -> None:
    staff = a_staff_member(session, school, now)
    begin_session(session, staff, Factor.KEY, now)
    begin_session(session, staff, Factor.KEY, now + DAY)
    assert forget_old_sessions(session, now + LONGEST + KEPT) == 0
    assert forget_old_sessions(session, now + LONGEST + KEPT + timedelta(seconds=1)) == 1
    assert _kept(session, staff.id) == [now + DAY]


def test_the_last_that_opened_anything_stays_so_that_it_can_be_said_when_somebody_signed_in(
    session: Session, school: Agency, now: datetime
) -> None:
    gone_long, never_in = a_staff_member(session, school, now), a_staff_member(session, school, now)
    for days, factor in enumerate((Factor.KEY, Factor.KEY, Factor.NONE)):
        begin_session(session, gone_long, factor, now + days * DAY)
    begin_session(session, never_in, Factor.NONE, now)
    assert forget_old_sessions(session, now + 2 * KEPT) == 3
    assert _kept(session, gone_long.id) == [now + DAY]
    assert _kept(session, never_in.id) == []
    assert last_signed_in(session, viewer_of(gone_long)) == {gone_long.id: now + DAY}
