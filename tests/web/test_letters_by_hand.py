"""A letter made by hand: only what the records do not say is asked, and phrases are chosen, never typed."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from browsers import District, signed_in
from exported_school import take_in_the_school
from flask import Flask
from flask.testing import FlaskClient

from comms.agencies.viewer import viewer_of
from comms.families.find import people_called
from comms.foundation.clock import london_date, utc_now
from comms.foundation.work import Database
from comms.letters import find
from comms.letters.letter import LetterState
from comms.letters.templates.source import phrases

THANKS = {
    "kind": "L12", "before_from": "2026-09-07", "before_to": "2026-10-09", "before_percent": "86",
    "now_from": "2026-10-12", "now_to": "2026-11-20", "now_percent": "97.5", "review_on": "2027-01-11",
}  # fmt: skip


def in_days(days: int) -> str:
    """A day that many days from today, as a form sends it."""
    return (london_date(utc_now()) + timedelta(days=days)).isoformat()


@pytest.fixture
def people(database: Database, district: District) -> dict[str, UUID]:
    """The ids of the people of an imported school, by name."""
    names = ("Rasa Kazlauskienė", "Ugnė Kazlauskaitė", "Ola Nowak", "Łukasz Nowak", "Ravi Singh")
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        take_in_the_school(session, viewer, utc_now())
        return {name: people_called(session, viewer, name)[0].id for name in names}


def _issued(database: Database, district: District) -> list[tuple[str, str | None]]:
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        return [(one.kind, one.language) for one in find.letters_in_state(session, viewer, LetterState.ISSUED)]


def test_the_reader_and_their_language_stand_above_the_choice(client: FlaskClient, people: dict[str, UUID]) -> None:
    page = client.get(f"/letters/to/{people['Rasa Kazlauskienė']}").text
    assert 'lang="lt" dir="ltr">lietuvių' in page
    assert "says the school’s record; nobody has asked them" in page
    assert "Attendance is better: thank you" in page


def test_for_a_child_the_adult_is_chosen_first(client: FlaskClient, people: dict[str, UUID]) -> None:
    page = client.get(f"/letters/to/{people['Ugnė Kazlauskaitė']}").text
    assert f"/letters/to/{people['Rasa Kazlauskienė']}" in page


def test_what_the_register_says_is_filled_in(client: FlaskClient, people: dict[str, UUID]) -> None:
    rasa, child = people["Rasa Kazlauskienė"], people["Ugnė Kazlauskaitė"]
    page = client.get(f"/letters/to/{rasa}/fill?kind=L02&child={child}").text
    assert re.search(r'name="absent"[^>]*value="10"', page)
    assert re.search(r'name="from"[^>]*value="\d{4}-\d\d-\d\d"', page)
    assert re.search(r'value="support.talk" checked', page)
    assert "telephone" not in re.findall(r'name="([a-z_]+)"', page)


def test_a_letter_made_by_hand_is_issued_in_the_readers_language(
    client: FlaskClient, database: Database, district: District, people: dict[str, UUID]
) -> None:
    rasa, child = people["Rasa Kazlauskienė"], people["Ugnė Kazlauskaitė"]
    answers = THANKS | {"child": str(child)}
    page = client.post(f"/letters/to/{rasa}/fill", data=answers, follow_redirects=True)
    assert "The letter to Rasa is made." in page.text
    assert _issued(database, district) == [("L12", "lt")]


def test_the_button_pressed_twice_makes_one_letter(
    client: FlaskClient, database: Database, district: District, people: dict[str, UUID]
) -> None:
    rasa, child = people["Rasa Kazlauskienė"], people["Ugnė Kazlauskaitė"]
    answers = THANKS | {"child": str(child)}
    first, second = (client.post(f"/letters/to/{rasa}/fill", data=answers) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert _issued(database, district) == [("L12", "lt")]


def test_a_letter_to_somebody_whose_language_is_not_known_is_held_and_said_so_before(
    client: FlaskClient, database: Database, district: District, people: dict[str, UUID]
) -> None:
    ola, child = people["Ola Nowak"], people["Łukasz Nowak"]
    before = client.get(f"/letters/to/{ola}/fill?kind=L12&child={child}").text
    assert "so this letter will be held" in before
    page = client.post(f"/letters/to/{ola}/fill", data=THANKS | {"child": str(child)}, follow_redirects=True)
    assert "The letter is held" in page.text
    assert _issued(database, district) == []


def test_a_wrong_value_is_told_at_its_field_and_nothing_typed_is_lost(
    client: FlaskClient, database: Database, district: District, people: dict[str, UUID]
) -> None:
    rasa, child = people["Rasa Kazlauskienė"], people["Ugnė Kazlauskaitė"]
    answers = THANKS | {"child": str(child), "before_percent": "200", "now_to": "", "review_on": "{{7*7}}<script>"}
    page = client.post(f"/letters/to/{rasa}/fill", data=answers)
    assert page.status_code == 422
    for field in ("before_percent", "now_to", "review_on"):
        assert f'href="#{field}"' in page.text
    assert re.search(r'name="before_percent"[^>]*value="200"', page.text)
    assert re.search(r'name="now_from"[^>]*value="2026-10-12"', page.text)
    assert "{{7*7}}&lt;script&gt;" in page.text
    assert _issued(database, district) == []


def test_phrases_come_from_their_list_and_no_typed_english_takes_their_place(
    client: FlaskClient, people: dict[str, UUID]
) -> None:
    rasa, child = people["Rasa Kazlauskienė"], people["Ugnė Kazlauskaitė"]
    form = client.get(f"/letters/to/{rasa}/fill?kind=L07&child={child}").text
    for phrase in phrases().values():
        assert (f'value="{phrase.key}"' in form) == (phrase.phrase_list == "information")
    answers = {"kind": "L07", "child": str(child), "first_day": "2026-11-16", "last_day": "2026-11-20", "days": "5",
               "reply_by": in_days(7), "information": "We think you are lying."}  # fmt: skip
    page = client.post(f"/letters/to/{rasa}/fill", data=answers)
    assert page.status_code == 422
    assert "Choose from the list." in page.text


def test_a_phrase_with_a_value_of_its_own_needs_that_value(client: FlaskClient, people: dict[str, UUID]) -> None:
    rasa, child = people["Rasa Kazlauskienė"], people["Ugnė Kazlauskaitė"]
    answers = {"kind": "L02", "child": str(child), "from": "2026-09-07", "to": "2026-11-20", "possible": "100",
               "attended": "90", "absent": "10", "authorised": "5", "unauthorised": "5", "unexplained": "0",
               "reply_by": in_days(14), "support": ["support.talk", "support.travel"],
               "pattern": "pattern.weekday"}  # fmt: skip
    page = client.post(f"/letters/to/{rasa}/fill", data=answers)
    assert page.status_code == 422
    assert 'href="#pattern-pattern.weekday-weekday"' in page.text
    answers["pattern-pattern.weekday-weekday"] = "monday"
    done = client.post(f"/letters/to/{rasa}/fill", data=answers, follow_redirects=True)
    assert "The letter to Rasa is made." in done.text


@pytest.mark.parametrize("query", ["kind=", "kind=L99", "kind=L12", "kind=L12&child=nobody"])
def test_a_letter_without_its_kind_or_child_is_asked_for_again(
    client: FlaskClient, people: dict[str, UUID], query: str
) -> None:
    page = client.get(f"/letters/to/{people['Rasa Kazlauskienė']}/fill?{query}")
    assert page.status_code == 422
    assert "Write a letter to" in page.text


def test_a_letter_is_never_about_somebody_elses_child(client: FlaskClient, people: dict[str, UUID]) -> None:
    answers = THANKS | {"child": str(people["Ravi Singh"])}
    page = client.post(f"/letters/to/{people['Rasa Kazlauskienė']}/fill", data=answers)
    assert page.status_code == 422


def test_another_school_can_write_to_none_of_these_people(
    app: Flask, district: District, people: dict[str, UUID]
) -> None:
    theirs = signed_in(app, district.other_head)
    rasa = people["Rasa Kazlauskienė"]
    assert theirs.get(f"/letters/to/{rasa}").status_code == 404
    assert theirs.get(f"/letters/to/{rasa}/fill?kind=L00").status_code == 404
    assert theirs.post(f"/letters/to/{rasa}/fill", data=THANKS).status_code == 404


def test_a_formal_letter_is_not_made_by_hand_and_the_page_says_where_it_is(
    client: FlaskClient, database: Database, district: District, people: dict[str, UUID]
) -> None:
    rasa, child = people["Rasa Kazlauskienė"], people["Ugnė Kazlauskaitė"]
    page = client.get(f"/letters/to/{rasa}").text
    assert 'value="L05"' in page
    assert 'value="L08"' not in page
    assert "Not made here: “Notice to Improve attendance”; “Penalty notice”." in page
    assert "“Formal steps”" in page
    asked = client.get(f"/letters/to/{rasa}/fill?kind=L08&child={child}")
    assert asked.status_code == 422
    assert "“Notice to Improve attendance” is made from a formal case, not by hand." in asked.text
    posted = client.post(f"/letters/to/{rasa}/fill", data={"kind": "L08", "child": str(child)})
    assert posted.status_code == 422
    assert _issued(database, district) == []
