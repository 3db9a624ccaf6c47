"""Names are seen by whom they are for and nobody else; and who knows the family is free without penalty."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from booking_factories import WEDNESDAY, a_supplier
from factories import a_staff_member, an_agency
from offer_factories import Wanted, offered, wanted
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.booking import Booking, BookingState
from comms.bookings.happening import BadSheet, arrive, cancel_booking
from comms.bookings.offers import find
from comms.bookings.offers.actions import OfferGiven, accept_offer, make_offers
from comms.bookings.offers.knowing import LOCKED_FOR, TRIES, Code, is_locked, know_them, see_names, try_code
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.replacing import Step
from comms.foundation.audit import AuditEntry
from comms.foundation.errors import Refused
from comms.foundation.work import Database
from comms.interpreters.actions import give_code
from comms.interpreters.conflict import Conflict, DeclaredBy
from comms.messages.find import messages_about


@dataclass
class Accepted:
    """An offer that was accepted, its booking, and the interpreter's code."""

    to: Wanted
    offer: Offer
    booking: Booking
    code: str


@pytest.fixture
def accepted(session: Session, viewer: Viewer, now: datetime) -> Accepted:
    """An offer that was accepted by the first of two interpreters."""
    to = wanted(session, viewer, now, 2)
    code = give_code(session, viewer, to.interpreters[0].id, now)
    offer, _ = offered(session, viewer, now, to)
    return Accepted(to, offer, accept_offer(session, viewer, offer.id, now), code)


def test_with_their_code_an_interpreter_sees_whom_they_meet_and_where(
    session: Session, accepted: Accepted, now: datetime
) -> None:
    typed = f" {accepted.code[:3]} {accepted.code[3:]}"
    assert try_code(session, accepted.offer.id, typed, now) == Code.RIGHT
    assert try_code(session, accepted.offer.id, typed, now + timedelta(hours=1)) == Code.RIGHT
    assert accepted.booking.names_seen_at == now
    names = see_names(session, accepted.offer, now)
    [mother] = names.people
    assert (mother.name, mother.role, mother.language) == ("Rasa Kazlauskienė", "parent or carer", "lt")
    assert names.address == ("Eastlode House", "Quay Street", "PE13 9ZA")
    assert (names.led_by, names.agency, names.telephone) == ("Jo Marsh", "Fen Edge Academy", "01632 960 100")


def test_that_they_looked_is_on_record_with_each_person(session: Session, accepted: Accepted, now: datetime) -> None:
    see_names(session, accepted.offer, now)
    session.commit()
    looks = select(AuditEntry).where(AuditEntry.action == "view person", AuditEntry.actor_kind == "visitor")
    [look] = session.scalars(looks)
    assert look.subject_id == accepted.to.mother.id
    assert str(accepted.to.interpreters[0].id) in look.detail
    assert "Kazlauskien" not in look.detail


def test_a_wrong_code_shows_nothing_and_after_five_nobody_can_try_for_an_hour(
    session: Session, accepted: Accepted, now: datetime
) -> None:
    wrong = "000000" if accepted.code != "000000" else "000001"
    offer = accepted.offer
    for _ in range(TRIES):
        assert try_code(session, offer.id, wrong, now) == Code.WRONG
    assert try_code(session, offer.id, accepted.code, now + LOCKED_FOR - timedelta(seconds=1)) == Code.CLOSED
    assert accepted.booking.names_seen_at is None
    assert try_code(session, offer.id, wrong, now + LOCKED_FOR) == Code.WRONG
    assert (offer.wrong_codes, is_locked(offer, now + LOCKED_FOR)) == (1, False)
    assert try_code(session, offer.id, accepted.code, now + LOCKED_FOR) == Code.RIGHT


