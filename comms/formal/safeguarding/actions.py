"""Asking the safeguarding lead, and their signed answer. Nothing else settles a question: neither time nor attendance
that got better."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families.access.find import visible_people
from comms.families.person import Person
from comms.formal.case import find as cases
from comms.formal.case.formal_case import CaseState
from comms.formal.safeguarding import find
from comms.formal.safeguarding.indicators import indicators
from comms.formal.safeguarding.question import Answer, Raised, SafeguardingQuestion
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, Refused
from comms.foundation.work_days import working_day_after
from comms.letters.afterwards.own_answer import is_own_words
from comms.tasks.actions import TaskWanted, open_task, settle_tasks
from comms.tasks.find import open_tasks_on
from comms.tasks.task import TaskKind

REASON = "safeguarding_question"
# Nothing of what is asked: a task is read by everybody who does tasks.
WHY = "A colleague asks whether children’s social care need to know something. Read the question, then sign the answer."
LONGEST = 3000


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """What is asked of the lead: why in words, what raised it, and which indicators somebody has seen."""

    why: str
    raised: Raised = Raised.STEP
    indicators: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """What the lead answers: whether children's social care need to know, and the words that are signed."""

    answer: str
    said: str


class BadAnswer(BadInput):
    """A question or an answer that cannot be recorded. ``field`` is what must be corrected."""

    def __init__(self, field: str, message: str, remedy: str) -> None:
        super().__init__(message, remedy)
        self.field = field


def ask(
    session: Session, viewer: Viewer, case_id: UUID, asked: QuestionAsked, now: datetime, *, in_review: bool = False
) -> SafeguardingQuestion:
    """Ask the safeguarding lead about the child of a case. Somebody is asked to answer by the next working day. The
    same question that is open already stays the one. A review asks (``in_review``) in a closed case too: money may come
    in after it was closed, and what was seen of a child does not wait.

    Raises ``BadAnswer`` naming the field that is wrong, ``Refused`` on a closed case, ``NotFound`` for a case there is
    not.
    """
    viewer.require(Permission.RECORD_FORMAL)
    case = cases.case(session, viewer, case_id)
    if case.state == CaseState.CLOSED and not in_review:
        raise Refused("This case is closed.", "Open a new one on the child's page, then ask.")
    why, seen = asked.why.strip(), sorted(set(asked.indicators))
    _check(why, asked.raised, seen)
    for known in find.open_questions_of(session, viewer, case.id):
        if (known.raised, known.indicators, known.why) == (asked.raised, seen, why):
            return known
    made = SafeguardingQuestion(
        agency_id=case.agency_id, case_id=case.id, child_id=case.child_id, raised=asked.raised, indicators=seen,
        asked_at=now, asked_by=viewer.staff_id, answer="", why=why,
    )  # fmt: skip
    session.add(made)
    session.flush()
    detail = {"question": str(made.id), "raised": asked.raised}
    note(session, viewer.actor, "ask safeguarding lead", ("formal case", case.id), now, detail)
    _ask_somebody(session, viewer, made, now)
    return made


def _check(why: str, raised: Raised, seen: list[str]) -> None:
    if not why:
        raise BadAnswer("why", "It does not say why you ask.", "Write what you know and what worries you.")
    if len(why) > LONGEST:
        raise BadAnswer("why", f"This is {len(why):,} characters long.", f"Keep it to {LONGEST:,}.")
    if raised == Raised.INDICATORS and not seen:
        raise BadAnswer("indicators", "It names no indicator.", "Tick what somebody has seen.")
    if unknown := set(seen) - set(indicators()):
        raise BadAnswer("indicators", f"There is no indicator called {min(unknown)}.", "Choose from the list.")


def _ask_somebody(session: Session, viewer: Viewer, made: SafeguardingQuestion, now: datetime) -> None:
    # A child the agency works with no more has no task: the question stays on the list of questions.
    if session.scalar(visible_people(viewer).where(Person.id == made.child_id)) is None:
        return
    open_task(
        session, viewer,
        TaskWanted(
            TaskKind.ANSWER_SAFEGUARDING, made.child_id, REASON, WHY, working_day_after(london_date(now)),
            about_kind=find.ABOUT, about_id=made.id,
        ),
        now,
    )  # fmt: skip


def answer(
    session: Session, viewer: Viewer, question_id: UUID, given: AnswerGiven, now: datetime
) -> SafeguardingQuestion:
    """Sign the answer to a question; it is answered once.

    Raises ``BadAnswer`` naming the field that is wrong, and ``Refused`` where it is answered already or nobody signs.
    """
    viewer.require(Permission.ANSWER_SAFEGUARDING)
    found = find.question(session, viewer, question_id)
    session.refresh(found, with_for_update=True)
    if viewer.staff_id is None:
        raise Refused("The safeguarding lead signs the answer with their name.", "Sign in, and answer it there.")
    if found.answered_at is not None:
        raise Refused("This question is answered already.", "Ask a new one if there is something new.")
    said = given.said.strip()
    if given.answer not in set(Answer):
        raise BadAnswer("answer", "It does not say whether social care need to know.", "Choose one of the two.")
    if not is_own_words(said):
        raise BadAnswer("said", *_WORDS[Answer(given.answer)])
    if len(said) > LONGEST:
        raise BadAnswer("said", f"This is {len(said):,} characters long.", f"Keep it to {LONGEST:,}.")
    found.answer, found.said = given.answer, said
    found.answered_at, found.answered_by = now, viewer.staff_id
    session.flush()
    detail = {"question": str(found.id), "answer": given.answer}
    note(session, viewer.actor, "answer safeguarding question", ("formal case", found.case_id), now, detail)
    _settle(session, viewer, found, now)
    return found


_WORDS = {
    Answer.NO: ("It does not say why they need not know.", "Write what you looked at and why this is enough."),
    Answer.TOLD: ("It does not say who was told.", "Write who told whom in children's social care, and on which day."),
}


def _settle(session: Session, viewer: Viewer, found: SafeguardingQuestion, now: datetime) -> None:
    """End the task that asked for this answer; where another question about the child is open, one goes on for it."""
    settle_tasks(session, viewer, open_tasks_on(session, viewer, find.ABOUT, found.id), "Answered and signed.", now)
    about = find.questions_about(session, viewer, found.child_id)
    waiting = [one for one in reversed(about) if one.answered_at is None]
    if waiting and not open_tasks_on(session, viewer, find.ABOUT, waiting[0].id):
        _ask_somebody(session, viewer, waiting[0], now)
