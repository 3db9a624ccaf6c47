"""Making the formal letters from a case: what they say, what they begin, and what refuses them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from formal_factories import a_formal_case, everything_told, marks, told
from formal_steps_made import IMPROVE, a_penalty, improvement_made, penalty_given, reads_english, ready_case
from sqlalchemy import update
from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.attendance.actions import record_marks
from comms.attendance.session_mark import SessionMark
from comms.formal.case.case_record import RecordKind
from comms.formal.case.formal_case import CaseState, FormalCase
from comms.formal.gates.checking import StepRefused
from comms.formal.ledger.changes import marks_then
from comms.formal.steps import find
from comms.formal.steps.actions import issue_step
from comms.formal.steps.improving import decide_improvement, improvement_seen
from comms.formal.steps.preparing import StepGiven, draft_step
from comms.formal.steps.values import BadChoice
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotAllowed, NotFound, Refused
from comms.letters.decision import Held
from comms.letters.find import letters_about


def test_a_notice_to_improve_says_what_the_case_knows_and_keeps_the_marks_as_they_stood(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = ready_case(session, viewer, now)
    made = improvement_made(session, viewer, formal, now)
    assert made.step is not None, (made.letter.reason, made.letter.why)
    said = made.letter.values
    assert (said["unauthorised"], said["missed"], said["possible"]) == (10, 10, 40)
    assert said["offences"] == [{"key": "offence.days", "first_day": "2026-11-16", "last_day": "2026-11-20"}]
    assert said["given"] == [{"key": "given.talk", "day": "2026-11-23"}]
    assert (made.step.starts, made.step.ends) == (date(2026, 11, 26), date(2027, 1, 6))
    assert len(marks_then(made.step)) == 40
    assert [mark.code for mark in marks_then(made.step)][-10:] == ["O"] * 10


def test_pressed_twice_it_is_one_letter(session: Session, viewer: Viewer, now: datetime) -> None:
    formal = ready_case(session, viewer, now)
    first = improvement_made(session, viewer, formal, now)
    again = improvement_made(session, viewer, formal, now + timedelta(seconds=3))
    assert first.step is again.step
    assert len(find.steps_of(session, viewer, formal.case.id)) == 1


def test_it_is_refused_with_every_gate_that_is_shut_and_nothing_is_made(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = a_formal_case(session, viewer, now, missed=9)
    with pytest.raises(StepRefused) as refused:
        improvement_made(session, viewer, formal, now)
    shut = {gate.key for gate in refused.value.shut}
    assert {"support_first", "circumstances", "reasons", "our_failure", "safeguarding", "threshold", "risk"} <= shut
    assert letters_about(session, viewer, formal.child.id) == []


def test_only_whoever_may_issue_legal_letters_issues_one(session: Session, viewer: Viewer, now: datetime) -> None:
    formal = ready_case(session, viewer, now)
    officer = replace(viewer, permissions=viewer.permissions - {Permission.ISSUE_LEGAL_LETTERS})
    with pytest.raises(NotAllowed):
        improvement_made(session, officer, formal, now)


@pytest.mark.parametrize(("ends", "fits"), [("2026-12-15", False), ("2026-12-16", True), ("2027-01-08", False)])
def test_the_time_to_improve_is_three_to_six_weeks(
    session: Session, viewer: Viewer, now: datetime, ends: str, *, fits: bool
) -> None:
    # Source: Working together to improve school attendance, August 2024, as the dated data tells.
    formal = ready_case(session, viewer, now)
    given = StepGiven("L08", IMPROVE | {"ends": ends})
    if fits:
        assert issue_step(session, viewer, formal.case.id, given, now).step is not None
        return
    with pytest.raises(BadChoice) as refused:
        issue_step(session, viewer, formal.case.id, given, now)
    assert set(refused.value.problems) == {"ends"}


def test_the_time_to_improve_does_not_begin_before_the_letter_has_come(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    # Made on Monday 23 November: first class post counts as received on Wednesday 25th.
    formal = ready_case(session, viewer, now)
    given = StepGiven("L08", IMPROVE | {"starts": "2026-11-24", "ends": "2027-01-04"})
    with pytest.raises(BadChoice, match="25 November 2026"):
        issue_step(session, viewer, formal.case.id, given, now)


def test_a_case_that_was_closed_in_another_window_makes_no_letter(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = ready_case(session, viewer, now)
    closed = update(FormalCase).where(FormalCase.id == formal.case.id).values(state=CaseState.CLOSED)
    session.execute(closed.execution_options(synchronize_session=False))
    assert formal.case.state == CaseState.OPEN  # as this window still has it
    with pytest.raises(Refused, match="closed"):
        improvement_made(session, viewer, formal, now)


def test_a_letter_to_a_parent_who_reads_a_language_without_approved_words_is_shown_as_held(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = a_formal_case(session, viewer, now)
    everything_told(session, viewer, formal, now)
    draft = draft_step(session, viewer, formal.case.id, StepGiven("L08", IMPROVE), now)
    assert isinstance(draft.prepared, Held)
    assert draft.prepared.reason in {"not_approved", "no_translation"}


def test_a_held_one_begins_nothing(session: Session, viewer: Viewer, now: datetime) -> None:
    formal = a_formal_case(session, viewer, now)
    everything_told(session, viewer, formal, now)
    made = improvement_made(session, viewer, formal, now)
    assert (made.letter.state, made.step) == ("held", None)
    assert find.steps_of(session, viewer, formal.case.id) == []


def test_a_penalty_notice_names_its_officer_its_amounts_and_its_days(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    # Posted on Monday 23 November first class: served on Wednesday 25th. Source: the dated data of penalties.
    formal, kept = a_penalty(session, viewer, now)
    [letter] = letters_about(session, viewer, formal.child.id)
    said = letter.values
    assert said["stage"] == {
        "key": "stage.first", "reduced": "£80", "reduced_by": "2026-12-15", "full": "£160", "full_by": "2026-12-22",
    }  # fmt: skip
    assert (said["served"], said["notice"]) == ("2026-11-25", kept.notice.reference)
    assert (said["officer"], said["officer_role"], said["authority"]) == (
        "Lee Shaw", "legal officer", "Fenland Attendance",
    )  # fmt: skip
    assert said["recipient_address"] == "12 Elm Road, Wisbech, PE13 1AA"
    assert kept.notice.terms["full"] == 160


def test_pressed_twice_it_is_one_notice_although_each_has_a_number_of_its_own(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal, kept = a_penalty(session, viewer, now)
    again = issue_step(session, viewer, formal.case.id, penalty_given(now), now + timedelta(minutes=1))
    assert again.step is not None
    assert again.step.id == kept.notice.step_id


def test_a_second_notice_is_the_full_amount_and_a_third_is_impossible(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal, _ = a_penalty(session, viewer, now)
    later, last = now + timedelta(days=14), now + timedelta(days=28)
    for moment in (later, last):
        record_marks(session, viewer, {formal.child.id: marks(london_date(moment), 10)[-10:]}, moment)
        everything_told(session, viewer, formal, moment)
        told(session, viewer, formal, RecordKind.UNSUITABLE, moment, because="Another holiday.")
        told(session, viewer, formal, RecordKind.OTHER_NOTICES, moment)
        if moment is later:
            second = issue_step(session, viewer, formal.case.id, penalty_given(later), later)
    assert second.letter.values["stage"]["key"] == "stage.second"
    assert second.letter.values["offences"] == [
        {"key": "offence.days", "first_day": "2026-11-30", "last_day": "2026-12-04"}
    ]
    with pytest.raises(StepRefused) as refused:
        issue_step(session, viewer, formal.case.id, penalty_given(last), last)
    assert "third_notice" in {gate.key for gate in refused.value.shut}


def test_improvement_is_decided_after_its_time_by_a_named_person_with_the_marks_known(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = ready_case(session, viewer, now)
    step = improvement_made(session, viewer, formal, now).step
    assert step is not None
    assert improvement_seen(session, viewer, step, now) is None
    with pytest.raises(Refused, match="goes on until 6 January 2027"):
        decide_improvement(session, viewer, step.id, "improved", "She came.", now)
    over = datetime(2027, 1, 7, 9, tzinfo=now.tzinfo)
    with pytest.raises(Refused, match="No marks of that time"):
        decide_improvement(session, viewer, step.id, "improved", "She came.", over)


def test_what_is_not_explained_yet_is_no_failure_to_improve_and_what_is_decided_is_decided_once(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = ready_case(session, viewer, now)
    step = improvement_made(session, viewer, formal, now).step
    assert step is not None
    over = datetime(2027, 1, 7, 9, tzinfo=now.tzinfo)
    days = [date(2026, 11, 26) + timedelta(days=number) for number in range(20)]
    term = [day for day in days if day.weekday() < 5]
    codes = {term[0]: "N", term[1]: "O", term[2]: "I"}
    given = [SessionMark(day, "AM", codes.get(day, "/")) for day in term]
    record_marks(session, viewer, {formal.child.id: given}, over)
    with pytest.raises(Refused, match="1 session is not explained yet"):
        decide_improvement(session, viewer, step.id, "not improved", "Two sessions.", over)
    record_marks(session, viewer, {formal.child.id: [SessionMark(term[0], "AM", "M")]}, over)
    seen = improvement_seen(session, viewer, step, over)
    assert seen is not None
    assert (seen.possible, seen.authorised, seen.unauthorised, seen.unexplained) == (14, 2, 1, 0)
    with pytest.raises(BadInput):
        decide_improvement(session, viewer, step.id, "better", "Fewer.", over)
    with pytest.raises(BadInput):
        decide_improvement(session, viewer, step.id, "improved", " ", over)
    decide_improvement(session, viewer, step.id, "improved", "One session in three weeks.", over)
    assert (step.improved, step.improved_by) == ("improved", viewer.staff_id)
    with pytest.raises(Refused, match="decided already"):
        decide_improvement(session, viewer, step.id, "not improved", "No.", over)


def test_an_agreement_is_made_from_a_case_without_any_weight_of_law(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = ready_case(session, viewer, now)
    chosen = {
        "from": "2026-11-30", "to": "2027-02-12", "review_on": "2027-01-11", "ours": ["ours.ring"],
        "yours": ["yours.ring"],
    }  # fmt: skip
    officer = replace(viewer, permissions=viewer.permissions - {Permission.ISSUE_LEGAL_LETTERS})
    made = issue_step(session, officer, formal.case.id, StepGiven("L05", chosen), now)
    assert made.step is not None, (made.letter.reason, made.letter.why)
    assert (made.step.kind, made.step.sessions) == ("L05", None)


def test_nobody_is_asked_to_pay_who_is_not_told_how(session: Session, viewer: Viewer, now: datetime) -> None:
    formal = a_formal_case(session, viewer, now)
    reads_english(session, viewer, formal, now)
    with pytest.raises(Refused, match="how a penalty is paid"):
        draft_step(session, viewer, formal.case.id, penalty_given(now), now)


def test_no_other_letter_is_made_from_a_case(session: Session, viewer: Viewer, now: datetime) -> None:
    formal = ready_case(session, viewer, now)
    with pytest.raises(NotFound):
        issue_step(session, viewer, formal.case.id, StepGiven("L02"), now)
