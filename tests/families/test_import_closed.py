"""A school's export lands for a closed family too, and the report tells nothing of it to who is not named."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from access_made import a_closed_family, social_care, work_with_too
from booking_factories import appointment_made, requests_for
from factories import a_staff_member
from imported import counts, take_in
from imported_contacts import RASA, contacts, enrol, need, the_adult, values
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.attendance.find import marks_of
from comms.bookings.requests.raising import needs_changed
from comms.families import find
from comms.families.access import find as access
from comms.families.actions import StatusGiven, add_contact_point, record_child_status, record_contact_safety
from comms.families.contact_point import Safety
from comms.families.person import Person
from comms.tasks.find import tasks_about

PUPILS = "UPN,Surname,Forename,Year\n"
MARKS = "UPN,Date,Session,Mark\n"


@pytest.fixture
def officer(session: Session, school: Agency, now: datetime) -> Viewer:
    """Who takes the files in, and is not named for the closed family."""
    return viewer_of(a_staff_member(session, school, now, ("attendance officer",), "Kim Hall"))


@pytest.fixture
def child(session: Session, viewer: Viewer, now: datetime) -> Person:
    """A pupil who is kept closed with her mother; two others are on the roll."""
    enrol(session, viewer, now)
    contacts(session, viewer, now, RASA)
    [pupil] = [one for one in find.pupils(session, viewer) if one.upn == "U1"]
    mother = the_adult(session, viewer)
    a_closed_family(session, viewer, [pupil.child_id, mother.id], now)
    return find.person(session, viewer, pupil.child_id)


def test_a_pupils_row_lands_once_and_counts_as_unchanged(
    session: Session, viewer: Viewer, officer: Viewer, child: Person, now: datetime
) -> None:
    rows = "U1,Kazlauskaitė,Ugnė,8\nU2,Kazlauskas,Matas,9\n"
    outcome = take_in(session, officer, "pupils", PUPILS + rows, now)
    assert counts(outcome) == (0, 1, 1), "Matas has a year now; of Ugnė nothing is told"
    assert outcome.lines() == ["pupils: 0 new, 1 changed, 1 unchanged."]
    pupil = find.pupil_of(session, viewer, child.id)
    assert pupil is not None
    assert pupil.year == "8"
    assert find.pupil_of(session, officer, child.id) is None
    assert find.people_called(session, officer, "Ugnė") == []
    assert [one.id for one in find.people_called(session, viewer, "Ugnė")] == [child.id], (
        "and nobody is twice on record"
    )


def test_the_named_are_told_what_changed(session: Session, viewer: Viewer, child: Person, now: datetime) -> None:
    assert counts(take_in(session, viewer, "pupils", f"{PUPILS}U1,Kazlauskaitė,Ugnė,8\n", now)) == (0, 1, 0)


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"Mobile": "07700 900555"},
        {"Address line 1": "9 Heron Lane"},
        {"Title": "Ms"},
        {"Surname": "Kazlauskiene"},
        {"Language of correspondence": "POL"},
        {"Language of correspondence": ""},
        {"Relationship": "STM"},
        {"Interpreter needed": "Y"},
        {"Telephone": "1632960123"},
    ],
    ids=str,
)
def test_a_contacts_row_tells_nobody_whether_it_says_what_is_on_record(
    session: Session, officer: Viewer, child: Person, now: datetime, changed: dict[str, str]
) -> None:
    outcome = contacts(session, officer, now, RASA | changed)
    assert counts(outcome) == (0, 0, 1)
    assert outcome.lines() == ["contacts: 0 new, 0 changed, 1 unchanged."]


def test_a_contacts_row_lands_on_the_mother_there_is(
    session: Session, viewer: Viewer, officer: Viewer, child: Person, now: datetime
) -> None:
    mother = the_adult(session, viewer)
    contacts(session, officer, now, RASA | {"Mobile": "07700 900555", "Language of correspondence": "POL"})
    assert the_adult(session, viewer) is mother
    assert values(session, viewer, mother) == ["07700 900555", "07700 900821"]
    assert need(session, viewer, mother).written == "pl"
    assert find.people_called(session, officer, "kazlauskiene") == []


def test_a_row_that_joins_a_child_outside_with_a_closed_parent_makes_no_second_parent(
    session: Session, viewer: Viewer, officer: Viewer, child: Person, now: datetime
) -> None:
    outcome = contacts(session, officer, now, RASA | {"UPN": "U2"})
    assert counts(outcome) == (0, 0, 1)
    assert [one.name for one in find.people_called(session, viewer, "kazlauskiene")] == ["Rasa Kazlauskienė"]
    [matas] = find.people_called(session, officer, "Matas")
    assert find.adults_of(session, officer, matas.id) == []
    assert len(find.adults_of(session, viewer, matas.id)) == 1


def test_a_new_carer_of_a_closed_child_alone_is_closed_with_them(
    session: Session, viewer: Viewer, officer: Viewer, child: Person, now: datetime
) -> None:
    carer = {"UPN": "U1", "Relationship": "FOM", "Forename": "Dana", "Surname": "Novák", "Mobile": "07700 900333",
             "Address line 1": "1 Safe House", "Town": "Ely", "Postcode": "CB7 4AA"}  # fmt: skip
    outcome = contacts(session, officer, now, carer, carer | {"UPN": "U3", "Forename": "Eva", "Mobile": "07700 900444"})
    assert counts(outcome) == (1, 0, 1), "the carer of another child is new"
    assert find.people_called(session, officer, "Dana") == []
    assert find.people_called(session, officer, "07700 900333") == []
    [dana] = find.people_called(session, viewer, "Dana")
    [seen] = access.closed_families(session, viewer)
    assert dana.id in seen.people
    assert [one.name for one in find.people_called(session, officer, "Eva")] == ["Eva Novák"]


def test_a_second_row_of_a_closed_contact_is_not_told_of(
    session: Session, officer: Viewer, child: Person, now: datetime
) -> None:
    outcome = contacts(session, officer, now, RASA, RASA | {"E-mail": "rasa@example.org"})
    assert outcome.bad == []
    assert counts(outcome) == (0, 0, 2)


def test_marks_land_and_whoever_is_named_has_the_task_to_tell_the_social_worker(
    session: Session, viewer: Viewer, officer: Viewer, child: Person, now: datetime
) -> None:
    record_child_status(session, viewer, child.id, StatusGiven(protection_plan=True), now - timedelta(days=9))
    [matas] = find.people_called(session, officer, "Matas")
    rows = "U1,20/11/2026,AM,N\nU1,20/11/2026,PM,N\nU2,20/11/2026,AM,/\n"
    outcome = take_in(session, officer, "marks", MARKS + rows, now)
    assert counts(outcome) == (1, 0, 2)
    assert outcome.notes == []
    assert outcome.bad == []
    day = date(2026, 11, 20)
    assert [one.code for one in marks_of(session, viewer, [child.id], day, day)[child.id]] == ["N", "N"]
    assert marks_of(session, officer, [child.id], day, day)[child.id] == []
    assert len(marks_of(session, officer, [matas.id], day, day)[matas.id]) == 1
    assert len(tasks_about(session, viewer, child.id)) == 1
    assert tasks_about(session, officer, child.id) == []
    again = take_in(session, officer, "marks", MARKS + rows.replace("PM,N", "PM,/"), now)
    assert counts(again) == (0, 0, 3)
    assert [one.code for one in marks_of(session, viewer, [child.id], day, day)[child.id]] == ["N", "/"]


def test_a_number_only_another_agency_knows_becomes_the_schools_own_when_its_export_has_it(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    enrol(session, viewer, now)
    contacts(session, viewer, now, RASA)
    mother, worker = the_adult(session, viewer), social_care(session, now)
    work_with_too(session, viewer, mother.id, worker.agency_id, now)
    theirs = add_contact_point(session, worker, mother, "mobile", "07700 900555", now)
    record_contact_safety(session, worker, theirs, Safety.UNSAFE, now)
    outcome = contacts(session, viewer, now, RASA | {"Mobile": "07700 900555"})
    assert counts(outcome) == (0, 1, 0)
    ours = {one.id: one.safety for one in find.contact_points(session, viewer, mother.id)}
    assert ours[theirs.id] == Safety.UNSAFE


def test_what_a_closed_parent_attends_is_looked_at_again_and_not_counted(
    session: Session, viewer: Viewer, officer: Viewer, child: Person, now: datetime
) -> None:
    appointment = appointment_made(session, viewer, now, the_adult(session, viewer))
    later = now + timedelta(hours=1)
    outcome = contacts(session, officer, later, RASA | {"Interpreter needed": "Y"})
    assert needs_changed(session, officer, outcome.needs_recorded, later) == 0
    assert [one.language for one in requests_for(session, viewer, appointment)] == ["lt"]
