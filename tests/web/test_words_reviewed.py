"""One sentence on its page: asked about, sent back, approved by one of two, withdrawn."""

from __future__ import annotations

import re

import pytest
from browsers import District, signed_in
from flask import Flask
from flask.testing import FlaskClient
from letter_browsing import audited
from screens import said
from words_browsing import GREETING, browser_of, drafts_on, key_of, page_of
from words_made import a_translator, cautions

from comms.agencies.find import colleague
from comms.foundation.clock import utc_now
from comms.foundation.work import Database
from comms.translation.actions import WordsGiven, write_translation
from comms.translation.find import approvals

OTHER = "Mieli tėvai ar globėjai,"


@pytest.fixture
def translator(app: Flask, database: Database, district: District) -> FlaskClient:
    """A browser of somebody who translates and approves nothing."""
    return browser_of(app, database, district.school, "Jurgita Petraitė")


@pytest.fixture
def approver(app: Flask, database: Database, district: District) -> FlaskClient:
    """A browser of somebody who approves Lithuanian."""
    return browser_of(app, database, district.school, "Rimas Jonaitis", "lt")


def _write(translator: FlaskClient, text: str = OTHER) -> str:
    """Write the greeting in other words; the address of its page."""
    sentence = key_of(translator.get(page_of(translator)).text).partition(":")[0]
    translator.post("/words/lt/L12/translate", data={"sentence": sentence, "form-0": text})
    return page_of(translator)


def test_a_draft_that_came_with_the_service_says_that_a_machine_made_it(client: FlaskClient) -> None:
    assert "Draft machine translation, not checked; it came with this service" in said(client.get("/words/lt/L12"))


def test_a_draft_of_an_engine_names_its_package_and_version(
    app: Flask, database: Database, district: District, approver: FlaskClient
) -> None:
    source = "Dear parent or carer,"
    with database.work() as session:
        by = a_translator(session, session.merge(district.school), utc_now())
        given = WordsGiven("lt", "L12", source, None, (OTHER,))
        write_translation(session, by, given, utc_now(), "en_lt 1.9")
    seen = said(approver.get("/words/lt/L12"))
    assert f"{source} {OTHER} Draft machine translation, not checked: en_lt 1.9 Draft by Jurgita Petraitė" in seen


def test_whoever_kept_a_machines_words_unchanged_sees_the_mark_too_and_so_does_whoever_is_asked_to_read_them(
    app: Flask, database: Database, district: District, approver: FlaskClient
) -> None:
    with database.work() as session:
        by = a_translator(session, session.merge(district.school), utc_now())
        write_translation(session, by, WordsGiven("lt", "L12", GREETING, None, (OTHER,)), utc_now(), "en_lt 1.9")
        assert by.staff_id is not None
        staff = colleague(session, by, by.staff_id)
    keeper = signed_in(app, staff)
    mark = "machine translation, not checked: en_lt 1.9"
    kept = f"Draft {mark}; you kept it unchanged, so somebody else approves it"
    own, bench = page_of(keeper), "/words/lt/L12/workbench?sentence=" + key_of(keeper.get(page_of(keeper)).text)[:64]
    for where in ("/words/lt/L12", own, bench):
        page = said(keeper.get(where))
        assert kept in page, where
        assert "you wrote it" not in page
    key = key_of(keeper.get(own).text)
    assert keeper.post("/words/lt/L12/review", data={"sentence": key}).status_code == 303
    for browser in (keeper, approver):
        page = said(browser.get("/words/lt/L12"))
        assert re.search(rf"In review Jurgita Petraitė asked on \d+ \w+ \d+ M{mark[1:]}", page)
    approver.post("/words/lt/L12/review/sent-back", data={"sentence": key, "wrong": "Too cold."})
    assert "ask for a review again. Machine translation: en_lt 1.9" in said(keeper.get("/words/lt/L12"))


def test_a_translator_asks_and_an_approver_sees_it_and_approves(
    translator: FlaskClient, approver: FlaskClient, database: Database
) -> None:
    page = translator.get(_write(translator))
    assert "Approve it" not in page.text
    assert "Send it back" not in page.text
    asked = translator.post(
        "/words/lt/L12/review",
        data={"sentence": key_of(page.text), "look_at": "Is it too warm?"},
        follow_redirects=True,
    )
    assert "In review Jurgita Petraitė asked on" in said(asked)
    assert "Take the question back" in asked.text
    overview = said(approver.get("/words"))
    assert "Somebody asks for a review" in overview
    assert re.search(r"Attendance is better: thank you, Lithuanian ?: 1 sentence", overview)
    assert "1 in review" in said(approver.get("/words/lt"))
    letter = said(approver.get("/words/lt/L12"))
    assert "In review Jurgita Petraitė asked on" in letter
    assert "“Is it too warm?”" in letter
    theirs = approver.get(page_of(approver))
    assert "Take the question back" not in theirs.text
    approved = approver.post(
        "/words/lt/L12", data={"which": "ticked", "words": key_of(theirs.text)}, follow_redirects=True
    )
    assert "1 sentence is approved in your name." in approved.text
    assert "Somebody asks for a review" not in approver.get("/words").text
    assert "ask for review" in audited(database)


