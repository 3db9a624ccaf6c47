"""The workbench: walking through a letter's sentences, and keeping, approving and sending back from there."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from words_made import an_approver

from comms.agencies.viewer import viewer_of
from comms.foundation.clock import utc_now
from comms.foundation.work import Database
from comms.translation.actions import WordsGiven, approve_words, write_translation
from comms.translation.catalogues import Catalogue, words_hash
from comms.translation.find import approvals, reviews, words, written_here
from comms.translation.reviewing import ask_for_review

BENCH = "/words/lt/L12/workbench"
GREETING = "Dear parent or carer,"
GREETING_HASH = words_hash("L12", (GREETING,))
GREETING_OURS = "Mieli tėvai ar globėjai,"

Signed = Callable[..., FlaskClient]


@pytest.fixture
def person(app: Flask, database: Database, district: District) -> Signed:
    """A browser of somebody who translates, or approves, at the school."""

    def sign_in(
        role: str = "translation approver", language: str = "lt", name: str = "Jurgita Petraitė"
    ) -> FlaskClient:
        with database.work() as session:
            staff = a_staff_member(session, session.merge(district.school), utc_now(), roles=(role,), name=name)
            if role == "translation approver":
                staff.qualification, staff.qualified_in = "DPSI Law", [language]
        return signed_in(app, staff)

    return sign_in


def _key(page: str) -> str:
    found = re.search(r'name="sentence" value="([^"]+)"', page)
    assert found
    return found[1]


def _typed(page: str) -> list[str]:
    return [text.strip() for text in re.findall(r'(?s)<textarea[^>]*id="form-\d+"[^>]*>(.*?)</textarea>', page)]


def _at(page: str) -> int:
    found = re.search(r"<h1[^>]*>Sentence (\d+) of \d+", page)
    assert found
    return int(found[1])


def _open(browser: FlaskClient, sentence: str = GREETING_HASH, address: str = BENCH) -> str:
    return browser.get(f"{address}?sentence={sentence}").text


def _written(database: Database, district: District) -> list[tuple[list[str], str]]:
    with database.reading() as session:
        rows = written_here(session, viewer_of(session.merge(district.head)), "lt")
        return [(row.forms, row.machine) for row in rows]


def test_the_page_of_a_letters_words_leads_to_the_workbench(client: FlaskClient) -> None:
    assert f'href="{BENCH}"' in client.get("/words/lt/L12").text
    assert client.get(BENCH).status_code == 200


def test_a_sentence_stands_beside_its_translation_with_those_around_it_and_the_letters_picture(person: Signed) -> None:
    page = _open(person())
    number = _at(page)
    assert GREETING in page
    assert "Draft" in page
    assert "machine translation, not checked" in page
    around = re.findall(r'<span class="workbench-row__number">(\d+)</span>', page)
    assert [int(one) for one in around] == [number - 2, number - 1, number + 1, number + 2]
    assert "/letter-samples/L12/lt/page-1.png" in page
    assert re.search(r"0 of \d+ approved, \d+ to read\.", page)


def test_everybody_walks_by_links_alone(client: FlaskClient) -> None:
    page, seen = client.get(BENCH).text, []
    while True:
        seen.append(_at(page))
        following = re.search(r'data-key="j" href="([^"]+)"', page)
        if following is None:
            break
        page = client.get(following[1].replace("&amp;", "&")).text
    assert seen == list(range(1, len(seen) + 1))
    assert f"Sentence {len(seen)} of {len(seen)}" in page
    back = re.search(r'data-key="k" href="([^"]+)"', page)
    assert back
    assert _at(client.get(back[1].replace("&amp;", "&")).text) == len(seen) - 1


def test_right_to_left_words_stand_right_to_left_in_the_page_and_in_the_field(person: Signed) -> None:
    page = person(language="ur").get("/words/ur/L12/workbench").text
    assert '<div class="letters-words__theirs" lang="ur" dir="rtl">' in page
    assert re.search(r'<textarea[^>]*id="form-0"[^>]*lang="ur" dir="rtl"', page)
    assert 'class="letters-gap" lang="en" dir="ltr"' in page


def test_every_plural_form_has_a_field_and_counts_for_it(person: Signed) -> None:
    source = words_hash("L02", ("Your child missed {absent} session.", "Your child missed {absent} sessions."))
    page = _open(person(language="pl"), source, "/words/pl/L02/workbench")
    assert len(_typed(page)) == 3
    assert "For a count such as 2, 3, 4, 22" in page
    assert page.count('<span class="workbench-count"') == 5


def test_whoever_only_sees_words_finds_nothing_to_write_or_to_approve_here(client: FlaskClient) -> None:
    page = client.get(BENCH).text
    assert "<textarea" not in page
    assert "Approving needs the permission" in page
    key = {"sentence": _key(page), "form-0": "Labas,"}
    for step in ("keep", "approve", "sent-back", "review", "machine", "check"):
        assert client.post(f"{BENCH}/{step}", data=key).status_code == 403, step


def test_a_translator_writes_and_asks_but_does_not_approve(person: Signed, database: Database) -> None:
    browser = person("translator")
    page = _open(browser)
    assert "Keep as a draft and go on" in page
    assert "Ask for a review" in page
    assert "Approve and go on" not in page
    assert "Send it back" not in page
    assert "Approving needs the permission" not in page, "which a translator does not want to read at every sentence"
    for step in ("approve", "sent-back"):
        assert browser.post(f"{BENCH}/{step}", data={"sentence": _key(page), "wrong": "x"}).status_code == 403
    with database.reading() as session:
        assert not approvals(session, "lt")


def test_an_approver_of_another_language_is_not_offered_to_approve(person: Signed) -> None:
    page = _open(person(language="pl"))
    assert "Approve and go on" not in page
    assert "once your qualification for this language is on record" in page


def test_what_is_kept_is_a_draft_in_ones_own_name_and_the_next_that_waits_comes(
    person: Signed, database: Database, district: District
) -> None:
    browser = person("translator")
    page = _open(browser)
    answer = browser.post(
        f"{BENCH}/keep", data={"sentence": _key(page), "form-0": GREETING_OURS}, follow_redirects=True
    )
    assert "Kept as a draft. Somebody else approves it." in answer.text
    assert _at(answer.text) == _at(page) + 1
    assert _written(database, district) == [([GREETING_OURS], "")]
    mine = _open(browser)
    assert "you wrote it, so somebody else approves it" in mine
    assert _typed(mine) == [GREETING_OURS]


def test_wrong_words_come_back_with_what_is_wrong_and_nothing_is_lost(
    person: Signed, database: Database, district: District
) -> None:
    browser = person("translator")
    page = browser.get(BENCH).text
    sentence = next(
        one for one in Catalogue.of("lt").messages.values() if one.source == "Child: {child}" and one.context == "L12"
    )
    page = _open(browser, sentence.source_hash)
    answer = browser.post(f"{BENCH}/keep", data={"sentence": _key(page), "form-0": "Vaikas 7:"})
    assert answer.status_code == 422
    assert "{child} stands in it 0 times, and in the English 1 times." in answer.text
    assert "numbers are not those of the English" in answer.text
    assert _typed(answer.text) == ["Vaikas 7:"]
    assert _written(database, district) == []


def test_a_translator_who_finds_a_machines_words_right_makes_them_a_persons(
    person: Signed, database: Database, district: District
) -> None:
    browser = person("translator")
    page = _open(browser)
    browser.post(f"{BENCH}/keep", data={"sentence": _key(page), "form-0": _typed(page)[0]})
    assert _written(database, district) == [(_typed(page), "")]
    assert "machine translation, not checked" not in _open(browser).partition('<form method="post"')[0]


def test_an_approver_who_keeps_words_unchanged_does_not_become_their_author(
    person: Signed, database: Database, district: District
) -> None:
    browser = person()
    page = _open(browser)
    answer = browser.post(
        f"{BENCH}/keep", data={"sentence": _key(page), "form-0": _typed(page)[0]}, follow_redirects=True
    )
    assert "Nothing was changed." in answer.text
    assert _written(database, district) == []
    assert "Approve and go on" in _open(browser)


def test_approving_goes_on_to_the_next_and_counts(person: Signed, database: Database) -> None:
    browser = person()
    page = browser.get(BENCH).text
    for done in range(1, 4):
        answer = browser.post(
            f"{BENCH}/approve", data={"sentence": _key(page), "form-0": _typed(page)[0]}, follow_redirects=True
        )
        assert "Approved in your name." in answer.text
        assert re.search(rf"{done} of \d+ approved", answer.text)
        assert _at(answer.text) == _at(page) + 1
        page = answer.text
    with database.reading() as session:
        assert {one.approver_name for one in approvals(session, "lt")} == {"Jurgita Petraitė"}


def test_after_the_last_one_it_says_that_nothing_waits(person: Signed) -> None:
    browser, page = person(), ""
    for _ in range(100):
        page = browser.get(BENCH).text
        if "Approve and go on" not in page:
            break
        page = browser.post(f"{BENCH}/approve", data={"sentence": _key(page)}, follow_redirects=True).text
        if "Nothing else waits for you here." in page:
            break
    assert "Nothing else waits for you here." in page
    assert re.search(r"(\d+) of \1 approved\.", page)
    assert re.search('data-key="n" href="/words/lt">Other words in Lithuanian<', page), "the same key leads on"


def test_words_that_were_typed_anew_are_not_approved_by_their_writer(person: Signed, database: Database) -> None:
    browser = person()
    page = _open(browser)
    answer = browser.post(f"{BENCH}/approve", data={"sentence": _key(page), "form-0": GREETING_OURS})
    assert answer.status_code == 422
    assert "Keep them as a draft first" in answer.text
    assert _typed(answer.text) == [GREETING_OURS]
    with database.reading() as session:
        assert not approvals(session, "lt")


def test_words_that_changed_since_the_page_was_opened_are_read_again(person: Signed, database: Database) -> None:
    browser = person()
    old = _key(_open(browser))
    page = _open(person("translator", name="Rasa"))
    person("translator").post(f"{BENCH}/keep", data={"sentence": _key(page), "form-0": GREETING_OURS})
    for step in ("approve", "sent-back", "review"):
        answer = browser.post(f"{BENCH}/{step}", data={"sentence": old, "wrong": "x"})
        assert answer.status_code == 422, step
        assert "have changed since you opened this page" in answer.text
    with database.reading() as session:
        assert not approvals(session, "lt")


def test_words_are_sent_back_with_the_reason_and_without_one_not(
    person: Signed, database: Database, district: District
) -> None:
    browser = person()
    page = _open(browser)
    assert "Say what is wrong" in browser.post(f"{BENCH}/sent-back", data={"sentence": _key(page)}).text
    answer = browser.post(
        f"{BENCH}/sent-back", data={"sentence": _key(page), "wrong": "Per familiaru."}, follow_redirects=True
    )
    assert "Sent back." in answer.text
    assert "1 sent back" in answer.text
    now = _open(browser)
    assert now.partition("<textarea")[0].count("Per familiaru.") == 1
    assert "Approve and go on" not in now
    with database.reading() as session:
        assert [one.step for one in reviews(session, viewer_of(session.merge(district.head)), "lt")] == ["sent back"]


def test_a_review_is_asked_for_and_its_words_are_shown_to_whoever_reads(person: Signed) -> None:
    translator = person("translator", name="Rasa Rimkutė")
    page = _open(translator)
    translator.post(f"{BENCH}/review", data={"sentence": _key(page), "look_at": "Ar tinka kreipinys?"})
    seen = _open(person())
    assert "In review" in seen
    assert "Rasa Rimkutė" in seen
    assert seen.partition("<textarea")[0].count("Ar tinka kreipinys?") == 1


def test_a_newer_draft_stands_beside_the_words_that_letters_say_until_then(
    person: Signed, database: Database, district: District
) -> None:
    with database.work() as session:
        school = session.merge(district.school)
        approver = an_approver(session, school, utc_now())
        approve_words(session, approver, [words(session, "lt", school.id)("L12", GREETING, None)], utc_now())
    browser = person("translator")
    before = _open(browser)
    browser.post(f"{BENCH}/keep", data={"sentence": _key(before), "form-0": GREETING_OURS})
    page = _open(browser)
    assert "Until this draft is approved, letters say:" in page
    assert "by Rimas Jonaitis, DPSI Lithuanian, 2019" in page
    assert _typed(page) == [GREETING_OURS]


def test_two_people_approve_words_with_legal_effect(person: Signed) -> None:
    address = "/words/lt/caution/workbench"
    browser = person()
    page = browser.get(address).text
    assert "two people approve them" in page
    browser.post(f"{address}/approve", data={"sentence": _key(page)})
    again = _open(browser, _key(page).partition(":")[0], address)
    assert "Approved by one of two" in again
    assert "Approve and go on" not in again
    assert "1 waits for somebody else" in again
    assert "Approve and go on" in _open(person(name="Ona"), _key(page).partition(":")[0], address)


@pytest.mark.parametrize("sentence", ["0", "nothing", "'; DROP TABLE letter; --", "<script>"])
def test_a_sentence_that_is_not_in_the_letter_is_not_found(person: Signed, sentence: str) -> None:
    browser = person()
    assert browser.get(BENCH, query_string={"sentence": sentence}).status_code == 404
    for step in ("keep", "approve", "sent-back", "review", "machine", "check"):
        assert browser.post(f"{BENCH}/{step}", data={"sentence": sentence, "form-0": "a"}).status_code == 404


@pytest.mark.parametrize("address", ["/words/en/L12/workbench", "/words/de/L12/workbench", "/words/lt/L99/workbench"])
def test_there_is_no_workbench_for_other_words(person: Signed, address: str) -> None:
    assert person().get(address).status_code == 404


@pytest.mark.parametrize("use", ["phrases", "card", "text", "page", "caution", "L02-easy"])
def test_every_use_has_its_workbench(person: Signed, use: str) -> None:
    answer = person().get(f"/words/lt/{use}/workbench")
    assert answer.status_code == (404 if use == "L02-easy" else 200)
    assert use == "L02-easy" or "There is no picture of this." in answer.text


def test_what_another_agency_drafted_or_asked_is_not_seen(
    person: Signed, database: Database, district: District
) -> None:
    with database.work() as session:
        other = viewer_of(
            a_staff_member(session, session.merge(district.other_school), utc_now(), roles=("translator",))
        )
        given = WordsGiven("lt", "L12", GREETING, None, (GREETING_OURS,))
        write_translation(session, other, given, utc_now())
        ask_for_review(
            session, other, words(session, "lt", other.agency_id)("L12", GREETING, None), utc_now(), "Gerai?"
        )
    page = _open(person())
    assert GREETING_OURS not in page
    assert "Gerai?" not in page
