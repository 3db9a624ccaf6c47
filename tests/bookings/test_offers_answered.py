"""Answers: the first who says yes is booked; late, repeated and withdrawn answers are told so plainly."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from booking_factories import WEDNESDAY, a_booking, a_supplier
from factories import a_child, a_staff_member, an_agency
from offer_factories import Wanted, offered, wanted
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.appointments.appointment import Appointment, AppointmentState
from comms.bookings.booking import Booking, BookingState
from comms.bookings.find import standing_booking
from comms.bookings.offers import find, refusals
from comms.bookings.offers.actions import (
    OfferGiven,
    accept_offer,
    decline_offer,
    make_offers,
    name_interpreter,
    withdraw_offers,
)
from comms.bookings.offers.asking import work_on_offer
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.offers.refusals import AnswerTooLate, BadOffer
from comms.bookings.requests.actions import withdraw_request
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.families.actions import relate
from comms.foundation.errors import NotAllowed, NotFound, Refused
from comms.foundation.work import Database
from comms.interpreters.conflict import DeclaredBy, Scope
from comms.interpreters.conflict_actions import ConflictGiven, declare_conflict
from comms.messages.actions import sent_by_hand
from comms.messages.find import messages_about
from comms.messages.message import MessageState

HOUR = timedelta(hours=1)
RACERS = 12


def test_the_first_yes_is_booked_and_fills_the_request(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 3)
    offers = offered(session, viewer, now, to)
    booking = accept_offer(session, viewer, offers[1].id, now)
    assert (booking.state, booking.interpreter_id) == (BookingState.CONFIRMED, to.interpreters[1].id)
    assert booking.terms == offers[1].terms
    assert booking.for_roles == ["parent or carer"]
    assert to.request.state == RequestState.FILLED
    assert session.get_one(Appointment, booking.appointment_id).state == AppointmentState.CONFIRMED
    assert [one.state for one in offers] == [OfferState.OVERTAKEN, OfferState.ACCEPTED, OfferState.OVERTAKEN]
    assert offers[1].answered_for_by == viewer.staff_id


def test_who_was_asked_is_thanked_and_what_never_went_does_not_go(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    to = wanted(session, viewer, now, 3)
    first, asked, unsent = offered(session, viewer, now, to)
    [sent] = messages_about(session, viewer, "offer", asked.id)
    sent_by_hand(session, viewer, sent.id, now)
    accept_offer(session, viewer, first.id, now)
    told, _ = messages_about(session, viewer, "offer", asked.id)
    assert "somebody else was first" in told.body
    assert told.state == MessageState.WAITING
    assert [one.state for one in messages_about(session, viewer, "offer", unsent.id)] == [MessageState.NOT_NEEDED]


def test_who_is_booked_gets_an_invitation_for_their_calendar(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 1)
    booking = accept_offer(session, viewer, offered(session, viewer, now, to)[0].id, now)
    by_channel = {one.channel: one for one in messages_about(session, viewer, "booking", booking.id)}
    assert set(by_channel) == {"sms", "email"}
    assert by_channel["email"].method == "REQUEST"
    calendar = by_channel["email"].calendar or b""
    assert b"METHOD:REQUEST" in calendar
    assert b"Kazlauskien" not in calendar


def test_yes_said_twice_is_one_booking(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 1)
    [offer] = offered(session, viewer, now, to)
    assert accept_offer(session, viewer, offer.id, now) is accept_offer(session, viewer, offer.id, now + HOUR)
    assert session.scalar(select(func.count()).select_from(Booking)) == 1


def test_a_late_yes_counts_while_nobody_else_has_it(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 1)
    [offer] = offered(session, viewer, now, to)
    work_on_offer(session, offer.id, now + HOUR)
    assert offer.state == OfferState.LAPSED
    assert accept_offer(session, viewer, offer.id, now + 2 * HOUR).state == BookingState.CONFIRMED


def test_who_said_no_may_still_say_yes(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 2)
    first, second = offered(session, viewer, now, to, how="cascade")
    decline_offer(session, viewer, first.id, "Busy.", now)
    accept_offer(session, viewer, first.id, now)
    assert (first.state, second.state) == (OfferState.ACCEPTED, OfferState.OVERTAKEN)


def _withdrawn(session: Session, viewer: Viewer, to: Wanted, now: datetime) -> None:
    withdraw_offers(session, viewer, to.request.id, now)


def _filled(session: Session, viewer: Viewer, to: Wanted, now: datetime) -> None:
    others = [one for one in find.offers_for(session, viewer, to.request.id)[1:] if one.state == OfferState.OPEN]
    accept_offer(session, viewer, others[0].id, now)


def _not_needed(session: Session, viewer: Viewer, to: Wanted, now: datetime) -> None:
    withdraw_request(session, viewer, to.request, now)


@pytest.mark.parametrize(
    ("happened", "refusal", "said"),
    [
        (_withdrawn, refusals.OfferWithdrawn, "withdrawn"), (_filled, refusals.SomebodyWasFirst, "was first"),
        (_not_needed, refusals.NotNeeded, "not needed"),
    ],
)  # fmt: skip
def test_an_answer_that_comes_too_late_is_told_so_with_thanks(
    session: Session, viewer: Viewer, now: datetime, happened: Callable[..., None],
    refusal: type[AnswerTooLate], said: str,
) -> None:  # fmt: skip
    to = wanted(session, viewer, now, 2)
    first, _ = offered(session, viewer, now, to)
    happened(session, viewer, to, now)
    with pytest.raises(refusal, match=said) as fault:
        accept_offer(session, viewer, first.id, now)
    assert "Thank you" in fault.value.remedy


def test_what_has_begun_is_not_accepted(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 1)
    [offer] = offered(session, viewer, now, to)
    with pytest.raises(refusals.BegunAlready):
        accept_offer(session, viewer, offer.id, WEDNESDAY)


def test_who_has_become_unsuitable_is_not_booked_and_not_told_why(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    to = wanted(session, viewer, now, 1)
    [offer] = offered(session, viewer, now, to)
    given = ConflictGiven(Scope.PERSON, DeclaredBy.FAMILY, "She fears him.", to.mother.id)
    declare_conflict(session, viewer, to.interpreters[0].id, given, now)
    with pytest.raises(refusals.NoLongerPossible) as fault:
        accept_offer(session, viewer, offer.id, now)
    assert "family" not in str(fault.value)
    assert fault.value.reasons == ("The family asked not to have them.",)


def test_who_is_booked_elsewhere_meanwhile_is_not_booked_twice(session: Session, viewer: Viewer, now: datetime) -> None:
    to, other = wanted(session, viewer, now, 1), wanted(session, viewer, now, 0)
    [offer] = offered(session, viewer, now, to)
    a_booking(session, viewer, now, to.interpreters[0], other.request)
    with pytest.raises(AnswerTooLate):
        accept_offer(session, viewer, offer.id, now)
    assert standing_booking(session, viewer, to.request.id) is None


def test_a_time_held_for_them_is_confirmed_by_their_yes(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 1)
    held = a_booking(session, viewer, now, to.interpreters[0], to.request, held_until=now + HOUR)
    [offer] = offered(session, viewer, now, to)
    assert accept_offer(session, viewer, offer.id, now) is held
    assert (held.state, held.offer_id, held.held_until) == (BookingState.CONFIRMED, offer.id, None)


def test_no_said_twice_is_once_and_keeps_what_was_said(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 1)
    [offer] = offered(session, viewer, now, to)
    for because in ("Busy.", "Again."):
        decline_offer(session, viewer, offer.id, because, now)
    assert (offer.state, offer.why) == (OfferState.DECLINED, "Busy.")


def test_no_after_yes_is_dropping_out_and_the_next_is_asked(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 2)
    first, other = offered(session, viewer, now, to)
    booking = accept_offer(session, viewer, first.id, now)
    decline_offer(session, viewer, first.id, "My child is ill.", now)
    assert (booking.state, booking.why, booking.fee_pence) == (BookingState.BY_INTERPRETER, "My child is ill.", 0)
    assert first.state == OfferState.GIVEN_BACK
    assert to.request.state == RequestState.OPEN
    [asked] = [one for one in find.offers_for(session, viewer, to.request.id) if one.state == OfferState.OPEN]
    assert asked.interpreter_id == other.interpreter_id
    with pytest.raises(refusals.GaveItBack):
        accept_offer(session, viewer, first.id, now)


def test_nobody_answers_before_they_are_asked(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 2)
    _, queued = offered(session, viewer, now, to, how="cascade")
    for answer in (lambda: accept_offer(session, viewer, queued.id, now),
                   lambda: decline_offer(session, viewer, queued.id, "", now)):  # fmt: skip
        with pytest.raises(refusals.NotYetAsked):
            answer()


def test_who_may_not_book_answers_for_nobody(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 1)
    [offer] = offered(session, viewer, now, to)
    other = an_agency(session, now, "Other School")
    with pytest.raises(NotFound):
        accept_offer(session, viewer_of(a_staff_member(session, other, now)), offer.id, now)
    with pytest.raises(NotAllowed):
        decline_offer(session, viewer_of(a_staff_member(session, other, now, ("reception",))), offer.id, "", now)


# Suppliers


def _promised(session: Session, viewer: Viewer, now: datetime, to: Wanted) -> Booking:
    supplier = a_supplier(session, viewer, now)
    [offer] = make_offers(session, viewer, to.request.id, OfferGiven(suppliers=[supplier.id]), now)
    return accept_offer(session, viewer, offer.id, now)


def test_a_supplier_that_accepts_has_still_to_name_somebody(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 0)
    booking = _promised(session, viewer, now, to)
    assert (booking.state, booking.occupies) == (BookingState.NOT_NAMED, False)
    assert to.request.state == RequestState.NOT_NAMED
    for name, registration, field in (("", "NRPSI 1", "name"), ("Ona Ku", " ", "registration")):
        with pytest.raises(BadOffer) as fault:
            name_interpreter(session, viewer, booking.id, name, registration, now)
        assert fault.value.field == field
    name_interpreter(session, viewer, booking.id, " Ona  Kazlauskienė ", "NRPSI 12345", now)
    assert (booking.state, booking.interpreter_name) == (BookingState.CONFIRMED, "Ona Kazlauskienė")
    assert to.request.state == RequestState.FILLED
    with pytest.raises(Refused, match="nobody is to be named"):
        name_interpreter(session, viewer, booking.id, "Ona Ku", "NRPSI 2", now)


@pytest.mark.parametrize(
    "name", ["Rasa Kazlauskiene", "KAZLAUSKIENĖ Rasa", "Ms Rasa Kazlauskienė", "Ugne Kazlauskaite"]
)
def test_a_name_of_the_family_is_not_taken(session: Session, viewer: Viewer, now: datetime, name: str) -> None:
    to = wanted(session, viewer, now, 0)
    relate(session, viewer, a_child(session, viewer, now), to.mother, "mother", responsible=True, now=now)
    booking = _promised(session, viewer, now, to)
    with pytest.raises(BadOffer, match="related to them") as fault:
        name_interpreter(session, viewer, booking.id, name, "NRPSI 12345", now)
    assert fault.value.field == "name"
    assert booking.state == BookingState.NOT_NAMED


# Many at once


def _race(database: Database, acts: list[Callable[[], object]]) -> list[BaseException | None]:
    """Everybody at the same moment; what each was refused with."""
    start, told = threading.Barrier(len(acts)), list[BaseException | None]([None] * len(acts))

    def run(number: int) -> None:
        start.wait()
        try:
            acts[number]()
        except Refused as fault:
            told[number] = fault

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def _answering(database: Database, viewer: Viewer, offer: UUID, now: datetime) -> Callable[[], object]:
    def answer() -> None:
        with database.work() as session:
            accept_offer(session, viewer, offer, now)

    return answer


def test_of_many_who_accept_at_the_same_moment_one_is_booked(database: Database, now: datetime) -> None:
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now, ("administrator",)))
        to = wanted(session, viewer, now, RACERS)
        offers = [one.id for one in offered(session, viewer, now, to)]
        request_id = to.request.id
    told = _race(database, [_answering(database, viewer, one, now) for one in offers])
    assert Counter(type(one) for one in told) == {type(None): 1, refusals.SomebodyWasFirst: RACERS - 1}
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Booking)) == 1
        assert session.get_one(InterpreterRequest, request_id).state == RequestState.FILLED
        states = Counter(session.scalars(select(Offer.state)))
        assert states == {OfferState.ACCEPTED: 1, OfferState.OVERTAKEN: RACERS - 1}


def test_one_interpreter_who_accepts_two_at_once_is_in_one_place(database: Database, now: datetime) -> None:
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now, ("administrator",)))
        first, second = wanted(session, viewer, now, 1), wanted(session, viewer, now, 0)
        second.interpreters = first.interpreters
        offers = [offered(session, viewer, now, to)[0].id for to in (first, second)]
    told = _race(database, [_answering(database, viewer, one, now) for one in offers])
    assert sum(one is None for one in told) == 1
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Booking)) == 1
