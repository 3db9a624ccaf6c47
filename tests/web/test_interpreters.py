"""The register on the screens: what a coordinator reads, records, and is asked to put right."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from booking_factories import (
    WEDNESDAY,
    a_booking,
    a_mother,
    a_request,
    a_supplier,
    an_appointment,
    an_interpreter,
)
from browsers import District, signed_in
from factories import a_child, a_parent, a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import said
from sqlalchemy import select
from werkzeug.test import TestResponse

from comms.agencies.viewer import Viewer, viewer_of
from comms.families.actions import add_contact_point
from comms.foundation.audit.entry import AuditEntry
from comms.foundation.clock import london_moment
from comms.foundation.work import Database
from comms.interpreters import find
from comms.interpreters.conflict_actions import ConflictGiven, declare_conflict
from comms.interpreters.interpreter import Interpreter
from comms.tasks.find import open_tasks
from comms.tasks.task import TaskKind

CALENDAR = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Dr Smith\r\n"
    b"DTSTART:20261202T100000Z\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
DAIVA = {
    "name": "Daiva Rimkutė", "gender": "a woman", "telephone": "07700 900511", "email": "daiva@interpreters.example",
    "base_zone": "PE13 9QD", "travels_minutes": "45", "hours_a_day": "7.5", "hours_a_week": "",
    "pence_an_hour": "31.50",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _monday(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("comms.web.door.utc_now", lambda: now)


@pytest.fixture
def head(database: Database, district: District) -> Viewer:
    with database.work() as session:
        return viewer_of(session.merge(district.head))


@pytest.fixture
def daiva(database: Database, head: Viewer, now: datetime) -> Interpreter:
    with database.work() as session:
        return an_interpreter(session, head, now)


def posted(client: FlaskClient, path: str, **answers: Any) -> TestResponse:
    return client.post(path, data=answers, content_type="multipart/form-data")


def one_of(database: Database, head: Viewer, words: str) -> Interpreter:
    with database.reading() as session:
        (found,) = find.interpreters(session, head, words)
        session.expunge(found)
        return found


def errors(answer: TestResponse) -> list[str]:
    """The fields that the summary of a page leads to."""
    assert answer.status_code == 422
    return re.findall(r'error-summary__list.*?href="#([^"]+)"', answer.get_data(as_text=True), re.DOTALL)[:1]


def test_the_register_begins_empty_says_so_and_grows_by_a_form(
    client: FlaskClient, database: Database, head: Viewer
) -> None:
    assert "Nobody is in the register yet" in said(client.get("/interpreters"))
    answer = posted(client, "/interpreters/new", **DAIVA)
    assert answer.status_code == 303
    page = said(client.get(answer.headers["Location"]))
    assert "No language is on record yet" in page
    assert "£31.50 an hour in person" in page
    made = one_of(database, head, "daiva")
    assert (made.most_minutes_a_day, made.travels_minutes, made.base_zone) == (450, 45, "PE13")
    changed = posted(
        client, f"/interpreters/{made.id}/change", **DAIVA | {"pence_an_hour": "", "travels_minutes": "60"}
    )
    assert changed.status_code == 303
    assert "£28.00 an hour in person" in said(client.get(f"/interpreters/{made.id}"))
    shown = client.get(f"/interpreters/{made.id}/change").get_data(as_text=True)
    assert 'value="07700 900511"' in shown
    assert 'value="7.5"' in shown


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("telephone", "0770"), ("email", "daiva"), ("base_zone", "Wisbech"), ("travels_minutes", "soon"),
     ("hours_a_day", "many"), ("pence_an_hour", "lots"), ("gender", "x")],
)  # fmt: skip
def test_a_wrong_answer_is_told_at_its_field_and_nothing_typed_is_lost(
    client: FlaskClient, database: Database, head: Viewer, field: str, value: str
) -> None:
    answer = posted(client, "/interpreters/new", **DAIVA | {field: value})
    assert errors(answer) == [field]
    kept = "Daiva Rimkutė" if field != "name" else "07700 900511"
    assert f'value="{kept}"' in answer.get_data(as_text=True)
    with database.reading() as session:
        assert find.interpreters(session, head) == []


def test_a_parent_on_record_is_asked_about_and_then_linked(
    client: FlaskClient, database: Database, head: Viewer, now: datetime
) -> None:
    with database.work() as session:
        mother = a_parent(session, head, now)
        add_contact_point(session, head, mother, "mobile", "07700 900511", now)
    answer = posted(client, "/interpreters/new", **DAIVA)
    assert errors(answer) == ["telephone"]
    assert "Are they the same person?" in said(answer)
    assert "Yes: Rasa Kazlauskienė" in said(answer)
    assert posted(client, "/interpreters/new", **DAIVA, also_person_id=str(mother.id)).status_code == 303
    made = one_of(database, head, "daiva")
    assert "They are also Rasa Kazlauskienė, on record here" in said(client.get(f"/interpreters/{made.id}"))


def test_a_parent_of_another_agency_is_neither_linked_nor_shown(
    client: FlaskClient, database: Database, district: District, now: datetime
) -> None:
    with database.work() as session:
        theirs = viewer_of(session.merge(district.other_head))
        mother = a_parent(session, theirs, now)
        add_contact_point(session, theirs, mother, "mobile", "07700 900511", now)
    answer = posted(client, "/interpreters/new", **DAIVA, also_person_id=str(mother.id))
    assert answer.status_code == 422
    assert "Rasa" not in said(answer)
    assert posted(client, "/interpreters/new", **DAIVA).status_code == 303


def test_the_list_is_searched_and_no_name_stands_in_an_address(
    client: FlaskClient, database: Database, head: Viewer, daiva: Interpreter, now: datetime
) -> None:
    with database.work() as session:
        an_interpreter(session, head, now, "Ona Petraitė", "lv", expires_on=date(2026, 12, 20))
        an_interpreter(session, head, now, "Ben Carter", "bfi", checks=())
    everybody = said(client.get("/interpreters"))
    assert "3 interpreters in your register" in everybody
    assert "DBS runs out in 27 days, on 20 December 2026" in everybody
    answer = posted(client, "/interpreters", words="petrait", language="", which="")
    assert "petrait" not in answer.headers["Location"]
    found = said(client.get(answer.headers["Location"]))
    assert "Ona Petraitė" in found
    assert "Ben Carter" not in found
    assert "Ben Carter" in said(client.get("/interpreters?language=bfi"))
    unchecked = said(client.get("/interpreters?which=unchecked"))
    assert "1 interpreter without a check that counts today" in unchecked
    assert "Ben Carter" in unchecked
    soon = said(client.get("/interpreters?which=running-out"))
    assert "1 interpreter with something that runs out within 60 days" in soon
    assert "Ona Petraitė" in soon
    assert "Nobody in the register is found by that" in said(client.get("/interpreters?language=pl"))


def test_the_languages_that_families_need_and_nobody_interprets_come_first(
    client: FlaskClient, database: Database, head: Viewer, daiva: Interpreter, now: datetime
) -> None:
    assert "1 language is covered" in said(client.get("/interpreters/languages"))
    with database.work() as session:
        a_mother(session, head, now, "lt")
        a_supplier(session, head, now)
    assert "Every language that families here need has somebody" in said(client.get("/interpreters/languages"))
    with database.work() as session:
        a_mother(session, head, now, "ps")
    page = said(client.get("/interpreters/languages"))
    assert "1 language that families here need has nobody in the register" in page
    assert "Pashto: needed by 1 person. Ask Fenland Languages." in page
    assert "1 of 1" in page


def test_languages_and_checks_are_added_changed_and_withdrawn(
    client: FlaskClient, database: Database, head: Viewer, daiva: Interpreter
) -> None:
    home = f"/interpreters/{daiva.id}"
    answers = {"language": "ru", "level": "3", "dialect": "Vilnius", "way": "both ways", "modes": ["by video"]}
    assert posted(client, f"{home}/languages", **answers).status_code == 303
    assert errors(posted(client, f"{home}/languages", **answers | {"modes": []})) == ["modes"]
    assert errors(posted(client, f"{home}/languages", **answers | {"language": ""})) == ["language"]
    with database.reading() as session:
        russian = find.languages_of(session, head, [daiva.id])[daiva.id][1].id
    assert 'value="Vilnius"' in client.get(f"{home}/languages/{russian}").get_data(as_text=True)
    check = {"kind": "police vetting", "issued_on": "1/2/2026", "expires_on": "1/12/2026", "detail": "NPPV 3"}
    assert posted(client, f"{home}/qualifications", **check).status_code == 303
    assert errors(posted(client, f"{home}/qualifications", **check | {"expires_on": ""})) == ["expires_on"]
    assert errors(posted(client, f"{home}/qualifications", **check | {"issued_on": "1/2/2027"})) == ["issued_on"]
    page = said(client.get(home))
    assert "Russian, Vilnius Level 3" in page
    assert "Police vetting, NPPV 3 1 February 2026 Runs out in 8 days, on 1 December 2026." in page
    with database.reading() as session:
        vetting = find.qualifications_of(session, head, [daiva.id])[daiva.id][1].id
    assert client.post(f"/interpreters/qualifications/{vetting}/end").status_code == 303
    assert client.post(f"{home}/languages/{russian}/remove").status_code == 303
    page = said(client.get(home))
    assert "Vilnius" not in page
    assert "NPPV 3" not in page


def test_the_hours_of_a_week_are_typed_a_line_a_day(client: FlaskClient, daiva: Interpreter) -> None:
    home = f"/interpreters/{daiva.id}"
    shown = client.get(f"{home}/hours").get_data(as_text=True)
    assert shown.count('value="08:00-20:00"') == 5
    week = {"day_0": "09:00-12:00, 13:00-17:00", "day_5": "22:00-24:00", "from_day": "23/11/2026"}
    assert posted(client, f"{home}/hours", **week).status_code == 303
    page = said(client.get(home))
    assert "Monday 09:00 to 12:00, 13:00 to 17:00 Tuesday does not work" in page
    assert "Saturday 22:00 to midnight" in page
    assert 'value="22:00-24:00"' in client.get(f"{home}/hours").get_data(as_text=True)
    assert errors(posted(client, f"{home}/hours", **week | {"day_1": "9-12, 11-13"})) == ["day_1"]
    assert errors(posted(client, f"{home}/hours", **week | {"day_2": "17:00-09:00"})) == ["day_2"]
    assert errors(posted(client, f"{home}/hours", **week | {"day_3": "mornings"})) == ["day_3"]
    later = posted(client, f"{home}/hours", day_2="9-12", from_day="7/12/2026")
    assert later.status_code == 303
    assert "Other hours hold from 7 December 2026" in said(client.get(home))


def test_leave_is_recorded_by_days_and_removed(
    client: FlaskClient, database: Database, head: Viewer, daiva: Interpreter
) -> None:
    home = f"/interpreters/{daiva.id}"
    assert posted(client, f"{home}/away", kind="leave", first_day="2/12/2026", last_day="4/12/2026").status_code == 303
    assert "Leave from 2 December 2026, 00:00 until 5 December 2026, 00:00" in said(client.get(home))
    bad = posted(client, f"{home}/away", kind="leave", first_day="4/12/2026", last_day="2/12/2026")
    assert errors(bad) == ["last_day"]
    assert errors(posted(client, f"{home}/away", kind="extra", first_day="3/12/2026")) == ["first_day"]
    with database.reading() as session:
        (leave,) = find.exceptions_of(session, head, [daiva.id], WEDNESDAY, WEDNESDAY + timedelta(days=1))[daiva.id]
        leave_id = leave.id
    assert client.post(f"/interpreters/away/{leave_id}/remove").status_code == 303
    assert "2 December" not in said(client.get(home))


def test_on_the_nights_the_clocks_change_no_time_is_guessed(
    client: FlaskClient, database: Database, head: Viewer, daiva: Interpreter
) -> None:
    home = f"/interpreters/{daiva.id}"
    skipped = {"kind": "away", "first_day": "28/3/2027", "first_time": "01:30", "last_time": "04:00"}
    answer = posted(client, f"{home}/away", **skipped)
    assert errors(answer) == ["first_time"]
    assert "does not exist" in said(answer)
    twice = {"kind": "away", "first_day": "31/10/2027", "first_time": "01:30", "last_time": "04:00"}
    answer = posted(client, f"{home}/away", **twice)
    assert errors(answer) == ["first_time_which"]
    assert "comes twice" in said(answer)
    assert posted(client, f"{home}/away", **twice, first_time_which="second").status_code == 303
    night = london_moment(date(2027, 10, 31), datetime.min.time())
    with database.reading() as session:
        (away,) = find.exceptions_of(session, head, [daiva.id], night, night + timedelta(days=1))[daiva.id]
        assert f"{away.starts_at:%H:%M}" == "01:30"


def test_a_conflict_is_declared_for_a_person_who_is_found_first(
    client: FlaskClient, database: Database, head: Viewer, daiva: Interpreter, now: datetime
) -> None:
    with database.work() as session:
        mother = a_parent(session, head, now, a_child(session, head, now))
    address = f"/interpreters/{daiva.id}/conflicts"
    answers = {"scope": "this person and their family", "declared_by": "the family", "reason": "They are cousins."}
    found = posted(client, address, **answers, words="kazlausk", do="find")
    assert "Ms Rasa Kazlauskienė, parent or carer, of Ugnė Kazlauskaitė" in said(found)
    assert "They are cousins." in said(found)
    assert "Nobody is found by that" in said(posted(client, address, **answers, words="nobody", do="find"))
    assert errors(posted(client, address, **answers)) == ["words"]
    assert errors(posted(client, address, **answers | {"reason": ""}, person_id=str(mother.id))) == ["reason"]
    assert posted(client, address, **answers, person_id=str(mother.id)).status_code == 303
    assert "Rasa Kazlauskienė and their family" in said(client.get(f"/interpreters/{daiva.id}"))
    with database.reading() as session:
        (conflict,) = find.conflicts_of(session, head, [daiva.id])[daiva.id]
        over = f"/interpreters/conflicts/{conflict.id}/end"
    assert "They are cousins." in said(client.get(over))
    assert errors(posted(client, over, because="")) == ["because"]
    assert posted(client, over, because="She told us so herself.").status_code == 303
    assert "cousins" not in said(client.get(f"/interpreters/{daiva.id}"))


def test_why_somebody_is_unsuitable_is_read_only_by_those_who_may_and_noted(
    app: Flask, client: FlaskClient, database: Database, district: District, head: Viewer, daiva: Interpreter,
    now: datetime,
) -> None:  # fmt: skip
    given = ConflictGiven("a community", "the interpreter", "She left it.", community="St Casimir’s parish")
    with database.work() as session:
        declare_conflict(session, head, daiva.id, given, now)
        worker = a_staff_member(session, session.merge(district.school), now, roles=("social worker",))
    page = said(signed_in(app, worker).get(f"/interpreters/{daiva.id}"))
    assert "A community: a person who may see which must look before each offer" in page
    assert "Why is shown only to those who may know" in page
    assert "Casimir" not in page
    assert "She left it" not in page
    assert "Give a new code" not in page
    page = said(client.get(f"/interpreters/{daiva.id}"))
    assert "A community: St Casimir’s parish" in page
    assert "She left it." in page
    with database.reading() as session:
        seen = session.scalars(select(AuditEntry.staff_id).where(AuditEntry.action == "view conflict")).all()
    assert seen == [district.head.id]


def test_a_code_is_shown_once_and_kept_as_a_hash(client: FlaskClient, daiva: Interpreter) -> None:
    page = said(client.post(f"/interpreters/{daiva.id}/code"))
    code = re.search(r"Their new personal code (\d{3}) (\d{3})", page)
    assert code
    assert f"{code[1]} {code[2]}" not in said(client.get(f"/interpreters/{daiva.id}"))


def test_who_leaves_is_gone_from_the_list_and_may_come_back(client: FlaskClient, daiva: Interpreter) -> None:
    home = f"/interpreters/{daiva.id}"
    assert errors(posted(client, f"{home}/leave", left_on="1/12/2027")) == ["left_on"]
    assert posted(client, f"{home}/leave", left_on="20/11/2026").status_code == 303
    assert "Left on 20 November 2026" in said(client.get(home))
    assert "Daiva" not in said(client.get("/interpreters"))
    assert "Daiva" in said(client.get("/interpreters?which=left"))
    assert client.post(f"{home}/return").status_code == 303
    assert "Daiva" in said(client.get("/interpreters"))


def test_at_how_many_bookings_somebody_is_still_expected_is_said_before_and_after(
    client: FlaskClient, database: Database, head: Viewer, district: District, daiva: Interpreter, now: datetime
) -> None:
    home = f"/interpreters/{daiva.id}/leave"
    assert "Nothing is booked with them." in said(client.get(home))
    with database.work() as session:
        other = viewer_of(session.merge(district.other_head))
        who = session.get_one(Interpreter, daiva.id)
        for viewer, days in ((head, 9), (other, 10)):
            there = an_appointment(session, viewer, now, starts_at=now + timedelta(days=days))
            a_booking(session, viewer, now, who, a_request(session, viewer, now, there))
    page = said(client.get(home))
    assert "2 bookings are still to come with them (1 of another agency)." in page
    assert "Kazlausk" not in page
    assert "2 bookings are still to come" in said(posted(client, home, left_on="1/12/2027"))
    done = client.post(home, data={"left_on": "20/11/2026"}, follow_redirects=True)
    assert "2 bookings are on the list of tasks to be looked at again." in said(done)
    for viewer in (head, other):
        with database.reading() as session:
            assert [one.kind for one in open_tasks(session, viewer)] == [TaskKind.CHECK_BOOKING]


BANDS = {"notice_hours_1": "24", "notice_percent_1": "50", "notice_hours_2": "8", "notice_percent_2": "100 %"}


def test_what_is_due_for_a_late_cancelling_is_typed_shown_and_typed_again(
    client: FlaskClient, database: Database, head: Viewer
) -> None:
    answers = {name: value for name, value in DAIVA.items() if name != "pence_an_hour"}
    assert "Per cent due (4)" in said(client.get("/interpreters/new"))
    assert posted(client, "/interpreters/new", **answers, **BANDS).status_code == 303
    made = one_of(database, head, "daiva")
    assert made.terms["notice"] == [
        {"less_than_working_hours": 24, "percent": 50}, {"less_than_working_hours": 8, "percent": 100},
    ]  # fmt: skip
    page = said(client.get(f"/interpreters/{made.id}"))
    assert "100 per cent of the fee is due with less than 8 working hours’ notice, 50 per cent of the fee with" in page
    shown = client.get(f"/interpreters/{made.id}/change").get_data(as_text=True)
    assert re.search(r'name="notice_percent_2"[^>]* value="100"', shown)
    assert not re.search(r'name="notice_hours_3"[^>]* value="\d', shown)
    assert posted(client, f"/interpreters/{made.id}/change", **answers).status_code == 303
    assert "notice" not in one_of(database, head, "daiva").terms


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"notice_hours_1": "8", "notice_percent_1": ""}, "notice_percent_1"),
        ({"notice_hours_3": "", "notice_percent_3": "50"}, "notice_hours_3"),
        ({"notice_hours_1": "a day"}, "notice_hours_1"),
        ({"notice_percent_1": "101"}, "notice"),
        ({"notice_percent_1": "100", "notice_percent_2": "50"}, "notice"),
        ({"notice_hours_2": "24"}, "notice"),
    ],
)  # fmt: skip
def test_bands_that_cannot_be_are_told_at_their_field_and_stay_typed(
    client: FlaskClient, given: dict[str, str], field: str
) -> None:
    for path, answers in (
        ("/interpreters/new", DAIVA),
        ("/suppliers/new", {"name": "Fenland Languages", "email": "bookings@fenland.example"}),
    ):
        answer = posted(client, path, **answers, **(BANDS | given))
        assert errors(answer) == [field]
        page = answer.get_data(as_text=True)
        assert f'id="{field}"' in page
        assert all(f'value="{value}"' in page for value in (BANDS | given).values() if value)


def test_a_calendar_is_read_from_a_file_and_only_its_times(client: FlaskClient, daiva: Interpreter) -> None:
    address = f"/interpreters/{daiva.id}/calendar"
    assert "Their own calendar was never read" in said(client.get(address))
    answer = posted(client, f"{address}/file", calendar=(io.BytesIO(CALENDAR), "daiva.ics"))
    assert answer.status_code == 303
    page = said(client.get(f"/interpreters/{daiva.id}"))
    assert "1 busy time to come in their own calendar, read on 23 November 2026, 08:40" in page
    assert "Dr Smith" not in page
    assert errors(posted(client, f"{address}/file", calendar=(io.BytesIO(b"<html>"), "daiva.ics"))) == ["calendar"]
    assert errors(posted(client, f"{address}/file")) == ["calendar"]


def test_an_address_that_is_not_allowed_is_refused_with_what_to_do(client: FlaskClient, daiva: Interpreter) -> None:
    address = f"/interpreters/{daiva.id}/calendar"
    answer = posted(client, address, address="https://evil.example/a.ics")
    assert errors(answer) == ["address"]
    assert "COMMS_CALENDAR_HOSTS" in said(answer)
    assert "upload" in said(answer)
    assert client.post(f"{address}/read").status_code == 409


def test_a_supplier_is_recorded_changed_and_asked_no_more(
    client: FlaskClient, database: Database, head: Viewer
) -> None:
    assert "No supplier is asked yet" in said(client.get("/suppliers"))
    answers = {"name": "Fenland Languages", "email": "bookings@fenland.example", "languages": ["lt", "pl"],
               "modes": ["by video"], "cost_code": "CSC-104", "pence_an_hour": "40"}  # fmt: skip
    assert posted(client, "/suppliers/new", **answers).status_code == 303
    assert errors(posted(client, "/suppliers/new", **answers)) == ["name"]
    assert errors(posted(client, "/suppliers/new", **answers | {"name": "B", "email": ""})) == ["email"]
    page = said(client.get("/suppliers"))
    assert "1 supplier is asked" in page
    assert "Lithuanian, Polish; by video" in page
    with database.reading() as session:
        (made,) = find.suppliers(session, head)
        home = f"/suppliers/{made.id}"
    assert 'value="40.00"' in client.get(home).get_data(as_text=True)
    assert posted(client, home, **answers | {"cost_code": "CSC-105"}).status_code == 303
    assert client.post(f"{home}/end").status_code == 303
    page = said(client.get("/suppliers"))
    assert "CSC-105" in page
    assert "not asked any more" in page
    assert posted(client, f"{home}/end", again="yes").status_code == 303
    assert "1 supplier is asked" in said(client.get("/suppliers"))


def test_travel_times_are_kept_both_ways_and_forgotten(client: FlaskClient) -> None:
    assert posted(client, "/interpreters/travel", one_zone="PE15", other_zone="pe13", minutes="25").status_code == 303
    assert "PE13 and PE15 25" in said(client.get("/interpreters/travel"))
    assert errors(posted(client, "/interpreters/travel", one_zone="", other_zone="PE13", minutes="5")) == ["one_zone"]
    assert errors(posted(client, "/interpreters/travel", one_zone="PE1", other_zone="PE13", minutes="x")) == ["minutes"]
    posted(client, "/interpreters/travel", forget="yes", one_zone="PE13", other_zone="PE15")
    assert "No travel times are known yet" in said(client.get("/interpreters/travel"))


def test_another_agency_books_from_the_register_only_while_it_is_let(
    app: Flask, client: FlaskClient, district: District, daiva: Interpreter
) -> None:
    theirs = signed_in(app, district.other_head)
    assert theirs.get(f"/interpreters/{daiva.id}").status_code == 404
    assert errors(posted(client, "/interpreters/sharing", agency=str(UUID(int=5)))) == ["agency"]
    assert posted(client, "/interpreters/sharing", agency=str(district.other_school.id)).status_code == 303
    assert "1 other agency may book" in said(client.get("/interpreters/sharing"))
    page = said(theirs.get(f"/interpreters/{daiva.id}"))
    assert "Of a register that another agency keeps" in page
    assert "Give a new code" not in page
    assert theirs.get(f"/interpreters/{daiva.id}/change").status_code == 404
    posted(client, "/interpreters/sharing", agency=str(district.other_school.id), stop="yes")
    assert theirs.get(f"/interpreters/{daiva.id}").status_code == 404


def test_a_spreadsheet_is_taken_in_and_what_was_refused_is_told(
    client: FlaskClient, database: Database, head: Viewer
) -> None:
    rows = "Name,E-mail,Languages,Level\nDaiva Rimkutė,d@i.example,lt,6\n,x@i.example,lt,6\nOna Petraitė,o@,lv,3\n"
    answer = posted(client, "/interpreters/import", file=(io.BytesIO(rows.encode()), "register.csv"))
    assert answer.status_code == 303
    page = said(client.get(answer.headers["Location"]))
    assert "Taken in: 2 new interpreters; 1 row was left out" in page
    assert "The interpreter has no name." in page
    assert "cannot be an e-mail address" in page
    csv = client.get(f"{answer.headers['Location']}/report.csv").get_data(as_text=True)
    assert "the interpreter has no name." in csv
    with database.reading() as session:
        assert len(find.interpreters(session, head)) == 2
    assert errors(posted(client, "/interpreters/import")) == ["file"]
    broken = posted(client, "/interpreters/import", file=(io.BytesIO(b"Language\nlt\n"), "register.csv"))
    assert errors(broken) == ["file"]
    assert "no column for" in said(broken)


def test_who_may_only_look_changes_nothing(app: Flask, database: Database, district: District, daiva: Interpreter,
                                           now: datetime) -> None:  # fmt: skip
    with database.work() as session:
        reception = a_staff_member(session, session.merge(district.school), now, roles=("reception",))
    browser = signed_in(app, reception)
    assert browser.get("/interpreters").status_code == 200
    assert browser.get("/suppliers").status_code == 200
    for path in ("new", "import", "sharing", f"{daiva.id}/change", f"{daiva.id}/hours", f"{daiva.id}/calendar"):
        assert browser.get(f"/interpreters/{path}").status_code == 403
