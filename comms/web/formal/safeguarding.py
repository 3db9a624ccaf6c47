"""Questions to the safeguarding lead: asking, reading, and the signed answer."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.families.actions import view_list
from comms.formal.case.actions import view_case
from comms.formal.case.find import case as case_of
from comms.formal.case.find import people_in, people_of
from comms.formal.case.formal_case import CaseState, FormalCase
from comms.formal.safeguarding import find
from comms.formal.safeguarding.actions import AnswerGiven, BadAnswer, QuestionAsked, answer, ask
from comms.formal.safeguarding.indicators import indicators
from comms.formal.safeguarding.question import Answer, Raised, SafeguardingQuestion
from comms.foundation.errors import Refused
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.people.person_page import NOT_TOLD
from comms.web.viewing import needs, viewer

bp = Blueprint("safeguarding", __name__, url_prefix="/formal")

ANSWERS = {
    Answer.TOLD: "Yes, and children’s social care were told",
    Answer.NO: "No, they need not know of this now",
}


@bp.get("/safeguarding")
@needs(Permission.SEE_FORMAL)
def listed() -> ResponseReturnValue:
    """The questions that wait for an answer, the oldest first."""
    session, seen = work(), viewer()
    found = find.open_questions(session, seen)
    view_list(session, seen, "safeguarding questions", [one.child_id for one in found], g.now)
    people = people_in(session, seen, [case_of(session, seen, one.case_id) for one in found])
    rows = [(one, people.get(one.child_id)) for one in found]
    return render_template("formal/safeguarding_listed.html", rows=rows, by=_names())


@bp.get("/cases/<uuid:case_id>/safeguarding")
@needs(Permission.RECORD_FORMAL)
def ask_form(case_id: UUID) -> ResponseReturnValue:
    """What is asked of the safeguarding lead."""
    return _ask_page(_open(case_id), filled_form({}))


@bp.post("/cases/<uuid:case_id>/safeguarding")
@needs(Permission.RECORD_FORMAL)
def ask_it(case_id: UUID) -> ResponseReturnValue:
    """Ask the safeguarding lead; somebody is asked to answer by the next working day."""
    case, form = _open(case_id), sent_form()
    seen = form.many("indicators")
    asked = QuestionAsked(form.text("why"), Raised.INDICATORS if seen else Raised.STEP, seen)
    try:
        ask(work(), viewer(), case.id, asked, g.now)
    except BadAnswer as fault:
        form.refused(fault, fault.field)
        return _ask_page(case, form), 422
    flash("Asked. The safeguarding lead has it under “Today”, and no letter goes before the answer.", "done")
    return redirect(url_for("formal.show", case_id=case.id), 303)


def _open(case_id: UUID) -> FormalCase:
    case = view_case(work(), viewer(), case_id, g.now)
    if case.state == CaseState.CLOSED:
        raise Refused("This case is closed.", "Open a new one on the child's page, then ask.")
    return case


def _ask_page(case: FormalCase, form: Form) -> str:
    people = people_of(work(), viewer(), case)
    return render_template("formal/ask.html", case=case, people=people, form=form, indicators=indicators())


@bp.get("/safeguarding/<uuid:question_id>")
@needs(Permission.SEE_FORMAL)
def show(question_id: UUID) -> ResponseReturnValue:
    """One question, with the answer where it is signed."""
    return _question_page(find.question(work(), viewer(), question_id), filled_form({}))


@bp.post("/safeguarding/<uuid:question_id>")
@needs(Permission.ANSWER_SAFEGUARDING)
def sign(question_id: UUID) -> ResponseReturnValue:
    """Sign the answer to a question."""
    found, form = find.question(work(), viewer(), question_id), sent_form()
    try:
        answer(work(), viewer(), found.id, AnswerGiven(form.text("answer"), form.text("said")), g.now)
    except BadAnswer as fault:
        form.refused(fault, fault.field)
        return _question_page(found, form), 422
    flash("Signed with your name and today’s date.", "done")
    return redirect(url_for("formal.show", case_id=found.case_id), 303)


def _question_page(found: SafeguardingQuestion, form: Form) -> str:
    case = view_case(work(), viewer(), found.case_id, g.now)
    return render_template(
        "formal/question.html", question=found, case=case, people=people_of(work(), viewer(), case), form=form,
        seen=[indicators()[code] for code in found.indicators if code in indicators()], by=_names(),
        may_read=may_read_words(), answers=ANSWERS, not_told=NOT_TOLD,
    )  # fmt: skip


def may_read_words() -> bool:
    """Whether the viewer may read what was asked and answered, not only that it was."""
    return viewer().may(Permission.SEE_SAFE_CONTACT) or viewer().may(Permission.ANSWER_SAFEGUARDING)


def _names() -> dict[UUID, str]:
    return {one.id: one.name for one in colleagues(work(), viewer())}
