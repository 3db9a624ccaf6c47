"""An agency's own letters and phrases: written, looked at in every language, put in force, translated, approved."""

from __future__ import annotations

import re

import pytest
from browsers import District, signed_in
from factories import a_staff_member, an_agency
from flask import Flask
from flask.testing import FlaskClient
from letter_browsing import audited, heading
from screens import said

from comms.agencies.viewer import viewer_of
from comms.foundation.clock import utc_now
from comms.foundation.work import Database
from comms.letters.own import find
from comms.letters.own.actions import LetterEdit, put_in_force, save_draft
from comms.letters.templates.source import packaged_body

OLD = "This letter is not a fine, and it is not a warning."
NEW = "You are not in trouble, and we want to help."
L02 = packaged_body("L02").replace(OLD, NEW)
PNG = b"\x89PNG"


def _colleague(app: Flask, database: Database, district: District, role: str, name: str) -> FlaskClient:
    with database.work() as session:
        staff = a_staff_member(session, session.merge(district.school), utc_now(), roles=(role,), name=name)
        staff.qualification, staff.qualified_in = "DPSI Law, Lithuanian", ["lt"]
    return signed_in(app, staff)


def _saved(client: FlaskClient, body: str, base: int = 0) -> str:
    answer = client.post("/our-letters/L02/usual", data={"body": body, "base": str(base)})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_the_list_says_whose_words_each_letter_has(client: FlaskClient) -> None:
    page = client.get("/our-letters")
    assert heading(page) == "Our letters have the packaged words"
    assert "It stands in for every letter that is held" in page.text


def test_the_editor_begins_with_the_words_that_count_and_explains_the_fields(client: FlaskClient) -> None:
    page = client.get("/our-letters/L02/usual")
    assert OLD in page.text
    assert "<code>{child}</code></dt><dd" in page.text


def test_before_a_draft_counts_every_language_says_what_the_edit_puts_back(client: FlaskClient) -> None:
    page = client.get(_saved(client, L02))
    text = said(page)
    assert "languages will be held until they are translated" in heading(page)
    assert re.search(r"Lithuanian: 1 of \d+ sentences has no translation now. Letters in Lithuanian will be held", text)
    assert "English: this is the original. Letters in English go at once." in text
    assert f"Before {OLD} Now {NEW}" in text
    assert page.text.count("page in") > 10, "a picture for each language"


@pytest.mark.parametrize("tag", ["lt", "ur", "en"])
def test_a_draft_has_a_picture_in_a_language_it_is_not_translated_into(client: FlaskClient, tag: str) -> None:
    picture = client.get(f"{_saved(client, L02)}/{tag}.png")
    assert picture.data.startswith(PNG)
    assert picture.data != client.get(f"/letter-samples/L02/{tag}/page-1.png").data


def test_a_dropped_field_is_refused_at_its_line_and_the_draft_is_kept(client: FlaskClient) -> None:
    where = _saved(client, L02.replace("Child: {child}", "Child: your child"))
    page = client.get(where)
    assert 'href="#line-5">Line 5: {child} is gone.' in page.text
    assert re.search(r'id="line-5"[^>]*><code>Child: your child</code><p class="govuk-error-message">', page.text)
    assert "Put in force" not in page.text
    assert client.post(f"{where}/in-force").status_code == 422
    assert "Child: your child" in client.get("/our-letters/L02/usual").text, "what was typed is not lost"
    assert OLD in client.get("/letter-samples/L02/en/sample.html").text, "letters say what they said"


def test_whoever_saves_second_is_told_and_sees_both(client: FlaskClient, database: Database) -> None:
    _saved(client, L02)
    second = L02.replace("we want to help", "we would like to help")
    page = client.post("/our-letters/L02/usual", data={"body": second, "base": "0"})
    assert page.status_code == 422
    assert "Somebody saved other words here since you opened them." in page.text
    assert "What <bdi>Jo Marsh</bdi>" in page.text
    assert "we would like to help." in page.text
    assert NEW in page.text
    assert 'name="base" value="1"' in page.text
    assert _saved(client, second, base=1).endswith("/2")


