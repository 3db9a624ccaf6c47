"""What the carrier reports only moves forward: twice, late, out of order, in words nobody knows, before its answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from text_factories import Carrier, School, a_report, turn

from comms.channels.sms import rank_of, state_of
from comms.foundation.work import Database
from comms.messages.message import MOVES, DeliveryReport, Message, MessageState
from comms.messages.reports import take_in_report

S = MessageState


@pytest.fixture
def school(database: Database, now: datetime) -> School:
    """A school with a line and a Polish father."""
    return School(database, now)


def sent(school: School, now: datetime) -> UUID:
    text = school.text(now)
    turn(school.database, school.line, Carrier(), now)
    assert school.state(text) == S.SENT
    return text


def report(school: School, text: UUID, now: datetime, status: str, code: int | None = None) -> MessageState | None:
    """The state in which the report ended the text; None where nobody has to hear."""
    with school.database.work() as session:
        token = session.get_one(Message, text).report_token or ""
        ended = take_in_report(session, token, a_report(status, code), now)
        return MessageState(ended.state) if ended else None


def kept(school: School) -> Sequence[tuple[str, int | None]]:
    with school.database.reading() as session:
        query = select(DeliveryReport.status, DeliveryReport.error_code).order_by(DeliveryReport.id)
        return [(status, code) for status, code in session.execute(query)]


def test_a_text_arrives(school: School, now: datetime) -> None:
    text = sent(school, now)
    assert report(school, text, now, "sent") is None
    assert report(school, text, now + timedelta(seconds=2), "delivered") == S.DELIVERED
    row = school.row(text)
    assert (row.state, row.delivery, row.ended_at) == (S.DELIVERED, "delivered", now + timedelta(seconds=2))
    assert kept(school) == [("sent", None), ("delivered", None)]


def test_the_same_report_twice_is_one(school: School, now: datetime) -> None:
    text = sent(school, now)
    assert report(school, text, now, "undelivered", 30007) == S.NOT_DELIVERED
    assert report(school, text, now, "undelivered", 30007) is None
    assert kept(school) == [("undelivered", 30007)]
    assert school.why(text).startswith("A network held it back.")


def test_an_older_report_after_a_newer_changes_nothing_and_is_kept(school: School, now: datetime) -> None:
    text = sent(school, now)
    report(school, text, now, "delivered")
    for older in ("sending", "sent", "queued"):
        assert report(school, text, now, older) is None
    row = school.row(text)
    assert (row.state, row.delivery) == (S.DELIVERED, "delivered")
    assert len(kept(school)) == 4


def test_what_ended_stays_as_it_ended(school: School, now: datetime) -> None:
    text = sent(school, now)
    report(school, text, now, "undelivered", 30005)
    assert report(school, text, now, "delivered") is None
    assert school.state(text) == S.NOT_DELIVERED


def test_a_word_nobody_knows_is_kept_and_changes_nothing(school: School, now: datetime) -> None:
    text = sent(school, now)
    assert report(school, text, now, "teleported" * 5) is None
    assert school.state(text) == S.SENT
    assert kept(school) == [(("teleported" * 5)[:40], None)]


def test_a_report_of_no_text_of_ours_is_nothing(school: School, now: datetime) -> None:
    text = sent(school, now)
    with school.database.work() as session:
        assert take_in_report(session, "somebody else's", a_report("delivered"), now) is None
        token = session.get_one(Message, text).report_token or ""
        assert take_in_report(session, token, {"MessageSid": "SM1"}, now) is None
    assert kept(school) == []


def test_a_report_that_a_text_arrived_after_all_does_not_undo_what_a_person_was_told(
    school: School, now: datetime
) -> None:
    text = sent(school, now)
    with school.database.work() as session:
        session.get_one(Message, text).state = S.REFUSED
    assert report(school, text, now, "delivered") is None
    assert (school.state(text), school.row(text).delivery) == (S.REFUSED, "delivered")


STATUSES = ["queued", "accepted", "scheduled", "sending", "sent", "delivered", "undelivered", "failed", "canceled",
            "read", "teleported"]  # fmt: skip


@given(st.lists(st.sampled_from(STATUSES), max_size=12))
def test_in_whatever_order_reports_come_the_word_only_moves_forward(reports: list[str]) -> None:
    """The rule alone: what each report makes of the one before, by the ranks and the table of moves."""
    delivery, state, seen = "", S.SENT, 0
    for status in reports:
        rank = rank_of(status)
        if rank is None or rank <= (rank_of(delivery) or 0):
            continue
        delivery = status
        after = S(str(state_of(status)))
        state = after if after in MOVES[state] else state
        assert rank > seen
        seen = rank
    final = [one for one in reports if (rank_of(one) or 0) >= 4]
    if final:
        assert state == S(str(state_of(final[0])))
