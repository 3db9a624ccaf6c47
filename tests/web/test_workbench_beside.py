"""Beside a sentence on the workbench: terms, the same words elsewhere, earlier ones, what the machine says, checks."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pytest
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from machines_made import KnowsByHeart, install_machine, note_package
from sqlalchemy import func, select
from words_browsing import browser_of
from words_made import an_approver

from comms.agencies.viewer import viewer_of
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.translation.actions import WordsGiven, approve_words, write_translation
from comms.translation.catalogues import Catalogue, words_hash
from comms.translation.find import words, written_here
from comms.translation.machine import TranslationJob
from comms.web.words import workbench_machine

BENCH = "/words/pl/L00/workbench"
ENGLISH = "You can also come and see us. Please bring this letter with you."
OURS = "Mogą Państwo też do nas przyjść."
BACK = "You can also come to us."
GREETING = "Dear parent or carer,"

Machine = Callable[[Mapping[str, str]], KnowsByHeart]

ASSET = Path(workbench_machine.__file__).parents[1] / "assets" / "workbench.js"


@pytest.fixture
def translator(app: Flask, database: Database, district: District) -> FlaskClient:
    """A browser of somebody who translates at the school."""
    with database.work() as session:
        school = session.merge(district.school)
        staff = a_staff_member(session, school, utc_now(), roles=("translator",), name="Jan Nowak")
    return signed_in(app, staff)


@pytest.fixture
def packages(installation: Installation) -> None:
    """Packages for Polish, as far as a screen sees them."""
    note_package(installation.settings.translation_folder, "en", "pl")
    note_package(installation.settings.translation_folder, "pl", "en")


@pytest.fixture
def machine(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A worker that answers at once, with an engine that knows these sentences in both directions."""

    def knowing(known: Mapping[str, str]) -> KnowsByHeart:
        return install_machine(installation, monkeypatch, {("en", "pl"): known, ("pl", "en"): known})

    return knowing


def _open(browser: FlaskClient, source: str, use: str = "L00", tag: str = "pl") -> str:
    return browser.get(f"/words/{tag}/{use}/workbench?sentence={words_hash(use, (source,))}").text


def _key(page: str) -> str:
    found = re.search(r'name="sentence" value="([^"]+)"', page)
    assert found
    return found[1]


def _typed(page: str) -> list[str]:
    texts = re.findall(r'(?s)<textarea[^>]*id="form-\d+"[^>]*>(.*?)</textarea>', page)
    return [html.unescape(text.strip()) for text in texts]


