"""Taking in a school's register, wide and long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from factories import a_staff_member, an_agency
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from imported import SAMPLES, as_csv, as_workbook, counts, sample_rows, take_in
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.attendance import find
from comms.attendance.counts import summarise
from comms.attendance.session_mark import SessionMark
from comms.families.find import pupils
from comms.foundation.tables import MissingColumns

WIDE = "UPN,Name,19/11/2026 AM,19/11/2026 PM,20/11/2026 AM,20/11/2026 PM"
LONG = "UPN,Date,Session,Mark"


@pytest.fixture(autouse=True)
def roll(session: Session, viewer: Viewer, now: datetime) -> None:
    take_in(session, viewer, "pupils", "UPN,Surname,Forename\nU1,Kazlauskaitė,Ugnė\nU2,O'Brien,Jack\n", now)


def marks(session: Session, viewer: Viewer, upn: str = "U1") -> list[str]:
    [child] = [pupil.child_id for pupil in pupils(session, viewer) if pupil.upn == upn]
    return [mark.code for mark in marks_of(session, viewer, child)]


def marks_of(session: Session, viewer: Viewer, child: UUID) -> list[SessionMark]:
    return find.marks_of(session, viewer, [child], date(2000, 1, 1), date(2100, 1, 1))[child]


def test_a_wide_register_lands(session: Session, viewer: Viewer, now: datetime) -> None:
    outcome = take_in(session, viewer, "marks", f"{WIDE}\nU1,Ugnė,/,\\,I,o\nU2,Jack,N,N,,-\n", now)
    assert counts(outcome) == (6, 0, 0)
    assert outcome.flawless
    assert marks(session, viewer) == ["/", "\\", "I", "O"]
    assert marks(session, viewer, "U2") == ["N", "N"]


def test_the_samples_hold_the_same_marks_wide_and_long(session: Session, viewer: Viewer, now: datetime) -> None:
    take_in(session, viewer, "pupils", SAMPLES / "pupils.csv", now)
    assert counts(take_in(session, viewer, "marks", SAMPLES / "marks_wide.csv", now)) == (12_000, 0, 0)
    assert counts(take_in(session, viewer, "marks", SAMPLES / "marks_long.csv", now)) == (0, 0, 3_000)
    before = len(session.info["audit_waiting"])
    assert counts(take_in(session, viewer, "marks", SAMPLES / "marks_wide.csv", now)) == (0, 0, 12_000)
    assert [line.action for line in session.info["audit_waiting"][before:]] == ["import marks"]
    [child] = [pupil.child_id for pupil in pupils(session, viewer) if pupil.upn == "U873400126000"]
    assert summarise(marks_of(session, viewer, child)).possible == 100
    assert len(find.school_days(session, viewer, date(2026, 9, 1), date(2026, 12, 31))) == 50


@pytest.mark.parametrize("writing", ["workbook", "semicolons", "byte order mark", "UTF-16"])
def test_the_sample_in_another_writing_is_the_same(
    session: Session, viewer: Viewer, now: datetime, writing: str
) -> None:
    take_in(session, viewer, "pupils", SAMPLES / "pupils.csv", now)
    rows = sample_rows("marks_wide.csv")
    content = {
        "workbook": as_workbook(rows),
        "semicolons": as_csv(rows, ";").encode(),
        "byte order mark": b"\xef\xbb\xbf" + as_csv(rows).encode(),
        "UTF-16": as_csv(rows).encode("utf-16"),
    }[writing]
    assert counts(take_in(session, viewer, "marks", content, now)) == (12_000, 0, 0)


def test_a_changed_mark_replaces_and_what_stood_before_is_kept(session: Session, viewer: Viewer, now: datetime) -> None:
    take_in(session, viewer, "marks", f"{WIDE}\nU1,Ugnė,N,N,/,\\\n", now)
    later = now + timedelta(days=1)
    assert counts(take_in(session, viewer, "marks", f"{WIDE}\nU1,Ugnė,I,N,,\\\n", later)) == (0, 1, 2)
    assert marks(session, viewer) == ["I", "N", "/", "\\"]
    [child] = [pupil.child_id for pupil in pupils(session, viewer) if pupil.upn == "U1"]
    [change] = find.mark_changes(session, viewer, child)
    assert (change.day, change.session, change.before, change.after) == (date(2026, 11, 19), "AM", "N", "I")
    assert (change.before_recorded_at, change.changed_at, change.changed_by) == (now, later, viewer.staff_id)


def test_an_unknown_mark_is_told_and_the_other_marks_of_its_row_land(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    outcome = take_in(session, viewer, "marks", f"{WIDE}\nU1,Ugnė,/,0,H,\\\nU2,Jack,/,\\,/,\\\n", now)
    assert counts(outcome) == (6, 0, 0)
    told = [(bad.line, bad.column, bad.value) for bad in outcome.faults]
    assert told == [(2, "19/11/2026 PM", "0"), (2, "20/11/2026 AM", "H")]
    assert all(bad.remedy for bad in outcome.faults)
    assert marks(session, viewer) == ["/", "\\"]


def test_days_to_come_and_days_that_cannot_be_are_told_once_for_their_column(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    headings = "UPN,23/11/2026 AM,24/11/2026 AM,25/11/2026 AM,31/09/2026 AM,07/09/1998 AM,20/11/2026 AM,Fri 20 Nov AM"
    outcome = take_in(session, viewer, "marks", f"{headings}\nU1,/,/,,/,/,/,/\nU2,/,/,-,/,/,/,/\n", now)
    assert counts(outcome) == (4, 0, 0)
    assert [(bad.line, bad.column) for bad in outcome.bad] == [
        (1, "24/11/2026 AM"),
        (1, "31/09/2026 AM"),
        (1, "07/09/1998 AM"),
        (1, "Fri 20 Nov AM"),
    ]


def test_headings_without_a_year_are_read_and_said(session: Session, viewer: Viewer, now: datetime) -> None:
    outcome = take_in(session, viewer, "marks", "UPN,Fri 20 Nov AM,Fri 20 Nov PM\nU1,/,\\\n", now)
    assert counts(outcome) == (2, 0, 0)
    assert any("2026" in said and "no year" in said for said in outcome.notes)


def test_each_faulty_row_of_a_long_register_is_told_and_the_others_land(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    rows = [
        "U1,20/11/2026,AM,/",
        "U9,20/11/2026,AM,/",
        "U1,31/02/2026,AM,/",
        "U1,24/11/2026,AM,/",
        "U1,20/11/2026,noon,/",
        "U1,20/11/2026,PM,H",
        "U1,20/11/2026,AM,/",
        "U1,20/11/2026,AM,N",
        "U1,,,",
        "U1,2026-11-20,pm,\\",
    ]
    outcome = take_in(session, viewer, "marks", "\n".join([LONG, *rows]), now)
    assert counts(outcome) == (2, 0, 0)
    assert [(bad.line, bad.column) for bad in outcome.bad] == [
        (3, "UPN"), (4, "Date"), (5, "Date"), (6, "Session"), (7, "Mark"), (9, "Mark"),
    ]  # fmt: skip
    assert marks(session, viewer) == ["/", "\\"]
    assert any("Line 8: the same mark again" in said for said in outcome.notes)


def test_a_workbooks_own_dates_are_read(session: Session, viewer: Viewer, now: datetime) -> None:
    content = as_workbook([LONG.split(","), ["U1", date(2026, 11, 20), "AM", "/"]])
    assert counts(take_in(session, viewer, "marks", content, now)) == (1, 0, 0)


def test_a_pupil_twice_in_a_wide_register_lands_once_and_contradictions_are_told(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    outcome = take_in(session, viewer, "marks", f"{WIDE}\nU1,Ugnė,/,\\,,\nU1,Ugnė,/,N,I,\n", now)
    assert counts(outcome) == (3, 0, 0)
    [fault] = outcome.faults
    assert (fault.line, fault.column, fault.value) == (3, "19/11/2026 PM", "N")
    assert "line 2" in fault.what


def test_a_mark_on_a_weekend_is_taken_and_said(session: Session, viewer: Viewer, now: datetime) -> None:
    outcome = take_in(session, viewer, "marks", f"{LONG}\nU1,21/11/2026,AM,/\n", now)
    assert counts(outcome) == (1, 0, 0)
    assert any("Saturday" in said for said in outcome.notes)


def test_a_file_of_neither_shape_is_refused(session: Session, viewer: Viewer, now: datetime) -> None:
    with pytest.raises(MissingColumns, match="neither a column for each session"):
        take_in(session, viewer, "marks", "UPN,Date,Mark\nU1,20/11/2026,/\n", now)


def test_another_schools_pupils_and_marks_are_out_of_reach(session: Session, viewer: Viewer, now: datetime) -> None:
    take_in(session, viewer, "marks", f"{WIDE}\nU1,Ugnė,/,\\,,\n", now)
    other = viewer_of(a_staff_member(session, an_agency(session, now, name="Other"), now, roles=("head teacher",)))
    outcome = take_in(session, other, "marks", f"{WIDE}\nU1,Ugnė,N,N,,\n", now)
    assert counts(outcome) == (0, 0, 0)
    assert [bad.column for bad in outcome.bad] == ["UPN"]
    assert marks(session, viewer) == ["/", "\\"]


@contextmanager
def rolled_back(session: Session) -> Iterator[None]:
    try:
        yield
    finally:
        session.rollback()


CELLS = st.one_of(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12),
                  st.sampled_from(["/", "\\", "N", "O", "", "-", "H", "20/11/2026", "AM", "U1"]))  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, min_size=6, max_size=6), max_size=6))
def test_a_good_row_lands_among_any_others(
    session: Session, viewer: Viewer, now: datetime, rows: list[list[str]]
) -> None:
    session.commit()
    others = [row for row in rows if "".join(row[0].split()).upper() != "U2"]
    good = ["U2", "Jack", "/", "\\", "N", "O"]
    with rolled_back(session):
        outcome = take_in(session, viewer, "marks", as_csv([WIDE.split(","), *others, good]), now)
        assert marks(session, viewer, "U2") == good[2:]
        assert outcome.lines()
    long = [row[:4] for row in others]
    with rolled_back(session):
        text = as_csv([LONG.split(","), *long, ["U2", "20/11/2026", "AM", "N"]])
        take_in(session, viewer, "marks", text, now)
        assert marks(session, viewer, "U2") == ["N"]
