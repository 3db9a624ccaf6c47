"""Whatever breaks between us and the carrier: no text is sent twice, none is lost, and a person hears of each that
did not go."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, update
from text_factories import (
    TO,
    Carrier,
    School,
    a_report,
    begin,
    end,
    says,
    taken,
    turn,
)

from comms.channels.sms import Answer, Outcome, Sent, TextMessage
from comms.families.contact_point import ContactFault, ContactPoint
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.messages.line import Line
from comms.messages.line_actions import lift_stop
from comms.messages.message import Message, MessageChannel, MessageState, Purpose
from comms.messages.reports import take_in_report
from comms.messages.sending import LINE_WORK, end_batch, hand_over, speaking
from comms.messages.thread import Thread
from comms.worker.working import Worker

S = MessageState
MINUTE = timedelta(minutes=1)
AFTER_THE_LEASE = timedelta(minutes=3)


@pytest.fixture
def school(database: Database, now: datetime) -> School:
    """A school with a line and a Polish father."""
    return School(database, now)


def report(school: School, text: UUID, now: datetime, status: str, code: int | None = None) -> Message | None:
    with school.database.work() as session:
        token = session.get_one(Message, text).report_token or ""
        return take_in_report(session, token, a_report(status, code), now)


# Where a worker dies.


def test_killed_before_the_call_nothing_goes_and_a_person_hears_once_that_is_sure(
    school: School, now: datetime
) -> None:
    text, carrier = school.text(now), Carrier()
    assert begin(school.database, school.line, now) is not None
    assert turn(school.database, school.line, carrier, now + MINUTE).ended == ()
    assert school.state(text) == S.SENDING, "it may still be on its way"
    assert turn(school.database, school.line, carrier, now + AFTER_THE_LEASE).ended == ()
    assert school.state(text) == S.UNKNOWN, "the carrier may be slow to list it"
    late = now + 16 * MINUTE
    assert turn(school.database, school.line, carrier, late).ended == (text,)
    assert (school.state(text), school.why(text)) == (S.REFUSED, "The carrier does not know it, so it did not go.")
    assert turn(school.database, school.line, carrier, late).ended == ()
    assert carrier.took == []


def test_killed_after_the_call_the_text_is_found_on_the_carriers_list_and_not_sent_again(
    school: School, now: datetime
) -> None:
    text, carrier = school.text(now), Carrier()
    batch = begin(school.database, school.line, now)
    assert batch is not None
    hand_over(carrier, batch)
    assert turn(school.database, school.line, carrier, now + AFTER_THE_LEASE).ended == ()
    row = school.row(text)
    assert (row.state, row.provider_id, len(carrier.took)) == (S.SENT, f"SM{1:032d}", 1)


def test_killed_before_the_commit_the_same_holds(school: School, now: datetime) -> None:
    text, carrier = school.text(now), Carrier()
    batch = begin(school.database, school.line, now)
    assert batch is not None
    said = hand_over(carrier, batch)

    def dies() -> None:
        with school.database.work() as session:
            end_batch(session, school.line, now, said)
            session.flush()
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        dies()
    assert school.state(text) == S.SENDING
    turn(school.database, school.line, carrier, now + AFTER_THE_LEASE)
    assert (school.state(text), len(carrier.took)) == (S.SENT, 1)


# A worker of its own process whose carrier writes down what it takes and never answers.
NEVER_ANSWERS = """
import sys, time
from uuid import UUID
from comms.foundation.opening import open_installation
from comms.foundation.settings import load_settings
from comms.messages.sending import speaking
from comms.worker.working import Worker

class Silent:
    is_real = True
    def send(self, message):
        with open(sys.argv[2], "a") as file:
            file.write(message.body + "\\n")
        print("taken", flush=True)
        time.sleep(600)
    def find_sent(self, to, sender, since):
        return None

