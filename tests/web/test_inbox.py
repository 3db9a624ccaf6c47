"""The inbox: the most urgent first, each in its own words at once, and dealt with without leaving the list."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from booking_factories import a_request, an_interpreter
from browsers import District, signed_in
from flask import Flask
from flask.testing import FlaskClient
from offer_factories import offered, wanted
from reaching_made import Reaching, a_school_that_reaches
from screens import said
from sqlalchemy import select
from sqlalchemy.orm import Session
from text_factories import OUR_NUMBER, a_text, a_text_came

from comms.bookings.offers.offer import Offer
from comms.channels.translating import Translated
from comms.families.find import contact_hash
from comms.follow_ups.call import CallState
from comms.follow_ups.calls.from_them import take_in_called
from comms.foundation.audit import AuditEntry
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.messages.arriving import take_in_text
from comms.messages.find import incoming, open_incoming, thread_messages
from comms.messages.incoming import Incoming, IncomingState
from comms.messages.line import Line
from comms.messages.message import Message, MessageState

ARABIC = "أنا خائفة، ساعدوني. رقمي 07700 900301"
URDU = "میں کام پر ہوں، شام کو فون کریں"
LITHUANIAN = "Labas, gavome jūsų laišką apie mokyklinį autobusą."
OTHER = "+447700900301"


@pytest.fixture
def reaching(installation: Installation, district: District) -> Reaching:
    return a_school_that_reaches(installation, district)


def next_workday(now: datetime) -> datetime:
    """Ten in the morning UTC on a working day a week from now."""
    day = (now + timedelta(days=7)).replace(hour=10, minute=0, second=0, microsecond=0)
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


def only(reaching: Reaching) -> UUID:
    """The one text that came in."""
    found: UUID = reaching.see(lambda session: open_incoming(session, reaching.viewer)[0].id)
    return found


def state(reaching: Reaching, row: UUID) -> str:
    found: str = reaching.see(lambda session: incoming(session, reaching.viewer, row).state)
    return found


def test_with_nothing_in_it_the_inbox_says_so(client: FlaskClient, reaching: Reaching) -> None:
    page = said(client.get("/messages"))
    assert "Nothing needs somebody now Nobody waits for an answer from you." in page
    assert "This installation has no carrier, so no text is really sent." in page


def test_an_answer_stands_there_in_its_own_words_with_what_it_probably_says(
    client: FlaskClient, reaching: Reaching
) -> None:
    reaching.follow_up()
    reaching.comes_in("1 po 18")
    answer = client.get("/messages")
    assert '<p class="reaching-words" lang="pl" dir="ltr">1 po 18</p>' in answer.text
    page = said(answer)
    assert "1 answer is new." in page
    assert "Marek Wójcik" in page
    assert "Probably: “ring me after work, from 18:00”. Sure. It is an answer that our text offered" in page
    assert "It seems to be in Polish, which is on record for them." in page
    assert "Not translated" not in page
    assert "We had written: “Fen Edge: we rang you. Reply 1 18 = ring after 18:00" in page
    assert re.search(r"A call is proposed: \w+ \d+ \w+ after 18:00, with a Polish interpreter\.", page)


def test_words_from_right_to_left_stand_so_and_their_figures_keep_their_order(
    client: FlaskClient, reaching: Reaching
) -> None:
    reaching.another("Amal", "ar", "07700 900301")
    reaching.comes_in(ARABIC, OTHER)
    answer = client.get("/messages")
    assert '<p class="reaching-words" lang="ar" dir="rtl">أنا خائفة' in answer.text
    # Between Arabic words the two groups of figures would change places.
    assert "\u206607700 900301\u2069" in answer.text
    assert "/fonts/sheet.css?of=ar" in answer.text


def test_a_word_of_danger_comes_first_and_says_who_was_told(
    client: FlaskClient, reaching: Reaching, district: District
) -> None:
    reaching.another("Amal", "ar", "07700 900301")
    reaching.follow_up()
    reaching.comes_in("1 po 18")
    reaching.comes_in(ARABIC, OTHER)
    page = said(client.get("/messages"))
    assert "1 text needs somebody now 1 answer is new." in page
    assert page.index("Somebody needs you now") < page.index("Amal Popescu") < page.index("New answers")
    assert "A word of danger. It may be harmless, and it may not: read it now" in page
    assert re.search(rf"Told so far, by e-mail: {district.head.name}, ", page)
    assert "Probably" not in page[page.index("Somebody needs you now") : page.index("New answers")]


def test_what_nobody_can_read_is_urgent_and_says_that_it_was_not_read(client: FlaskClient, reaching: Reaching) -> None:
    reaching.another("Rasa", "lt", "07700 900301", "Kazlauskienė")
    reaching.comes_in(LITHUANIAN, OTHER)
    page = said(client.get("/messages"))
    assert "1 text needs somebody now" in page
    assert "Not read. It is no answer that our text offered, so only a person can say what it means." in page


def test_every_page_says_how_many_need_somebody_now(client: FlaskClient, reaching: Reaching) -> None:
    assert "comms-nav__count" not in client.get("/families").text
    reaching.another("Amal", "ar", "07700 900301")
    reaching.comes_in(ARABIC, OTHER)
    assert "Messages 1 now: it needs somebody" in said(client.get("/families"))
    assert "1 text needs somebody now" in said(client.get("/"))


def test_a_machine_translation_is_marked_as_one(client: FlaskClient, reaching: Reaching) -> None:
    reaching.another("Imran", "ur", "07700 900301")
    reaching.comes_in(URDU, OTHER)
    row, made = only(reaching), Translated("I am at work, ring in the evening", "argos 1.9")

    def translate(session: Session) -> None:
        found = session.get_one(Incoming, row)
        found.translated, found.translated_by = made.text, made.by

    reaching.do(translate)
    answer = client.get("/messages")
    assert "Machine translation, not checked (argos 1.9)." in said(answer)
    assert 'lang="en" dir="ltr">I am at work, ring in the evening</p>' in answer.text
    assert f'lang="ur" dir="rtl">{URDU}</p>' in answer.text
    assert "Not translated yet" not in said(answer)


def test_whoever_takes_a_text_has_it_and_the_list_says_so(client: FlaskClient, reaching: Reaching) -> None:
    reaching.another("Amal", "ar", "07700 900301")
    reaching.comes_in(ARABIC, OTHER)
    row = only(reaching)
    answer = client.post(f"/messages/incoming/{row}/take")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/messages")
    page = said(client.get("/messages"))
    assert "You have it. Nobody else is told of it any more." in page
    assert "Jo Marsh has it, since " in page
    assert state(reaching, row) == IncomingState.TAKEN
    assert client.post(f"/messages/incoming/{row}/take").status_code == 409


def test_a_text_leaves_the_list_when_somebody_says_what_was_done(client: FlaskClient, reaching: Reaching) -> None:
    reaching.comes_in("ok")
    row = only(reaching)
    answer = client.post(f"/messages/incoming/{row}/finish", data={"outcome": "Read; nothing is to be done."})
    assert answer.status_code == 303
    assert "Dealt with, and on record." in said(client.get("/messages"))
    assert state(reaching, row) == IncomingState.DONE
    assert "Nobody waits for an answer from you." in said(client.get("/messages"))


def test_silence_deals_with_nothing(client: FlaskClient, reaching: Reaching) -> None:
    reaching.comes_in("ok")
    row = only(reaching)
    answer = client.post(f"/messages/incoming/{row}/finish", data={"outcome": "  "})
    assert answer.status_code == 422
    assert "It does not say what was done." in said(answer)
    assert f'href="#outcome-{row}"' in answer.text
    assert state(reaching, row) == IncomingState.NEW


def test_an_answer_is_looked_at_with_its_length_and_cost_and_then_sent_from_the_list(
    client: FlaskClient, reaching: Reaching
) -> None:
    reaching.comes_in("ok")
    row = only(reaching)
    words = {"body": "Dziękujemy. Zadzwonimy jutro.", "language": "pl"}
    looked = client.post(f"/messages/incoming/{row}/answer", data=words | {"do": "look"})
    assert looked.status_code == 200
    assert re.search(r"29 characters, 1 part, about [\d.]+p\. It goes at once\.", said(looked))
    assert "Send it" in said(looked)
    assert "Messages" in said(looked)
    assert reaching.see(lambda session: [one for one in _thread(session, reaching) if isinstance(one, Message)]) == []
    sent = client.post(f"/messages/incoming/{row}/answer", data=words | {"do": "send"})
    assert (sent.status_code, sent.headers["Location"]) == (303, "/messages")
    ours = reaching.see(lambda session: [one.body for one in _thread(session, reaching) if isinstance(one, Message)])
    assert ours == ["Dziękujemy. Zadzwonimy jutro."]
    assert state(reaching, row) == IncomingState.DONE


def _thread(session: Session, reaching: Reaching) -> list[Message | Incoming]:
    row = session.scalars(select(Incoming)).one()
    return thread_messages(session, reaching.viewer, row.thread_id)


def test_an_answer_to_what_is_urgent_leaves_it_open_because_sent_is_not_reached(
    client: FlaskClient, reaching: Reaching
) -> None:
    reaching.another("Amal", "ar", "07700 900301")
    reaching.comes_in(ARABIC, OTHER)
    row = only(reaching)
    sent = client.post(
        f"/messages/incoming/{row}/answer", data={"body": "نتصل بك الآن", "language": "ar", "do": "send"}
    )
    assert sent.status_code == 303
    assert state(reaching, row) == IncomingState.TAKEN


def test_a_long_answer_is_sent_only_by_whoever_says_that_it_may_be_long(
    client: FlaskClient, reaching: Reaching
) -> None:
    reaching.comes_in("ok")
    row = only(reaching)
    words = {"body": "ą" * 135, "language": "pl"}
    looked = said(client.post(f"/messages/incoming/{row}/answer", data=words | {"do": "look"}))
    assert "135 characters, 3 parts" in looked
    assert "It may be that long, and cost as much as 3 texts" in looked
    refused = client.post(f"/messages/incoming/{row}/answer", data=words | {"do": "send"})
    assert refused.status_code == 422
    assert "134 are usual" in said(refused)
    assert "ą" * 135 in refused.text
    sent = client.post(f"/messages/incoming/{row}/answer", data=words | {"do": "send", "long": "yes"})
    assert sent.status_code == 303


def test_an_answer_in_no_language_goes_to_nobody_and_is_not_lost(client: FlaskClient, reaching: Reaching) -> None:
    reaching.comes_in("ok")
    answer = client.post(f"/messages/incoming/{only(reaching)}/answer", data={"body": "Dziękujemy.", "do": "send"})
    assert answer.status_code == 422
    assert "Choose the language you wrote it in." in said(answer)
    assert "Dziękujemy." in answer.text


def test_a_number_that_several_have_waits_for_somebody_to_say_who_wrote(
    client: FlaskClient, reaching: Reaching
) -> None:
    for given in ("Ion", "Ana"):
        reaching.another(given, "ro", "07700 900304")
    reaching.comes_in("1 17", "+447700900304")
    page = said(client.get("/messages"))
    assert "1 text waits for you to say who wrote." in page
    assert "Who wrote these?" in page
    assert "A number ending in 304" in page
    assert "2 people have this number: Ana Popescu, Ion Popescu." in page
    assert "Answer by text" not in page


def test_a_number_nobody_has_stands_last(client: FlaskClient, reaching: Reaching) -> None:
    reaching.comes_in("Hello, this is Viktor", "+447700900399")
    page = said(client.get("/messages"))
    assert "1 text is from a number nobody has." in page
    assert "A number ending in 399" in page
    assert "Nobody on record has this number. Find the family" in page
    assert "900399" not in page


def test_what_did_not_arrive_is_stuck_until_another_text_does(client: FlaskClient, reaching: Reaching) -> None:
    text = reaching.text()
    reaching.set(Message, text, state=MessageState.NOT_DELIVERED, ended_at=utc_now(), why="The telephone is off.")
    page = said(client.get("/messages"))
    assert "1 thing is stuck." in page
    assert re.search(r"did not reach the telephone, [^.]+\. The telephone is off\.", page)
    assert "See the thread" in page
    other = reaching.do(lambda session: _later(session, reaching))
    reaching.set(Message, other, state=MessageState.DELIVERED, ended_at=utc_now())
    assert "stuck" not in said(client.get("/messages"))


def _later(session: Session, reaching: Reaching) -> UUID:
    return a_text(session, reaching.viewer, utc_now(), reaching.person(session), "again").id


def test_a_line_that_is_stopped_stands_in_the_inbox(client: FlaskClient, reaching: Reaching) -> None:
    def stop(session: Session) -> None:
        session.scalars(select(Line)).one().stopped_why = "The carrier refuses the account."

    reaching.do(stop)
    page = said(client.get("/messages"))
    assert "Our line is stopped, and no text goes. The carrier refuses the account." in page


def test_who_was_on_the_list_is_noted(client: FlaskClient, reaching: Reaching) -> None:
    reaching.follow_up()
    reaching.comes_in("1 po 18")
    client.get("/messages")
    noted = reaching.see(lambda session: session.scalars(select(AuditEntry.detail)).all())
    assert {"list": "messages", "people": [str(reaching.father)]} in [json.loads(one) for one in noted]


def test_another_schools_texts_do_not_exist(app: Flask, district: District, reaching: Reaching) -> None:
    reaching.comes_in("1 po 18")
    stranger = signed_in(app, district.other_head)
    assert "po 18" not in stranger.get("/messages").text
    row = only(reaching)
    for what in ("take", "finish", "answer"):
        assert stranger.post(f"/messages/incoming/{row}/{what}", data={"outcome": "x"}).status_code == 404


def test_hostile_words_print_as_they_stand(client: FlaskClient, reaching: Reaching) -> None:
    reaching.comes_in("<script>alert(1)</script>{{7*7}}")
    answer = client.get("/messages")
    assert "<script>alert" not in answer.text
    assert "{{7*7}}" in answer.text


def test_what_an_interpreter_writes_stands_under_their_name(
    client: FlaskClient, reaching: Reaching, database: Database
) -> None:
    with database.work() as session:
        viewer = reaching.viewer
        one = an_interpreter(session, viewer, reaching.at, "Ewa Nowak", "pl")
        offer = Offer(
            agency_id=viewer.agency_id, request_id=a_request(session, viewer, reaching.at).id, interpreter_id=one.id,
            answer_minutes=60, state="open", made_at=reaching.at,
        )  # fmt: skip
        session.add(offer)
        session.flush()
        row = take_in_text(session, a_text_came("I may be late", "+447700900555"), reaching.at)
        assert row is not None
        row.about_kind, row.about_id = "offer", offer.id
    page = said(client.get("/messages"))
    assert "1 text came from interpreters." in page
    assert "Ewa Nowak, an interpreter" in page
    assert "From numbers nobody has" not in page


def test_an_answer_to_an_offer_stands_in_no_list_and_is_found_in_the_thread(
    client: FlaskClient, reaching: Reaching
) -> None:
    def asked(session: Session) -> Offer:
        to = wanted(session, reaching.viewer, reaching.at, 0, starts_at=next_workday(reaching.at))
        number = contact_hash(session, "07700 900500")
        to.interpreters = [an_interpreter(session, reaching.viewer, reaching.at, telephone_hash=number)]
        [offer] = offered(session, reaching.viewer, reaching.at, to)
        session.flush()
        session.expunge(offer)
        return offer

    offer = reaching.do(asked)
    reaching.comes_in(f"1 {offer.reply_code}", "+447700900500")
    assert "Nobody waits for an answer from you." in said(client.get("/messages"))
    offers = client.get(f"/interpreter-requests/{offer.request_id}")
    assert "Daiva Rimkutė: said yes" in said(offers)
    thread = reaching.thread("+447700900500")
    assert f'href="/messages/threads/{thread}"' in offers.text
    page = said(client.get(f"/messages/threads/{thread}"))
    assert re.search(
        r"Acted on\. It answered an offer with its code, and nothing else was in it\. Settled by itself, [^.]+\. "
        r"Accepted the offer INT-[\w-]+; nothing to do\.",
        page,
    )
    assert "I have it" not in page
    # What they write after that is read by a person, under their name.
    reaching.comes_in("Where do I park?", "+447700900500")
    inbox = said(client.get("/messages"))
    assert "Daiva Rimkutė, an interpreter" in inbox
    assert "From numbers nobody has" not in inbox


def test_a_call_from_somebody_we_do_not_know_waits_there_too(client: FlaskClient, reaching: Reaching) -> None:
    def rang(session: Session) -> None:
        fields = {"CallSid": "CA" + "3" * 32, "From": "+447700900366", "To": OUR_NUMBER, "CallStatus": "ringing"}
        call = take_in_called(session, fields, reaching.at)
        assert call is not None
        call.state, call.ended_at = CallState.MISSED, reaching.at

    reaching.do(rang)
    answer = client.get("/messages")
    assert "1 call came from somebody we do not know." in said(answer)
    assert "Nobody answered it, and nobody was written to. Say who it was" in said(answer)
    assert "900366" not in answer.text
