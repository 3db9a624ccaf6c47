"""Importing through the screens: from a school's export to the letters that are due."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from uuid import UUID

import pytest
from access_made import a_closed_family
from booking_factories import appointment_made
from browsers import District, signed_in
from exported_school import contacts_csv, marks_csv, pupils_csv
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from comms.agencies.viewer import viewer_of
from comms.attendance.find import marks_of
from comms.bookings.requests.find import requests_of
from comms.families.find import adults_of, pupils
from comms.foundation.clock import london_date, utc_now
from comms.foundation.stored_file import Upload, store_file
from comms.foundation.work import Database

BAD_PUPILS = """UPN,Surname,Forename,DOB
A1,=cmd(),Łukasz,31/02/2014
,Nowak,<script>alert(1)</script>,01/01/2014
A3,بيان,Omar,01/01/2014
"""


def _send(browser: FlaskClient, *files: tuple[str, str | bytes], **form: str) -> TestResponse:
    given = [(io.BytesIO(text.encode() if isinstance(text, str) else text), name) for name, text in files]
    return browser.post("/import", data={"files": given, **form})


def _ids(answer: TestResponse) -> list[str]:
    assert answer.status_code == 303, answer.text
    return re.findall(r"file=([0-9a-f-]{36})", answer.headers["Location"])


def _whole_school(browser: FlaskClient) -> TestResponse:
    """All three files at once, in the order in which a browser happens to send them."""
    marks = marks_csv(london_date(utc_now()))
    return _send(browser, ("marks.csv", marks), ("contacts.csv", contacts_csv()), ("pupils.csv", pupils_csv()))


def _roll(database: Database, district: District) -> list[str]:
    with database.work() as session:
        return [one.upn for one in pupils(session, viewer_of(session.merge(district.head)))]


def test_three_files_at_once_go_from_export_to_the_letters_that_are_due(client: FlaskClient) -> None:
    checked = _whole_school(client)
    page = client.get(checked.headers["Location"])
    assert "To be taken in: 5 new pupils, 5 new contacts, 500 new marks" in page.text
    assert page.text.index("pupils.csv</bdi> holds pupils") < page.text.index("contacts.csv</bdi> holds contacts")
    assert page.text.index("contacts.csv</bdi> holds contacts") < page.text.index("marks.csv</bdi> holds marks")
    done = client.post("/import/check", data={"file": _ids(checked)}, follow_redirects=True)
    assert "Taken in: 5 new pupils, 5 new contacts, 500 new marks" in done.text
    assert "Next: see which letters are due." in done.text
    assert "5 letters are due" in client.get("/letters").text


def test_looking_takes_nothing_in(client: FlaskClient, database: Database, district: District) -> None:
    client.get(_whole_school(client).headers["Location"])
    assert _roll(database, district) == []


def test_the_same_files_again_bring_nothing(client: FlaskClient) -> None:
    client.post("/import/check", data={"file": _ids(_whole_school(client))})
    page = client.get(_whole_school(client).headers["Location"])
    assert "Nothing in these files is new" in page.text
    assert "Take these in" not in page.text


def test_the_columns_that_were_recognised_are_shown_and_can_be_changed(
    client: FlaskClient, database: Database, district: District
) -> None:
    answer = _send(client, ("odd.csv", "Number,Family,Called,Nick\nA1,Nowak,Łukasz,Luki\n"), kind="pupils")
    address = answer.headers["Location"]
    page = client.get(address)
    assert "These files cannot be taken in yet" in page.text
    assert "Take this in" not in page.text
    chosen = {"0.pupils.upn": "0", "0.pupils.surname": "1", "0.pupils.forename": "2", "0.pupils.known_as": "3"}
    page = client.get("/import/check", query_string={"file": _ids(answer), "0.kind": "pupils"} | chosen)
    assert "To be taken in: 1 new pupil" in page.text
    assert re.search(r'<option value="2" selected>\s*Called', page.text)
    client.post("/import/check", data={"file": _ids(answer), "0.kind": "pupils"} | chosen)
    assert _roll(database, district) == ["A1"]


def test_what_a_file_holds_can_be_said_otherwise(client: FlaskClient) -> None:
    answer = _send(client, ("contacts.csv", contacts_csv()))
    page = client.get("/import/check", query_string={"file": _ids(answer), "0.kind": "pupils"})
    assert "contacts.csv</bdi> holds pupils" in page.text


def test_files_that_cannot_be_taken_in_take_nothing_in_however_the_form_is_sent(
    client: FlaskClient, database: Database, district: District
) -> None:
    good, odd = (
        _send(client, ("p.csv", pupils_csv())),
        _send(client, ("odd.csv", "Number,Name\nA1,Jo\n"), kind="pupils"),
    )
    answer = client.post("/import/check", data={"file": _ids(good) + _ids(odd)})
    assert answer.status_code == 303
    assert "/import/check?" in answer.headers["Location"]
    assert "No column is recognised as “UPN”" in client.get(answer.headers["Location"]).text
    assert _roll(database, district) == []


def test_every_bad_row_is_told_with_its_line_column_value_and_remedy_and_the_good_ones_land(
    client: FlaskClient, database: Database, district: District
) -> None:
    answer = _send(client, ("bad.csv", BAD_PUPILS))
    page = client.get(answer.headers["Location"]).text
    assert "1 row cannot be taken" in page
    assert "31/02/2014" in page
    assert "Write it as day/month/year" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    client.post("/import/check", data={"file": _ids(answer)})
    assert _roll(database, district) == ["A1", "A3"]


def test_the_report_is_kept_and_safe_to_open_in_a_spreadsheet(client: FlaskClient) -> None:
    text = "UPN,Surname,Forename,DOB\nA1,Nowak,Ola,=1+1\nA2,Nowak,Jan,@SUM(1)\n"
    done = client.post("/import/check", data={"file": _ids(_send(client, ("bad.csv", text)))})
    address = done.headers["Location"]
    assert "is kept" in client.get(address).text
    report = client.get(f"{address}/report.csv")
    assert re.fullmatch(r'attachment; filename="import-\d{4}-\d\d-\d\d\.csv"', report.headers["Content-Disposition"])
    rows = list(csv.DictReader(io.StringIO(report.data.decode("utf-8-sig"))))
    assert {row["value"] for row in rows} == {"'=1+1", "'@SUM(1)"}
    assert {row["line"] for row in rows} == {"2", "3"}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "empty.csv is empty."),
        ("letter.pdf", b"%PDF-1.7 ...", "letter.pdf is a PDF, not a table."),
        ("page.csv", b"<html><script>alert(1)</script>", "is a web page or XML"),
        ("old.xls", b"\xd0\xcf\x11\xe0 ...", "an old or password-protected Excel file"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_what_to_do(
    client: FlaskClient, name: str, content: bytes, said: str
) -> None:
    page = _send(client, (name, content))
    assert page.status_code == 422
    assert said in page.text
    assert "Nothing was imported" in page.text


def test_sending_no_file_says_so(client: FlaskClient) -> None:
    page = client.post("/import", data={})
    assert page.status_code == 422
    assert "Choose the file that your school’s system exported." in page.text


def test_a_hostile_file_name_is_shown_as_it_stands(client: FlaskClient) -> None:
    answer = _send(client, ("<img src=x onerror=alert(1)>{{7*7}}.csv", pupils_csv()))
    page = client.get(answer.headers["Location"]).text
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;{{7*7}}.csv" in page


def test_another_schools_files_and_reports_do_not_exist(
    app: Flask, client: FlaskClient, database: Database, district: District
) -> None:
    files = _ids(_send(client, ("p.csv", pupils_csv())))
    report = client.post("/import/check", data={"file": files}).headers["Location"]
    theirs = signed_in(app, district.other_head)
    assert theirs.get("/import/check", query_string={"file": files}).status_code == 404
    assert theirs.post("/import/check", data={"file": files}).status_code == 404
    assert theirs.get(report).status_code == 404
    assert theirs.get(f"{report}/report.csv").status_code == 404


def test_what_an_import_told_of_a_closed_family_is_told_to_no_colleague_who_is_not_named(
    app: Flask, client: FlaskClient, database: Database, district: District
) -> None:
    client.post("/import/check", data={"file": _ids(_send(client, ("p.csv", pupils_csv())))})
    with database.work() as session:
        head = session.merge(district.head)
        viewer = viewer_of(head)
        [child] = [one.child_id for one in pupils(session, viewer) if one.upn == "A1"]
        a_closed_family(session, viewer, [child], utc_now())
        colleague = a_staff_member(session, head.agency, utc_now(), ("attendance officer",))
    bad = "UPN,Surname,Forename,DOB\nA1,Kazlauskaitė,Ugnė,31/02/2014\n"
    report = client.post("/import/check", data={"file": _ids(_send(client, ("p.csv", bad)))}).headers["Location"]
    assert "31/02/2014" in client.get(report).text
    theirs = signed_in(app, colleague)
    assert theirs.get(report).status_code == 404
    assert theirs.get(f"{report}/report.csv").status_code == 404


@pytest.mark.parametrize("given", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_file_that_was_never_sent_does_not_exist(client: FlaskClient, given: str) -> None:
    assert client.get("/import/check", query_string={"file": given}).status_code == 404


def test_a_stored_file_of_another_kind_is_neither_imported_nor_shown_as_a_report(
    client: FlaskClient, database: Database, district: District
) -> None:
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        other: UUID = store_file(session, viewer.actor, viewer.agency_id, Upload("voice", "v", b"1"), utc_now()).id
    assert client.get("/import/check", query_string={"file": str(other)}).status_code == 404
    assert client.get(f"/import/done/{other}").status_code == 404


def _with_a_need(code: str, interpreter: str) -> str:
    """One pupil's mother, with the code of her language and whether she needs an interpreter."""
    heading = (
        "UPN,Relationship,Parental responsibility,Forename,Surname,Mobile,Language of correspondence,Interpreter needed"
    )
    return f"{heading}\nU1,PAM,Y,Rasa,Kazlauskienė,07700 900821,{code},{interpreter}\n"


