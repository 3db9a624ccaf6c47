"""What happened in the ten weeks, in its order: marks recorded, parents asked, letters run, calls made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.attendance.actions import record_marks
from comms.attendance.session_mark import SessionMark
from comms.cli.district.by_hand import values_by_hand
from comms.cli.district.described import Described
from comms.cli.district.patterns import draw_register
from comms.cli.district.people_at_work import AtWork
from comms.cli.district.recording import Recorded
from comms.cli.district.school_calendar import WEEKS, SchoolCalendar
from comms.families.find import children_of
from comms.families.language_need import Source
from comms.families.need_actions import NeedGiven, record_language_need
from comms.families.person import Person
from comms.foundation.clock import london_date
from comms.letters.actions import LetterAsked, issue_letter, issue_prepared
from comms.letters.desk import desk_of
from comms.letters.run import due_letters
from comms.tasks.actions import finish_task
from comms.tasks.find import tasks_about
from comms.tasks.task import TaskKind, TaskState

HOW = {
    "asked": Source.ASKED_PERSON,
    "interpreter": Source.ASKED_WITH_INTERPRETER,
}
# What happens on one afternoon: the marks first, then calls and what was learnt in them, then letters.
MARKS, CALL, ASKED, LETTERS, BY_HAND, TOLD = range(6)


@dataclass(frozen=True, slots=True, order=True)
class Happening:
    """Something that happened at a moment; ``place`` orders what happened at the same one."""

    at: datetime
    place: tuple[int, int]
    act: Callable[[datetime], object] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Story:
    """Plays the ten weeks for the people on record."""

    session: Session
    at_work: AtWork
    recorded: Recorded
    calendar: SchoolCalendar

    def play(self) -> None:
        """Let everything happen in its order."""
        letters = [*self._runs(), *self._letters_by_hand()]
        for happening in sorted([*self._school_weeks(), *letters, *self._calls(), *self._answers(), *self._told()]):
            happening.act(happening.at)

    def _school_weeks(self) -> Iterator[Happening]:
        """The marks of each week on its last afternoon; those of the last day come with this morning's export."""
        weeks, newest = self.calendar.weeks, self.calendar.days[-1]
        registers = {
            person.id: draw_register(weeks, child.name + child.born, child.marks)
            for child, person in self.recorded.children
        }
        for week in range(WEEKS):
            marks = {
                child: [mark for mark in register.in_week(week) if mark.day != newest]
                for child, register in registers.items()
            }
            yield Happening(self.calendar.end_of_week(week), (MARKS, week), partial(self._record, marks))
        last = {
            child: [mark for mark in register.in_week(WEEKS - 1) if mark.day == newest]
            for child, register in registers.items()
        }
        yield Happening(self.calendar.now, (MARKS, WEEKS), partial(self._record, last))

    def _record(self, marks: dict[UUID, list[SessionMark]], at: datetime) -> None:
        record_marks(self.session, self.at_work.viewer("attendance"), marks, at)

    def _calls(self) -> Iterator[Happening]:
        """Calls that were made about a letter that was held."""
        for number, (adult, person) in enumerate(self.recorded.adults):
            for call in adult.rung:
                act = partial(self._finish, TaskKind.RING, person, call["by"], call["outcome"])
                yield Happening(self._moment(call), (CALL, number), act)

    def _told(self) -> Iterator[Happening]:
        """A social worker who was told the same day."""
        for number, (child, person) in enumerate(self.recorded.children):
            if (told := child.social_worker_told) is not None:
                act = partial(self._finish, TaskKind.TELL_SOCIAL_WORKER, person, "safeguarding", told["outcome"])
                yield Happening(self._moment(told), (TOLD, number), act)

    def _finish(self, kind: TaskKind, person: Person, by: str, outcome: str, at: datetime) -> None:
        viewer = self.at_work.viewer(by)
        for task in tasks_about(self.session, viewer, person.id):
            if task.kind == kind and task.state == TaskState.OPEN:
                finish_task(self.session, viewer, task.id, outcome, at)

    def _answers(self) -> Iterator[Happening]:
        """What parents said of their languages when somebody asked them."""
        for number, (adult, person) in enumerate(self.recorded.adults):
            for told in adult.told:
                viewer = self.at_work.viewer(told.get("by", "reception"))
                yield Happening(self._moment(told), (ASKED, number), partial(self._record_answer, viewer, person, told))

    def _record_answer(self, viewer: Viewer, person: Person, told: Described, at: datetime) -> None:
        said = {name: value for name, value in told.items() if name not in {"week", "days", "weeks", "by", "how"}}
        given = NeedGiven(HOW[told["how"]], **said)
        record_language_need(self.session, viewer, person.id, given, at)

    def _runs(self) -> Iterator[Happening]:
        """The runs of letters, each for the children it took in, by the rules of that day."""
        wanted: dict[datetime, set[tuple[UUID, str]]] = {}
        for child, person in self.recorded.children:
            for run in child.written:
                wanted.setdefault(self._moment(run), set()).add((person.id, run["kind"]))
        for at, letters in wanted.items():
            yield Happening(at, (LETTERS, 0), partial(self._run, letters))

    def _run(self, letters: set[tuple[UUID, str]], at: datetime) -> None:
        viewer = self.at_work.viewer("attendance")
        desk = desk_of(self.session, viewer)
        for found in list(due_letters(self.session, viewer, london_date(at))):
            child = found.wanted.child
            if child is not None and (child.id, found.due.kind) in letters:
                issue_prepared(self.session, viewer, found.wanted, desk, at)

    def _letters_by_hand(self) -> Iterator[Happening]:
        """The letters that no rule asks for, each made for one parent."""
        for number, (adult, person) in enumerate(self.recorded.adults):
            for letter in adult.by_hand:
                yield Happening(self._moment(letter), (BY_HAND, number), partial(self._by_hand, person, letter))

    def _by_hand(self, parent: Person, letter: Described, at: datetime) -> None:
        viewer = self.at_work.viewer(letter.get("by", "attendance"))
        children = {child.given_name: child.id for _, child in children_of(self.session, viewer, parent.id)}
        values = values_by_hand(letter, london_date(at), self.calendar)
        asked = LetterAsked(letter["kind"], parent.id, children[letter["about"]], values)
        issue_letter(self.session, viewer, asked, at)

    def _moment(self, when: Described) -> datetime:
        if "weeks" in when:
            return self.calendar.weeks_ago(when["weeks"])
        return self.calendar.end_of_week(when["week"], when.get("days", 0))
