"""Recording marks, and telling the social worker of a child nobody can account for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from factories import a_child, a_staff_member, an_agency
from hypothesis import given
from hypothesis import strategies as st
from imported import take_in
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.attendance import find
from comms.attendance.actions import MarkCounts, record_marks
from comms.attendance.session_mark import SessionMark
from comms.attendance.social_worker_days import recent_days, unexplained
from comms.families.find import pupils
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotAllowed, NotFound
from comms.tasks.actions import finish_task
from comms.tasks.find import open_tasks
from comms.tasks.task import Task, TaskKind

FRIDAY, THURSDAY, WEDNESDAY = date(2026, 11, 20), date(2026, 11, 19), date(2026, 11, 18)


def enrol(session: Session, viewer: Viewer, now: datetime, looked_after: str = "Y") -> dict[str, UUID]:
    text = f"UPN,Surname,Forename,Looked after\nU1,Khan,Ayesha,{looked_after}\nU2,Khan,Bilal,\n"
    take_in(session, viewer, "pupils", text, now)
    return {pupil.upn: pupil.child_id for pupil in pupils(session, viewer)}


def register(session: Session, viewer: Viewer, now: datetime, *rows: str) -> None:
    take_in(session, viewer, "marks", "\n".join(["UPN,Date,Session,Mark", *rows]), now)


def to_tell(session: Session, viewer: Viewer) -> list[Task]:
    return [task for task in open_tasks(session, viewer) if task.kind == TaskKind.TELL_SOCIAL_WORKER]


def test_the_social_worker_is_told_the_same_day(session: Session, viewer: Viewer, now: datetime) -> None:
    children = enrol(session, viewer, now)
    register(session, viewer, now, "U1,20/11/2026,AM,N", "U1,20/11/2026,PM,N", "U2,20/11/2026,AM,N")
    [task] = to_tell(session, viewer)
    assert (task.person_id, task.child_id, task.due_on) == (children["U1"], children["U1"], london_date(now))
    assert "Friday 20 November 2026 (morning and afternoon)" in task.why


@pytest.mark.parametrize("code", ["O", "I", "G", "U", "/"])
def test_an_absence_the_school_has_decided_about_opens_no_task(
    session: Session, viewer: Viewer, now: datetime, code: str
) -> None:
    enrol(session, viewer, now)
    register(session, viewer, now, f"U1,20/11/2026,AM,{code}")
    assert to_tell(session, viewer) == []


def test_the_same_file_again_opens_no_second_task_not_even_after_the_telling(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    enrol(session, viewer, now)
    register(session, viewer, now, "U1,20/11/2026,AM,N")
    register(session, viewer, now + timedelta(hours=1), "U1,20/11/2026,AM,N")
    [task] = to_tell(session, viewer)
    finish_task(session, viewer, task.id, "rang Sam Achebe, who will visit", now + timedelta(hours=2))
    register(session, viewer, now + timedelta(hours=3), "U1,20/11/2026,AM,N")
    assert to_tell(session, viewer) == []
    register(session, viewer, now + timedelta(hours=4), "U1,20/11/2026,AM,N", "U1,23/11/2026,AM,N")
    assert len(to_tell(session, viewer)) == 1


def test_a_child_whose_social_worker_is_recorded_later_is_told_of_with_the_next_register(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    enrol(session, viewer, now, looked_after="")
    register(session, viewer, now, "U1,20/11/2026,AM,N")
    assert to_tell(session, viewer) == []
    enrol(session, viewer, now + timedelta(hours=1))
    register(session, viewer, now + timedelta(hours=1), "U1,20/11/2026,AM,N")
    assert len(to_tell(session, viewer)) == 1


def test_absences_of_weeks_ago_open_no_task_for_today(session: Session, viewer: Viewer, now: datetime) -> None:
    enrol(session, viewer, now)
    register(session, viewer, now, "U2,20/11/2026,AM,/", "U2,19/11/2026,AM,/", "U1,18/11/2026,AM,N")
    assert to_tell(session, viewer) == []
    register(session, viewer, now, "U1,19/11/2026,AM,N")
    assert len(to_tell(session, viewer)) == 1


def test_marks_are_counted_and_read_back_in_order(session: Session, viewer: Viewer, now: datetime) -> None:
    children = enrol(session, viewer, now)
    child = children["U1"]
    given = [SessionMark(FRIDAY, "PM", "N"), SessionMark(THURSDAY, "AM", "/"), SessionMark(FRIDAY, "AM", "/")]
    assert record_marks(session, viewer, {child: given}, now) == MarkCounts(new=3, tasks=1)
    read = find.marks_of(session, viewer, [child], THURSDAY, FRIDAY)
    assert read == {child: sorted(given)}
    assert find.marks_of(session, viewer, [child], WEDNESDAY, WEDNESDAY) == {child: []}
    assert find.school_days(session, viewer, WEDNESDAY, FRIDAY) == [THURSDAY, FRIDAY]


def test_a_day_of_planned_closure_is_no_school_day(session: Session, viewer: Viewer, now: datetime) -> None:
    enrol(session, viewer, now)
    register(session, viewer, now, "U1,20/11/2026,AM,#", "U1,19/11/2026,AM,/", "U2,18/11/2026,AM,Z")
    assert find.school_days(session, viewer, WEDNESDAY, FRIDAY) == [THURSDAY]


def test_a_child_not_on_the_roll_and_a_session_twice_are_refused_and_nothing_is_recorded(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    child = enrol(session, viewer, now)["U1"]
    stranger = a_child(session, viewer, now)
    with pytest.raises(NotFound):
        record_marks(session, viewer, {stranger.id: [SessionMark(FRIDAY, "AM", "/")]}, now)
    twice = [SessionMark(FRIDAY, "AM", "/"), SessionMark(FRIDAY, "AM", "N")]
    with pytest.raises(BadInput):
        record_marks(session, viewer, {child: twice}, now)
    with pytest.raises(NotAllowed):
        record_marks(session, replace(viewer, permissions=frozenset()), {}, now)


def test_marks_are_seen_by_their_own_school_alone(session: Session, viewer: Viewer, now: datetime) -> None:
    child = enrol(session, viewer, now)["U1"]
    register(session, viewer, now, "U1,20/11/2026,AM,N", "U1,19/11/2026,AM,/")
    register(session, viewer, now + timedelta(days=1), "U1,20/11/2026,AM,I")
    other = viewer_of(a_staff_member(session, an_agency(session, now, name="Other"), now, roles=("head teacher",)))
    assert find.marks_of(session, other, [child], THURSDAY, FRIDAY) == {child: []}
    assert find.school_days(session, other, THURSDAY, FRIDAY) == []
    assert find.mark_changes(session, other, child) == []
    assert len(find.mark_changes(session, viewer, child)) == 1


MARKS = st.builds(SessionMark, st.dates(date(2026, 9, 1), date(2026, 12, 31)), st.sampled_from(["AM", "PM"]),
                  st.sampled_from(["/", "N", "O", "I"]))  # fmt: skip


@given(st.lists(MARKS), st.lists(st.dates(date(2026, 9, 1), date(2026, 12, 31))))
def test_only_the_newest_school_days_and_only_unexplained_sessions_are_told(
    marks: list[SessionMark], days: list[date]
) -> None:
    recent = recent_days(days)
    assert len(recent) <= 2
    assert not days or max(days) in recent
    told = unexplained(marks, recent)
    assert all(mark.code == "N" and mark.day in recent for mark in told)
    assert len(told) == sum(mark.code == "N" and mark.day in recent for mark in marks)