def test_own_words_count_from_when_they_are_put_in_force_until_somebody_goes_back(
    app: Flask, client: FlaskClient, district: District, database: Database
) -> None:
    where = _saved(client, L02)
    assert OLD in client.get("/letter-samples/L02/en/sample.html").text
    assert "In force." in client.post(f"{where}/in-force", follow_redirects=True).text
    assert heading(client.get("/our-letters")) == "1 of our letters has our own words"
    assert "Our version 1, by Jo Marsh, on" in said(client.get("/our-letters"))
    assert NEW in client.get("/letter-samples/L02/en/sample.html").text
    assert "Missing" in client.get("/letter-samples/L02/lt").text
    theirs = signed_in(app, district.other_head)
    assert OLD in theirs.get("/letter-samples/L02/en/sample.html").text
    assert theirs.get(where).status_code == 404
    client.post("/our-letters/L02/usual/0/again")
    assert OLD in client.get("/letter-samples/L02/en/sample.html").text
    assert {"save own letter", "put own letter in force", "go back in own letter"} <= set(audited(database))


def test_a_sentence_of_our_own_is_translated_by_one_and_approved_by_another(
    app: Flask, client: FlaskClient, district: District, database: Database
) -> None:
    client.post(f"{_saved(client, L02)}/in-force")
    translator = _colleague(app, database, district, "translation approver", "Jurgita Petraitė")
    page = translator.get("/words/lt/L02")
    assert "1 missing" in heading(page)
    [where] = re.findall(r'href="(/words/lt/L02/translate[^"]+)">Translate it<', page.text)
    form = translator.get(where)
    assert "<textarea" in form.text
    assert 'lang="lt" dir="ltr"' in form.text
    sentence = where.partition("sentence=")[2]
    wrong = translator.post("/words/lt/L02/translate", data={"sentence": sentence, "form-0": "Norime {child} padėti."})
    assert wrong.status_code == 422
    assert "{child} stands in it 1 times" in wrong.text
    assert "Norime {child} padėti." in wrong.text
    good = {"sentence": sentence, "form-0": "Jums nieko nebus, mes norime padėti."}
    assert "kept as a draft" in translator.post("/words/lt/L02/translate", data=good, follow_redirects=True).text
    own = translator.get("/words/lt/L02").text
    assert "Draft by <bdi>Jurgita Petraitė</bdi>" in own
    assert "you wrote it, so somebody else approves it" in own
    approver = _colleague(app, database, district, "translation approver", "Rimas Jonaitis")
    [key] = re.findall(rf'name="shown" value="({sentence}:[0-9a-f]+)"', approver.get("/words/lt/L02").text)
    refused = translator.post("/words/lt/L02", data={"which": "ticked", "words": key})
    assert refused.status_code == 409
    approved = approver.post("/words/lt/L02", data={"which": "ticked", "words": key}, follow_redirects=True)
    assert "1 sentence is approved in your name." in approved.text
    assert "Jums nieko nebus" in client.get("/letter-samples/L02/lt/sample.html").text


def test_other_words_for_an_approved_sentence_wait_beside_it_until_somebody_else_approves_them(
    app: Flask, database: Database, district: District
) -> None:
    author = _colleague(app, database, district, "translation approver", "Jurgita Petraitė")
    approver = _colleague(app, database, district, "translation approver", "Rimas Jonaitis")
    keys = re.findall(r'name="shown" value="([^"]+)"', approver.get("/words/lt/L12").text)
    approver.post("/words/lt/L12", data={"which": "all", "shown": keys})
    page = author.get("/words/lt/L12")
    assert heading(page).endswith(f"all {len(keys)} approved")
    assert "Approve the ticked sentences" not in page.text
    greeting = "Dear parent or carer,"
    [where] = re.findall(rf'href="([^"]+)">Write it in other words<span[^>]*>: {greeting}<', page.text)
    sentence, other = where.partition("sentence=")[2], "Mieli tėvai ar globėjai,"
    author.post("/words/lt/L12/translate", data={"sentence": sentence, "form-0": other})
    page = author.get("/words/lt/L12")
    assert page.text.count(other) == 1
    assert "Draft by <bdi>Jurgita Petraitė</bdi>" in page.text
    assert "you wrote it, so somebody else approves it" in page.text
    assert "1 newer draft waits for somebody else to approve it" in said(page)
    assert other in author.get(where).text, "whoever goes on goes on from the newest words"
    assert heading(page).endswith(f"all {len(keys)} approved"), "the approved words still count"
    assert other not in author.get("/letter-samples/L12/lt/sample.html").text
    [key] = re.findall(r'name="shown" value="([^"]+)"', approver.get("/words/lt/L12").text)
    assert author.post("/words/lt/L12", data={"which": "ticked", "words": key}).status_code == 409
    done = approver.post("/words/lt/L12", data={"which": "ticked", "words": key}, follow_redirects=True)
    assert "1 sentence is approved in your name." in done.text
    assert "Draft by" not in done.text
    assert done.text.count(other) == 1
    assert other in author.get("/letter-samples/L12/lt/sample.html").text


