"""Both ways in two languages: what came in stands translated under the original, and an answer is drafted, marked, and
sent with its English, or in approved words alone."""

from __future__ import annotations

import html
import re
from uuid import UUID

import pytest
from browsers import District, signed_in
from family_pages import a_family_with_letter, a_link
from flask import Flask
from flask.testing import FlaskClient
from machines_made import DO_NOT_KNOW, install_machine
from reaching_made import Reaching, a_school_that_reaches
from screens import said
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session
from words_made import an_approver

from comms.agencies.agency import Agency
from comms.agencies.find import colleague
from comms.agencies.staff import Staff
from comms.agencies.viewer import viewer_of
from comms.follow_ups.family_page.family_link import AnswerKind, FamilyAnswer
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.messages.find import open_incoming, thread_messages
from comms.messages.message import Message
from comms.messages.thread import Thread
from comms.translation.actions import approve_words
from comms.translation.catalogues import Words
from comms.translation.machine import TranslationJob
from comms.translation.own_words import OwnWords
from comms.translation.replies.actions import count_sentences
from comms.translation.reply_phrase import ReplyPhrase
from comms.translation.review import TranslationReview

LETTER, UNDERSTOOD = "Nie rozumiem tego listu.", "I do not understand this letter."
HELP, HELP_PL, HELP_BACK = "We can help you with this.", "Możemy w tym pomóc.", "We can help in this."
CAPITAL, CAPITAL_PL = "We spoke to Mr Kowalski.", "Rozmawialiśmy z panem Kowalskim."
TIMED = "Please come at 15:40."
LONG = "We can help you with this, and with all that you write to us, so please write whenever there is anything."
LONG_PL = "Możemy pomóc w tym i we wszystkim, o czym nam Państwo piszą, więc proszę pisać zawsze, gdy coś się dzieje."
KNOWN = {
    ("pl", "en"): {LETTER: UNDERSTOOD, HELP_PL: HELP_BACK, CAPITAL_PL: CAPITAL},
    ("en", "pl"): {
        HELP: HELP_PL,
        LONG: LONG_PL,
        CAPITAL: CAPITAL_PL,
        "Please come at 15:40.": "Proszę przyjść o 16:40.",
    },
}
MARK = "Machine translation, not checked"


@pytest.fixture
def reaching(installation: Installation, district: District) -> Reaching:
    return a_school_that_reaches(installation, district)


