"""The page of whoever is asked, opened from the text on a telephone, without a password."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from booking_factories import a_supplier, booked_for
from browsers import District
from flask import Flask
from flask.testing import FlaskClient
from letter_browsing import heading
from offer_factories import Wanted, offered, wanted
from screens import said
from sqlalchemy import func, select, update

from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.booking import Booking, BookingState
from comms.bookings.happening import cancel_booking
from comms.bookings.offers.actions import OfferGiven, accept_offer, make_offers, withdraw_offers
from comms.bookings.offers.links import offer_address
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.requests.request import InterpreterRequest
from comms.foundation.audit import AuditEntry
from comms.foundation.clock import utc_now
from comms.foundation.work import Database
from comms.interpreters.actions import give_code
from comms.interpreters.conflict import Conflict
from comms.messages.message import Message

MOTHER = "Kazlauskien"


@dataclass
class Link:
    """Offers that were made, and the paths of their links."""

    viewer: Viewer
    to: Wanted
    offers: list[UUID]
    paths: list[str]
    code: str
    starts_at: datetime

    @property
    def path(self) -> str:
        """The path of the first."""
        return self.paths[0]


def next_workday(now: datetime) -> datetime:
    """Ten in the morning UTC, some working days on, in either time of the year within everybody's hours."""
    day = (now + timedelta(days=7)).replace(hour=10, minute=0, second=0, microsecond=0)
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


@pytest.fixture
def link(database: Database, district: District) -> Link:
    """An appointment that is offered to two interpreters at once; the first has a personal code."""
    return made(database, district)


def made(database: Database, district: District, count: int = 2, **given: Any) -> Link:
    now = utc_now()
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        to = wanted(session, viewer, now, count, next_workday(now), **given)
        code = give_code(session, viewer, to.interpreters[0].id, now)
        offers = offered(session, viewer, now, to)
        paths = [offer_address(session, one).removeprefix("http://127.0.0.1:8000") for one in offers]
        return Link(viewer, to, [one.id for one in offers], paths, code, to.request.starts_at)


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """A browser that nobody signed in with."""
    return app.test_client()


def state(database: Database, offer: UUID) -> str:
    with database.reading() as session:
        return session.get_one(Offer, offer).state


def bookings(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Booking.state)))


def test_the_link_in_the_text_opens_a_page_that_names_no_family(
    visitor: FlaskClient, database: Database, link: Link
) -> None:
    with database.reading() as session:
        body = session.scalars(select(Message)).first().body  # type: ignore[union-attr]
    [address] = re.findall(r"http://127\.0\.0\.1:8000(/interpreting/\S+)", body)
    page = visitor.get(address)
    assert page.status_code == 200
    assert re.fullmatch(r"Can you interpret Lithuanian on \w{3} \d+ \w{3}, \d\d:\d\d to \d\d:\d\d\?", heading(page))
    for told in ("Please answer by", "in person", "Eastlode House, PE13", "1 hour 50 minutes", "£56.00 for 2 hours"):
        assert told in said(page), told
    for private in (MOTHER, "Rasa", "Quay Street", "Elm Road"):
        assert private not in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_one_tap_and_a_yes_is_a_booking(visitor: FlaskClient, database: Database, link: Link) -> None:
    assert f"{link.path}/accept" in visitor.get(link.path).text
    asked = visitor.get(f"{link.path}/accept")
    assert heading(asked).startswith("Shall we book you for")
    assert bookings(database) == []
    done = visitor.post(f"{link.path}/accept")
    assert (done.status_code, done.headers["Location"]) == (303, link.path)
    assert heading(visitor.get(link.path)) == "You are booked"
    assert bookings(database) == [BookingState.CONFIRMED]
    again = visitor.post(f"{link.path}/accept")
    assert again.status_code == 303
    assert len(bookings(database)) == 1
    with database.reading() as session:
        [entry] = session.scalars(select(AuditEntry).where(AuditEntry.action == "accept offer"))
        assert (entry.actor_kind, entry.role) == ("visitor", "interpreter")
        assert session.get_one(Offer, link.offers[0]).answered_for_by is None


def test_a_look_answers_nothing(visitor: FlaskClient, database: Database, link: Link) -> None:
    for path in ("", "/accept", "/decline", "/names"):
        for method in ("GET", "HEAD", "OPTIONS"):
            visitor.open(link.path + path, method=method)
    assert state(database, link.offers[0]) == OfferState.OPEN
    assert bookings(database) == []


def test_who_was_not_the_first_is_told_so_with_thanks(visitor: FlaskClient, database: Database, link: Link) -> None:
    visitor.post(f"{link.path}/accept")
    late = visitor.post(f"{link.paths[1]}/accept")
    assert late.status_code == 409
    assert heading(late) == "Somebody else was first"
    assert "Thank you" in said(late)
    assert visitor.get(f"{link.paths[1]}/accept").status_code == 302
    assert len(bookings(database)) == 1


