"""One letter through the screens: its page, everything it can be taken away as, and what a held one offers."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
from zipfile import ZipFile

import pytest
from browsers import District
from exported_school import take_in_the_school
from flask.testing import FlaskClient
from letter_browsing import audited, heading, letter_to, letters_in, make_all, person_called, run_of

from comms.agencies.viewer import viewer_of
from comms.families.person import Person
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.letters.letter import LetterState
from comms.worker.working import Worker


@pytest.fixture
def school(database: Database, district: District) -> District:
    """The district, with its first school's export taken in."""
    with database.work() as session:
        take_in_the_school(session, viewer_of(session.merge(district.head)), utc_now())
    return district


def test_a_run_is_downloaded_whole_before_the_worker_has_printed_it(
    client: FlaskClient, database: Database, school: District
) -> None:
    run = run_of(client, {"which": "all"})
    answer = client.get(f"{run}/letters.zip")
    zipped = ZipFile(io.BytesIO(answer.data))
    references = [f"{one.kind}-{one.reference}" for one in letters_in(database, school, LetterState.ISSUED)]
    expected = {f"{name}.{form}" for name in references for form in ("pdf", "html", "txt")} | {"report.csv"}
    assert set(zipped.namelist()) == expected
    assert zipped.read(f"{references[0]}.pdf").startswith(b"%PDF")
    assert re.fullmatch(r'attachment; filename="letters-\d{4}-\d\d-\d\d\.zip"', answer.headers["Content-Disposition"])
    assert audited(database).count("download letter") == 2


def test_the_report_in_the_archive_tells_who_is_held_and_why_and_no_cell_is_a_formula(
    client: FlaskClient, database: Database, school: District
) -> None:
    with database.work() as session:
        mary = session.get_one(Person, person_called(database, school, "Mary O'Brien"))
        mary.given_name = "=HYPERLINK(1)"
    run = run_of(client, {"which": "all"})
    zipped = ZipFile(io.BytesIO(client.get(f"{run}/letters.zip").data))
    rows = list(csv.DictReader(io.StringIO(zipped.read("report.csv").decode("utf-8-sig"))))
    assert {row["outcome"] for row in rows} == {"issued", "held"}
    ola = next(row for row in rows if row["parent"] == "Ola Nowak")
    assert ola["reason"].startswith("language_unknown: Nobody has asked")
    assert "'=HYPERLINK(1) O'Brien" in [row["parent"] for row in rows]


def test_the_worker_prints_the_very_bytes_that_were_downloaded_before(
    client: FlaskClient, installation: Installation, database: Database, school: District
) -> None:
    make_all(client)
    letter = letter_to(database, school, "Rasa Kazlauskiene", LetterState.ISSUED)
    before = client.get(f"/letters/{letter.id}/letter.pdf").data
    Worker(installation).act("print letter", letter.id)
    assert client.get(f"/letters/{letter.id}/letter.pdf").data == before
    assert "It is printed." in client.get(f"/letters/{letter.id}").text


def test_a_letters_page_tells_its_language_its_words_and_its_fingerprint(
    client: FlaskClient, database: Database, school: District
) -> None:
    make_all(client)
    letter = letter_to(database, school, "Rasa Kazlauskiene", LetterState.ISSUED)
    page = client.get(f"/letters/{letter.id}")
    assert heading(page) == "A letter to Rasa in Lithuanian lietuvių"
    assert "Draft words" in page.text
    assert letter.content_hash in page.text
    assert letter.reference in page.text
    assert f"/letters/{letter.id}/page-1.png" in page.text
    assert "view letter" in audited(database)


def test_a_letter_is_seen_as_a_picture_and_read_as_text(
    client: FlaskClient, database: Database, school: District
) -> None:
    make_all(client)
    letter = letter_to(database, school, "Rasa Kazlauskiene", LetterState.ISSUED)
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
    make_all(client)
    letter = letter_to(database, school, "Rasa Kazlauskiene", LetterState.ISSUED)
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
    make_all(client)
    held = letter_to(database, school, "Meera Singh", LetterState.HELD)
    page = client.get(f"/letters/{held.id}")
    assert "which language they read is not known" in page.text
    assert "Somebody is asked to ring by" in page.text
    assert "/tasks/" in page.text
    assert 'name="language" value="pa-Guru"' in page.text
    assert 'lang="pa-Guru" dir="ltr"' in page.text


