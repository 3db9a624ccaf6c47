"""Reads what is to be planned: the open requests of some days, who could take each, and what those have already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings.matching.gathering import request_facts
from comms.bookings.matching.matching import Matches, eligible_pairs, matches
from comms.bookings.plans import find
from comms.bookings.plans.model import Moves
from comms.bookings.plans.problem import Job, Placing, Problem, Stretch, Worker
from comms.bookings.requests.find import open_requests
from comms.bookings.requests.request import InterpreterRequest
from comms.foundation.clock import london_moment
from comms.foundation.errors import BadInput
from comms.interpreters.find import travel_times

LONGEST_PLAN = timedelta(days=31)
A_WEEK = timedelta(days=7)
# By how much a request nobody can take is tried to be moved, in which steps, and how far at most one that could.
AN_HOUR, STEP, FURTHEST = 60, 30, 120


@dataclass(frozen=True, slots=True)
class About:
    """What is said of one request: nothing of the people it is for. ``first_reasons`` counts those who could not take
    it by the first reason why not, ``of_language`` everybody who interprets it, ``to_look_at`` those of whom a person
    has to look at something first."""

    reference: str
    language: str
    risk: str
    appointment_id: UUID
    starts_at: datetime
    first_reasons: Mapping[str, int]
    of_language: int
    to_look_at: int


@dataclass(frozen=True, slots=True)
class DaysToPlan:
    """The days (both included), the problem they pose, and what is to be said of each request. ``asked`` is for how
    many somebody is being asked: those are not planned."""

    from_day: date
    until_day: date
    problem: Problem
    about: Mapping[UUID, About]
    asked: int


def read_problem(session: Session, viewer: Viewer, from_day: date, until_day: date, now: datetime) -> DaysToPlan:
    """What is still to be filled on these days, as it stands. Raises ``BadInput`` for days that cannot be."""
    viewer.require(Permission.SEE_BOOKINGS)
    if until_day < from_day:
        raise BadInput("The last day is before the first.", "Give the earlier day first.")
    if until_day - from_day >= LONGEST_PLAN:
        raise BadInput("That is more than a month.", "Plan at most 31 days at once.")
    start, end = _moments(from_day, until_day)
    asked = find.being_asked(session, viewer, start, end)
    being_asked = {one.request_id for one in asked if one.seen}
    requests = [one for one in open_requests(session, viewer, max(start, now), end) if one.id not in being_asked]
    found = matches(session, viewer, requests, now)
    apart = _apart(session, viewer, requests)
    jobs = tuple(_job(one, found[one.id], apart[one.id]) for one in requests)
    workers = {worker for job in jobs for worker in job.eligible}
    problem = _problem(session, viewer, jobs, workers, (from_day, until_day), now)
    about = {one.id: _about(one, found[one.id]) for one in requests}
    return DaysToPlan(from_day, until_day, problem, about, len(being_asked))


def read_moves(
    session: Session, viewer: Viewer, days: DaysToPlan, placing: Placing, now: datetime
) -> tuple[Problem, Moves]:
    """The same problem with who could take what at other times, and what could move: what nobody takes by an hour, or
    by what whoever made it said; what somebody takes only by what was said."""
    start, end = _moments(days.from_day, days.until_day)
    requests = {one.id: one for one in open_requests(session, viewer, start, end) if one.id in days.about}
    said = find.flexible(session, viewer, [one.appointment_id for one in requests.values()])
    moves = dict[UUID, list[int]]()
    for one in requests.values():
        if one.appointment_id in said:
            most = said[one.appointment_id] or (0 if one.id in placing else AN_HOUR)
            moves[one.id] = [move for move in _steps(most) if one.starts_at + timedelta(minutes=move) > now]
    elsewhen: dict[UUID, dict[int, dict[UUID, float]]] = defaultdict(dict)
    for move in sorted({move for own in moves.values() for move in own}):
        those = [requests[one] for one, own in moves.items() if move in own]
        for request_id, who in eligible_pairs(session, viewer, those, now, moved=move).items():
            elsewhen[request_id][move] = {each.interpreter_id: each.score for each in who if not each.checks}
    jobs = tuple(replace(job, elsewhen=elsewhen.get(job.id, {})) for job in days.problem.jobs)
    workers = {worker for job in jobs for move in (0, *job.elsewhen) for worker in job.who_at(move)}
    return _problem(session, viewer, jobs, workers, (days.from_day, days.until_day), now), moves


def _moments(from_day: date, until_day: date) -> tuple[datetime, datetime]:
    return london_moment(from_day, time.min), london_moment(until_day + timedelta(days=1), time.min)


def _steps(most: int) -> list[int]:
    most = min(most, FURTHEST)
    later = sorted({*range(STEP, most + 1, STEP), most} - {0})
    return [sign * minutes for minutes in later for sign in (1, -1)]


def _job(request: InterpreterRequest, found: Matches, apart: frozenset[UUID]) -> Job:
    able = {one.interpreter_id: one.score for one in found.best if not one.checks}
    when = Stretch(request.starts_at, request.ends_at, request.zone)
    return Job(request.id, when, request.risk, request.raised_at, able, apart=apart)


def _about(request: InterpreterRequest, found: Matches) -> About:
    looks = sum(bool(one.checks) for one in found.best)
    return About(
        request.reference, request.language, request.risk, request.appointment_id, request.starts_at,
        {reason: count for reason, count in found.counts.items() if reason != "language"}, found.of_language, looks,
    )  # fmt: skip


def _apart(session: Session, viewer: Viewer, requests: Sequence[InterpreterRequest]) -> dict[UUID, frozenset[UUID]]:
    """For each request those of the other side in the same matter."""
    facts = [one for one in request_facts(session, viewer, requests) if one.matter and one.sides]
    apart: dict[UUID, frozenset[UUID]] = {one.id: frozenset() for one in requests}
    for one in facts:
        apart[one.id] = frozenset(
            other.id for other in facts if other.matter == one.matter and other.sides != one.sides
        )
    return apart


def _problem(
    session: Session, viewer: Viewer, jobs: tuple[Job, ...], workers: Iterable[UUID], days: tuple[date, date],
    now: datetime,
) -> Problem:  # fmt: skip
    """With everything its interpreters have in the weeks of these days, whoever booked it, and what they are asked for:
    who is thinking about one request is not asked for another at the same time."""
    ids = list(workers)
    monday, sunday = days[0] - timedelta(days=days[0].weekday()), days[1] + timedelta(days=6 - days[1].weekday())
    span = _moments(monday, sunday)
    fixed: dict[UUID, list[Stretch]] = defaultdict(list)
    for booked in find.taken(session, viewer, ids, span, now):
        fixed[booked.interpreter_id].append(Stretch(booked.starts_at, booked.ends_at, booked.zone))
    for asked in find.being_asked(session, viewer, *span):
        if asked.interpreter_id is not None:
            fixed[asked.interpreter_id].append(Stretch(asked.starts_at, asked.ends_at, asked.zone))
    most = find.limits(session, viewer, ids)
    found = {
        one: Worker(one, tuple(fixed[one]), limit.a_day, limit.a_week, limit.travels) for one, limit in most.items()
    }
    return Problem(jobs, found, travel_times(session, viewer))
