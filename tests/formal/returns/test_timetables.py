from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from factories import a_child, a_parent, a_staff_member, an_agency
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.families.person import Person
from comms.families.pupil import Pupil
from comms.formal.returns.timetables.actions import (
    BadTimetable,
    ReviewGiven,
    TimetableGiven,
    end_timetable,
    make_timetable,
    review_timetable,
)
from comms.formal.returns.timetables.find import open_timetables, reviews_of, timetable, timetables_of
from comms.foundation.errors import NotFound, Refused

TODAY = date(2026, 11, 23)


@pytest.fixture
def child(session: Session, viewer: Viewer, now: datetime) -> Person:
    found = a_child(session, viewer, now)
    session.add(Pupil(agency_id=viewer.agency_id, child_id=found.id, upn="A1", year="9", recorded_at=now))
    session.flush()
    return found


@pytest.fixture
def given(session: Session, viewer: Viewer, child: Person, now: datetime) -> TimetableGiven:
    parent = a_parent(session, viewer, now, child)
    return TimetableGiven(
        child.id, date(2026, 11, 9), date(2026, 12, 18), date(2026, 11, 23), parent.id, date(2026, 11, 6),
        "After an operation: mornings first, the whole day by Christmas.",
    )  # fmt: skip


def test_without_a_parents_agreement_there_is_no_timetable(
    session: Session, viewer: Viewer, given: TimetableGiven, now: datetime
) -> None:
    """Source: School Attendance (Pupil Registration) (England) Regulations 2024, regulation 11(6)."""
    stranger = a_parent(session, viewer, now, None, "Jonas", "Kazlauskas")
    with pytest.raises(BadTimetable) as wrong:
        make_timetable(session, viewer, replace(given, agreed_by=stranger.id), now)
    assert wrong.value.field == "agreed_by"
    made = make_timetable(session, viewer, given, now)
    (seen,) = open_timetables(session, viewer)
    assert (seen.timetable.id, seen.agreed_by and seen.agreed_by.id) == (made.id, given.agreed_by)


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("agreed_on", {"agreed_on": TODAY + timedelta(days=1), "starts": TODAY + timedelta(days=2)}),
        ("starts", {"agreed_on": date(2026, 11, 10)}),
        ("ends", {"ends": date(2026, 11, 9)}),
        ("review_on", {"review_on": date(2026, 12, 19)}),
        ("review_on", {"review_on": date(2026, 11, 9)}),
        ("why", {"why": " \n "}),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    session: Session, viewer: Viewer, given: TimetableGiven, now: datetime, field: str, changed: dict[str, object]
) -> None:
    with pytest.raises(BadTimetable) as wrong:
        make_timetable(session, viewer, replace(given, **changed), now)  # type: ignore[arg-type]
    assert wrong.value.field == field


def test_two_timetables_never_share_a_day(
    session: Session, viewer: Viewer, given: TimetableGiven, now: datetime
) -> None:
    make_timetable(session, viewer, given, now)
    with pytest.raises(Refused, match="already"):
        make_timetable(session, viewer, replace(given, starts=date(2026, 12, 18), ends=date(2027, 1, 29),
                                                review_on=date(2027, 1, 11)), now)  # fmt: skip


def test_it_waits_for_its_review_and_then_for_its_end(
    session: Session, viewer: Viewer, given: TimetableGiven, now: datetime
) -> None:
    made = make_timetable(session, viewer, given, now)
    seen = timetable(session, viewer, made.id)
    assert [seen.waits(day) for day in (date(2026, 11, 22), TODAY, date(2026, 12, 19))] == ["", "review", "over"]
    review_timetable(session, viewer, made.id, ReviewGiven(TODAY, "It goes well.", date(2026, 12, 7)), now)
    assert timetable(session, viewer, made.id).waits(TODAY) == ""
    # Without another day, the last one of the timetable is when somebody looks again.
    review_timetable(session, viewer, made.id, ReviewGiven(TODAY, "It goes on."), now)
    assert made.review_on == made.ends
    assert {one.said for one in reviews_of(session, viewer, made.id)} == {"It goes on.", "It goes well."}


def test_a_review_is_never_changed(session: Session, viewer: Viewer, given: TimetableGiven, now: datetime) -> None:
    made = make_timetable(session, viewer, given, now)
    review_timetable(session, viewer, made.id, ReviewGiven(TODAY, "It goes well."), now)
    session.flush()
    with pytest.raises(DBAPIError):
        session.execute(text("DELETE FROM part_time_review"))


def test_a_review_on_a_day_that_cannot_be_is_refused(
    session: Session, viewer: Viewer, given: TimetableGiven, now: datetime
) -> None:
    made = make_timetable(session, viewer, given, now)
    for wrong in (
        ReviewGiven(TODAY + timedelta(days=1), "Tomorrow."),
        ReviewGiven(date(2026, 11, 8), "Before it began."),
        ReviewGiven(TODAY, "Then after it ends.", date(2026, 12, 19)),
        ReviewGiven(TODAY, "  "),
    ):
        with pytest.raises(BadTimetable):
            review_timetable(session, viewer, made.id, wrong, now)


def test_it_ends_once_by_a_person_with_why(
    session: Session, viewer: Viewer, given: TimetableGiven, now: datetime
) -> None:
    made = make_timetable(session, viewer, given, now)
    with pytest.raises(BadTimetable):
        end_timetable(session, viewer, made.id, TODAY, " ", now)
    end_timetable(session, viewer, made.id, TODAY, "Back for the whole week.", now)
    assert (made.ended_on, made.ended_by, made.ended_because) == (TODAY, viewer.staff_id, "Back for the whole week.")
    assert not open_timetables(session, viewer)
    assert len(timetables_of(session, viewer, given.child_id)) == 1
    with pytest.raises(Refused, match="ended already"):
        end_timetable(session, viewer, made.id, TODAY, "Again.", now)


def test_another_schools_timetable_does_not_exist(
    session: Session, viewer: Viewer, given: TimetableGiven, now: datetime
) -> None:
    made = make_timetable(session, viewer, given, now)
    other = viewer_of(a_staff_member(session, an_agency(session, now, "Marsh Academy"), now, ("head teacher",)))
    with pytest.raises(NotFound):
        timetable(session, other, made.id)
    with pytest.raises(NotFound):
        end_timetable(session, other, made.id, TODAY, "Not ours.", now)
    assert not reviews_of(session, other, made.id)
