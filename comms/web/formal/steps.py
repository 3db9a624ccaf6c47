"""Making a letter from a case: what must be chosen, the letter as it would be, every gate that is shut, and issuing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.channels.pdf import PrintingFailed, Unprintable, preview_png, print_pdf
from comms.formal.case.actions import view_case
from comms.formal.case.find import people_of
from comms.formal.case.formal_case import FormalCase
from comms.formal.gates.facts import GateSeen
from comms.formal.gates.find import gates_of
from comms.formal.safeguarding.find import questions_about
from comms.formal.steps.actions import StepMade, issue_step
from comms.formal.steps.find import newest_of
from comms.formal.steps.known import know
from comms.formal.steps.preparing import StepGiven, check_kind, draft_step, paper_to_look_at
from comms.formal.steps.values import BadChoice
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.letters.decision import Held
from comms.letters.gates import languages_to_interpret
from comms.letters.own.find import book_of
from comms.web.door import work
from comms.web.formal.step_form import (
    StepForm,
    first_answers,
    note_choices,
    read_chosen,
    read_release,
    sent_again,
    step_form,
)
from comms.web.formal.ways import Going, Way, way
from comms.web.forms import Form, sent_form
from comms.web.letters.files import WIDE, png
from comms.web.limiting import limited
from comms.web.limits import LETTERS, PAGES
from comms.web.people.language_card import called, known_languages
from comms.web.people.person_page import card_of
from comms.web.viewing import needs, viewer

bp = Blueprint("formal_steps", __name__, url_prefix="/formal")


@dataclass(frozen=True, slots=True)
class ShutGate:
    """A gate that keeps the letter back, with the way to what opens it."""

    seen: GateSeen
    way: Way


@bp.get("/cases/<uuid:case_id>/letters/<kind>")
@needs(Permission.RECORD_FORMAL)
def begin(case_id: UUID, kind: str) -> ResponseReturnValue:
    """The questions of a letter, with what is known filled in."""
    case, one = _opened(case_id, kind)
    return _form_page(case, one, first_answers(one))


def _opened(case_id: UUID, kind: str) -> tuple[FormalCase, StepForm]:
    case = view_case(work(), viewer(), case_id, g.now)
    book = book_of(work(), viewer())
    return case, step_form(book.kinds[check_kind(kind)], know(work(), viewer(), case, g.now), book)


def _form_page(case: FormalCase, one: StepForm, form: Form) -> str:
    return render_template("formal/step.html", **_around(case, one, form))


def _around(case: FormalCase, one: StepForm, form: Form) -> dict[str, Any]:
    parent = one.known.parent.person
    card = card_of(work(), viewer(), parent, one.known.on)
    return {
        "case": case, "one": one, "form": form, "card": card, "parent": parent, "child": one.known.child.person,
        "called_parent": called(parent), "may_appoint": viewer().may(Permission.MAKE_APPOINTMENTS),
        "shut": shut_gates(case, one.kind.kind),
        "spoken": known_languages(languages_to_interpret(card.need)),
    }  # fmt: skip


def shut_gates(case: FormalCase, kind: str) -> list[ShutGate]:
    """Every gate that keeps a letter of this kind back, with the way to what opens it."""
    session, seen, on = work(), viewer(), london_date(g.now)
    open_question = (str(one.id) for one in questions_about(session, seen, case.child_id) if one.answered_at is None)
    warned = newest_of(session, seen, case.id, "L08")
    going = Going(seen, case, people_of(session, seen, case), kind, str(warned.id) if warned else "",
                  next(open_question, ""))  # fmt: skip
    return [ShutGate(gate, way(gate, going)) for gate in gates_of(session, seen, case, kind, on)
            if gate.state == "shut"]  # fmt: skip


@bp.post("/cases/<uuid:case_id>/letters/<kind>")
@needs(Permission.RECORD_FORMAL)
@limited(LETTERS)
def make(case_id: UUID, kind: str) -> ResponseReturnValue:
    """Look at the letter as it would be, go back to its form, or issue it."""
    case, one = _opened(case_id, kind)
    form = sent_form()
    chosen = read_chosen(one, form)
    if form.errors or form.text("do") == "change":
        return (_form_page(case, one, form), 422) if form.errors else _form_page(case, one, form)
    issuing = form.text("do") == "issue"
    release = read_release(form) if issuing else None
    try:
        if issuing and not form.errors:
            made = issue_step(work(), viewer(), case.id, StepGiven(kind, chosen, release), g.now)
            return _done(made, one)
        return _look_page(case, one, form, StepGiven(kind, chosen), failed=bool(form.errors))
    except BadChoice as fault:
        note_choices(fault, form)
        return _form_page(case, one, form), 422
    except BadInput as fault:
        form.refused(fault, "because")
    except Refused as fault:
        form.wrong("shut" if hasattr(fault, "shut") else "reading_aloud" if release else "issue", str(fault))
    return _look_page(case, one, form, StepGiven(kind, chosen), failed=True)


def _done(made: StepMade, one: StepForm) -> ResponseReturnValue:
    if made.step is None:
        flash("The letter is held: this page says why, and somebody is asked to ring.", "done")
        return redirect(url_for("letters.show", letter_id=made.letter.id), 303)
    flash(
        f"The letter to {called(one.known.parent.person)} is made. Print it, post it, and record the posting.", "done"
    )
    return redirect(url_for("formal_steps.show", step_id=made.step.id), 303)


def _look_page(case: FormalCase, one: StepForm, form: Form, given: StepGiven, *, failed: bool) -> ResponseReturnValue:
    draft = draft_step(work(), viewer(), case.id, given, g.now)
    held = draft.prepared if isinstance(draft.prepared, Held) else None
    answers = sent_again(one, form)
    page = render_template(
        "formal/step_look.html", held=held, answers=answers, pages=_pages(case.id, given), may_issue=_may(given.kind),
        **_around(case, one, form),
    )  # fmt: skip
    return (page, 422) if failed else page


def _may(kind: str) -> bool:
    return viewer().may(Permission.ISSUE_LETTERS if kind == "L05" else Permission.ISSUE_LEGAL_LETTERS)


def _pages(case_id: UUID, given: StepGiven) -> Sequence[int]:
    """The pages there are to look at; none where no paper can be set yet."""
    paper = paper_to_look_at(work(), viewer(), case_id, given, g.now)
    if isinstance(paper, Held):
        return ()
    try:
        return range(1, print_pdf(paper).pages + 1)
    except (PrintingFailed, Unprintable):
        return ()


@bp.get("/cases/<uuid:case_id>/letters/<kind>/page-<int:page>.png")
@needs(Permission.RECORD_FORMAL)
@limited(PAGES)
def picture(case_id: UUID, kind: str, page: int) -> Response:
    """A picture of one page of the letter as it would be. Its address says what was chosen, and nothing of anybody."""
    case, one = _opened(case_id, kind)
    form = Form(request.args.to_dict(flat=False))
    chosen = read_chosen(one, form)
    try:
        paper = paper_to_look_at(work(), viewer(), case.id, StepGiven(kind, chosen), g.now)
        if isinstance(paper, Held):
            raise NotFound(paper.why, paper.remedy)
        return png(preview_png(paper, page - 1, WIDE))
    except (BadChoice, PrintingFailed, Unprintable) as fault:
        raise NotFound(fault.message, fault.remedy) from fault
