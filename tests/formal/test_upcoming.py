"""What comes next in a case, and by which day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from formal_factories import a_formal_case, lead_answers
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.formal.case.find import cases
from comms.formal.case.sent_along import ToImprove
from comms.formal.gates.upcoming import upcoming, whats_next
from comms.formal.penalties.standing import NoticeStanding
from comms.formal.safeguarding.actions import QuestionAsked, ask
from comms.foundation.clock import london_date
from comms.foundation.work_days import working_day_after

TODAY = date(2026, 11, 23)
SOON, PAST = TODAY + timedelta(days=9), TODAY - timedelta(days=1)


def notice(state: str, *, returned: bool = False) -> NoticeStanding:
    standing: Any = SimpleNamespace(
        state=state, returned=returned, issued_on=PAST, reduced_by=SOON, full_by=SOON + timedelta(days=7)
    )
    return cast("NoticeStanding", standing)


@pytest.mark.parametrize(
    ("ends", "improved", "says", "by", "step"),
    [
        (SOON, "", "runs until 2 December 2026", SOON, "L09"),
        (TODAY, "", "runs until 23 November 2026", TODAY, "L09"),
        (PAST, "", "Decide whether attendance improved", PAST, "L09"),
        (PAST, "not improved", "before a penalty notice", None, "L09"),
        (PAST, "improved", "Thank the family", None, "L09"),
        (PAST, "improved in part", "Thank the family", None, "L09"),
    ],
)
def test_a_notice_to_improve_says_what_comes_next(
    ends: date, improved: str, says: str, by: date | None, step: str
) -> None:
    found = whats_next(ToImprove(ends - timedelta(days=30), ends - timedelta(days=28), ends, improved), None, TODAY)
    assert says in found.words
    assert (found.by, found.step) == (by, step)


@pytest.mark.parametrize(
    ("state", "says", "by"),
    [
        ("issued", "Record when the penalty notice was posted", PAST),
        ("served", "may be paid", SOON),
        ("unpaid", "Ask why", SOON + timedelta(days=7)),
        ("paid", "is paid", None),
        ("prosecuted", "before the court", None),
    ],
)
def test_a_penalty_notice_comes_before_everything_else(state: str, says: str, by: date | None) -> None:
    found = whats_next(ToImprove(PAST, PAST, SOON, ""), notice(state), TODAY)
    assert says in found.words
    assert found.by == by


def test_a_notice_that_came_back_is_posted_again_and_a_withdrawn_one_asks_nothing() -> None:
    assert "came back" in whats_next(None, notice("issued", returned=True), TODAY).words
    assert whats_next(None, notice("withdrawn"), TODAY).step == "L08"
    assert whats_next(None, None, TODAY).by is None


def test_a_question_to_the_lead_comes_first_and_goes_when_it_is_answered(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal, today = a_formal_case(session, viewer, now), london_date(now)
    ask(session, viewer, formal.case.id, QuestionAsked("Ten sessions, and she seems tired."), now)
    found = upcoming(session, viewer, cases(session, viewer), today)[formal.case.id]
    assert "safeguarding lead" in found.words
    assert found.other
    assert found.by == working_day_after(today)
    lead_answers(session, viewer, formal, now)
    assert upcoming(session, viewer, cases(session, viewer), today)[formal.case.id].step == "L08"
