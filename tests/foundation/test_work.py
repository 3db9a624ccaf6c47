"""The unit of work: kept whole or not at all; the audit last; hints only after the commit, and never at its cost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from factories import a_parent, a_staff_member, an_agency
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import viewer_of
from comms.families.actions import PersonDetails, record_person
from comms.families.contact_point import ContactPoint
from comms.families.person import Person, PersonKind
from comms.foundation.audit import Actor, AuditEntry, note
from comms.foundation.db import new_id
from comms.foundation.errors import BadInput, CommsError
from comms.foundation.work import Database, hint_after_commit
from comms.tasks.actions import TaskWanted, open_task
from comms.tasks.task import Task, TaskKind

SYSTEM = Actor("system")


def _agencies(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Agency)) or 0


def _fail(database: Database, now: datetime, fault: BaseException) -> None:
    with database.work() as session:
        an_agency(session, now)
        raise fault


def _count(database: Database) -> int:
    with database.reading() as session:
        return _agencies(session)


def test_what_was_done_in_a_unit_of_work_is_there_afterwards(database: Database, now: datetime) -> None:
    with database.work() as session:
        an_agency(session, now)
    assert _count(database) == 1


def test_a_unit_of_work_that_fails_leaves_nothing(database: Database, now: datetime) -> None:
    with pytest.raises(RuntimeError):
        _fail(database, now, RuntimeError())
    assert _count(database) == 0
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0


def test_even_a_worker_that_is_told_to_stop_leaves_nothing_half_done(database: Database, now: datetime) -> None:
    with pytest.raises(SystemExit):
        _fail(database, now, SystemExit())
    assert _count(database) == 0


def test_the_audit_is_written_last_before_the_commit(database: Database, now: datetime) -> None:
    with database.work() as session:
        an_agency(session, now)
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0, "the chain's lock would be held long"
    with database.reading() as session:
        assert session.scalars(select(AuditEntry.action)).all() == ["found agency"]


def test_a_hint_goes_out_when_the_row_can_be_seen_by_others(database: Database, now: datetime) -> None:
    seen: list[tuple[str, int]] = []

    def hint(kind: str, _: UUID) -> None:
        seen.append((kind, _count(database)))

    hinting = Database(database.engine, database.keyring, hint)
    with hinting.work() as session:
        agency = an_agency(session, now)
        hint_after_commit(session, "look", agency.id)
        assert seen == []
    assert seen == [("look", 1)]


def test_what_was_rolled_back_is_not_hinted(database: Database, now: datetime) -> None:
    hinted: list[str] = []
    hinting = Database(database.engine, database.keyring, lambda kind, _: hinted.append(kind))
    with hinting.session() as session:
        hint_after_commit(session, "lost", an_agency(session, now).id)
        session.rollback()
        an_agency(session, now)
        session.commit()
    assert hinted == []


def test_a_hint_that_fails_does_not_make_the_commit_look_failed(database: Database, now: datetime) -> None:
    def hint(_: str, __: UUID) -> None:
        raise ConnectionError("the queue is away")

    hinting = Database(database.engine, database.keyring, hint)
    with hinting.work() as session:
        agency = an_agency(session, now)
        hint_after_commit(session, "first", agency.id)
        hint_after_commit(session, "second", agency.id)
    assert _count(database) == 1


@pytest.mark.parametrize("end", ["rollback", "close"])
def test_a_key_that_was_rolled_back_is_never_locked_with_again(database: Database, end: str) -> None:
    owner, keyring = uuid4(), database.keyring
    with database.session() as session:
        lost = keyring.close(session, owner, b"place", b"07700 900821")
        getattr(session, end)()
        kept = keyring.close(session, owner, b"place", b"07700 900821")
        session.commit()
    with database.reading() as session:
        assert keyring.open(session, owner, b"place", kept) == b"07700 900821"
        with pytest.raises(CommsError):
            keyring.open(session, owner, b"place", lost)


def test_a_locked_value_that_was_rolled_back_does_not_come_back(database: Database, now: datetime) -> None:
    with database.work() as session:
        school = an_agency(session, now)
        viewer = viewer_of(a_staff_member(session, school, now))
        parent = a_parent(session, viewer, now)
        wanted = TaskWanted(TaskKind.RING, parent.id, "language_unknown", "Ring and ask.", now.date())
        task_id = open_task(session, viewer, wanted, now).id
    with database.session() as session:
        task = session.get_one(Task, task_id)
        task.why = "Somebody else's words."
        session.rollback()
        assert task.why == "Ring and ask."
        task.due_on = now.date() + timedelta(days=1)
        session.commit()
        session.expire_all()
        assert task.why == "Ring and ask."


def test_a_session_for_reading_writes_nothing(database: Database, now: datetime) -> None:
    with database.reading() as session:
        an_agency(session, now)
        assert _agencies(session) == 1
    assert _count(database) == 0


def test_a_session_for_reading_refuses_to_commit(database: Database, now: datetime) -> None:
    with database.reading() as session:
        an_agency(session, now)
        with pytest.raises(RuntimeError, match="for reading"):
            session.commit()
    assert _count(database) == 0


def test_reading_does_not_wait_for_a_writer(database: Database, now: datetime) -> None:
    with database.work() as writing:
        an_agency(writing, now)
        writing.execute(update(Agency).values(telephone="01632 960 100"))
        assert _count(database) == 0
    assert _count(database) == 1


def test_eight_threads_writing_at_once_lose_nothing(database: Database, now: datetime) -> None:
    def write(thread: int) -> None:
        for number in range(5):
            with database.work() as session:
                an_agency(session, now, name=f"School {thread} {number}")

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(write, thread) for thread in range(8)]:
            done.result()
    assert _count(database) == 40
    with database.reading() as session:
        assert session.scalars(select(AuditEntry.number).order_by(AuditEntry.number)).all() == list(range(1, 41))


def test_a_unit_of_work_has_no_savepoints(session: Session, now: datetime) -> None:
    note(session, SYSTEM, "kept", ("person", None), now)
    with pytest.raises(RuntimeError, match="savepoints"), session.begin_nested():
        pass


def test_a_text_too_long_for_its_column_is_named_on_both_databases(database: Database, now: datetime) -> None:
    with database.session() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now))
        long = PersonDetails(PersonKind.PARENT, "n" * 3000, "Kazlauskienė")
        with pytest.raises(BadInput, match=r"given name has 3000 characters.*200 or fewer"):
            record_person(session, viewer, long, now)
        session.rollback()
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_a_long_name_that_fits_can_be_stored_and_found(database: Database, now: datetime) -> None:
    # One ligature folds to eighteen letters, so the folded name is far longer than the name.
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now))
        person = record_person(session, viewer, PersonDetails(PersonKind.PARENT, "\ufdfa" * 200, "O'Neill-Źródło"), now)
        assert len(person.search_name) <= 700


def test_what_is_made_later_sorts_later(now: datetime) -> None:
    made = [new_id() for _ in range(2000)]
    assert made == sorted(made)
    assert len(set(made)) == 2000
    assert {one.version for one in made} == {7}


def test_a_locked_value_is_bytes_of_another_kind_each_time(database: Database, now: datetime) -> None:
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now))
        for _ in range(2):
            parent = a_parent(session, viewer, now, address=())
            session.add(
                ContactPoint(
                    person_id=parent.id, channel="mobile", value="07700 900821", value_hash=b"x", recorded_at=now
                )
            )
    with database.reading() as session:
        stored = session.execute(text("SELECT value_locked FROM contact_point")).scalars().all()
        assert len({bytes(one) for one in stored}) == 2
