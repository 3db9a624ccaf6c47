"""The returns to the authority: what is due by the register, what was sent, and both of one child."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.agency import AgencyKind
from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.attendance.absence_runs import school_year_begins
from comms.families import find as families
from comms.families.actions import view_list, view_person
from comms.families.person import Person, PersonKind
from comms.formal.code.find import authority_of
from comms.formal.returns.actions import SentGiven, mark_sent
from comms.formal.returns.attendance_return import AttendanceReturn, ReturnKind
from comms.formal.returns.due import Due
from comms.formal.returns.enquiries.find import EnquirySeen, open_enquiries, open_enquiry_of
from comms.formal.returns.find import (
    ReturnDue,
    due_of_child,
    expected_of_child,
    returns_due,
    returns_sent,
    sent_of_child,
)
from comms.formal.returns.kinds import ReturnSaid, returns_said
from comms.formal.returns.timetables.find import TimetableSeen, open_timetables, timetables_of
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.tables.report import csv_text
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.interpreters.when import read_day, typed_day
from comms.web.limiting import limited
from comms.web.limits import EXPORTS
from comms.web.viewing import needs, viewer

bp = Blueprint("returns", __name__, url_prefix="/formal/returns")

COLUMNS = ("return", "child", "UPN", "address", "first day", "last day", "school days or C2 sessions", "goes on")
# How long a return that was sent stays in the list before it is looked for at the child.
SHOWN_FOR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class DueRow:
    """A return that is due, with what it means and what follows from it."""

    row: ReturnDue
    said: ReturnSaid


@dataclass(frozen=True, slots=True)
class ChildPage:
    """Everything about the returns of one child."""

    child: Person
    due: Sequence[tuple[Due, ReturnSaid]]
    sent: Sequence[AttendanceReturn]
    timetables: Sequence[TimetableSeen]
    expected: Due | None
    enquiry_id: UUID | None
    staff: dict[UUID, str]


@bp.get("")
@needs(Permission.SEE_FORMAL)
def listed() -> ResponseReturnValue:
    """What is due, which timetables wait, whose enquiries are open, and what was sent lately."""
    on = london_date(g.now)
    due = [DueRow(row, returns_said()[row.due.kind]) for row in returns_due(work(), viewer(), on)]
    timetables, enquiries = open_timetables(work(), viewer()), open_enquiries(work(), viewer())
    sent = returns_sent(work(), viewer(), on - SHOWN_FOR)
    _note_look(due, timetables, enquiries)
    return render_template(
        "formal/returns.html", due=due, timetables=timetables, enquiries=enquiries, sent=sent, said=returns_said(),
        on=on, authority=authority_of(work(), viewer()), begins=school_year_begins(on),
        school=viewer().agency_kind == AgencyKind.SCHOOL,
    )  # fmt: skip


def _note_look(due: list[DueRow], timetables: list[TimetableSeen], enquiries: list[EnquirySeen]) -> None:
    seen = [one.row.child.id for one in due]
    seen += [one.child.id for one in timetables] + [one.child.id for one in enquiries]
    view_list(work(), viewer(), "returns about attendance", seen, g.now)


@bp.get("/due.csv")
@needs(Permission.SEE_FORMAL)
@limited(EXPORTS)
def csv_file() -> ResponseReturnValue:
    """What is due, a row each, for the authority's own form."""
    rows = returns_due(work(), viewer(), london_date(g.now))
    detail = {"returns": len(rows), "people": sorted({str(one.child.id) for one in rows})}
    note(work(), viewer().actor, "download returns", ("agency", viewer().agency_id), g.now, detail)
    text = csv_text([COLUMNS, *(_cells(one) for one in rows)])
    response = Response(text.encode("utf-8-sig"), mimetype="text/csv")
    name = f"returns-{london_date(g.now).isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _cells(row: ReturnDue) -> tuple[str, ...]:
    pupil = families.pupil_of(work(), viewer(), row.child.id)
    home = families.household(work(), viewer(), row.child)
    return (
        returns_said()[row.due.kind].title, row.child.name, pupil.upn if pupil else "",
        ", ".join(home.address) if home else "", row.due.first_day.isoformat(), row.due.last_day.isoformat(),
        str(row.due.days), "yes" if row.due.ongoing else "no",
    )  # fmt: skip


@bp.get("/children/<uuid:child_id>")
@needs(Permission.SEE_FORMAL)
def of_child(child_id: UUID) -> ResponseReturnValue:
    """The returns of one child: what is due with the form of having sent it, and what was sent."""
    return _child_page(child_seen(child_id), filled_form({"sent_on": typed_day(london_date(g.now))}))


def child_seen(child_id: UUID) -> Person:
    """The child whose page somebody opens; the look is noted."""
    found = view_person(work(), viewer(), child_id, g.now)
    if found.kind != PersonKind.CHILD:
        raise NotFound("There is no such child.")
    return found


def _child_page(child: Person, form: Form) -> str:
    on = london_date(g.now)
    enquiry = open_enquiry_of(work(), viewer(), child.id)
    page = ChildPage(
        child=child,
        due=[(one, returns_said()[one.kind]) for one in due_of_child(work(), viewer(), child.id, on)],
        sent=sent_of_child(work(), viewer(), child.id),
        timetables=timetables_of(work(), viewer(), child.id),
        expected=expected_of_child(work(), viewer(), child.id, on),
        enquiry_id=enquiry.id if enquiry is not None else None,
        staff={one.id: one.name for one in colleagues(work(), viewer())},
    )
    return render_template(
        "formal/returns_child.html", page=page, form=form, titles=returns_said(),
        authority=authority_of(work(), viewer()),
    )  # fmt: skip


@bp.post("/children/<uuid:child_id>")
@needs(Permission.RECORD_FORMAL)
def mark(child_id: UUID) -> ResponseReturnValue:
    """Record that a return was sent."""
    child, form = child_seen(child_id), sent_form()
    kind = form.text("kind")
    sent_on, first_day = read_day(form, "sent_on"), _first_day(form)
    if kind not in set(ReturnKind) or first_day is None:
        form.wrong("sent_on", "It does not say which return. Press the button beside the one you sent.")
    if form.errors or sent_on is None or first_day is None:
        return _child_page(child, form), 422
    try:
        given = SentGiven(child.id, kind, first_day, sent_on, form.text("note"), form.ticked("expected"))
        mark_sent(work(), viewer(), given, g.now)
    except (BadInput, Refused) as fault:
        form.wrong("sent_on", str(fault))
        return _child_page(child, form), 422
    flash("Recorded: this return was sent. It is not due any more.", "done")
    return redirect(url_for("returns.of_child", child_id=child.id), 303)


def _first_day(form: Form) -> date | None:
    try:
        return date.fromisoformat(form.text("first_day"))
    except ValueError:
        return None
