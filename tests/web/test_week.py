"""The coordinator's week."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from booking_factories import a_booking, a_request, a_supplier, an_appointment, an_interpreter
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import said
from sqlalchemy import select

from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.offers.actions import OfferGiven, make_offers
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.bookings.taking import Taking, take
from comms.foundation.audit import AuditEntry
from comms.foundation.clock import london_date, utc_now
from comms.foundation.work import Database
from comms.interpreters.hours_actions import HoursGiven, set_weekly_hours
from comms.interpreters.qualification import QualificationKind


@pytest.fixture
def viewer(database: Database, district: District) -> Viewer:
    with database.work() as session:
        return viewer_of(session.merge(district.head))


def in_days(days: int, hour: int = 11) -> datetime:
    """A moment so many days from today, by the clock of the machine, which the screens go by."""
    return (utc_now() + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


def page_of(client: FlaskClient, day: date) -> str:
    return said(client.get(f"/bookings/week?on={day.isoformat()}"))


def test_a_week_without_anything_says_so(client: FlaskClient) -> None:
    assert "No interpreter is needed from Monday" in said(client.get("/bookings/week"))


def test_what_is_booked_and_what_is_not_is_said_in_one_sentence(
    client: FlaskClient, database: Database, viewer: Viewer
) -> None:
    start = in_days(20)
    with database.work() as session:
        now = utc_now()
        who = an_interpreter(session, viewer, now, works=None)
        booked = a_request(session, viewer, now, an_appointment(session, viewer, now, starts_at=start))
        booked.state = RequestState.FILLED
        a_booking(session, viewer, now, who, booked)
        a_request(session, viewer, now, an_appointment(session, viewer, now, starts_at=start + timedelta(hours=4)))
    page = page_of(client, london_date(start))
    assert "Of 2 interpreters needed one is booked. For one there is nobody yet." in page
    assert "Daiva Rimkutė" in page
    assert "Nobody has been asked yet" in page
    assert "May yet fall through" not in page
    assert "Propose a plan for this week" in page


def test_what_is_near_and_has_nobody_comes_first(client: FlaskClient, database: Database, viewer: Viewer) -> None:
    start = in_days(2)
    with database.work() as session:
        now = utc_now()
        a_request(session, viewer, now, an_appointment(session, viewer, now, starts_at=start))
    page = page_of(client, london_date(start))
    assert "It is in 2 days, and nobody is booked." in page


def test_papers_that_will_not_count_on_that_day_are_at_risk(
    client: FlaskClient, database: Database, viewer: Viewer
) -> None:
    start = in_days(20)
    with database.work() as session:
        now = utc_now()
        who = an_interpreter(session, viewer, now, expires_on=london_date(in_days(10)), works=None)
        request = a_request(session, viewer, now, an_appointment(session, viewer, now, starts_at=start))
        request.state = RequestState.FILLED
        a_booking(session, viewer, now, who, request)
    assert f"{QualificationKind.DBS} of Daiva Rimkutė will not count on that day." in page_of(
        client, london_date(start)
    )


def test_a_supplier_without_a_name_is_at_risk(client: FlaskClient, database: Database, viewer: Viewer) -> None:
    start = in_days(9)
    with database.work() as session:
        now = utc_now()
        supplier = a_supplier(session, viewer, now)
        request = a_request(session, viewer, now, an_appointment(session, viewer, now, starts_at=start))
        appointment = session.get_one(Appointment, request.appointment_id)
        take(session, viewer, Taking(request, appointment, (), {}, supplier_id=supplier.id), now)
        request.state = RequestState.NOT_NAMED
    page = page_of(client, london_date(start))
    assert "Fenland Languages said yes; nobody is named yet" in page
    assert "the supplier has not said who comes" in page


def test_who_is_asked_and_why_nobody_is_stands_beside_it(
    client: FlaskClient, database: Database, viewer: Viewer
) -> None:
    start = in_days(20)
    with database.work() as session:
        now = utc_now()
        who = an_interpreter(session, viewer, now, works=None)
        every_day = [HoursGiven(day, time(0), time(0)) for day in range(7)]
        set_weekly_hours(session, viewer, who.id, every_day, london_date(now), now)
        asked = a_request(session, viewer, now, an_appointment(session, viewer, now, starts_at=start))
        make_offers(session, viewer, asked.id, OfferGiven([who.id]), now)
        for hours, language in ((4, "lt"), (5, "ckb")):
            appointment = an_appointment(session, viewer, now, starts_at=start + timedelta(hours=hours))
            a_request(session, viewer, now, appointment, language=language)
    page = page_of(client, london_date(start))
    assert "Asked: Daiva Rimkutė, until " in page
    assert "1 could be asked." in page
    assert "Nobody in the register interprets it." in page
    assert f"Missing: Lithuanian on {london_date(start):%A} and Sorani on {london_date(start):%A}." in page


def test_a_plan_that_waits_is_led_to(client: FlaskClient, database: Database, viewer: Viewer) -> None:
    start = in_days(20)
    with database.work() as session:
        a_request(session, viewer, utc_now(), an_appointment(session, viewer, utc_now(), starts_at=start))
    day = london_date(start)
    made = client.post("/bookings/plans", data={"from_day": str(day), "until_day": str(day)})
    answer = client.get(f"/bookings/week?on={day}")
    assert "waits to be decided" in said(answer)
    assert f'href="{made.headers["Location"]}"' in answer.text
    client.post(made.headers["Location"], data={"do": "drop"})
    assert "waits to be decided" not in page_of(client, day)


def test_another_agencys_week_is_its_own(app: Flask, database: Database, district: District, viewer: Viewer) -> None:
    start = in_days(20)
    with database.work() as session:
        a_request(session, viewer, utc_now(), an_appointment(session, viewer, utc_now(), starts_at=start))
    stranger = signed_in(app, district.other_head)
    assert "No interpreter is needed" in page_of(stranger, london_date(start))


def test_that_the_week_was_looked_at_is_noted(client: FlaskClient, database: Database, viewer: Viewer) -> None:
    start = in_days(20)
    with database.work() as session:
        request = a_request(session, viewer, utc_now(), an_appointment(session, viewer, utc_now(), starts_at=start))
        appointment_id = request.appointment_id
    client.get(f"/bookings/week?on={london_date(start).isoformat()}")
    with database.reading() as session:
        assert session.scalar(select(InterpreterRequest.appointment_id)) == appointment_id
        looks = [one.detail for one in session.scalars(select(AuditEntry)) if one.action == "view list"]
    assert any("bookings of a week" in detail for detail in looks)


def test_whoever_may_only_look_is_offered_no_plan(
    app: Flask, database: Database, district: District, viewer: Viewer
) -> None:
    with database.work() as session:
        a_request(session, viewer, utc_now(), an_appointment(session, viewer, utc_now(), starts_at=in_days(20)))
        reception = a_staff_member(session, session.merge(district.school), utc_now(), ("reception",))
    page = page_of(signed_in(app, reception), london_date(in_days(20)))
    assert "Propose a plan" not in page


@pytest.mark.parametrize("typed", ["", "yesterday", "2026-13-40", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_shows_this_week(client: FlaskClient, typed: str) -> None:
    assert "Interpreters needed this week" in said(client.get(f"/bookings/week?on={typed}"))
