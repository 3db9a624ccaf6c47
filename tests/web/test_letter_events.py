"""After the letter, through the screens: what happened, did she understand it, and the slips that come back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from browsers import District, signed_in
from factories import a_child, a_letter, a_need, a_parent, a_staff_member
from flask import Flask, g, render_template
from flask.testing import FlaskClient
from letter_browsing import audited, heading
from screens import said
from sqlalchemy import select

from comms.agencies.viewer import viewer_of
from comms.families.person import Person
from comms.foundation.clock import london_date, utc_now
from comms.foundation.work import Database
from comms.foundation.work_item import WorkState
from comms.letters.afterwards import find
from comms.letters.afterwards.actions import mark_posted
from comms.letters.afterwards.standing import Happened
from comms.letters.letter import Letter
from comms.tasks.find import open_tasks
from comms.web.letters.events import posting

OWN_WORDS = "Ateisiu į mokyklą antradienį"
TALKED = {"through": "an interpreter", "interpreter": "Daiva Petrauskienė", "language": "lt"}


def _make(
    database: Database, district: District, written: str = "en", kind: str = "L07", count: int = 1
) -> list[Letter]:
    """Letters to Rasa, of whom somebody said that she needs a Lithuanian interpreter."""
    now = utc_now()
    day = london_date(now)
    values: dict[str, Any] = {
        "first_day": (day - timedelta(days=5)).isoformat(), "last_day": day.isoformat(), "days": 3,
        "information": "information.nothing", "reply_by": (day + timedelta(days=20)).isoformat(),
    }  # fmt: skip
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        child = a_child(session, viewer, now)
        parent = a_parent(session, viewer, now, child)
        a_need(session, viewer, parent, now, written, spoken=["lt"], interpreter="needed")
        if kind == "L00":
            made = [a_letter(session, viewer, now, parent)]
        else:
            made = [
                a_letter(session, viewer, now, parent, kind, child, **(values | {"days": 3 + n})) for n in range(count)
            ]
        assert {one.state for one in made} == {"issued"}
        for one in made:
            one.work_state = WorkState.DONE  # as once the worker has printed it
        return made


@pytest.fixture
def letter(database: Database, district: District) -> Letter:
    return _make(database, district)[0]


@pytest.fixture
def happened(database: Database, district: District) -> Callable[[UUID], list[Happened]]:
    """What is on record of a letter."""

    def of(letter_id: UUID) -> list[Happened]:
        with database.work() as session:
            viewer = viewer_of(session.merge(district.head))
            return find.happenings(session, viewer, [letter_id]).get(letter_id, [])

    return of


def _today() -> str:
    return london_date(utc_now()).isoformat()


def _reasons(database: Database, district: District) -> list[str]:
    with database.work() as session:
        return [task.reason for task in open_tasks(session, viewer_of(session.merge(district.head)))]


def _selected(page: str, name: str) -> str:
    """What a list of the page stands on before anybody has touched it."""
    chosen = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.DOTALL)
    assert chosen
    found = re.search(r'<option value="([^"]*)"[^>]* selected', chosen[0])
    return found[1] if found else ""


def test_a_letters_page_says_first_that_nobody_knows_and_leads_to_asking(client: FlaskClient, letter: Letter) -> None:
    page = client.get(f"/letters/{letter.id}")
    assert "Nobody has recorded that it was sent. Nobody has asked yet whether Rasa understood it; by" in said(page)
    assert f'href="/letters/{letter.id}/happened/understood"' in page.text
    assert "Did Rasa understand it?" in said(page)
    assert "It came back" in said(page)
    assert "Does not count" not in page.text


def test_asking_whether_she_understood_begins_with_everything_that_is_known(
    client: FlaskClient, district: District, letter: Letter
) -> None:
    page = client.get(f"/letters/{letter.id}/happened/understood")
    assert heading(page) == "Did Rasa understand it?"
    assert _selected(page.text, "language") == "lt"
    assert _selected(page.text, "by") == str(district.head.id)
    assert f'value="{_today()}"' in page.text
    assert re.search(r'value="an interpreter" checked', page.text)
    assert "alone is no answer" in said(page)


def test_what_she_said_is_on_record_in_her_own_words_and_takes_the_letter_off_the_list(
    client: FlaskClient, database: Database, letter: Letter, happened: Callable[[UUID], list[Happened]]
) -> None:
    assert "Did Rasa understand it?" in said(client.get("/letters/understanding"))
    answers = TALKED | {"understood": "yes", "said": OWN_WORDS, "rendered": "I will come on Tuesday.", "on": _today()}
    for _ in range(2):
        page = client.post(f"/letters/{letter.id}/happened/understood", data=answers, follow_redirects=True)
    assert "Rasa understood it: asked on" in said(page)
    assert re.search(rf'<bdi[^>]* lang="lt" dir="auto">{OWN_WORDS}</bdi>', page.text)
    assert "through the interpreter Daiva Petrauskienė" in said(page)
    assert len(happened(letter.id)) == 1
    assert "Did Rasa understand it?" not in said(client.get("/letters/understanding"))
    assert "record letter event" in audited(database)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"said": "Taip"}, "“Yes” alone is not an answer"),
        ({"through": "a relative, a friend or a child"}, "is never the interpreter"),
        ({"interpreter": "her daughter Ugnė"}, "is never the interpreter"),
        ({"understood": ""}, "Say whether they understood it"),
        ({"on": "yesterday"}, "Give the day"),
        ({"by": ""}, ""),
    ],
)
def test_what_is_no_answer_is_refused_at_its_place_and_nothing_typed_is_lost(
    client: FlaskClient, letter: Letter, happened: Callable[[UUID], list[Happened]], changes: dict[str, str], words: str
) -> None:
    answers = TALKED | {"understood": "yes", "said": OWN_WORDS, "rendered": "Taip.", "on": _today()} | changes
    page = client.post(f"/letters/{letter.id}/happened/understood", data=answers | {"rendered": "ok"})
    if not words:
        # Nobody named: it was whoever is signed in.
        assert page.status_code == 303
        return
    assert page.status_code == 422
    assert words in said(page)
    assert "Something needs correcting" in page.text
    assert answers["said"] in page.text
    assert answers["interpreter"] in said(page) or f'value="{answers["interpreter"]}"' in page.text
    assert happened(letter.id) == []


def test_not_understood_is_on_record_and_somebody_rings(
    client: FlaskClient, database: Database, district: District, letter: Letter
) -> None:
    answers = TALKED | {"understood": "no", "on": _today()}
    page = client.post(f"/letters/{letter.id}/happened/understood", data=answers, follow_redirects=True)
    assert "Rasa has not understood it, as was known on" in said(page)
    assert _reasons(database, district) == ["not_understood"]
    assert "Did Rasa understand it?" in said(client.get("/letters/understanding"))
    assert "not-checked" not in page.text, "that nobody will ask is not offered where somebody did"


@pytest.mark.parametrize(
    ("kind", "answers", "told"),
    [
        ("posted", {"post_class": "recorded delivery"}, "recorded delivery"),
        ("handed-over", {"handed_to": "its reader"}, "Handed over to Rasa on"),
        ("delivered", {"how_known": "the post&#39;s tracking says so"}, "tracking"),
        ("returned", {"why_returned": "moved away"}, "moved away"),
        ("read-aloud", TALKED, "Read aloud to Rasa on"),
        ("not-checked", {"because": "They moved to <b>Riga</b>."}, "They moved to <b>Riga</b>."),
    ],
)
def test_everything_that_can_happen_has_its_own_small_form_and_its_own_line(
    client: FlaskClient, letter: Letter, kind: str, answers: dict[str, str], told: str
) -> None:
    address = f"/letters/{letter.id}/happened/{kind}"
    form = client.get(address)
    assert form.status_code == 200
    assert form.text.count("<form") == 2, "signing out, and this"
    empty = client.post(address, data={"on": _today()} if kind != "read-aloud" else {"on": _today(), "through": ""})
    assert empty.status_code == 422
    plain = {name: value.replace("&#39;", "'") for name, value in answers.items()}
    page = client.post(address, data=plain | {"on": _today()}, follow_redirects=True)
    assert page.status_code == 200
    assert told in said(page)
    assert "<b>Riga" not in page.text


def test_a_mistake_is_struck_through_with_its_reason_and_stays_to_be_seen(
    client: FlaskClient, letter: Letter, happened: Callable[[UUID], list[Happened]]
) -> None:
    client.post(f"/letters/{letter.id}/happened/posted", data={"post_class": "first class", "on": _today()})
    [posted] = happened(letter.id)
    address = f"/letters/{letter.id}/happened/mistake/{posted.id}"
    assert address in client.get(f"/letters/{letter.id}").text
    assert heading(client.get(address)) == "Was this a mistake?"
    silent = client.post(address, data={"because": " "})
    assert silent.status_code == 422
    assert "Say why, in a few words." in said(silent)
    page = client.post(address, data={"because": "It lies here still."}, follow_redirects=True)
    assert re.search(r"<s>Posted on [^<]*</s>", page.text)
    assert "It lies here still." in said(page)
    assert "Nobody has recorded that it was sent." in said(page)
    assert client.get(address).status_code == 404


def test_a_hostile_or_backward_name_is_shown_as_it_stands_on_every_screen(
    client: FlaskClient, database: Database, letter: Letter
) -> None:
    with database.work() as session:
        session.get_one(Person, letter.recipient_id).given_name = "<b>رنا</b>{{7*7}}{name}{on}"
    answers = TALKED | {"understood": "no", "on": _today(), "said": "<i>ne</i>"}
    client.post(f"/letters/{letter.id}/happened/understood", data=answers)
    kinds = ("understood", "handed-over", "delivered", "read-aloud", "not-checked")
    places = [f"/letters/{letter.id}", "/letters/understanding", f"/letters/{letter.id}/reply"]
    for place in [*places, *(f"/letters/{letter.id}/happened/{kind}" for kind in kinds)]:
        page = client.get(place)
        assert page.status_code == 200, place
        assert "<b>" not in page.text
        assert "<i>ne" not in page.text
        assert "&lt;bdi" not in page.text
        assert "&lt;b&gt;رنا&lt;/b&gt;{{7*7}}{name}{on}" in page.text or place.endswith("reply")


def test_the_list_begins_with_what_is_late_and_today_leads_to_it(
    client: FlaskClient, database: Database, district: District
) -> None:
    first, second, _ = _make(database, district, count=3)
    late = london_date(utc_now()) - timedelta(days=3)
    with database.work() as session:
        session.get_one(Letter, second.id).check_by = late
    page = client.get("/letters/understanding")
    assert heading(page) == "Of 3 letters nobody knows yet whether they were understood"
    assert "Of 1 the day has passed" in said(page)
    assert page.text.index(str(second.id)) < page.text.index(str(first.id))
    assert page.text.count("Day has passed") == 1
    assert 'aria-current="page">Understood?' in page.text
    home = said(client.get("/"))
    assert "Of 3 letters nobody knows whether they were understood. Of 1 the day to ask has passed." in home
    assert audited(database).count("view list") == 2


def test_a_slip_is_typed_in_one_line_and_the_form_is_ready_for_the_next(
    client: FlaskClient, database: Database, district: District, letter: Letter
) -> None:
    typed = letter.reference.lower().replace("-", " ")
    answers = {"reference": typed, "numbers": "12, 43", "on": _today(), "then": "record"}
    page = client.post("/letters/replies", data=answers, follow_redirects=True)
    assert heading(page) == "Which numbers are ticked on the slip?"
    told = said(page)
    assert f"{letter.reference}, Rasa: 12 wants to talk, with an interpreter; 43 please ring after 18:00." in told
    assert "Somebody rings with an interpreter" in told
    assert typed not in page.text
    assert _reasons(database, district) == ["not_understood"]
    assert "A reply came on" in said(client.get(f"/letters/{letter.id}"))


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"reference": "K7M3-92QX"}, "reference", "no letter with this number"),
        ({"numbers": "61"}, "numbers", "61 is not on the slip of this letter"),
        ({"numbers": "eleven"}, "numbers", "like 11 22 41"),
        ({"numbers": ""}, "numbers", "at least one number"),
        ({"on": (date.today() + timedelta(days=9)).isoformat()}, "on", "not come yet"),  # noqa: DTZ011 - far enough off
        ({"on": ""}, "on", "Give the day"),
        ({"reference": "K7M3-92QX", "then": "slip"}, "reference", "no letter with this number"),
    ],
)
def test_a_slip_typed_wrongly_is_refused_where_it_is_wrong(
    client: FlaskClient, letter: Letter, happened: Callable[[UUID], list[Happened]],
    changes: dict[str, str], field: str, words: str,
) -> None:  # fmt: skip
    answers = {"reference": letter.reference, "numbers": "11 12", "on": _today(), "then": "record"} | changes
    page = client.post("/letters/replies", data=answers)
    assert page.status_code == 422
    assert words in said(page)
    assert f'href="#{field}"' in page.text
    assert f'id="{field}-error"' in page.text
    assert all(value in page.text for value in answers.values() if value)
    assert happened(letter.id) == []


def test_a_slip_is_seen_in_both_languages_and_what_is_written_by_hand_is_kept(
    client: FlaskClient, database: Database, district: District, happened: Callable[[UUID], list[Happened]]
) -> None:
    [letter] = _make(database, district, "ar", "L00")
    found = client.post("/letters/replies", data={"reference": letter.reference, "then": "slip"})
    assert found.headers["Location"] == f"/letters/{letter.id}/reply"
    page = client.get(f"/letters/{letter.id}/reply")
    assert re.search(r'<span[^>]* lang="ar" dir="rtl">[^<]*[\u0600-\u06ff]', page.text)
    assert re.search(r'lang="en[^"]*" dir="ltr">Please talk with me. I need an interpreter.', page.text)
    words = "أعمل في الليل"
    empty = client.post(f"/letters/{letter.id}/reply", data={"on": _today(), "telephone": "07700 900123"})
    assert empty.status_code == 422
    assert 'value="07700 900123"' in empty.text
    data = {"numbers": ["12", "44"], "words": words, "language": "ar", "telephone": "07700 900123", "on": _today()}
    taken = client.post(f"/letters/{letter.id}/reply", data=data, follow_redirects=True)
    assert "They ask you to write to them and not to ring." in said(taken)
    [reply] = happened(letter.id)
    assert (reply.detail["numbers"], reply.detail["words"]) == ([12, 44], words)
    shown = client.get(f"/letters/{letter.id}").text
    assert re.search(rf'<bdi[^>]* lang="ar" dir="auto">{words}</bdi>', shown)
    assert "07700 900123" in shown
    assert set(_reasons(database, district)) == {"not_understood", "words_on_slip"}


def test_letters_made_together_are_marked_as_posted_in_one_go_and_only_once(
    client: FlaskClient, database: Database, district: District, happened: Callable[[UUID], list[Happened]]
) -> None:
    letters = _make(database, district, count=3)
    chosen = {"letter": [str(one.id) for one in letters], "on": _today(), "post_class": "second class"}
    wrong = client.post("/letters/posted", data=chosen | {"post_class": "", "on": "soon"})
    assert wrong.status_code == 422
    assert heading(wrong) == "When were 3 letters posted?"
    assert all(str(one.id) in wrong.text for one in letters)
    done = client.post("/letters/posted", data=chosen)
    assert (done.status_code, done.headers["Location"]) == (303, "/letters/made")
    client.post("/letters/posted", data=chosen)
    assert [len(happened(one.id)) for one in letters] == [1, 1, 1]
    assert "Posted on" in said(client.get(f"/letters/{letters[0].id}"))


def test_another_agencys_letters_have_no_afterwards_for_us(
    app: Flask, district: District, letter: Letter, happened: Callable[[UUID], list[Happened]]
) -> None:
    theirs = signed_in(app, district.other_head)
    posted = {"post_class": "first class", "on": _today()}
    for kind in ("understood", "posted", "nothing"):
        assert theirs.get(f"/letters/{letter.id}/happened/{kind}").status_code == 404
        assert theirs.post(f"/letters/{letter.id}/happened/{kind}", data=posted).status_code == 404
    assert theirs.get(f"/letters/{letter.id}/reply").status_code == 404
    assert theirs.post(f"/letters/{letter.id}/reply", data={"numbers": "11", "on": _today()}).status_code == 404
    assert "Rasa" not in theirs.get("/letters/understanding").text
    quick = {"reference": letter.reference, "numbers": "11", "on": _today()}
    assert "no letter with this number" in said(theirs.post("/letters/replies", data=quick))
    for way in ({"letter": str(letter.id)}, {"run": str(letter.id)}, {"moment": "12"}, {"moment": "x"}, {}):
        answer = theirs.post("/letters/posted", data=posted | way)
        assert answer.status_code in {303, 404}
        assert "Rasa" not in answer.text
    assert happened(letter.id) == []


def test_reception_records_what_happened_but_not_that_nobody_will_ask(
    app: Flask, database: Database, district: District, letter: Letter
) -> None:
    with database.work() as session:
        reception = a_staff_member(session, session.merge(district.school), utc_now(), roles=("reception",))
        coordinator = a_staff_member(
            session, session.merge(district.school), utc_now(), roles=("interpreter coordinator",)
        )
        adviser = a_staff_member(session, session.merge(district.school), utc_now(), roles=("court legal adviser",))
    desk = signed_in(app, reception)
    address = f"/letters/{letter.id}/happened"
    assert desk.post(f"{address}/posted", data={"post_class": "first class", "on": _today()}).status_code == 303
    assert "not-checked" not in desk.get(f"/letters/{letter.id}").text
    assert desk.post(f"{address}/not-checked", data={"because": "Moved.", "on": _today()}).status_code == 403
    without_letters = signed_in(app, coordinator)
    for page in (f"{address}/posted", f"/letters/{letter.id}/reply", "/letters/replies"):
        assert without_letters.get(page).status_code == 403
    looking = signed_in(app, adviser)
    shown = looking.get(f"/letters/{letter.id}").text
    assert "Posted on" in shown
    assert "/happened/" not in shown
    listed = looking.get("/letters/understanding")
    assert listed.status_code == 200
    assert "/letters/replies" not in listed.text
    assert "/happened/" not in listed.text


def test_the_page_of_letters_made_together_offers_to_mark_those_that_wait(
    app: Flask, database: Database, district: District
) -> None:
    first, _, _ = _make(database, district, count=3)
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        mark_posted(session, viewer, [first.id], london_date(utc_now()), "first class", utc_now())
        made = session.scalars(select(Letter.id)).all()
        stands = posting(session, viewer, made, london_date(utc_now()), moment=12)
    with app.test_request_context("/letters/made/12"):
        g.csp_nonce = ""
        shown = render_template("letters/posted.html", posting=stands, viewer=viewer)
        assert "Mark as posted" not in render_template("letters/posted.html", viewer=viewer)
    assert (stands.waiting, stands.posted) == (2, 1)
    assert "Mark as posted: 2 letters wait, 1 was posted" in shown
    assert 'name="moment" value="12"' in shown
