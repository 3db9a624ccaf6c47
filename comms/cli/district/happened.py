"""What happened in the ten weeks, in its order: marks recorded, parents asked, letters run, calls made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.attendance.actions import record_marks
from comms.attendance.session_mark import SessionMark
from comms.cli.district.access_made import AccessMade
from comms.cli.district.after_letters import AfterLetters
from comms.cli.district.appointments_made import AppointmentsMade
from comms.cli.district.cautions_made import CautionsMade
from comms.cli.district.described import Described
from comms.cli.district.formal_made import FormalMade
from comms.cli.district.letters_made import LettersMade
from comms.cli.district.meanwhile import Meanwhile
from comms.cli.district.moments import Happening, Place
from comms.cli.district.patterns import draw_register
from comms.cli.district.people_at_work import AtWork
from comms.cli.district.reaching_made import ReachingMade
from comms.cli.district.recording import Recorded
from comms.cli.district.register_made import Register
from comms.cli.district.school_calendar import WEEKS, SchoolCalendar
from comms.cli.district.wording import Wording
from comms.families.access.whole_roll import whole_roll
from comms.families.language_need import Source
from comms.families.need_actions import NeedGiven, record_language_need
from comms.families.person import Person
from comms.foundation.clock import london_date
from comms.foundation.settings import Settings
from comms.letters.left_out.actions import LeavingOut, leave_out
from comms.tasks.actions import finish_task
from comms.tasks.find import tasks_about
from comms.tasks.task import TaskKind, TaskState

HOW = {
    "asked": Source.ASKED_PERSON,
    "interpreter": Source.ASKED_WITH_INTERPRETER,
}


@dataclass(frozen=True, slots=True)
class Story:
    """Plays the ten weeks for the people on record."""

    session: Session
    at_work: AtWork
    recorded: Recorded
    register: Register
    calendar: SchoolCalendar
    settings: Settings

    def play(self) -> None:
        """Let everything happen in its order, and the worker do what comes due in between."""
        meanwhile = Meanwhile(self.session, self.settings)
        school = (self.session, self.at_work, self.recorded, self.calendar)
        happenings = [
            *self._school_weeks(),
            *self._calls(),
            *self._answers(),
            *self._left_out(),
            *Wording(self.session, self.at_work, self.calendar).happenings(),
            *LettersMade(*school, self.settings).happenings(),
            *AfterLetters(*school).happenings(),
            *AppointmentsMade(self.session, self.at_work, self.register, self.calendar).happenings(),
            *self._told(),
            *ReachingMade(*school, meanwhile).happenings(),
            *CautionsMade(self.session, self.at_work, self.register, self.calendar, self.settings).happenings(),
            *AccessMade(self.session, self.at_work, self.calendar).happenings(),
            *FormalMade(self.session, self.at_work, self.calendar, self.settings).happenings(),
        ]
        for at, together in groupby(sorted(happenings), key=lambda one: one.at):
            meanwhile.until(at)
            for happening in together:
                happening.act(at)
        meanwhile.until(self.calendar.now)

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
            yield Happening(self.calendar.end_of_week(week), (Place.MARKS, week), partial(self._record, marks))
        last = {
            child: [mark for mark in register.in_week(WEEKS - 1) if mark.day == newest]
            for child, register in registers.items()
        }
        yield Happening(self.calendar.now, (Place.MARKS, WEEKS), partial(self._record, last))

    def _record(self, marks: dict[UUID, list[SessionMark]], at: datetime) -> None:
        # The week's export has everybody on the roll, also whom the officer does not see.
        record_marks(self.session, whole_roll(self.at_work.viewer("attendance")), marks, at)

    def _calls(self) -> Iterator[Happening]:
        """Calls that were made about a letter that was held."""
        for number, (adult, person) in enumerate(self.recorded.adults):
            for call in adult.rung:
                act = partial(self._finish, TaskKind.RING, person, call["by"], call["outcome"])
                yield Happening(self.calendar.moment(call), (Place.CALL, number), act)

    def _told(self) -> Iterator[Happening]:
        """A social worker who was told the same day."""
        for number, (child, person) in enumerate(self.recorded.children):
            for told in child.social_worker_told:
                act = partial(self._finish, TaskKind.TELL_SOCIAL_WORKER, person, "safeguarding", told["outcome"])
                yield Happening(self.calendar.moment(told), (Place.TOLD, number), act)

    def _finish(self, kind: TaskKind, person: Person, by: str, outcome: str, at: datetime) -> None:
        viewer = self.at_work.viewer(by)
        for task in tasks_about(self.session, viewer, person.id):
            if task.kind == kind and task.state == TaskState.OPEN:
                finish_task(self.session, viewer, task.id, outcome, at)

    def _answers(self) -> Iterator[Happening]:
        """What parents and children said of their languages when somebody asked them."""
        adults = [(adult.told, person) for adult, person in self.recorded.adults]
        children = [(child.told, person) for child, person in self.recorded.children]
        for number, (answers, person) in enumerate((*adults, *children)):
            for told in answers:
                act = partial(self._record_answer, self.at_work.viewer(told.get("by", "reception")), person, told)
                yield Happening(self.calendar.moment(told), (Place.ASKED, number), act)

    def _record_answer(self, viewer: Viewer, person: Person, told: Described, at: datetime) -> None:
        said = {name: value for name, value in told.items() if name not in {"week", "days", "weeks", "by", "how"}}
        given = NeedGiven(HOW[told["how"]], **said)
        record_language_need(self.session, viewer, person.id, given, at)

    def _left_out(self) -> Iterator[Happening]:
        """Times without letters, each with its reason and its end."""
        for number, (child, person) in enumerate(self.recorded.children):
            if (told := child.left_out) is not None:
                yield Happening(
                    self.calendar.moment(told), (Place.LEFT_OUT, number), partial(self._leave, person, told)
                )

    def _leave(self, child: Person, told: Described, at: datetime) -> None:
        on = london_date(at)
        given = LeavingOut(told["reason"], on, on + timedelta(weeks=told["for_weeks"]), note=told["note"])
        leave_out(self.session, self.at_work.viewer(told["by"]), child.id, given, at)