speaking.sender_for = lambda settings: Silent()
Worker(open_installation(load_settings())).act("send texts", UUID(sys.argv[1]))
"""


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[str]]]:
    """Processes of this test, ended with it."""
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        _kill(process)
        if process.stdout:
            process.stdout.close()


def _kill(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_a_worker_killed_while_the_carrier_has_it_leaves_a_doubt_and_no_second_text(
    installation: Installation, tmp_path: Path, processes: list[subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    # An answer to a call, which goes at whatever hour this runs.
    earlier = utc_now() - MINUTE
    school, book = School(installation.database, earlier), tmp_path / "taken"
    text = school.text(earlier, "you_rang")
    settings = installation.settings
    environment = os.environ | {
        "COMMS_HOME": str(settings.home), "COMMS_DATABASE_URL": settings.database,
        "COMMS_MASTER_KEY": settings.master_key, "PYTHONPATH": str(Path(__file__).parents[2]),
    }  # fmt: skip
    child = subprocess.Popen(
        [sys.executable, "-c", NEVER_ANSWERS, str(school.line), str(book)],
        env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    processes.append(child)
    assert child.stdout is not None
    assert child.stdout.readline() == "taken\n"
    _kill(child)
    assert school.state(text) == S.SENDING
    carrier = Carrier(listed=lambda: [Sent("SM9", "delivered", book.read_text().strip(), None, earlier)])
    monkeypatch.setattr(speaking, "sender_for", lambda _: carrier)
    worker = Worker(installation)
    worker.act(LINE_WORK, school.line)
    assert school.state(text) == S.SENDING, "the dead worker's lease still runs"
    with installation.database.work() as session:
        session.execute(update(Line).values(lease_until=earlier))
        session.execute(update(Message).values(started_at=earlier - AFTER_THE_LEASE))
    worker.act(LINE_WORK, school.line)
    row = school.row(text)
    assert (row.state, row.provider_id, carrier.took) == (S.DELIVERED, "SM9", [])
    assert len(book.read_text().splitlines()) == 1


# What the carrier says.


def test_a_read_timeout_is_a_doubt_that_the_carriers_list_resolves(school: School, now: datetime) -> None:
    text = school.text(now)
    carrier = Carrier(answer=says(Outcome.UNKNOWN, why="It took too long."))
    assert turn(school.database, school.line, carrier, now).ended == ()
    assert (school.state(text), school.why(text)) == (S.UNKNOWN, "It took too long.")
    turn(school.database, school.line, carrier, now + MINUTE)
    assert school.state(text) == S.UNKNOWN, "so soon nobody asks after it"
    turn(school.database, school.line, carrier, now + AFTER_THE_LEASE)
    assert (school.state(text), len(carrier.took)) == (S.SENT, 1)


def test_of_two_that_could_be_it_neither_is_taken_and_after_an_hour_a_person_hears(
    school: School, now: datetime
) -> None:
    text = school.text(now)

    def twice() -> list[Sent]:
        body = carrier.took[0].body
        return [Sent(name, "sent", body, None, now) for name in ("SM1", "SM2")]

    carrier = Carrier(answer=says(Outcome.UNKNOWN), listed=twice)
    turn(school.database, school.line, carrier, now)
    assert turn(school.database, school.line, carrier, now + 20 * MINUTE).ended == ()
    assert turn(school.database, school.line, carrier, now + 61 * MINUTE).ended == (text,)
    assert school.state(text) == S.UNKNOWN
    assert turn(school.database, school.line, carrier, now + 62 * MINUTE).ended == ()


def test_two_texts_in_doubt_with_the_same_words_are_not_both_the_one_on_the_list(school: School, now: datetime) -> None:
    one, two = school.text(now, "thanks"), school.text(now, "thanks")
    carrier = Carrier(answer=says(Outcome.UNKNOWN))
    batch = begin(school.database, school.line, now)
    assert batch is not None
    end(school.database, school.line, now, hand_over(carrier, batch))
    carrier.listed = lambda: [Sent("SM1", "sent", carrier.took[0].body, None, now)]
    turn(school.database, school.line, carrier, now + 20 * MINUTE)
    assert sorted([school.state(one), school.state(two)]) == [S.REFUSED, S.SENT]


def test_where_the_carrier_cannot_be_asked_the_doubt_stays(school: School, now: datetime) -> None:
    text = school.text(now)
    carrier = Carrier(answer=says(Outcome.UNKNOWN), listed=lambda: None)
    turn(school.database, school.line, carrier, now)
    assert turn(school.database, school.line, carrier, now + 30 * MINUTE).ended == ()
    assert turn(school.database, school.line, carrier, now + 61 * MINUTE).ended == (text,)
    assert school.state(text) == S.UNKNOWN


@pytest.mark.parametrize("code", [None, 20429])
def test_a_refused_connection_and_too_many_requests_are_tried_again_and_sent_once(
    school: School, now: datetime, code: int | None
) -> None:
    text = school.text(now)
    carrier = Carrier(answer=says(Outcome.LATER, code))
    worked = turn(school.database, school.line, carrier, now)
    assert (worked.ended, worked.again, school.state(text)) == ((), now, S.WAITING)
    carrier.answer = None
    turn(school.database, school.line, carrier, now)
    assert school.state(text) == S.WAITING, "not at once"
    turn(school.database, school.line, carrier, now + MINUTE)
    assert (school.state(text), len(carrier.took)) == (S.SENT, 2)


def test_a_carrier_that_is_away_for_a_day_ends_with_a_person(school: School, now: datetime) -> None:
    text = school.text(now, "not_there")
    carrier = Carrier(answer=says(Outcome.LATER))
    turn(school.database, school.line, carrier, now)
    worked = turn(school.database, school.line, carrier, now + timedelta(days=1))
    assert (worked.ended, school.state(text), len(carrier.took)) == ((text,), S.SUPPRESSED, 1)


def test_a_500_is_a_doubt_that_a_report_resolves(school: School, now: datetime) -> None:
    text = school.text(now)
    turn(school.database, school.line, Carrier(answer=says(Outcome.UNKNOWN)), now)
    assert report(school, text, now, "sent") is None
    assert school.state(text) == S.SENT
    ended = report(school, text, now, "delivered")
    assert ended is not None
    assert school.state(text) == S.DELIVERED


def test_a_report_may_come_before_the_answer(school: School, now: datetime) -> None:
    text = school.text(now)
    batch = begin(school.database, school.line, now)
    assert batch is not None
    said = hand_over(Carrier(answer=lambda _: taken(5, "queued")), batch)
    report(school, text, now, "delivered")
    assert end(school.database, school.line, now, said).ended == ()
    row = school.row(text)
    assert (row.state, row.delivery, row.provider_id) == (S.DELIVERED, "delivered", "SM" + "7" * 32)


def test_a_sender_that_breaks_leaves_a_doubt_and_not_a_dead_worker(school: School, now: datetime) -> None:
    def breaks(_: TextMessage) -> Answer:
        raise ValueError(TO)

    text = school.text(now)
    turn(school.database, school.line, Carrier(answer=breaks), now)
    assert school.state(text) == S.UNKNOWN
    assert TO not in school.why(text)


def test_two_workers_on_one_line_send_each_text_once(school: School, now: datetime) -> None:
    texts = [school.text(now, "thanks") for _ in range(20)]
    carrier, start, faults = Carrier(), threading.Barrier(2), []

    def work() -> None:
        try:
            start.wait()
            turn(school.database, school.line, carrier, now)
        except Exception as fault:  # noqa: BLE001 - told below
            faults.append(fault)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert faults == []
    assert len(carrier.took) == len(texts)
    assert {school.state(one) for one in texts} == {S.SENT}


def test_a_worker_who_was_overtaken_changes_nothing_and_the_text_is_found(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = utc_now() - MINUTE
    school = School(installation.database, earlier)
    text = school.text(earlier, "you_rang")

    def overtaken(_: TextMessage) -> Answer:
        with installation.database.work() as session:
            session.execute(update(Line).values(token="another's"))
        return taken(1)

    carrier = Carrier(answer=overtaken)
    monkeypatch.setattr(speaking, "sender_for", lambda _: carrier)
    Worker(installation).act(LINE_WORK, school.line)
    assert school.state(text) == S.SENDING
    turn(school.database, school.line, carrier, utc_now() + AFTER_THE_LEASE)
    assert (school.state(text), len(carrier.took)) == (S.SENT, 1)


# What each of the carrier's errors asks for.


@pytest.mark.parametrize(
    ("code", "fault", "reachable"),
    [
        (21211, ContactFault.INVALID, False),
        (21614, ContactFault.INVALID, False),
        (30005, ContactFault.DEAD, False),
        (30006, ContactFault.LANDLINE, True),
    ],
)
def test_a_wrong_number_is_marked_and_not_written_to_again(
    school: School, now: datetime, code: int, fault: ContactFault, reachable: bool
) -> None:
    text, other = school.text(now), school.text(now, not_before=now + timedelta(hours=1))
    carrier = Carrier(answer=says(Outcome.REFUSED, code))
    assert turn(school.database, school.line, carrier, now).ended == (text,)
    row = school.row(text)
    assert (row.state, row.error_code) == (S.REFUSED, code)
    with school.database.reading() as session:
        [point] = session.scalars(select(ContactPoint)).all()
        assert (point.fault, point.fault_at, point.reachable) == (fault, now, reachable)
    worked = turn(school.database, school.line, carrier, now + timedelta(hours=1))
    assert (worked.ended, school.row(other).wording["held"], len(carrier.took)) == ((other,), "number_fault", 1)


def test_who_opted_out_at_the_carrier_gets_nothing_that_waits(school: School, now: datetime) -> None:
    text, waiting = school.text(now), school.text(now, not_before=now + timedelta(hours=1))
    assert turn(school.database, school.line, Carrier(answer=says(Outcome.REFUSED, 21610)), now).ended == (text,)
    assert school.state(waiting) == S.NOT_NEEDED
    with school.database.reading() as session:
        assert session.scalars(select(Thread.opted_out_at)).all() == [now]


@pytest.mark.parametrize("code", [20003, 30002, 21606, 21703])
def test_where_the_account_or_our_number_may_not_send_the_line_stops_and_loses_nothing(
    school: School, now: datetime, code: int
) -> None:
    text, carrier = school.text(now), Carrier(answer=says(Outcome.REFUSED, code))
    worked = turn(school.database, school.line, carrier, now)
    assert (worked.ended, worked.again, school.state(text)) == ((), now, S.WAITING)
    turn(school.database, school.line, carrier, now + MINUTE)
    assert len(carrier.took) == 1, "nothing more is sent"
    with school.database.work() as session:
        assert "Whoever keeps the account has to look" in session.get_one(Line, school.line).stopped_why
        [email] = session.scalars(select(Message).where(Message.purpose == Purpose.DUTY)).all()
        assert (email.channel, email.to_kind, "/agency" in email.body) == (MessageChannel.EMAIL, "staff", True)
        lift_stop(session, school.viewer, now)
    carrier.answer = None
    turn(school.database, school.line, carrier, now + MINUTE)
    assert school.state(text) == S.SENT


def test_on_a_line_that_stays_stopped_what_is_too_late_is_told(school: School, now: datetime) -> None:
    text, carrier = school.text(now, "not_there"), Carrier(answer=says(Outcome.REFUSED, 20003))
    turn(school.database, school.line, carrier, now)
    worked = turn(school.database, school.line, carrier, now + timedelta(days=1))
    assert (worked.ended, school.state(text), len(carrier.took)) == ((text,), S.SUPPRESSED, 1)


@pytest.mark.parametrize("code", [30003, 30008, 30017, 30410])
def test_who_is_out_of_reach_is_tried_once_more_at_another_hour_and_then_a_person_hears(
    school: School, now: datetime, code: int
) -> None:
    text, carrier = school.text(now), Carrier()
    turn(school.database, school.line, carrier, now)
    assert report(school, text, now, "undelivered", code) is None, "nobody is told yet"
    with school.database.reading() as session:
        again = session.scalars(select(Message).where(Message.again_of_id == text)).one()
        assert again.due_at is not None
        # He was written to in the morning: the next try is in the afternoon.
        assert (again.state, again.due_at.hour, again.body) == (S.WAITING, 12, carrier.took[0].body)
        again_id, due = again.id, again.due_at
    turn(school.database, school.line, carrier, due)
    ended = report(school, again_id, due, "undelivered", code)
    assert ended is not None
    assert school.state(again_id) == S.NOT_DELIVERED
    with school.database.reading() as session:
        assert len(session.scalars(select(Message)).all()) == 2


def test_a_full_queue_at_the_carrier_is_tried_again_soon(school: School, now: datetime) -> None:
    text = school.text(now)
    turn(school.database, school.line, Carrier(), now)
    assert report(school, text, now, "failed", 30001) is None
    with school.database.reading() as session:
        again = session.scalars(select(Message).where(Message.again_of_id == text)).one()
        assert (again.state, again.due_at) == (S.WAITING, now + 5 * MINUTE)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (30007, "A network held it back"),
        (21408, "They may be abroad"),
        (21617, "the text itself is at fault"),
        (21602, "the text itself is at fault"),
        (99999, "So it was."),
    ],
)
def test_other_errors_are_never_repeated_and_say_what_they_mean(
    school: School, now: datetime, code: int, said: str
) -> None:
    text, carrier = school.text(now), Carrier(answer=says(Outcome.REFUSED, code))
    assert turn(school.database, school.line, carrier, now).ended == (text,)
    assert school.state(text) == S.REFUSED
    assert said in school.why(text)
    turn(school.database, school.line, carrier, now + MINUTE)
    assert len(carrier.took) == 1
    with school.database.reading() as session:
        assert session.get_one(Line, school.line).stopped_why == ""


def test_the_worker_sends_what_is_due_and_comes_again(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = utc_now() - MINUTE
    school, carrier = School(installation.database, earlier), Carrier()
    text = school.text(earlier, "you_rang")
    monkeypatch.setattr(speaking, "sender_for", lambda _: carrier)
    worker = Worker(installation)
    for _ in range(2):
        worker.act(LINE_WORK, school.line)
    assert (school.state(text), len(carrier.took)) == (S.SENT, 1)
    with installation.database.reading() as session:
        line = session.get_one(Line, school.line)
        assert (line.work_state, line.attempts, line.lease_until) == ("waiting", 0, None)
        assert line.next_action_at is not None
        assert line.next_action_at <= utc_now()


def test_the_embedded_sender_keeps_texts_in_the_outbox(installation: Installation) -> None:
    earlier = utc_now() - MINUTE
    school = School(installation.database, earlier)
    text = school.text(earlier, "you_rang")
    Worker(installation).act(LINE_WORK, school.line)
    assert school.state(text) == S.IN_OUTBOX
