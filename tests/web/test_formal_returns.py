"""Returns, part-time timetables and enquiries through the screens."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from browsers import District, signed_in
from factories import a_child, a_parent, a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import a_pupil, said
from signing_in_made import Clock
from sqlalchemy import select

from comms.agencies.agency import Agency
from comms.agencies.viewer import viewer_of
from comms.attendance.actions import record_marks
from comms.attendance.session_mark import SessionMark
from comms.families.find import adults_of
from comms.formal.returns.attendance_return import AttendanceReturn, LeaveEnquiry, PartTimeTimetable
from comms.formal.returns.find import returns_due
from comms.foundation.audit import AuditEntry
from comms.foundation.clock import london_date
from comms.foundation.work import Database

# A Monday within the school year: what is due depends on it.
NOW = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)


def today() -> date:
    """The day in London."""
    return london_date(NOW)


def typed(day: date) -> str:
    """A day as people type it."""
    return f"{day.day}/{day.month}/{day.year}"


@pytest.fixture
def child(database: Database, district: District, clock: Clock) -> UUID:
    """Ugnė, who was away on the last ten school days without a reason we know, and her mother."""
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        found = a_child(session, viewer, NOW, "=Ugnė")
        a_pupil(session, viewer, found, NOW)
        a_parent(session, viewer, NOW, found)
        days = [day for n in range(1, 16) if (day := today() - timedelta(days=n)).weekday() < 5][:10]
        marks = [SessionMark(day, half, "N") for day in days for half in ("AM", "PM")]
        record_marks(session, viewer, {found.id: marks}, NOW)
        return found.id


def mother_of(database: Database, district: District, child: UUID) -> str:
    """The id of the child's mother."""
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        return str(adults_of(session, viewer, child)[0][1].id)


def first_due(database: Database, district: District) -> str:
    """The first day of the return that is due."""
    with database.work() as session:
        return returns_due(session, viewer_of(session.merge(district.head)), today())[0].due.first_day.isoformat()


def test_the_list_says_what_is_due_and_that_nobody_is_removed(client: FlaskClient, child: UUID) -> None:
    page = said(client.get("/formal/returns"))
    assert "One return is due." in page
    assert "Away for 10 school days" in page
    assert "Nobody is removed from the roll here." in page


def test_a_return_is_marked_as_sent_once(
    client: FlaskClient, database: Database, district: District, child: UUID
) -> None:
    where = f"/formal/returns/children/{child}"
    given = {
        "kind": "absence",
        "first_day": first_due(database, district),
        "sent_on": typed(today()),
        "note": "By form",
    }
    tomorrow = client.post(where, data=given | {"sent_on": typed(today() + timedelta(days=1))})
    assert tomorrow.status_code == 422
    assert "no day on which it can have been sent" in said(tomorrow)
    assert 'value="By form"' in tomorrow.text
    assert client.post(where, data=given | {"sent_on": "soon"}).status_code == 422
    assert client.post(where, data=given | {"kind": "lateness"}).status_code == 422
    assert client.post(where, data=given).status_code == 303
    page = said(client.get(where))
    assert "By the register, nothing is due." in page
    assert "By form" in page
    assert client.post(where, data=given).status_code == 422
    with database.work() as session:
        assert len(session.scalars(select(AttendanceReturn)).all()) == 1


def test_a_long_illness_that_is_to_be_expected_is_told_with_why(
    client: FlaskClient, database: Database, district: District, child: UUID
) -> None:
    where, day = f"/formal/returns/children/{child}", today() - timedelta(days=40)
    assert "Is a long illness to be expected?" not in said(client.get(where))
    with database.work() as session:
        ill = [SessionMark(day, half, "I") for half in ("AM", "PM")]
        record_marks(session, viewer_of(session.merge(district.head)), {child: ill}, NOW)
    given = {"kind": "illness", "expected": "yes", "first_day": day.isoformat(), "sent_on": typed(today()), "note": ""}
    assert "Is a long illness to be expected?" in said(client.get(where))
    refused = client.post(where, data=given)
    assert refused.status_code == 422
    assert "why the days are to be expected" in said(refused)
    assert client.post(where, data=given | {"note": "The hospital says until spring."}).status_code == 303
    assert "Is a long illness to be expected?" not in said(client.get(where))


def test_the_file_holds_a_row_each_and_no_formula(client: FlaskClient, database: Database, child: UUID) -> None:
    file = client.get("/formal/returns/due.csv")
    text = file.data.decode("utf-8-sig")
    assert len(text.strip().splitlines()) == 2
    assert "'=Ugnė" in text
    assert "attachment" in file.headers["Content-Disposition"]
    with database.work() as session:
        (noted,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "download returns"))
        assert json.loads(noted.detail)["people"] == [str(child)]