def test_a_newer_draft_is_seen_by_nobody_in_another_agency(app: Flask, database: Database, district: District) -> None:
    author = _colleague(app, database, district, "translation approver", "Jurgita Petraitė")
    approver = _colleague(app, database, district, "translation approver", "Rimas Jonaitis")
    keys = re.findall(r'name="shown" value="([^"]+)"', approver.get("/words/lt/L12").text)
    approver.post("/words/lt/L12", data={"which": "all", "shown": keys})
    sentence = keys[0].partition(":")[0]
    author.post("/words/lt/L12/translate", data={"sentence": sentence, "form-0": "Ačiū jums labai"})
    assert "Ačiū jums labai" in author.get("/words/lt/L12").text
    assert "Ačiū jums labai" not in signed_in(app, district.other_head).get("/words/lt/L12").text


def test_every_plural_form_has_its_place_with_examples(app: Flask, database: Database, district: District) -> None:
    translator = _colleague(app, database, district, "translator", "Jurgita Petraitė")
    addresses = re.findall(r'href="(/words/lt/L02/translate[^"]+)"', translator.get("/words/lt/L02").text)
    pages = [translator.get(address).text for address in addresses]
    [plural] = [page for page in pages if "{absent} sessions" in page]
    assert plural.count("<textarea") == 3
    assert "For a count such as 1, 21, 31, 41" in plural


def test_a_phrase_of_our_own_can_be_chosen_once_we_know_where_it_is_not_translated(
    client: FlaskClient, district: District, database: Database
) -> None:
    text = "We can lend your child a bicycle."
    given = {"key": "support.new", "base": "0", "text": text}
    page = client.post("/our-letters/phrases/edit", data=given)
    assert page.status_code == 422
    assert "It has no translation yet in: " in page.text
    assert text in page.text
    client.post("/our-letters/phrases/edit", data=given | {"known": "yes"})
    assert text in client.get("/our-letters/phrases").text
    assert text in client.get("/words/lt/phrases").text
    with database.work() as session:
        book = find.book_of(session, viewer_of(session.merge(district.head)))
        assert book.phrases["support.own_1"].text == text
        theirs = find.book_of(session, viewer_of(session.merge(district.other_head)))
        assert "support.own_1" not in theirs.phrases
    client.post("/our-letters/phrases/edit", data={"key": "support.own_1", "base": "1", "what": "away"})
    assert text not in client.get("/our-letters/phrases").text


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Ring Mrs Marsh.", "names a person"),
        ("We have 12 places.", "the number 12"),
        ("Say {child}.", "no value"),
        ("", "Write"),
    ],
)
def test_a_phrase_that_cannot_count_is_refused_and_what_was_typed_stays(
    client: FlaskClient, text: str, wrong: str
) -> None:
    page = client.post("/our-letters/phrases/edit", data={"key": "support.travel", "base": "0", "text": text})
    assert page.status_code == 422
    assert wrong in page.text
    assert text in page.text


@pytest.mark.parametrize(
    "address",
    ["L00/usual", "L99/usual", "L02/html", "L02/usual/7", "phrases/edit?key=hours.weekdays", "phrases/edit?key=x"],
)
def test_what_may_not_be_written_is_not_there(client: FlaskClient, address: str) -> None:
    assert client.get(f"/our-letters/{address}").status_code == 404


def test_nobody_else_may_write_them(app: Flask, database: Database, district: District) -> None:
    officer = _colleague(app, database, district, "attendance officer", "Sam Reed")
    assert officer.get("/our-letters").status_code == 403
    assert officer.post("/our-letters/L02/usual", data={"body": L02, "base": "0"}).status_code == 403


def test_a_school_sees_whose_words_a_formal_letter_has(
    client: FlaskClient, database: Database, district: District
) -> None:
    assert "Its words are those of the local authority under whose code of conduct" in said(client.get("/our-letters"))
    assert client.get("/our-letters/L08/usual").status_code == 404
    with database.work() as session:
        council = an_agency(session, utc_now(), name="Fenland Council", kind="local_authority")
        session.merge(district.school).authority_id = council.id
        roles = ("administrator", "attendance legal officer")
        writer = viewer_of(a_staff_member(session, council, utc_now(), roles=roles))
        body = packaged_body("L08").replace("Each parent gets a letter of their own. ", "")
        row = save_draft(session, writer, LetterEdit("L08", "", body, 0), utc_now())
        put_in_force(session, writer, "L08", "", row.version, utc_now())
    assert "The local authority’s version 1" in said(client.get("/our-letters"))
