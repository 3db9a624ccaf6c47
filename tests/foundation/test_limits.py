"""So many at once, and then one more as each has had its time: whoever asks, through whichever process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from comms.foundation.errors import TooOften
from comms.foundation.limits import HOUR, MINUTE, Limit, LimitUse, forget_past_uses, take
from comms.foundation.work import Database

SOME = Limit("some", 3, MINUTE, "You asked")
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)

limits = st.builds(
    lambda most, seconds: Limit("any", most, timedelta(seconds=seconds)), st.integers(1, 500), st.integers(1, 86400)
)


def _times(limit: Limit, steps: list[timedelta]) -> list[datetime]:
    """When those who ask after each of these steps are let through."""
    free_at, now, passed = None, NOON, []
    for step in steps:
        now += step
        if not limit.seconds_to_wait(free_at, now):
            free_at = limit.after_one_more(free_at, now)
            passed.append(now)
    return passed


@given(limits)
def test_so_many_may_come_at_once_and_not_one_more(limit: Limit) -> None:
    assert len(_times(limit, [timedelta()] * (limit.most + 5))) == limit.most


@given(limits, st.lists(st.floats(0, 2), max_size=200))
def test_in_no_stretch_of_time_do_more_pass_than_at_once_and_those_that_time_allows(
    limit: Limit, parts: list[float]
) -> None:
    passed = _times(limit, [limit.per * part / limit.most for part in parts])
    for first in range(len(passed)):
        for last in range(first, len(passed)):
            allowed = limit.most + (passed[last] - passed[first]) / limit.each
            assert last - first + 1 <= allowed + 1e-6


@given(limits, st.integers(0, 1000))
def test_who_waits_as_long_as_was_said_is_let_through(limit: Limit, extra: int) -> None:
    free_at = None
    for _ in range(limit.most):
        free_at = limit.after_one_more(free_at, NOON)
    with pytest.raises(TooOften) as said:
        limit.after_one_more(free_at, NOON)
    later = NOON + timedelta(seconds=said.value.seconds, milliseconds=extra)
    assert limit.after_one_more(free_at, later) >= free_at
    assert said.value.seconds <= limit.per.total_seconds() / limit.most + 1


def test_a_refusal_says_how_often_it_may_be_and_how_long_to_wait() -> None:
    with pytest.raises(TooOften) as said:
        Limit("previews", 1, 2 * HOUR, "You asked for previews", "The last one stays.").after_one_more(
            NOON + 2 * HOUR - timedelta(minutes=1), NOON
        )
    assert str(said.value) == (
        "You asked for previews once in 2 hours, and more often it may not be. "
        "Wait 2 hours, then do it once more. The last one stays."
    )
    assert said.value.seconds == 119 * 60
    with pytest.raises(TooOften, match="3 times in a minute, .* Wait 1 second, then"):
        SOME.after_one_more(NOON + timedelta(seconds=41), NOON)


def test_each_who_asks_is_counted_alone_and_each_limit_alone(database: Database, now: datetime) -> None:
    def ask(limit: Limit, who: str) -> None:
        with database.work() as session:
            take(session, limit, who, now)

    for _ in range(3):
        ask(SOME, "one")
    with pytest.raises(TooOften):
        ask(SOME, "one")
    ask(SOME, "another")
    ask(Limit("others", 3, MINUTE), "one")


def test_what_was_refused_is_not_counted_and_time_lets_one_more_through(database: Database, now: datetime) -> None:
    for _ in range(3):
        with database.work() as session:
            take(session, SOME, "one", now)
    for _ in range(10):
        with pytest.raises(TooOften), database.work() as session:
            take(session, SOME, "one", now)
    with database.work() as session:
        take(session, SOME, "one", now + timedelta(seconds=20))
    with pytest.raises(TooOften), database.work() as session:
        take(session, SOME, "one", now + timedelta(seconds=20))


def test_of_a_crowd_that_comes_at_once_exactly_so_many_pass(database: Database, now: datetime) -> None:
    crowd, limit = 24, Limit("crowded", 7, HOUR)
    together = Barrier(crowd)

    def ask(_: int) -> bool:
        together.wait()
        try:
            with database.work() as session:
                take(session, limit, "the same one", now)
        except TooOften:
            return False
        return True

    with ThreadPoolExecutor(crowd) as threads:
        assert sum(threads.map(ask, range(crowd))) == limit.most


def test_who_is_counted_cannot_be_read_from_the_database(database: Database, now: datetime) -> None:
    with database.work() as session:
        take(session, SOME, "jo.marsh@fenedge.example", now)
        [row] = session.execute(select(LimitUse.key, LimitUse.name)).all()
    assert "marsh" not in repr(row)
    assert len(row.key) == 32


def test_what_has_had_its_time_is_forgotten_and_nothing_else(database: Database, now: datetime) -> None:
    with database.work() as session:
        take(session, SOME, "long ago", now - timedelta(days=1))
        take(session, SOME, "lately", now)
    with database.work() as session:
        assert forget_past_uses(session, now) == 1
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(LimitUse)) == 1
