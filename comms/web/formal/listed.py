"""The list of formal cases: what comes next in each, the soonest day first; and beginning one about a child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.agency import AgencyKind
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families.actions import view_list, view_person
from comms.families.find import adults_of
from comms.families.person import Person, PersonKind
from comms.formal.case import find
from comms.formal.case.actions import open_case
from comms.formal.case.formal_case import CaseState, FormalCase
from comms.formal.gates.upcoming import Next, upcoming
from comms.formal.safeguarding.find import open_questions
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound, Refused
from comms.web.door import work
from comms.web.formal.ways import address
from comms.web.forms import Form, filled_form, sent_form
from comms.web.viewing import needs, viewer

bp = Blueprint("formal", __name__, url_prefix="/formal")

# What stands beside the list of cases.
BESIDE = (
    ("Safeguarding", "safeguarding.listed"),
    ("Understood?", "formal_steps.understood"),
    ("Referrals", "referrals.listed"),
    ("Returns", "returns.listed"),
    ("Local code", "local_code.show"),
)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in the list; ``next`` is None for a closed one."""

    case: FormalCase
    child: Person | None
    parent: Person | None
    next: Next | None
    on: date

    @property
    def is_late(self) -> bool:
        """Whether its day has passed."""
        return bool(self.next and self.next.by and self.next.by < self.on)


def formal_ways(viewer: Viewer) -> list[tuple[str, str]]:
    """The other lists about formal steps, as words and addresses, for whoever may open them."""
    ways = [(words, address(viewer, endpoint)) for words, endpoint in BESIDE]
    return [(words, href) for words, href in ways if href]


def formal_cases_about(child: Person) -> list[CaseRow]:
    """The cases about a child, for the child's page."""
    found = find.cases_about(work(), viewer(), child.id)
    people, on = find.people_in(work(), viewer(), found), london_date(g.now)
    return [CaseRow(one, people.get(one.child_id), people.get(one.parent_id), None, on) for one in found]


bp.add_app_template_global(formal_ways)
bp.add_app_template_global(formal_cases_about)


@bp.get("")
@needs(Permission.SEE_FORMAL)
def listed() -> ResponseReturnValue:
    """The open cases by what comes next, the soonest day first; or the closed ones."""
    session, seen, on = work(), viewer(), london_date(g.now)
    closed = request.args.get("closed") == "yes"
    found = find.cases(session, seen, CaseState.CLOSED if closed else CaseState.OPEN)
    view_list(session, seen, "formal cases", [who for one in found for who in (one.child_id, one.parent_id)], g.now)
    people = find.people_in(session, seen, found)
    coming = {} if closed else upcoming(session, seen, found, on)
    rows = [CaseRow(one, people.get(one.child_id), people.get(one.parent_id), coming.get(one.id), on) for one in found]
    if not closed:
        rows.sort(key=_soonest)
    return render_template(
        "formal/listed.html", rows=rows, closed=closed, questions=len(open_questions(session, seen)), on=on,
        late=sum(row.is_late for row in rows),
    )  # fmt: skip


def _soonest(row: CaseRow) -> tuple[date, float]:
    by = row.next.by if row.next and row.next.by else date.max
    return by, row.case.opened_at.timestamp()


@bp.get("/children/<uuid:child_id>/begin")
@needs(Permission.RECORD_FORMAL)
def begin(child_id: UUID) -> ResponseReturnValue:
    """Towards which parent a case is begun."""
    return _begin_page(_child(child_id), filled_form({}))


@bp.post("/children/<uuid:child_id>/begin")
@needs(Permission.RECORD_FORMAL)
def open_one(child_id: UUID) -> ResponseReturnValue:
    """Open a case about a child towards one parent; the open one there is already is shown."""
    child, form = _child(child_id), sent_form()
    adults = {str(adult.id): adult.id for _, adult in adults_of(work(), viewer(), child.id)}
    chosen = form.chosen("parent", adults, "Choose a parent.")
    if form.errors:
        return _begin_page(child, form), 422
    try:
        made = open_case(work(), viewer(), child.id, adults[chosen], g.now)
    except Refused as fault:
        form.wrong("parent", str(fault))
        return _begin_page(child, form), 422
    flash("The case is open. Nothing has been sent: the page shows what must hold first.", "done")
    return redirect(url_for("formal.show", case_id=made.id), 303)


def _child(child_id: UUID) -> Person:
    child = view_person(work(), viewer(), child_id, g.now)
    if child.kind != PersonKind.CHILD:
        raise NotFound("There is no such child.")
    return child


def _begin_page(child: Person, form: Form) -> str:
    open_ones = {one.parent_id: one for one in find.cases_about(work(), viewer(), child.id) if one.state == "open"}
    return render_template(
        "formal/begin.html", child=child, form=form, adults=adults_of(work(), viewer(), child.id),
        open_ones=open_ones, is_school=viewer().agency_kind == AgencyKind.SCHOOL,
    )  # fmt: skip
