"""What is missing of interpreters through the screens: the answer first, figures in words, a picture and a file."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta

import pytest
from booking_factories import a_booking, a_mother, a_request, an_appointment
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from letter_browsing import heading
from screens import said
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.booking import BookingState
from comms.bookings.requests.request import RequestState
from comms.foundation.audit import AuditEntry
from comms.foundation.clock import london_date, utc_now
from comms.foundation.work import Database

# A month that is over whenever the suite runs.
LAST_YEAR = datetime.fromisoformat("2025-11-05T10:00:00+00:00")
NOVEMBER = "/bookings/missing?month=2025-11"


def a_month(session: Session, viewer: Viewer, now: datetime) -> None:
    """In November 2025: two Lithuanian interpreters came; a Pashto one did not, and of Polish one is not recorded."""
    mother = a_mother(session, viewer, now)
    for day, language, state, booking in (
        (0, "lt", RequestState.FILLED, BookingState.COMPLETED),
        (1, "lt", RequestState.FILLED, BookingState.NOT_PRESENT),
        (2, "ps", RequestState.UNFILLED, None),
        (5, "pl", RequestState.FILLED, BookingState.CONFIRMED),
    ):
        meeting = an_appointment(
            session, viewer, now, [(mother, "parent or carer")], LAST_YEAR + timedelta(days=day), risk="high"
        )
        request = a_request(session, viewer, now, meeting, language=language, state=state, reference=f"INT-{day}")
        if booking:
            made = a_booking(session, viewer, now, request=request)
            made.state, made.occupies = booking, False
    session.flush()


@pytest.fixture
def month(database: Database, district: District, now: datetime) -> None:
    """The school's November, and one request of the other school."""
    with database.work() as session:
        a_month(session, viewer_of(session.merge(district.head)), now)
        other = viewer_of(session.merge(district.other_head))
        meeting = an_appointment(session, other, now, starts_at=LAST_YEAR)
        a_request(session, other, now, meeting, state=RequestState.UNFILLED, language="ur", reference="THEIRS")


def test_the_first_sentence_answers_and_every_figure_is_in_words(client: FlaskClient, month: None) -> None:
    page = client.get(NOVEMBER)
    assert page.status_code == 200
    assert heading(page) == "In November 2025 an interpreter was needed 4 times; twice one came. Once none came."
    words = said(page)
    assert "That one was at high risk." in words
    assert "For 1 nobody has recorded whether the interpreter came." in words
    assert "66.7 %: 2 of 3." in words
    assert "3 completed requests, less 0" in words
    assert "last updated on 17 September 2025" in words
    assert "hours in all, would have met that one, at high risk." in words
    assert re.search(r"Pashto 1 0 1 1 not in the register 0 0 0 0 %", words)
    assert "No appointment was put off or failed." in words
    assert "Urdu" not in words  # it is the other school's
    assert "Kazlausk" not in page.text


def test_a_field_of_the_heat_table_says_in_words_what_its_shade_shows(client: FlaskClient, month: None) -> None:
    page = client.get(NOVEMBER).text
    assert re.search(r'missing-shade-3[^>]*data-label="9:00 to 12:00">1 of 1 without<', page)
    assert re.search(r'missing-shade-0[^>]*data-label="9:00 to 12:00">0 of 2 without<', page)
    assert "style=" not in page


def test_the_months_beside_it_are_one_click_away(client: FlaskClient, month: None) -> None:
    page = client.get(NOVEMBER).text
    assert "/bookings/missing?month=2025-10" in page
    assert "/bookings/missing?month=2025-12" in page
    october = client.get("/bookings/missing?month=2025-10")
    assert heading(october) == "In October 2025 no interpreter was needed."


def test_without_a_month_it_is_this_one(client: FlaskClient) -> None:
    page = client.get("/bookings/missing")
    assert f"{london_date(utc_now()):%B %Y}" in heading(page)


def test_any_days_can_be_asked_about(client: FlaskClient, month: None) -> None:
    page = client.get("/bookings/missing?from=5/11/2025&until=6/11/2025")
    assert heading(page) == (
        "From 5 November 2025 to 6 November 2025 an interpreter was needed twice; each time one came."
    )
    picture, rows = (
        re.search(address, page.text) for address in (r'src="([^"]+chart\.svg[^"]+)"', r'"([^"]+\.csv[^"]+)"')
    )
    assert picture
    assert rows
    assert client.get(picture[1].replace("&amp;", "&")).status_code == 200
    assert client.get(rows[1].replace("&amp;", "&")).text.count("INT-") == 2


