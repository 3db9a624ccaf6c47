"""A booking's page: who comes, dropping out, the timesheet, and what was thought of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from booking_factories import a_supplier
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from letter_browsing import heading
from offer_factories import Wanted, offered, wanted, with_line
from screens import said
from sqlalchemy import select, update

from comms.agencies.viewer import viewer_of
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.booking import Booking, BookingState
from comms.bookings.offers.actions import OfferGiven, accept_offer, make_offers
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.requests.request import InterpreterRequest
from comms.foundation.audit import AuditEntry
from comms.foundation.clock import LONDON, utc_now
from comms.foundation.work import Database


@dataclass
class Made:
    """A booking and what it is of."""

    id: UUID
    to: Wanted
    database: Database

    @property
    def path(self) -> str:
        """Its page."""
        return f"/bookings/{self.id}"

    def now(self) -> Booking:
        """The booking as it is stored."""
        with self.database.reading() as session:
            found = session.get_one(Booking, self.id)
            session.expunge(found)
            return found


def next_workday(now: datetime) -> datetime:
    """Ten in the morning UTC on a working day a week from now."""
    day = (now + timedelta(days=7)).replace(hour=10, minute=0, second=0, microsecond=0)
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


def moved(made: Made, begins: datetime) -> None:
    """As if the booking had been for another time."""
    times = {"starts_at": begins, "ends_at": begins + timedelta(minutes=110)}
    with made.database.work() as session:
        session.execute(update(Booking).values(**times))
        session.execute(update(InterpreterRequest).values(**times))
        session.execute(update(Appointment).values(**times))


@pytest.fixture
def made(database: Database, district: District) -> Made:
    """A booking of the first of three interpreters, a week from now."""
    now = utc_now() - timedelta(minutes=1)
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        to = wanted(session, viewer, now, 3, next_workday(now))
        [offer] = offered(session, viewer, now, Wanted(to.request, to.mother, to.interpreters[:1]))
        return Made(accept_offer(session, viewer, offer.id, now).id, to, database)


@pytest.fixture
def yesterday(made: Made) -> Made:
    """The same, yesterday from 9:50 to 11:40 by the clock in London."""
    day = utc_now().astimezone(LONDON) - timedelta(days=1)
    moved(made, day.replace(hour=9, minute=50, second=0, microsecond=0))
    return made


def test_the_page_says_who_comes_and_what_is_paid(client: FlaskClient, made: Made) -> None:
    page = client.get(made.path)
    assert heading(page) == "Daiva Rimkutė is booked to interpret Lithuanian"
    for told in ("Rasa Kazlauskienė", "07700 900500", "£56.00 for 2 hours", "Names seen not yet", "/interpreting/"):
        assert told in said(page), told
    assert "timesheet" not in said(page)


def test_who_drops_out_is_replaced_and_the_page_says_what_happens(
    client: FlaskClient, database: Database, made: Made
) -> None:
    missing = client.post(f"{made.path}/dropped-out", data={"drop_because": " "})
    assert missing.status_code == 422
    assert "It does not say why." in said(missing)
    page = client.post(f"{made.path}/dropped-out", data={"drop_because": "Ill."}, follow_redirects=True)
    assert heading(page) == "Daiva Rimkutė cannot come"
    assert "Somebody else is being asked until" in said(page)
    for path in (f"/interpreter-requests/{made.to.request.id}", f"/appointments/{made.to.request.appointment_id}"):
        assert "Somebody else is being asked until" in said(client.get(path))
        assert made.path in client.get(path).text
    with database.reading() as session:
        states = [one.state for one in session.scalars(select(Offer).where(Offer.place > 0))]
        [open_offer] = session.scalars(select(Offer.id).where(Offer.state == OfferState.OPEN))
    assert sorted(states) == [OfferState.OPEN, OfferState.QUEUED]
    client.post(f"/offers/{open_offer}/accepted")
    page = client.get(made.path)
    assert "In their place" in said(page)
    assert "being asked" not in said(page)


def test_shortly_before_the_telephone_service_is_named(
    client: FlaskClient, database: Database, district: District, made: Made
) -> None:
    with database.work() as session:
        with_line(session, viewer_of(session.merge(district.head)))
    moved(made, utc_now() + timedelta(minutes=10))
    page = client.post(f"{made.path}/dropped-out", data={"drop_because": "Ill."}, follow_redirects=True)
    assert "Use the telephone interpreters: 01632 960290, code 2219." in said(page)
    assert "A relative, a friend or a child is never the interpreter." in said(page)


def test_cancelling_says_what_is_due_and_by_whom(client: FlaskClient, made: Made) -> None:
    assert "£0.00 is due when we or the family cancel now" in said(client.get(made.path))
    missing = client.post(f"{made.path}/cancel", data={"cancel_because": "They are away."})
    assert missing.status_code == 422
    assert "They are away." in missing.text
    page = client.post(f"{made.path}/cancel", data={"cancel_by": "family", "cancel_because": "Away."},
                       follow_redirects=True)  # fmt: skip
    assert heading(page) == "The family cancelled, so Daiva Rimkutė does not come"
    again = client.post(f"{made.path}/cancel", data={"cancel_by": "family", "cancel_because": "Away."},
                        follow_redirects=True)  # fmt: skip
    assert "does not become" in said(again)


def test_from_arriving_to_the_timesheet(client: FlaskClient, yesterday: Made) -> None:
    client.post(f"{yesterday.path}/arrived", data={"arrived_at": "9:45"})
    assert heading(client.get(yesterday.path)) == "Daiva Rimkutė is there to interpret Lithuanian"
    sheet = {"began_at": "9.50", "left_at": "12:50", "break_minutes": "30", "travel_minutes": "60", "miles": "20",
             "ending": "completed"}  # fmt: skip
    wrong = client.post(f"{yesterday.path}/timesheet", data=sheet | {"left_at": "9:00"})
    assert wrong.status_code == 422
    assert "It ends before it begins." in said(wrong)
    assert 'value="60"' in wrong.text
    page = client.post(f"{yesterday.path}/timesheet", data=sheet, follow_redirects=True)
    assert heading(page) == "Daiva Rimkutė interpreted Lithuanian"
    assert "9:50 to 12:50, 30 minutes break; 60 minutes on the way, 20 miles" in said(page)
    assert "Due £93.00" in said(page)


@pytest.mark.parametrize(
    ("form", "said_so"),
    [
        ({"began_at": "nine", "left_at": "11:40"}, "Give a time like 9:30 or 14:15."),
        ({"began_at": "9:50", "left_at": ""}, "Give a time like 9:30 or 14:15."),
        ({"began_at": "9:50", "left_at": "11:40", "break_minutes": "-1"}, "Give minutes as a number"),
        ({"began_at": "9:50", "left_at": "11:40", "miles": "12.5"}, "Give whole miles as a number"),
        ({"began_at": "1:00", "left_at": "11:40"}, "That is not at the time of this booking."),
    ],
)
def test_a_timesheet_that_cannot_be_is_shown_again(
    client: FlaskClient, yesterday: Made, form: dict[str, Any], said_so: str
) -> None:
    page = client.post(f"{yesterday.path}/timesheet", data=form)
    assert page.status_code == 422
    assert said_so in said(page)
    assert yesterday.now().state == BookingState.CONFIRMED


def test_what_was_broken_off_is_kept_as_that(client: FlaskClient, yesterday: Made) -> None:
    form = {"began_at": "9:50", "left_at": "10:10", "ending": "curtailed"}
    assert client.post(f"{yesterday.path}/timesheet", data=form).status_code == 303
    assert (yesterday.now().state, yesterday.now().fee_pence) == (BookingState.CURTAILED, 5600)


def test_who_did_not_come_never_counts_against_the_family(client: FlaskClient, yesterday: Made) -> None:
    page = client.post(f"{yesterday.path}/no-show", data={"missing_because": ""}, follow_redirects=True)
    assert heading(page) == "Daiva Rimkutė did not come"
    assert "never counts against the family" in said(page)


def test_the_family_was_not_present(client: FlaskClient, yesterday: Made) -> None:
    page = client.post(f"{yesterday.path}/family-not-present", data={"absent_because": "Ill."}, follow_redirects=True)
    assert heading(page) == "Daiva Rimkutė came, and the family was not present"
    assert "Due £56.00" in said(page)


def test_how_it_went_and_the_debriefing_which_a_coordinator_does_not_see(
    app: Flask, client: FlaskClient, database: Database, district: District, yesterday: Made
) -> None:
    assert client.post(f"{yesterday.path}/feedback", data={"feedback": "Calm."}).status_code == 422
    client.post(f"{yesterday.path}/feedback", data={"rating": "4", "feedback": "Calm."})
    client.post(f"{yesterday.path}/debrief", data={"debrief": "She feared the letter."})
    page = said(client.get(yesterday.path))
    assert "4 of 5: Calm." in page
    assert "She feared the letter." in page
    with database.work() as session:
        school = session.merge(district.school)
        staff = a_staff_member(session, school, utc_now(), ("interpreter coordinator",))
    browser = signed_in(app, staff)
    seen = said(browser.get(yesterday.path))
    assert "4 of 5" in seen
    assert "feared" not in seen
    assert browser.post(f"{yesterday.path}/debrief", data={"debrief": "x"}).status_code == 403
    with database.reading() as session:
        looks = session.scalars(select(AuditEntry).where(AuditEntry.action == "view debriefing")).all()
        assert {look.staff_id for look in looks} == {district.head.id}


def test_a_supplier_names_whom_it_sends(client: FlaskClient, database: Database, district: District) -> None:
    now = utc_now() - timedelta(minutes=1)
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        to = wanted(session, viewer, now, 0, next_workday(now))
        given = OfferGiven(suppliers=[a_supplier(session, viewer, now).id])
        [offer] = make_offers(session, viewer, to.request.id, given, now)
        made = Made(accept_offer(session, viewer, offer.id, now).id, to, database)
    page = client.get(made.path)
    assert heading(page) == "Fenland Languages will send somebody to interpret Lithuanian, and has not said whom"
    family = client.post(f"{made.path}/name", data={"name": "Rasa Kazlauskiene", "registration": "NRPSI 1"})
    assert family.status_code == 422
    assert "A relative is never the interpreter." in said(family)
    assert "NRPSI 1" in family.text
    page = client.post(f"{made.path}/name", data={"name": "Ona Kū", "registration": "NRPSI 1"}, follow_redirects=True)
    assert heading(page) == "Ona Kū is booked to interpret Lithuanian"
    assert "Ona Kū interprets Lithuanian" in said(client.get(f"/interpreter-requests/{made.to.request.id}"))


def test_reception_sees_who_comes_and_changes_nothing(
    app: Flask, database: Database, district: District, yesterday: Made
) -> None:
    with database.work() as session:
        staff = a_staff_member(session, session.merge(district.school), utc_now(), ("reception",))
    browser = signed_in(app, staff)
    page = browser.get(yesterday.path)
    assert "Daiva Rimkutė" in said(page)
    assert "<form" not in page.text.split("<main")[1]
    assert browser.post(f"{yesterday.path}/arrived").status_code == 403
