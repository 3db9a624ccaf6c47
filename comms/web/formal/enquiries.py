"""The joint enquiries about a child who has not come back: begun, step by step, and ended when the child was found."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.families import find as families
from comms.families.actions import view_person
from comms.families.person import Person
from comms.formal.returns.enquiries.actions import BadEnquiry, StepGiven, end_enquiry, open_enquiry, record_step
from comms.formal.returns.enquiries.checklist import grounds, items
from comms.formal.returns.enquiries.find import EnquirySeen, enquiry, facts_about, steps_of
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound, Refused
from comms.web.door import work
from comms.web.formal.returns import child_seen
from comms.web.forms import Form, filled_form, sent_form
from comms.web.interpreters.when import read_day, typed_day
from comms.web.viewing import needs, viewer

bp = Blueprint("enquiries", __name__, url_prefix="/formal/returns")


@bp.get("/children/<uuid:child_id>/enquiries")
@needs(Permission.RECORD_FORMAL)
def begin(child_id: UUID) -> ResponseReturnValue:
    """When the child was last seen, and when the child was expected."""
    return _begin_page(child_seen(child_id), filled_form({}))


def _begin_page(child: Person, form: Form) -> str:
    return render_template("formal/enquiry_begin.html", child=child, form=form)


@bp.post("/children/<uuid:child_id>/enquiries")
@needs(Permission.RECORD_FORMAL)
def make(child_id: UUID) -> ResponseReturnValue:
    """Begin the enquiries."""
    child, form = child_seen(child_id), sent_form()
    last_seen, expected_on = read_day(form, "last_seen"), read_day(form, "expected_on")
    if form.errors or last_seen is None or expected_on is None:
        return _begin_page(child, form), 422
    try:
        made = open_enquiry(work(), viewer(), child.id, last_seen, expected_on, g.now)
    except BadEnquiry as fault:
        form.refused(fault, fault.field)
        return _begin_page(child, form), 422
    except NotFound as fault:
        form.wrong("last_seen", str(fault))
        return _begin_page(child, form), 422
    flash("The enquiries have begun. The child keeps the place at the school.", "done")
    return redirect(url_for("enquiries.show", enquiry_id=made.id), 303)


@bp.get("/enquiries/<uuid:enquiry_id>")
@needs(Permission.SEE_FORMAL)
def show(enquiry_id: UUID) -> ResponseReturnValue:
    """What was asked and found, what was not asked yet, and the facts of the two grounds."""
    return _page(_seen(enquiry_id), filled_form({"happened_on": typed_day(london_date(g.now))}))


def _seen(enquiry_id: UUID) -> EnquirySeen:
    seen = enquiry(work(), viewer(), enquiry_id)
    view_person(work(), viewer(), seen.child.id, g.now)
    return seen


def _page(seen: EnquirySeen, form: Form) -> str:
    steps = steps_of(work(), viewer(), seen.enquiry.id)
    return render_template(
        "formal/enquiry.html", seen=seen, form=form, steps=steps, items=items(), grounds=grounds(),
        facts=facts_about(work(), viewer(), seen, london_date(g.now)),
        found=any(items()[one.item].found for one in steps if one.item in items()),
        adults=[adult for _, adult in families.adults_of(work(), viewer(), seen.child.id)],
        staff={one.id: one.name for one in colleagues(work(), viewer())},
    )  # fmt: skip


@bp.post("/enquiries/<uuid:enquiry_id>/steps")
@needs(Permission.RECORD_FORMAL)
def tell(enquiry_id: UUID) -> ResponseReturnValue:
    """Record one thing that was asked or found."""
    seen, form = _seen(enquiry_id), sent_form()
    item = form.chosen("item", items(), "Choose what was asked or found.")
    happened_on = read_day(form, "happened_on")
    if form.errors or happened_on is None:
        return _page(seen, form), 422
    given = StepGiven(item, happened_on, form.text("said"), form.line("of_whom"), form.line("through"))
    try:
        record_step(work(), viewer(), seen.enquiry.id, given, g.now)
    except BadEnquiry as fault:
        form.refused(fault, fault.field)
        return _page(seen, form), 422
    except Refused as fault:
        form.wrong("item", str(fault))
        return _page(seen, form), 422
    flash("It is on record.", "done")
    return redirect(url_for("enquiries.show", enquiry_id=seen.enquiry.id), 303)


@bp.post("/enquiries/<uuid:enquiry_id>/end")
@needs(Permission.DECIDE_FORMAL)
def end(enquiry_id: UUID) -> ResponseReturnValue:
    """End the enquiries: the child was found."""
    seen, form = _seen(enquiry_id), sent_form()
    try:
        end_enquiry(work(), viewer(), seen.enquiry.id, form.text("because"), g.now)
    except (BadEnquiry, Refused) as fault:
        form.wrong("because", str(fault))
        return _page(seen, form), 422
    flash("The enquiries have ended, with your name and your reason.", "done")
    return redirect(url_for("enquiries.show", enquiry_id=seen.enquiry.id), 303)
