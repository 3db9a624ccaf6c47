"""Keeping a proposal, changing it, and asking those whom it names. Nothing is booked by a plan: each interpreter is
asked, and says yes or no for themselves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings.matching.matching import check_eligible
from comms.bookings.offers.actions import OfferGiven, make_offers
from comms.bookings.offers.find import unanswered
from comms.bookings.plans import find
from comms.bookings.plans.plan import MOVES, BookingPlan, PlanLine, PlanState
from comms.bookings.plans.problem import Stretch, collide, too_far
from comms.bookings.plans.proposing import Proposal, propose
from comms.bookings.requests.find import request as find_request
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.foundation.audit import note
from comms.foundation.clock import LONDON
from comms.foundation.errors import BadInput, NotFound, Refused, TooOften
from comms.foundation.one_at_a_time import one_at_a_time
from comms.interpreters.find import travel_times

# How long somebody may think: a day, or an hour where the time is near.
NEAR = timedelta(days=3)
MINUTES_TO_ANSWER, MINUTES_WHEN_NEAR = 24 * 60, 60
# A plan keeps a processor busy for seconds, and nobody reads more of them in so short a time.
MOST_PLANS, A_WHILE = 6, timedelta(minutes=10)
# What becomes of a line when its plan is applied; with the codes of the reasons where there are some.
ASKED, LEFT_OUT, NOT_OPEN, ASKED_ALREADY, NOBODY, CANNOT = (
    "asked", "left out", "not open any more", "asked already", "nobody", "cannot be asked"
)  # fmt: skip
LONGEST_OUTCOME = 40


class TooManyPlans(TooOften):
    """An agency made so many plans in a short time that the next has to wait."""


class CannotReplace(BadInput):
    """Somebody cannot take a line of a plan."""


def plan_days(session: Session, viewer: Viewer, from_day: date, until_day: date, now: datetime) -> BookingPlan:
    """Propose for all open requests of these days, and keep the proposal. It may take some seconds: where others wait
    to write, ``propose`` first and ``keep_plan`` then."""
    viewer.require(Permission.BOOK_INTERPRETERS)
    refuse_too_often(session, viewer, now)
    return keep_plan(session, viewer, propose(session, viewer, from_day, until_day, now), now)


def refuse_too_often(session: Session, viewer: Viewer, now: datetime) -> None:
    """Raises ``TooManyPlans`` where the viewer's agency made as many as it may; asked before the work is begun."""
    made = find.made_since(session, viewer, now - A_WHILE)
    if len(made) >= MOST_PLANS:
        # The next whole minute: nobody waits by the second.
        again = (made[-MOST_PLANS] + A_WHILE + timedelta(minutes=1)).astimezone(LONDON)
        raise TooManyPlans(f"Your agency made {MOST_PLANS} plans within ten minutes.",
                           f"Look through the newest one, or make another from {again:%H:%M} on.")  # fmt: skip


