"""Letters through the screens: what is due, making it, and who may see and make what."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from browsers import District, signed_in
from exported_school import take_in_the_school
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from letter_browsing import heading, letters_in, make_all, person_called, run_of

from comms.agencies.permissions import Permission
from comms.agencies.viewer import viewer_of
from comms.foundation.clock import utc_now
from comms.foundation.work import Database
from comms.letters.letter import LetterState
from comms.tasks.find import open_tasks


@pytest.fixture
def school(database: Database, district: District) -> District:
    """The district, with its first school's export taken in."""
    with database.work() as session:
        take_in_the_school(session, viewer_of(session.merge(district.head)), utc_now())
    return district


def test_the_page_says_first_how_many_letters_can_go_and_how_many_are_held(
    client: FlaskClient, school: District
) -> None:
    page = client.get("/letters")
    said = heading(page)
    assert said == "5 letters are due. 2 can go now, 3 are held and somebody will be asked to ring"


def test_each_row_shows_the_language_in_its_own_script_and_why_the_letter_is_due(
    client: FlaskClient, school: District
) -> None:
    page = client.get("/letters").text
    assert '<bdi class="letters-own" lang="lt" dir="ltr">lietuvių</bdi>' in page
    assert '<bdi class="letters-own" lang="ar" dir="rtl">العربية</bdi>' in page
    assert re.search(r"Attended \d+ of \d+ possible sessions", page)
    assert "Away without a reason (code N) for 3 whole school days in a row" in page


def test_a_held_row_leads_to_the_very_thing_that_frees_it(
    client: FlaskClient, database: Database, school: District
) -> None:
    page = client.get("/letters").text
    ola, meera = person_called(database, school, "Ola Nowak"), person_called(database, school, "Meera Singh")
    assert f"/families/{ola}/language" in page
    assert f"/families/{meera}/language" in page
    assert "/words/ar/L07" in page
    assert client.get("/words/ar/L07").status_code == 200


def test_looking_at_what_is_due_makes_nothing(client: FlaskClient, database: Database, school: District) -> None:
    client.get("/letters")
    assert not letters_in(database, school, LetterState.ISSUED)
    assert not letters_in(database, school, LetterState.HELD)


def test_making_the_letters_issues_those_that_can_go_and_asks_somebody_to_ring_about_the_others(
    client: FlaskClient, database: Database, school: District
) -> None:
    page = make_all(client)
    assert "Held: 3" in page.text
    assert heading(page) == "2 letters are being printed"
    assert len(letters_in(database, school, LetterState.ISSUED)) == 2
    with database.work() as session:
        calls = [task.reason for task in open_tasks(session, viewer_of(session.merge(school.head)))]
    assert {"language_unknown", "written_language_unknown", "not_approved"} <= set(calls)


def test_a_letter_that_was_made_is_not_due_again_and_a_held_one_says_that_somebody_is_asked(
    client: FlaskClient, school: District
) -> None:
    make_all(client)
    page = client.get("/letters")
    assert heading(page) == "3 letters are due. None can go yet: all are held, and somebody is asked to ring"
    assert 'name="which"' not in page.text
    assert page.text.count("See the held letter") == 3


def test_only_the_ticked_letters_are_made(client: FlaskClient, database: Database, school: District) -> None:
    keys = re.findall(r'name="letter" type="checkbox" value="([^"]+)"', client.get("/letters").text)
    rasa = str(person_called(database, school, "Rasa Kazlauskiene"))
    chosen = [key for key in keys if rasa in key]
    run_of(client, {"which": "ticked", "letter": chosen})
    made = letters_in(database, school, LetterState.ISSUED)
    assert [str(one.recipient_id) for one in made] == [rasa]
    assert not letters_in(database, school, LetterState.HELD)


def test_making_the_ticked_ones_without_a_tick_says_so_and_makes_nothing(
    client: FlaskClient, database: Database, school: District
) -> None:
    page = client.post("/letters/make", data={"which": "ticked"})
    assert page.status_code == 422
    assert "Tick the letters to make, or make all of them." in page.text
    assert not letters_in(database, school, LetterState.ISSUED)


def test_the_lists_of_made_and_held_letters_open(client: FlaskClient, school: District) -> None:
    assert heading(client.get("/letters/made")) == "No letter has been made yet"
    assert heading(client.get("/letters/held")) == "No letter is held"
    make_all(client)
    assert heading(client.get("/letters/made")).startswith("The last letters were made on")
    assert heading(client.get("/letters/held")) == "3 letters are held, and somebody is asked to ring"


def test_another_schools_runs_and_letters_do_not_exist(
    app: Flask, client: FlaskClient, database: Database, school: District
) -> None:
    run = run_of(client, {"which": "all"})
    letter, held = (letters_in(database, school, state)[0] for state in (LetterState.ISSUED, LetterState.HELD))
    theirs = signed_in(app, school.other_head)
    for address in (run, f"{run}/letters.zip", f"/letters/{letter.id}", f"/letters/{letter.id}/letter.pdf",
                    f"/letters/{letter.id}/page-1.png", f"/letters/to/{letter.recipient_id}"):  # fmt: skip
        assert theirs.get(address).status_code == 404, address
    assert theirs.post(f"/letters/{held.id}/please-ring", data={"language": "pa-Guru"}).status_code == 404
    assert heading(theirs.get("/letters")) == "No letter is due today"
    assert client.get(f"/letters/{uuid4()}").status_code == 404
    assert client.get(f"/letters/made/{10**30}").status_code == 404


def test_reception_sees_what_is_due_and_is_told_why_it_cannot_make_it(
    app: Flask, database: Database, school: District
) -> None:
    with database.work() as session:
        reception = a_staff_member(session, session.merge(school.school), utc_now(), roles=("reception",))
    browser = signed_in(app, reception)
    page = browser.get("/letters")
    assert f"needs the permission “{Permission.ISSUE_LETTERS.value}”" in page.text
    assert 'name="which"' not in page.text
    assert browser.post("/letters/make", data={"which": "all"}).status_code == 403


def test_a_letter_is_looked_at_before_it_is_made_and_nothing_is_stored(
    app: Flask, client: FlaskClient, database: Database, school: District
) -> None:
    links = re.findall(r'href="(/letters/due/[0-9a-f-]{36}/[0-9a-f-]{36})"', client.get("/letters").text)
    rasa = str(person_called(database, school, "Rasa Kazlauskiene"))
    [hers] = [link for link in links if rasa in link]
    page = client.get(hers)
    assert heading(page) == "This would go to Rasa now"
    assert client.get(f"{hers}/page-1.png").data.startswith(b"\x89PNG")
    assert client.get(f"{hers}/page-99.png").status_code == 404
    assert "Rasa Kazlauskienė" in client.get(f"{hers}/letter.html").text
    assert not letters_in(database, school, LetterState.ISSUED)
    assert signed_in(app, school.other_head).get(hers).status_code == 404
    make_all(client)
    assert client.get(hers).status_code == 404, "what was made is no longer due"
