"""An interpreter now: a tap, a number to read from the phone in one's hand, a card, and what came of it."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from browsers import District, signed_in
from factories import a_need, a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import Family, a_family, said
from sqlalchemy import select

from comms.agencies.staff import Staff
from comms.bookings.interpreter_use import InterpreterUse, UseKind
from comms.bookings.now.find import uses_about
from comms.foundation.audit.entry import AuditEntry
from comms.foundation.work import Database
from comms.tasks.find import open_tasks
from comms.tasks.task import TaskKind


@pytest.fixture
def family(database: Database, district: District, now: datetime) -> Family:
    """Rasa speaks Lithuanian; her school has an interpreter line."""
    made = a_family(database, district, now)
    with database.work() as session:
        session.merge(district.school).interpreter_line = "01632 960290, code 2219"
        a_need(session, made.viewer, made.mother, now)
    return made


@pytest.fixture
def manager(database: Database, district: District, now: datetime) -> Staff:
    with database.work() as session:
        return a_staff_member(session, session.merge(district.school), now, ("team manager",), "Priya Nair")


def tap(client: FlaskClient, family: Family) -> str:
    """One tap on the mother's page; the address it leads to."""
    answer = client.post(f"/families/{family.mother.id}/interpreter-now")
    assert answer.status_code == 303
    return answer.headers["Location"]


def on_record(database: Database, family: Family) -> list[tuple[str, str | None]]:
    with database.reading() as session:
        return [(one.kind, one.reason) for one in uses_about(session, family.viewer, family.mother.id)]


def test_one_tap_from_a_persons_page_to_the_number_the_code_and_the_words_to_say(
    client: FlaskClient, database: Database, family: Family
) -> None:
    page = client.get(f"/families/{family.mother.id}").text
    assert f'action="/families/{family.mother.id}/interpreter-now" method="post"' in page
    assert page.index("Interpreter now") < page.index('id="language-card"'), "it stands above everything else"
    answer = client.get(tap(client, family))
    assert 'href="tel:01632960290"' in answer.text
    assert "Ring now, and ask for Lithuanian" in said(answer)
    assert "Access code 2219" in said(answer)
    assert "Say: “Lithuanian, please. The access code is 2219.”" in said(answer)
    assert '<span class="comms-own" lang="lt" dir="ltr">lietuvių</span>' in answer.text
    assert on_record(database, family) == [(UseKind.ASKED, None)]


def test_the_card_stands_below_in_her_words_and_in_english(client: FlaskClient, family: Family) -> None:
    answer = client.get(tap(client, family))
    assert '<div lang="lt" dir="ltr" class="now-card__own">' in answer.text
    page = said(answer)
    assert "Mano kalba: lietuvių Man reikia vertėjo žodžiu." in page
    assert "My language is: Lithuanian I need an interpreter. Please find an interpreter for me." in page
    assert "The Lithuanian words are a draft: no qualified translator has approved them yet." in page


def test_two_taps_lead_to_the_same_page(client: FlaskClient, database: Database, family: Family) -> None:
    assert tap(client, family) == tap(client, family)
    assert len(on_record(database, family)) == 1


def test_opening_the_page_of_the_number_writes_nothing_but_that_it_was_seen(
    client: FlaskClient, database: Database, family: Family
) -> None:
    address = tap(client, family)
    for _ in range(2):
        client.get(address)
    assert len(on_record(database, family)) == 1
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == family.mother.id)).all()
    assert entries.count("view person") >= 2


def test_yes_is_one_more_tap(client: FlaskClient, database: Database, family: Family) -> None:
    address = tap(client, family)
    answer = client.post(address, data={"had": "yes"}, follow_redirects=True)
    assert "On record: Rasa had an interpreter by telephone." in said(answer)
    assert [kind for kind, _ in on_record(database, family)] == [UseKind.HAD, UseKind.ASKED]
    assert "You had an interpreter" in said(client.get(address))