def keep_plan(session: Session, viewer: Viewer, proposal: Proposal, now: datetime) -> BookingPlan:
    """Keep a proposal. Others for the same days that nobody has decided about are dropped: this one knows more. Raises
    ``TooManyPlans``."""
    viewer.require(Permission.BOOK_INTERPRETERS)
    one_at_a_time(session, f"plans {viewer.agency_id}")
    # Of two who began at the same moment, the second is counted here.
    refuse_too_often(session, viewer, now)
    for older in find.proposals(session, viewer, proposal.from_day, proposal.until_day):
        _end(session, viewer, older, PlanState.DROPPED, now)
        note(session, viewer.actor, "drop plan", ("plan", older.id), now)
    made = BookingPlan(
        agency_id=viewer.agency_id, from_day=proposal.from_day, until_day=proposal.until_day,
        state=PlanState.PROPOSED, figures=dict(proposal.figures), made_at=now, made_by=viewer.staff_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    for line in proposal.lines:
        session.add(
            PlanLine(
                plan_id=made.id, request_id=line.request_id, interpreter_id=line.interpreter_id,
                why_not=dict(line.why_not), move_minutes=line.move_minutes,
            )
        )  # fmt: skip
    session.flush()
    detail = {"wanted": len(proposal.lines), "filled": sum(one.interpreter_id is not None for one in proposal.lines)}
    note(session, viewer.actor, "plan bookings", ("plan", made.id), now, detail)
    return made


def keep_lines(session: Session, viewer: Viewer, plan_id: UUID, kept: Collection[UUID], now: datetime) -> BookingPlan:
    """Say which lines of a proposal stay: those of these ids. The others are left out when it is applied."""
    plan = _proposed(session, viewer, plan_id)
    changed = 0
    for line, _ in find.lines(session, viewer, plan.id):
        if line.interpreter_id is not None and line.kept != (line.id in kept):
            line.kept = not line.kept
            changed += 1
    if changed:
        note(session, viewer.actor, "choose lines of plan", ("plan", plan.id), now, {"changed": changed})
    return plan


def replace_interpreter(
    session: Session, viewer: Viewer, line_id: UUID, interpreter_id: UUID, now: datetime
) -> PlanLine:  # fmt: skip
    """Propose somebody else for a line. Raises ``CannotReplace`` for who may not be asked, of whom a person has to look
    at something first, or whom the plan needs elsewhere at that time."""
    line = find.line(session, viewer, line_id)
    plan = _proposed(session, viewer, line.plan_id)
    request = find_request(session, viewer, line.request_id)
    found = check_eligible(session, viewer, request, interpreter_id, now)
    if found.reasons:
        raise CannotReplace(" ".join(reason.said for reason in found.reasons), "Choose somebody else.")
    if found.checks:
        raise CannotReplace(" ".join(found.checks), "Look at it, then ask them from the request's own page.")
    _refuse_needed_elsewhere(session, viewer, plan, request, interpreter_id)
    line.interpreter_id, line.kept, line.why_not = interpreter_id, True, {}
    detail = {"line": str(line.id), "interpreter": str(interpreter_id)}
    note(session, viewer.actor, "replace in plan", ("plan", plan.id), now, detail)
    return line


def _refuse_needed_elsewhere(
    session: Session, viewer: Viewer, plan: BookingPlan, request: InterpreterRequest, interpreter_id: UUID
) -> None:
    travel, most = travel_times(session, viewer), find.limits(session, viewer, [interpreter_id]).get(interpreter_id)
    when = Stretch(request.starts_at, request.ends_at, request.zone)
    for line, other in find.lines(session, viewer, plan.id):
        if line.interpreter_id != interpreter_id or not line.kept or other.id == request.id:
            continue
        there = Stretch(other.starts_at, other.ends_at, other.zone)
        if collide(when, there, travel) or too_far(when, there, travel, most.travels if most else None):
            raise CannotReplace(f"The plan needs them for {other.reference} at that time.",
                                "Choose somebody else, or leave that line out first.")  # fmt: skip


def apply_plan(session: Session, viewer: Viewer, plan_id: UUID, now: datetime) -> BookingPlan:
    """Ask everybody whom the lines that are kept name. Each line stands for itself: one that is not possible any more
    says why in its outcome, and the others go on."""
    plan = _proposed(session, viewer, plan_id)
    _end(session, viewer, plan, PlanState.APPLIED, now)
    for line, request in find.lines(session, viewer, plan.id):
        line.outcome = _applied(session, viewer, line, request, now)[:LONGEST_OUTCOME]
    session.flush()
    outcomes = [line.outcome for line, _ in find.lines(session, viewer, plan.id)]
    note(session, viewer.actor, "apply plan", ("plan", plan.id), now,
         {"asked": outcomes.count(ASKED), "lines": len(outcomes)})  # fmt: skip
    return plan


def _applied(session: Session, viewer: Viewer, line: PlanLine, request: InterpreterRequest, now: datetime) -> str:
    """Ask one; what became of it."""
    if line.interpreter_id is None:
        return NOBODY
    if not line.kept:
        return LEFT_OUT
    session.refresh(request)
    if request.state != RequestState.OPEN or request.starts_at <= now:
        return NOT_OPEN
    if unanswered(session, viewer, request.id):
        return ASKED_ALREADY
    return _asked(session, viewer, request, line.interpreter_id, now)


def _asked(session: Session, viewer: Viewer, request: InterpreterRequest, interpreter_id: UUID, now: datetime) -> str:
    found = check_eligible(session, viewer, request, interpreter_id, now)
    if found.reasons or found.checks:
        codes = [str(reason.code) for reason in (*found.reasons, *found.looks)]
        return f"{CANNOT}: {', '.join(dict.fromkeys(codes))}"
    minutes = MINUTES_WHEN_NEAR if request.starts_at - now < NEAR else MINUTES_TO_ANSWER
    try:
        make_offers(session, viewer, request.id, OfferGiven([interpreter_id], answer_minutes=minutes), now)
    except (BadInput, Refused, NotFound):
        # Whatever refuses does so before it writes anything, so that the other lines can go on.
        return CANNOT
    return ASKED


def drop_plan(session: Session, viewer: Viewer, plan_id: UUID, now: datetime) -> BookingPlan:
    """Put a proposal away: nobody is asked."""
    plan = _proposed(session, viewer, plan_id)
    _end(session, viewer, plan, PlanState.DROPPED, now)
    note(session, viewer.actor, "drop plan", ("plan", plan.id), now)
    return plan


def _proposed(session: Session, viewer: Viewer, plan_id: UUID) -> BookingPlan:
    """A plan that still can be changed, kept from others until the commit. Raises ``Refused`` for one that cannot."""
    viewer.require(Permission.BOOK_INTERPRETERS)
    one_at_a_time(session, f"plans {viewer.agency_id}")
    plan = find.plan(session, viewer, plan_id)
    session.refresh(plan)
    if plan.state != PlanState.PROPOSED:
        raise Refused(f"This plan is {plan.state} already.", "Make a new one for what is still open.")
    return plan


def _end(session: Session, viewer: Viewer, plan: BookingPlan, after: PlanState, now: datetime) -> None:
    if after not in MOVES[PlanState(plan.state)]:
        raise Refused(f"A plan that is {plan.state} does not become “{after}”.", "Look at its page again.")
    plan.state, plan.ended_at, plan.ended_by = after, now, viewer.staff_id
    session.flush()