@pytest.fixture
def machine(reaching: Reaching, installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    install_machine(installation, monkeypatch, KNOWN)


def row_in(reaching: Reaching) -> UUID:
    found: UUID = reaching.see(lambda session: open_incoming(session, reaching.viewer)[0].id)
    return found


def ours(reaching: Reaching) -> list[tuple[str, str, dict[str, object]]]:
    """The texts of ours in the father's thread: language, words, and what is kept of where they come from."""

    def ask(session: Session) -> list[tuple[str, str, dict[str, object]]]:
        rows = thread_messages(session, reaching.viewer, reaching.thread())
        return [(one.language, one.body, dict(one.wording)) for one in rows if isinstance(one, Message)]

    found: list[tuple[str, str, dict[str, object]]] = reaching.see(ask)
    return found


def carried(page: str) -> str:
    """The draft that the form on a page carries."""
    found = re.search(r'name="machine" value="([^"]+)"', page)
    assert found
    return html.unescape(found[1])


def answer(reaching: Reaching, client: FlaskClient, **given: str) -> tuple[int, str, str]:
    """An answer typed into the thread: its status, what the page says, and the page itself."""
    made = client.post(f"/messages/threads/{reaching.thread()}/answer", data=given)
    return made.status_code, said(made), made.text


def drafted(reaching: Reaching, client: FlaskClient, english: str = HELP) -> tuple[str, str]:
    status, words, page = answer(reaching, client, body=english, do="draft:pl")
    assert status == 200, words
    return words, carried(page)


@pytest.mark.usefixtures("machine")
def test_what_came_in_stands_translated_and_marked_under_the_original(client: FlaskClient, reaching: Reaching) -> None:
    reaching.comes_in(LETTER)
    for path in ("/messages", f"/messages/threads/{reaching.thread()}"):
        page = said(client.get(path))
        assert page.index(LETTER) < page.index(f"{MARK} (pl_en 1.9).") < page.index(UNDERSTOOD)
        assert "Ask the machine" not in page


@pytest.mark.usefixtures("machine")
def test_what_the_machine_refused_says_why(client: FlaskClient, reaching: Reaching) -> None:
    reaching.comes_in("Zupełnie nieznane zdanie o szkole.")
    page = said(client.get("/messages"))
    assert f"Not translated by the machine. {DO_NOT_KNOW}" in page


def test_a_text_from_before_the_package_can_be_asked_for_by_a_button(
    client: FlaskClient, reaching: Reaching, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    reaching.comes_in(LETTER)
    assert "Not translated: no translation package is installed here." in said(client.get("/messages"))
    install_machine(installation, monkeypatch, {("lt", "en"): {}}, hinted=False)
    assert "there is no translation package from Polish to English here." in said(client.get("/messages"))
    install_machine(installation, monkeypatch, {("pl", "en"): KNOWN["pl", "en"]}, hinted=False)
    page = said(client.get("/messages"))
    assert "Not translated yet: the machine was not asked." in page
    assert "Ask the machine" in page
    asked = client.post(f"/messages/incoming/{row_in(reaching)}/translate")
    assert asked.status_code == 303
    page = said(client.get("/messages"))
    assert "The machine is asked, and has not answered yet." in page
    assert client.post(f"/messages/incoming/{row_in(reaching)}/translate").status_code == 409


@pytest.mark.usefixtures("machine")
def test_a_draft_stands_beside_what_it_says_in_english_again_with_what_it_costs(
    client: FlaskClient, reaching: Reaching
) -> None:
    reaching.comes_in(LETTER)
    assert "Draft in Polish" in said(client.get(f"/messages/threads/{reaching.thread()}"))
    page, _ = drafted(reaching, client)
    assert f"The machine’s draft in Polish {HELP_PL} {MARK} (en_pl 1.9)." in page
    assert f"What the draft says in English again {HELP_BACK} {MARK} (pl_en 1.9)." in page
    assert re.search(r"\d+ characters, 2 parts, about [\d.]+p\. It goes at once\.", page)
    asked = select(func.count()).select_from(TranslationJob).where(TranslationJob.about_kind == "")
    before = reaching.see(lambda session: session.scalar(asked))
    assert HELP_BACK in drafted(reaching, client)[0]
    assert reaching.see(lambda session: session.scalar(asked)) == before == 2, "there and back, once"
    assert ours(reaching) == []


@pytest.mark.usefixtures("machine")
def test_a_draft_goes_only_with_the_mark_and_the_english_beneath(client: FlaskClient, reaching: Reaching) -> None:
    reaching.comes_in(LETTER)
    _, token = drafted(reaching, client)
    given = {"body": HELP, "machine": token, "do": "send-draft"}
    assert answer(reaching, client, **given)[0] == 303
    assert ours(reaching) == [("pl", f"{HELP_PL}\n{MARK}: {HELP}", {"machine": "en_pl 1.9"})]
    assert f"{MARK} (en_pl 1.9)." in said(client.get(f"/messages/threads/{reaching.thread()}"))


@pytest.mark.usefixtures("machine")
def test_a_draft_that_is_longer_than_usual_with_its_english_goes_only_if_somebody_says_that_it_may(
    client: FlaskClient, reaching: Reaching
) -> None:
    reaching.comes_in(LETTER)
    _, token = drafted(reaching, client, LONG)
    given = {"body": LONG, "machine": token, "do": "send-draft"}
    status, words, page = answer(reaching, client, **given)
    assert (status, "It may be that long" in words) == (422, True)
    assert carried(page)
    assert answer(reaching, client, **given, long="yes")[0] == 303
    assert len(ours(reaching)) == 1


@pytest.mark.usefixtures("machine")
def test_a_draft_that_somebody_changed_or_whose_english_has_changed_does_not_go(
    client: FlaskClient, reaching: Reaching
) -> None:
    reaching.comes_in(LETTER)
    _, token = drafted(reaching, client)
    elsewhere = reaching.another("Ion", "pl", "07700 900304")
    assert elsewhere
    for given, why in (
        ({"body": f"{HELP} Soon.", "machine": token}, "Your words have changed"),
        ({"body": HELP, "machine": token[:-3] + "abc"}, "This draft is not there any more."),
        ({"body": HELP}, "This draft is not there any more."),
    ):
        status, words, _ = answer(reaching, client, **given, do="send-draft", long="yes")
        assert (status, why in words) == (422, True)
    other = reaching.thread("+447700900304")
    sent = client.post(
        f"/messages/threads/{other}/answer",
        data={"body": HELP, "machine": token, "do": "send-draft", "long": "yes"},
    )
    assert sent.status_code == 422
    assert ours(reaching) == []


@pytest.mark.usefixtures("machine")
def test_a_draft_that_the_guard_refuses_says_why_and_the_english_still_goes(
    client: FlaskClient, reaching: Reaching
) -> None:
    reaching.comes_in(LETTER)
    status, words, page = answer(reaching, client, body=TIMED, do="draft:pl")
    assert status == 422
    assert "There is no draft." in words
    assert "You can still send it in English." in words
    assert TIMED in page
    assert 'name="machine"' not in page
    assert answer(reaching, client, body=TIMED, language="en", do="send")[0] == 303
    assert [(one[0], one[1]) for one in ours(reaching)] == [("en", TIMED)]


@pytest.mark.usefixtures("machine")
def test_the_machine_drafts_from_english_and_in_their_languages_alone(client: FlaskClient, reaching: Reaching) -> None:
    reaching.comes_in(LETTER)
    assert "drafts from English" in answer(reaching, client, body=HELP, language="pl", do="draft:pl")[1]
    assert "none of their languages" in answer(reaching, client, body=HELP, do="draft:lt")[1]
    assert "Write your answer in English first." in answer(reaching, client, do="draft:pl")[1]


@pytest.mark.usefixtures("machine")
def test_a_draft_that_is_to_be_approved_waits_among_the_words_and_nothing_goes(
    client: FlaskClient, reaching: Reaching
) -> None:
    reaching.comes_in(LETTER)
    _, token = drafted(reaching, client)
    status, _, _ = answer(reaching, client, body=HELP, machine=token, do="keep-draft")
    assert status == 303
    assert ours(reaching) == []
    page = said(client.get(f"/messages/threads/{reaching.thread()}"))
    assert "Asked. Whoever approves Polish sees the draft under “Words”." in page
    words = said(client.get("/words/pl/reply"))
    assert "Replies" in words
    assert HELP_PL in words
    kept = reaching.see(lambda session: [
        (one.context, one.source, one.forms, one.machine, one.made_by) for one in session.scalars(select(OwnWords))
    ])  # fmt: skip
    assert kept == [("reply", HELP, [HELP_PL], "en_pl 1.9", reaching.viewer.staff_id)]


@pytest.mark.usefixtures("machine")
def test_a_draft_that_is_to_be_approved_waits_in_review_for_whoever_approves_and_is_asked_once(
    app: Flask, client: FlaskClient, reaching: Reaching
) -> None:
    reaching.comes_in(LETTER)
    approver = reaching.do(lambda session: a_colleague_who_approves(session, reaching))
    for _ in range(2):
        _, token = drafted(reaching, client)
        assert answer(reaching, client, body=HELP, machine=token, do="keep-draft")[0] == 303
    told = said(client.get("/messages"))
    assert "Asked. Whoever approves Polish sees the draft under “Words”. Nothing was sent." in told
    reader = signed_in(app, approver)
    assert re.search("Somebody asks for a review.*Replies, Polish ?: 1 sentence", said(reader.get("/words")))
    page = said(reader.get("/words/pl/reply"))
    assert f"asked on {utc_now():%-d}" in page
    assert "“For an answer to a family.”" in page
    asked = reaching.see(lambda session: [one.step for one in session.scalars(select(TranslationReview))])
    assert asked == ["asked"]


def a_colleague_who_approves(session: Session, reaching: Reaching) -> Staff:
    """Somebody of the same school who is qualified for Polish."""
    viewer = an_approver(session, session.get_one(Agency, reaching.viewer.agency_id), utc_now(), languages=("pl",))
    assert viewer.staff_id is not None
    return colleague(session, viewer, viewer.staff_id)


def approved(session: Session, reaching: Reaching) -> None:
    """Somebody else, who is qualified, approves the words that wait."""
    agency = session.get_one(Agency, reaching.viewer.agency_id)
    approver = an_approver(session, agency, utc_now(), languages=("pl",))
    row = session.scalars(select(OwnWords)).one()
    words = Words("pl", "reply", row.source, None, row.forms[0], draft=True, source_hash=row.source_hash,
                  translation_hash=row.translation_hash)  # fmt: skip
    assert approve_words(session, approver, [words], utc_now()) == 1


@pytest.mark.usefixtures("machine")
def test_approved_sentences_stand_first_and_go_alone(client: FlaskClient, reaching: Reaching) -> None:
    reaching.comes_in(LETTER)
    _, token = drafted(reaching, client)
    answer(reaching, client, body=HELP, machine=token, do="keep-draft")
    assert "Sentences that are approved" not in client.get("/messages").text
    reaching.do(lambda session: approved(session, reaching))
    inbox = client.get("/messages")
    assert "Sentences that are approved in their language" in inbox.text
    key = re.search(r'value="phrase:([^"]+)"', inbox.text)
    assert key
    row = row_in(reaching)
    looked = client.post(f"/messages/incoming/{row}/answer", data={"do": f"phrase:{key[1]}"})
    assert looked.status_code == 200
    assert re.search(rf"In English: “{HELP}” {HELP_PL} \d+ characters, 1 part", said(looked))
    sent = client.post(f"/messages/incoming/{row}/answer", data={"do": f"send-phrase:{key[1]}"})
    assert sent.status_code == 303
    [(tag, body, wording)] = ours(reaching)
    assert (tag, body, wording["english"], "machine" in wording) == ("pl", HELP_PL, HELP, False)
    assert f"In English: “{HELP}”" in said(client.get(f"/messages/threads/{reaching.thread()}"))


@pytest.mark.usefixtures("machine")
def test_a_sentence_that_is_not_approved_any_more_does_not_go(client: FlaskClient, reaching: Reaching) -> None:
    reaching.comes_in(LETTER)
    status, words, _ = answer(reaching, client, do="send-phrase:pl:" + "0" * 64)
    assert (status, "not approved any more" in words) == (422, True)
    assert ours(reaching) == []


def test_without_a_package_nothing_is_offered_to_draft_with(client: FlaskClient, reaching: Reaching) -> None:
    reaching.comes_in(LETTER)
    page = said(client.get(f"/messages/threads/{reaching.thread()}"))
    assert "Draft in" not in page
    assert "They go as you write them: nothing translates them." in page


def test_what_workers_send_three_times_is_offered_for_translating(client: FlaskClient, reaching: Reaching) -> None:
    reaching.comes_in("ok")
    assert client.get("/words/pl/reply").status_code == 404
    for times, body in enumerate((HELP, "we  can help you with this! Zofia, thank you.", f"{HELP} Come at 15:40."), 1):
        assert answer(reaching, client, body=body, language="en", do="send")[0] == 303
        counted = reaching.see(
            lambda session: [(one.text, one.used, one.offered) for one in session.scalars(select(ReplyPhrase))]
        )
        assert counted == [(HELP, times, times >= 3)]
    assert HELP in said(client.get("/words/pl/reply"))
    assert "Replies" in said(client.get("/words/pl"))


def test_what_goes_in_another_language_without_english_is_not_counted(client: FlaskClient, reaching: Reaching) -> None:
    reaching.comes_in("ok")
    answer(reaching, client, body="Dziękujemy bardzo.", language="pl", do="send")
    assert reaching.see(lambda session: session.scalars(select(ReplyPhrase)).all()) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Tomasz is expected.", "We spoke to Mr Kowalski.", "Ring 01632 960100.", "Come on Tuesday.", "Pay £60 please.",
        "Thanks.", "Zofia, thank you.", "Please be at the gate at 9.",
    ],
)  # fmt: skip
def test_a_sentence_that_tells_of_somebody_is_never_kept_for_others(reaching: Reaching, sentence: str) -> None:
    counted = reaching.do(
        lambda session: count_sentences(session, reaching.viewer, sentence, ["Tomasz Wójcik"], utc_now())
    )
    assert counted == 0


