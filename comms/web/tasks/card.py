"""A task as a card: whom it is about, in which language, why, by when, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families import find
from comms.families.person import Person
from comms.foundation.errors import NotFound
from comms.tasks.task import Task, TaskKind, TaskState
from comms.web.people.language_card import LanguageCard, called, language_card
from comms.web.wording import counted, weekday_in_words

# The sentence a task begins with, and the words on its button; {name} is what the person is called.
WORDS: dict[str, tuple[str, str]] = {
    TaskKind.RING: ("Ring", "Ring {name}"),
    TaskKind.TELL_SOCIAL_WORKER: ("Tell the social worker of", "Tell the social worker"),
    TaskKind.ASK_LANGUAGE: ("Ask which language they read:", "Ask {name}"),
    TaskKind.CHECK_IMPORT: ("Check the imported details of", "Check the details"),
    TaskKind.ANSWER_REPLY: ("Answer the reply of", "Answer {name}"),
    TaskKind.FIND_INTERPRETER: ("Find an interpreter for", "Find an interpreter"),
    TaskKind.DECIDE_BOOKING: ("Decide what is done without an interpreter for", "Decide"),
    TaskKind.CHECK_BOOKING: ("Look again at the interpreter booked for", "Look at the booking"),
    TaskKind.INTERVIEW_AGAIN: ("Talk again through an interpreter with", "Talk with {name} again"),
    TaskKind.REACH_OTHERWISE: ("Reach another way:", "Reach {name}"),
    TaskKind.RING_AT: ("Ring", "Ring {name}"),
    TaskKind.WRITE_LETTER: ("Write a letter to", "Write to {name}"),
    TaskKind.DECIDE_FOLLOW_UP: ("Decide what comes next for", "Decide"),
    TaskKind.CORRECT_NUMBER: ("Correct the number of", "Correct it"),
    TaskKind.ANSWER_SAFEGUARDING: ("Answer a safeguarding question about", "Read the question"),
    TaskKind.REVIEW_PATTERN: ("Look at what the absence tells, of", "Look at it"),
    TaskKind.CHECK_NOTICE: ("Look again at the formal letter to", "Look at it again"),
}


@dataclass(frozen=True, slots=True)
class TaskCard:
    """One task, ready to be shown."""

    task: Task
    person: Person
    child: Person | None
    language: LanguageCard
    on: date

    @property
    def begins(self) -> str:
        """The beginning of its sentence, which the person's name ends."""
        return WORDS[self.task.kind][0]

    @property
    def button(self) -> str:
        """The one thing to do next."""
        return WORDS[self.task.kind][1].format(name=called(self.person))

    @property
    def is_late(self) -> bool:
        """Whether its day has passed."""
        return self.is_open and self.task.due_on < self.on

    @property
    def is_due(self) -> bool:
        """Whether it is for today or earlier."""
        return self.is_open and self.task.due_on <= self.on

    @property
    def is_open(self) -> bool:
        """Whether nobody has said yet what was done."""
        return self.task.state == TaskState.OPEN

    @property
    def talks(self) -> bool:
        """Whether doing it means talking with the person, so that their language can be asked at once."""
        return self.task.kind in {
            TaskKind.RING,
            TaskKind.ASK_LANGUAGE,
            TaskKind.ANSWER_REPLY,
            TaskKind.INTERVIEW_AGAIN,
            TaskKind.REACH_OTHERWISE,
            TaskKind.RING_AT,
        }

    @property
    def when(self) -> str:
        """By when, in words."""
        if self.task.due_on == self.on:
            return "Today"
        day = weekday_in_words(self.task.due_on)
        if self.is_late:
            return f"{counted((self.on - self.task.due_on).days, 'day', 'days')} late: it was for {day}"
        return f"By {day}"


def task_cards(session: Session, viewer: Viewer, tasks: Iterable[Task], on: date) -> list[TaskCard]:
    """The cards of tasks the viewer may see, in the same order."""
    wanted = list(tasks)
    people = {key: find.person(session, viewer, key) for key in {task.person_id for task in wanted}}
    children = {key: _child(session, viewer, key) for key in {task.child_id for task in wanted if task.child_id}}
    needs = find.language_needs(session, viewer, people)
    return [
        TaskCard(
            task,
            people[task.person_id],
            children.get(task.child_id) if task.child_id else None,
            language_card(people[task.person_id], needs.get(task.person_id), (), on),
            on,
        )
        for task in wanted
    ]


def _child(session: Session, viewer: Viewer, child_id: UUID) -> Person | None:
    # The task is about the adult; a child the agency no longer works with is left out of its words.
    try:
        return find.person(session, viewer, child_id)
    except NotFound:
        return None


def most_urgent_first(cards: Iterable[TaskCard]) -> list[TaskCard]:
    """What cannot wait comes first: a social worker to be told today, then the day by which each is due."""
    return sorted(cards, key=lambda card: (card.task.kind != TaskKind.TELL_SOCIAL_WORKER, card.task.due_on))
