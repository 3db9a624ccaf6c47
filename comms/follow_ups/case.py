"""What a step of one follow-up is made from: the row, on whose behalf, the moment, and the ways to the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.bookings.now.speak_card import Needed, language_needed
from comms.families.language_need import Interpreter
from comms.follow_ups.follow_up import EventKind, FollowUp, FollowUpEvent
from comms.follow_ups.ladder import Facts
from comms.follow_ups.moving import ABOUT, Happened, put_down
from comms.follow_ups.saying import beginning, how_to_talk
from comms.follow_ups.ways import Ways, facts_of, ways_to
from comms.tasks.actions import TaskWanted, open_task
from comms.tasks.task import Task, TaskKind


@dataclass(frozen=True)
class Case:
    """One follow-up in hand. Whoever makes one has locked the row."""

    session: Session
    viewer: Viewer
    row: FollowUp
    now: datetime

    @cached_property
    def ways(self) -> Ways:
        """The ways to the person, looked up once."""
        return ways_to(self.session, self.viewer, self.row.person_id, self.now)

    @property
    def facts(self) -> Facts:
        """What the ladder goes by."""
        return facts_of(self.row, self.ways)

    def interpreter(self, *, asked: bool = False) -> Needed | None:
        """The language an interpreter is needed in. None where the person said that they need none, unless they have
        now ``asked`` for one, and where their language is not known."""
        need = self.ways.need
        if need is None or (need.interpreter == Interpreter.NOT_NEEDED and not asked):
            return None
        return language_needed(need)

    def how_to_talk(self, *, asked: bool = False) -> str:
        """How to talk to them, as the end of a sentence. A language that nobody asked for is never English."""
        need = self.ways.need
        unknown = need is None or not (need.spoken or need.written or need.sign_language)
        return how_to_talk(self.interpreter(asked=asked), unknown=unknown or asked)

    def put_down(
        self,
        kind: EventKind,
        step: str = "",
        about: tuple[str, UUID] | None = None,
        words: str = "",
        **detail: object,
    ) -> FollowUpEvent:
        """Put down what happened."""
        said = {name: value for name, value in detail.items() if value is not None}
        return put_down(self.session, self.viewer, self.row, Happened(kind, step, about, said, words), self.now)

    def ask(self, kind: TaskKind, reason: str, said: str, due_on: date) -> Task:
        """Ask somebody to do something about this follow-up. Where the same is asked already, what is new in the words
        is added, and the nearer day counts."""
        wanted = TaskWanted(
            kind, self.row.person_id, f"{reason} {self.row.id}", beginning(self.row), due_on, self.row.child_id,
            about_kind=ABOUT, about_id=self.row.id, more=(said,),
        )  # fmt: skip
        task = open_task(self.session, self.viewer, wanted, self.now)
        task.due_on = min(task.due_on, due_on)
        return task


def system_case(session: Session, row: FollowUp, now: datetime) -> Case:
    """A follow-up in the hands of the system, acting for its agency."""
    return Case(session, system_viewer(session.get_one(Agency, row.agency_id)), row, now)
