"""The worker translates: all that waits in one go, with no transaction open; every asker is answered, and an hour later
nothing of it is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID, uuid4

import pytest
from factories import a_staff_member, an_agency
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session
from tabled_engine import BROKEN, ILL, LETTER, POLISH, RING, THANKS, TabledEngine

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, seeing_closed, system_viewer, viewer_of
from comms.channels.translator import Hypotheses, NotTranslated
from comms.foundation.audit import AuditEntry
from comms.foundation.clock import utc_now
from comms.foundation.errors import BadInput, Misconfigured, NotFound
from comms.foundation.locks import DataKey
from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.foundation.work_item import TRIES, WorkState, claim
from comms.translation.approval import TranslationApproval
from comms.translation.catalogues import words_hash
from comms.translation.machine import Answer, TranslationJob, answers_of, ask, working
from comms.translation.machine.asking import MOST_LETTERS, MOST_TEXTS
from comms.translation.machine.job import KEPT, TRANSLATE
from comms.worker import translations
from comms.worker.working import Worker


class Office:
    """A school that asks for translations, and the worker that makes them."""

    def __init__(self, installation: Installation) -> None:
        self.database: Database = installation.database
        self.worker = Worker(installation)
        self.now = utc_now() - timedelta(minutes=1)
        with self.database.work() as session:
            school = an_agency(session, self.now)
            self.viewer: Viewer = viewer_of(a_staff_member(session, school, self.now))
            self.other: Viewer = system_viewer(an_agency(session, self.now, name="Other School"))

    def asks(
        self, *texts: str, source: str = "pl", viewer: Viewer | None = None, about: tuple[str, UUID] | None = None,
        names: Sequence[str] = (),
    ) -> UUID:  # fmt: skip
        self.now += timedelta(seconds=1)
        with self.database.work() as session:
            who = viewer or self.viewer
            return ask(session, who, texts, source, "en", self.now, names=names, about=about).id

    def works(self, job: UUID) -> None:
        self.worker.act(TRANSLATE, job)

    def answers(self, job: UUID, viewer: Viewer | None = None) -> list[Answer] | None:
        # With the service's eyes where nobody is named: answers about a row are for staff read where the row is.
        with self.database.reading() as session:
            return answers_of(session, viewer or seeing_closed(self.viewer), job)

    def texts(self, job: UUID) -> list[str | None]:
        answers = self.answers(job)
        assert answers is not None
        return [one.text for one in answers]

    def row(self, job: UUID) -> TranslationJob:
        with self.database.reading() as session:
            row = session.get_one(TranslationJob, job)
            session.expunge(row)
            return row

    def change(self, job: UUID, **values: object) -> None:
        with self.database.work() as session:
            session.execute(update(TranslationJob).where(TranslationJob.id == job).values(**values))


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> TabledEngine:
    made = TabledEngine()
    monkeypatch.setattr(working, "translator_for", lambda settings: made)
    return made


@pytest.fixture
def office(installation: Installation) -> Office:
    return Office(installation)


Stored = list[tuple[UUID, UUID, list[Answer]]]


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> Stored:
    """What was handed on to be stored with a note, a made-up kind of row."""
    kept: Stored = []

    def store(session: Session, viewer: Viewer, row: UUID, answers: Sequence[Answer], now: datetime) -> None:
        kept.append((viewer.agency_id, row, list(answers)))

    monkeypatch.setattr(translations, "STORES", MappingProxyType({"note": store}))
    return kept


def test_what_is_asked_is_answered_soon_after(installation: Installation, office: Office, engine: TabledEngine) -> None:
    job = office.asks(LETTER, ILL)
    assert office.answers(job) is None
    installation.queue.serve(office.worker.act, office.worker.sweep)
    hint = installation.queue.huey.dequeue()
    assert hint is not None
    installation.queue.huey.execute(hint)
    answers = office.answers(job)
    assert answers is not None
    assert [one.text for one in answers] == [POLISH[LETTER], POLISH[ILL]]
    assert {one.mark for one in answers} == {"machine translation, not checked"}
    assert office.row(job).answered_at is not None


def test_the_engine_runs_while_no_transaction_is_open(
    office: Office, engine: TabledEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[UUID] = []
    answers = engine.hypotheses

    def others_write(texts: Sequence[str], *rest: object) -> Sequence[Hypotheses | NotTranslated]:
        with office.database.work() as session:
            written.append(an_agency(session, office.now, name=f"School {len(written)}").id)
        return answers(texts, "pl", "en")

    monkeypatch.setattr(engine, "hypotheses", others_write)
    job = office.asks(LETTER)
    office.works(job)
    assert written
    assert office.texts(job) == [POLISH[LETTER]]


def test_all_that_waits_for_the_same_two_languages_is_translated_in_one_go(
    office: Office, engine: TabledEngine
) -> None:
    first, second = office.asks(LETTER), office.asks(ILL, THANKS, viewer=office.other)
    elsewhere = office.asks("Labas rytas", source="lt")
    office.works(first)
    assert engine.asked == [[LETTER, ILL, THANKS]]
    assert office.texts(first) == [POLISH[LETTER]]
    answers = office.answers(second, office.other)
    assert answers is not None
    assert [one.text for one in answers] == [POLISH[ILL], POLISH[THANKS]]
    assert office.answers(elsewhere) is None
    office.works(second)
    assert len(engine.asked) == 1, "its own hint finds nothing to do"


def test_nobody_reads_what_another_agency_asked(office: Office, engine: TabledEngine) -> None:
    job = office.asks(LETTER)
    office.works(job)
    with pytest.raises(NotFound):
        office.answers(job, office.other)


def test_a_job_that_another_worker_has_in_hand_is_left_to_it(office: Office, engine: TabledEngine) -> None:
    mine, theirs = office.asks(LETTER), office.asks(ILL)
    with office.database.work() as session:
        assert claim(session, TranslationJob, theirs, utc_now())
    office.works(mine)
    assert engine.texts_asked == [LETTER]
    assert office.answers(theirs) is None


def test_what_took_over_a_slow_worker_keeps_its_own_answers(
    office: Office, engine: TabledEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = office.asks(LETTER), office.asks(ILL)
    answers = engine.hypotheses

    def slowly(texts: Sequence[str], *rest: object) -> Sequence[Hypotheses | NotTranslated]:
        office.change(other, token="somebody else's")
        return answers(texts, "pl", "en")

    monkeypatch.setattr(engine, "hypotheses", slowly)
    office.works(mine)
    assert office.texts(mine) == [POLISH[LETTER]]
    assert office.answers(other) is None


def test_what_the_engine_refuses_or_breaks_on_is_answered_with_why(office: Office, engine: TabledEngine) -> None:
    job = office.asks(LETTER, "Zupełnie nieznane zdanie.", BROKEN)
    office.works(job)
    answers = office.answers(job)
    assert answers is not None
    assert answers[0].text == POLISH[LETTER]
    assert [one.why for one in answers[1:]] == [
        "I do not know it.", "The translation package failed on this text, so it was not translated.",
    ]  # fmt: skip
    assert office.row(job).why == "I do not know it."


def test_an_engine_that_cannot_begin_is_an_answer_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for fault, why in ((Misconfigured("The folder cannot be read.", "Look at it."), "The folder cannot be read."),
                       (OSError("private"), working.NOT_BEGUN)):  # fmt: skip

        def broken(settings: object, fault: Exception = fault) -> None:
            raise fault

        monkeypatch.setattr(working, "translator_for", broken)
        job = office.asks(LETTER)
        office.works(job)
        assert [(one.text, one.why) for one in office.answers(job) or ()] == [(None, why)]


def test_a_job_whose_worker_died_goes_alone_and_then_is_answered_that_it_could_not_be(
    office: Office, engine: TabledEngine
) -> None:
    job, other = office.asks(LETTER), office.asks(ILL)
    office.change(job, attempts=1)
    office.works(job)
    assert engine.asked == [[LETTER]]
    again = office.asks(RING)
    office.change(again, attempts=3)
    office.works(again)
    assert engine.asked == [[LETTER]]
    assert [(one.text, one.why) for one in office.answers(again) or ()] == [(None, working.COULD_NOT)]
    assert office.answers(other) is None


def test_when_every_try_has_failed_the_asker_is_answered_and_not_left_waiting(
    office: Office, engine: TabledEngine, stored: Stored
) -> None:
    plain, about = office.asks(LETTER), office.asks(LETTER, ILL, about=("note", uuid4()))
    for job in (plain, about):
        office.change(job, attempts=TRIES)
        office.works(job)
        assert {(one.text, one.why) for one in office.answers(job) or ()} == {(None, working.COULD_NOT)}
        assert office.row(job).work_state == WorkState.WAITING
    assert stored == []
    office.works(about)
    assert len(stored) == 1
    assert [one.why for one in stored[0][2]] == [working.COULD_NOT] * 2


def test_answers_are_stored_once_with_the_row_they_are_about(
    office: Office, engine: TabledEngine, stored: Stored
) -> None:
    note, other_note = uuid4(), uuid4()
    first = office.asks(LETTER, about=("note", note))
    second = office.asks(ILL, viewer=office.other, about=("note", other_note))
    office.works(first)
    assert [(row, one.text) for _, row, [one] in stored] == [(note, POLISH[LETTER])]
    assert office.row(second).answered_at is None
    office.works(second)
    assert stored[1:] == [(office.other.agency_id, other_note, [Answer(POLISH[ILL], "pl_en 1.9", "", False)])]
    for job in (first, second):
        assert office.row(job).answered_at is not None
        office.works(job)
    assert len(stored) == 2
    assert len(engine.asked) == 1


def test_an_answer_that_cannot_be_stored_keeps_nobody_elses_back(
    office: Office, engine: TabledEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("It cannot be stored.")

    monkeypatch.setattr(translations, "STORES", MappingProxyType({"note": broken}))
    about, plain = office.asks(LETTER, about=("note", uuid4())), office.asks(ILL)
    office.works(about)
    assert office.texts(plain) == [POLISH[ILL]]
    assert office.row(about).work_state == WorkState.WAITING
    office.change(about, attempts=TRIES, next_action_at=office.now, lease_until=None)
    office.works(about)
    row = office.row(about)
    assert (row.work_state, row.answered_at is not None) == (WorkState.WAITING, True)


def test_a_kind_that_nobody_stores_any_more_is_answered_all_the_same(office: Office, engine: TabledEngine) -> None:
    job = office.asks(LETTER, about=("gone", uuid4()))
    office.works(job)
    assert office.row(job).answered_at is not None
    assert office.texts(job) == [POLISH[LETTER]]


def test_an_hour_after_it_was_answered_a_job_and_its_key_are_emptied_and_others_with_it(
    office: Office, engine: TabledEngine
) -> None:
    old, older, fresh = office.asks(LETTER, names=["Ugnė"]), office.asks(ILL), office.asks(THANKS)
    office.works(old)
    long_ago = utc_now() - KEPT - timedelta(minutes=1)
    for job in (old, older):
        office.change(job, answered_at=long_ago, next_action_at=utc_now() - timedelta(minutes=1))
    office.worker.sweep()
    office.works(old)
    for job in (old, older):
        row = office.row(job)
        assert (row.texts_locked, row.names_locked, row.answers_locked) == (None, None, None)
        assert (row.work_state, row.count, row.source) == (WorkState.DONE, 1, "pl")
        with pytest.raises(NotFound, match="not kept any more"):
            office.answers(job)
    assert office.texts(fresh) == [POLISH[THANKS]]
    with office.database.reading() as session:
        keys = session.scalars(select(DataKey.owner_id).where(DataKey.owner_id.in_([old, older, fresh]))).all()
    assert keys == [fresh]


def test_answers_are_kept_for_the_hour(office: Office, engine: TabledEngine) -> None:
    job = office.asks(LETTER)
    office.works(job)
    office.works(job)
    row = office.row(job)
    assert row.next_action_at is not None
    assert row.answered_at is not None
    assert row.next_action_at - row.answered_at == KEPT
    assert office.texts(job) == [POLISH[LETTER]]


def test_neither_texts_nor_names_nor_answers_stand_open_anywhere(office: Office, engine: TabledEngine) -> None:
    job = office.asks(LETTER, names=["Ugnė Kazlauskaitė"])
    office.works(job)
    with office.database.reading() as session:
        rows = session.execute(text("SELECT * FROM translation_job")).all()
        audit = session.scalars(select(AuditEntry.detail)).all()
    for words in ("rozumiem", "Kazlauskait", "understand"):
        assert words not in repr([tuple(map(bytes_or_text, row)) for row in rows])
        assert words not in repr(audit)


def bytes_or_text(value: object) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else repr(value)


def test_who_asked_and_what_answered_is_on_record(office: Office, engine: TabledEngine) -> None:
    job = office.asks(LETTER, "Zupełnie nieznane zdanie.")
    office.works(job)
    with office.database.reading() as session:
        query = select(AuditEntry).where(AuditEntry.subject_id == job).order_by(AuditEntry.number)
        asked, made = session.scalars(query).all()
        assert (asked.action, asked.staff_id) == ("ask for machine translation", office.viewer.staff_id)
        assert (made.action, made.actor_kind) == ("translate by machine", "system")
        assert '"by": "pl_en 1.9", "texts": 2, "translated": 1' in made.detail


def test_what_cannot_be_asked_is_refused_before_anything_waits(office: Office) -> None:
    too_many, too_long = ["a"] * (MOST_TEXTS + 1), ["a" * (MOST_LETTERS + 1)]
    for texts, source in (([], "pl"), (too_many, "pl"), (too_long, "pl"), (["a"], "en")):
        with pytest.raises(BadInput):
            office.asks(*texts, source=source)
    with pytest.raises(NotFound):
        office.asks("a", source="zzz")
    with office.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(TranslationJob)) == 0


def test_a_large_job_does_not_wait_for_the_small_ones_beside_it(
    office: Office, engine: TabledEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "MOST_LETTERS", len(LETTER) + len(ILL))
    jobs = [office.asks(LETTER), office.asks(ILL), office.asks(THANKS)]
    office.works(jobs[0])
    assert engine.asked == [[LETTER, ILL]]
    assert office.answers(jobs[2]) is None


def test_english_is_looked_for_in_the_memory_before_the_engine_is_asked(
    office: Office, engine: TabledEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    english, theirs = "We can help you with this.", "Możemy w tym pomóc."
    with office.database.work() as session:
        who = a_staff_member(session, session.get_one(Agency, office.viewer.agency_id), office.now)
        session.add(
            TranslationApproval(
                language="pl", context="phrase", source=english, forms=[theirs], approved_by=who.id,
                source_hash=words_hash("phrase", (english,)), translation_hash=words_hash("phrase", (theirs,)),
                approver_name=who.name, qualification="DPSI", approved_at=office.now,
            )
        )  # fmt: skip
        job = ask(session, office.viewer, [english], "en", "pl", office.now).id
    office.works(job)
    assert office.texts(job) == [theirs]
    assert engine.asked == []
