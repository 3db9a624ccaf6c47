"""Letters through the screens: what is due, making it, what is held, and everything a letter can be taken away as."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
from collections.abc import Sequence
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
from browsers import District, signed_in
from exported_school import take_in_the_school
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from comms.agencies.permissions import Permission
from comms.agencies.viewer import viewer_of
from comms.families.find import people_called
from comms.families.person import Person
from comms.foundation.audit import AuditEntry
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.letters import find
from comms.letters.letter import Letter, LetterState
from comms.tasks.find import open_tasks
from comms.worker.working import Worker


@pytest.fixture
def school(database: Database, district: District) -> District:
    """The district, with its first school's export taken in."""
    with database.work() as session:
        take_in_the_school(session, viewer_of(session.merge(district.head)), utc_now())
    return district


def _heading(page: TestResponse) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.text, re.DOTALL)
    assert found, page.text
    return " ".join(re.sub(r"<[^>]+>", "", found[1]).split())


def _letters(database: Database, school: District, state: LetterState) -> Sequence[Letter]:
    with database.work() as session:
        return find.letters_in_state(session, viewer_of(session.merge(school.head)), state)


def _letter_to(database: Database, school: District, name: str, state: LetterState) -> Letter:
    with database.work() as session:
        viewer = viewer_of(session.merge(school.head))
        person = people_called(session, viewer, name)[0]
        return next(one for one in find.letters_about(session, viewer, person.id) if one.state == state)


def _person(database: Database, school: District, name: str) -> UUID:
    with database.work() as session:
        return people_called(session, viewer_of(session.merge(school.head)), name)[0].id


def _actions(database: Database) -> list[str]:
    with database.work() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)))


def _make_all(client: FlaskClient) -> TestResponse:
    return client.post("/letters/make", data={"which": "all"}, follow_redirects=True)


def test_the_page_says_first_how_many_letters_can_go_and_how_many_are_held(
    client: FlaskClient, school: District
) -> None:
    page = client.get("/letters")
    said = _heading(page)
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
    ola, meera = _person(database, school, "Ola Nowak"), _person(database, school, "Meera Singh")
    assert f"/families/{ola}/language" in page
    assert f"/families/{meera}/language" in page
    assert "/words/ar/L07" in page
    assert client.get("/words/ar/L07").status_code == 200


def test_looking_at_what_is_due_makes_nothing(client: FlaskClient, database: Database, school: District) -> None:
    client.get("/letters")
    assert not _letters(database, school, LetterState.ISSUED)
    assert not _letters(database, school, LetterState.HELD)


def test_making_the_letters_issues_those_that_can_go_and_asks_somebody_to_ring_about_the_others(
    client: FlaskClient, database: Database, school: District
) -> None:
    page = _make_all(client)
    assert "2 letters were made, 3 held: somebody is asked to ring." in page.text
    assert _heading(page).startswith("2 letters were made on")
    assert len(_letters(database, school, LetterState.ISSUED)) == 2
    with database.work() as session:
        calls = [task.reason for task in open_tasks(session, viewer_of(session.merge(school.head)))]
    assert {"language_unknown", "written_language_unknown", "not_approved"} <= set(calls)


def test_a_letter_that_was_made_is_not_due_again_and_a_held_one_says_that_somebody_is_asked(
    client: FlaskClient, school: District
) -> None:
    _make_all(client)
    page = client.get("/letters")
    assert _heading(page) == "3 letters are due. None can go yet: all are held, and somebody is asked to ring"
    assert 'name="which"' not in page.text
    assert page.text.count("See the held letter") == 3


def test_only_the_ticked_letters_are_made(client: FlaskClient, database: Database, school: District) -> None:
    keys = re.findall(r'name="letter" type="checkbox" value="([^"]+)"', client.get("/letters").text)
    rasa = str(_person(database, school, "Rasa Kazlauskiene"))
    chosen = [key for key in keys if rasa in key]
    client.post("/letters/make", data={"which": "ticked", "letter": chosen})
    made = _letters(database, school, LetterState.ISSUED)
    assert [str(one.recipient_id) for one in made] == [rasa]
    assert not _letters(database, school, LetterState.HELD)


def test_making_the_ticked_ones_without_a_tick_says_so_and_makes_nothing(
    client: FlaskClient, database: Database, school: District
) -> None:
    page = client.post("/letters/make", data={"which": "ticked"})
    assert page.status_code == 422
    assert "Tick the letters to make, or make all of them." in page.text
    assert not _letters(database, school, LetterState.ISSUED)


