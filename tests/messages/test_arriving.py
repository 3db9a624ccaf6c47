"""What comes in: stored once, taken in once, whose it is, what it seems to say, and whether people are called."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from factories import a_need, a_parent
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from text_factories import TO, a_father, a_line, a_mobile, a_text, a_text_came, a_thread

from comms.agencies.viewer import Viewer
from comms.foundation.work import Database
from comms.messages import find
from comms.messages.arriving import WEBHOOKS_WORK, store_webhook, take_in_text
from comms.messages.climbing import TELL_DUTY
from comms.messages.incoming import Incoming, IncomingState
from comms.messages.message import MessageState
from comms.messages.reading import Meaning, Reading
from comms.messages.understanding import needs_somebody_now, reading_of
from comms.messages.webhook import DESK, Webhook, WebhookDesk, WebhookKind

S = MessageState


def came(session: Session, now: datetime, body: str, **more: Any) -> Incoming:
    row = take_in_text(session, a_text_came(body, **more), now)
    assert row is not None
    return row


def asked(session: Session, viewer: Viewer, now: datetime, key: str = "missed_call") -> Incoming | Any:
    """A father who was sent a text."""
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    text = a_text(session, viewer, now, father, key)
    text.state = S.DELIVERED
    session.flush()
    return father, text


# Storing.


def test_a_request_is_stored_once_and_nothing_of_it_lies_open(database: Database, now: datetime) -> None:
    fields = a_text_came("Zadzwońcie po 18")
    hints: list[Any] = []
    database.hint = lambda kind, row: hints.append((kind, row))
    for _ in range(2):
        with database.work() as session:
            new = store_webhook(session, WebhookKind.TEXT, "text:SM1", "SM1", fields, now)
            assert new is (len(hints) == 0)
    assert hints == [(WEBHOOKS_WORK, DESK)]
    with database.reading() as session:
        row = session.scalars(select(Webhook)).one()
        assert (row.kind, row.about, row.received_at, row.fields) == (WebhookKind.TEXT, "SM1", now, fields)
        assert b"Zadzwo" not in (row.fields_locked or b"")
        assert b"7700" not in (row.fields_locked or b"")


def test_while_a_worker_is_at_the_desk_of_a_sqlite_database_no_hint_is_needed(
    database: Database, now: datetime
) -> None:
    hints: list[Any] = []
    database.hint = lambda kind, row: hints.append((kind, row))
    with database.work() as session:
        session.get_one(WebhookDesk, DESK).lease_until = now + timedelta(seconds=20)
    with database.work() as session:
        store_webhook(session, WebhookKind.TEXT, "text:SM1", "", {}, now)
    assert len(hints) == (0 if database.engine.dialect.name == "sqlite" else 1)
    with database.work() as session:
        store_webhook(session, WebhookKind.TEXT, "text:SM2", "", {}, now + timedelta(minutes=1))
    assert hints[-1] == (WEBHOOKS_WORK, DESK), "a worker whose lease ran out is dead"


def test_the_same_request_at_the_same_moment_is_stored_once(database: Database, now: datetime) -> None:
    start, new, faults = threading.Barrier(4), [], []

    def store() -> None:
        try:
            start.wait()
            with database.work() as session:
                new.append(store_webhook(session, WebhookKind.REPORT, "report:SM1:sent", "token", {"a": "b"}, now))
        except Exception as fault:  # noqa: BLE001 - told below
            faults.append(fault)

    threads = [threading.Thread(target=store) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert faults == []
    assert sorted(new) == [False, False, False, True]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Webhook)) == 1


# Taking in.


def test_a_fathers_answer_is_read_in_his_language_against_what_we_asked(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    father, text = asked(session, viewer, now)
    row = came(session, now, "1 po 18")
    assert (row.person_id, row.thread_id, row.body) == (father.id, text.thread_id, "1 po 18")
    assert (row.state, row.urgent, row.language) == (IncomingState.NEW, False, "pl")
    assert (row.about_kind, row.about_id) == (text.about_kind, text.about_id)
    reading = reading_of(row)
    assert (reading.meaning, reading.option, reading.hour, reading.sure) == (Meaning.OPTION, "after_work", 18, True)
    assert row.next_action_at is None
    assert find.open_incoming(session, viewer) == [row]
    assert find.thread_messages(session, viewer, row.thread_id) == [text, row]


def test_a_reading_is_given_back_as_it_was_made(session: Session, viewer: Viewer, now: datetime) -> None:
    asked(session, viewer, now)
    row = came(session, now, "4 do 12 stycznia")
    session.expire(row)
    reading = reading_of(row)
    assert reading.option == "abroad"
    assert reading.back_on is not None
    assert (reading.back_on.day, reading.back_on.month) == (12, 1)


def test_thanks_of_ours_do_not_hide_what_was_asked_before(session: Session, viewer: Viewer, now: datetime) -> None:
    father, text = asked(session, viewer, now)
    thanks = a_text(session, viewer, now, father, "thanks")
    thanks.state = S.SENT
    session.flush()
    row = came(session, now, "2")
    assert (reading_of(row).option, row.about_id) == ("interpreter", text.about_id)


def test_the_same_text_twice_is_taken_in_once(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    fields = a_text_came("Yes")
    assert take_in_text(session, fields, now) is not None
    assert take_in_text(session, fields, now) is None
    assert session.scalar(select(func.count()).select_from(Incoming)) == 1


@pytest.mark.parametrize("wrong", [{"To": "+447700900999"}, {"MessageSid": ""}, {"From": ""}])
def test_a_text_to_no_line_of_ours_is_nobodys(
    session: Session, viewer: Viewer, now: datetime, wrong: dict[str, str]
) -> None:
    a_line(session, viewer, now)
    assert take_in_text(session, a_text_came("Yes", **wrong), now) is None


def test_a_number_several_have_is_nobodys_until_a_person_says_whose(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    a_father(session, viewer, now)
    a_mobile(session, viewer, now, a_parent(session, viewer, now))
    assert came(session, now, "1 18").person_id is None


def test_a_number_nobody_has_and_a_company_without_a_number_are_kept_apart(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    one, two = came(session, now, "Hello", sender="+447700900555"), came(session, now, "Offer!", sender="Vodafone")
    three = came(session, now, "Code 5", sender="BANK")
    assert len({one.thread_id, two.thread_id, three.thread_id}) == 3
    assert {one.person_id, two.person_id} == {None}


def test_stop_is_obeyed_and_not_answered(session: Session, viewer: Viewer, now: datetime) -> None:
    father, _ = asked(session, viewer, now)
    waiting = a_text(session, viewer, now, father, not_before=now + timedelta(hours=3))
    row = came(session, now, "STOP")
    thread = find.thread(session, viewer, row.thread_id)
    assert (thread.opted_out_at, waiting.state, row.urgent) == (now, S.NOT_NEEDED, False)
    assert find.open_incoming(session, viewer) == [row], "a worker is told"
    came(session, now, "START")
    assert thread.opted_out_at is None


def test_the_carriers_own_word_for_it_counts_whatever_the_text_says(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    asked(session, viewer, now)
    row = came(session, now, "Stop pls", OptOutType="STOP")
    assert row.meaning == Meaning.STOP
    assert find.thread(session, viewer, row.thread_id).opted_out_at == now


def test_words_of_their_own_that_sound_like_it_pause_what_goes_by_itself(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    asked(session, viewer, now)
    row = came(session, now, "Proszę nie pisać")
    thread = find.thread(session, viewer, row.thread_id)
    assert row.meaning == Meaning.MAYBE_STOP
    assert (thread.opted_out_at, thread.asked_to_stop_at) == (None, now)


def test_a_word_of_danger_calls_people_at_once_even_beside_an_answer(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    asked(session, viewer, now)
    session.info["hints"] = []
    row = came(session, now, "1 18 on mnie bije")
    assert (row.meaning, row.urgent, row.next_action_at) == (Meaning.DANGER, True, now)
    assert session.info["hints"] == [(TELL_DUTY, row.id)]


def test_what_nobody_can_read_yet_calls_people(session: Session, viewer: Viewer, now: datetime) -> None:
    asked(session, viewer, now)
    assert came(session, now, "Moja siostra przyjedzie z dzieckiem w piątek pociągiem").urgent
    assert not came(session, now, "My sister will come with the child on Friday by train").urgent


@pytest.mark.parametrize(
    ("reading", "language", "body", "pictures", "urgent"),
    [
        (Reading(Meaning.DANGER, danger=True), "en", "he hits me", 0, True),
        (Reading(Meaning.UNREAD), "", "xyz abc", 0, True),
        (Reading(Meaning.UNREAD), "lt", "Mes esame", 0, True),
        (Reading(Meaning.UNREAD), "en", "We are here", 0, False),
        (Reading(Meaning.UNREAD), "", "7 / 12", 0, False),
        (Reading(Meaning.TIME, hour=18), "pl", "Moja siostra ma go o 18", 0, True),
        (Reading(Meaning.TIME, hour=18), "en", "My sister has him at 18", 0, False),
        (Reading(Meaning.OPTION, "after_work"), "pl", "1 jutro", 0, False),
        (Reading(Meaning.OPTION, "after_work", 18, sure=True), "pl", "Dzwońcie do mnie po 18 godzinie", 0, False),
        (Reading(Meaning.YES), "pl", "tak", 0, False),
        (Reading(Meaning.EMPTY), "", "", 0, False),
        (Reading(Meaning.EMPTY), "", "", 1, True),
        (Reading(Meaning.OPTION, "other"), "pl", "5", 0, False),
        (Reading(Meaning.STOP), "en", "STOP", 0, False),
        (Reading(Meaning.MAYBE_STOP), "pl", "nie pisać", 0, False),
    ],
)
def test_people_are_called_for_danger_and_for_what_nobody_can_read(
    reading: Reading, language: str, body: str, pictures: int, urgent: bool
) -> None:
    assert needs_somebody_now(reading, language, body, pictures) is urgent


def test_the_languages_of_everybody_with_the_number_help_to_read_it(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    asked(session, viewer, now)
    mother = a_parent(session, viewer, now)
    a_need(session, viewer, mother, now, "uk")
    a_mobile(session, viewer, now, mother)
    assert came(session, now, "1 після 18").language == "uk"


def test_a_picture_is_counted(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    assert came(session, now, "Look", NumMedia="2").pictures == 2
    assert came(session, now, "Look", NumMedia="many").pictures == 0


def test_what_comes_in_lies_locked(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    row = came(session, now, "Nie mam jak przyjechać")
    assert b"przyjecha" not in row.body_locked
    assert TO.encode() not in a_thread(session, viewer, now).number_locked
