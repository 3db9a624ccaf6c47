"""Questions to the safeguarding lead: what may be asked, who signs, and what settles one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from factories import a_parent, a_staff_member, an_agency
from formal_factories import a_formal_case, without
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.families.actions import relate
from comms.formal.case.actions import open_case
from comms.formal.gates.find import gates_of
from comms.formal.safeguarding import find
from comms.formal.safeguarding.actions import WHY, AnswerGiven, BadAnswer, QuestionAsked, answer, ask
from comms.formal.safeguarding.indicators import indicators
from comms.formal.safeguarding.question import Answer, Raised
from comms.foundation.clock import london_date
from comms.foundation.errors import NotAllowed, NotFound, Refused
from comms.foundation.work_days import working_day_after
from comms.tasks.find import open_tasks
from comms.tasks.task import Task, TaskKind

SIGNED = AnswerGiven(Answer.NO, "I talked with her teacher and her mother.")


def waiting(session: Session, viewer: Viewer) -> list[Task]:
    return [one for one in open_tasks(session, viewer) if one.kind == TaskKind.ANSWER_SAFEGUARDING]


def test_every_indicator_has_its_words_and_a_source_with_its_day() -> None:
    assert len(indicators()) >= 10
    for one in indicators().values():
        assert one.words
        assert one.source
        assert one.read_on >= date(2026, 11, 1)


def test_a_question_asks_the_lead_by_the_next_working_day_and_tells_nothing_in_the_task(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = a_formal_case(session, viewer, now)
    asked = QuestionAsked("An older man drives her.", Raised.INDICATORS, ("older_people",))
    made = ask(session, viewer, formal.case.id, asked, now)
    [task] = waiting(session, viewer)
    assert (task.person_id, task.about_id, task.why) == (formal.child.id, made.id, WHY)
    assert task.due_on == working_day_after(london_date(now))
    assert ask(session, viewer, formal.case.id, asked, now).id == made.id
    assert len(waiting(session, viewer)) == 1


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (QuestionAsked("  "), "why"),
        (QuestionAsked("x" * 3001), "why"),
        (QuestionAsked("She is tired.", Raised.INDICATORS), "indicators"),
        (QuestionAsked("She is tired.", Raised.INDICATORS, ("of my own",)), "indicators"),
    ],
)
def test_what_cannot_be_asked_says_which_field_is_wrong(
    session: Session, viewer: Viewer, now: datetime, asked: QuestionAsked, field: str
) -> None:
    formal = a_formal_case(session, viewer, now)
    with pytest.raises(BadAnswer) as refused:
        ask(session, viewer, formal.case.id, asked, now)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (AnswerGiven("", "I talked with her teacher."), "answer"),
        (AnswerGiven(Answer.NO, ""), "said"),
        (AnswerGiven(Answer.TOLD, "yes"), "said"),
        (AnswerGiven(Answer.NO, "no reason " * 400), "said"),
    ],
)
def test_an_answer_is_more_than_a_tick(
    session: Session, viewer: Viewer, now: datetime, given: AnswerGiven, field: str
) -> None:
    formal = a_formal_case(session, viewer, now)
    made = ask(session, viewer, formal.case.id, QuestionAsked("She is tired."), now)
    with pytest.raises(BadAnswer) as refused:
        answer(session, formal.lead, made.id, given, now)
    assert refused.value.field == field
    assert made.answered_at is None


def test_the_lead_alone_answers_by_name_and_once(session: Session, viewer: Viewer, now: datetime) -> None:
    formal = a_formal_case(session, viewer, now)
    made = ask(session, viewer, formal.case.id, QuestionAsked("She is tired."), now)
    with pytest.raises(NotAllowed):
        answer(session, without(viewer, "answer a safeguarding question"), made.id, SIGNED, now)
    with pytest.raises(Refused):
        answer(session, replace(formal.lead, staff_id=None), made.id, SIGNED, now)
    signed = answer(session, formal.lead, made.id, SIGNED, now)
    assert (signed.answered_by, signed.said) == (formal.lead.staff_id, SIGNED.said)
    assert waiting(session, viewer) == []
    with pytest.raises(Refused):
        answer(session, formal.lead, made.id, SIGNED, now)


def test_a_second_question_goes_on_being_asked_when_the_first_is_answered(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = a_formal_case(session, viewer, now)
    first = ask(session, viewer, formal.case.id, QuestionAsked("She is tired."), now)
    asked = QuestionAsked("She has a new telephone.", Raised.INDICATORS, ("money",))
    second = ask(session, viewer, formal.case.id, asked, now)
    answer(session, formal.lead, first.id, SIGNED, now)
    assert [one.about_id for one in waiting(session, viewer)] == [second.id]
    assert [one.id for one in find.open_questions(session, viewer)] == [second.id]
    answer(session, formal.lead, second.id, SIGNED, now)
    assert waiting(session, viewer) == []


def test_an_open_question_shuts_the_gate_of_the_other_parents_case_too(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = a_formal_case(session, viewer, now)
    father = a_parent(session, viewer, now, None, "Jonas", "Kazlauskas")
    relate(session, viewer, formal.child, father, "father", responsible=True, now=now)
    his = open_case(session, viewer, formal.child.id, father.id, now)

    def stands(on: date) -> str:
        return next(one.state for one in gates_of(session, viewer, his, "L08", on) if one.key == "safeguarding")

    made = ask(session, viewer, formal.case.id, QuestionAsked("She is tired."), now)
    assert stands(london_date(now)) == "shut"
    answer(session, formal.lead, made.id, SIGNED, now)
    assert stands(london_date(now)) == "open"
    assert stands(london_date(now) + timedelta(days=60)) == "shut"


def test_another_agencys_question_does_not_exist(session: Session, viewer: Viewer, now: datetime) -> None:
    formal = a_formal_case(session, viewer, now)
    made = ask(session, viewer, formal.case.id, QuestionAsked("She is tired."), now)
    other = an_agency(session, now, "Other School")
    lead = viewer_of(a_staff_member(session, other, now, ("designated safeguarding lead",)))
    with pytest.raises(NotFound):
        answer(session, lead, made.id, SIGNED, now)
    assert list(find.open_questions(session, lead)) == []
    assert list(find.questions_about(session, lead, formal.child.id)) == []