def test_another_agency_is_offered_nothing_of_ours(app: Flask, district: District, reaching: Reaching) -> None:
    for _ in range(3):
        reaching.do(lambda session: count_sentences(session, reaching.viewer, HELP, [], utc_now()))
    assert signed_in(app, district.other_head).get("/words/pl/reply").status_code == 404
    assert signed_in(app, district.head).get("/words/pl/reply").status_code == 200


@pytest.mark.usefixtures("machine")
def test_a_draft_is_held_back_like_any_text_of_ours(client: FlaskClient, reaching: Reaching) -> None:
    reaching.comes_in(LETTER)
    _, token = drafted(reaching, client)
    reaching.set(Thread, reaching.thread(), opted_out_at=utc_now())
    status, words, _ = answer(reaching, client, body=HELP, machine=token, do="send-draft")
    assert (status, "Not sent." in words) == (422, True)
    assert ours(reaching) == []


@pytest.mark.usefixtures("machine")
def test_words_approved_for_this_very_english_take_the_place_of_a_draft(
    client: FlaskClient, reaching: Reaching
) -> None:
    reaching.comes_in(LETTER)
    _, token = drafted(reaching, client)
    answer(reaching, client, body=HELP, machine=token, do="keep-draft")
    reaching.do(lambda session: approved(session, reaching))
    page, token = drafted(reaching, client)
    assert f"Approved words in Polish {HELP_PL} These words are approved for this English." in page
    assert MARK not in page.partition("Approved words in Polish")[2].partition("Your words")[0]
    assert answer(reaching, client, body=HELP, machine=token, do="send-draft")[0] == 303
    assert [one[1] for one in ours(reaching)] == [HELP_PL]


