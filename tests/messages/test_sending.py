"""Sending what is due: at the line's pace, in its order, each text once, decided once more at the moment it goes."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from threading import Lock
from typing import Any
from uuid import UUID

import pytest
from factories import a_parent
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from text_factories import (
    NUMBER,
    OUR_NUMBER,
    TO,
    Carrier,
    School,
    a_line,
    a_mobile,
    begin,
    end,
    says,
    turn,
)

from comms.agencies.viewer import Viewer
from comms.channels.sms import Outcome
from comms.families.actions import record_safe_contact
from comms.families.contact_point import ContactKnown, ContactPoint, Safety
from comms.families.person import Person
from comms.foundation.clock import london_moment
from comms.foundation.work import Database
from comms.foundation.work_item import Work
from comms.messages import find
from comms.messages.actions import MessageGiven, not_needed, write_message
from comms.messages.line import Line
from comms.messages.message import Message, MessageChannel, MessageState
from comms.messages.sending import LINE_WORK, Watch, hand_over
from comms.messages.sending.pacing import USED, Pace
from comms.messages.thread import Thread

S = MessageState


@pytest.fixture
def school(database: Database, now: datetime) -> School:
    """A school with a line and a Polish father."""
    return School(database, now)


def test_a_text_that_is_due_is_handed_over_once(school: School, now: datetime) -> None:
    text, carrier = school.text(now), Carrier()
    worked = turn(school.database, school.line, carrier, now)
    assert (worked.ended, worked.again) == ((), now)
    row = school.row(text)
    assert (row.state, row.provider_id, row.delivery, row.ended_at) == (S.SENT, f"SM{1:032d}", "queued", now)
    [sent] = carrier.took
    assert (sent.to, sent.sender) == (TO, OUR_NUMBER)
    assert sent.body.startswith("Fen Edge: ")
    assert f"/carrier/report/{row.report_token}#rc=3" in sent.report_address
    # At eight in the evening, by the clock in London, it is of no use any more.
    assert sent.valid_seconds == (london_moment(now.date(), time(20)) - now).total_seconds()
    turn(school.database, school.line, carrier, now)
    assert len(carrier.took) == 1


def test_a_text_that_is_not_due_waits(school: School, now: datetime) -> None:
    text, carrier = school.text(now, not_before=now + timedelta(hours=2)), Carrier()
    assert turn(school.database, school.line, carrier, now).again == now
    assert (school.state(text), carrier.took) == (S.WAITING, [])
    turn(school.database, school.line, carrier, now + timedelta(hours=2))
    assert school.state(text) == S.SENT


def test_the_line_is_looked_at_when_a_text_is_due_in_the_next_minute(database: Database, now: datetime) -> None:
    hints: list[tuple[object, ...]] = []
    school = School(Database(database.engine, database.keyring, lambda *hint: hints.append(hint)), now)
    school.text(now, not_before=now + timedelta(minutes=5))
    turn(school.database, school.line, Carrier(), now)
    assert hints == [], "the sweep comes before"
    due = now + timedelta(seconds=40)
    school.text(now, key="again", not_before=due)
    assert hints.pop() == (LINE_WORK, school.line)
    worked = turn(school.database, school.line, Carrier(), now)
    assert hints == [(LINE_WORK, school.line, due)]
    assert worked.again == now, "what is written meanwhile does not wait for it"


def test_without_a_carrier_a_text_lies_in_the_outbox_and_says_so(school: School, now: datetime) -> None:
    text = school.text(now)
    turn(school.database, school.line, Carrier(answer=says(Outcome.IN_OUTBOX, why="No carrier is set.")), now)
    assert (school.state(text), school.why(text)) == (S.IN_OUTBOX, "No carrier is set.")


def test_what_is_said_of_the_night_goes_before_the_text_and_is_on_record(database: Database, now: datetime) -> None:
    school, carrier = School(database, now, night_cover=False), Carrier()
    text = school.text(now)
    turn(database, school.line, carrier, now)
    assert ["999" in one.body for one in carrier.took] == [True, False]
    with database.reading() as session:
        assert session.get_one(Thread, school.row(text).thread_id).told_of_night_at == now
    school.text(now, "thanks")
    turn(database, school.line, carrier, now)
    assert len(carrier.took) == 3


def test_what_somebody_took_back_is_not_sent(school: School, now: datetime) -> None:
    text, carrier = school.text(now), Carrier()
    with school.database.work() as session:
        not_needed(session, school.viewer, session.get_one(Message, text), now)
    turn(school.database, school.line, carrier, now)
    assert carrier.took == []


def test_a_text_that_is_being_sent_cannot_be_taken_back(school: School, now: datetime) -> None:
    text = school.text(now)
    batch = begin(school.database, school.line, now)
    assert batch is not None
    assert [one.id for one in batch.texts] == [text]
    assert begin(school.database, school.line, now) is None
    said = hand_over(Carrier(), batch)
    assert end(school.database, school.line, now, said).ended == ()
    assert school.state(text) == S.SENT


def test_more_than_the_pace_allows_comes_in_the_next_turn_at_once(database: Database, now: datetime) -> None:
    school, carrier = School(database, now, segments_a_second=1), Carrier()
    texts = [school.text(now) for _ in range(5)]
    batch = begin(database, school.line, now)
    assert batch is not None
    # Two segments each, one a second: in five seconds three may begin.
    assert [one.id for one in batch.texts] == texts[:3]
    said = hand_over(carrier, batch, watch=a_quick_watch(batch.watch))
    assert abs(said.free_at - (now + timedelta(seconds=6 / USED))) < timedelta(milliseconds=1)
    worked = end(database, school.line, now + timedelta(seconds=4), said)
    assert worked.again is Work.MORE
    with database.reading() as session:
        assert session.get_one(Line, school.line).free_at == said.free_at
    assert begin(database, school.line, now) is None, "the line is not free for some seconds"
    batch = begin(database, school.line, now + timedelta(seconds=4))
    assert batch is not None
    assert [one.id for one in batch.texts] == texts[3:5]


def a_quick_watch(begins: float) -> Watch:
    """A watch that waits in no time."""
    shown, lock = [begins], Lock()

    def wait(seconds: float) -> None:
        with lock:
            shown[0] += seconds

    return Watch(lambda: shown[0], wait)


@given(
    st.integers(1, 200),
    st.lists(st.tuples(st.integers(1, 10), st.floats(0, 3), st.floats(0, 0.5)), min_size=1, max_size=40),
)
def test_in_no_second_more_begins_than_the_carrier_takes(rate: int, texts: list[tuple[int, float, float]]) -> None:
    pace, now, began = Pace(rate, 0.0), 0.0, []
    for segments, not_before, late in texts:
        begins = pace.begins(not_before, now)
        assert begins >= not_before
        now = begins + late  # the machine was busy
        pace.begun(segments, now)
        began.append((now, segments))
    for (first, segments), (second, _) in pairwise(began):
        assert second - first >= segments / rate - 1e-9


def test_a_slow_carrier_does_not_outlast_the_turn_and_what_was_not_begun_waits(school: School, now: datetime) -> None:
    texts = [school.text(now) for _ in range(40)]
    batch = begin(school.database, school.line, now)
    assert batch is not None
    watch = a_quick_watch(batch.watch)

    def slow(_: object) -> Any:
        watch.wait(10)
        return says(Outcome.SENT)(_)  # type: ignore[arg-type]

    said = hand_over(Carrier(answer=slow), batch, watch=watch)
    not_begun = [one for one, answer in said.answers.items() if answer is None]
    assert not_begun
    worked = end(school.database, school.line, now + timedelta(seconds=30), said)
    assert worked.again is Work.MORE
    assert {school.state(one) for one in not_begun} == {S.WAITING}
    assert {school.state(one) for one in set(texts) - set(not_begun)} == {S.SENT}


def _opt_out(session: Session, _: Viewer, person: Person, now: datetime) -> None:
    [thread] = find.threads_of_person(session, _, person.id)
    thread.opted_out_at = now


def _unsafe(session: Session, viewer: Viewer, person: Person, now: datetime) -> None:
    del now
    [point] = find.points_of(session, viewer, person.id)
    point.safety = Safety.UNSAFE


def _flagged(session: Session, viewer: Viewer, person: Person, now: datetime) -> None:
    record_safe_contact(session, viewer, person.id, flagged=True, post_is_safe=None, said="", now=now)


def _alias(session: Session, viewer: Viewer, person: Person, now: datetime) -> None:
    record_safe_contact(session, viewer, person.id, flagged=False, post_is_safe=None, said="", now=now, alias=True)


def _other_number(session: Session, viewer: Viewer, person: Person, now: datetime) -> None:
    [point] = find.points_of(session, viewer, person.id)
    session.execute(delete(ContactKnown).where(ContactKnown.contact_point_id == point.id))
    session.delete(point)
    session.flush()
    a_mobile(session, viewer, now, person, "07700 900777")


def _shared(session: Session, viewer: Viewer, _: Person, now: datetime) -> None:
    a_mobile(session, viewer, now, a_parent(session, viewer, now))


@pytest.mark.parametrize(
    ("happens", "code"),
    [
        (_opt_out, "opted_out"),
        (_unsafe, "unsafe"),
        (_flagged, "hours_not_asked"),
        (_alias, "no_alias"),
        (_other_number, "number_changed"),
        (_shared, "says_too_much"),
    ],
)
def test_what_changed_between_writing_and_sending_holds_the_text_back_and_somebody_hears(
    school: School, now: datetime, happens: Any, code: str
) -> None:
    text, carrier = school.text(now, child_id=school.child), Carrier()
    with school.database.work() as session:
        happens(session, school.viewer, session.get_one(Person, school.father), now)
    worked = turn(school.database, school.line, carrier, now)
    assert carrier.took == []
    row = school.row(text)
    assert (worked.ended, row.state, row.wording["held"]) == ((text,), S.SUPPRESSED, code)
    assert turn(school.database, school.line, carrier, now).ended == ()


def test_a_shared_number_still_gets_what_names_nobody(school: School, now: datetime) -> None:
    with school.database.work() as session:
        other = a_parent(session, school.viewer, now)
        a_mobile(session, school.viewer, now, other)
    text, carrier = school.text(now, child_id=school.child), Carrier()
    turn(school.database, school.line, carrier, now)
    assert school.state(text) == S.SENT
    assert "Zofia" not in carrier.took[0].body


def test_quiet_hours_that_came_between_move_a_text_to_the_morning(school: School, now: datetime) -> None:
    text, carrier = school.text(now), Carrier()
    evening = now.replace(hour=20, minute=0)
    assert turn(school.database, school.line, carrier, evening).ended == ()
    assert carrier.took == []
    assert school.row(text).due_at == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    turn(school.database, school.line, carrier, datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
    assert school.state(text) == S.SENT


def test_what_is_too_late_is_held_back(school: School, now: datetime) -> None:
    text, carrier = school.text(now, "not_there"), Carrier()
    tomorrow = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    worked = turn(school.database, school.line, carrier, tomorrow)
    assert (worked.ended, school.state(text)) == ((text,), S.SUPPRESSED)


def test_an_answer_to_a_call_goes_at_night_and_ten_minutes_later_only_in_the_morning(
    school: School, now: datetime
) -> None:
    night = now.replace(hour=22)
    soon, late = school.text(night, "you_rang"), None
    carrier = Carrier()
    turn(school.database, school.line, carrier, night + timedelta(seconds=30))
    assert school.state(soon) == S.SENT
    late = school.text(night, "you_rang")
    turn(school.database, school.line, carrier, night + timedelta(minutes=11))
    assert (school.state(late), len(carrier.took)) == (S.WAITING, 1)


def test_the_ten_minutes_count_from_when_they_rang_and_not_from_when_we_wrote(school: School, now: datetime) -> None:
    night = now.replace(hour=22)
    text, carrier = school.text(night, "you_rang", since=night - timedelta(minutes=8)), Carrier()
    assert school.row(text).due_at == night
    turn(school.database, school.line, carrier, night + timedelta(minutes=3))
    assert (school.state(text), carrier.took) == (S.WAITING, [])


def test_on_the_night_the_clocks_go_back_a_text_is_neither_an_hour_early_nor_late(
    database: Database, now: datetime
) -> None:
    evening = datetime(2026, 10, 24, 20, 30, tzinfo=UTC)  # 21:30, summer time still
    school, carrier = School(database, evening), Carrier()
    text = school.text(evening)
    del now
    eight = datetime(2026, 10, 25, 8, 0, tzinfo=UTC)
    turn(database, school.line, carrier, eight - timedelta(minutes=30))
    assert (school.state(text), carrier.took) == (S.WAITING, [])
    turn(database, school.line, carrier, eight)
    assert school.state(text) == S.SENT
    # Valid for twelve hours, until eight in the evening by the clock.
    assert carrier.took[0].valid_seconds == 12 * 60 * 60


def test_an_interpreter_who_opted_out_is_not_written_to_and_others_have_no_quiet_hours(
    school: School, now: datetime
) -> None:
    night = now.replace(hour=23)

    def to(number: str) -> UUID:
        given = MessageGiven(MessageChannel.SMS, "interpreter", school.father, number, "offer", school.father, "Come?")
        with school.database.work() as session:
            return write_message(session, school.viewer, given, night).id

    one, two, carrier = to("07700 900500"), to("07700 900600"), Carrier()
    with school.database.work() as session:
        session.get_one(Thread, session.get_one(Message, one).thread_id).opted_out_at = now
    worked = turn(school.database, school.line, carrier, night)
    assert (school.state(one), school.state(two), worked.ended) == (S.SUPPRESSED, S.SENT, (one,))
    assert carrier.took[0].valid_seconds == 4 * 60 * 60


def test_a_new_number_of_ours_sends_what_waits_and_another_name_that_is_gone_does_not(
    school: School, now: datetime
) -> None:
    ours = school.text(now)
    with school.database.work() as session:
        father = session.get_one(Person, school.father)
        _alias(session, school.viewer, father, now)
        session.flush()
    one_way = school.text(now)
    with school.database.work() as session:
        record_safe_contact(
            session, school.viewer, school.father, flagged=False, post_is_safe=None, said="",
            now=now + timedelta(seconds=1),
        )  # fmt: skip
        a_line(session, school.viewer, now, number="07700 900300", alias="")
    carrier = Carrier()
    turn(school.database, school.line, carrier, now)
    assert [one.sender for one in carrier.took] == ["+447700900300"]
    assert (school.state(ours), school.state(one_way)) == (S.SENT, S.SUPPRESSED)


def test_the_number_is_asked_about_as_it_is_on_record_not_as_it_was_written(school: School, now: datetime) -> None:
    text, carrier = school.text(now), Carrier()
    with school.database.work() as session:
        [point] = session.scalars(select(ContactPoint)).all()
        assert point.value == NUMBER
        point.value = TO
    turn(school.database, school.line, carrier, now)
    assert school.state(text) == S.SENT
