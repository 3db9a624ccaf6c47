"""What the demo shows of formal attendance steps, on whatever day it is made: a notice that was paid, its open review,
and what is missing elsewhere."""

from __future__ import annotations

from datetime import datetime

import pytest
from demo_district import AFTER_HALF_TERM, MONDAY, SCHOOL, SECOND_OF_JANUARY, SUNDAY, Districts, acting_for
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.find import people_called
from comms.formal.case.find import cases
from comms.formal.case.formal_case import FormalCase
from comms.formal.gates.find import gates_of
from comms.formal.ledger.find import notices_of_case
from comms.formal.ledger.ledger_entry import LedgerKind
from comms.formal.referral.find import sent_by_us, sent_to_us
from comms.formal.referral.formal_referral import ReferralState
from comms.formal.returns.enquiries.find import open_enquiries, steps_of
from comms.formal.returns.timetables.find import open_timetables
from comms.formal.review.find import open_reviews
from comms.formal.steps.find import steps_of as letters_of
from comms.foundation.clock import london_date
from comms.letters.letter import Letter, LetterState

AUTHORITY = "Eastlode Council Attendance Team"
DAYS = pytest.mark.parametrize(
    "now", [MONDAY, SUNDAY, SECOND_OF_JANUARY, AFTER_HALF_TERM], ids=lambda now: f"{now:%A %d %B}"
)


def case_about(session: Session, viewer: Viewer, child: str) -> FormalCase:
    """The one open case of an agency about a child."""
    [person] = people_called(session, viewer, child)
    [found] = [one for one in cases(session, viewer) if one.child_id == person.id]
    return found


@DAYS
def test_a_notice_was_paid_and_its_review_waits(districts: Districts, now: datetime) -> None:
    with districts(now).database.reading() as session:
        authority, today = acting_for(session, AUTHORITY), london_date(now)
        [case] = cases(session, authority)
        [kept] = notices_of_case(session, authority, case.id)
        assert [one.kind for one in kept.entries] == [LedgerKind.ISSUED, LedgerKind.POSTED, LedgerKind.PAID]
        assert kept.standing(today).state == "paid"
        assert kept.standing(today).paid_total == 80_00
        [review] = open_reviews(session, authority)
        assert (review.case_id, review.notice_id) == (case.id, kept.notice.id)


@DAYS
def test_before_it_came_a_notice_to_improve_and_a_referral_that_was_taken(districts: Districts, now: datetime) -> None:
    with districts(now).database.reading() as session:
        school, authority = acting_for(session, SCHOOL), acting_for(session, AUTHORITY)
        [sent] = sent_by_us(session, school)
        assert sent_to_us(session, authority) == [sent]
        assert sent.state == ReferralState.TAKEN
        case = case_about(session, school, "Igor Krawczyk")
        assert sent.case_id == case.id
        [warned] = letters_of(session, school, case.id)
        assert (warned.kind, warned.improved) == ("L08", "not improved")
        assert warned.ends is not None
        assert warned.ends < london_date(sent.sent_at)
        [notice] = letters_of(session, authority, cases(session, authority)[0].id)
        assert notice.kind == "L09"
        letters = [session.get_one(Letter, one.letter_id) for one in (warned, notice)]
        assert [(one.state, one.language, one.draft) for one in letters] == [(LetterState.ISSUED, "pl", False)] * 2


@DAYS
def test_a_case_at_its_beginning_says_what_is_missing(districts: Districts, now: datetime) -> None:
    with districts(now).database.reading() as session:
        school = acting_for(session, SCHOOL)
        case = case_about(session, school, "Zuzanna Wiśniewska")
        shut = {one.key for one in gates_of(session, school, case, "L08", london_date(now)) if one.state == "shut"}
        assert {"support_first", "circumstances", "reasons", "our_failure", "safeguarding", "risk"} <= shut


@DAYS
def test_enquiries_after_leave_and_a_timetable_wait_for_somebody(districts: Districts, now: datetime) -> None:
    with districts(now).database.reading() as session:
        school = acting_for(session, SCHOOL)
        [enquiry] = open_enquiries(session, school)
        assert enquiry.child.name == "Jakub Zieliński"
        assert [one.item for one in steps_of(session, school, enquiry.enquiry.id)] == ["rang"]
        [timetable] = open_timetables(session, school)
        assert timetable.child.name == "Maksym Kovalenko"
        assert timetable.waits(london_date(now))
