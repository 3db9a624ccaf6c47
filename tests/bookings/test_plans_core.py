"""Planning many requests at once: laws that hold whatever the requests are, and what a plan is for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from uuid import UUID

import pytest
from bookings.plan_samples import MONDAY, best_by_trying, problems
from hypothesis import given, settings

from comms.bookings.appointments.appointment import Risk
from comms.bookings.plans import solving
from comms.bookings.plans.cliques import cliques_of, collisions
from comms.bookings.plans.diaries import is_sound
from comms.bookings.plans.greedy import best_of, first_come_first_served, hardest_first
from comms.bookings.plans.model import Answer
from comms.bookings.plans.problem import Job, Placed, Placing, Problem, Stretch, Worker, collide, filled, worth
from comms.bookings.plans.solving import solve, solve_moving
from comms.foundation.clock import london_date

ONE, OTHER = UUID(int=1), UUID(int=2)


def a_job(number: int, hour: float, able: dict[UUID, float], risk: Risk = Risk.USUAL, zone: str | None = "PE13") -> Job:
    start = MONDAY.replace(hour=0) + timedelta(hours=hour)
    when = Stretch(start, start + timedelta(hours=1), zone)
    moved = dict.fromkeys((-60, 60), able)
    return Job(UUID(int=100 + number), when, risk, MONDAY - timedelta(days=10 - number), able, moved)


def a_problem(*jobs: Job, **of_each: object) -> Problem:
    every = {worker for job in jobs for worker in job.eligible}
    return Problem(jobs, {one: replace(Worker(one), **of_each) for one in every})  # type: ignore[arg-type]


def assert_sound(problem: Problem, placing: Placing) -> None:
    """The rules once more, in other words than those of the code: by pairs, and by sums."""
    jobs = {job.id: job for job in problem.jobs}
    for worker in problem.workers.values():
        mine = [(jobs[one], jobs[one].when.moved(placed.move)) for one, placed in placing.items()
                if placed.worker == worker.id]  # fmt: skip
        taken = [*worker.fixed, *(when for _, when in mine)]
        for one, other in combinations(taken, 2):
            if one in worker.fixed and other in worker.fixed:
                continue
            assert not collide(one, other, problem.travel)
            assert one.end <= other.start or other.end <= one.start
        for one, other in combinations([job for job, _ in mine], 2):
            assert other.id not in one.apart
        for of, most in ((london_date, worker.most_a_day), (lambda at: at.isocalendar()[:2], worker.most_a_week)):
            for key in {of(when.start) for _, when in mine}:
                booked = sum(when.minutes for when in taken if of(when.start) == key)
                assert most is None or booked <= most
        assert all(worker.id in job.who_at(placing[job.id].move) for job, _ in mine)


@settings(max_examples=150)
@given(problems())
def test_a_plan_keeps_every_rule_and_is_never_worse_than_first_come_first_served(problem: Problem) -> None:
    solution = solve(problem)
    first = first_come_first_served(problem)
    for placing in (solution.placing, first, hardest_first(problem)):
        assert_sound(problem, placing)
    assert solution.first == first
    assert filled(problem.jobs, solution.placing, Risk.HIGH) >= filled(problem.jobs, first, Risk.HIGH)
    assert worth(problem, solution.placing) >= worth(problem, first)
    assert all(not placed.move for placed in solution.placing.values())


@settings(max_examples=80)
@given(problems(most_jobs=6, most_workers=3))
def test_a_plan_is_the_best_there_is(problem: Problem) -> None:
    solution = solve(problem)
    least_high = filled(problem.jobs, solution.first, Risk.HIGH)
    assert worth(problem, solution.placing)[0] == best_by_trying(problem, least_high)
    assert (solution.gap, solution.status) == (0.0, "proven the best")


@settings(max_examples=80)
@given(problems(most_jobs=9))
def test_moving_breaks_no_rule_and_fills_more_or_changes_nothing(problem: Problem) -> None:
    plan = solve(problem).placing
    may_move = {job.id: (-30, 30) for job in problem.jobs if job.id not in plan}
    moved = solve_moving(problem, plan, may_move)
    assert_sound(problem, moved)
    assert moved is plan or len(moved) > len(plan)
    assert all(not placed.move or one in may_move for one, placed in moved.items())


@settings(max_examples=150)
@given(problems(most_jobs=14))
def test_groups_hold_every_pair_that_collides_and_no_other(problem: Problem) -> None:
    whens = sorted({job.when for job in problem.jobs}, key=lambda when: (when.start, when.end, when.zone or ""))
    near = collisions(whens, problem.travel, None)
    groups = cliques_of(range(len(whens)), near)
    together = {pair for group in groups for pair in combinations(group, 2)}
    assert together == {
        (one, other)
        for one, other in combinations(range(len(whens)), 2)
        if collide(whens[one], whens[other], problem.travel)
    }
    assert {number for group in groups for number in group} == set(range(len(whens)))


def test_who_speaks_two_languages_is_kept_for_the_one_nobody_else_speaks() -> None:
    both, rare = a_job(1, 10, {ONE: 0.9, OTHER: 0.1}), a_job(2, 10, {ONE: 0.5})
    problem = a_problem(both, rare)
    assert first_come_first_served(problem) == {both.id: Placed(ONE)}
    assert solve(problem).placing == {both.id: Placed(OTHER), rare.id: Placed(ONE)}


def test_of_two_at_the_same_time_the_one_at_high_risk_is_filled() -> None:
    usual, high = a_job(1, 10, {ONE: 1.0}), a_job(2, 10.5, {ONE: 0.1}, Risk.HIGH)
    assert solve(a_problem(usual, high)).placing == {high.id: Placed(ONE)}


def test_of_equal_fills_those_who_fit_best_are_taken() -> None:
    job, same_time = a_job(1, 10, {ONE: 0.4, OTHER: 0.5}), a_job(2, 10, {ONE: 0.1, OTHER: 0.9})
    assert solve(a_problem(job, same_time)).placing == {job.id: Placed(ONE), same_time.id: Placed(OTHER)}


@pytest.mark.parametrize(("gap", "both"), [(0.5, False), (1.0, True)])
def test_the_way_between_two_places_is_left_free(gap: float, *, both: bool) -> None:
    one, other = a_job(1, 9, {ONE: 1.0}), a_job(2, 10 + gap, {ONE: 1.0}, zone="PE15")
    assert (len(solve(a_problem(one, other)).placing) == 2) is both  # an hour where the way is not known


def test_what_is_booked_stays_and_its_minutes_count() -> None:
    early, late = a_job(1, 9, {ONE: 1.0}), a_job(2, 15, {ONE: 1.0})
    booked = a_job(3, 12, {}).when
    assert len(solve(a_problem(early, late, fixed=(booked,))).placing) == 2
    assert len(solve(a_problem(early, late, fixed=(booked,), most_a_day=120)).placing) == 1
    assert solve(a_problem(a_job(1, 12.5, {ONE: 1.0}), fixed=(booked,))).placing == {}


def test_nobody_takes_both_sides_of_a_matter_even_on_different_days() -> None:
    witness, suspect = a_job(1, 9, {ONE: 1.0, OTHER: 0.1}), a_job(2, 33, {ONE: 1.0, OTHER: 0.2})
    apart = [replace(witness, apart=frozenset({suspect.id})), replace(suspect, apart=frozenset({witness.id}))]
    found = solve(a_problem(*apart)).placing
    assert {placed.worker for placed in found.values()} == {ONE, OTHER}


def test_moving_by_an_hour_fills_one_more_and_names_only_what_has_to_move() -> None:
    one, other = a_job(1, 9, {ONE: 1.0}), a_job(2, 9.5, {ONE: 1.0})
    problem = a_problem(one, other)
    plan = solve(problem).placing
    [left] = {one.id, other.id} - set(plan)
    moved = solve_moving(problem, plan, {left: (-60, 60)})
    assert set(moved) == {one.id, other.id}
    assert [one for one, placed in moved.items() if placed.move] == [left]


def test_without_an_answer_in_time_the_plan_is_the_better_of_two_quick_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    usual, high = a_job(1, 10, {ONE: 1.0}), a_job(2, 10, {ONE: 1.0}, Risk.HIGH)
    problem = a_problem(usual, high)
    monkeypatch.setattr(solving, "ask", lambda *_: None)
    found = solve(problem)
    assert found.placing == best_of(problem, (found.first, hardest_first(problem)), 0) == {high.id: Placed(ONE)}
    assert (found.gap, found.status) == (None, "placed one after the other")
    assert solve_moving(problem, found.placing, {usual.id: (60,)}) == found.placing


def test_an_unsound_answer_is_never_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = a_job(1, 10, {ONE: 1.0}), a_job(2, 10, {ONE: 1.0})
    problem = a_problem(one, other)
    wrong = {one.id: Placed(ONE), other.id: Placed(ONE)}
    monkeypatch.setattr(solving, "ask", lambda *_: Answer(wrong, 2))
    found = solve(problem)
    assert is_sound(problem, found.placing)
    assert (len(found.placing), found.gap, found.status) == (1, 0.5, "the best found in time")


def test_a_week_with_nothing_to_fill_is_no_trouble() -> None:
    assert solve(Problem((), {})).placing == {}
    nobody = solve(Problem((a_job(1, 10, {}),), {}))
    assert (nobody.placing, nobody.gap) == ({}, 0.0)