def test_a_run_is_downloaded_whole_before_the_worker_has_printed_it(
    client: FlaskClient, database: Database, school: District
) -> None:
    run = client.post("/letters/make", data={"which": "all"}).headers["Location"]
    answer = client.get(f"{run}/letters.zip")
    zipped = ZipFile(io.BytesIO(answer.data))
    references = [f"{one.kind}-{one.reference}" for one in _letters(database, school, LetterState.ISSUED)]
    expected = {f"{name}.{form}" for name in references for form in ("pdf", "html", "txt")} | {"report.csv"}
    assert set(zipped.namelist()) == expected
    assert zipped.read(f"{references[0]}.pdf").startswith(b"%PDF")
    assert re.fullmatch(r'attachment; filename="letters-\d{4}-\d\d-\d\d\.zip"', answer.headers["Content-Disposition"])
    assert _actions(database).count("download letter") == 2


def test_the_report_in_the_archive_tells_who_is_held_and_why_and_no_cell_is_a_formula(
    client: FlaskClient, database: Database, school: District
) -> None:
    with database.work() as session:
        mary = session.get_one(Person, _person(database, school, "Mary O'Brien"))
        mary.given_name = "=HYPERLINK(1)"
    run = client.post("/letters/make", data={"which": "all"}).headers["Location"]
    zipped = ZipFile(io.BytesIO(client.get(f"{run}/letters.zip").data))
    rows = list(csv.DictReader(io.StringIO(zipped.read("report.csv").decode("utf-8-sig"))))
    assert {row["outcome"] for row in rows} == {"issued", "held"}
    ola = next(row for row in rows if row["parent"] == "Ola Nowak")
    assert ola["reason"].startswith("language_unknown: Nobody has asked")
    assert "'=HYPERLINK(1) O'Brien" in [row["parent"] for row in rows]


def test_the_worker_prints_the_very_bytes_that_were_downloaded_before(
    client: FlaskClient, installation: Installation, database: Database, school: District
) -> None:
    _make_all(client)
    letter = _letter_to(database, school, "Rasa Kazlauskiene", LetterState.ISSUED)
    before = client.get(f"/letters/{letter.id}/letter.pdf").data
    Worker(installation).act("print letter", letter.id)
    assert client.get(f"/letters/{letter.id}/letter.pdf").data == before
    assert "It is printed." in client.get(f"/letters/{letter.id}").text


def test_a_letters_page_tells_its_language_its_words_and_its_fingerprint(
    client: FlaskClient, database: Database, school: District
) -> None:
    _make_all(client)
    letter = _letter_to(database, school, "Rasa Kazlauskiene", LetterState.ISSUED)
    page = client.get(f"/letters/{letter.id}")
    assert _heading(page) == "This letter tells Rasa in Lithuanian lietuvių"
    assert "Draft words" in page.text
    assert letter.content_hash in page.text
    assert letter.reference in page.text
    assert f"/letters/{letter.id}/page-1.png" in page.text
    assert "view letter" in _actions(database)


def test_a_letter_is_seen_as_a_picture_and_read_as_text(
    client: FlaskClient, database: Database, school: District
) -> None:
    _make_all(client)
    letter = _letter_to(database, school, "Rasa Kazlauskiene", LetterState.ISSUED)
    for name in ("page-1.png", "small.png"):
        picture = client.get(f"/letters/{letter.id}/{name}")
        assert picture.data.startswith(b"\x89PNG")
        assert picture.headers["Cache-Control"] == "no-store"
    assert client.get(f"/letters/{letter.id}/page-40.png").status_code == 404
    text = client.get(f"/letters/{letter.id}/letter.txt")
    assert "Rasa Kazlauskienė" in text.text
    assert text.headers["Content-Disposition"] == f'attachment; filename="L02-{letter.reference}.txt"'


def test_the_letters_own_page_runs_nothing_and_its_style_is_allowed_by_its_hash(
    client: FlaskClient, database: Database, school: District
) -> None:
    _make_all(client)
    letter = _letter_to(database, school, "Rasa Kazlauskiene", LetterState.ISSUED)
    page = client.get(f"/letters/{letter.id}/letter.html")
    styles = re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()
    policy = page.headers["Content-Security-Policy"]
    assert len(styles) == 1
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "unsafe" not in policy


def test_a_held_letter_says_why_and_who_rings_and_offers_please_ring_us_in_each_form_of_their_language(
    client: FlaskClient, database: Database, school: District
) -> None:
    _make_all(client)
    held = _letter_to(database, school, "Meera Singh", LetterState.HELD)
    page = client.get(f"/letters/{held.id}")
    assert "which language they read is not known" in page.text
    assert "Somebody is asked to ring by" in page.text
    assert "/tasks/" in page.text
    assert 'name="language" value="pa-Guru"' in page.text
    assert 'lang="pa-Guru" dir="ltr"' in page.text


