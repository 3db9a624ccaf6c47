"""What a gate may not stand on any more: an answer of long ago, a pack of long ago, a ground that was never named,
support that was offered after all."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from factories import a_staff_member
from formal_factories import BEFORE_IMPROVEMENT, Formal, a_formal_case, everything_told, told
from formal_steps_made import IMPROVE, improvement_made, ready_case
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.formal.case.case_record import RecordKind
from comms.formal.gates.find import gates_of
from comms.formal.referral.actions import ReferralGiven, send_referral, take_referral
from comms.formal.steps.actions import issue_step
from comms.formal.steps.preparing import StepGiven
from comms.foundation.clock import london_date
from comms.letters.afterwards.actions import record_event
from comms.letters.afterwards.event_given import EventGiven, WhyReturned
from comms.letters.afterwards.letter_event import EventKind


def shut(session: Session, viewer: Viewer, formal: Formal, on: date, step: str = "L08") -> dict[str, str]:
    return {one.key: one.why for one in gates_of(session, viewer, formal.case, step, on) if one.state == "shut"}


def test_marks_that_a_school_sent_long_ago_are_no_marks_of_today(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = a_formal_case(session, viewer, now)
    everything_told(session, viewer, formal, now)
    authority = session.get_one(Agency, session.get_one(Agency, viewer.agency_id).authority_id)
    officer = viewer_of(a_staff_member(session, authority, now, ("attendance legal officer",), "Lee Shaw"))
    sent = send_referral(session, viewer, ReferralGiven(formal.case.id, "L09", "Please issue."), now)
    taken = Formal(take_referral(session, officer, sent.id, now), formal.child, formal.mother, formal.lead)
    assert "marks_resolved" not in shut(session, officer, taken, london_date(now), "L09")
    seen = shut(session, officer, taken, london_date(now) + timedelta(days=120), "L09")
    assert "23 November 2026" in seen["marks_resolved"]


def test_a_register_that_stopped_long_ago_is_no_register_of_today(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = a_formal_case(session, viewer, now)
    assert "marks_resolved" not in shut(session, viewer, formal, london_date(now))
    assert "20 November 2026" in shut(session, viewer, formal, date(2027, 3, 1))["marks_resolved"]


@pytest.mark.parametrize("kind", [one for one in BEFORE_IMPROVEMENT if one != RecordKind.RISK])
def test_what_was_recorded_more_than_a_year_ago_is_asked_again(
    session: Session, viewer: Viewer, now: datetime, kind: RecordKind
) -> None:
    formal, today = a_formal_case(session, viewer, now), london_date(now)
    everything_told(session, viewer, formal, now, without=frozenset({kind}))
    told(session, viewer, formal, kind, now, on=today - timedelta(days=366))
    assert len(shut(session, viewer, formal, today)) == 1
    told(session, viewer, formal, kind, now, on=today - timedelta(days=365))
    assert not shut(session, viewer, formal, today)


def test_a_failure_of_ours_does_not_go_away_with_time(session: Session, viewer: Viewer, now: datetime) -> None:
    formal, today = a_formal_case(session, viewer, now), london_date(now)
    told(session, viewer, formal, RecordKind.OUR_FAILURE, now, failed="the language failed",
         on=today - timedelta(days=800))  # fmt: skip
    told(session, viewer, formal, RecordKind.OUR_FAILURE, now)
    assert "The language failed this family" in shut(session, viewer, formal, today)["our_failure"]


def test_support_that_was_offered_after_all_is_warned_of_first(session: Session, viewer: Viewer, now: datetime) -> None:
    formal, today = a_formal_case(session, viewer, now), london_date(now)
    told(session, viewer, formal, RecordKind.UNSUITABLE, now, on=today - timedelta(days=9))
    assert "notice_to_improve" not in shut(session, viewer, formal, today, "L09")
    told(session, viewer, formal, RecordKind.SUPPORT, now, on=today - timedelta(days=3))
    assert "Support was offered" in shut(session, viewer, formal, today, "L09")["notice_to_improve"]


def test_a_holiday_of_long_ago_is_no_reason_to_leave_out_support_now(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal, today = a_formal_case(session, viewer, now), london_date(now)
    told(session, viewer, formal, RecordKind.UNSUITABLE, now, on=today - timedelta(days=366))
    assert {"support_first", "notice_to_improve"} <= set(shut(session, viewer, formal, today, "L09"))


def test_only_a_ground_that_the_notice_to_improve_names_lets_a_notice_come_earlier(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = ready_case(session, viewer, now)
    assert improvement_made(session, viewer, formal, now).step is not None
    assert IMPROVE["early"] == ["early.no_change"]
    then = now + timedelta(days=14)
    told(session, viewer, formal, RecordKind.EARLY, then, ground="leave", because="A week in Spain.")
    assert "does not name" in shut(session, viewer, formal, london_date(then), "L09")["notice_to_improve"]
    told(session, viewer, formal, RecordKind.EARLY, then + timedelta(days=1), ground="no_change")
    assert "notice_to_improve" not in shut(session, viewer, formal, london_date(then) + timedelta(days=1), "L09")
    told(session, viewer, formal, RecordKind.EARLY, then + timedelta(days=2), ground="leave", because="Spain again.")
    assert "notice_to_improve" not in shut(session, viewer, formal, london_date(then) + timedelta(days=2), "L09")


def test_what_one_authority_told_stands_when_another_is_asked_later(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal, today = a_formal_case(session, viewer, now), london_date(now)
    two = (today - timedelta(days=700), today - timedelta(days=390))
    told(session, viewer, formal, RecordKind.OTHER_NOTICES, now, notices=two, on=today - timedelta(days=3))
    told(session, viewer, formal, RecordKind.OTHER_NOTICES, now, asked="Norfolk: none.")
    assert "third_notice" in shut(session, viewer, formal, today, "L09")


def test_a_notice_to_improve_that_came_back_or_was_never_posted_warned_nobody(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = ready_case(session, viewer, now)
    made = issue_step(session, viewer, formal.case.id, StepGiven("L08", IMPROVE), now)
    assert made.step is not None
    made.step.improved = "not improved"
    session.flush()
    over = date(2027, 1, 8)
    assert "posted" in shut(session, viewer, formal, over, "L09")["notice_to_improve"]
    posted = EventGiven(EventKind.POSTED, london_date(now), post_class="first class")
    record_event(session, viewer, made.letter.id, posted, now)
    assert "notice_to_improve" not in shut(session, viewer, formal, over, "L09")
    later = now + timedelta(days=4)
    came_back = EventGiven(EventKind.RETURNED, london_date(later), why_returned=WhyReturned.MOVED)
    record_event(session, viewer, made.letter.id, came_back, later)
    assert "came back" in shut(session, viewer, formal, over, "L09")["notice_to_improve"]
