"""How the gates of a case stand: what is known of it, gathered once, and each rule asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.find import coming_with
from comms.bookings.requests.find import requests_of
from comms.bookings.requests.request import RequestState
from comms.families.find import adults_of, language_need
from comms.families.protection.find import safety_in_force
from comms.formal.case.find import people_of, referral_taken, standing_records, visible_cases
from comms.formal.case.formal_case import FormalCase
from comms.formal.case.register import marks_of_case
from comms.formal.case.sent_along import ToImprove, answers_sent, improvement_sent, to_improve
from comms.formal.code.find import may_issue
from comms.formal.gates import in_law, on_marks, on_record
from comms.formal.gates.facts import Answered, Facts, GateSeen, Interview, State
from comms.formal.gates.table import STEPS, Gate, gates
from comms.formal.gates.warned import warned_of
from comms.formal.ledger.find import notices_anywhere, notices_of_case
from comms.formal.penalties.terms import rules_on
from comms.formal.safeguarding.find import questions_about
from comms.formal.safeguarding.question import SafeguardingQuestion
from comms.formal.steps.formal_step import FormalStep
from comms.foundation.clock import LONDON
from comms.foundation.errors import NotFound
from comms.letters.left_out.find import left_out_on
from comms.letters.left_out.saying import said_to_anyone, the_one_that_holds

RULES = MappingProxyType({
    "support_first": on_record.support_first,
    "circumstances": on_record.circumstances,
    "reasons": on_record.reasons,
    "our_failure": on_record.our_failure,
    "safeguarding": in_law.safeguarding,
    "marks_resolved": on_marks.marks_resolved,
    "threshold": on_marks.threshold,
    "language_need": on_record.language_need,
    "risk": on_record.risk,
    "issuer": in_law.issuer,
    "notice_to_improve": on_marks.notice_to_improve,
    "third_notice": in_law.third_notice,
    "other_notices": in_law.other_notices,
    "notice_stands": in_law.notice_stands,
    "interpreter": in_law.interpreter,
    "one_parent": in_law.one_parent,
})  # fmt: skip
"""The rule of each gate, by the key it has in ``data/gates.toml``."""


def gates_of(session: Session, viewer: Viewer, case: FormalCase, step: str, on: date) -> tuple[GateSeen, ...]:
    """How every gate of the table stands for a step of a case on a day, in the order of the table; ``step`` is the kind
    of its letter. Raises ``NotFound`` for a letter that is no formal step."""
    if step not in STEPS:
        raise NotFound("There is no such formal step.", "Choose one on the page of the case.")
    facts = facts_of(session, viewer, case, step, on)
    return tuple(_seen(gate, facts) for gate in gates())


def _seen(gate: Gate, facts: Facts) -> GateSeen:
    if facts.step not in gate.steps:
        answer = Answered(is_open=True, why=f"The {STEPS[facts.step]} does not need it.")
        return _as_seen(gate, "not asked for", answer)
    answer = RULES[gate.key](facts)
    return _as_seen(gate, "open" if answer.is_open else "shut", answer)


def _as_seen(gate: Gate, state: State, answer: Answered) -> GateSeen:
    return GateSeen(gate.key, gate.title, state, answer.why, answer.remedy, answer.where, gate.source, gate.read_on)


def facts_of(session: Session, viewer: Viewer, case: FormalCase, step: str, on: date) -> Facts:
    """Everything the gates of a step ask of a case. What belongs to a family the agency works with no more is not
    known any more, and unknown opens no gate."""
    people = people_of(session, viewer, case)
    records = standing_records(session, viewer, case)
    marks = marks_of_case(session, viewer, case, on)
    improvement = improvement_of(session, viewer, case)
    held = left_out_on(session, viewer, [case.child_id], on)
    without_letters = the_one_that_holds(held, case.child_id, case.parent_id)
    return Facts(
        step=step,
        on=on,
        rules=rules_on(on),
        records=records,
        need=language_need(session, viewer, case.parent_id) if people.parent else None,
        safety=safety_in_force(session, viewer, case.parent_id) if people.parent else None,
        offences=marks.offences(on),
        marks_as_of=marks.as_of,
        marks_until=marks.marks[-1].day if marks.marks else None,
        improvement=improvement,
        warned=warned_of(session, viewer, case) if improvement and step == "L09" else None,
        before_notice=marks.offences(improvement.made_on) if improvement else None,
        questions=_questions(session, viewer, case),
        issuer=may_issue(session, viewer, step, on),
        notices=notice_days(session, viewer, case, on),
        kept=notices_of_case(session, viewer, case.id),
        interviews=_interviews(session, viewer, case, on) if step == "L11" else (),
        related=bool(people.child and people.parent) and _related(session, viewer, case),
        left_out=said_to_anyone(without_letters) if without_letters else "",
    )


def _questions(session: Session, viewer: Viewer, case: FormalCase) -> tuple[SafeguardingQuestion, ...]:
    """What a safeguarding lead was asked about the child: the agency's own, and what the school sent along."""
    referral = referral_taken(session, viewer, case)
    sent = answers_sent(case, referral) if referral is not None else ()
    return (*questions_about(session, viewer, case.child_id), *sent)


