"""The gates before a formal step: each refused by itself with what is missing, and the table they stand in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from factories import a_need
from formal_factories import BEFORE_IMPROVEMENT, Formal, a_formal_case, everything_told, lead_answers, told
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer
from comms.attendance.actions import record_marks
from comms.attendance.session_mark import SessionMark
from comms.families.actions import record_safe_contact
from comms.families.language_need import Source
from comms.formal.case.case_record import RecordKind
from comms.formal.case.telling import AtRisk, Came, Failed
from comms.formal.gates.checking import StepRefused, cannot_yet, check_gates
from comms.formal.gates.facts import GateSeen
from comms.formal.gates.find import RULES, gates_of
from comms.formal.gates.table import STEPS, gates
from comms.formal.penalties.terms import rules_on
from comms.formal.safeguarding.actions import QuestionAsked, ask
from comms.formal.safeguarding.question import Raised
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound
from comms.letters.afterwards.event_given import Through
from comms.letters.left_out.actions import LeavingOut, leave_out

Act = Callable[[Session, Viewer, Formal, datetime], Any]


def gate(session: Session, viewer: Viewer, formal: Formal, key: str, on: date, step: str = "L08") -> GateSeen:
    return next(one for one in gates_of(session, viewer, formal.case, step, on) if one.key == key)


def shut(session: Session, viewer: Viewer, formal: Formal, now: datetime, step: str = "L08") -> set[str]:
    seen = gates_of(session, viewer, formal.case, step, london_date(now))
    return {one.key for one in seen if one.state == "shut"}


def test_every_gate_is_one_rule_with_its_source_and_its_day() -> None:
    assert [gate.key for gate in gates()] == list(RULES)
    for one in gates():
        assert one.source.strip()
        assert one.read_on <= date(2026, 12, 31)
        assert set(one.steps) <= set(STEPS)
        assert one.title
        assert RULES[one.key].__doc__


def test_where_nothing_is_known_every_gate_of_the_record_is_shut_and_says_what_opens_it(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = a_formal_case(session, viewer, now)
    assert shut(session, viewer, formal, now) == {
        "support_first", "circumstances", "reasons", "our_failure", "safeguarding", "risk",
    }  # fmt: skip
    with pytest.raises(StepRefused) as refused:
        check_gates(session, viewer, formal.case, "L08", now)
    assert refused.value.message == "The Notice to Improve cannot be sent yet: six things are missing."
    assert len(refused.value.shut) == 6
    assert all(one.why and one.remedy and one.where and one.source for one in refused.value.shut)


def test_with_everything_told_the_notice_to_improve_can_be_sent(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = a_formal_case(session, viewer, now)
    everything_told(session, viewer, formal, now)
    check_gates(session, viewer, formal.case, "L08", now)
    seen = {one.key: one for one in gates_of(session, viewer, formal.case, "L08", london_date(now))}
    assert seen["notice_to_improve"].state == "not asked for"
    assert cannot_yet("L08", []) == "The Notice to Improve can be sent: nothing is missing."


@pytest.mark.parametrize("kind", BEFORE_IMPROVEMENT)
def test_one_thing_that_was_not_told_shuts_its_gate_alone(
    session: Session, viewer: Viewer, now: datetime, kind: RecordKind
) -> None:
    formal = a_formal_case(session, viewer, now)
    everything_told(session, viewer, formal, now, without=frozenset({kind}))
    keys = {
        RecordKind.SUPPORT: "support_first", RecordKind.CIRCUMSTANCES: "circumstances",
        RecordKind.PARENTS_REASON: "reasons", RecordKind.CHILDS_REASON: "reasons",
        RecordKind.OUR_FAILURE: "our_failure", RecordKind.RISK: "risk",
    }  # fmt: skip
    assert shut(session, viewer, formal, now) == {keys[kind]}


def support_in_english(session: Session, viewer: Viewer, formal: Formal, now: datetime) -> None:
    told(session, viewer, formal, RecordKind.SUPPORT, now, language="en", through=Through.SHARED, interpreter="")


def asked_in_english(session: Session, viewer: Viewer, formal: Formal, now: datetime) -> None:
    told(session, viewer, formal, RecordKind.PARENTS_REASON, now, language="en", through=Through.SHARED,
         interpreter="")  # fmt: skip


def support_that(came: Came) -> Act:
    return lambda *args: told(*args[:3], RecordKind.SUPPORT, args[3], came=came)


def failed(how: Failed) -> Act:
    return lambda *args: told(*args[:3], RecordKind.OUR_FAILURE, args[3], failed=how)


def risk(answer: AtRisk) -> Act:
    return lambda *args: told(*args[:3], RecordKind.RISK, args[3], at_risk=answer)


@pytest.mark.parametrize(
    ("missing", "act", "key", "says"),
    [
        (RecordKind.SUPPORT, support_in_english, "support_first", "offered in English, which this parent does not"),
        (RecordKind.SUPPORT, support_that(Came.HELPED), "support_first", "helps"),
        (RecordKind.SUPPORT, support_that(Came.GOES_ON), "support_first", "still goes on"),
        (RecordKind.SUPPORT, support_that(Came.NOT_GIVEN), "support_first", "was not given by us"),
        (RecordKind.PARENTS_REASON, asked_in_english, "reasons", "a language they are not on record as speaking"),
        (RecordKind.OUR_FAILURE, failed(Failed.LANGUAGE), "our_failure", "The language failed this family"),
        (RecordKind.OUR_FAILURE, failed(Failed.SERVICE), "our_failure", "The service failed this family"),
        (RecordKind.RISK, risk(AtRisk.YES), "risk", "puts somebody at risk"),
        (RecordKind.RISK, risk(AtRisk.NOT_KNOWN), "risk", "unknown is not safe"),
    ],
)
def test_what_was_told_wrongly_for_the_family_keeps_the_gate_shut(
    session: Session, viewer: Viewer, now: datetime, missing: RecordKind, act: Act, key: str, says: str
) -> None:
    formal = a_formal_case(session, viewer, now)
    everything_told(session, viewer, formal, now, without=frozenset({missing}))
    act(session, viewer, formal, now)
    assert shut(session, viewer, formal, now) == {key}
    assert says in gate(session, viewer, formal, key, london_date(now)).why


def test_what_failed_is_put_right_and_the_support_offered_again_before_the_gate_opens(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal, today = a_formal_case(session, viewer, now), london_date(now)
    told(session, viewer, formal, RecordKind.SUPPORT, now, on=today - timedelta(days=9))
    told(session, viewer, formal, RecordKind.OUR_FAILURE, now, failed=Failed.LANGUAGE, on=today - timedelta(days=8))
    told(session, viewer, formal, RecordKind.OUR_FAILURE, now, on=today - timedelta(days=7))
    assert "failed this family" in gate(session, viewer, formal, "our_failure", today).why
    told(session, viewer, formal, RecordKind.OUR_FAILURE, now, failed=Failed.PUT_RIGHT, on=today - timedelta(days=6))
    seen = gate(session, viewer, formal, "our_failure", today)
    assert (seen.state, seen.where) == ("shut", "record/support")
    assert "Nothing was offered since" in seen.why
    told(session, viewer, formal, RecordKind.SUPPORT, now, on=today - timedelta(days=5))
    assert gate(session, viewer, formal, "our_failure", today).state == "open"


def test_support_that_is_not_suitable_needs_no_notice_to_improve(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal, today = a_formal_case(session, viewer, now), london_date(now)
    assert gate(session, viewer, formal, "notice_to_improve", today, "L09").state == "shut"
    told(session, viewer, formal, RecordKind.UNSUITABLE, now)
    assert gate(session, viewer, formal, "support_first", today).state == "open"
    assert gate(session, viewer, formal, "notice_to_improve", today, "L09").state == "open"


def test_an_old_answer_is_asked_again_and_the_figures_are_data(session: Session, viewer: Viewer, now: datetime) -> None:
    formal = a_formal_case(session, viewer, now)
    everything_told(session, viewer, formal, now)
    rules = rules_on(london_date(now))
    for key, days in (("risk", rules.risk_answer_days.value), ("safeguarding", rules.safeguarding_answer_days.value)):
        last = london_date(now) + timedelta(days=days)
        assert gate(session, viewer, formal, key, last).state == "open"
        late = gate(session, viewer, formal, key, last + timedelta(days=1))
        assert late.state == "shut"
        assert f"more than {days} days ago" in late.why


def test_a_better_attendance_answers_no_question_about_exploitation(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = a_formal_case(session, viewer, now)
    everything_told(session, viewer, formal, now)
    asked = QuestionAsked("An older man drives her to school.", Raised.INDICATORS, ("older_people",))
    ask(session, viewer, formal.case.id, asked, now)
    monday = london_date(now)
    better = [SessionMark(monday - timedelta(days=day), half, "/") for day in (3, 4, 5) for half in ("AM", "PM")]  # type: ignore[arg-type]
    record_marks(session, viewer, {formal.child.id: better}, now)
    seen = gate(session, viewer, formal, "safeguarding", monday)
    assert seen.state == "shut"
    assert "signs of exploitation" in seen.why
    assert gate(session, viewer, formal, "safeguarding", monday + timedelta(days=400)).state == "shut"


def test_a_session_without_a_reason_keeps_the_letter_back(session: Session, viewer: Viewer, now: datetime) -> None:
    formal = a_formal_case(session, viewer, now, missed=12, code="N")
    everything_told(session, viewer, formal, now)
    assert shut(session, viewer, formal, now) == {"marks_resolved"}
    assert "12 sessions are still coded N" in gate(session, viewer, formal, "marks_resolved", london_date(now)).why


def test_nine_sessions_are_below_the_threshold_and_ten_reach_it(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = a_formal_case(session, viewer, now, missed=9)
    everything_told(session, viewer, formal, now)
    assert shut(session, viewer, formal, now) == {"threshold"}
    friday = london_date(now) - timedelta(days=3)
    monday = friday - timedelta(days=4)
    record_marks(session, viewer, {formal.child.id: [SessionMark(monday, "AM", "U")]}, now)
    assert shut(session, viewer, formal, now) == set()


def test_the_language_is_asked_of_the_parent_and_asked_again_on_its_day(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = a_formal_case(session, viewer, now)
    everything_told(session, viewer, formal, now)
    later = london_date(now) + timedelta(days=200)
    assert gate(session, viewer, formal, "language_need", later).state == "shut"
    a_need(session, viewer, formal.mother, now, source=Source.SCHOOL_RECORD)
    seen = gate(session, viewer, formal, "language_need", london_date(now))
    assert (seen.state, seen.where) == ("shut", "language")


def test_what_was_said_of_safe_contact_counts_above_the_answer_about_risk(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = a_formal_case(session, viewer, now)
    everything_told(session, viewer, formal, now)
    record_safe_contact(session, viewer, formal.mother.id, flagged=True, post_is_safe=None, said="", now=now)
    seen = gate(session, viewer, formal, "risk", london_date(now))
    assert (seen.state, seen.where) == ("shut", "safe-contact")
    assert "post_is_safe" not in seen.why


def test_a_time_without_letters_holds_formal_letters_too(session: Session, viewer: Viewer, now: datetime) -> None:
    formal, today = a_formal_case(session, viewer, now), london_date(now)
    everything_told(session, viewer, formal, now)
    leave_out(session, viewer, formal.child.id, LeavingOut("bereavement", today, today + timedelta(days=9)), now)
    assert shut(session, viewer, formal, now) == {"circumstances"}
    assert "(bereavement)" in gate(session, viewer, formal, "circumstances", today).why


def test_other_authorities_are_asked_before_a_penalty_notice_and_what_they_tell_counts(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal, today = a_formal_case(session, viewer, now), london_date(now)
    assert gate(session, viewer, formal, "other_notices", today, "L09").state == "shut"
    two = (today - timedelta(days=700), today - timedelta(days=90))
    told(session, viewer, formal, RecordKind.OTHER_NOTICES, now, notices=two)
    assert gate(session, viewer, formal, "other_notices", today, "L09").state == "open"
    seen = gate(session, viewer, formal, "third_notice", today, "L09")
    assert seen.state == "shut"
    assert "A third is not possible before" in seen.why


def test_an_early_ground_counts_only_after_a_notice_to_improve(session: Session, viewer: Viewer, now: datetime) -> None:
    formal = a_formal_case(session, viewer, now)
    told(session, viewer, formal, RecordKind.EARLY, now)
    seen = gate(session, viewer, formal, "notice_to_improve", london_date(now), "L09")
    assert (seen.state, seen.where) == ("shut", "steps")


def test_an_agency_without_the_right_by_the_local_code_is_told_so(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = a_formal_case(session, viewer, now)
    assert gate(session, viewer, formal, "issuer", london_date(now), "L08").state == "open"
    assert gate(session, viewer, formal, "issuer", london_date(now), "L09").state == "shut"
    session.get_one(Agency, viewer.agency_id).authority_id = None
    assert gate(session, viewer, formal, "issuer", london_date(now), "L08").state == "shut"


def test_an_interview_needs_an_interpreter_who_is_booked(session: Session, viewer: Viewer, now: datetime) -> None:
    formal, today = a_formal_case(session, viewer, now), london_date(now)
    seen = gate(session, viewer, formal, "interpreter", today, "L11")
    assert (seen.state, seen.where) == ("shut", "appointment")
    a_need(session, viewer, formal.mother, now, written="en", interpreter="not needed", source=Source.ASKED_PERSON)
    assert gate(session, viewer, formal, "interpreter", today, "L11").state == "open"


def test_a_letter_about_a_notice_needs_one(session: Session, viewer: Viewer, now: datetime) -> None:
    formal = a_formal_case(session, viewer, now)
    assert gate(session, viewer, formal, "notice_stands", london_date(now), "L10").state == "shut"
    with pytest.raises(NotFound):
        gates_of(session, viewer, formal.case, "L12", london_date(now))


def test_the_leads_answer_stands_for_the_child_in_the_other_parents_case_too(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = a_formal_case(session, viewer, now)
    lead_answers(session, viewer, formal, now)
    assert gate(session, viewer, formal, "safeguarding", london_date(now)).state == "open"
