"""Asking interpreters from the screens, writing down what they said on the telephone, and the texts that wait."""

from __future__ import annotations

from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from uuid import UUID

import pytest
from booking_factories import a_mother, an_interpreter, appointment_made, requests_for
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from letter_browsing import heading
from offer_factories import Wanted, wanted
from screens import said
from sqlalchemy import select

from comms.agencies.viewer import viewer_of
from comms.bookings.booking import Booking, BookingState
from comms.bookings.offers.offer import Offer, OfferState
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.messages.actions import SEND
from comms.messages.message import Message, MessageState
from comms.worker.working import Worker


def next_workday(now: datetime) -> datetime:
    """Ten in the morning UTC on a working day a week from now."""
    day = (now + timedelta(days=7)).replace(hour=10, minute=0, second=0, microsecond=0)
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


@pytest.fixture
def to(database: Database, district: District) -> Wanted:
    """A request of the district's school and two interpreters."""
    now = utc_now() - timedelta(minutes=1)
    with database.work() as session:
        return wanted(session, viewer_of(session.merge(district.head)), now, 2, next_workday(now))


def offers(database: Database) -> list[Offer]:
    with database.reading() as session:
        found = list(session.scalars(select(Offer).order_by(Offer.place, Offer.id)))
        session.expunge_all()
        return found


def ask(client: FlaskClient, to: Wanted, **form: object) -> str:
    values = {"interpreter": [str(one) for one in to.ids()], "how": "several", "answer_minutes": "60"}
    answer = client.post(f"/interpreter-requests/{to.request.id}/offers", data=values | form, follow_redirects=True)
    assert answer.status_code == 200, said(answer)
    return said(answer)


def test_those_who_are_ticked_are_asked_and_their_links_can_be_copied(
    client: FlaskClient, database: Database, to: Wanted
) -> None:
    page = client.get(f"/interpreter-requests/{to.request.id}")
    assert heading(page) == "Nobody interprets Lithuanian yet, and nobody is being asked"
    told = ask(client, to)
    assert "2 interpreters are asked." in told
    assert "2 are being asked to interpret Lithuanian" in told
    assert told.count("Text message: written and not sent: no text message service is set.") == 2
    assert told.count("http://127.0.0.1:8000/interpreting/") == 2
    assert [one.state for one in offers(database)] == [OfferState.OPEN, OfferState.OPEN]
    assert {one.made_by for one in offers(database)} != {None}


def test_what_cannot_be_asked_is_said_and_what_was_ticked_stays(
    client: FlaskClient, database: Database, to: Wanted
) -> None:
    answer = client.post(
        f"/interpreter-requests/{to.request.id}/offers",
        data={"interpreter": [str(to.ids()[0])], "how": "several", "answer_minutes": "2"},
    )
    assert answer.status_code == 422
    assert "Give from 5 minutes to 7 days." in said(answer)
    assert f'value="{to.ids()[0]}" checked' in answer.text
    assert offers(database) == []


def test_a_yes_on_the_telephone_is_booked_with_who_took_the_call(
    client: FlaskClient, database: Database, district: District, to: Wanted
) -> None:
    ask(client, to)
    first = offers(database)[0]
    page = client.post(f"/offers/{first.id}/accepted", follow_redirects=True)
    assert "told by telephone to Jo Marsh" in said(page)
    assert heading(page).endswith("interprets Lithuanian")
    assert {one.answered_for_by for one in offers(database)} == {district.head.id, None}
    [second] = [one for one in offers(database) if one.id != first.id]
    late = client.post(f"/offers/{second.id}/accepted", follow_redirects=True)
    assert "Somebody else was first, so this appointment is filled." in said(late)
    with database.reading() as session:
        assert list(session.scalars(select(Booking.state))) == [BookingState.CONFIRMED]


def test_a_no_on_the_telephone_asks_the_next(client: FlaskClient, database: Database, to: Wanted) -> None:
    ask(client, to, how="cascade")
    client.post(f"/offers/{offers(database)[0].id}/declined", data={"because": "On holiday."})
    assert [one.state for one in offers(database)] == [OfferState.DECLINED, OfferState.OPEN]
    assert "said no, told by telephone to Jo Marsh: “On holiday.”" in said(
        client.get(f"/interpreter-requests/{to.request.id}")
    )


