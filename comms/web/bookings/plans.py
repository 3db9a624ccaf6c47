"""Plans: proposing who could take the requests of some days, changing the proposal, and asking those it names."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.bookings.matching.matching import candidates
from comms.bookings.plans import find
from comms.bookings.plans.actions import (
    CannotReplace,
    apply_plan,
    drop_plan,
    keep_lines,
    keep_plan,
    refuse_too_often,
    replace_interpreter,
)
from comms.bookings.plans.plan import BookingPlan, PlanLine, PlanState
from comms.bookings.plans.proposing import propose
from comms.bookings.requests.find import request as find_request
from comms.families.actions import view_list
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.languages import LANGUAGES
from comms.web.bookings.plan_rows import plan_page
from comms.web.door import installation, work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.viewing import needs, viewer
from comms.web.wording import counted

bp = Blueprint("plans", __name__, url_prefix="/bookings/plans")

ASK, DROP = "ask", "drop"


@bp.post("")
@needs(Permission.BOOK_INTERPRETERS)
def make() -> ResponseReturnValue:
    """Propose for the days sent. What takes seconds is done while nobody else waits to write."""
    form, seen = sent_form(), viewer()
    first, last = _day(form, "from_day"), _day(form, "until_day")
    refuse_too_often(work(), seen, g.now)
    # Nothing is written yet: on SQLite this lets go of the write lock while the solver works.
    work().rollback()
    with installation().database.reading() as session:
        proposal = propose(session, seen, first, last, g.now)
    plan = keep_plan(work(), seen, proposal, g.now)
    return redirect(url_for("plans.show", plan_id=plan.id), 303)


def _day(form: Form, name: str) -> date:
    with suppress(ValueError):
        return date.fromisoformat(form.line(name))
    raise BadInput("It does not say which days to plan.", "Begin again from the week.")


@bp.get("/<uuid:plan_id>")
@needs(Permission.SEE_BOOKINGS)
def show(plan_id: UUID) -> ResponseReturnValue:
    """A plan: whom it proposes, what cannot be filled and why, and what moving some would bring."""
    plan = find.plan(work(), viewer(), plan_id)
    page = plan_page(work(), viewer(), plan)
    people = [UUID(one) for row in (*page.placed, *page.left) for one in row.request.people]
    view_list(work(), viewer(), "plan of bookings", people, g.now)
    return render_template("plans/show.html", page=page, plan=plan, proposed=plan.state == PlanState.PROPOSED)


@bp.post("/<uuid:plan_id>")
@needs(Permission.BOOK_INTERPRETERS)
def decide(plan_id: UUID) -> ResponseReturnValue:
    """Ask those with a tick, keep the ticks for later, or put the plan away."""
    form, plan = sent_form(), find.plan(work(), viewer(), plan_id)
    does = {ASK: _ask, DROP: _drop}.get(form.text("do"), _keep)
    try:
        return redirect(does(plan, _ticked(form)), 303)
    except Refused as fault:
        work().rollback()
        flash(str(fault), "refused")
        return redirect(url_for("plans.show", plan_id=plan_id), 303)


def _drop(plan: BookingPlan, _: set[UUID]) -> str:
    drop_plan(work(), viewer(), plan.id, g.now)
    flash("Put away. Nobody was asked.", "done")
    return url_for("week.show", on=plan.from_day.isoformat())


def _keep(plan: BookingPlan, ticked: set[UUID]) -> str:
    keep_lines(work(), viewer(), plan.id, ticked, g.now)
    flash("The ticks are kept. Nobody was asked yet.", "done")
    return url_for("plans.show", plan_id=plan.id)


def _ask(plan: BookingPlan, ticked: set[UUID]) -> str:
    if not ticked:
        raise Refused("Nobody has a tick, so nobody would be asked.", "Tick whom to ask, or put the plan away.")
    keep_lines(work(), viewer(), plan.id, ticked, g.now)
    apply_plan(work(), viewer(), plan.id, g.now)
    page = plan_page(work(), viewer(), plan)
    not_asked = page.kept - page.asked
    more = f" {not_asked} could not be asked: the plan says why." if not_asked else ""
    flash(f"{counted(page.asked, 'interpreter is', 'interpreters are')} being asked.{more}", "done")
    return url_for("plans.show", plan_id=plan.id)


def _ticked(form: Form) -> set[UUID]:
    found = set[UUID]()
    for value in form.many("line"):
        with suppress(ValueError):
            found.add(UUID(value))
    return found


@bp.get("/<uuid:plan_id>/lines/<uuid:line_id>")
@needs(Permission.BOOK_INTERPRETERS)
def other(plan_id: UUID, line_id: UUID) -> ResponseReturnValue:
    """Who else could take a line of a plan."""
    line = _line(plan_id, line_id)
    return _other_form(line, filled_form({"interpreter": str(line.interpreter_id or "")}))


def _line(plan_id: UUID, line_id: UUID) -> PlanLine:
    line = find.line(work(), viewer(), line_id)
    if line.plan_id != plan_id:
        raise NotFound("There is no such line of this plan.")
    return line


def _other_form(line: PlanLine, form: Form) -> str:
    request = find_request(work(), viewer(), line.request_id)
    plan = find.plan(work(), viewer(), line.plan_id)
    found = candidates(work(), viewer(), request.id, g.now)
    view_list(work(), viewer(), "line of a plan", [UUID(one) for one in request.people], g.now)
    return render_template(
        "plans/other.html", line=line, form=form, wanted=request, language=LANGUAGES.get(request.language),
        found=found, able=[one for one in found.best if not one.checks], proposed=plan.state == PlanState.PROPOSED,
        looks=sum(bool(one.checks) for one in found.best),
    )  # fmt: skip


@bp.post("/<uuid:plan_id>/lines/<uuid:line_id>")
@needs(Permission.BOOK_INTERPRETERS)
def replace(plan_id: UUID, line_id: UUID) -> ResponseReturnValue:
    """Propose somebody else for a line."""
    line, form = _line(plan_id, line_id), sent_form()
    chosen = form.text("interpreter")
    try:
        replace_interpreter(work(), viewer(), line.id, UUID(chosen), g.now)
    except ValueError:
        form.wrong("interpreter", "Choose who should be asked.")
    except CannotReplace as fault:
        form.refused(fault, "interpreter")
    except Refused as fault:
        work().rollback()
        flash(str(fault), "refused")
        return redirect(url_for("plans.show", plan_id=plan_id), 303)
    if form.errors:
        return _other_form(line, form), 422
    flash("Changed. Nobody is asked before you ask those of the plan.", "done")
    return redirect(url_for("plans.show", plan_id=plan_id), 303)
