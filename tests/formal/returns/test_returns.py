from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from factories import a_child, a_parent, a_staff_member, an_agency
from sqlalchemy.orm import Session

from comms.agencies.actions import name_authority
from comms.agencies.viewer import Viewer, viewer_of
from comms.attendance.actions import record_marks
from comms.attendance.session_mark import SessionMark
from comms.families.person import Person
from comms.families.pupil import Pupil
from comms.formal.returns.actions import SentGiven, mark_sent
from comms.formal.returns.attendance_return import ReturnKind
from comms.formal.returns.find import returns_due, returns_sent, sent_of_child
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotAllowed, NotFound, Refused


def weekdays_before(day: date, count: int) -> list[date]:
    """The last so many weekdays before a day, in order."""
    found: list[date] = []
    while len(found) < count:
        day -= timedelta(days=1)
        if day.weekday() < 5:
            found.append(day)
    return found[::-1]


def away(session: Session, viewer: Viewer, child: Person, now: datetime, code: str = "N", count: int = 10) -> None:
    """The child was away on the last so many school days."""
    days = weekdays_before(london_date(now), count)
    record_marks(session, viewer, {child.id: [SessionMark(d, h, code) for d in days for h in ("AM", "PM")]}, now)


@pytest.fixture
def child(session: Session, viewer: Viewer, now: datetime) -> Person:
    found = a_child(session, viewer, now)
    session.add(Pupil(agency_id=viewer.agency_id, child_id=found.id, upn="A1", year="9", recorded_at=now))
    session.flush()
    a_parent(session, viewer, now, found)
    return found


def test_a_return_is_due_by_the_register_and_marked_as_sent_once(
    session: Session, viewer: Viewer, child: Person, now: datetime
) -> None:
    away(session, viewer, child, now)
    authority = an_agency(session, now, "Fenshire County Council", "local_authority")
    name_authority(session, viewer, authority.id, now)
    today = london_date(now)
    (row,) = returns_due(session, viewer, today)
    assert (row.child.id, row.due.kind, row.due.days) == (child.id, ReturnKind.ABSENCE, 10)
    given = SentGiven(child.id, "absence", row.due.first_day, today, "By the authority's form.")
    sent = mark_sent(session, viewer, given, now)
    assert (sent.to_agency_id, sent.days, sent.note) == (authority.id, 10, "By the authority's form.")
    assert not returns_due(session, viewer, today)
    assert [one.sent.id for one in returns_sent(session, viewer, today)] == [sent.id]
    with pytest.raises(Refused, match="not due"):
        mark_sent(session, viewer, given, now)
    assert len(sent_of_child(session, viewer, child.id)) == 1


def test_a_return_that_a_correction_took_away_cannot_be_marked_as_sent(
    session: Session, viewer: Viewer, child: Person, now: datetime
) -> None:
    away(session, viewer, child, now)
    (row,) = returns_due(session, viewer, london_date(now))
    day = row.due.first_day + timedelta(days=1)
    record_marks(session, viewer, {child.id: [SessionMark(day, "AM", "/")]}, now)
    with pytest.raises(Refused, match="not due"):
        mark_sent(session, viewer, SentGiven(child.id, "absence", row.due.first_day, london_date(now)), now)


def test_a_day_that_cannot_be_and_a_return_there_is_not_are_refused(
    session: Session, viewer: Viewer, child: Person, now: datetime
) -> None:
    away(session, viewer, child, now)
    today = london_date(now)
    (row,) = returns_due(session, viewer, today)
    for sent_on in (today + timedelta(days=1), row.due.first_day - timedelta(days=1)):
        with pytest.raises(BadInput, match="no day"):
            mark_sent(session, viewer, SentGiven(child.id, "absence", row.due.first_day, sent_on), now)
    with pytest.raises(BadInput, match="no return"):
        mark_sent(session, viewer, SentGiven(child.id, "lateness", row.due.first_day, today), now)


def test_another_school_sees_none_of_it(session: Session, viewer: Viewer, child: Person, now: datetime) -> None:
    away(session, viewer, child, now)
    today = london_date(now)
    (row,) = returns_due(session, viewer, today)
    other = viewer_of(a_staff_member(session, an_agency(session, now, "Marsh Academy"), now, ("head teacher",)))
    assert not returns_due(session, other, today)
    with pytest.raises(NotFound):
        mark_sent(session, other, SentGiven(child.id, "absence", row.due.first_day, today), now)
    authority = an_agency(session, now, "Fenshire County Council", "local_authority")
    officer = viewer_of(a_staff_member(session, authority, now, ("attendance legal officer",)))
    assert not returns_due(session, officer, today)


def test_whoever_may_not_record_marks_nothing(
    session: Session, viewer: Viewer, child: Person, now: datetime, school: object
) -> None:
    away(session, viewer, child, now)
    reception = viewer_of(a_staff_member(session, school, now, ("reception",)))  # type: ignore[arg-type]
    (row,) = returns_due(session, viewer, london_date(now))
    with pytest.raises(NotAllowed):
        mark_sent(session, reception, SentGiven(child.id, "absence", row.due.first_day, london_date(now)), now)


def test_a_long_illness_is_told_as_soon_as_it_is_to_be_expected_with_why(
    session: Session, viewer: Viewer, child: Person, now: datetime
) -> None:
    """Source: the sickness return of the 2024 regulations asks for reasonable grounds to believe, not for the days."""
    away(session, viewer, child, now, "I", 3)
    today = london_date(now)
    assert not returns_due(session, viewer, today)
    first = weekdays_before(today, 3)[0]
    expected = SentGiven(child.id, "illness", first, today, "The hospital says until January.", expected=True)
    with pytest.raises(BadInput, match="why the days"):
        mark_sent(session, viewer, replace(expected, note=" "), now)
    with pytest.raises(Refused, match="not due"):
        mark_sent(session, viewer, replace(expected, expected=False), now)
    with pytest.raises(Refused, match="not due"):
        mark_sent(session, viewer, replace(expected, kind="absence"), now)
    assert mark_sent(session, viewer, expected, now).days == 3
    with pytest.raises(Refused, match="not due"):
        mark_sent(session, viewer, expected, now)