def test_a_need_that_comes_in_raises_its_request_and_is_told(
    client: FlaskClient, database: Database, district: District
) -> None:
    pupil, mother = ("p.csv", "UPN,Surname,Forename\nU1,Kazlauskaitė,Ugnė\n"), ("c.csv", _with_a_need("LIT", ""))
    client.post("/import/check", data={"file": _ids(_send(client, pupil, mother))})
    with database.work() as session:
        viewer, now = viewer_of(session.merge(district.head)), utc_now()
        [(_, rasa)] = adults_of(session, viewer, pupils(session, viewer)[0].child_id)
        appointment_id = appointment_made(session, viewer, now, rasa, starts_at=now + timedelta(days=20)).id
    checked = _send(client, ("c.csv", _with_a_need("LIT", "Y")))
    client.get(checked.headers["Location"])
    assert _requested(database, district, appointment_id) == [], "looking raises nothing"
    done = client.post("/import/check", data={"file": _ids(checked)}, follow_redirects=True)
    assert done.status_code == 200
    assert "1 appointment was looked at again, because a language need" in done.text
    assert _requested(database, district, appointment_id) == ["lt"]
    again = client.post("/import/check", data={"file": _ids(_send(client, ("c.csv", _with_a_need("LIT", "Y"))))},
                        follow_redirects=True)  # fmt: skip
    assert "looked at again" not in again.text
    assert _requested(database, district, appointment_id) == ["lt"]


def _requested(database: Database, district: District, appointment_id: UUID) -> list[str]:
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        return [one.language for one in requests_of(session, viewer, [appointment_id])[appointment_id]]


def test_the_marks_are_on_the_register_afterwards(client: FlaskClient, database: Database, district: District) -> None:
    client.post("/import/check", data={"file": _ids(_whole_school(client))})
    with database.work() as session:
        viewer, today = viewer_of(session.merge(district.head)), london_date(utc_now())
        ids = [one.child_id for one in pupils(session, viewer)]
        found = marks_of(session, viewer, ids, today.replace(year=today.year - 1), today)
    assert sum(len(marks) for marks in found.values()) == 500