def test_a_timetable_is_agreed_looked_at_and_ended(
    client: FlaskClient, database: Database, district: District, child: UUID
) -> None:
    where, on = f"/formal/returns/children/{child}/timetable", today()
    given = {
        "agreed_by": mother_of(database, district, child), "agreed_on": typed(on - timedelta(days=8)),
        "starts": typed(on - timedelta(days=7)), "review_on": typed(on), "ends": typed(on + timedelta(days=21)),
        "why": "Mornings first, after an operation.",
    }  # fmt: skip
    nobody = client.post(where, data=given | {"agreed_by": ""})
    assert nobody.status_code == 422
    assert "Choose the parent who agreed." in said(nobody)
    assert "Mornings first" in nobody.text
    late = client.post(where, data=given | {"review_on": typed(on + timedelta(days=30))})
    assert late.status_code == 422
    made = client.post(where, data=given)
    assert made.status_code == 303, said(made)
    assert "All should look at it now." in said(client.get(made.location))
    assert client.post(where, data=given).status_code == 422
    looked = {"reviewed_on": typed(on), "said": "She manages three mornings.", "next_review_on": ""}
    assert client.post(f"{made.location}/reviews", data=looked | {"said": ""}).status_code == 422
    assert client.post(f"{made.location}/reviews", data=looked).status_code == 303
    assert "She manages three mornings." in said(client.get(made.location))
    assert client.post(f"{made.location}/end", data={"ended_on": typed(on), "because": ""}).status_code == 422
    assert client.post(f"{made.location}/end", data={"ended_on": typed(on), "because": "Back."}).status_code == 303
    with database.work() as session:
        assert session.scalars(select(PartTimeTimetable)).one().ended_on == on
    assert client.post(f"{made.location}/end", data={"ended_on": typed(on), "because": "Again."}).status_code == 422


def test_enquiries_go_on_until_the_child_was_found(
    app: Flask, client: FlaskClient, database: Database, district: District, child: UUID
) -> None:
    where = f"/formal/returns/children/{child}/enquiries"
    days = {"last_seen": typed(today() - timedelta(days=30)), "expected_on": typed(today() - timedelta(days=14))}
    assert client.post(where, data=days | {"expected_on": typed(today() + timedelta(days=1))}).status_code == 422
    begun = client.post(where, data=days)
    assert begun.status_code == 303, said(begun)
    page = said(client.get(begun.location))
    assert "Ask first: Is the child ill?" in page
    assert "Nobody is removed from the roll here." in page
    assert "silence ends nothing" in page
    told = {"item": "rang", "happened_on": typed(today()), "said": "A foreign ringing tone.", "of_whom": "Her mother"}
    assert client.post(f"{begun.location}/steps", data=told | {"item": ""}).status_code == 422
    kept = client.post(f"{begun.location}/steps", data=told | {"happened_on": typed(today() + timedelta(days=1))})
    assert kept.status_code == 422
    assert "A foreign ringing tone." in kept.text
    assert client.post(f"{begun.location}/steps", data=told).status_code == 303
    assert client.post(f"{begun.location}/end", data={"because": "Nobody answers."}).status_code == 422
    back = {"item": "back", "happened_on": typed(today()), "said": "Ms Marsh saw her."}
    assert client.post(f"{begun.location}/steps", data=back).status_code == 303
    with database.work() as session:
        officer = a_staff_member(session, session.get_one(Agency, district.school.id), NOW, name="Al Reed")
    assert signed_in(app, officer).post(f"{begun.location}/end", data={"because": "Seen."}).status_code == 403
    assert client.post(f"{begun.location}/end", data={"because": "Ms Marsh saw her."}).status_code == 303
    with database.work() as session:
        assert session.scalars(select(LeaveEnquiry)).one().ended_by == district.head.id
    assert client.post(f"{begun.location}/steps", data=told).status_code == 422


def test_another_school_finds_none_of_it(app: Flask, client: FlaskClient, district: District, child: UUID) -> None:
    days = {"last_seen": typed(today() - timedelta(days=30)), "expected_on": typed(today() - timedelta(days=14))}
    begun = client.post(f"/formal/returns/children/{child}/enquiries", data=days).location
    other = signed_in(app, district.other_head)
    for path in (begun, f"/formal/returns/children/{child}", f"/formal/returns/children/{child}/timetable"):
        assert other.get(path).status_code == 404
    assert other.post(f"{begun}/steps", data={"item": "back"}).status_code == 404
    assert "nothing is due" in said(other.get("/formal/returns"))