def test_offers_are_taken_back(client: FlaskClient, database: Database, to: Wanted) -> None:
    ask(client, to)
    page = client.post(f"/interpreter-requests/{to.request.id}/withdraw", follow_redirects=True)
    assert "2 offers taken back." in said(page)
    assert {one.state for one in offers(database)} == {OfferState.WITHDRAWN}
    with database.reading() as session:
        assert {one.state for one in session.scalars(select(Message))} == {MessageState.NOT_NEEDED}


def test_what_the_family_asked_to_avoid_is_looked_at_first(
    client: FlaskClient, database: Database, district: District
) -> None:
    now = utc_now() - timedelta(minutes=1)
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        mother = a_mother(session, viewer, now, avoid="anybody from Raudondvaris")
        made = appointment_made(session, viewer, now, mother, starts_at=next_workday(now))
        [request] = requests_for(session, viewer, made)
        to = Wanted(request, mother, [an_interpreter(session, viewer, now)])
    path, form = f"/interpreter-requests/{to.request.id}/offers", {"interpreter": str(to.ids()[0]), "how": "one"}
    answer = client.post(path, data=form)
    assert answer.status_code == 422
    assert "anybody from Raudondvaris" in said(answer)
    assert client.post(path, data=form | {"checked": "yes"}).status_code == 303
    assert offers(database)[0].checked_by == district.head.id


def test_reception_sees_who_is_asked_and_neither_links_nor_buttons(
    app: Flask, client: FlaskClient, database: Database, district: District, to: Wanted
) -> None:
    ask(client, to)
    with database.work() as session:
        staff = a_staff_member(session, session.merge(district.school), utc_now(), ("reception",))
    browser = signed_in(app, staff)
    page = browser.get(f"/interpreter-requests/{to.request.id}")
    assert "2 are being asked" in said(page)
    assert "/interpreting/" not in page.text
    assert "They said yes" not in page.text
    assert browser.get("/messages/waiting").status_code == 403
    assert browser.post(f"/offers/{offers(database)[0].id}/accepted").status_code == 403


# Messages that wait


def _message(database: Database, channel: str) -> UUID:
    with database.reading() as session:
        return session.scalars(select(Message).where(Message.channel == channel)).first().id  # type: ignore[union-attr]


def test_texts_are_said_not_to_be_sent_until_somebody_sends_them(
    client: FlaskClient, database: Database, to: Wanted
) -> None:
    assert heading(client.get("/messages/waiting")) == "No message waits"
    ask(client, to)
    page = client.get("/messages/waiting")
    assert heading(page) == "2 text messages are written and not sent"
    assert "Written and not sent: no text message service is set." in said(page)
    assert "07700 900500" in said(page)
    assert "can you interpret? Lithuanian" in said(page)
    text = _message(database, "sms")
    assert client.post(f"/messages/{text}/sent").status_code == 303
    assert heading(client.get("/messages/waiting")) == "1 text message is written and not sent"
    assert client.post(f"/messages/{text}/sent").status_code == 409
    with database.reading() as session:
        [other] = session.scalars(select(Message.id).where(Message.state == MessageState.WAITING))
    assert client.post(f"/messages/{other}/not-needed").status_code == 303
    assert heading(client.get("/messages/waiting")) == "No message waits"


def test_an_email_in_the_outbox_can_be_taken_out_with_its_calendar_file(
    client: FlaskClient, database: Database, installation: Installation, to: Wanted
) -> None:
    ask(client, to)
    client.post(f"/offers/{offers(database)[0].id}/accepted")
    email = _message(database, "email")
    assert client.get(f"/messages/{email}.eml").status_code == 404
    Worker(installation).act(SEND, email)
    assert "E-mails in the outbox" in said(client.get("/messages/waiting"))
    answer = client.get(f"/messages/{email}.eml")
    assert answer.mimetype == "message/rfc822"
    message = message_from_bytes(answer.data, policy=default)
    [calendar] = message.iter_attachments()
    assert calendar.get_content_type() == "text/calendar"
    assert "Kazlauskien" not in message.as_string()
