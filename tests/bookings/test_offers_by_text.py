"""Offers answered by text: the code tells which one, the number tells who. The text is settled by that; what is
not plain is left to a person."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from booking_factories import WEDNESDAY, an_interpreter
from factories import a_staff_member, an_agency
from hypothesis import given
from hypothesis import strategies as st
from offer_factories import Wanted, offered, wanted
from sqlalchemy import select
from sqlalchemy.orm import Session
from text_factories import a_line, a_text_came

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer, viewer_of
from comms.bookings.booking import BookingState
from comms.bookings.find import standing_booking
from comms.bookings.offers.actions import accept_offer, withdraw_offers
from comms.bookings.offers.by_text import ACCEPTED, DECLINED, answer_by_text
from comms.bookings.offers.described import Described
from comms.bookings.offers.links import offer_address
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.offers.reply_code import FIRST, LAST, next_code, read_answer
from comms.bookings.offers.wording import MOST_SEGMENTS, Answering, asking_interpreter
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.channels.sms import count_units
from comms.families.find import contact_hash
from comms.follow_ups.matching import match
from comms.foundation.audit import AuditEntry
from comms.messages.arriving import take_in_text
from comms.messages.climbing import tell_next
from comms.messages.find import messages_about, thread_messages
from comms.messages.inbox.find import count_urgent, waiting
from comms.messages.incoming import Incoming, IncomingState
from comms.messages.message import MessageState

NUMBER = "07700 900500"  # where the factory's interpreters are reached


def _answer(session: Session, body: str, now: datetime, number: str = NUMBER) -> str | None:
    found = answer_by_text(session, contact_hash(session, number), body, now)
    return found.did if found else None


def _asked(session: Session, viewer: Viewer, now: datetime, *numbers: str) -> Wanted:
    """Somebody is wanted, and interpreters of the register have these numbers."""
    to = wanted(session, viewer, now, 0)
    to.interpreters = [
        an_interpreter(session, viewer, now, telephone=one, telephone_hash=contact_hash(session, one))
        for one in numbers
    ]
    return to


def _one(session: Session, viewer: Viewer, now: datetime) -> Offer:
    """An offer to one interpreter."""
    a_line(session, viewer, now)
    [offer] = offered(session, viewer, now, _asked(session, viewer, now, NUMBER))
    return offer


def test_the_text_says_how_to_answer_and_is_really_sent(session: Session, viewer: Viewer, now: datetime) -> None:
    offer = _one(session, viewer, now)
    [text] = messages_about(session, viewer, "offer", offer.id)
    assert text.body == (
        "Fen Edge Academy: can you interpret? Lithuanian, Wed 2 Dec 09:50-11:40, in person in PE13. Answer by 09:40. "
        f"Reply 1 {offer.reply_code} = yes, 2 {offer.reply_code} = no, or {offer_address(session, offer)}"
    )
    assert count_units(text.body).segments <= MOST_SEGMENTS
    assert (text.state, text.due_at) == (MessageState.WAITING, now)


def test_without_a_line_the_text_asks_for_no_answer_that_nobody_would_get(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    [offer] = offered(session, viewer, now, wanted(session, viewer, now, 1))
    [text] = messages_about(session, viewer, "offer", offer.id)
    assert "Reply" not in text.body
    assert text.due_at is None


def test_a_yes_by_text_books_as_the_link_does(session: Session, viewer: Viewer, now: datetime) -> None:
    offer = _one(session, viewer, now)
    assert _answer(session, f"1 {offer.reply_code}", now) == ACCEPTED
    assert (offer.state, offer.answered_for_by) == (OfferState.ACCEPTED, None)
    booked = standing_booking(session, viewer, offer.request_id)
    assert booked is not None
    assert (booked.state, booked.interpreter_id) == (BookingState.CONFIRMED, offer.interpreter_id)
    session.commit()
    [entry] = session.scalars(select(AuditEntry).where(AuditEntry.action == "accept offer"))
    assert (entry.actor_kind, entry.role) == ("visitor", "interpreter")


def test_a_no_by_text_asks_the_next(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    to = _asked(session, viewer, now, NUMBER, "07700 900501")
    first, second = offered(session, viewer, now, to, how="cascade")
    assert _answer(session, f"2 {first.reply_code}", now) == DECLINED
    assert (first.state, second.state) == (OfferState.DECLINED, OfferState.OPEN)
    assert second.reply_code is not None


def test_one_interpreters_offers_are_told_apart_by_their_codes(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    to = _asked(session, viewer, now, NUMBER)
    other = wanted(session, viewer, now, 0, starts_at=WEDNESDAY + timedelta(days=1))
    other.interpreters = to.interpreters
    [one], [two] = offered(session, viewer, now, to), offered(session, viewer, now, other)
    assert one.reply_code != two.reply_code
    assert _answer(session, f"1 {two.reply_code}", now) == ACCEPTED
    assert (one.state, two.state) == (OfferState.OPEN, OfferState.ACCEPTED)


def test_what_is_late_or_of_nobody_lands_in_the_inbox(session: Session, viewer: Viewer, now: datetime) -> None:
    offer = _one(session, viewer, now)
    code = offer.reply_code
    assert code is not None
    assert _answer(session, f"1 {code + 1}", now) is None
    assert _answer(session, f"1 {code}", now, "07700 900777") is None
    assert _answer(session, f"1 {code} but only until 11", now) is None
    assert offer.state == OfferState.OPEN
    withdraw_offers(session, viewer, offer.request_id, now)
    assert _answer(session, f"1 {code}", now) is None


def test_whoever_says_yes_twice_is_booked_once(session: Session, viewer: Viewer, now: datetime) -> None:
    offer = _one(session, viewer, now)
    assert _answer(session, f"1 {offer.reply_code}", now) == ACCEPTED
    assert _answer(session, f"1 {offer.reply_code}", now) is None
    assert offer.state == OfferState.ACCEPTED


def test_a_yes_when_the_time_has_come_books_nobody(session: Session, viewer: Viewer, now: datetime) -> None:
    offer = _one(session, viewer, now)
    assert _answer(session, f"1 {offer.reply_code}", WEDNESDAY) is None
    assert offer.state == OfferState.OPEN
    assert standing_booking(session, viewer, offer.request_id) is None


def test_a_code_that_could_mean_two_offers_is_left_to_a_person(session: Session, viewer: Viewer, now: datetime) -> None:
    offer = _one(session, viewer, now)
    theirs = viewer_of(a_staff_member(session, an_agency(session, now, "Another"), now, roles=("head teacher",)))
    [other] = offered(session, theirs, now, _asked(session, theirs, now, NUMBER))
    other.reply_code = offer.reply_code
    session.flush()
    assert _answer(session, f"1 {offer.reply_code}", now) is None
    assert {offer.state, other.state} == {OfferState.OPEN}


def test_an_old_answer_does_not_mean_a_new_offer(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    to = _asked(session, viewer, now, NUMBER)
    [old] = offered(session, viewer, now, to)
    withdraw_offers(session, viewer, to.request.id, now)
    [new] = offered(session, viewer, now + timedelta(minutes=1), to)
    assert _answer(session, f"1 {old.reply_code}", now + timedelta(minutes=2)) is None
    assert new.state == OfferState.OPEN
    accept_offer(session, viewer, new.id, now + timedelta(minutes=3))
    assert to.request.state == RequestState.FILLED


def _comes_in(session: Session, viewer: Viewer, body: str, now: datetime, **more: str) -> Incoming:
    """The interpreter's text comes in, and is taken to what it answers."""
    row = take_in_text(session, a_text_came(body, "+447700900500", **more), now)
    assert row is not None
    match(session, system_viewer(session.get_one(Agency, viewer.agency_id)), row, now)
    session.flush()
    return row