def test_no_says_why_and_then_what_to_do(client: FlaskClient, database: Database, family: Family) -> None:
    address = tap(client, family)
    wrong = client.post(address, data={"had": "no", "reason": " "})
    assert wrong.status_code == 422
    assert "It does not say why there was none." in said(wrong)
    answer = client.post(address, data={"had": "no", "reason": "Nobody free for an hour."}, follow_redirects=True)
    assert "You did not get one: what to do now On record: Nobody free for an hour." in said(answer)
    assert f"/families/{family.mother.id}/emergency-adult" in answer.text
    assert (UseKind.NOT_HAD, "Nobody free for an hour.") in on_record(database, family)
    again = client.post(address, data={"had": "yes"})
    assert again.status_code == 409
    assert "said already" in said(again)


def test_what_was_asked_before_is_in_sight(client: FlaskClient, family: Family) -> None:
    client.post(tap(client, family), data={"had": "no", "reason": "The line was dead."})
    page = said(client.get(tap(client, family)))
    assert "Before this" in page
    assert "asked for and not had, Lithuanian, recorded by Jo Marsh The line was dead." in page


def test_without_a_language_it_shows_the_number_and_names_to_point_at(client: FlaskClient, family: Family) -> None:
    answer = client.post(f"/families/{family.father.id}/interpreter-now", follow_redirects=True)
    page = said(answer)
    assert "Ring now: they help to find out the language" in page
    assert "I do not know which language they speak. Please help me find out. The access code is 2219." in page
    assert "Which of these do you speak?" in page
    assert '<span class="now-point__name" lang="ur" dir="rtl">اردو</span>' in answer.text
    assert "Prašome parodyti savo kalbos pavadinimą." in page


def test_who_only_reads_a_language_is_not_taken_to_speak_it(
    client: FlaskClient, database: Database, family: Family, now: datetime
) -> None:
    with database.work() as session:
        a_need(session, family.viewer, family.father, now, "ur", spoken=[])
    page = said(client.post(f"/families/{family.father.id}/interpreter-now", follow_redirects=True))
    assert "Tomas reads Urdu; nobody has asked which language they speak." in page
    with database.reading() as session:
        [use] = uses_about(session, family.viewer, family.father.id)
        assert use.language == ""


def test_who_signs_is_not_rung_for(client: FlaskClient, database: Database, family: Family, now: datetime) -> None:
    with database.work() as session:
        a_need(session, family.viewer, family.father, now, "lt", sign_language="bfi")
    page = said(client.post(f"/families/{family.father.id}/interpreter-now", follow_redirects=True))
    assert "Tomas signs: a telephone does not help" in page
    assert "British Sign Language interpreter by video" in page


def test_without_a_number_it_says_what_to_do(
    client: FlaskClient, app: Flask, database: Database, district: District, family: Family, now: datetime
) -> None:
    with database.work() as session:
        session.merge(district.school).interpreter_line = ""
        reception = a_staff_member(session, session.merge(district.school), now, ("reception",))
    assert "Write it down on the page of your agency" in said(client.get(tap(client, family)))
    page = said(signed_in(app, reception).get(tap(client, family)))
    assert "There is no telephone number for interpreters yet" in page
    assert "Ask your agency’s administrator" in page
    assert "Man reikia vertėjo žodžiu." in page, "the card is there all the same"


def test_words_without_a_number_are_shown_as_they_are(
    client: FlaskClient, database: Database, district: District, family: Family
) -> None:
    with database.work() as session:
        session.merge(district.school).interpreter_line = "Ask Marta at the front desk"
    answer = client.get(tap(client, family))
    assert "Ask Marta at the front desk" in said(answer)
    assert "tel:" not in answer.text


def test_what_she_asked_of_an_interpreter_is_said(
    client: FlaskClient, database: Database, family: Family, now: datetime
) -> None:
    with database.work() as session:
        a_need(session, family.viewer, family.mother, now, gender_preferred="a woman", avoid="Nobody from our street",
               dialect="Samogitian")  # fmt: skip
    page = said(client.get(tap(client, family)))
    assert "If you can, a woman.”" in page
    assert "Never as interpreter: Nobody from our street" in page
    assert "Dialect: Samogitian" in page


