from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from factories import a_child, a_staff_member, an_agency
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.attendance.actions import record_marks
from comms.attendance.find import on_roll
from comms.attendance.framework import framework
from comms.attendance.session_mark import SessionMark
from comms.families.person import Person
from comms.families.pupil import Pupil
from comms.formal.returns.attendance_return import LeaveEnquiry
from comms.formal.returns.enquiries.actions import BadEnquiry, StepGiven, end_enquiry, open_enquiry, record_step
from comms.formal.returns.enquiries.checklist import grounds, items
from comms.formal.returns.enquiries.facts import facts_of
from comms.formal.returns.enquiries.find import enquiry, facts_about, open_enquiries, steps_of
from comms.foundation.errors import NotAllowed, NotFound, Refused

TODAY = date(2026, 11, 23)
LAST_SEEN, EXPECTED = date(2026, 10, 16), date(2026, 11, 2)


@pytest.fixture
def child(session: Session, viewer: Viewer, now: datetime) -> Person:
    found = a_child(session, viewer, now)
    session.add(Pupil(agency_id=viewer.agency_id, child_id=found.id, upn="A1", year="9", recorded_at=now))
    session.flush()
    return found


@pytest.fixture
def begun(session: Session, viewer: Viewer, child: Person, now: datetime) -> LeaveEnquiry:
    return open_enquiry(session, viewer, child.id, LAST_SEEN, EXPECTED, now)


def weekdays(first: date, count: int) -> list[date]:
    """So many weekdays from a day on."""
    days = (first + timedelta(days=number) for number in range(3 * count))
    return [day for day in days if day.weekday() < 5][:count]


def marks(code: str, days: list[date]) -> list[SessionMark]:
    """Both sessions of each day with a code."""
    return [SessionMark(day, half, code) for day in days for half in ("AM", "PM")]


def test_the_figures_of_the_grounds_are_dated_data_with_their_source() -> None:
    """Source: School Attendance (Pupil Registration) (England) Regulations 2024, regulation 9, grounds H and I."""
    assert (grounds()["H"].school_days, grounds()["I"].school_days) == (10, framework().ground_i_days.value)
    for ground in grounds().values():
        assert ground.source
        assert ground.read_on > ground.in_force_from


@pytest.mark.parametrize(("days", "passed"), [(9, False), (10, True)])
def test_the_days_of_ground_h_are_school_days_since_the_child_was_expected(days: int, passed: bool) -> None:
    school = weekdays(EXPECTED, days)
    facts = facts_of(marks("G", school), school, EXPECTED, school[-1], ())
    assert (facts.days_since, facts.h_days_passed, facts.back_on) == (days, passed, None)


def test_one_session_in_school_ends_the_days_of_ground_h() -> None:
    school = weekdays(EXPECTED, 12)
    held = [*marks("G", school[:5]), SessionMark(school[5], "PM", "\\"), *marks("G", school[6:])]
    facts = facts_of(held, school, EXPECTED, school[-1], ())
    assert (facts.days_since, facts.back_on) == (5, school[5])


@pytest.mark.parametrize(("code", "is_run"), [("N", True), ("O", True), ("I", False), ("U", False), ("Y7", False)])
def test_ground_i_is_twenty_days_of_g_n_or_o_alone(code: str, is_run: bool) -> None:
    school = weekdays(EXPECTED, 20)
    held = [*marks("G", school[:19]), *marks(code, school[19:])]
    facts = facts_of(held, school, EXPECTED, school[-1], ())
    assert (facts.away is not None) is is_run


def test_illness_and_what_nobody_could_avoid_come_first() -> None:
    nothing = facts_of([], [], EXPECTED, TODAY, ())
    assert nothing.first_not_asked == ("ill", "unavoidable")
    asked = facts_of([], [], EXPECTED, TODAY, {"ill", "unavoidable", "rang"})
    assert asked.first_not_asked == ()
    assert "rang" in asked.asked
    assert "back" not in asked.not_asked


