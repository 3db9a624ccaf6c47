"""Families: finding a person by any spelling, the language card that cannot be missed, and whose numbers are shown."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest
from browsers import District, signed_in
from factories import a_child, a_need, a_parent, a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import Family, a_family, a_task, said
from sqlalchemy import select

from comms.agencies.viewer import viewer_of
from comms.families.actions import StatusGiven, record_child_status, record_safe_contact
from comms.families.find import child_status, contact_points, pupil_of, safe_contact
from comms.families.language_need import Source
from comms.foundation.audit.entry import AuditEntry
from comms.foundation.work import Database


@pytest.fixture
def family(database: Database, district: District, now: datetime) -> Family:
    return a_family(database, district, now)


def find(client: FlaskClient, words: str) -> str:
    return said(client.post("/families", data={"words": words}, follow_redirects=True))


@pytest.mark.parametrize(
    "words", ["kazlauskiene", "RASA", "Kazlauskienė Rasa", "kazlausk ras", "07700900821", "+44 7700 900821"]
)
def test_a_mother_is_found_by_any_spelling_and_by_her_number(client: FlaskClient, family: Family, words: str) -> None:
    page = find(client, words)
    assert "Ms Rasa Kazlauskienė" in page
    assert "Nobody has asked which language" in page
    assert "Children: Ugnė Kazlauskaitė (year 9)" in page


def test_a_child_is_found_by_the_pupils_number(client: FlaskClient, family: Family, database: Database) -> None:
    with database.reading() as session:
        pupil = pupil_of(session, family.viewer, family.child.id)
        assert pupil is not None
        number = pupil.upn
    page = find(client, number.lower())
    assert "1 person found" in page
    assert "Ugnė Kazlauskaitė Child, year 9" in page


def test_a_name_in_arabic_letters_is_found_and_stands_as_it_was_given(
    client: FlaskClient, family: Family, database: Database, now: datetime
) -> None:
    with database.work() as session:
        mother = a_parent(session, family.viewer, now, given="بيان", family="الحسن")
        a_need(session, family.viewer, mother, now, "ar", source=Source.ASKED_PERSON)
    answer = client.post("/families", data={"words": "بيان"}, follow_redirects=True)
    assert "Ms بيان الحسن" in said(answer)
    assert '<span class="comms-own" lang="ar" dir="rtl">العربية</span>' in answer.text
    card = client.get(f"/families/{mother.id}")
    assert "بيان reads Arabic (العربية). Interpreter: not asked." in said(card)


def test_nobody_found_says_what_to_try(client: FlaskClient, family: Family) -> None:
    assert "Nobody is found by “Zuzanna” Try fewer letters" in find(client, "Zuzanna")
    assert "Type a name or a number first" in find(client, "  ")


def test_hostile_words_are_looked_for_as_they_stand(client: FlaskClient, family: Family) -> None:
    for words in ("<script>alert(1)</script>", "{{7*7}}", "%", "_", "x" * 3000, "a " * 1500, "1\x0012345678"):
        answer = client.post("/families", data={"words": words}, follow_redirects=True)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
    assert "Nobody is found by “{{7*7}}”" in find(client, "{{7*7}}")


def test_no_name_is_ever_part_of_an_address(client: FlaskClient, family: Family) -> None:
    assert client.get("/families?words=Rasa").text.count("Rasa") == 0


def test_an_unknown_language_says_what_to_ask(client: FlaskClient, family: Family) -> None:
    answer = client.get(f"/families/{family.mother.id}")
    page = said(answer)
    assert "Nobody has asked which language Rasa reads. Interpreter: not asked." in page
    assert "Unknown is not English: letters are held until somebody asks." in page
    assert "Ugnė’s school record says Lithuanian. Ask Rasa: “Do you read Lithuanian (lietuvių)?”" in page
    assert "Record what they told you" in page
    assert "comms-card--unknown" in answer.text


def test_a_language_written_in_several_ways_asks_which(
    client: FlaskClient, database: Database, district: District, now: datetime
) -> None:
    family = a_family(database, district, now, first_language="PNJ")
    page = said(client.get(f"/families/{family.mother.id}"))
    assert "Which of these do you read: Panjabi (Gurmukhi)" in page
    assert "Urdu (اردو)?”" in page


def test_a_childs_english_tells_nothing_of_the_mother(
    client: FlaskClient, database: Database, district: District, now: datetime
) -> None:
    family = a_family(database, district, now, first_language="ENG")
    page = said(client.get(f"/families/{family.mother.id}"))
    assert "That does not tell what Rasa reads. Ask: “Which language do you read best?”" in page


def test_a_code_that_says_nothing_gives_no_hint(
    client: FlaskClient, database: Database, district: District, now: datetime
) -> None:
    family = a_family(database, district, now, first_language="OTB")
    assert "No school record gives a hint." in said(client.get(f"/families/{family.mother.id}"))


def test_a_known_language_stands_first_with_how_it_is_known(
    client: FlaskClient, family: Family, database: Database, now: datetime
) -> None:
    with database.work() as session:
        given = {"source": Source.ASKED_WITH_INTERPRETER, "reads": "well", "interpreter": "needed"}
        a_need(session, family.viewer, family.mother, now, "lt", best_times="after 18:00", **given)
    page = said(client.get(f"/families/{family.mother.id}"))
    assert "Rasa reads Lithuanian (lietuvių). Interpreter: needed." in page
    assert "asked the person through an interpreter, 23 November 2026, recorded by Jo Marsh" in page
    assert "Ask again 24 May 2027" in page
    assert "Best times after 18:00" in page
    assert "Unknown is not English" not in page


def test_a_school_record_is_shown_as_not_confirmed(
    client: FlaskClient, family: Family, database: Database, now: datetime
) -> None:
    with database.work() as session:
        a_need(session, family.viewer, family.mother, now, "lt")
    page = said(client.get(f"/families/{family.mother.id}"))
    assert "Not confirmed: nobody has asked Rasa." in page
    assert "a letter with a legal warning waits until somebody asks" in page


def test_who_cannot_read_is_rung(client: FlaskClient, family: Family, database: Database, now: datetime) -> None:
    with database.work() as session:
        a_need(session, family.viewer, family.mother, now, "lt", reads="none", source=Source.ASKED_PERSON)
    page = said(client.get(f"/families/{family.mother.id}"))
    assert "Rasa does not read Lithuanian (lietuvių)." in page
    assert "Ring with an interpreter" in page


def test_the_other_parents_number_and_address_are_nowhere(client: FlaskClient, family: Family) -> None:
    mother, child = said(client.get(f"/families/{family.mother.id}")), said(client.get(f"/families/{family.child.id}"))
    assert "07700 900821" in mother
    assert "12 Elm Road" in mother
    assert "900444" not in mother
    assert "Fen Lane" not in mother
    assert "900821" not in child
    assert "900444" not in child


def test_a_childs_page_shows_each_adult_with_their_own_language(
    client: FlaskClient, family: Family, database: Database, now: datetime
) -> None:
    with database.work() as session:
        a_need(session, family.viewer, family.father, now, "en", source=Source.ASKED_PERSON)
    page = said(client.get(f"/families/{family.child.id}"))
    assert "Child, born 4 May 2013, year 9" in page
    assert "Rasa Kazlauskienė Mother, has parental responsibility Nobody has asked which language" in page
    assert "Reads English" in page


def test_a_social_worker_can_be_recorded_and_is_then_told_the_same_day(
    client: FlaskClient, family: Family, database: Database
) -> None:
    address = f"/families/{family.child.id}/status"
    assert "If it is left, nobody is told." in said(client.get(address))
    note = "The father may not collect her.\r\nOrder of 3 May."
    typed = {"looked_after": "yes", "social_worker": "Dee Carr, 01223 496 0111", "court_order_note": note}
    answer = client.post(address, data=typed, follow_redirects=True)
    page = said(answer)
    assert "the social worker is told the same day" in page
    assert "Dee Carr, 01223 496 0111" in page
    assert "Looked after yes" in page
    assert "The father may not collect her.\nOrder of 3 May." in answer.text
    with database.reading() as session:
        status = child_status(session, family.viewer, family.child.id)
        assert status is not None
        assert status.tell_social_worker
    again = client.get(address).text
    assert "Dee Carr, 01223 496 0111" in again
    assert again.count(" checked") == 2


def test_a_parent_has_no_childs_status(client: FlaskClient, family: Family) -> None:
    assert client.get(f"/families/{family.mother.id}/status").status_code == 404


def test_a_danger_at_home_is_said_and_no_number_nobody_asked_about_is_to_be_used(
    client: FlaskClient, family: Family, database: Database
) -> None:
    address = f"/families/{family.mother.id}/safe-contact"
    answer = client.post(address, data={"flagged": "yes", "post": "not asked", "note": "Alone until 15:00."})
    assert answer.status_code == 303
    page = said(client.get(f"/families/{family.mother.id}"))
    assert "Take care: somebody in or near the home may be a danger." in page
    assert "Nobody has asked whether it is safe: do not use it." in page
    assert "Post is not used" in page
    assert "Alone until 15:00." in page
    with database.reading() as session:
        recorded = safe_contact(session, family.viewer, family.mother.id)
        assert recorded is not None
        assert recorded.post_is_safe is None


def test_a_number_they_said_is_safe_may_be_used_though_there_is_a_danger(
    client: FlaskClient, family: Family, database: Database
) -> None:
    with database.reading() as session:
        (number,) = (str(point.id) for point in contact_points(session, family.viewer, family.mother.id))
    data = {"flagged": "yes", "post": "no", number: "safe"}
    assert client.post(f"/families/{family.mother.id}/safe-contact", data=data).status_code == 303
    page = said(client.get(f"/families/{family.mother.id}"))
    assert "They said it is safe." in page
    wrong = client.post(f"/families/{family.mother.id}/safe-contact", data=data | {number: "perhaps"})
    assert wrong.status_code == 422


def test_half_an_answer_about_safety_is_shown_again_with_nothing_lost(client: FlaskClient, family: Family) -> None:
    answer = client.post(f"/families/{family.mother.id}/safe-contact", data={"note": "Only mornings.", "post": "no"})
    assert answer.status_code == 422
    assert "Say whether somebody in or near the home may be a danger." in said(answer)
    assert "Only mornings." in answer.text
    assert 'href="#flagged"' in answer.text


def test_reception_is_warned_and_does_not_read_the_note(
    app: Flask, database: Database, district: District, family: Family, now: datetime
) -> None:
    with database.work() as session:
        record_safe_contact(
            session, family.viewer, family.mother.id, flagged=True, post_is_safe=None, said="Her brother.", now=now
        )
        reception = a_staff_member(session, session.merge(district.school), now, roles=("reception",))
    browser = signed_in(app, reception)
    page = said(browser.get(f"/families/{family.mother.id}"))
    assert "Take care" in page
    assert "Her brother." not in page
    assert "ask the designated safeguarding lead" in page
    assert browser.get(f"/families/{family.mother.id}/safe-contact").status_code == 403


def test_a_coordinator_sees_the_language_and_no_court_order(
    app: Flask, database: Database, district: District, family: Family, now: datetime
) -> None:
    with database.work() as session:
        record_child_status(session, family.viewer, family.child.id, StatusGiven(court_order_note="Secret order"), now)
        role = ("interpreter coordinator",)
        coordinator = a_staff_member(session, session.merge(district.school), now, roles=role)
    browser = signed_in(app, coordinator)
    page = said(browser.get(f"/families/{family.child.id}"))
    assert "Secret order" not in page
    assert "there is a note; your role does not show it" in page
    assert "Your role may not record a language." in page


def test_what_was_done_and_what_is_to_do_stand_on_the_page(
    client: FlaskClient, family: Family, database: Database, now: datetime
) -> None:
    with database.work() as session:
        task = a_task(session, family.viewer, family.mother, now, why="She has not heard yet.")
    assert "She has not heard yet." in said(client.get(f"/families/{family.mother.id}"))
    client.post(f"/tasks/{task.id}", data={"outcome": "Rang; she will come on Friday."})
    page = said(client.get(f"/families/{family.mother.id}"))
    assert "ring the parent, by Jo Marsh: Rang; she will come on Friday." in page


def test_opening_a_persons_page_is_noted(client: FlaskClient, family: Family, database: Database) -> None:
    client.get(f"/families/{family.mother.id}")
    with database.reading() as session:
        looks = session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == "view person")).all()
    assert looks == [family.mother.id]


def test_another_schools_family_does_not_exist(app: Flask, district: District, family: Family) -> None:
    stranger = signed_in(app, district.other_head)
    assert "Nobody is found" in said(stranger.post("/families", data={"words": "Kazlauskiene"}, follow_redirects=True))
    for path in _addresses(family.mother.id, family.child.id):
        assert stranger.get(path).status_code == 404, path


def _addresses(mother: UUID, child: UUID) -> list[str]:
    own = [f"/families/{mother}{end}" for end in ("", "/language", "/language/history", "/safe-contact")]
    return [*own, f"/families/{child}", f"/families/{child}/status"]


def test_a_hostile_name_prints_as_it_stands(
    client: FlaskClient, database: Database, district: District, now: datetime
) -> None:
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        child = a_child(session, viewer, now, "<script>alert(1)</script>", "{{7*7}}")
    answer = client.get(f"/families/{child.id}")
    assert "<script>alert(1)" not in answer.text
    assert "<script>alert(1)</script> {{7*7}}" in said(answer)
