"""A screen that wants a translation asks the worker and waits a little; it runs no engine, and keeps nobody from
writing."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import pytest
from browsers import District, signed_in
from family_pages import a_family_with_letter, a_link
from flask import Flask, g
from flask.testing import FlaskClient
from machines_made import note_package
from sqlalchemy import func, select
from tabled_engine import LETTER, POLISH, TabledEngine

from comms.agencies.viewer import system_viewer, viewer_of
from comms.channels import translating as channel
from comms.channels.argos import ArgosTranslator
from comms.channels.translator import NoEngine
from comms.families.actions import view_list
from comms.follow_ups.family_page.answering import take_page_answer
from comms.follow_ups.family_page.family_link import AnswerKind
from comms.follow_ups.family_page.landing import PageAnswer
from comms.foundation.audit import AuditEntry, note
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.foundation.work_item import WorkState
from comms.translation.machine import TranslationJob, working
from comms.web.door import installation as opened
from comms.web.door import work
from comms.web.translating import NOT_YET, translated_by_worker
from comms.web.viewing import public, viewer
from comms.worker.working import Worker


def _said() -> str:
    answers = translated_by_worker([LETTER], "pl", "en", 0.0)
    return NOT_YET if answers is None else answers[0].text or answers[0].why


class Screen:
    """A screen of one test, and a browser signed in to look at it."""

    def __init__(self, app: Flask, district: District) -> None:
        self.app, self.district = app, district

    def browser(self, view: Callable[[], str], method: str = "GET") -> FlaskClient:
        self.app.add_url_rule("/tried", "tried", public("a test")(view), methods=[method])
        return signed_in(self.app, self.district.head)


@pytest.fixture
def screen(own_app: Flask, district: District) -> Screen:
    return Screen(own_app, district)


@pytest.fixture
def worked(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> TabledEngine:
    """A worker that has done whatever is hinted before anybody looks."""
    engine, worker = TabledEngine(), Worker(installation)
    monkeypatch.setattr(working, "translator_for", lambda settings: engine)
    monkeypatch.setattr(installation.database, "hint", lambda kind, row, *at: worker.act(kind, row))
    return engine


def _jobs(database: Database) -> list[tuple[str, int]]:
    with database.reading() as session:
        return [(one.work_state, one.count) for one in session.scalars(select(TranslationJob))]


def test_without_a_worker_a_request_answers_not_yet_and_calls_no_engine(
    screen: Screen, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def called(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a request called the engine")

    monkeypatch.setattr(channel, "translator_for", called)
    for engine in (ArgosTranslator, NoEngine):
        for name in ("hypotheses", "translate", "pairs"):
            monkeypatch.setattr(engine, name, called)
    answer = screen.browser(_said).get("/tried")
    assert (answer.status_code, answer.text) == (200, NOT_YET)
    assert _jobs(database) == [(WorkState.WAITING, 1)]


def test_what_the_worker_answers_in_time_is_there(screen: Screen, worked: TabledEngine) -> None:
    assert screen.browser(_said).get("/tried").text == POLISH[LETTER]
    assert worked.texts_asked == [LETTER]


def test_a_request_that_writes_afterwards_keeps_nobody_from_writing_while_it_waits(
    screen: Screen, worked: TabledEngine, database: Database
) -> None:
    def view() -> str:
        view_list(work(), viewer(), "translations", [], g.now)
        said = _said()
        note(work(), viewer().actor, "try", ("request", None), g.now)
        return f"{viewer().name}: {said}"

    answer = screen.browser(view, "POST").post("/tried")
    assert (answer.status_code, answer.text) == (200, f"Jo Marsh: {POLISH[LETTER]}")
    with database.reading() as session:
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)).all()
    assert [one for one in actions if one in {"view list", "try"}] == ["view list", "try"]


def test_a_request_that_has_changed_something_must_have_asked_before(
    screen: Screen, worked: TabledEngine, database: Database
) -> None:
    def view() -> str:
        note(work(), viewer().actor, "try", ("request", None), g.now)
        return _said()

    assert screen.browser(view, "POST").post("/tried").status_code == 500
    assert _jobs(database) == []
    with database.reading() as session:
        tried = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "try")
        assert session.scalar(tried) == 0


def test_who_has_no_account_asks_as_the_agency_they_come_from(
    screen: Screen, worked: TabledEngine, database: Database
) -> None:
    def view() -> str:
        asker = system_viewer(work().merge(screen.district.other_school))
        answers = translated_by_worker([LETTER], "pl", "en", 0.0, asker=asker)
        return str(answers[0].text) if answers else NOT_YET

    assert screen.browser(view).get("/tried").text == POLISH[LETTER]
    with database.reading() as session:
        assert session.scalars(select(TranslationJob.agency_id)).all() == [screen.district.other_school.id]


def test_it_looks_again_until_its_time_is_over(
    screen: Screen, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, worker = TabledEngine(), Worker(installation)
    monkeypatch.setattr(working, "translator_for", lambda settings: engine)

    def while_it_waits(seconds: float) -> None:
        assert seconds == 0.05
        with opened().database.reading() as session:
            [job] = session.scalars(select(TranslationJob.id)).all()
        worker.act("translate texts", job)

    monkeypatch.setattr("comms.web.translating.waiting.time.sleep", while_it_waits)

    def view() -> str:
        answers = translated_by_worker([LETTER], "pl", "en", 60.0)
        return str(answers[0].text) if answers else NOT_YET

    assert screen.browser(view).get("/tried").text == POLISH[LETTER]


def test_what_a_family_wrote_on_its_page_stands_translated_and_marked_beside_its_own_words(
    app: Flask, district: District, worked: TabledEngine, installation: Installation
) -> None:
    database = installation.database
    note_package(installation.settings.translation_folder, "pl", "en")
    with database.work() as session:
        head = viewer_of(session.merge(district.head))
        family = a_family_with_letter(session, head, utc_now())
        link = a_link(session, head, utc_now(), family)
        take_page_answer(session, link.id, PageAnswer(AnswerKind.OWN_WORDS, LETTER), utc_now())
        letter = family.letter.id
    page = signed_in(app, district.head).get(f"/letters/{letter}")
    assert f"{LETTER}</p>" in page.text
    assert "Written on their page in Polish. Machine translation, not checked (pl_en 1.9)." in page.text
    assert f'lang="en">{POLISH[LETTER]}</p>' in page.text