def test_nobody_is_removed_from_the_roll_and_silence_ends_nothing(
    session: Session, viewer: Viewer, begun: LeaveEnquiry, child: Person, now: datetime
) -> None:
    for item in items().values():
        if not item.found:
            record_step(session, viewer, begun.id, StepGiven(item.code, TODAY, "Nobody answered."), now)
    with pytest.raises(Refused, match="Nothing on record says where the child is"):
        end_enquiry(session, viewer, begun.id, "Nobody answered for weeks.", now)
    assert child.id in on_roll(session, viewer)
    record_step(session, viewer, begun.id, StepGiven("back", TODAY, "Ms Marsh saw her in registration."), now)
    with pytest.raises(BadEnquiry):
        end_enquiry(session, viewer, begun.id, "  ", now)
    end_enquiry(session, viewer, begun.id, "Seen by her tutor this morning.", now)
    assert (begun.ended_by, begun.ended_because) == (viewer.staff_id, "Seen by her tutor this morning.")
    assert not open_enquiries(session, viewer)
    assert child.id in on_roll(session, viewer)
    with pytest.raises(Refused, match="have ended"):
        record_step(session, viewer, begun.id, StepGiven("rang", TODAY, "Once more."), now)


def test_only_who_decides_ends_them(
    session: Session, viewer: Viewer, begun: LeaveEnquiry, school: Agency, now: datetime
) -> None:
    officer = viewer_of(a_staff_member(session, school, now, ("attendance officer",)))
    record_step(session, officer, begun.id, StepGiven("back", TODAY, "Seen."), now)
    with pytest.raises(NotAllowed):
        end_enquiry(session, officer, begun.id, "Seen.", now)


def test_begun_twice_they_are_the_same(
    session: Session, viewer: Viewer, begun: LeaveEnquiry, child: Person, now: datetime
) -> None:
    assert open_enquiry(session, viewer, child.id, LAST_SEEN, TODAY, now).id == begun.id


@pytest.mark.parametrize(
    ("field", "last_seen", "expected"),
    [
        ("last_seen", TODAY + timedelta(days=1), TODAY + timedelta(days=2)),
        ("expected_on", LAST_SEEN, TODAY + timedelta(days=1)),
        ("expected_on", LAST_SEEN, LAST_SEEN),
    ],
)
def test_days_that_cannot_be_are_refused(
    session: Session, viewer: Viewer, child: Person, now: datetime, field: str, last_seen: date, expected: date
) -> None:
    with pytest.raises(BadEnquiry) as wrong:
        open_enquiry(session, viewer, child.id, last_seen, expected, now)
    assert wrong.value.field == field


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("item", StepGiven("guessed", TODAY, "Somebody said so.")),
        ("happened_on", StepGiven("rang", TODAY + timedelta(days=1), "No answer.")),
        ("happened_on", StepGiven("rang", LAST_SEEN - timedelta(days=1), "No answer.")),
        ("said", StepGiven("rang", TODAY, "\n")),
    ],
)
def test_a_step_that_cannot_be_is_refused(
    session: Session, viewer: Viewer, begun: LeaveEnquiry, now: datetime, field: str, given: StepGiven
) -> None:
    with pytest.raises(BadEnquiry) as wrong:
        record_step(session, viewer, begun.id, given, now)
    assert wrong.value.field == field


def test_the_facts_come_from_the_register_as_it_stands(
    session: Session, viewer: Viewer, begun: LeaveEnquiry, child: Person, now: datetime
) -> None:
    school = weekdays(EXPECTED, 15)
    record_marks(session, viewer, {child.id: marks("G", school)}, now)
    seen = enquiry(session, viewer, begun.id)
    assert facts_about(session, viewer, seen, TODAY).days_since == 15
    record_marks(session, viewer, {child.id: [SessionMark(school[3], "AM", "/")]}, now)
    assert facts_about(session, viewer, seen, TODAY).days_since == 3


def test_a_step_is_never_changed(session: Session, viewer: Viewer, begun: LeaveEnquiry, now: datetime) -> None:
    record_step(session, viewer, begun.id, StepGiven("rang", TODAY, "A foreign tone."), now)
    session.flush()
    with pytest.raises(DBAPIError):
        session.execute(text("UPDATE enquiry_step SET item = 'back'"))


def test_another_schools_enquiries_do_not_exist(
    session: Session, viewer: Viewer, begun: LeaveEnquiry, now: datetime
) -> None:
    other = viewer_of(a_staff_member(session, an_agency(session, now, "Marsh Academy"), now, ("head teacher",)))
    with pytest.raises(NotFound):
        enquiry(session, other, begun.id)
    with pytest.raises(NotFound):
        record_step(session, other, begun.id, StepGiven("back", TODAY, "Not ours."), now)
    assert not steps_of(session, other, begun.id)
