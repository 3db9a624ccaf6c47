"""However much stands in the inbox, it asks as many questions of the database, and shows a page at a time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from booking_factories import a_request, an_interpreter
from browsers import District
from factories import a_need, a_parent
from flask.testing import FlaskClient
from follow_up_factories import followed_up
from reaching_made import Reaching, a_school_that_reaches
from screens import said
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from text_factories import OUR_NUMBER, a_mobile, a_text, a_text_came

from comms.bookings.offers.offer import Offer
from comms.families.find import contact_points
from comms.families.person import Person
from comms.follow_ups.calls.actions import CallGiven, begin_call
from comms.follow_ups.calls.from_them import take_in_called
from comms.follow_ups.follow_up import FollowUpState
from comms.follow_ups.matching import match
from comms.foundation.audit import AuditEntry
from comms.foundation.opening import Installation
from comms.messages.arriving import take_in_text
from comms.messages.climbing import tell_next
from comms.messages.incoming import Incoming
from comms.messages.message import MessageState
from comms.web.reaching.inbox_shown import A_PAGE

ARABIC = "أنا خائفة، ساعدوني"
KINDS = ("answer", "urgent", "shared", "nobody's", "interpreter's")


@pytest.fixture
def reaching(installation: Installation, district: District) -> Reaching:
    return a_school_that_reaches(installation, district)


def questions(reaching: Reaching, ask: Callable[[], object]) -> list[str]:
    """Every statement that goes to the database while something is asked."""
    seen: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(statement)

    engine = reaching.database.engine
    event.listen(engine, "before_cursor_execute", note)
    ask()
    event.remove(engine, "before_cursor_execute", note)
    return seen


def comes_in(session: Session, reaching: Reaching, body: str, sender: str) -> Incoming:
    """A text comes in and is taken to what it answers."""
    row = take_in_text(session, a_text_came(body, sender), reaching.at)
    assert row is not None
    match(session, reaching.viewer, row, reaching.at)
    session.flush()
    return row


def someone(session: Session, reaching: Reaching, name: str, written: str, number: str) -> Person:
    """Somebody with a number."""
    made = a_parent(session, reaching.viewer, reaching.at, given=name, family="Nowak")
    a_need(session, reaching.viewer, made, reaching.at, written)
    a_mobile(session, reaching.viewer, reaching.at, made, number)
    return made


def one_of_each(session: Session, reaching: Reaching, number: int) -> None:
    """One more of everything that stands in the inbox."""
    viewer, at, end = reaching.viewer, reaching.at, f"{number:03}"
    answers = someone(session, reaching, f"Answers{end}", "pl", f"07700 911{end}")
    row = followed_up(session, viewer, at, answers)
    a_text(session, viewer, at, answers, about_kind="follow_up", about_id=row.id).state = MessageState.SENT
    comes_in(session, reaching, "1 po 18", f"+447700911{end}")

    someone(session, reaching, f"Afraid{end}", "ar", f"07700 912{end}")
    tell_next(session, comes_in(session, reaching, ARABIC, f"+447700912{end}").id, at)

    for name in ("One", "Two"):
        someone(session, reaching, f"{name}{end}", "pl", f"07700 913{end}")
    comes_in(session, reaching, "Tak", f"+447700913{end}")
    comes_in(session, reaching, "12", f"+447700914{end}")

    one = an_interpreter(session, viewer, at, f"Ewa{end} Nowak", "pl")
    request = a_request(session, viewer, at)
    offer = Offer(
        agency_id=viewer.agency_id, request_id=request.id, interpreter_id=one.id, answer_minutes=60, state="open",
        made_at=at,
    )  # fmt: skip
    session.add(offer)
    session.flush()
    late = comes_in(session, reaching, "I may be late", f"+447700915{end}")
    late.about_kind, late.about_id = "offer", offer.id

    due = someone(session, reaching, f"Due{end}", "pl", f"07700 916{end}")
    followed_up(session, viewer, at, due).state = FollowUpState.WITH_WORKER
    stuck = a_text(session, viewer, at, due)
    stuck.state, stuck.why = MessageState.NOT_DELIVERED, "The telephone was off."
    point = contact_points(session, viewer, due.id)[0].id
    # Three hours before any moment may be night: it cannot wait.
    begin_call(session, viewer, CallGiven(due.id, point, cannot_wait=True), at - timedelta(hours=3))
    rang = {"CallSid": f"CA{number}", "From": f"+447700917{end}", "To": OUR_NUMBER, "DialCallStatus": "no-answer"}
    take_in_called(session, rang, at)


def made(reaching: Reaching, first: int, after: int) -> None:
    reaching.do(lambda session: [one_of_each(session, reaching, number) for number in range(first, after)])


def test_the_inbox_asks_as_much_for_a_dozen_of_each_as_for_three(client: FlaskClient, reaching: Reaching) -> None:
    made(reaching, 0, 3)
    client.get("/messages")  # the first page of a process reads what is kept
    few = questions(reaching, lambda: client.get("/messages"))
    made(reaching, 3, 12)
    page: list[str] = []
    many = questions(reaching, lambda: page.append(client.get("/messages").text))
    more = Counter(many) - Counter(few)
    assert page[0].count("<article") == 12 * len(KINDS)
    assert len(many) <= len(few) + 2, more.most_common(5)


def test_more_texts_than_a_page_holds_stand_on_the_next_what_is_urgent_first(
    client: FlaskClient, reaching: Reaching
) -> None:
    def many(session: Session) -> UUID:
        rows = [comes_in(session, reaching, "12", f"+447700914{number:03}") for number in range(A_PAGE + 3)]
        someone(session, reaching, "Amal", "ar", "07700 912000")
        comes_in(session, reaching, ARABIC, "+447700912000").received_at += timedelta(minutes=1)
        due = someone(session, reaching, "Due", "pl", "07700 916000")
        followed_up(session, reaching.viewer, reaching.at, due).state = FollowUpState.WITH_WORKER
        return rows[-1].id

    last: UUID = reaching.do(many)
    first, second = client.get("/messages"), client.get("/messages?page=2")
    assert "1 text needs somebody now 104 texts wait, 1 follow-up is due." in said(first)
    assert "Texts 1 to 100 of 104, what is urgent first. Page 1 of 2 The next page" in said(first)
    assert "Texts 101 to 104 of 104, what is urgent first. The page before Page 2 of 2" in said(second)
    assert (first.text.count("<article"), second.text.count("<article")) == (A_PAGE, 4)
    assert said(first).index("Amal Nowak") < said(first).index("From numbers nobody has")
    assert "1 text needs somebody now" in said(second)
    assert ("Due Nowak" in said(first), "Due Nowak" in said(second)) == (True, False)
    assert said(client.get("/messages?page=900")).count("Page 2 of 2") == 2
    assert "Page 1 of 2" in said(client.get("/messages?page=-1"))
    # What has to be corrected stands on the page of the text it is about.
    wrong = client.post(f"/messages/incoming/{last}/finish", data={"outcome": ""})
    assert wrong.status_code == 422
    assert "Page 2 of 2" in said(wrong)
    assert f'id="outcome-{last}-error"' in wrong.text


def test_whoever_deals_with_a_text_on_the_second_page_stays_there_as_long_as_there_is_one(
    client: FlaskClient, reaching: Reaching
) -> None:
    def many(session: Session) -> list[UUID]:
        return [comes_in(session, reaching, "12", f"+447700914{number:03}").id for number in range(A_PAGE + 5)]

    first, second, third, *_, before, last = reaching.do(many)
    assert '<input type="hidden" name="from" value="2">' in client.get("/messages?page=2").text
    assert '<input type="hidden" name="from" value="">' in client.get("/messages").text
    taken = client.post(f"/messages/incoming/{last}/take", data={"from": "2"})
    assert taken.headers["Location"] == "/messages?page=2"
    wrong = client.post(f"/messages/incoming/{last}/finish", data={"from": "2"})
    assert '<input type="hidden" name="from" value="2">' in wrong.text
    for row, odd in ((first, "0"), (second, "two"), (third, "9" * 30)):
        done = client.post(f"/messages/incoming/{row}/finish", data={"from": odd, "outcome": "Rang."})
        assert done.headers["Location"] == "/messages"
    for row in (last, before):
        done = client.post(
            f"/messages/incoming/{row}/finish", data={"from": "2", "outcome": "Rang."}, follow_redirects=True
        )
    assert "100 texts are from a number nobody has" in said(done), "the last page there is"


def test_who_is_on_a_page_is_noted_and_nobody_else(client: FlaskClient, reaching: Reaching) -> None:
    def many(session: Session) -> tuple[UUID, UUID]:
        due = someone(session, reaching, "Due", "pl", "07700 916000")
        followed_up(session, reaching.viewer, reaching.at, due).state = FollowUpState.WITH_WORKER
        for number in range(A_PAGE):
            comes_in(session, reaching, "12", f"+447700914{number:03}")
        writes = someone(session, reaching, "Writes", "pl", "07700 911000")
        comes_in(session, reaching, "Tak", "+447700911000")
        return due.id, writes.id

    due, writes = reaching.do(many)
    client.get("/messages")
    client.get("/messages?page=2")
    query = select(AuditEntry).where(AuditEntry.action == "view list").order_by(AuditEntry.number)
    seen = reaching.see(lambda session: [json.loads(one.detail)["people"] for one in session.scalars(query)])
    assert seen[-2:] == [[str(due)], [str(writes)]]