def notice_days(session: Session, viewer: Viewer, case: FormalCase, on: date) -> tuple[date, ...]:
    """The days of the notices to this parent about this child: those of every agency here, and those that other
    authorities told of. One that is known both ways is one."""
    here = notices_anywhere(session, case.parent_id, case.child_id, on)
    told = standing_records(session, viewer, case).told_notices
    # Two notices of one day are two; a day that others told of, too, is no third.
    return tuple(sorted([*here, *(day for day in told if day not in here)]))


def improvement_of(session: Session, viewer: Viewer, case: FormalCase) -> ToImprove | None:
    """The last Notice to Improve of a case, or the one the school had sent before it referred; None where there was
    none."""
    return steps_made(session, viewer, [case]).get(case.id, {}).get("L08")


def steps_made(
    session: Session, viewer: Viewer, cases: Sequence[FormalCase]
) -> dict[UUID, dict[str, ToImprove | None]]:
    """The kinds of letters that were made in each of these cases; to "L08" belongs the last Notice to Improve, that of
    the school where the authority made none."""
    seen = visible_cases(viewer).with_only_columns(FormalCase.id)
    wanted = [one.id for one in cases]
    query = select(FormalStep).where(FormalStep.case_id.in_(seen), FormalStep.case_id.in_(wanted))
    found: dict[UUID, dict[str, ToImprove | None]] = {one: {} for one in wanted}
    for step in session.scalars(query.order_by(FormalStep.made_at, FormalStep.id)):
        found[step.case_id][step.kind] = to_improve(step)
    for case in cases:
        referral = referral_taken(session, viewer, case)
        if referral is not None and "L08" not in found[case.id] and (sent := improvement_sent(referral)) is not None:
            found[case.id]["L08"] = sent
    return found


def _related(session: Session, viewer: Viewer, case: FormalCase) -> bool:
    return case.parent_id in {adult.id for _, adult in adults_of(session, viewer, case.child_id)}


def _interviews(session: Session, viewer: Viewer, case: FormalCase, on: date) -> tuple[Interview, ...]:
    """The meetings to come with the parent, each with the language of the interpreter who is booked for them."""
    begins = datetime.combine(on, time(), LONDON)
    meetings = coming_with(session, viewer, [case.parent_id], begins)
    asked = requests_of(session, viewer, [one.id for one in meetings])
    return tuple(
        Interview(one.starts_at, _language_booked([
            request.language for request in asked[one.id]
            if request.state == RequestState.FILLED and str(case.parent_id) in request.people
        ]))
        for one in meetings
    )  # fmt: skip


def _language_booked(languages: Sequence[str]) -> str:
    return languages[0] if languages else ""