def _hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(machine[^"]*)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def _taking(page: str) -> dict[tuple[str, ...], str]:
    """The links that take words over, by their forms."""
    found = re.findall(r'data-take="([^"]+)" href="([^"]+)"', page)
    return {tuple(json.loads(html.unescape(forms))): html.unescape(link) for forms, link in found}


def test_terms_are_marked_and_explained_with_the_agreed_word(translator: FlaskClient) -> None:
    page = _open(translator, "This letter is not a fine, and it is not a warning.", "L02")
    assert '<mark class="workbench-term">fine</mark>' in page
    assert "Money that a court orders somebody to pay for an offence" in page
    assert re.search(
        r'<bdi class="letters-words__theirs" lang="pl" dir="ltr">kara pieniężna</bdi>\s*<span[^>]*>a draft', page
    )
    assert "Education Act 1996, section 444, 24 July 1996" in page
    assert "is agreed as" not in page


def test_a_translation_without_the_agreed_word_gets_a_hint_and_is_kept_all_the_same(translator: FlaskClient) -> None:
    source = "This letter is not a fine, and it is not a warning."
    page = _open(translator, source, "L02")
    given = {"sentence": _key(page), "form-0": "Ten list nie jest mandatem i nie jest ostrzeżeniem."}
    told = translator.post("/words/pl/L02/workbench/check", data=given).get_json()
    assert told["faults"] == []
    assert told["hints"] == ["“fine” is agreed as “kara pieniężna”. Look whether that word is meant here."]
    assert translator.post("/words/pl/L02/workbench/keep", data=given).status_code == 303


@pytest.mark.parametrize(
    ("use", "source", "typed", "fault"),
    [
        ("L00", "This letter is for: {recipient}", "Ten list:", "{recipient} stands in it 0 times"),
        ("L00", "Please ring us", "Prosimy dzwonić 7", "numbers"),
        ("L00", "Please ring us", "Prosimy \u4f60", "No font of this language prints"),
        ("L00", "Please ring us", "**Prosimy** dzwonić", "**"),
        ("L00", "Please ring us", "**Prosimy dzwonić", "not closed"),
        ("L00", "Please ring us", "", "Write the translation."),
    ],
)
def test_faults_are_told_while_somebody_types(
    translator: FlaskClient, use: str, source: str, typed: str, fault: str
) -> None:
    given = {"sentence": words_hash(use, (source,)), "form-0": typed}
    told = translator.post(f"/words/pl/{use}/workbench/check", data=given).get_json()
    assert any(fault in one for one in told["faults"]), told


def test_a_plural_form_that_is_not_there_is_told(translator: FlaskClient) -> None:
    forms = ("Your child missed {absent} session.", "Your child missed {absent} sessions.")
    given = {"sentence": words_hash("L02", forms), "form-0": "Dziecko opuściło {absent} sesję."}
    told = translator.post("/words/pl/L02/workbench/check", data=given).get_json()
    assert told["faults"] == ["Write every form: the letter picks one by count."]


def test_a_text_that_is_too_long_for_a_telephone_is_told(translator: FlaskClient) -> None:
    source = "Thank you. We have your answer."
    given = {"sentence": words_hash("text", (source,)), "form-0": "Dziękujemy. Mamy Państwa odpowiedź."}
    hints = translator.post("/words/pl/text/workbench/check", data=given).get_json()["hints"]
    assert hints == ["35 of 134 characters of a text, before its gaps are filled."]
    given["form-0"] = "Dziękujemy bardzo. " * 8
    hints = translator.post("/words/pl/text/workbench/check", data=given).get_json()["hints"]
    assert "151 characters: a text has room for 134, with its gaps filled. Make it shorter." in hints


def test_words_of_quite_another_length_are_looked_at_once_more(translator: FlaskClient) -> None:
    given = {"sentence": words_hash("L00", (ENGLISH,)), "form-0": OURS}
    hints = translator.post(f"{BENCH}/check", data=given).get_json()["hints"]
    assert hints == ["It is much shorter than the English: 32 letters for 64. Look whether anything is lost."]


def test_the_same_sentence_in_other_uses_is_offered_and_taken_over_with_one_link(
    translator: FlaskClient, database: Database, district: District
) -> None:
    other = "Szanowni Państwo Rodzice,"
    with database.work() as session:
        who = viewer_of(a_staff_member(session, session.merge(district.school), utc_now(), roles=("translator",)))
        write_translation(session, who, WordsGiven("pl", "L12", GREETING, None, (other,)), utc_now())
    page = _open(translator, GREETING)
    assert "A draft in: Attendance is better: thank you" in page
    assert "<kbd>1</kbd> to <kbd>9</kbd> take over words from elsewhere" in page
    taken = translator.get(_taking(page)[other,]).text
    assert _typed(taken) == [other]
    assert _typed(page) != [other]
    answer = translator.post(f"{BENCH}/keep", data={"sentence": _key(taken), "form-0": other}, follow_redirects=True)
    assert "Kept as a draft." in answer.text
    assert f"A draft in: {'Attendance is better'}" not in _open(translator, GREETING)


def test_words_that_the_sentence_has_already_are_not_offered(translator: FlaskClient) -> None:
    own = Catalogue.of("pl").look_up("L00", GREETING).text
    page = _open(translator, GREETING)
    assert (own,) not in _taking(page)


def test_what_was_approved_for_english_that_is_alike_is_offered_with_that_english(
    translator: FlaskClient, database: Database, district: District, now: datetime
) -> None:
    alike, theirs = "PLEASE ring us!", "Proszę zadzwonić"
    with database.work() as session:
        school = session.merge(district.school)
        author = viewer_of(a_staff_member(session, school, now, roles=("translator",)))
        approver = an_approver(session, school, now, languages=["pl"])
        write_translation(session, author, WordsGiven("pl", "phrase", alike, None, (theirs,)), now)
        approve_words(session, approver, [words(session, "pl", school.id)("phrase", alike, None)], now)
    page = _open(translator, "Please ring us")
    assert f"For: {alike}" in page
    assert "Approved by Rimas Jonaitis on" in page
    assert theirs in page


def test_what_a_sentence_said_before_it_was_changed_stands_there_in_both_languages(
    translator: FlaskClient, database: Database, district: District, now: datetime
) -> None:
    before, theirs = "Please ring us!", "Prosimy dzwonić!"
    with database.work() as session:
        school = session.merge(district.school)
        author = viewer_of(a_staff_member(session, school, now, roles=("translator",)))
        approver = an_approver(session, school, now, languages=["pl"])
        write_translation(session, author, WordsGiven("pl", "L00", before, None, (theirs,)), now)
        approve_words(session, approver, [words(session, "pl", school.id)("L00", before, None)], now)
    page = _open(translator, "Please ring us")
    assert "The English has changed. Before:" in page
    assert before in page
    assert theirs in page
    assert "whether only a typo was corrected" in page


def test_without_a_package_one_plain_line_says_so(translator: FlaskClient) -> None:
    page = _open(translator, ENGLISH)
    assert "No translation package for Polish is installed here" in page
    assert "Ask the machine" not in page


def test_while_the_worker_has_not_answered_the_page_says_so_and_keeps_what_was_typed(
    translator: FlaskClient, packages: None, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbench_machine, "WAIT", 0.0)
    given = {"sentence": _key(_open(translator, ENGLISH)), "form-0": OURS, "what": "draft"}
    answer = translator.post(f"{BENCH}/machine", data=given)
    assert answer.status_code == 200
    assert "The machine has not answered yet. Ask again in a moment." in answer.text
    assert _typed(answer.text) == [OURS]
    assert translator.post(f"{BENCH}/machine", data=given).status_code == 200
    with database.reading() as session:
        [job] = session.scalars(select(TranslationJob)).all()
        assert (job.source, job.target, job.texts) == ("en", "pl", [ENGLISH]), "pressed twice, it is asked once"


def test_a_machines_draft_is_marked_with_its_package_and_can_be_put_into_the_field_and_kept(
    translator: FlaskClient,
    machine: Machine,
    database: Database,
    district: District,
) -> None:
    draft = "Mogą Państwo także do nas przyjść. Prosimy przynieść ten list."
    machine({ENGLISH: draft})
    given = {"sentence": _key(_open(translator, ENGLISH)), "form-0": OURS, "what": "draft"}
    page = translator.post(f"{BENCH}/machine", data=given).text
    assert "Machine translation, not checked</span> en_pl 1.9" in page
    assert _hidden(page)["machine-0"] == draft
    assert _typed(page) == [OURS], "what was typed is not written over"
    taken = translator.post(f"{BENCH}/machine", data={**given, **_hidden(page), "what": "take"}).text
    assert _typed(taken) == [draft]
    translator.post(f"{BENCH}/keep", data={"sentence": given["sentence"], "form-0": draft, **_hidden(taken)})
    with database.reading() as session:
        [kept] = written_here(session, viewer_of(session.merge(district.head)), "pl")
        assert (kept.forms, kept.machine) == ([draft], "en_pl 1.9")
    assert "machine translation, not checked: en_pl 1.9" in _open(translator, ENGLISH)


@pytest.mark.parametrize(
    ("form", "by"),
    [(f"{OURS} Prosimy wziąć ten list ze sobą.", "en_pl 1.9"), (f"{OURS} Prosimy zabrać ten list.", "an angel")],
)
def test_corrected_words_and_those_of_no_package_here_are_a_persons(
    translator: FlaskClient, packages: None, database: Database, district: District, form: str, by: str
) -> None:
    machine = {"machine-0": f"{OURS} Prosimy zabrać ten list.", "machine-by": by}
    given = {"sentence": _key(_open(translator, ENGLISH)), "form-0": form, **machine}
    assert translator.post(f"{BENCH}/keep", data=given).status_code == 303
    with database.reading() as session:
        [kept] = written_here(session, viewer_of(session.merge(district.head)), "pl")
        assert kept.machine == ""


def test_the_typed_words_are_said_back_in_english_beside_them(
    translator: FlaskClient, machine: Machine, database: Database
) -> None:
    engine = machine({OURS: BACK})
    given = {"sentence": _key(_open(translator, ENGLISH)), "form-0": OURS, "what": "back"}
    page = translator.post(f"{BENCH}/machine", data=given).text
    assert engine.asked == [OURS]
    assert f'lang="en" dir="ltr">{BACK}</p>' in page
    again = translator.post(f"{BENCH}/machine", data=given).text
    assert f'lang="en" dir="ltr">{BACK}</p>' in again
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(TranslationJob)) == 1
    assert "Machine translation, not checked" in page
    assert _typed(page) == [OURS]
    nothing = translator.post(f"{BENCH}/machine", data={**given, "form-0": ""}).text
    assert "There are no words to say back yet." in nothing


def test_what_the_machine_cannot_do_it_says(translator: FlaskClient, machine: Machine) -> None:
    machine({})
    given = {"sentence": _key(_open(translator, ENGLISH)), "form-0": OURS, "what": "draft"}
    page = translator.post(f"{BENCH}/machine", data=given).text
    assert "I do not know it." in page
    assert "Put it into the field" not in page


def test_a_draft_of_a_sentence_that_counts_has_every_form(translator: FlaskClient, machine: Machine) -> None:
    one, more = "Your child missed {absent} session.", "Your child missed {absent} sessions."
    # The engine itself never sees a gap.
    seen = {text.replace("{absent}", "XG1") for text in (one, more)}
    machine(dict(zip(sorted(seen), ("Dziecko opuściło XG1 sesję.", "Dziecko opuściło XG1 sesji."), strict=True)))
    address = "/words/pl/L02/workbench"
    key = _key(translator.get(f"{address}?sentence={words_hash('L02', (one, more))}").text)
    page = translator.post(f"{address}/machine", data={"sentence": key, "what": "draft"}).text
    assert [_hidden(page)[f"machine-{at}"] for at in range(3)] == [
        "Dziecko opuściło {absent} sesję.", "Dziecko opuściło {absent} sesji.", "Dziecko opuściło {absent} sesji.",
    ]  # fmt: skip


def test_the_keyboards_script_comes_with_the_pages_nonce_and_nothing_is_handled_inline(translator: FlaskClient) -> None:
    answer = translator.get(BENCH)
    nonce = re.search(r"script-src 'nonce-([^']+)'", answer.headers["Content-Security-Policy"])
    assert nonce
    assert f'<script type="module" nonce="{nonce[1]}" src="/static/workbench.js"></script>' in answer.text
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", answer.text)
    with translator.get("/static/workbench.js") as script:
        assert script.status_code == 200
    assert "innerHTML" not in ASSET.read_text("utf-8")


def test_every_key_that_does_something_here_is_shown_on_the_page_and_no_other(
    app: Flask, database: Database, district: District, client: FlaskClient, translator: FlaskClient, packages: None
) -> None:
    approver = browser_of(app, database, district.school, "Ewa Nowak", "pl")
    everybody, writers = {"j", "k", "n", "↓", "↑"}, {"e", "Enter", "Esc", "Ctrl", "r", "m", "b"}
    for browser, keys in (
        (client, everybody), (translator, everybody | writers), (approver, everybody | writers | {"Alt", "A", "s"}),
    ):  # fmt: skip
        page = _open(browser, ENGLISH)
        shown = set(re.findall(r"<kbd>([^<]+)</kbd>", page.partition("data-keys")[2]))
        assert shown == keys
        for key in re.findall(r'data-(?:key|open|machine)="([a-z])"', page):
            assert key in shown


def test_without_a_script_every_step_is_a_button_of_a_form_and_every_field_has_its_label(
    translator: FlaskClient, packages: None
) -> None:
    page = _open(translator, ENGLISH)
    [form] = re.findall(r'(?s)<form method="post"[^>]*id="words".*?</form>', page)
    assert f'action="{BENCH}/keep"' in form
    assert set(re.findall(r'formaction="([^"]+)"', form)) == {f"{BENCH}/review", f"{BENCH}/machine"}
    assert "<button" in form
    assert 'type="button"' not in form
    for field in re.findall(r'<(?:input|select|textarea)[^>]*\sid="([^"]+)"', page):
        assert f'for="{field}"' in page, field
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert len(re.findall(r"<h1[ >]", page)) == 1
