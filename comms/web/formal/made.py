"""A letter that was made from a case: what was known then and what changed since, and deciding what came of it; and the
list of such letters of which nobody knows yet whether they were understood."""

from __future__ import annotations

from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.families.actions import view_list
from comms.formal.case.actions import view_case
from comms.formal.case.find import people_of
from comms.formal.ledger.changes import since_then
from comms.formal.ledger.find import notice_of_letter
from comms.formal.steps.find import step as find_step
from comms.formal.steps.find import to_ask_about
from comms.formal.steps.formal_step import FormalStep, Improved
from comms.formal.steps.improving import decide_improvement, improvement_seen
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.letters.afterwards.find import happenings
from comms.letters.afterwards.standing import standing
from comms.letters.find import letter as find_letter
from comms.letters.templates.source import letter_kinds, phrases
from comms.web.door import work
from comms.web.formal import steps
from comms.web.forms import Form, filled_form, sent_form
from comms.web.letters.history import in_a_sentence
from comms.web.letters.rows import letter_row
from comms.web.people.language_card import called
from comms.web.people.person_page import NOT_TOLD
from comms.web.viewing import needs, viewer

bp = steps.bp  # a letter and making it are one blueprint

IMPROVED = {
    Improved.YES: "Yes: it improved enough",
    Improved.PARTLY: "In part",
    Improved.NO: "No: it did not improve enough",
}


@bp.get("/letters/<uuid:step_id>")
@needs(Permission.SEE_FORMAL)
def show(step_id: UUID) -> ResponseReturnValue:
    """One letter of a case: the marks as they stood when it was made, and what changed since."""
    step = find_step(work(), viewer(), step_id)
    case, on = view_case(work(), viewer(), step.case_id, g.now), london_date(g.now)
    letter = find_letter(work(), viewer(), step.letter_id)
    names = {one.id: one.name for one in colleagues(work(), viewer())}
    return render_template(
        "formal/made.html",
        step=step, case=case, letter=letter, people=people_of(work(), viewer(), case), kind=letter_kinds()[step.kind],
        since=since_then(work(), viewer(), case, step, on) if step.sessions else None,
        kept=notice_of_letter(work(), viewer(), letter.id), on=on,
        standing=standing(happenings(work(), viewer(), [letter.id]).get(letter.id, ())),
        made_by=names.get(step.made_by, NOT_TOLD) if step.made_by else "",
        decided_by=names.get(step.improved_by, NOT_TOLD) if step.improved_by else "",
    )  # fmt: skip


@bp.get("/letters/<uuid:step_id>/improvement")
@needs(Permission.DECIDE_FORMAL)
def improvement(step_id: UUID) -> ResponseReturnValue:
    """How the child attended in the time that a Notice to Improve gave, to be decided on."""
    return _improvement_page(_to_improve(step_id), filled_form({}))


def _to_improve(step_id: UUID) -> FormalStep:
    step = find_step(work(), viewer(), step_id)
    if step.kind != "L08":
        raise NotFound("This letter gives no time to improve.")
    view_case(work(), viewer(), step.case_id, g.now)
    return step


def _improvement_page(step: FormalStep, form: Form) -> str:
    case = view_case(work(), viewer(), step.case_id, g.now)
    letter, on = find_letter(work(), viewer(), step.letter_id), london_date(g.now)
    names = {one.id: one.name for one in colleagues(work(), viewer())}
    return render_template(
        "formal/improvement.html", step=step, case=case, form=form, people=people_of(work(), viewer(), case), on=on,
        seen=improvement_seen(work(), viewer(), step, g.now), answers=IMPROVED, wanted=_wanted(letter.values or {}),
        decided_by=names.get(step.improved_by, NOT_TOLD) if step.improved_by else "",
    )  # fmt: skip


def _wanted(values: dict[str, object]) -> list[str]:
    """What the letter said would be enough, in its English words."""
    said = []
    listed = values.get("improve")
    for one in listed if isinstance(listed, list) else []:
        key, told = (one.get("key", ""), one) if isinstance(one, dict) else (str(one), {})
        phrase = phrases().get(key)
        if phrase is not None:
            said.append(phrase.text.format_map({name: told.get(name, "") for name in phrase.values}))
    return said


@bp.post("/letters/<uuid:step_id>/improvement")
@needs(Permission.DECIDE_FORMAL)
def decide(step_id: UUID) -> ResponseReturnValue:
    """Decide what came of it, with one's name and a reason."""
    step, form = _to_improve(step_id), sent_form()
    form.chosen("decided", set(Improved), "Choose what came of it.")
    if not form.text("because"):
        form.wrong("because", "Write in a few words what you looked at.")
    if form.errors:
        return _improvement_page(step, form), 422
    try:
        decide_improvement(work(), viewer(), step.id, form.text("decided"), form.text("because"), g.now)
    except (BadInput, Refused) as fault:
        form.wrong("because" if isinstance(fault, BadInput) else "decided", str(fault))
        return _improvement_page(step, form), 422
    flash("Decided, with your name and your reason.", "done")
    return redirect(url_for("formal.show", case_id=step.case_id), 303)


@bp.get("/understood")
@needs(Permission.SEE_FORMAL)
def understood() -> ResponseReturnValue:
    """The letters with legal weight of which nobody knows yet whether they were understood, the soonest day first."""
    viewer().require(Permission.SEE_LETTERS)
    page = request.args.get("page", "1")
    found = to_ask_about(work(), viewer(), london_date(g.now), int(page) if page.isdecimal() else 1)
    rows = [(one, letter_row(work(), viewer(), one.letter)) for one in found.letters]
    people = [who.id for _, row in rows for who in (row.parent, row.child) if who]
    view_list(work(), viewer(), "formal letters to ask about", people, g.now)
    said = [(one, row, in_a_sentence(one.letter, one.standing, called(row.parent))) for one, row in rows]
    return render_template("formal/understood.html", found=found, rows=said)
