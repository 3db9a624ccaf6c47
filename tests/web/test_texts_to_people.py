"""Writing a text from a person's page: seen in both languages with its length, cost and moment before it goes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from browsers import District, signed_in
from factories import a_need, a_parent
from flask import Flask
from flask.testing import FlaskClient
from reaching_made import Reaching, a_school_that_reaches
from screens import said
from sqlalchemy.orm import Session
from text_factories import a_mobile

from comms.families.actions import record_safe_contact
from comms.families.contact_point import ReadBy
from comms.foundation.clock import london_date, utc_now
from comms.foundation.opening import Installation
from comms.messages.find import threads_of_person
from comms.messages.thread import Thread


@pytest.fixture
def reaching(installation: Installation, district: District) -> Reaching:
    return a_school_that_reaches(installation, district)


def address(reaching: Reaching, key: str = "") -> str:
    return f"/families/{reaching.father}/text" + (f"?key={key}" if key else "")


def test_a_person_chooses_what_a_text_is_about_and_never_a_link(client: FlaskClient, reaching: Reaching) -> None:
    answer = client.get(address(reaching))
    page = said(answer)
    assert "What is the text to Marek about?" in page
    assert "We rang, and they did not answer" in page
    assert 'value="link' not in answer.text
    assert client.get(address(reaching, "link")).status_code == 422


def test_a_text_is_seen_in_both_languages_with_all_that_is_known_of_it(client: FlaskClient, reaching: Reaching) -> None:
    answer = client.get(address(reaching, "missed_call"))
    assert 'lang="pl" dir="ltr">Fen Edge: dzwoniliśmy' in answer.text
    page = said(answer)
    assert "In English: “Fen Edge: we rang you. Reply 1 18 = ring after 18:00" in page
    assert "the number ending in 821, from +447700900100" in page
    assert re.search(r"Length and cost \d+ characters, \d parts?, about [\d.]+p", page)
    assert "Goes At once: this is an hour at which they may be written to." in page
    assert "They said that only they see what comes there." in page
    assert "This installation has no carrier: it is kept in the outbox, and not sent." in page
    assert "900821" not in page


def test_to_look_writes_nothing_and_to_send_writes_it(client: FlaskClient, reaching: Reaching) -> None:
    client.get(address(reaching, "missed_call"))

    def threads(session: Session) -> list[Thread]:
        return list(threads_of_person(session, reaching.viewer, reaching.father))

    assert reaching.see(threads) == []
    answer = client.post(address(reaching), data={"key": "missed_call"})
    assert answer.status_code == 303
    page = said(client.get(answer.headers["Location"]))
    assert "The text to Marek is written." in page
    assert "Fen Edge: dzwoniliśmy" in page


def test_it_says_when_a_text_goes_and_why_then(client: FlaskClient, reaching: Reaching) -> None:
    day = london_date(utc_now()) + timedelta(days=2)
    hours = [{"days": [day.weekday()], "from": "10:00", "to": "11:00"}]

    def only_then(session: Session) -> None:
        record_safe_contact(
            session, reaching.viewer, reaching.father, flagged=False, post_is_safe=True, said="", now=utc_now(),
            hours=hours,
        )  # fmt: skip

    reaching.do(only_then)
    # Also the answer to a call: chosen from the list, it does not say when they rang.
    for key in ("missed_call", "you_rang"):
        page = said(client.get(address(reaching, key)))
        assert f"On {day:%A} {day.day} {day:%B} at 10:00, and not before" in page
        assert "nobody writes to them outside the times they named" in page


def test_a_text_that_others_may_read_says_neither_who_nor_whom(client: FlaskClient, reaching: Reaching) -> None:
    def shared(session: Session) -> None:
        a_mobile(session, reaching.viewer, utc_now(), reaching.person(session), read_by=ReadBy.OTHERS_TOO)

    reaching.do(shared)
    answer = client.get(address(reaching, "missed_call"))
    page = said(answer)
    assert "It says neither who writes nor about whom" in page
    assert "They said that others see what comes there too." in page
    assert "Fen Edge:" not in page


def test_where_no_text_may_go_it_says_why_and_what_to_do_instead(client: FlaskClient, reaching: Reaching) -> None:
    def nobody_asked(session: Session) -> str:
        someone = a_parent(session, reaching.viewer, utc_now(), given="Jonas", family="Kazlauskas")
        a_mobile(session, reaching.viewer, utc_now(), someone, "07700 900377")
        return str(someone.id)

    someone = reaching.do(nobody_asked)
    answer = client.get(f"/families/{someone}/text?key=missed_call")
    assert "No text goes to Jonas" in said(answer)
    assert "Nobody has asked which language they read." in said(answer)
    assert f'href="/families/{someone}/language"' in answer.text
    assert "Send it" not in said(answer)
    assert client.post(f"/families/{someone}/text", data={"key": "missed_call"}).status_code == 422


def test_a_danger_holds_a_text_back_and_leads_to_what_nobody_asked(client: FlaskClient, reaching: Reaching) -> None:
    def flagged(session: Session) -> None:
        record_safe_contact(
            session, reaching.viewer, reaching.father, flagged=True, post_is_safe=None, said="", now=utc_now()
        )

    reaching.do(flagged)
    answer = client.get(address(reaching, "missed_call"))
    assert "nobody asked at which hours writing is safe" in said(answer)
    assert f'href="/families/{reaching.father}/safe-contact"' in answer.text


def test_with_two_numbers_one_is_chosen_by_its_end(client: FlaskClient, reaching: Reaching) -> None:
    point = reaching.do(
        lambda session: a_mobile(session, reaching.viewer, utc_now(), reaching.person(session), "07700 900399").id
    )
    page = said(client.get(f"{address(reaching, 'missed_call')}&point={point}"))
    assert "To which number? The first that is safe" in page
    assert "the number ending in 399" in page


def test_words_from_right_to_left_are_seen_so(client: FlaskClient, reaching: Reaching) -> None:
    def urdu(session: Session) -> None:
        a_need(session, reaching.viewer, reaching.person(session), utc_now(), "ur")

    reaching.do(urdu)
    assert 'class="reaching-words" lang="ur" dir="rtl"' in client.get(address(reaching, "missed_call")).text


def test_another_schools_parent_gets_no_text(app: Flask, district: District, reaching: Reaching) -> None:
    stranger = signed_in(app, district.other_head)
    assert stranger.get(address(reaching)).status_code == 404
    assert stranger.post(address(reaching), data={"key": "missed_call"}).status_code == 404


def test_a_persons_page_shows_what_is_followed_up_and_the_last_texts(client: FlaskClient, reaching: Reaching) -> None:
    reaching.follow_up()
    reaching.comes_in("1 po 18")
    page = said(client.get(f"/families/{reaching.father}"))
    assert "Calls and texts" in page
    assert "They have answered; it is for a person to say what comes of it. A call is proposed:" in page
    assert "They wrote, " in page
    assert "1 po 18" in page
    assert "Write a text" in page


def test_a_persons_page_says_that_a_number_wants_no_texts(client: FlaskClient, reaching: Reaching) -> None:
    reaching.text()
    reaching.comes_in("STOP")
    assert "The number ending in 821 asked for no more texts on" in said(client.get(f"/families/{reaching.father}"))