@pytest.mark.usefixtures("machine")
def test_what_tells_of_the_family_is_not_kept_for_others_to_approve(client: FlaskClient, reaching: Reaching) -> None:
    reaching.comes_in(LETTER)
    _, token = drafted(reaching, client, CAPITAL)
    status, words, page = answer(reaching, client, body=CAPITAL, machine=token, do="keep-draft")
    assert (status, "names nobody and no number or date" in words) == (422, True)
    assert carried(page), "it can still go with the English beneath"
    assert reaching.see(lambda session: session.scalars(select(OwnWords)).all()) == []


def test_an_answer_on_a_familys_page_from_before_the_package_can_be_asked_for(
    client: FlaskClient, installation: Installation, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = installation.database
    install_machine(installation, monkeypatch, KNOWN)
    with database.work() as session:
        head = viewer_of(session.merge(district.head))
        family = a_family_with_letter(session, head, utc_now())
        link = a_link(session, head, utc_now(), family)
        made = FamilyAnswer(
            agency_id=head.agency_id, link_id=link.id, person_id=family.mother.id, about_kind="letter",
            about_id=family.letter.id, kind=AnswerKind.OWN_WORDS, language="pl", at=utc_now(), words=LETTER,
        )  # fmt: skip
        session.add(made)
        session.flush()
        row, letter = made.id, family.letter.id
    assert "Ask the machine" in said(client.get(f"/letters/{letter}"))
    asked = client.post(f"/family-answers/{row}/translate")
    assert (asked.status_code, asked.headers["Location"]) == (303, f"/letters/{letter}")
    page = said(client.get(f"/letters/{letter}"))
    assert page.index(LETTER) < page.index(f"{MARK} (pl_en 1.9).") < page.index(UNDERSTOOD)
    assert "Ask the machine" not in page
    with database.reading() as session:
        stored = repr(session.execute(text("SELECT * FROM family_answer")).all())
    assert "understand" not in stored
