"""What ends a session ends it for good, also where another browser goes on in it at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import UUID

import pytest
from factories import a_staff_member, an_agency
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.signing_in import find
from comms.agencies.signing_in.factors import add_app, prepare_app
from comms.agencies.signing_in.one_time_code import code_at, step_at
from comms.agencies.signing_in.sessions import SessionOver, begin_session, end_sessions, renew_session
from comms.agencies.signing_in.staff_session import Ended, Factor, StaffSession
from comms.agencies.staff import Staff
from comms.agencies.viewer import viewer_of
from comms.foundation.work import Database

Goes_on = Callable[[Session, Staff, StaffSession, datetime], object]


def _renew(session: Session, staff: Staff, one: StaffSession, now: datetime) -> object:
    return renew_session(session, staff, one, Factor.KEY, now)


def _ask_for_an_app(session: Session, staff: Staff, one: StaffSession, now: datetime) -> object:
    return prepare_app(session, one)


def _add_an_app(session: Session, staff: Staff, one: StaffSession, now: datetime) -> object:
    return add_app(session, staff, one, code_at("A" * 32, step_at(now)), now)


@pytest.mark.parametrize("go_on", [_renew, _ask_for_an_app, _add_an_app])
def test_nobody_goes_on_in_a_session_that_was_ended_since_the_page_was_asked_for(
    session: Session, school: Agency, now: datetime, go_on: Goes_on
) -> None:
    staff = a_staff_member(session, school, now)
    begin_session(session, staff, Factor.CODE, now)
    one = find.open_sessions(session, staff.id)[0]
    end_sessions(session, viewer_of(staff).actor, staff.id, Ended.RESET, now)
    with pytest.raises(SessionOver):
        go_on(session, staff, one, now)
    assert find.open_sessions(session, staff.id) == []


def test_a_session_that_is_renewed_while_all_are_ended_is_ended_too(database: Database, now: datetime) -> None:
    with database.work() as session:
        staff = a_staff_member(session, an_agency(session, now), now)
        begin_session(session, staff, Factor.CODE, now)

    def end_all(staff_id: UUID) -> None:
        with database.work() as ending:
            end_sessions(ending, viewer_of(ending.get_one(Staff, staff_id)).actor, staff_id, Ended.PASSWORD, now)

    with ThreadPoolExecutor(1) as other:
        with database.work() as renewing:
            here = renewing.get_one(Staff, staff.id)
            renew_session(renewing, here, find.open_sessions(renewing, staff.id)[0], Factor.CODE, now)
            ended = other.submit(end_all, staff.id)
            with pytest.raises(TimeoutError):
                ended.result(0.5)
        ended.result(30)
    with database.reading() as session:
        assert find.open_sessions(session, staff.id) == []
