"""Calendars on the screens: files to download, and an address that is shown once and can be revoked."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

import pytest
from booking_factories import a_booking, a_request, an_appointment, an_interpreter
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar, Event
from screens import said
from sqlalchemy import func, select

from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.booking import Booking, BookingState
from comms.bookings.calendars import find
from comms.bookings.offers.links import offer_link
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.taking import move
from comms.foundation.audit.entry import AuditEntry
from comms.foundation.work import Database
from comms.foundation.work_item import WorkState


@pytest.fixture
def head(database: Database, district: District) -> Viewer:
    with database.reading() as session:
        return viewer_of(session.merge(district.head))


@pytest.fixture
def booking(database: Database, head: Viewer, now: datetime) -> Booking:
    with database.work() as session:
        return a_booking(session, head, now)


def address_shown(page: str) -> str:
    """The path of the secret address a page shows."""
    found = re.search(r'value="http://[^"/]+(/calendars/[\w-]+\.ics)"', page)
    assert found is not None
    return found[1]


def events(written: bytes) -> list[Event]:
    return [one for one in Calendar.from_ical(written).walk("VEVENT") if isinstance(one, Event)]


def offered(database: Database, head: Viewer, now: datetime, *, booked: bool = True) -> str:
    """The token of an offer that was accepted, with its booking where it led to one."""
    with database.work() as session:
        who, request = an_interpreter(session, head, now), a_request(session, head, now)
        offer = Offer(
            agency_id=head.agency_id, request_id=request.id, interpreter_id=who.id, answer_minutes=60,
            state=OfferState.ACCEPTED, made_at=now, work_state=WorkState.DONE,
        )  # fmt: skip
        session.add(offer)
        session.flush()
        if booked:
            a_booking(session, head, now, who, request).offer_id = offer.id
        return offer_link(session, offer)


def test_a_booking_is_downloaded_as_an_invitation_and_later_as_a_cancellation(
    client: FlaskClient, database: Database, booking: Booking, now: datetime
) -> None:
    answer = client.get(f"/bookings/{booking.id}/calendar.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="interpreting.ics"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"METHOD:REQUEST" in answer.data
    with database.work() as session:
        kept = session.get_one(Booking, booking.id)
        move(kept, BookingState.BY_REQUESTER)
        kept.ended_at = now
    after = client.get(f"/bookings/{booking.id}/calendar.ics").data
    assert b"METHOD:CANCEL" in after
    assert events(after)[0]["UID"] == events(answer.data)[0]["UID"]


def test_an_appointment_is_downloaded_for_whoever_leads_it(
    client: FlaskClient, database: Database, head: Viewer, now: datetime
) -> None:
    with database.work() as session:
        appointment = an_appointment(session, head, now).id
    answer = client.get(f"/appointments/{appointment}/calendar.ics")
    [event] = events(answer.data)
    assert str(event["UID"]) == f"appointment-{appointment}@bookings.comms"
    with database.reading() as session:
        looks = select(AuditEntry.action).where(AuditEntry.subject_id == appointment)
        assert "view calendar file" in session.scalars(looks).all()


def test_an_interpreter_takes_the_booking_from_their_own_page_without_signing_in(
    app: Flask, database: Database, head: Viewer, now: datetime
) -> None:
    token = offered(database, head, now)
    answer = app.test_client().get(f"/interpreting/{token}/calendar.ics")
    assert str(events(answer.data)[0]["SUMMARY"]).startswith("Interpreting, Lithuanian")
    assert "Kazlausk" not in answer.text
    wrong = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert app.test_client().get(f"/interpreting/{wrong}/calendar.ics").status_code == 404


def test_an_offer_that_led_to_nothing_is_in_no_calendar(
    app: Flask, database: Database, head: Viewer, now: datetime
) -> None:
    token = offered(database, head, now, booked=False)
    assert app.test_client().get(f"/interpreting/{token}/calendar.ics").status_code == 404


def test_my_address_is_made_shown_once_and_read_by_any_program(
    app: Flask, client: FlaskClient, database: Database, head: Viewer, now: datetime
) -> None:
    with database.work() as session:
        an_appointment(session, head, now)
    assert "See your appointments in your own calendar" in said(client.get("/calendars/mine"))
    address = address_shown(client.post("/calendars/mine").text)
    program = app.test_client()
    answer = program.get(address)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"METHOD:PUBLISH" in answer.data
    again = client.get("/calendars/mine")
    assert "cannot be shown again" in said(again)
    assert address not in again.text


def test_reading_a_calendar_writes_nothing(app: Flask, client: FlaskClient, database: Database) -> None:
    address = address_shown(client.post("/calendars/mine").text)

    def written() -> int | None:
        with database.reading() as session:
            return session.scalar(select(func.count()).select_from(AuditEntry))

    before = written()
    for _ in range(3):
        assert app.test_client().get(address).status_code == 200
    assert written() == before


def test_a_revoked_address_leads_nowhere(app: Flask, client: FlaskClient, database: Database, head: Viewer) -> None:
    address = address_shown(client.post("/calendars/mine").text)
    with database.reading() as session:
        feed_id = find.live_feeds(session, head)[0].id
    answer = client.post(f"/calendars/{feed_id}/revoke", follow_redirects=True)
    assert "The address leads nowhere any more." in said(answer)
    assert app.test_client().get(address).status_code == 404
    assert app.test_client().get("/calendars/wrong.ics").status_code == 404


def test_making_another_ends_the_first(app: Flask, client: FlaskClient) -> None:
    first, second = (address_shown(client.post("/calendars/mine").text) for _ in range(2))
    assert app.test_client().get(first).status_code == 404
    assert app.test_client().get(second).status_code == 200


def test_an_interpreters_address_is_made_by_whoever_keeps_the_register(
    app: Flask, client: FlaskClient, database: Database, district: District, booking: Booking, now: datetime
) -> None:
    where = f"/interpreters/{booking.interpreter_id}/calendar-address"
    assert "Daiva Rimkutė has no address for their calendar yet" in said(client.get(where))
    page = client.post(where)
    assert "Give it to Daiva Rimkutė and to nobody else." in said(page)
    [event] = events(app.test_client().get(address_shown(page.text)).data)
    assert str(event["UID"]) == f"booking-{booking.id}@bookings.comms"
    with database.work() as session:
        worker = a_staff_member(session, session.merge(district.school), now, ("social worker",), "Al Chen")
    assert signed_in(app, worker).get(where).status_code == 403
    assert signed_in(app, district.other_head).get(where).status_code == 404


def test_an_interpreters_address_is_revoked_on_their_page(
    client: FlaskClient, database: Database, head: Viewer, booking: Booking
) -> None:
    where = f"/interpreters/{booking.interpreter_id}/calendar-address"
    client.post(where)
    with database.reading() as session:
        feed_id: UUID = find.live_feeds(session, head, booking.interpreter_id)[0].id
    answer = client.post(f"/calendars/{feed_id}/revoke")
    assert (answer.status_code, answer.headers["Location"]) == (303, where)
