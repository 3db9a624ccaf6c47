"""Work that must happen later: one worker at a time, overtaken work does not count, nothing is ever dropped."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from factories import a_letter, a_staff_member, an_agency
from sqlalchemy import func, select

from comms.agencies.viewer import viewer_of
from comms.foundation.work import Database
from comms.foundation.work_item import (
    LEASE,
    PAUSE,
    TRIES,
    Overtaken,
    WorkState,
    claim,
    count_left,
    due_rows,
    finish,
    give_up,
    put_back,
)
from comms.letters.letter import Letter, PrintedLetter
from comms.letters.printing import print_letter

A_MOMENT = timedelta(seconds=1)


@pytest.fixture
def row(database: Database, now: datetime) -> UUID:
    """A letter that waits to be printed."""
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now))
        return a_letter(session, viewer, now).id


def _claim(database: Database, row: UUID, at: datetime) -> str | None:
    with database.work() as session:
        return claim(session, Letter, row, at)


def _print(database: Database, row: UUID, token: str, at: datetime) -> None:
    with database.work() as session:
        print_letter(session, row, at)
        finish(session, Letter, row, token)


def _due(database: Database, at: datetime) -> list[UUID]:
    with database.reading() as session:
        return list(due_rows(session, Letter, at))


def _state(database: Database, row: UUID) -> str:
    with database.reading() as session:
        return session.get_one(Letter, row).work_state


def test_of_many_workers_at_once_exactly_one_gets_the_row(database: Database, row: UUID, now: datetime) -> None:
    with ThreadPoolExecutor(8) as pool:
        tokens = list(pool.map(lambda _: _claim(database, row, now), range(8)))
    assert len([token for token in tokens if token]) == 1


def test_work_that_is_not_due_yet_is_left_alone(database: Database, row: UUID, now: datetime) -> None:
    assert _claim(database, row, now - A_MOMENT) is None
    assert _due(database, now - A_MOMENT) == []
    assert _due(database, now) == [row]


def test_work_in_hand_is_not_given_to_another_until_its_lease_ends(
    database: Database, row: UUID, now: datetime
) -> None:
    assert _claim(database, row, now)
    assert _due(database, now + LEASE) == []
    assert _claim(database, row, now + LEASE) is None
    assert _due(database, now + LEASE + A_MOMENT) == [row]
    assert _claim(database, row, now + LEASE + A_MOMENT)


def test_finished_work_is_never_done_again(database: Database, row: UUID, now: datetime) -> None:
    token = _claim(database, row, now)
    assert token
    with database.work() as session:
        finish(session, Letter, row, token)
    assert _state(database, row) == WorkState.DONE
    assert _due(database, now + timedelta(days=1)) == []
    assert _claim(database, row, now + timedelta(days=1)) is None
    with pytest.raises(Overtaken), database.work() as session:
        finish(session, Letter, row, token)


def test_what_an_overtaken_worker_did_is_rolled_back(database: Database, row: UUID, now: datetime) -> None:
    slow = _claim(database, row, now)
    quick = _claim(database, row, now + LEASE + A_MOMENT)
    assert slow
    assert quick
    with pytest.raises(Overtaken):
        _print(database, row, slow, now)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(PrintedLetter)) == 0
    _print(database, row, quick, now)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(PrintedLetter)) == 1


def test_an_overtaken_worker_cannot_put_the_row_back(database: Database, row: UUID, now: datetime) -> None:
    slow = _claim(database, row, now)
    _claim(database, row, now + LEASE + A_MOMENT)
    assert slow
    with database.work() as session:
        assert not put_back(session, Letter, row, slow, now)
    assert _due(database, now + LEASE + 2 * A_MOMENT) == []


def test_failed_work_is_tried_again_after_a_growing_pause(database: Database, row: UUID, now: datetime) -> None:
    at = now
    for tried in range(1, TRIES):
        token = _claim(database, row, at)
        assert token
        with database.work() as session:
            assert not put_back(session, Letter, row, token, at)
        pause = PAUSE * 2 ** (tried - 1)
        assert _due(database, at + pause - A_MOMENT) == []
        at += pause
        assert _due(database, at) == [row]


def test_work_that_fails_five_times_waits_for_a_person(database: Database, row: UUID, now: datetime) -> None:
    at = now
    for tried in range(1, TRIES + 1):
        token = _claim(database, row, at)
        assert token, tried
        with database.work() as session:
            assert put_back(session, Letter, row, token, at) is (tried == TRIES)
        at += timedelta(hours=1)
    assert _state(database, row) == WorkState.NEEDS_WORKER
    assert _due(database, at + timedelta(days=365)) == []
    with database.reading() as session:
        assert count_left(session, Letter) == 1


def test_work_whose_worker_dies_each_time_waits_for_a_person(database: Database, row: UUID, now: datetime) -> None:
    at = now
    for _ in range(TRIES):
        assert _claim(database, row, at)
        with database.work() as session:
            assert not give_up(session, Letter, row, at), "somebody has it in hand"
        at += LEASE + A_MOMENT
    assert _due(database, at) == [row], "the sweep must find it once more, so that somebody is told"
    assert _claim(database, row, at) is None
    with database.work() as session:
        assert give_up(session, Letter, row, at)
        assert not give_up(session, Letter, row, at)
    assert _state(database, row) == WorkState.NEEDS_WORKER


def test_what_waited_longest_is_due_first(database: Database, row: UUID, now: datetime) -> None:
    with database.work() as session:
        first = session.get_one(Letter, row)
        second = a_letter(session, viewer_of(a_staff_member(session, an_agency(session, now, "Other"), now)), now)
        first.next_action_at = now + A_MOMENT
        second_id = second.id
    assert _due(database, now + LEASE) == [second_id, row]