def test_please_ring_us_is_made_in_the_form_that_was_chosen(
    client: FlaskClient, database: Database, school: District
) -> None:
    make_all(client)
    held = letter_to(database, school, "Meera Singh", LetterState.HELD)
    page = client.post(f"/letters/{held.id}/please-ring", data={"language": "pa-Guru"}, follow_redirects=True)
    assert "“Please ring us” in Panjabi (Gurmukhi) is made" in page.text
    made = letter_to(database, school, "Meera Singh", LetterState.ISSUED)
    assert (made.kind, made.language) == ("L00", "pa-Guru")


@pytest.mark.parametrize("tag", ["lt", "xx", "", "<script>"])
def test_please_ring_us_is_made_in_no_language_that_was_not_offered(
    client: FlaskClient, database: Database, school: District, tag: str
) -> None:
    make_all(client)
    held = letter_to(database, school, "Meera Singh", LetterState.HELD)
    assert client.post(f"/letters/{held.id}/please-ring", data={"language": tag}).status_code == 404


def test_nothing_can_be_read_of_a_held_letter(client: FlaskClient, database: Database, school: District) -> None:
    make_all(client)
    held = letter_to(database, school, "Ola Nowak", LetterState.HELD)
    for name in ("page-1.png", "small.png", "letter.pdf", "letter.html", "letter.txt"):
        assert client.get(f"/letters/{held.id}/{name}").status_code == 404


def test_a_held_letter_that_went_later_says_so(client: FlaskClient, database: Database, school: District) -> None:
    make_all(client)
    held = letter_to(database, school, "Ola Nowak", LetterState.HELD)
    answers = {
        "source": "asked the person",
        "spoken_1": "pl",
        "written": "pl",
        "reads": "well",
        "interpreter": "needed",
    }
    unasked = dict.fromkeys(("english_speaks", "english_understands", "english_reads"), "not asked")
    assert client.post(f"/families/{held.recipient_id}/language", data=answers | unasked).status_code == 303
    make_all(client)
    page = client.get(f"/letters/{held.id}")
    assert heading(page) == "This letter was held, and has gone since"
    issued = letter_to(database, school, "Ola Nowak", LetterState.ISSUED)
    assert f"/letters/{issued.id}" in page.text


def test_a_held_letter_that_nobody_needs_any_more_is_withdrawn_with_a_reason(
    client: FlaskClient, database: Database, school: District
) -> None:
    make_all(client)
    held = letters_in(database, school, LetterState.HELD)[0]
    silent = client.post(f"/letters/{held.id}/withdraw", data={"because": " "})
    assert silent.status_code == 422
    assert "Write it in a few words." in silent.text
    assert client.post(f"/letters/{held.id}/withdraw", data={"because": "He is back."}).status_code == 303
    assert "He is back." in client.get(f"/letters/{held.id}").text
    assert "withdraw letter" in audited(database)
    again = client.post(f"/letters/{held.id}/withdraw", data={"because": "He is back."})
    assert again.status_code == 409


def test_a_persons_page_has_their_letters_and_the_reason_each_was_due(
    client: FlaskClient, database: Database, school: District
) -> None:
    make_all(client)
    issued = letters_in(database, school, LetterState.ISSUED)[0]
    person = client.get(f"/families/{issued.recipient_id}").text
    assert f"/letters/{issued.id}" in person
    assert "Write a letter" in person
    assert "Why it was due" in client.get(f"/letters/{issued.id}").text


def test_hostile_names_are_shown_as_they_stand(client: FlaskClient, database: Database, school: District) -> None:
    hostile = "<script>alert(1)</script>{{7*7}}#panic()"
    with database.work() as session:
        session.get_one(Person, person_called(database, school, "Rasa Kazlauskiene")).given_name = hostile
    page = make_all(client).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}#panic()" in page
    letter = next(one for one in letters_in(database, school, LetterState.ISSUED) if one.language == "lt")
    assert hostile in client.get(f"/letters/{letter.id}/letter.txt").text
    assert "<script>" not in client.get(f"/letters/{letter.id}/letter.html").text
    assert client.get(f"/letters/{letter.id}/letter.pdf").data.startswith(b"%PDF")
