"""A plan of some days: what it proposes, why it leaves something out, changing it, and asking those it names."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from booking_factories import WEDNESDAY, a_booking, a_mother, a_request, an_appointment, an_interpreter
from factories import a_staff_member, an_agency
from offer_factories import wanted
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.appointments.appointment import Appointment, Attendee, Role
from comms.bookings.offers.actions import OfferGiven, accept_offer, make_offers
from comms.bookings.offers.find import offers_for
from comms.bookings.offers.offer import OfferState
from comms.bookings.plans import find
from comms.bookings.plans.actions import (
    ASKED,
    ASKED_ALREADY,
    LEFT_OUT,
    NOBODY,
    NOT_OPEN,
    CannotReplace,
    TooManyPlans,
    apply_plan,
    drop_plan,
    keep_lines,
    keep_plan,
    plan_days,
    replace_interpreter,
)
from comms.bookings.plans.plan import PlanLine, PlanState
from comms.bookings.plans.proposing import moving_sentence, propose
from comms.bookings.plans.why import in_words
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.foundation.audit import AuditEntry
from comms.foundation.errors import BadInput, NotAllowed, NotFound, Refused
from comms.foundation.work import Database
from comms.interpreters.conflict import DeclaredBy, Scope
from comms.interpreters.conflict_actions import ConflictGiven, declare_conflict
from comms.interpreters.interpreter import Interpreter, InterpreterLanguage

DAY = WEDNESDAY.date()
MONDAY, SUNDAY = DAY - timedelta(days=2), DAY + timedelta(days=4)


def lines_of(session: Session, viewer: Viewer, plan_id: object) -> dict[str, PlanLine]:
    """The lines by the reference of their request."""
    return {request.reference: line for line, request in find.lines(session, viewer, plan_id)}  # type: ignore[arg-type]


def at(session: Session, viewer: Viewer, now: datetime, hours: float = 0, **given: object) -> InterpreterRequest:
    """A request for Lithuanian so many hours after ten on that Wednesday."""
    when = WEDNESDAY + timedelta(hours=hours)
    own = {"risk": given.pop("risk", "usual"), "flexible_minutes": given.pop("flexible", 0)}
    appointment = an_appointment(session, viewer, now, starts_at=when, **own)
    return a_request(session, viewer, now, appointment, **given)


def test_whoever_speaks_two_languages_is_kept_for_what_nobody_else_speaks(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    both, one = an_interpreter(session, viewer, now), an_interpreter(session, viewer, now, "Rūta Petkutė", level=4)
    session.add(InterpreterLanguage(interpreter_id=both.id, language="lv", level=6, modes=["in person"]))
    lithuanian, latvian = at(session, viewer, now), at(session, viewer, now, language="lv")
    plan = plan_days(session, viewer, MONDAY, SUNDAY, now)
    lines = lines_of(session, viewer, plan.id)
    assert lines[lithuanian.reference].interpreter_id == one.id
    assert lines[latvian.reference].interpreter_id == both.id
    assert (plan.figures["filled"], plan.figures["wanted"], plan.figures["gap"]) == (2, 2, 0.0)
    assert plan.figures["by_language"] == {"lt": [1, 1], "lv": [1, 1]}
    assert plan.state == PlanState.PROPOSED


def why(session: Session, viewer: Viewer, request: InterpreterRequest, now: datetime) -> str:
    plan = plan_days(session, viewer, MONDAY, SUNDAY, now)
    line = lines_of(session, viewer, plan.id)[request.reference]
    assert line.interpreter_id is None
    references = {str(one.id): one.reference for _, one in find.lines(session, viewer, plan.id)}
    return in_words(line.why_not, request.language, references)


def test_a_language_nobody_interprets_is_said_so(session: Session, viewer: Viewer, now: datetime) -> None:
    an_interpreter(session, viewer, now)
    request = at(session, viewer, now, language="ckb")
    assert why(session, viewer, request, now) == "Nobody in the register interprets Sorani."


def test_that_nobody_may_be_asked_is_said_with_the_reasons_counted(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    an_interpreter(session, viewer, now, works=(time(14), time(18)))
    an_interpreter(session, viewer, now, "Rūta Petkutė", works=(time(14), time(18)))
    an_interpreter(session, viewer, now, "Jonas Petraitis", checks=())
    said = why(session, viewer, at(session, viewer, now), now)
    assert said.startswith("Nobody who interprets Lithuanian may be asked: ")
    assert "2 people do not work then" in said
    assert "1 person has a check that is missing or runs out before" in said


def test_whoever_is_needed_elsewhere_is_named_by_the_request_that_needs_them(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    an_interpreter(session, viewer, now)
    usual, high = at(session, viewer, now), at(session, viewer, now, 0.5, risk="high")
    assert why(session, viewer, usual, now) == (
        f"Everybody who could (1) is needed elsewhere at that time: {high.reference}."
    )


def test_what_somebody_works_at_most_is_kept_and_said(session: Session, viewer: Viewer, now: datetime) -> None:
    an_interpreter(session, viewer, now, most_minutes_a_day=180)
    first, second = at(session, viewer, now, risk="high"), at(session, viewer, now, 5)
    assert first.ends_at < second.starts_at
    assert why(session, viewer, second, now) == "Everybody who could (1) would work more than they do at most."


def test_where_a_person_has_to_look_first_nobody_is_placed(session: Session, viewer: Viewer, now: datetime) -> None:
    interpreter = an_interpreter(session, viewer, now)
    given = ConflictGiven(Scope.COMMUNITY, DeclaredBy.INTERPRETER, "Knows many there.", community="the chapel")
    declare_conflict(session, viewer, interpreter.id, given, now)
    request = at(session, viewer, now)
    said = why(session, viewer, request, now)
    assert said.startswith("A person has to look first. 1 person could be asked once")
    line = lines_of(session, viewer, find.proposals(session, viewer, DAY, DAY)[0].id)[request.reference]
    with pytest.raises(CannotReplace, match="community"):
        replace_interpreter(session, viewer, line.id, interpreter.id, now)


def test_what_is_booked_whoever_booked_it_stays(session: Session, viewer: Viewer, now: datetime) -> None:
    interpreter = an_interpreter(session, viewer, now)
    booked = at(session, viewer, now)
    a_booking(session, viewer, now, interpreter, booked)
    booked.state = RequestState.FILLED
    near = at(session, viewer, now, 1.5)
    plan = plan_days(session, viewer, DAY, DAY, now)
    lines = lines_of(session, viewer, plan.id)
    assert set(lines) == {near.reference}
    assert lines[near.reference].interpreter_id is None


def test_for_whom_somebody_is_being_asked_nobody_else_is_planned_and_they_are_not_asked_twice(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    interpreter = an_interpreter(session, viewer, now)
    asked, other = at(session, viewer, now), at(session, viewer, now, 0.5)
    make_offers(session, viewer, asked.id, OfferGiven([interpreter.id]), now)
    plan = plan_days(session, viewer, DAY, DAY, now)
    lines = lines_of(session, viewer, plan.id)
    assert set(lines) == {other.reference}
    assert plan.figures["asked"] == 1
    said = in_words(lines[other.reference].why_not, "lt", {})
    assert said == "Everybody who could (1) is taken or being asked at that time."


def test_nobody_is_proposed_for_both_sides_of_a_matter(session: Session, viewer: Viewer, now: datetime) -> None:
    an_interpreter(session, viewer, now)
    for role, hours in ((Role.WITNESS, 0), (Role.SUSPECT, 48)):
        mother = a_mother(session, viewer, now)
        appointment = an_appointment(session, viewer, now, ((mother, role),), WEDNESDAY + timedelta(hours=hours),
                                     matter="ab123")  # fmt: skip
        a_request(session, viewer, now, appointment, people=[str(mother.id)])
    assert plan_days(session, viewer, MONDAY, SUNDAY, now).figures["filled"] == 1


def test_moving_by_an_hour_is_said_with_which_and_by_how_much(session: Session, viewer: Viewer, now: datetime) -> None:
    an_interpreter(session, viewer, now)
    first, second = at(session, viewer, now), at(session, viewer, now, 1.25)
    plan = plan_days(session, viewer, DAY, DAY, now)
    lines = lines_of(session, viewer, plan.id)
    moved = {reference: line.move_minutes for reference, line in lines.items() if line.move_minutes}
    assert (plan.figures["filled"], plan.figures["moves"], plan.figures["more"]) == (1, 1, 1)
    [(reference, by)] = moved.items()
    assert lines[reference].interpreter_id is None
    assert by == (60 if reference == second.reference else -60)
    assert moving_sentence(plan.figures, 60) == "If this one could move by an hour, 1 more would be filled."
    assert first.starts_at < second.starts_at


def test_an_appointment_said_to_be_less_flexible_is_moved_by_no_more(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    an_interpreter(session, viewer, now)
    at(session, viewer, now, flexible=30)
    at(session, viewer, now, 1.25, flexible=30)
    plan = plan_days(session, viewer, DAY, DAY, now)
    assert (plan.figures["moves"], plan.figures["more"]) == (2, 1)
    assert moving_sentence(plan.figures, 30) == "If these 2 could move by up to 30 minutes, 1 more would be filled."


def test_an_appointment_with_two_interpreters_is_not_moved_for_one(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    an_interpreter(session, viewer, now)
    first, second = at(session, viewer, now, risk="high"), at(session, viewer, now, 1.25)
    a_request(session, viewer, now, session.get_one(Appointment, second.appointment_id), language="ckb")
    assert first.ends_at > second.starts_at - timedelta(minutes=15)
    assert plan_days(session, viewer, DAY, DAY, now).figures["more"] == 0


def test_applying_asks_everybody_whom_it_names_and_books_nobody(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    asked = wanted(session, viewer, now, count=2)
    left_out = at(session, viewer, now, 6)
    nobody = at(session, viewer, now, language="ckb")
    plan = plan_days(session, viewer, MONDAY, SUNDAY, now)
    lines = lines_of(session, viewer, plan.id)
    keep_lines(session, viewer, plan.id, {lines[asked.request.reference].id}, now)
    apply_plan(session, viewer, plan.id, now)
    assert {reference: line.outcome for reference, line in lines.items()} == {
        asked.request.reference: ASKED, left_out.reference: LEFT_OUT, nobody.reference: NOBODY,
    }  # fmt: skip
    [offer] = offers_for(session, viewer, asked.request.id)
    assert (offer.state, offer.interpreter_id) == (OfferState.OPEN, lines[asked.request.reference].interpreter_id)
    assert offer.answer_minutes == 24 * 60
    assert asked.request.state == RequestState.OPEN
    assert (plan.state, plan.ended_by) == (PlanState.APPLIED, viewer.staff_id)
    assert accept_offer(session, viewer, offer.id, now).interpreter_id == offer.interpreter_id


def test_what_changed_meanwhile_is_refused_for_itself_and_the_others_go_on(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    people = [an_interpreter(session, viewer, now, name) for name in ("Daiva Rimkutė", "Rūta Petkutė")]
    requests = [at(session, viewer, now, hours) for hours in (-24, 0, 24, 48)]
    plan = plan_days(session, viewer, MONDAY, SUNDAY, now)
    lines = [lines_of(session, viewer, plan.id)[one.reference] for one in requests]
    chosen = {one.interpreter_id for one in lines}
    assert None not in chosen
    requests[0].state = RequestState.OTHERWISE
    other = next(one for one in people if one.id != lines[1].interpreter_id)
    make_offers(session, viewer, requests[1].id, OfferGiven([other.id]), now)
    third = session.get_one(Interpreter, lines[2].interpreter_id)
    a_booking(session, viewer, now, third, at(session, viewer, now, 24.5))
    apply_plan(session, viewer, plan.id, now)
    assert [one.outcome for one in lines] == [NOT_OPEN, ASKED_ALREADY, "cannot be asked: booked", ASKED]
    assert len(offers_for(session, viewer, requests[3].id)) == 1


def test_who_cannot_be_reached_is_said_and_the_others_go_on(session: Session, viewer: Viewer, now: datetime) -> None:
    an_interpreter(session, viewer, now, telephone=None, email=None)
    other = an_interpreter(session, viewer, now, "Vida Balčiūnaitė", "lv")
    at(session, viewer, now)
    at(session, viewer, now, 24, language="lv")
    plan = apply_plan(session, viewer, plan_days(session, viewer, MONDAY, SUNDAY, now).id, now)
    assert [line.outcome for line, _ in find.lines(session, viewer, plan.id)] == ["cannot be asked", ASKED]
    assert other.active


def test_somebody_else_is_proposed_for_a_line_unless_the_plan_needs_them_then(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    people = [an_interpreter(session, viewer, now, name) for name in ("Daiva Rimkutė", "Rūta Petkutė", "Ieva Ra")]
    first, second = at(session, viewer, now), at(session, viewer, now, 0.5)
    plan = plan_days(session, viewer, DAY, DAY, now)
    lines = lines_of(session, viewer, plan.id)
    needed = lines[second.reference].interpreter_id
    assert needed is not None
    with pytest.raises(CannotReplace, match=second.reference):
        replace_interpreter(session, viewer, lines[first.reference].id, needed, now)
    [free] = {one.id for one in people} - {one.interpreter_id for one in lines.values()}
    assert replace_interpreter(session, viewer, lines[first.reference].id, free, now).interpreter_id == free
    keep_lines(session, viewer, plan.id, {lines[first.reference].id}, now)
    replace_interpreter(session, viewer, lines[first.reference].id, needed, now)
    away = an_interpreter(session, viewer, now, "Jonas Petraitis", works=(time(14), time(16)))
    with pytest.raises(CannotReplace, match="Does not work"):
        replace_interpreter(session, viewer, lines[first.reference].id, away.id, now)


def test_a_newer_plan_drops_the_older_of_the_same_days_and_an_ended_one_stays(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    older, elsewhere = (plan_days(session, viewer, day, day, now) for day in (DAY, DAY + timedelta(days=7)))
    newer = plan_days(session, viewer, MONDAY, SUNDAY, now)
    assert [one.state for one in (older, elsewhere, newer)] == ["dropped", "proposed", "proposed"]
    drop_plan(session, viewer, newer.id, now)
    for verb in (apply_plan, drop_plan):
        with pytest.raises(Refused, match="dropped already"):
            verb(session, viewer, newer.id, now)
    with pytest.raises(Refused):
        keep_lines(session, viewer, newer.id, set(), now)


def test_a_seventh_plan_within_ten_minutes_has_to_wait(session: Session, viewer: Viewer, now: datetime) -> None:
    for minute in range(6):
        plan_days(session, viewer, DAY, DAY, now + timedelta(minutes=minute))
    proposal = propose(session, viewer, DAY, DAY, now)
    for made in (
        lambda at: plan_days(session, viewer, DAY, DAY, at),
        lambda at: keep_plan(session, viewer, proposal, at),
    ):
        with pytest.raises(TooManyPlans, match=r"6 plans within ten minutes. Look .* from 08:51 on"):
            made(now + timedelta(minutes=9))
    stranger = viewer_of(a_staff_member(session, an_agency(session, now, "Other School"), now, ("head teacher",)))
    plan_days(session, stranger, DAY, DAY, now + timedelta(minutes=9))
    assert plan_days(session, viewer, DAY, DAY, now + timedelta(minutes=10)).state == "proposed"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 12, 2), date(2026, 12, 1), "The last day is before the first."),
        (date(2026, 12, 1), date(2027, 1, 1), "That is more than a month."),
    ],
)
def test_days_that_cannot_be_are_refused(
    session: Session, viewer: Viewer, now: datetime, first: date, last: date, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        plan_days(session, viewer, first, last, now)


def test_what_has_begun_is_not_planned_any_more(session: Session, viewer: Viewer, now: datetime) -> None:
    an_interpreter(session, viewer, now)
    at(session, viewer, now)
    assert plan_days(session, viewer, DAY, DAY, WEDNESDAY).figures["wanted"] == 0


def test_a_plan_is_its_agencys_and_needs_the_permission(
    session: Session, viewer: Viewer, school: Agency, now: datetime
) -> None:
    plan = plan_days(session, viewer, DAY, DAY, now)
    stranger = viewer_of(a_staff_member(session, an_agency(session, now, "Other School"), now, ("head teacher",)))
    for look in (find.plan, drop_plan):
        with pytest.raises((NotFound, TypeError)):
            look(session, stranger, plan.id, *((now,) if look is drop_plan else ()))
    assert find.lines(session, stranger, plan.id) == []
    reception = viewer_of(a_staff_member(session, school, now, ("reception",)))
    with pytest.raises(NotAllowed):
        plan_days(session, reception, DAY, DAY, now)
    proposal = propose(session, viewer, DAY, DAY, now)
    with pytest.raises(NotAllowed):
        keep_plan(session, replace(viewer, permissions=frozenset()), proposal, now)


def test_the_audit_names_what_was_done_and_nobody(database: Database, now: datetime) -> None:
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now, ("head teacher", "administrator")))
        wanted(session, viewer, now, count=1)
        plan = plan_days(session, viewer, MONDAY, SUNDAY, now)
        apply_plan(session, viewer, plan.id, now)
    with database.reading() as session:
        noted = {one.action: json.loads(one.detail) for one in session.scalars(select(AuditEntry))
                 if one.subject_kind == "plan"}  # fmt: skip
    assert noted == {"plan bookings": {"wanted": 1, "filled": 1}, "apply plan": {"asked": 1, "lines": 1}}


def test_people_at_an_appointment_are_not_read_by_a_plan(session: Session, viewer: Viewer, now: datetime) -> None:
    an_interpreter(session, viewer, now)
    request = at(session, viewer, now)
    proposal = propose(session, viewer, DAY, DAY, now)
    attending = session.scalars(select(Attendee).where(Attendee.appointment_id == request.appointment_id)).all()
    assert attending
    assert not {str(one.person_id) for one in attending} & set(str(proposal).split("'"))