def test_words_are_sent_back_with_what_is_wrong_and_written_anew(
    translator: FlaskClient, approver: FlaskClient
) -> None:
    where = _write(translator)
    key = key_of(approver.get(where).text)
    empty = approver.post("/words/lt/L12/review/sent-back", data={"sentence": key, "wrong": " "})
    assert empty.status_code == 422
    assert "Say what is wrong with these words." in empty.text
    back = approver.post(
        "/words/lt/L12/review/sent-back",
        data={"sentence": key, "wrong": "Too warm for a letter."},
        follow_redirects=True,
    )
    assert "Sent back by Rimas Jonaitis on" in said(back)
    assert key not in drafts_on(approver, "/words/lt/L12")
    seen = said(translator.get("/words/lt/L12"))
    assert "“Too warm for a letter.” Write it in other words, or ask for a review again." in seen
    assert approver.post("/words/lt/L12", data={"which": "ticked", "words": key}).status_code == 409
    anew = translator.get(_write(translator, "Gerbiamieji tėvai ar globėjai,"))
    assert "Sent back" not in said(anew)
    assert key_of(anew.text) in drafts_on(approver, "/words/lt/L12")


def test_the_question_is_taken_back_by_whoever_asked(translator: FlaskClient, approver: FlaskClient) -> None:
    key = key_of(translator.get(_write(translator)).text)
    translator.post("/words/lt/L12/review", data={"sentence": key})
    assert approver.post("/words/lt/L12/review/taken-back", data={"sentence": key}).status_code == 409
    page = translator.post("/words/lt/L12/review/taken-back", data={"sentence": key}, follow_redirects=True)
    assert "Nobody is asked about this sentence now." in page.text
    assert "took the question back" in page.text


def test_too_long_a_question_stays_to_be_shortened(translator: FlaskClient) -> None:
    key = key_of(translator.get(_write(translator)).text)
    page = translator.post("/words/lt/L12/review", data={"sentence": key, "look_at": "x" * 501})
    assert page.status_code == 422
    assert "Shorten it to 500." in page.text
    assert "x" * 501 in page.text


def _of_the_law(browser: FlaskClient) -> list[str]:
    """The three sentences before an interview among the drafts that this browser may approve."""
    law = {one.source_hash for one in cautions()}
    return [key for key in drafts_on(browser, "/words/lt/caution") if key.partition(":")[0] in law]


def test_cautions_stand_script_by_script_with_what_each_sentence_is_for(client: FlaskClient) -> None:
    page = said(client.get("/words/lt/caution"))
    headings = [
        "The words before an interview, as the law has them", "Simple caution, script", "Conditional caution, script",
        "Youth caution, script", "Youth conditional caution, script", "Caution before an interview, script",
        "The person’s screen and copy",
    ]  # fmt: skip
    found = [page.find(heading) for heading in headings if heading != "Youth conditional caution, script"]
    assert found == sorted(found)
    assert found[0] > 0
    assert "Youth conditional caution, script" not in page, "which says nothing that the others do not"
    assert page.count("Read aloud: What a caution is: the disposal") == 1
    assert "Asked afterwards In your own words, what is a caution?" in page
    assert "Sexual Offences Act 2003, sections 80 to 91; as read in November 2026" in page
    assert "Nobody has compared all of them with the law itself yet." in page
    assert page.count("You can talk to a lawyer first.") >= 1
    first = client.get("/words/lt/caution/workbench").text
    assert "PACE Code C, paragraph 10.5" in first


def test_the_letter_about_a_caution_has_the_points_of_the_scripts(client: FlaskClient) -> None:
    page = said(client.get("/words/lt/L14"))
    assert "who approves them here approves them there" in page
    assert page.count("Review and history: A caution is a formal warning from the police about a crime.") == 1