def test_a_no_needs_no_reason_and_may_become_a_yes(visitor: FlaskClient, database: Database, link: Link) -> None:
    assert "Why? (you need not say)" in said(visitor.get(f"{link.path}/decline"))
    assert visitor.post(f"{link.path}/decline", data={"because": ""}).status_code == 303
    page = visitor.get(link.path)
    assert heading(page) == "You said no"
    assert "you may still accept" in said(page)
    assert visitor.post(f"{link.path}/accept").status_code == 303
    assert bookings(database) == [BookingState.CONFIRMED]


def test_a_reason_that_is_too_long_stays_to_be_shortened(visitor: FlaskClient, database: Database, link: Link) -> None:
    page = visitor.post(f"{link.path}/decline", data={"because": "x" * 501})
    assert page.status_code == 422
    assert "x" * 501 in page.text
    assert state(database, link.offers[0]) == OfferState.OPEN


def test_after_a_yes_they_may_give_it_back(visitor: FlaskClient, database: Database, link: Link) -> None:
    visitor.post(f"{link.path}/accept")
    assert "I cannot come after all" in said(visitor.get(link.path))
    assert heading(visitor.get(f"{link.path}/decline")).endswith("after all?")
    visitor.post(f"{link.path}/decline", data={"because": "My car broke down."})
    assert heading(visitor.get(link.path)) == "You gave this back"
    assert bookings(database) == [BookingState.BY_INTERPRETER]
    assert visitor.post(f"{link.path}/accept").status_code == 409


def test_an_offer_that_was_withdrawn_or_cancelled_says_so(
    visitor: FlaskClient, database: Database, district: District
) -> None:
    withdrawn, cancelled = made(database, district, 1), made(database, district, 1)
    now = utc_now()
    with database.work() as session:
        withdraw_offers(session, withdrawn.viewer, withdrawn.to.request.id, now)
        booking = accept_offer(session, cancelled.viewer, cancelled.offers[0], now)
        cancel_booking(session, cancelled.viewer, booking.id, "family", "They are away.", now)
    page = visitor.get(withdrawn.path)
    assert heading(page) == "This is not needed any more"
    assert "Accept" not in said(page)
    assert visitor.post(f"{withdrawn.path}/accept").status_code == 409
    page = visitor.get(cancelled.path)
    assert heading(page) == "This was cancelled"
    assert "away" not in page.text


def test_a_time_that_ran_out_may_still_be_answered_while_nobody_has_it(
    visitor: FlaskClient, database: Database, link: Link
) -> None:
    with database.work() as session:
        session.execute(update(Offer).values(state=OfferState.LAPSED))
    assert "You may still accept" in said(visitor.get(link.path))
    assert visitor.post(f"{link.path}/accept").status_code == 303


def test_who_is_taken_by_then_is_told_and_nothing_is_stored(
    visitor: FlaskClient, database: Database, district: District, link: Link
) -> None:
    with database.work() as session:
        other = wanted(session, link.viewer, utc_now(), 0, next_workday(utc_now()))
        booked_for(session, link.viewer, utc_now(), other.request, link.to.interpreters[0])
    page = visitor.post(f"{link.path}/accept")
    assert page.status_code == 409
    assert "cannot be given to you any more" in said(page)
    assert state(database, link.offers[0]) == OfferState.OPEN


def test_wrong_and_old_links_are_nothing(visitor: FlaskClient, database: Database, link: Link) -> None:
    for path in (link.path[:-1], link.path + "x", "/interpreting/x", "/interpreting/" + "A" * 40):
        for method, rest in (("GET", ""), ("POST", "/accept"), ("POST", "/decline"), ("POST", "/names"),
                             ("GET", "/names"), ("POST", "/know")):  # fmt: skip
            assert visitor.open(path + rest, method=method).status_code == 404, (path, rest)
    with database.work() as session:
        longer_ago = utc_now() - timedelta(days=61)
        session.execute(update(InterpreterRequest).values(starts_at=longer_ago, ends_at=longer_ago))
    assert visitor.get(link.path).status_code == 404


def test_on_a_fresh_installation_a_made_up_link_is_nothing(visitor: FlaskClient) -> None:
    assert visitor.get("/interpreting/" + "A" * 40).status_code == 404


# The names


def test_with_the_code_the_names_and_the_place_are_shown(visitor: FlaskClient, database: Database, link: Link) -> None:
    assert visitor.get(f"{link.path}/names").status_code == 302
    visitor.post(f"{link.path}/accept")
    page = visitor.get(link.path)
    assert MOTHER not in page.text
    assert "Your personal code" in said(page)
    answer = visitor.post(f"{link.path}/names", data={"code": link.code})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{link.path}/names")
    names = visitor.get(f"{link.path}/names")
    assert heading(names) == "Do you know any of them?"
    for told in ("Rasa Kazlauskienė", "parent or carer", "Quay Street", "PE13 9ZA", "01632 960 100"):
        assert told in said(names), told
    with database.reading() as session:
        looks = session.scalars(select(AuditEntry).where(AuditEntry.action == "view person",
                                                         AuditEntry.actor_kind == "visitor"))  # fmt: skip
        assert [look.subject_id for look in looks] == [link.to.mother.id]
        assert session.scalars(select(Booking)).one().names_seen_at is not None


