"""Asking interpreters: whom one may ask, what they are told, and in which order."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from booking_factories import a_booking, a_mother, a_supplier, an_interpreter, appointment_made, requests_for
from factories import a_staff_member, an_agency
from offer_factories import Wanted, at_before, offered, wanted, with_line
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.offers import find
from comms.bookings.offers.actions import OfferGiven, decline_offer, make_offers, withdraw_offers
from comms.bookings.offers.asking import work_on_offer
from comms.bookings.offers.links import offer_address, offer_by_token, offer_link
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.offers.refusals import BadOffer
from comms.bookings.offers.sending import is_mobile
from comms.bookings.requests.actions import settle_otherwise
from comms.foundation.errors import NotAllowed, NotFound, Refused
from comms.interpreters.interpreter import Interpreter
from comms.messages.actions import sent_by_hand
from comms.messages.find import messages_about
from comms.messages.message import Message, MessageChannel, MessageState
from comms.tasks.task import Task, TaskKind

HOUR = timedelta(hours=1)


def states(session: Session, viewer: Viewer, to: Wanted) -> list[str]:
    return [one.state for one in find.offers_for(session, viewer, to.request.id)]


def texts(session: Session, viewer: Viewer, offer: Offer) -> list[Message]:
    return list(messages_about(session, viewer, "offer", offer.id))


def test_the_text_names_no_family_and_no_place_nearer_than_its_area(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    to = wanted(session, viewer, now, 1)
    [offer] = offered(session, viewer, now, to)
    [text] = texts(session, viewer, offer)
    assert (text.channel, text.to) == (MessageChannel.SMS, "07700 900500")
    assert text.body == (
        "Fen Edge Academy: can you interpret? Lithuanian, Wed 2 Dec 09:50-11:40, in person in PE13. "
        f"Answer by 09:40: {offer_address(session, offer)}"
    )
    assert offer_address(session, offer).startswith("http://127.0.0.1:8000/interpreting/")
    for private in ("Rasa", "Kazlauskien", "Quay Street", "Eastlode House"):
        assert private not in text.body


def test_who_has_no_mobile_is_written_to_by_email(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 0)
    to.interpreters = [an_interpreter(session, viewer, now, telephone="01632 960 123", email="daiva@example.org")]
    [offer] = offered(session, viewer, now, to)
    [email] = texts(session, viewer, offer)
    assert (email.channel, email.to) == (MessageChannel.EMAIL, "daiva@example.org")
    assert email.subject == "Can you interpret Lithuanian on Wed 2 Dec?"
    assert "Kazlauskien" not in email.body + email.subject


@pytest.mark.parametrize(
    ("number", "mobile"),
    [
        ("07700 900500", True), ("+44 7700 900500", True), ("0044 (0)7700 900500", True), ("+370 612 34567", True),
        ("01632 960 123", False), ("+44 1632 960123", False), ("020 7946 0000", False),
    ],
)  # fmt: skip
def test_a_landline_takes_no_text(number: str, mobile: bool) -> None:
    assert is_mobile(number) is mobile


def test_who_cannot_be_reached_is_not_asked(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 0)
    to.interpreters = [an_interpreter(session, viewer, now, telephone=None, email=None)]
    with pytest.raises(BadOffer, match="No mobile and no e-mail address") as fault:
        offered(session, viewer, now, to)
    assert fault.value.field == "interpreter"


def test_who_is_not_eligible_is_not_asked_and_the_reasons_are_said(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    to = wanted(session, viewer, now, 1)
    ended = an_interpreter(session, viewer, now, "Rūta Petkutė", expires_on=date(2026, 11, 30))
    to.interpreters.append(ended)
    with pytest.raises(BadOffer, match=r"Rūta Petkutė cannot be asked\. DBS runs out on 30 November 2026"):
        offered(session, viewer, now, to)


def test_what_a_family_asked_to_avoid_is_looked_at_by_a_named_person_first(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    mother = a_mother(session, viewer, now, avoid="anybody from Raudondvaris")
    [request] = requests_for(session, viewer, appointment_made(session, viewer, now, mother))
    to = Wanted(request, mother, [an_interpreter(session, viewer, now)])
    with pytest.raises(BadOffer, match="anybody from Raudondvaris") as fault:
        offered(session, viewer, now, to)
    assert fault.value.field == "checked"
    [offer] = offered(session, viewer, now, to, checked=True)
    assert offer.checked_by == viewer.staff_id
    assert "Raudondvaris" not in texts(session, viewer, offer)[0].body


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"how": "one"}, "how"), ({"how": "loudly"}, "how"), ({"answer_minutes": 4}, "answer_minutes"),
        ({"answer_minutes": 7 * 24 * 60 + 1}, "answer_minutes"), ({"interpreters": []}, "interpreter"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_made(
    session: Session, viewer: Viewer, now: datetime, given: dict[str, object], field: str
) -> None:
    to = wanted(session, viewer, now, 2)
    values = {"interpreters": to.ids(), "how": "several"} | given
    with pytest.raises(BadOffer) as fault:
        make_offers(session, viewer, to.request.id, OfferGiven(**values), now)  # type: ignore[arg-type]
    assert fault.value.field == field
    assert find.offers_for(session, viewer, to.request.id) == []


def test_nobody_is_asked_twice_while_they_think(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 1)
    [offer] = offered(session, viewer, now, to, how="one")
    with pytest.raises(BadOffer, match="is being asked already"):
        offered(session, viewer, now, to, how="one")
    decline_offer(session, viewer, offer.id, "Busy.", now)
    assert len(offered(session, viewer, now, to, how="one")) == 1


def test_nobody_is_asked_for_what_is_settled_or_has_begun(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 1)
    with pytest.raises(Refused, match="has come"):
        offered(session, viewer, at_before(0), to)
    settle_otherwise(session, viewer, to.request.id, "Nobody is free.", "The telephone service.", now)
    with pytest.raises(Refused, match="met otherwise"):
        offered(session, viewer, now, to)


def test_who_may_not_book_asks_nobody_and_another_agencys_request_does_not_exist(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    to = wanted(session, viewer, now, 1)
    school = an_agency(session, now, "Other School")
    with pytest.raises(NotFound):
        offered(session, viewer_of(a_staff_member(session, school, now)), now, to)
    with pytest.raises(NotAllowed):
        offered(session, viewer_of(a_staff_member(session, school, now, ("reception",))), now, to)


def test_of_a_cascade_one_is_asked_after_the_other(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 3)
    first, second, third = offered(session, viewer, now, to, how="cascade", answer_minutes=60)
    assert states(session, viewer, to) == ["open", "queued", "queued"]
    assert first.answer_by == now + HOUR == first.next_action_at
    assert texts(session, viewer, second) == []
    assert work_on_offer(session, first.id, now) == now + HOUR
    assert work_on_offer(session, first.id, now + HOUR) is None
    assert states(session, viewer, to) == ["lapsed", "open", "queued"]
    assert second.answer_by == now + 2 * HOUR
    assert len(texts(session, viewer, second)) == 1
    decline_offer(session, viewer, second.id, "", now + HOUR)
    assert states(session, viewer, to) == ["lapsed", "declined", "open"]
    assert third.opened_at == now + HOUR


def test_who_cannot_any_more_when_it_is_their_turn_is_passed_over(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    to = wanted(session, viewer, now, 3)
    first, _, _ = offered(session, viewer, now, to, how="cascade")
    other = wanted(session, viewer, now, 0)
    a_booking(session, viewer, now, to.interpreters[1], other.request)
    work_on_offer(session, first.id, now + HOUR)
    assert states(session, viewer, to) == ["lapsed", "withdrawn", "open"]


def test_a_second_cascade_waits_behind_the_first(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 3)
    make_offers(session, viewer, to.request.id, OfferGiven(to.ids(1), how="cascade"), now)
    make_offers(session, viewer, to.request.id, OfferGiven(to.ids()[1:], how="cascade"), now)
    assert states(session, viewer, to) == ["open", "queued", "queued"]
    assert [one.place for one in find.offers_for(session, viewer, to.request.id)] == [1, 2, 3]


def test_when_nobody_is_left_to_answer_somebody_is_told(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 2)
    first, second = offered(session, viewer, now, to)
    decline_offer(session, viewer, first.id, "", now)
    said = "nobody who was asked has said yes"
    assert not [task for task in session.scalars(select(Task)) if said in task.why]
    work_on_offer(session, second.id, now + HOUR)
    [task] = [task for task in session.scalars(select(Task)) if said in task.why]
    assert task.kind == TaskKind.FIND_INTERPRETER
    assert "1 said no, 1 did not answer in time" in task.why
    assert to.request.reference in task.why


def test_with_little_time_left_the_telephone_service_is_named_at_once(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    with_line(session, viewer)
    to = wanted(session, viewer, now, 1)
    soon = at_before(60)
    [offer] = offered(session, viewer, soon, to, answer_minutes=90)
    assert offer.answer_by == to.request.starts_at, "an answer after the beginning is none"
    decline_offer(session, viewer, offer.id, "", soon)
    kinds = [task.kind for task in session.scalars(select(Task)) if "01632 960290, code 2219" in task.why]
    assert kinds == [TaskKind.DECIDE_BOOKING]


def test_a_supplier_is_told_all_it_needs_and_no_name(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 0, cost_code="AB-1")
    supplier = a_supplier(session, viewer, now)
    [offer] = make_offers(session, viewer, to.request.id, OfferGiven(suppliers=[supplier.id]), now)
    [email] = texts(session, viewer, offer)
    assert email.to == "bookings@fenland.example"
    for told in (to.request.reference, "AB-1", "Lithuanian", "in person", "DBS", "Wednesday 2 December 2026",
                 "09:50 to 11:40", "Eastlode House, PE13", "usual"):  # fmt: skip
        assert told in email.body, told
    assert "Kazlauskien" not in email.body


def test_a_supplier_that_does_not_send_such_is_not_asked(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 0)
    for given in ({"languages": ["pl"]}, {"modes": ["by video"]}, {"active": False}):
        supplier = a_supplier(session, viewer, now, **given)
        with pytest.raises((BadOffer, NotFound)):
            make_offers(session, viewer, to.request.id, OfferGiven(suppliers=[supplier.id]), now)


def test_what_is_withdrawn_before_it_went_never_goes_and_who_was_asked_is_told(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    to = wanted(session, viewer, now, 2)
    asked, never_asked = offered(session, viewer, now, to)
    sent_by_hand(session, viewer, texts(session, viewer, asked)[0].id, now)
    withdraw_offers(session, viewer, to.request.id, now)
    assert Counter(states(session, viewer, to)) == {OfferState.WITHDRAWN: 2}
    assert [one.state for one in texts(session, viewer, never_asked)] == [MessageState.NOT_NEEDED]
    told, sent = texts(session, viewer, asked)
    assert sent.state == MessageState.SENT
    assert "no interpreter is needed any more" in told.body
    assert asked.next_action_at is None


def test_a_link_opens_its_offer_and_no_other_letters_do(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 2)
    first, second = offered(session, viewer, now, to)
    token = offer_link(session, first)
    assert offer_by_token(session, token) is first
    assert len(token) == 40
    other = offer_link(session, second)
    for wrong in (
        "", "x", token[:-1], token + "A", token[:-1] + ("A" if token[-1] != "A" else "B"), token[:20] + other[20:],
        token.replace(token[5], "é", 1), "A" * 40, token + "\n",
    ):  # fmt: skip
        with pytest.raises(NotFound):
            offer_by_token(session, wrong)


def test_an_offer_keeps_the_terms_of_the_moment(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 1)
    [offer] = offered(session, viewer, now, to)
    before = dict(offer.terms)
    session.get_one(Interpreter, to.interpreters[0].id).terms = before | {"pence_an_hour": 9900}
    session.flush()
    assert offer.terms["pence_an_hour"] == before["pence_an_hour"]