def test_the_caution_is_approved_by_two(
    app: Flask, database: Database, district: District, client: FlaskClient, approver: FlaskClient
) -> None:
    assert "each sentence is approved by two people" in client.get("/words/lt/caution").text
    keys = _of_the_law(approver)
    page = approver.post("/words/lt/caution", data={"which": "ticked", "words": keys}, follow_redirects=True)
    assert "A second person has to approve them too." in page.text
    assert said(page).count("Approved by one of two by Rimas Jonaitis, DPSI Lithuanian, 2019") == len(keys) == 3
    assert _of_the_law(approver) == []
    own = approver.get(page_of(approver, "You do not have to say anything.", "/words/lt/caution"))
    assert "These words have legal effect, so two people approve them." in own.text
    assert "Approve it" not in own.text
    second = browser_of(app, database, district.other_school, "Jūratė Petrauskienė", "lt")
    assert _of_the_law(second) == keys
    page = second.post("/words/lt/caution", data={"which": "ticked", "words": keys}, follow_redirects=True)
    assert "3 of 160 approved" in page.text
    assert said(page).count("Approved by Rimas Jonaitis") == said(page).count("Approved by Jūratė Petrauskienė") == 3


def test_a_second_account_of_whoever_approved_the_caution_is_told_that_another_person_has_to(
    app: Flask, database: Database, district: District, approver: FlaskClient
) -> None:
    keys = _of_the_law(approver)
    approver.post("/words/lt/caution", data={"which": "ticked", "words": keys})
    again = browser_of(app, database, district.other_school, "Rimas JONAITIS", "lt")
    why = "The account of Rimas Jonaitis has your name or e-mail address, so the second has to be another person."
    page = again.get("/words/lt/caution")
    assert said(page).count(why) == 3
    assert _of_the_law(again) == []
    bench = {"sentence": keys[0].partition(":")[0]}
    assert "Approve and go on" not in again.get("/words/lt/caution/workbench", query_string=bench).text
    refused = again.post("/words/lt/caution", data={"which": "ticked", "words": keys})
    assert refused.status_code == 409
    assert "has your name or e-mail address, and two people have to approve them." in said(refused)
    begun = again.get("/words/lt/caution/sign-off")
    assert "another person signs off" in said(begun)
    assert "Sign off in my name" not in begun.text


def test_an_approval_is_withdrawn_with_a_reason_and_the_words_wait_again(
    app: Flask, database: Database, district: District, approver: FlaskClient, translator: FlaskClient
) -> None:
    approver.post("/words/lt/L12", data={"which": "all", "shown": drafts_on(approver, "/words/lt/L12")})
    page = approver.get(page_of(approver)).text
    [approval] = re.findall(r'name="approval" value="([^"]+)"', page)
    data = {"sentence": key_of(page), "approval": approval}
    assert "Withdraw an approval" not in translator.get(page_of(translator)).text
    assert translator.post("/words/lt/L12/withdraw", data=data | {"why": "Wrong."}).status_code == 403
    empty = approver.post("/words/lt/L12/withdraw", data=data)
    assert empty.status_code == 422
    assert "Say why it is withdrawn." in empty.text
    wrong = approver.post("/words/lt/L12/withdraw", data=data | {"approval": key_of(page), "why": "Wrong."})
    assert wrong.status_code == 404
    done = approver.post(
        "/words/lt/L12/withdraw", data=data | {"why": "“Gerbiami” is too cold."}, follow_redirects=True
    )
    assert "a draft again until somebody approves them" in done.text
    assert "was withdrawn: ““Gerbiami” is too cold.”" in done.text
    with database.reading() as session:
        assert approval not in {str(one.id) for one in approvals(session, "lt")}
    other = signed_in(app, district.other_head)
    assert "Draft machine translation, not checked" in said(other.get(page_of(other)))


@pytest.mark.parametrize("words", ["", "0:0", "0", "<script>"])
def test_words_that_are_not_in_the_letter_have_no_page(client: FlaskClient, words: str) -> None:
    assert client.get("/words/lt/L12/sentence", query_string={"words": words}).status_code == 404


def test_whoever_only_looks_sees_the_history_and_no_forms(client: FlaskClient, approver: FlaskClient) -> None:
    key = key_of(approver.get(page_of(approver)).text)
    approver.post("/words/lt/L12/review/sent-back", data={"sentence": key, "wrong": "Too cold."})
    page = client.get(page_of(client)).text
    assert "sent it back: “Too cold.”" in page
    assert page.count("<form") == 1, "the one to sign out"
    assert client.post("/words/lt/L12/review/sent-back", data={"sentence": key, "wrong": "No."}).status_code == 403


def test_a_review_is_no_other_agencys_to_see(app: Flask, district: District, approver: FlaskClient) -> None:
    key = key_of(approver.get(page_of(approver)).text)
    approver.post("/words/lt/L12/review/sent-back", data={"sentence": key, "wrong": "Too cold."})
    other = signed_in(app, district.other_head)
    assert "Too cold" not in other.get("/words/lt/L12").text
    assert "Too cold" not in other.get(page_of(other, GREETING)).text
