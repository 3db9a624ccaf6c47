"""The review that a payment opens: what it shows as facts, what it asks the safeguarding lead, what closes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from booking_factories import an_appointment
from factories import a_child, a_letter
from formal_factories import Formal, a_formal_case, everything_told, lead_answers, marks, told
from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.attendance.actions import record_marks
from comms.attendance.session_mark import SessionMark
from comms.bookings.absences.absence import Absence, AbsenceKind, AbsenceReason, ReasonCode, ToldHow
from comms.bookings.appointments.appointment import Role
from comms.families.actions import relate
from comms.families.pupil import Pupil
from comms.formal.case.actions import close_case
from comms.formal.case.case_record import RecordKind
from comms.formal.case.formal_case import CaseState
from comms.formal.review import find
from comms.formal.review.deciding import BadDecision, DecisionGiven, decide_review, tick_indicators
from comms.formal.review.opening import open_review
from comms.formal.review.pattern_review import Decided, PatternReview
from comms.formal.review.saying import pattern_sentences
from comms.formal.review.seeing import pattern_seen, times_of
from comms.formal.safeguarding.find import questions_about
from comms.formal.safeguarding.indicators import indicators
from comms.foundation.clock import london_date
from comms.foundation.errors import NotAllowed, Refused
from comms.tasks.find import open_tasks
from comms.tasks.task import TaskKind

SOON = timedelta(hours=1)


@pytest.fixture
def formal(session: Session, viewer: Viewer, now: datetime) -> Formal:
    """A case of which nothing is told yet."""
    return a_formal_case(session, viewer, now)


@pytest.fixture
def review(session: Session, viewer: Viewer, now: datetime, formal: Formal) -> PatternReview:
    """A review of it."""
    return open_review(session, viewer, formal.case.id, now)


def _decide(session: Session, viewer: Viewer, review: PatternReview, now: datetime, decision: str) -> PatternReview:
    return decide_review(session, viewer, review.id, DecisionGiven(decision, "The bus was cut in October."), now)


def test_a_review_that_is_open_stays_the_one_and_asks_somebody_once(
    session: Session, viewer: Viewer, now: datetime, formal: Formal, review: PatternReview
) -> None:
    assert open_review(session, viewer, formal.case.id, now + SOON).id == review.id
    tasks = [one for one in open_tasks(session, viewer) if one.kind == TaskKind.REVIEW_PATTERN]
    assert [(one.about_kind, one.about_id, one.due_on) for one in tasks] == [
        ("pattern_review", review.id, date(2026, 12, 21))
    ]


def test_only_a_signed_decision_closes_it_and_keeps_what_was_known(
    session: Session, viewer: Viewer, now: datetime, formal: Formal, review: PatternReview
) -> None:
    _decide(session, viewer, review, now + SOON, Decided.SUPPORT)
    assert (review.decision, review.decided_by) == ("offer support", viewer.staff_id)
    assert len(review.seen["marks"]) == 40
    assert [one for one in open_tasks(session, viewer) if one.kind == TaskKind.REVIEW_PATTERN] == []
    assert find.open_reviews_of(session, viewer, formal.case.id) == []
    with pytest.raises(Refused, match="decided already"):
        _decide(session, viewer, review, now + SOON, Decided.MEET)


@pytest.mark.parametrize(("decision", "because"), [("", "So."), ("closed", "So."), (Decided.SUPPORT, "  ")])
def test_it_needs_a_decision_and_a_reason(
    session: Session, viewer: Viewer, now: datetime, review: PatternReview, decision: str, because: str
) -> None:
    with pytest.raises(BadDecision):
        decide_review(session, viewer, review.id, DecisionGiven(decision, because), now)
    assert review.decided_at is None


def test_nothing_more_is_needed_only_once_both_were_asked_why(
    session: Session, viewer: Viewer, now: datetime, formal: Formal, review: PatternReview
) -> None:
    told(session, viewer, formal, RecordKind.PARENTS_REASON, now)
    with pytest.raises(Refused, match="Nobody has asked the child"):
        _decide(session, viewer, review, now, Decided.NOTHING_MORE)
    told(session, viewer, formal, RecordKind.CHILDS_REASON, now)
    assert _decide(session, viewer, review, now, Decided.NOTHING_MORE).decision == "nothing more is needed"


def test_it_needs_the_permission_and_a_person(
    session: Session, viewer: Viewer, now: datetime, review: PatternReview
) -> None:
    officer = replace(viewer, permissions=viewer.permissions - {Permission.DECIDE_FORMAL})
    with pytest.raises(NotAllowed):
        _decide(session, officer, review, now, Decided.SUPPORT)
    with pytest.raises(Refused, match="named person"):
        _decide(session, replace(viewer, staff_id=None), review, now, Decided.SUPPORT)


def test_a_case_with_a_review_that_waits_cannot_be_closed(
    session: Session, viewer: Viewer, now: datetime, formal: Formal, review: PatternReview
) -> None:
    with pytest.raises(Refused):
        close_case(session, viewer, formal.case.id, "Paid.", now)
    _decide(session, viewer, review, now, Decided.MEET)
    assert close_case(session, viewer, formal.case.id, "Paid, and looked at.", now).state == "closed"


def test_indicators_ask_the_safeguarding_lead_and_improvement_does_not_answer_them(
    session: Session, viewer: Viewer, now: datetime, formal: Formal, review: PatternReview
) -> None:
    code = next(iter(indicators()))
    tick_indicators(session, viewer, review.id, [code], "A new telephone and lifts in a car.", now)
    assert review.indicators == [code]
    [question] = questions_about(session, viewer, formal.child.id)
    assert (question.raised, question.indicators) == ("indicators of exploitation", [code])
    record_marks(session, viewer, {formal.child.id: marks(london_date(now), 0)}, now + SOON)
    _decide(session, viewer, review, now + SOON, Decided.SUPPORT)
    assert questions_about(session, viewer, formal.child.id)[0].answered_at is None


@pytest.mark.parametrize(("seen", "why"), [([], "Seen."), (["no_such_sign"], "Seen."), (["first"], " ")])
def test_a_tick_needs_an_indicator_of_the_list_and_words(
    session: Session, viewer: Viewer, now: datetime, review: PatternReview, seen: list[str], why: str
) -> None:
    named = [next(iter(indicators())) if one == "first" else one for one in seen]
    with pytest.raises(BadDecision):
        tick_indicators(session, viewer, review.id, named, why, now)
    assert review.indicators == []


def test_what_a_review_of_a_closed_case_sees_of_a_child_is_asked_all_the_same(
    session: Session, viewer: Viewer, now: datetime, formal: Formal, review: PatternReview
) -> None:
    # Closed before the money came in: the payment opened the review afterwards.
    formal.case.state = CaseState.CLOSED
    session.flush()
    code = next(iter(indicators()))
    tick_indicators(session, viewer, review.id, [code], "A new telephone and lifts in a car.", now)
    _decide(session, viewer, review, now + SOON, Decided.SAFEGUARDING)
    assert len(questions_about(session, viewer, formal.child.id)) == 2


def test_deciding_to_ask_the_safeguarding_lead_asks_them(
    session: Session, viewer: Viewer, now: datetime, formal: Formal, review: PatternReview
) -> None:
    _decide(session, viewer, review, now, Decided.SAFEGUARDING)
    [question] = questions_about(session, viewer, formal.child.id)
    assert question.raised == "a formal step"


def test_the_sessions_are_counted_by_weekday_and_half_of_the_day() -> None:
    monday = date(2026, 11, 16)
    made = [SessionMark(monday, "AM", "O"), SessionMark(monday, "PM", "\\"), SessionMark(monday, "AM", "Y1")][:2]
    made.append(SessionMark(monday - timedelta(days=7), "AM", "I"))
    first, second, *rest = times_of(made)
    assert (first.weekday, first.session, first.possible, first.missed, first.codes) == (
        "Monday", "AM", 2, 2, {"O": 1, "I": 1},
    )  # fmt: skip
    assert (second.possible, second.missed, second.codes) == (1, 0, {})
    assert all(one.possible == 0 for one in rest)


def test_siblings_trips_appointments_and_letters_are_shown_as_facts(
    session: Session, viewer: Viewer, now: datetime, formal: Formal
) -> None:
    brother = a_child(session, viewer, now, "Jokūbas", "Kazlauskas")
    relate(session, viewer, brother, formal.mother, "mother", responsible=True, now=now)
    session.add(Pupil(agency_id=viewer.agency_id, child_id=brother.id, upn="A930000000002", year="4", recorded_at=now))
    session.flush()
    record_marks(session, viewer, {brother.id: marks(london_date(now), 4, "G")}, now)
    days = [date(2026, 10, 29), date(2026, 10, 30)]
    leave = [SessionMark(day, half, "G") for day in days for half in ("AM", "PM")]
    record_marks(session, viewer, {formal.child.id: leave}, now)
    meeting = an_appointment(session, viewer, now, [(formal.mother, Role.PARENT)], now - timedelta(days=5))
    _absent(session, viewer, now, meeting.id, formal, AbsenceKind.DID_NOT_ATTEND)
    failed = an_appointment(session, viewer, now, [(formal.mother, Role.PARENT)], now - timedelta(days=9))
    session.add(Absence(agency_id=viewer.agency_id, appointment_id=failed.id, person_id=formal.mother.id,
                        kind=AbsenceKind.INTERPRETER_FAILED, at=now))  # fmt: skip
    letter = a_letter(session, viewer, now, formal.mother, "L00", formal.child)
    session.flush()
    seen = pattern_seen(session, viewer, formal.case, london_date(now))
    assert seen.siblings is not None
    assert [(one.name, one.missed, one.same) for one in seen.siblings] == [("Jokūbas Kazlauskas", 4, 4)]
    assert [(one.first_day, one.last_day) for one in seen.trips] == [(days[0], days[1])]
    assert [(one.kind, one.reasons, one.our_failure) for one in seen.missed] == [
        ("did not attend", ("I work nights",), False), ("the interpreter failed", (), True),
    ]  # fmt: skip
    assert [(one.letter_id, one.understood) for one in seen.letters] == [(letter.id, "nobody asked")]
    said = pattern_sentences(seen)
    assert said[0] == "Nobody has asked the parent or the child why."
    assert "1 appointment was missed. 1 did not happen because we or an interpreter failed" in said[-1]


def _absent(
    session: Session, viewer: Viewer, now: datetime, appointment_id: object, formal: Formal, kind: AbsenceKind
) -> None:
    session.add(Absence(agency_id=viewer.agency_id, appointment_id=appointment_id, person_id=formal.mother.id,
                        kind=kind, at=now))  # fmt: skip
    reason = AbsenceReason(appointment_id=appointment_id, person_id=formal.mother.id, code=ReasonCode.WORK,
                           told_how=ToldHow.CALL, at=now)  # fmt: skip
    reason.words = "I work nights"
    session.add(reason)


def test_no_sentence_blames_anybody_and_all_that_was_asked_is_said(
    session: Session, viewer: Viewer, now: datetime, formal: Formal
) -> None:
    everything_told(session, viewer, formal, now, frozenset({"safeguarding"}))
    lead_answers(session, viewer, formal, now)
    said = pattern_sentences(pattern_seen(session, viewer, formal.case, london_date(now)))
    assert said[0] == "Both the parent and the child were asked why."
    assert "10 of 40 possible sessions were missed" in said[1]