@pytest.mark.parametrize(("body", "did"), [("1 {}", "Accepted"), ("2 {}", "Declined"), ("Yes {}", "Accepted")])
def test_an_answer_that_was_acted_on_is_settled_by_it_and_says_so(
    session: Session, viewer: Viewer, now: datetime, body: str, did: str
) -> None:
    offer = _one(session, viewer, now)
    # Words that nobody could read would call the people on duty; what was acted on calls nobody.
    row = _comes_in(session, viewer, body.format(offer.reply_code), now)
    reference = session.get_one(InterpreterRequest, offer.request_id).reference
    assert (row.state, row.done_by, row.done_at, row.next_action_at) == (IncomingState.DONE, None, now, None)
    assert row.outcome == f"{did} the offer {reference}; nothing to do."
    assert (row.about_kind, row.about_id) == ("offer", offer.id)
    assert waiting(session, viewer) == []
    assert count_urgent(session, viewer) == 0
    assert tell_next(session, row.id, now) is None
    assert row in thread_messages(session, viewer, row.thread_id)
    session.commit()
    [entry] = session.scalars(select(AuditEntry).where(AuditEntry.action == "settle incoming text"))
    assert (entry.actor_kind, entry.subject_id) == ("system", row.id)
    assert json.loads(entry.detail) == {"offer": str(offer.id)}