@pytest.mark.parametrize(
    ("asked", "field", "wrong"),
    [
        ("month=2025-13", "month", "This is no month."),
        ("from=8/11/2025&until=2/11/2025", "until", "The last day is before the first."),
        ("from=31/11/2025&until=2/12/2025", "from", "31/11/2025"),
        ("from=1/11/2025", "until", "The date is blank."),
        ("from=1/1/2024&until=1/11/2025", "until", "This is more than a year."),
    ],
)
def test_days_that_cannot_be_asked_about_are_said_at_their_field(
    client: FlaskClient, month: None, asked: str, field: str, wrong: str
) -> None:
    page = client.get(f"/bookings/missing?{asked}")
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert wrong in said(page)
    assert client.get(f"/bookings/missing/requests.csv?{asked}").status_code == 422
    assert client.get(f"/bookings/missing/chart.svg?{asked}").status_code == 422


def test_the_picture_is_whole_reads_aloud_and_runs_nothing(client: FlaskClient, month: None) -> None:
    answer = client.get("/bookings/missing/chart.svg?month=2025-11")
    assert answer.mimetype == "image/svg+xml"
    picture = ET.fromstring(answer.data)
    svg = "{http://www.w3.org/2000/svg}"
    assert picture.findtext(f"{svg}title") == "Interpreters needed in each language, November 2025"
    told = picture.findtext(f"{svg}desc") or ""
    assert "Pashto: needed once, one came never, none once." in told
    assert "Lithuanian: needed twice, one came twice, none never." in told
    assert "Polish: needed once, one came never, none never, 1 not recorded." in told
    assert not [one for one in picture.iter() if one.tag in {f"{svg}script", f"{svg}style"} or "style" in one.attrib]
    labels = [one.text for one in picture.iter(f"{svg}text")]
    assert {
        "an interpreter came",
        "none came",
        "not recorded",
        "1 of 1 without",
        "0 of 1 without, 1 not recorded",
    } <= set(labels)


def test_the_picture_of_an_empty_month_says_so(client: FlaskClient) -> None:
    picture = ET.fromstring(client.get("/bookings/missing/chart.svg?month=2025-10").data)
    assert "No interpreter was needed." in [one.text for one in picture.iter()]


def test_the_file_has_a_row_for_each_request_no_names_and_no_formulas(
    client: FlaskClient, database: Database, district: District, month: None, now: datetime
) -> None:
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        meeting = an_appointment(session, viewer, now, starts_at=LAST_YEAR)
        a_request(session, viewer, now, meeting, reference="=1+1", state=RequestState.NOT_NEEDED)
    answer = client.get("/bookings/missing/requests.csv?month=2025-11")
    assert answer.mimetype == "text/csv"
    assert "interpreters-2025-11-01-to-2025-11-30.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 5
    assert rows[0]["reference"] == "'=1+1"
    assert {row["reference"] for row in rows[1:]} == {"INT-0", "INT-1", "INT-2", "INT-5"}
    pashto = next(row for row in rows if row["language"] == "ps")
    assert (pashto["day"], pashto["begins"], pashto["risk"]) == ("2025-11-07", "9:00 to 12:00", "high")
    assert (pashto["state"], pashto["mode"]) == ("no interpreter", "in person")
    assert pashto["reason"].startswith("nobody of that language")
    with database.work() as session:
        noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "download figures")).one()
        assert json.loads(noted.detail) == {"from": "2025-11-01", "until": "2025-11-30"}


def test_what_is_still_to_come_is_not_called_missing(
    client: FlaskClient, database: Database, district: District, now: datetime
) -> None:
    ahead = utc_now() + timedelta(days=400)
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        meeting = an_appointment(session, viewer, now, starts_at=ahead)
        a_request(session, viewer, now, meeting)
    page = client.get(f"/bookings/missing?month={london_date(ahead):%Y-%m}")
    assert "no interpreter was needed yet" in heading(page)
    assert "1 is still to come: 1 still looked for." in said(page)
    assert "There is no figure yet" in said(page)
    assert "100 %" not in said(page)


def test_who_may_not_see_bookings_is_refused(app: Flask, database: Database, district: District, now: datetime) -> None:
    with database.work() as session:
        court = a_staff_member(session, session.merge(district.school), now, roles=("court legal adviser",))
    browser = signed_in(app, court)
    for path in ("", "/chart.svg", "/requests.csv"):
        assert browser.get(f"/bookings/missing{path}").status_code == 403
