"""What no penalty notice may do a second time: count the same sessions, follow the same Notice to Improve, come back
after it was withdrawn."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from formal_factories import Formal, everything_told, told
from formal_steps_made import a_penalty, improvement_made, penalty_given, ready_case
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.attendance.actions import record_marks
from comms.attendance.session_mark import SessionMark
from comms.formal.case.case_record import RecordKind
from comms.formal.gates.find import gates_of
from comms.formal.ledger.actions import record_entry
from comms.formal.ledger.entry_given import EntryGiven, Ground
from comms.formal.ledger.find import notices_anywhere, notices_of_case, standing_of
from comms.formal.ledger.ledger_entry import LedgerKind
from comms.formal.ledger.saying import in_one_sentence
from comms.formal.steps.actions import issue_step
from comms.foundation.clock import london_date
from comms.foundation.errors import Refused


def shut(session: Session, viewer: Viewer, formal: Formal, on: date, step: str = "L09") -> dict[str, str]:
    return {one.key: one.why for one in gates_of(session, viewer, formal.case, step, on) if one.state == "shut"}


def missed_since(session: Session, viewer: Viewer, formal: Formal, first: date, days: int, now: datetime) -> None:
    """So many whole days missed without authorisation from a day on."""
    when = [first + timedelta(days=number) for number in range(days)]
    given = [SessionMark(day, half, "O") for day in when if day.weekday() < 5 for half in ("AM", "PM")]  # type: ignore[arg-type]
    record_marks(session, viewer, {formal.child.id: given}, now)


def test_sessions_for_which_a_notice_was_issued_count_for_no_second_one(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal, _ = a_penalty(session, viewer, now)
    tomorrow = now + timedelta(days=1)
    assert "threshold" in shut(session, viewer, formal, london_date(tomorrow))
    missed_since(session, viewer, formal, date(2026, 11, 24), 10, now + timedelta(days=10))
    later = now + timedelta(days=12)
    everything_told(session, viewer, formal, later)
    assert "threshold" not in shut(session, viewer, formal, london_date(later))


def test_a_second_notice_names_only_the_sessions_since_the_first(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal, _ = a_penalty(session, viewer, now)
    missed_since(session, viewer, formal, date(2026, 11, 24), 10, now + timedelta(days=10))
    later = now + timedelta(days=12)
    everything_told(session, viewer, formal, later)
    told(session, viewer, formal, RecordKind.UNSUITABLE, later, because="A second holiday.")
    made = issue_step(session, viewer, formal.case.id, penalty_given(later), later)
    assert made.step is not None
    assert made.letter.values["from"] >= "2026-11-24"
    assert min(day for day, _, _ in made.step.sessions or ()) >= "2026-11-24"


def test_a_notice_of_another_authority_is_not_issued_here_again_for_the_same_sessions(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = ready_case(session, viewer, now)
    today = london_date(now)
    told(session, viewer, formal, RecordKind.OTHER_NOTICES, now, notices=(today - timedelta(days=1),))
    assert "threshold" in shut(session, viewer, formal, today)


def test_a_notice_to_improve_serves_one_penalty_notice_alone(session: Session, viewer: Viewer, now: datetime) -> None:
    formal = ready_case(session, viewer, now)
    warned = improvement_made(session, viewer, formal, now).step
    assert warned is not None
    warned.improved = "not improved"
    over = datetime(2027, 1, 8, 9, tzinfo=now.tzinfo)
    missed_since(session, viewer, formal, date(2027, 1, 4), 4, over)
    everything_told(session, viewer, formal, over)
    told(session, viewer, formal, RecordKind.OTHER_NOTICES, over)
    made = issue_step(session, viewer, formal.case.id, penalty_given(over), over)
    assert made.step is not None, (made.letter.reason, made.letter.why)
    missed_since(session, viewer, formal, date(2027, 1, 11), 12, over + timedelta(days=16))
    later = over + timedelta(days=17)
    everything_told(session, viewer, formal, later)
    assert "notice_to_improve" in shut(session, viewer, formal, london_date(later))


def test_a_notice_to_improve_of_long_ago_opens_nothing(session: Session, viewer: Viewer, now: datetime) -> None:
    formal = ready_case(session, viewer, now)
    warned = improvement_made(session, viewer, formal, now).step
    assert warned is not None
    warned.improved = "not improved"
    session.flush()
    assert "notice_to_improve" not in shut(session, viewer, formal, date(2027, 1, 8))
    seen = shut(session, viewer, formal, date(2028, 1, 8))
    assert "more than 92 days ago" in seen["notice_to_improve"]


def test_a_notice_that_was_withdrawn_today_is_not_handed_out_again_as_the_new_one(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal, kept = a_penalty(session, viewer, now)
    given = EntryGiven(LedgerKind.WITHDRAWN, london_date(now), ground=Ground.MISTAKE, because="Wrong school named.")
    record_entry(session, viewer, kept.notice.id, given, now)
    again = issue_step(session, viewer, formal.case.id, penalty_given(now), now + timedelta(minutes=5))
    assert again.step is not None
    assert again.step.id != kept.notice.step_id
    assert again.letter.values["stage"]["key"] == "stage.first"


def test_a_withdrawal_is_no_mistake_any_more_where_the_notice_would_be_a_third(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal, first = a_penalty(session, viewer, now)
    given = EntryGiven(LedgerKind.WITHDRAWN, london_date(now), ground=Ground.MISTAKE, because="Wrong school named.")
    withdrawn = record_entry(session, viewer, first.notice.id, given, now)
    issue_step(session, viewer, formal.case.id, penalty_given(now), now + timedelta(minutes=5))
    later = now + timedelta(days=12)
    missed_since(session, viewer, formal, date(2026, 11, 24), 10, later)
    everything_told(session, viewer, formal, later)
    told(session, viewer, formal, RecordKind.UNSUITABLE, later, because="A second holiday.")
    issue_step(session, viewer, formal.case.id, penalty_given(later), later)
    assert len(notices_of_case(session, viewer, formal.case.id)) == 3
    undo = EntryGiven(LedgerKind.MISTAKE, london_date(later), because="It was right.", entry=withdrawn.id)
    with pytest.raises(Refused, match="third"):
        record_entry(session, viewer, first.notice.id, undo, later)
    assert len(notices_anywhere(session, formal.mother.id, formal.child.id, london_date(later))) == 2


def test_that_a_notice_was_withdrawn_can_be_told_although_a_new_one_lies_ready(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal, kept = a_penalty(session, viewer, now)
    assert "notice_stands" in shut(session, viewer, formal, london_date(now), "L10")
    given = EntryGiven(LedgerKind.WITHDRAWN, london_date(now), ground=Ground.MISTAKE, because="Wrong school named.")
    record_entry(session, viewer, kept.notice.id, given, now)
    issue_step(session, viewer, formal.case.id, penalty_given(now), now + timedelta(minutes=5))
    assert len(notices_of_case(session, viewer, formal.case.id)) == 2
    assert "notice_stands" not in shut(session, viewer, formal, london_date(now), "L10")


def test_nobody_went_to_court_while_there_was_time_to_pay(session: Session, viewer: Viewer, now: datetime) -> None:
    _, kept = a_penalty(session, viewer, now)
    posted = EntryGiven(LedgerKind.POSTED, london_date(now), post_class="first class", by=viewer.staff_id)
    record_entry(session, viewer, kept.notice.id, posted, now)
    over = datetime(2027, 1, 4, 9, tzinfo=now.tzinfo)
    early = EntryGiven(LedgerKind.PROSECUTED, date(2026, 12, 22), because="Heard at Peterborough.")
    with pytest.raises(Refused, match="time to pay"):
        record_entry(session, viewer, kept.notice.id, early, over)


def test_money_that_came_before_court_is_recorded_although_it_is_heard_of_later(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    _, kept = a_penalty(session, viewer, now)
    posted = EntryGiven(LedgerKind.POSTED, london_date(now), post_class="first class", by=viewer.staff_id)
    record_entry(session, viewer, kept.notice.id, posted, now)
    over = datetime(2027, 1, 4, 9, tzinfo=now.tzinfo)
    court = EntryGiven(LedgerKind.PROSECUTED, date(2027, 1, 4), because="Sent to the court.")
    record_entry(session, viewer, kept.notice.id, court, over)
    paid = EntryGiven(LedgerKind.PAID, date(2026, 12, 14), pence=8000)
    assert record_entry(session, viewer, kept.notice.id, paid, over).kind == "paid"
    stands = standing_of(session, viewer, kept.notice, london_date(over))
    said = in_one_sentence(1, stands, london_date(over))
    assert said.endswith("The matter went to court on 4 January: tell the court that it was paid before.")