@pytest.mark.parametrize("body", ["1 {}, but I will be late", "1 {} ok?", "3 {}", "1", "help 1 {}"])
def test_what_says_more_than_the_answer_or_less_stays_for_a_person(
    session: Session, viewer: Viewer, now: datetime, body: str
) -> None:
    offer = _one(session, viewer, now)
    row = _comes_in(session, viewer, body.format(offer.reply_code), now)
    assert (offer.state, row.state, row.outcome) == (OfferState.OPEN, IncomingState.NEW, None)
    assert [one.id for one in waiting(session, viewer)] == [row.id]


def test_an_answer_that_comes_too_late_or_twice_or_with_a_wrong_code_stays_for_a_person(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    offer = _one(session, viewer, now)
    code = offer.reply_code
    assert code is not None
    wrong = _comes_in(session, viewer, f"1 {code + 1}", now)
    late = _comes_in(session, viewer, f"1 {code}", WEDNESDAY)
    assert offer.state == OfferState.OPEN
    first, second = (_comes_in(session, viewer, f"1 {code}", now) for _ in range(2))
    assert [one.state for one in (wrong, late, first, second)] == [
        IncomingState.NEW, IncomingState.NEW, IncomingState.DONE, IncomingState.NEW,
    ]  # fmt: skip


def test_an_answer_with_a_picture_is_acted_on_and_somebody_looks_at_it_all_the_same(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    offer = _one(session, viewer, now)
    row = _comes_in(session, viewer, f"1 {offer.reply_code}", now, NumMedia="1")
    assert (offer.state, row.state, row.about_id) == (OfferState.ACCEPTED, IncomingState.NEW, offer.id)


def test_an_answer_to_another_agencys_offer_tells_nothing_of_it(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    theirs = viewer_of(a_staff_member(session, an_agency(session, now, "Another"), now, roles=("head teacher",)))
    a_line(session, viewer, now)
    [offer] = offered(session, theirs, now, _asked(session, theirs, now, NUMBER))
    offer.reply_code = 47
    session.flush()
    row = _comes_in(session, viewer, "1 47", now)
    assert (offer.state, row.state, row.about_id) == (OfferState.ACCEPTED, IncomingState.DONE, None)
    assert row.outcome == "Accepted an offer of another agency; nothing to do."


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("1 47", (True, 47)),
        ("2 47", (False, 47)),
        (" 1.47 ", (True, 47)),
        ("(2) 47!", (False, 47)),
        ("147", (True, 47)),
        ("Yes 47", (True, 47)),
        ("no, 47.", (False, 47)),
        ("١ ٤٧", (True, 47)),
        ("۲ ۴۷", (False, 47)),
        ("1\n47", (True, 47)),
        ("1 4", None),
        ("1 477", None),
        ("3 47", None),
        ("47", None),
        ("1 47 if my daughter is well", None),
        ("yes", None),
        ("", None),
    ],
)
def test_only_what_is_plainly_an_answer_is_read_as_one(body: str, said: tuple[bool, int] | None) -> None:
    assert read_answer(body) == said


@given(st.none() | st.integers(FIRST, LAST), st.sets(st.integers(FIRST, LAST)))
def test_a_code_is_free_and_comes_again_as_late_as_it_can(last: int | None, taken: set[int]) -> None:
    code = next_code(last, taken)
    if code is None:
        assert taken == set(range(FIRST, LAST + 1))
        return
    assert FIRST <= code <= LAST
    assert code not in taken
    assert code != last or taken | {code} == set(range(FIRST, LAST + 1))


@pytest.mark.parametrize("agency", ["Fen Edge Academy", "Szkoła im. Łukasza Wójcika w Wisbech", "A" * 200, "学校"])
def test_the_text_is_never_of_more_than_three_parts(agency: str) -> None:
    of = Described(
        "Panjabi (Gurmukhi script)", WEDNESDAY, WEDNESDAY + timedelta(hours=2), "in person", "", "PE13", 6, (), "high"
    )
    link = "https://interpreting.cambridgeshire.gov.uk/interpreting/" + "x" * 40
    until = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)
    words = asking_interpreter(agency, of, until, Answering(link, 47), datetime(2026, 11, 23, 9, tzinfo=UTC))
    assert count_units(words.text).segments <= MOST_SEGMENTS
    assert words.text.endswith(f"Reply 1 47 = yes, 2 47 = no, or {link}")
    assert agency in words.body
