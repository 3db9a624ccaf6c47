"""What somebody answered on their page, on its way to what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.now.speak_card import language_needed
from comms.families.find import language_need
from comms.families.language_need import Interpreter
from comms.follow_ups.family_page.family_link import AnswerKind, FamilyAnswer, FamilyLink
from comms.follow_ups.family_page.subject import Subject
from comms.follow_ups.saying import day_in_words, how_to_talk
from comms.foundation.clock import london_date
from comms.foundation.work_days import working_day_after
from comms.tasks.actions import TaskWanted, open_task
from comms.tasks.task import Task, TaskKind


class Why(StrEnum):
    """What stood in the way: the same reasons that the menu of a text offers."""

    WORK = "work"
    INTERPRETER = "interpreter"
    TRANSPORT = "transport"
    ABROAD = "abroad"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """An answer as it was given. ``day`` and ``hour`` say when it suits them, the hour None for any; ``why`` what stood
    in the way, and ``back_on`` when they are home again. ``words`` are their own, in whatever language."""

    kind: AnswerKind
    words: str = ""
    day: date | None = None
    hour: int | None = None
    why: str = ""
    back_on: date | None = None

    @property
    def detail(self) -> dict[str, object]:
        """What is kept of it beside the words."""
        found = {
            "day": self.day.isoformat() if self.day else None, "hour": self.hour, "why": self.why or None,
            "back_on": self.back_on.isoformat() if self.back_on else None,
        }  # fmt: skip
        return {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True)
class Landing:
    """One answer in hand, with what it is about. ``dangerous`` says that its words hold one of danger."""

    session: Session
    viewer: Viewer
    link: FamilyLink
    subject: Subject
    given: PageAnswer
    answer: FamilyAnswer
    dangerous: bool
    now: datetime

    @property
    def today(self) -> date:
        """The day in London."""
        return london_date(self.now)

    @property
    def next_working_day(self) -> date:
        """By when somebody deals with what is not for a day that was named."""
        return working_day_after(self.today)

    @property
    def when(self) -> str:
        """When it suits them, in words: "on Monday 23 November after 18:00"."""
        after = f" after {self.given.hour:02}:00" if self.given.hour is not None else ", at any time"
        return f"on {day_in_words(self.given.day or self.today)}{after}"

    def how_to_talk(self) -> str:
        """How to talk to them, as the end of a sentence. A language that nobody asked for is never English."""
        need = language_need(self.session, self.viewer, self.link.person_id)
        asked = self.given.kind == AnswerKind.WANT_INTERPRETER or self.given.why == Why.INTERPRETER
        if need is not None and need.interpreter == Interpreter.NOT_NEEDED and not asked:
            return ""
        unknown = need is None or not (need.spoken or need.written or need.sign_language)
        return how_to_talk(language_needed(need), unknown=unknown or asked)

    def ask(self, kind: TaskKind, reason: str, said: str, due_on: date) -> Task:
        """Ask somebody to do something about it. The gap in what is said is filled with how to talk to them."""
        wanted = TaskWanted(
            kind, self.link.person_id, f"{reason} {self.link.about_id}", said.format(self.how_to_talk()), due_on,
            self._child, about_kind=self.link.about_kind, about_id=self.link.about_id,
        )  # fmt: skip
        task = open_task(self.session, self.viewer, wanted, self.now)
        # They may answer again, and name another day: the last counts.
        task.due_on = due_on
        return task

    @property
    def _child(self) -> UUID | None:
        return self.subject.children[0].id if len(self.subject.children) == 1 else None
