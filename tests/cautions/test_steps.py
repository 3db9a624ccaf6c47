"""The steps of a session: what is done, what comes now, what waits for what."""

from __future__ import annotations

import pytest
from caution_factories import AT
from caution_room import Room

from comms.cautions.said import Decided
from comms.cautions.step import TITLES, Step
from comms.cautions.steps import step_states, steps_of, what_is_missing

TAKEN = ("simple", "conditional", "youth", "youth_conditional", "interview")


@pytest.mark.parametrize("kind", TAKEN)
def test_there_is_always_one_thing_to_do_now_until_everything_is_done(kind: str) -> None:
    for step in [None, *steps_of(Room(kind).standing)][:-2]:
        states = step_states(Room(kind, step).standing, AT)
        assert sum(one.state == "now" for one in states) == 1, step
        assert all(one.sentence for one in states if one.state != "done"), step


@pytest.mark.parametrize("kind", TAKEN)
def test_what_is_done_is_done_step_by_step(kind: str) -> None:
    steps = list(steps_of(Room(kind).standing))
    for step in steps[:-1]:
        states = {one.step: one.state for one in step_states(Room(kind, step).standing, AT)}
        assert all(states[done] == "done" for done in steps[: steps.index(step) + 1]), step


def test_steps_are_those_of_the_kind() -> None:
    assert Step.OFFER not in steps_of(Room("youth").standing)
    assert Step.CONDITIONS not in steps_of(Room("simple").standing)
    assert not {Step.OFFENCE, Step.AUTHORITY, Step.RIGHTS, Step.INDUCEMENT} & set(steps_of(Room("interview").standing))
    assert set(TITLES) == set(Step)


def test_points_wait_for_the_offer_and_the_offer_for_what_it_rests_on() -> None:
    states = {one.step: one for one in step_states(Room("simple", Step.INTERPRETER).standing, AT)}
    assert states[Step.OFFER].state == states[Step.POINTS].state == "blocked"
    assert "offence" in states[Step.OFFER].sentence
    assert states[Step.OFFENCE].state == "now"
    assert states[Step.AUTHORITY].state == "blocked"


def test_what_is_missing_grows_less_and_is_nothing_at_the_end() -> None:
    steps = steps_of(Room("simple").standing)
    counts = [len(what_is_missing(Room("simple", step).standing, AT)) for step in steps]
    before = counts[: steps.index(Step.OUTCOME)]
    assert before == sorted(before, reverse=True)
    assert before[-1] == 1, "no outcome yet"
    assert counts[-1] == 0
    assert what_is_missing(Room("simple").standing, AT)[0].step == Step.PERSON


def test_of_a_session_that_ended_early_it_is_said_what_was_not_done() -> None:
    room = Room("simple", Step.PERSON)
    room.say(Decided("declines", "They want a court to decide."))
    states = {one.step: one for one in step_states(room.standing, room.now)}
    assert states[Step.POINTS].sentence == "It was not done before the session ended."
    assert [one.step for one in what_is_missing(room.standing, room.now)] == [Step.SIGNATURES, Step.SIGNATURES]