def test_the_card_is_printed_alone_and_names_nobody(client: FlaskClient, family: Family) -> None:
    answer = client.get(f"/families/{family.mother.id}/speak-card")
    card = answer.text[answer.text.index('<div class="now-card">') : answer.text.index("</main>")]
    assert "Kazlausk" not in card
    assert "lietuvių" in card
    head = re.sub(r"(?s)<div class=\"now-card\">.*", "", answer.text)
    assert 'class="govuk-heading-l now-screen-only"' in head


def test_the_card_of_a_language_somebody_pointed_at(client: FlaskClient) -> None:
    assert "/speak-cards/pa-Guru" in client.get("/speak-cards").text
    answer = client.get("/speak-cards/pa-Guru")
    assert '<div lang="pa-Guru" dir="ltr" class="now-card__own">' in answer.text
    assert "ਮੈਨੂੰ ਦੁਭਾਸ਼ੀਏ ਦੀ ਲੋੜ ਹੈ।" in answer.text
    assert '<p class="now-card__name" lang="ti" dir="ltr">ትግርኛ</p>' in client.get("/speak-cards/ti").text
    assert client.get("/speak-cards/nonsense").status_code == 404


def test_without_a_language_there_is_a_list_instead_of_a_card(client: FlaskClient, family: Family) -> None:
    page = said(client.get(f"/families/{family.father.id}/speak-card"))
    assert "Nobody has asked which language Tomas speaks." in page


def test_an_adult_in_an_emergency_is_recorded_and_the_talk_held_again(
    client: FlaskClient, database: Database, family: Family, manager: Staff
) -> None:
    address = f"/families/{family.mother.id}/emergency-adult"
    form = client.get(address).text
    assert f'<option value="{manager.id}">Priya Nair</option>' in form
    assert "Jo Marsh</option>" not in form, "nobody agrees to it for themself"
    data = {"adult_is": "another professional", "adult_name": "Daiva Rimkutė", "reason": "She was bleeding.",
            "authorised_by": str(manager.id)}  # fmt: skip
    answer = client.post(address, data=data, follow_redirects=True)
    assert "Talk again through an interpreter with Rasa Kazlauskienė" in said(answer)
    with database.reading() as session:
        [task] = [one.id for one in open_tasks(session, family.viewer) if one.kind == TaskKind.INTERVIEW_AGAIN]
    assert "Talk with Rasa again" in said(client.get("/tasks"))
    assert "Talk about all of it again through an interpreter" in said(client.get(f"/tasks/{task}"))


def test_the_daughter_is_refused_and_nothing_typed_is_lost(
    client: FlaskClient, database: Database, family: Family, manager: Staff
) -> None:
    address = f"/families/{family.mother.id}/emergency-adult"
    data = {"adult_is": "a bilingual colleague", "adult_name": "ugne", "reason": "She was bleeding.",
            "authorised_by": str(manager.id)}  # fmt: skip
    answer = client.post(address, data=data)
    assert answer.status_code == 409
    page = said(answer)
    assert "Somebody close to this family on record has this name." in page
    assert "Ring the telephone interpreters again" in page
    assert 'value="ugne"' in answer.text
    assert "She was bleeding." in page
    assert re.search(r'value="a bilingual colleague" checked', answer.text)
    friend = client.post(address, data=data | {"adult_is": "a friend or neighbour", "adult_name": "Ieva Petraitė"})
    assert (friend.status_code, "is never the interpreter" in said(friend)) == (409, True)
    missing = client.post(address, data=data | {"adult_name": "Ieva Petraitė", "authorised_by": "nobody"})
    assert (missing.status_code, "It does not say who agreed to it." in said(missing)) == (422, True)
    assert on_record(database, family) == []


def test_an_answer_is_no_asking(client: FlaskClient, database: Database, family: Family) -> None:
    client.post(tap(client, family), data={"had": "yes"})
    with database.reading() as session:
        answered = session.scalars(select(InterpreterUse.id).where(InterpreterUse.kind == UseKind.HAD)).one()
    assert client.get(f"/interpreter-now/{answered}").status_code == 404
