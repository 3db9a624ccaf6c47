"""Whatever is said in whatever order, at whatever times, no session comes to an outcome that it must not come to.

The rules are tried against an account of their own: it knows the entries alone, and nothing of how they are folded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from caution_factories import AT, CHILD, GROWN_UP
from caution_room import Room, few_points
from cautions.anything_said import WAYS
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from comms.cautions.entry import Entry
from comms.cautions.kind import COUNTS, kind
from comms.cautions.said import (
    Admitted,
    AdultBack,
    AdultBegan,
    AdultLeft,
    Answered,
    Decided,
    InterpreterBack,
    InterpreterBegan,
    InterpreterLeft,
    Judged,
    LanguageEstablished,
    Offered,
    PersonConfirmed,
    PointRead,
    Said,
    Screened,
)
from comms.cautions.step import Step
from comms.cautions.steps import step_states
from comms.foundation.clock import london_date
from comms.foundation.errors import CommsError


class Account:
    """What the entries say, told by somebody who does not know the fold."""

    def __init__(self, room: Room) -> None:
        self.entries = room.entries
        self.opened = room.standing.opened

    def last(self, said: type[Said]) -> Entry | None:
        return next((one for one in reversed(self.entries) if isinstance(one.said, said)), None)

    @property
    def needs_interpreter(self) -> bool:
        established = self.last(LanguageEstablished)
        if established is None:
            return True
        language = established.said
        assert isinstance(language, LanguageEstablished)
        alone = (
            language.need == "not needed" and language.need_confirmed and language.spoken == language.written == "en"
        )
        follows = all(one.said.understands_english for one in self.entries if isinstance(one.said, AdultBegan))
        return not (alone and follows)

    @property
    def needs_adult(self) -> bool:
        person, screened = self.last(PersonConfirmed), self.last(Screened)
        born = person.said.born if person else self.opened.born
        assert born is not None
        eighteen = date(born.year + 18, born.month, born.day)
        vulnerable = screened is not None and screened.said.vulnerable
        return bool(london_date(self.opened.at) < eighteen or vulnerable)

    def was_there(self, entry: Entry, began: type[Said], back: type[Said], left: type[Said]) -> bool:
        """Whether somebody who had been recorded before this entry was there when it was made."""
        since: datetime | None = None
        for one in self.entries:
            if isinstance(one.said, (began, back)) and one.number < entry.number:
                since = getattr(one.said, "began_at", None) or one.said.at
            # When somebody left may be recorded long after.
            if isinstance(one.said, left) and since is not None:
                if since <= entry.at < one.said.at and one.number > entry.number:
                    return True
                since = None if one.number < entry.number or entry.at >= one.said.at else since
                if one.number > entry.number:
                    return since is not None
        return since is not None and since <= entry.at

    def everybody_there(self, entry: Entry) -> bool:
        interpreted = self.was_there(entry, InterpreterBegan, InterpreterBack, InterpreterLeft)
        accompanied = self.was_there(entry, AdultBegan, AdultBack, AdultLeft)
        return (interpreted or not self.needs_interpreter) and (accompanied or not self.needs_adult)

    def of_point(self, name: str) -> list[Entry]:
        """The last reading of a point, what was answered to it, and how that was judged."""
        about = [one for one in self.entries if isinstance(one.said, (PointRead, Answered, Judged))]
        about = [one for one in about if one.said.point == name]
        last = max((one.number for one in about if isinstance(one.said, PointRead)), default=0)
        return [one for one in about if one.number >= last]


FIGURES = st.integers(0, 94)
# How far a session has come before anything is tried in it.
BEGINNINGS = [
    None, Step.DETENTION, Step.CONDITIONS, Step.OFFER, Step.POINTS, Step.INDUCEMENT, Step.OUTCOME,
]  # fmt: skip


class AnySession(RuleBasedStateMachine):
    """One session in which anything may be tried. What is refused changes nothing."""

    @initialize(
        name=st.sampled_from(["simple", "conditional", "youth", "interview"]), child=st.booleans(),
        step=st.sampled_from(BEGINNINGS),
    )  # fmt: skip
    def open(self, name: str, child: bool, step: Step | None) -> None:
        one = kind(name)
        script = few_points(name)
        born = CHILD if one.under or (child and name == "interview") else GROWN_UP
        self.room = Room(name, step, script=replace(script, points=script.points[:2]), born=born)

    def attempt(self, said: Said) -> None:
        before = self.room.standing
        try:
            self.room.say(said)
        except CommsError:
            assert self.room.standing is before
            # Time passes all the same.
            self.room.now += timedelta(seconds=20)

    @rule(times=st.integers(1, 9))
    def go_on(self, times: int) -> None:
        """The next steps are taken as they usually are."""
        for _ in range(times):
            states = step_states(self.room.standing, self.room.now)
            step = next((one.step for one in states if one.state == "now"), None)
            if self.room.standing.overtaken or step in {None, Step.SEAL}:
                return
            for said in self.room.usually(step):
                self.attempt(said)

    @rule(figures=st.lists(st.tuples(st.sampled_from(WAYS), FIGURES, FIGURES), min_size=1, max_size=6))
    def say_anything(self, figures: list[tuple[Callable[[Room, int, int], Said], int, int]]) -> None:
        for way, one, other in figures:
            self.attempt(way(self.room, one, other))

    @rule(minutes=st.integers(0, 40), who=st.sampled_from([InterpreterLeft, AdultLeft]), times=st.integers(0, 5))
    def it_comes_out_that_somebody_had_left(self, minutes: int, who: type[InterpreterLeft], times: int) -> None:
        self.attempt(who(self.room.now - timedelta(minutes=minutes), "It came out later."))
        self.go_on(times)

    @rule(minutes=st.integers(0, 120), times=st.integers(0, 5))
    def it_is_offered_at_another_time(self, minutes: int, times: int) -> None:
        self.attempt(Offered(self.room.now - timedelta(minutes=minutes)))
        self.go_on(times)

    @invariant()
    def no_outcome_is_recorded_that_must_not_be(self) -> None:
        standing, account = self.room.standing, Account(self.room)
        for one in (each.said for each in self.room.entries if isinstance(each.said, Decided)):
            assert one.outcome in standing.kind.outcomes
            assert one.outcome != "accepts" or standing.kind.needs_consent
        if standing.decided is None or standing.decided.outcome not in COUNTS:
            return
        decided = account.last(Decided)
        assert decided is not None
        assert account.everybody_there(decided)
        assert all(one.understood for one in standing.points.values())
        assert standing.offer is not None or not standing.kind.needs_consent

    @invariant()
    def no_point_is_understood_that_was_not_explained_to_everybody(self) -> None:
        account = Account(self.room)
        for name in (name for name, one in self.room.standing.points.items() if one.understood):
            said = account.of_point(name)
            assert said, "it was read"
            assert isinstance(said[-1].said, Judged)
            assert said[-1].said.result == "understood"
            assert any(isinstance(one.said, Answered) for one in said)
            assert all(account.everybody_there(one) for one in said)

    @invariant()
    def nothing_is_offered_before_it_was_admitted(self) -> None:
        account = Account(self.room)
        if self.room.standing.offer is None:
            return
        offered, admitted = account.last(Offered), account.last(Admitted)
        assert offered is not None
        assert admitted is not None
        assert admitted.number < offered.number
        assert admitted.said.at <= offered.said.at
        assert account.everybody_there(offered)
        read = [one.number for one in self.room.entries if isinstance(one.said, PointRead)]
        assert not read or self.first_offer() < min(read)

    def first_offer(self) -> int:
        return next(one.number for one in self.room.entries if isinstance(one.said, Offered))

    @invariant()
    def times_and_numbers_only_grow(self) -> None:
        entries = self.room.entries
        assert [one.number for one in entries] == list(range(1, len(entries) + 1))
        assert all(one.at <= other.at for one, other in pairwise(entries))
        assert self.room.standing.opened.at == AT


AnySession.TestCase.settings = settings(max_examples=150, stateful_step_count=6, deadline=None)
TestAnySession = AnySession.TestCase
