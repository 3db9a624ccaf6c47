"""Language needs: recording what a person told us, and who is still to be asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from browsers import District
from factories import a_need
from flask.testing import FlaskClient
from screens import Family, a_family, said

from comms.families.find import language_need, language_need_history
from comms.families.language_need import Source
from comms.foundation.work import Database

ANSWERS = {
    "source": "asked the person through an interpreter",
    "written": "lt",
    "reads": "well",
    "interpreter": "needed",
    "english_speaks": "some",
    "english_understands": "some",
    "english_reads": "none",
}


@pytest.fixture
def family(database: Database, district: District, now: datetime) -> Family:
    return a_family(database, district, now)


def record(client: FlaskClient, family: Family, **answers: Any) -> Any:
    return client.post(f"/families/{family.mother.id}/language", data=ANSWERS | answers)


def test_the_questions_say_why_they_are_asked_and_what_happens_if_they_are_left(
    client: FlaskClient, family: Family
) -> None:
    page = said(client.get(f"/families/{family.mother.id}/language"))
    assert "What did Rasa tell you?" in page
    assert "Ask Rasa: “Do you read Lithuanian (lietuvių)?”" in page
    assert "If it is left, letters are held and somebody must ring." in page
    assert "A relative, a friend or a child is never the interpreter." in page


def test_the_languages_of_our_families_come_first_each_with_its_own_name(client: FlaskClient, family: Family) -> None:
    body = client.get(f"/families/{family.mother.id}/language").text
    first, others = body.split('<optgroup label="All others">')[:2]
    assert "Lithuanian – lietuvių" in first
    assert "Polish – polski" in others
    assert "Urdu – اردو" in others
    assert "Lithuanian – lietuvių" not in others.split("</select>")[0]


def test_a_language_without_a_settled_script_cannot_be_chosen_to_read(client: FlaskClient, family: Family) -> None:
    body = client.get(f"/families/{family.mother.id}/language").text
    written = body.split('id="written"')[1].split("</select>")[0]
    assert 'value="pa-Guru"' in written
    assert 'value="pa"' not in written


def test_what_she_told_us_is_recorded(client: FlaskClient, family: Family, database: Database) -> None:
    told = {
        "spoken_1": "lt",
        "spoken_2": "ru",
        "dialect": "žemaičių",
        "gender_preferred": "a woman",
        "avoid": "Nobody from Tauragė.",
        "best_times": "after 18:00",
        "format": "large print",
    }
    answer = record(client, family, **told)
    assert answer.status_code == 303
    page = said(client.get(answer.headers["Location"]))
    assert "Recorded: Rasa reads Lithuanian. Interpreter: needed." in page
    assert "Also speaks Russian (русский)" in page
    with database.reading() as session:
        need = language_need(session, family.viewer, family.mother.id)
        assert need is not None
        assert (need.written, need.spoken, need.dialect) == ("lt", ["lt", "ru"], "žemaičių")
        assert (need.avoid, need.best_times, need.format) == ("Nobody from Tauragė.", "after 18:00", "large print")
        assert need.confirmed


def test_what_was_not_asked_stays_not_asked(client: FlaskClient, family: Family) -> None:
    record(client, family, reads="not asked", interpreter="not asked", english_reads="not asked", written="")
    page = said(client.get(f"/families/{family.mother.id}"))
    assert "Nobody has asked which language Rasa reads. Interpreter: not asked." in page


def test_without_saying_how_it_is_known_nothing_is_recorded_and_nothing_is_lost(
    client: FlaskClient, family: Family, database: Database
) -> None:
    answer = record(client, family, source="", best_times="after 18:00", avoid="Her cousin")
    assert answer.status_code == 422
    assert "Say how you know. A guess is not recorded." in said(answer)
    assert 'href="#source"' in answer.text
    assert 'value="after 18:00"' in answer.text
    assert "Her cousin" in answer.text
    assert '<option value="lt" selected>' in answer.text
    with database.reading() as session:
        assert language_need(session, family.viewer, family.mother.id) is None


def test_how_well_she_reads_needs_a_language(client: FlaskClient, family: Family) -> None:
    answer = record(client, family, written="")
    assert answer.status_code == 422
    assert "You say how well they read. Choose the language they read." in said(answer)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("written", "xx-nonsense"),
        ("spoken_1", "<script>"),
        ("interpreter", "her son"),
        ("gender_preferred", "any " * 30),
        ("format", "parchment"),
        ("dialect", "d" * 3000),
        ("best_times", "t" * 3000),
        ("sign_language", "x" * 99),
    ],
)
def test_an_answer_that_cannot_be_is_shown_again(client: FlaskClient, family: Family, field: str, value: str) -> None:
    answer = record(client, family, **{field: value})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "<script>alert" not in answer.text


def test_a_second_answer_keeps_the_first(
    client: FlaskClient, family: Family, database: Database, now: datetime
) -> None:
    with database.work() as session:
        a_need(session, family.viewer, family.mother, now - timedelta(days=40), "ru")
    assert record(client, family).status_code == 303
    page = said(client.get(f"/families/{family.mother.id}/language/history"))
    assert "2 records, the newest first. Nothing is ever overwritten." in page
    assert page.index("Lithuanian (lietuvių): well") < page.index("Russian (русский): not asked")
    with database.reading() as session:
        assert len(language_need_history(session, family.viewer, family.mother.id)) == 2


def test_what_is_on_record_is_filled_in_but_not_how_it_was_asked(
    client: FlaskClient, family: Family, database: Database, now: datetime
) -> None:
    with database.work() as session:
        given = {"source": Source.ASKED_PERSON, "interpreter": "needed", "spoken": ["lt", "pl"], "reads": "some"}
        a_need(session, family.viewer, family.mother, now, "lt", **given)
    body = client.get(f"/families/{family.mother.id}/language").text
    assert body.split('id="spoken_2"')[1].split("</select>")[0].count('value="pl" selected') == 1
    assert 'value="needed" checked' in body
    assert 'value="asked the person" checked' not in body


def test_the_list_to_confirm_says_of_each_what_to_ask(
    client: FlaskClient, family: Family, database: Database, now: datetime
) -> None:
    with database.work() as session:
        a_need(session, family.viewer, family.father, now, "lt")
    page = said(client.get("/language-needs/to-confirm"))
    assert "2 parents were never asked which language they read." in page
    unknown, unconfirmed = page.split("The record says something, but nobody asked")
    assert "Rasa Kazlauskienė" in unknown
    assert "Ask Rasa: “Do you read Lithuanian (lietuvių)?”" in unknown
    assert "Tomas Kazlauskas" in unconfirmed


def test_when_everybody_was_asked_the_list_says_so(client: FlaskClient) -> None:
    assert "Everybody was asked which language they read." in said(client.get("/language-needs/to-confirm"))
    assert "within the last half year" in said(client.get("/language-needs/to-review"))