def test_the_names_are_for_this_browser_and_this_offer_alone(
    app: Flask, database: Database, district: District
) -> None:
    first, second = made(database, district, 1), made(database, district, 1)
    browser, other = app.test_client(), app.test_client()
    browser.post(f"{first.path}/accept")
    browser.post(f"{first.path}/names", data={"code": first.code})
    assert browser.get(f"{first.path}/names").status_code == 200
    assert other.get(f"{first.path}/names").status_code == 302
    assert browser.get(f"{second.path}/names").status_code == 302
    with browser.session_transaction() as cookie:
        cookie["interpreter"] = [cookie["interpreter"][0], (utc_now() - timedelta(seconds=1)).isoformat()]
    assert browser.get(f"{first.path}/names").status_code == 302


def test_five_wrong_codes_close_the_door_for_an_hour(visitor: FlaskClient, database: Database, link: Link) -> None:
    visitor.post(f"{link.path}/accept")
    wrong = "000000" if link.code != "000000" else "111111"
    for _ in range(5):
        page = visitor.post(f"{link.path}/names", data={"code": wrong})
        assert page.status_code == 422
        assert "That is not your personal code." in said(page)
    page = visitor.post(f"{link.path}/names", data={"code": link.code})
    assert page.status_code == 429
    assert "Try again in an hour" in said(page)
    with database.reading() as session:
        assert session.get_one(Offer, link.offers[0]).wrong_codes == 5
        tried = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "try wrong personal code")
        assert session.scalar(tried) == 5
        assert session.scalars(select(Booking)).one().names_seen_at is None


def test_who_knows_them_is_thanked_and_free(visitor: FlaskClient, database: Database, link: Link) -> None:
    visitor.post(f"{link.path}/accept")
    visitor.post(f"{link.path}/names", data={"code": link.code})
    nobody = visitor.post(f"{link.path}/know", data={"people": ["x"]})
    assert nobody.status_code == 422
    assert "It does not say whom you know." in said(nobody)
    done = visitor.post(f"{link.path}/know", data={"people": [str(link.to.mother.id)]}, follow_redirects=True)
    assert "It counts against nobody." in said(done)
    assert heading(done) == "You are free"
    assert bookings(database) == [BookingState.RELEASED]
    with database.reading() as session:
        assert session.scalars(select(Conflict)).one().person_id == link.to.mother.id
    assert visitor.get(f"{link.path}/names").status_code == 302


def test_without_the_code_nobody_says_that_they_know_them(visitor: FlaskClient, database: Database, link: Link) -> None:
    visitor.post(f"{link.path}/accept")
    answer = visitor.post(f"{link.path}/know", data={"people": [str(link.to.mother.id)]})
    assert answer.status_code == 303
    assert bookings(database) == [BookingState.CONFIRMED]


def test_a_home_is_shown_only_after_the_code(visitor: FlaskClient, database: Database, district: District) -> None:
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        home = wanted(session, viewer, utc_now(), 0, next_workday(utc_now())).mother.id
    link = made(database, district, 1, where="at somebody's home", home_of_id=home)
    page = said(visitor.get(link.path))
    assert "at a home, PE13; the rest when you accept" in page
    assert "Elm Road" not in page
    visitor.post(f"{link.path}/accept")
    assert "Elm Road" not in visitor.get(link.path).text
    visitor.post(f"{link.path}/names", data={"code": link.code})
    assert "12 Elm Road" in said(visitor.get(f"{link.path}/names"))


def test_a_supplier_accepts_on_its_page_and_is_asked_for_a_name(
    visitor: FlaskClient, database: Database, district: District
) -> None:
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        to = wanted(session, viewer, utc_now(), 0, next_workday(utc_now()))
        given = OfferGiven(suppliers=[a_supplier(session, viewer, utc_now()).id])
        [offer] = make_offers(session, viewer, to.request.id, given, utc_now())
        path = offer_address(session, offer).removeprefix("http://127.0.0.1:8000")
    visitor.post(f"{path}/accept")
    page = visitor.get(path)
    assert "send us the interpreter’s name" in said(page)
    assert "personal code" not in said(page)
    assert visitor.post(f"{path}/names", data={"code": "123456"}).status_code == 409


def test_a_forged_answer_is_refused(app: Flask, database: Database, link: Link) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    browser = app.test_client()
    assert browser.post(f"{link.path}/accept").status_code == 400
    page = browser.get(f"{link.path}/accept")
    [token] = re.findall(r'name="csrf_token" value="([^"]+)"', page.text)
    assert browser.post(f"{link.path}/accept", data={"csrf_token": token}).status_code == 303
    assert bookings(database) == [BookingState.CONFIRMED]