def test_many_who_try_at_once_have_no_more_tries_than_one(database: Database, now: datetime) -> None:
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now, ("administrator",)))
        to = wanted(session, viewer, now, 1)
        give_code(session, viewer, to.interpreters[0].id, now)
        offer = offered(session, viewer, now, to)[0].id
        accept_offer(session, viewer, offer, now)
    came: list[Code] = []

    def guess() -> None:
        with database.work() as session:
            came.append(try_code(session, offer, "not it", now))

    threads = [threading.Thread(target=guess) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(came) == {Code.WRONG: TRIES, Code.CLOSED: 10 - TRIES}


def test_without_a_code_the_office_is_named(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 1)
    [offer] = offered(session, viewer, now, to)
    accept_offer(session, viewer, offer.id, now)
    assert try_code(session, offer.id, "", now) == Code.NONE_YET


def test_before_a_yes_and_long_after_the_day_there_is_nothing_to_see(
    session: Session, viewer: Viewer, now: datetime, accepted: Accepted
) -> None:
    [other] = [one for one in find.offers_for(session, viewer, accepted.to.request.id) if one is not accepted.offer]
    with pytest.raises(Refused, match="nothing more to see"):
        see_names(session, other, now)
    with pytest.raises(Refused):
        see_names(session, accepted.offer, accepted.booking.ends_at + timedelta(days=1, minutes=1))
    cancel_booking(session, viewer, accepted.booking.id, "family", "They are away.", now)
    with pytest.raises(Refused):
        try_code(session, accepted.offer.id, accepted.code, now)


def test_a_suppliers_link_shows_no_names(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 0)
    given = OfferGiven(suppliers=[a_supplier(session, viewer, now).id])
    [offer] = make_offers(session, viewer, to.request.id, given, now)
    accept_offer(session, viewer, offer.id, now)
    with pytest.raises(Refused):
        see_names(session, offer, now)


def test_at_a_home_the_address_is_seen_only_after_the_code(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 1)
    given = {"where": "at somebody's home", "home_of_id": to.mother.id}
    at_home = wanted(session, viewer, now, 0, WEDNESDAY + timedelta(days=1), **given).request
    [offer] = make_offers(session, viewer, at_home.id, OfferGiven(to.ids()), now)
    [text] = messages_about(session, viewer, "offer", offer.id)
    assert "in person in PE13." in text.body
    assert "Elm Road" not in text.body
    accept_offer(session, viewer, offer.id, now)
    assert see_names(session, offer, now).address == ("12 Elm Road", "Wisbech", "PE13 1AA")


def test_who_knows_them_is_free_without_penalty_and_never_asked_for_them_again(
    session: Session, viewer: Viewer, accepted: Accepted, now: datetime
) -> None:
    happens = know_them(session, accepted.offer, [accepted.to.mother.id], now)
    booking = accepted.booking
    assert (booking.state, booking.fee_pence, booking.occupies) == (BookingState.RELEASED, 0, False)
    assert accepted.offer.state == OfferState.GIVEN_BACK
    [conflict] = session.scalars(select(Conflict))
    assert (conflict.declared_by, conflict.person_id) == (DeclaredBy.INTERPRETER, accepted.to.mother.id)
    assert happens.step == Step.ASKING
    [asked] = [one for one in find.offers_for(session, viewer, accepted.to.request.id) if one.state == OfferState.OPEN]
    assert asked.interpreter_id == accepted.to.interpreters[1].id


def test_whom_they_know_must_be_there(session: Session, viewer: Viewer, accepted: Accepted, now: datetime) -> None:
    stranger = wanted(session, viewer, now, 0).mother
    for people in ([], [stranger.id]):
        with pytest.raises(BadSheet) as fault:
            know_them(session, accepted.offer, people, now)
        assert fault.value.field == "people"
    assert accepted.booking.state == BookingState.CONFIRMED


def test_who_is_there_already_rings_the_office(session: Session, viewer: Viewer, accepted: Accepted) -> None:
    begins = accepted.booking.starts_at
    arrive(session, viewer, accepted.booking.id, begins, begins)
    with pytest.raises(Refused, match="does not become"):
        know_them(session, accepted.offer, [accepted.to.mother.id], begins)
