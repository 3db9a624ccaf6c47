"""Part-time timetables: putting one on record, looking at it again, ending it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.families import find as families
from comms.families.actions import view_person
from comms.families.person import Person
from comms.formal.returns.attendance_return import ReturnKind
from comms.formal.returns.kinds import returns_said
from comms.formal.returns.timetables.actions import (
    BadTimetable,
    ReviewGiven,
    TimetableGiven,
    end_timetable,
    make_timetable,
    review_timetable,
)
from comms.formal.returns.timetables.find import TimetableSeen, reviews_of, timetable
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound, Refused
from comms.web.door import work
from comms.web.formal.returns import child_seen
from comms.web.forms import Form, filled_form, sent_form
from comms.web.interpreters.when import read_day, read_day_or_none, typed_day
from comms.web.viewing import needs, viewer

bp = Blueprint("timetables", __name__, url_prefix="/formal/returns")


@bp.get("/children/<uuid:child_id>/timetable")
@needs(Permission.RECORD_FORMAL)
def new(child_id: UUID) -> ResponseReturnValue:
    """The form of a timetable."""
    today = typed_day(london_date(g.now))
    return _new_page(child_seen(child_id), filled_form({"agreed_on": today, "starts": today}))


def _new_page(child: Person, form: Form) -> str:
    adults = [adult for _, adult in families.adults_of(work(), viewer(), child.id)]
    return render_template(
        "formal/timetable_new.html", child=child, form=form, adults=adults, said=returns_said()[ReturnKind.PART_TIME]
    )


@bp.post("/children/<uuid:child_id>/timetable")
@needs(Permission.RECORD_FORMAL)
def make(child_id: UUID) -> ResponseReturnValue:
    """Put a timetable on record."""
    child, form = child_seen(child_id), sent_form()
    adults = {str(adult.id) for _, adult in families.adults_of(work(), viewer(), child.id)}
    agreed_by = form.chosen(
        "agreed_by", adults, "Choose the parent who agreed. Without agreement there is no timetable."
    )
    agreed_on, starts = read_day(form, "agreed_on"), read_day(form, "starts")
    review_on, ends = read_day(form, "review_on"), read_day(form, "ends")
    if form.errors or agreed_on is None or starts is None or review_on is None or ends is None:
        return _new_page(child, form), 422
    given = TimetableGiven(child.id, starts, ends, review_on, UUID(agreed_by), agreed_on, form.text("why"))
    try:
        made = make_timetable(work(), viewer(), given, g.now)
    except BadTimetable as fault:
        form.refused(fault, fault.field)
        return _new_page(child, form), 422
    except (Refused, NotFound) as fault:
        form.wrong("starts", str(fault))
        return _new_page(child, form), 422
    flash("The timetable is on record, with its end and the day to look at it again.", "done")
    return redirect(url_for("timetables.show", timetable_id=made.id), 303)


@bp.get("/timetables/<uuid:timetable_id>")
@needs(Permission.SEE_FORMAL)
def show(timetable_id: UUID) -> ResponseReturnValue:
    """One timetable: what was agreed, every look at it, and how it ended."""
    today = typed_day(london_date(g.now))
    return _page(_seen(timetable_id), filled_form({"reviewed_on": today, "ended_on": today}))


def _seen(timetable_id: UUID) -> TimetableSeen:
    seen = timetable(work(), viewer(), timetable_id)
    view_person(work(), viewer(), seen.child.id, g.now)
    return seen


def _page(seen: TimetableSeen, form: Form) -> str:
    return render_template(
        "formal/timetable.html", seen=seen, form=form, reviews=reviews_of(work(), viewer(), seen.timetable.id),
        waits=seen.waits(london_date(g.now)), staff={one.id: one.name for one in colleagues(work(), viewer())},
        said=returns_said()[ReturnKind.PART_TIME],
    )  # fmt: skip


@bp.post("/timetables/<uuid:timetable_id>/reviews")
@needs(Permission.RECORD_FORMAL)
def review(timetable_id: UUID) -> ResponseReturnValue:
    """Record a look at a timetable."""
    seen, form = _seen(timetable_id), sent_form()
    reviewed_on, following = read_day(form, "reviewed_on"), read_day_or_none(form, "next_review_on")
    if form.errors or reviewed_on is None:
        return _page(seen, form), 422
    try:
        review_timetable(
            work(), viewer(), seen.timetable.id, ReviewGiven(reviewed_on, form.text("said"), following), g.now
        )
    except BadTimetable as fault:
        form.refused(fault, fault.field)
        return _page(seen, form), 422
    except Refused as fault:
        form.wrong("reviewed_on", str(fault))
        return _page(seen, form), 422
    flash("It is on record what was said, and when all look again.", "done")
    return redirect(url_for("timetables.show", timetable_id=seen.timetable.id), 303)


@bp.post("/timetables/<uuid:timetable_id>/end")
@needs(Permission.RECORD_FORMAL)
def end(timetable_id: UUID) -> ResponseReturnValue:
    """Record that a timetable ended."""
    seen, form = _seen(timetable_id), sent_form()
    ended_on = read_day(form, "ended_on")
    if form.errors or ended_on is None:
        return _page(seen, form), 422
    try:
        end_timetable(work(), viewer(), seen.timetable.id, ended_on, form.text("because"), g.now)
    except BadTimetable as fault:
        form.refused(fault, fault.field)
        return _page(seen, form), 422
    except Refused as fault:
        form.wrong("ended_on", str(fault))
        return _page(seen, form), 422
    flash("The timetable has ended. If the register still shows code C2, the school corrects it there.", "done")
    return redirect(url_for("timetables.show", timetable_id=seen.timetable.id), 303)