def test_please_ring_us_is_made_in_the_form_that_was_chosen(
    client: FlaskClient, database: Database, school: District
) -> None:
    _make_all(client)
    held = _letter_to(database, school, "Meera Singh", LetterState.HELD)
    page = client.post(f"/letters/{held.id}/please-ring", data={"language": "pa-Guru"}, follow_redirects=True)
    assert "“Please ring us” in Panjabi (Gurmukhi) is made" in page.text
    made = _letter_to(database, school, "Meera Singh", LetterState.ISSUED)
    assert (made.kind, made.language) == ("L00", "pa-Guru")


@pytest.mark.parametrize("tag", ["lt", "xx", "", "<script>"])
def test_please_ring_us_is_made_in_no_language_that_was_not_offered(
    client: FlaskClient, database: Database, school: District, tag: str
) -> None:
    _make_all(client)
    held = _letter_to(database, school, "Meera Singh", LetterState.HELD)
    assert client.post(f"/letters/{held.id}/please-ring", data={"language": tag}).status_code == 404


def test_nothing_can_be_read_of_a_held_letter(client: FlaskClient, database: Database, school: District) -> None:
    _make_all(client)
    held = _letter_to(database, school, "Ola Nowak", LetterState.HELD)
    for name in ("page-1.png", "small.png", "letter.pdf", "letter.html", "letter.txt"):
        assert client.get(f"/letters/{held.id}/{name}").status_code == 404


def test_a_held_letter_that_went_later_says_so(client: FlaskClient, database: Database, school: District) -> None:
    _make_all(client)
    held = _letter_to(database, school, "Ola Nowak", LetterState.HELD)
    answers = {
        "source": "asked the person",
        "spoken_1": "pl",
        "written": "pl",
        "reads": "well",
        "interpreter": "needed",
    }
    unasked = dict.fromkeys(("english_speaks", "english_understands", "english_reads"), "not asked")
    assert client.post(f"/families/{held.recipient_id}/language", data=answers | unasked).status_code == 303
    _make_all(client)
    page = client.get(f"/letters/{held.id}")
    assert _heading(page) == "This letter was held, and has gone since"
    issued = _letter_to(database, school, "Ola Nowak", LetterState.ISSUED)
    assert f"/letters/{issued.id}" in page.text


def test_the_lists_of_made_and_held_letters_open(client: FlaskClient, school: District) -> None:
    assert _heading(client.get("/letters/made")) == "No letter has been made yet"
    assert _heading(client.get("/letters/held")) == "No letter is held"
    _make_all(client)
    assert _heading(client.get("/letters/made")).startswith("The last letters were made on")
    assert _heading(client.get("/letters/held")) == "3 letters are held, and somebody is asked to ring"


def test_another_schools_runs_and_letters_do_not_exist(
    app: Flask, client: FlaskClient, database: Database, school: District
) -> None:
    run = client.post("/letters/make", data={"which": "all"}).headers["Location"]
    letter, held = (_letters(database, school, state)[0] for state in (LetterState.ISSUED, LetterState.HELD))
    theirs = signed_in(app, school.other_head)
    for address in (run, f"{run}/letters.zip", f"/letters/{letter.id}", f"/letters/{letter.id}/letter.pdf",
                    f"/letters/{letter.id}/page-1.png", f"/letters/to/{letter.recipient_id}"):  # fmt: skip
        assert theirs.get(address).status_code == 404, address
    assert theirs.post(f"/letters/{held.id}/please-ring", data={"language": "pa-Guru"}).status_code == 404
    assert _heading(theirs.get("/letters")) == "No letter is due today"
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


def test_hostile_names_are_shown_as_they_stand(client: FlaskClient, database: Database, school: District) -> None:
    hostile = "<script>alert(1)</script>{{7*7}}#panic()"
    with database.work() as session:
        session.get_one(Person, _person(database, school, "Rasa Kazlauskiene")).given_name = hostile
    page = _make_all(client).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}#panic()" in page
    letter = next(one for one in _letters(database, school, LetterState.ISSUED) if one.language == "lt")
    assert hostile in client.get(f"/letters/{letter.id}/letter.txt").text
    assert "<script>" not in client.get(f"/letters/{letter.id}/letter.html").text
    assert client.get(f"/letters/{letter.id}/letter.pdf").data.startswith(b"%PDF")
