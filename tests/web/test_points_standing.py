"""Which point is the next, what is to be done with it, and how each stands, in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from caution_factories import an_adult
from recorded_cautions import SPEAKERS, Session

from comms.cautions.folding import fold
from comms.cautions.said import InterpreterBack, InterpreterLeft, Opened, Paused, Resumed, Screened
from comms.cautions.standing import Standing
from comms.web.cautions.points_standing import Doing, doing_of, next_point, stands


@pytest.fixture
def session() -> Session:
    return Session(SPEAKERS["lt"]).opened()


def standing_of(session: Session) -> Standing:
    opened = session.entries[0].said
    assert isinstance(opened, Opened)
    return fold(opened, session.entries)


def next_of(session: Session) -> tuple[str, Doing] | None:
    standing = standing_of(session)
    one = next_point(standing)
    return (one.point.id, doing_of(standing, one)) if one else None


def stands_of(session: Session, place: int) -> str:
    standing = standing_of(session)
    return stands(standing, standing.points[session.points[place].id])


def failed(session: Session, times: int) -> None:
    """The first point is explained so many times, to no avail."""
    one = session.points[0]
    for number in range(1, times + 1):
        session.read(one, number, "more slowly" if number > 1 else "").answer(one, number)
        session.judge(one, number, "not understood", "Talks of something else")


def test_three_points_are_read_before_the_first_is_asked_about(session: Session) -> None:
    one, two, three, four = (point.id for point in session.points[:4])
    for place, name in enumerate((one, two, three)):
        assert next_of(session) == (name, Doing.READ)
        session.read(session.points[place])
    assert next_of(session) == (one, Doing.ASK)
    session.answer(session.points[0])
    assert next_of(session) == (one, Doing.JUDGE)
    # Once asking has begun, the others are asked about before another is read.
    for place, name in ((0, two), (1, three), (2, four)):
        if place:
            session.answer(session.points[place])
        session.judge(session.points[place])
        assert next_of(session) == (name, Doing.READ if name == four else Doing.ASK)


def test_what_was_not_understood_is_said_in_other_words_at_once(session: Session) -> None:
    session.read(session.points[0]).read(session.points[1])
    session.answer(session.points[0]).judge(session.points[0], result="partly")
    assert next_of(session) == (session.points[0].id, Doing.READ)
    assert stands_of(session, 0) == "Understood in part: to be explained in other words, second of three"
    assert stands_of(session, 1).endswith("not asked about yet")


def test_a_point_explained_three_times_waits_for_a_pause(session: Session) -> None:
    failed(session, 3)
    assert next_of(session) == (session.points[0].id, Doing.PAUSE)
    assert stands_of(session, 0) == "Not understood after three rounds: pause before it is explained again"
    session.say(Paused("They are tired"), Resumed())
    assert next_of(session) == (session.points[0].id, Doing.READ)


def test_other_points_that_were_read_are_asked_about_before_the_pause(session: Session) -> None:
    session.read(session.points[1])
    failed(session, 3)
    assert next_of(session) == (session.points[1].id, Doing.ASK)


def test_what_was_read_without_the_interpreter_is_to_be_read_again(session: Session) -> None:
    session.read(session.points[0])
    session.say(InterpreterLeft(session.now), InterpreterBack(session.now + timedelta(minutes=1)))
    assert next_of(session) == (session.points[0].id, Doing.READ)
    assert stands_of(session, 0).startswith("To be read again. The interpreter had left at")


def test_a_point_is_explained_to_the_appropriate_adult_before_the_next_is_read(session: Session) -> None:
    session.say(Screened(vulnerable=True, why="Told us so"), an_adult(session.now))
    session.read(session.points[0]).answer(session.points[0]).judge(session.points[0])
    assert next_of(session) == (session.points[0].id, Doing.ADULT)
    assert "To be explained to the appropriate adult too" in stands_of(session, 0)


def test_nothing_is_next_when_every_point_was_understood(session: Session) -> None:
    for point in session.points:
        session.read(point).answer(point).judge(point)
    assert next_of(session) is None
    assert stands_of(session, 0) == "Understood"
