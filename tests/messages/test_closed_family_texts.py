"""Texts go on for a family that is kept closed: ours go, theirs come in, and who is named for the family is called. A
colleague who is not named learns of none."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from access_made import a_closed_family
from factories import a_staff_member
from sqlalchemy import select
from sqlalchemy.orm import Session
from text_factories import TO, Carrier, School, a_father, a_line, a_text_came, turn

from comms.agencies.agency import Agency
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer, viewer_of
from comms.foundation.errors import NotFound
from comms.foundation.work import Database
from comms.messages import find
from comms.messages.arriving import take_in_text
from comms.messages.climbing import tell_next
from comms.messages.incoming import Incoming
from comms.messages.message import Message, MessageState, Purpose

ROLES = ("attendance officer",)


@pytest.fixture
def colleague(session: Session, school: Agency, now: datetime) -> Viewer:
    """Somebody who reads texts and is named for no closed family."""
    return viewer_of(a_staff_member(session, school, now, ROLES, "Helen Marsh"))


def test_a_text_that_waits_goes_when_the_family_is_closed_meanwhile(database: Database, now: datetime) -> None:
    school, carrier = School(database, now), Carrier()
    text = school.text(now)
    with database.work() as session:
        a_closed_family(session, school.viewer, [school.father, school.child], now)
        agency = session.get_one(Agency, school.viewer.agency_id)
        colleague = viewer_of(a_staff_member(session, agency, now, ROLES, "Helen Marsh"))
    turn(database, school.line, carrier, now)
    assert [one.to for one in carrier.took] == [TO]
    assert school.state(text) == MessageState.SENT
    with database.reading() as session:
        assert find.message(session, school.viewer, text).id == text
        with pytest.raises(NotFound):
            find.message(session, colleague, text)


def test_a_text_from_a_closed_family_comes_in_to_who_is_named(
    session: Session, viewer: Viewer, colleague: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    a_closed_family(session, viewer, [father.id], now)
    row = take_in_text(session, a_text_came("Proszę zadzwonić"), now)
    assert row is not None
    assert row.person_id == father.id
    assert find.open_incoming(session, viewer) == [row]
    assert find.open_incoming(session, colleague) == []
    with pytest.raises(NotFound):
        find.incoming(session, colleague, row.id)


def urgent_from_a_closed_family(
    session: Session, viewer: Viewer, now: datetime, named: tuple[Staff, ...] = ()
) -> Incoming:
    """A text that needs somebody now, of a family for which the viewer and those are named."""
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    a_closed_family(session, viewer, [father.id], now, tuple(one.id for one in named))
    row = take_in_text(session, a_text_came("on mnie bije"), now)
    assert row is not None
    assert row.urgent
    return row


def told(session: Session) -> list[str]:
    query = select(Message).where(Message.purpose == Purpose.DUTY).order_by(Message.made_at, Message.id)
    return [one.to for one in session.scalars(query)]


@pytest.mark.usefixtures("colleague")
def test_of_what_is_urgent_who_is_named_is_told_and_nobody_else(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    row = urgent_from_a_closed_family(session, viewer, now)
    for turn_ in range(3):
        tell_next(session, row.id, now + turn_ * timedelta(minutes=10))
    assert set(told(session)) == {session.get_one(Staff, viewer.staff_id).email}


@pytest.mark.usefixtures("colleague")
def test_where_nobody_who_is_named_reads_texts_they_are_told_and_where_all_have_left_who_may_name_another(
    session: Session, school: Agency, viewer: Viewer, now: datetime
) -> None:
    head = session.get_one(Staff, viewer.staff_id)
    coordinator = a_staff_member(session, school, now, ("interpreter coordinator",), "Ida Named")
    lead = a_staff_member(session, school, now, ("designated safeguarding lead",), "Ruth Lead")
    row = urgent_from_a_closed_family(session, viewer, now, (coordinator,))
    head.active = False
    tell_next(session, row.id, now)
    # Nobody but those who are named may name another while one of them works here.
    assert told(session) == [coordinator.email]
    coordinator.active = False
    tell_next(session, row.id, now + timedelta(minutes=10))
    assert told(session) == [coordinator.email, lead.email]
