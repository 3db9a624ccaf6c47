"""What comes next in each open case, and by which day: for the list of cases, from few questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.formal.case.find import open_reviews
from comms.formal.case.formal_case import FormalCase
from comms.formal.case.sent_along import ToImprove
from comms.formal.gates.facts import said_on
from comms.formal.gates.find import steps_made
from comms.formal.ledger.find import notices_of_case
from comms.formal.penalties.standing import NoticeStanding
from comms.formal.referral.find import newest_of
from comms.formal.referral.formal_referral import FormalReferral, ReferralState
from comms.formal.safeguarding.find import open_questions
from comms.formal.safeguarding.question import SafeguardingQuestion
from comms.formal.steps.formal_step import Improved
from comms.foundation.clock import london_date
from comms.foundation.work_days import working_day_after

# A school week: an authority that has not answered by then may not have seen it.
ANSWERED_WITHIN = 5


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next, in a sentence, and by which day; None where no day runs. ``step`` is the kind of letter whose
    gates are looked at next; ``other`` says that something else than a letter comes first."""

    words: str
    by: date | None
    step: str
    other: bool = False


def upcoming(session: Session, viewer: Viewer, cases: Sequence[FormalCase], on: date) -> dict[UUID, Next]:
    """What comes next in each of these open cases."""
    questions: dict[UUID, SafeguardingQuestion] = {}
    for one in open_questions(session, viewer):
        questions.setdefault(one.case_id, one)
    reviews, made = open_reviews(session, viewer, cases), steps_made(session, viewer, cases)
    referred = newest_of(session, viewer, [one.id for one in cases])
    found = {}
    for case in cases:
        letters = made.get(case.id, {})
        kept = notices_of_case(session, viewer, case.id) if "L09" in letters else ()
        notice = kept[0].standing(on) if kept else None
        question, review = questions.get(case.id), reviews.get(case.id)
        step = whats_next(letters.get("L08"), notice, on).step
        if question is not None:
            by = working_day_after(london_date(question.asked_at))
            found[case.id] = Next("The safeguarding lead answers a question.", by, step, other=True)
        elif review is not None:
            words = "Decide the review of the pattern of absence."
            found[case.id] = Next(words, review.due_on, step, other=True)
        elif case.id in referred and notice is None:
            found[case.id] = _of_referral(referred[case.id], step)
        else:
            found[case.id] = whats_next(letters.get("L08"), notice, on)
    return found


def whats_next(notice_to_improve: ToImprove | None, notice: NoticeStanding | None, on: date) -> Next:
    """What comes next by the letters of a case: its penalty notice first, then its Notice to Improve."""
    if notice is not None and notice.state in _BY_STATE:
        return _of_notice(notice)
    if notice_to_improve is None:
        return Next("See what is missing before a Notice to Improve.", None, "L08")
    if notice_to_improve.improved:
        if notice_to_improve.improved == Improved.NO:
            return Next("Attendance did not improve. See what is missing before a penalty notice.", None, "L09")
        return Next("Attendance improved. Thank the family, and close the case or go on with support.", None, "L09")
    ends = notice_to_improve.ends
    if on <= ends:
        return Next(f"The time to improve runs until {said_on(ends)}. Go on with the support.", ends, "L09")
    return Next("The time to improve is over. Decide whether attendance improved.", ends, "L09")


def _of_referral(sent: FormalReferral, step: str) -> Next:
    """What a school does about a case it referred: the authority's answer says it."""
    if sent.state == ReferralState.TAKEN:
        return Next("The authority has taken the referral. Go on with the support.", None, step, other=True)
    if sent.state == ReferralState.SENT_BACK:
        return Next("The authority sent the referral back. Read why, and put it right.", None, step, other=True)
    by = working_day_after(london_date(sent.sent_at), ANSWERED_WITHIN)
    return Next("The authority has the referral. Ring it where no answer comes.", by, step, other=True)


_BY_STATE: Mapping[str, str] = {
    "issued": "Record when the penalty notice was posted.",
    "posted": "The penalty notice is on its way.",
    "served": "The penalty notice may be paid.",
    "unpaid": "The penalty notice was not paid. Ask why, then decide what follows.",
    "paid": "The penalty notice is paid. See whether anything is left to do, then close the case.",
    "prosecuted": "The matter is before the court.",
}


def _of_notice(notice: NoticeStanding) -> Next:
    if notice.returned:
        return Next(
            "The penalty notice came back. Find out the address, and post it again.",
            notice.issued_on,
            "L10",
            other=True,
        )
    by = {"issued": notice.issued_on, "served": notice.reduced_by or notice.full_by, "unpaid": notice.full_by}
    return Next(_BY_STATE[notice.state], by.get(notice.state), "L10", other=True)
