"""Referrals: a school sends its authority a pack, and the authority reads it, takes it or sends it back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.agency import AgencyKind
from comms.agencies.find import every_agency
from comms.agencies.permissions import Permission
from comms.attendance.calendar import calendar_of
from comms.families.access.find import is_closed_for_others
from comms.families.actions import view_list
from comms.follow_ups.call import CallState, Direction
from comms.follow_ups.calls.find import calls_with
from comms.formal.case.actions import view_case
from comms.formal.case.find import people_of
from comms.formal.case.formal_case import FormalCase
from comms.formal.code.default import default_code
from comms.formal.code.find import authority_of, may_issue
from comms.formal.gates.table import STEPS
from comms.formal.referral import find
from comms.formal.referral.actions import ReferralGiven, send_back, send_referral, take_referral, view_referral
from comms.formal.referral.changes import changes_of
from comms.formal.referral.formal_referral import FormalReferral, ReferralState
from comms.formal.referral.gathering import missing_before
from comms.formal.referral.pack import Contact, marks_in, pack_hash
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.web.door import work
from comms.web.formal.pack_shown import shown
from comms.web.forms import Form, filled_form, sent_form
from comms.web.limiting import limited
from comms.web.limits import EXPORTS
from comms.web.viewing import needs, viewer
from comms.web.wording import day_in_words

bp = Blueprint("referrals", __name__, url_prefix="/formal")
bp.add_app_template_filter(lambda day: day_in_words(date.fromisoformat(day)), "iso_day")


# Calls older than a school year are left out of a pack, and nobody rings one parent more often than this in one.
MOST_CALLS = 400
USUAL = "L09"


@bp.app_template_global("referrals_waiting")
def referrals_waiting() -> int:
    """How many referrals wait for our answer, for whoever may see them."""
    return find.count_waiting(work(), viewer()) if viewer().may(Permission.SEE_FORMAL) else 0


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """A referral in the list: whom it is about, as the pack names them, and the other agency."""

    referral: FormalReferral
    child: str
    parent: str
    other: str


@bp.get("/referrals")
@needs(Permission.SEE_FORMAL)
def listed() -> ResponseReturnValue:
    """What schools sent us, or what we sent our authority."""
    ours = viewer().agency_kind == AgencyKind.LOCAL_AUTHORITY
    found = find.sent_to_us(work(), viewer()) if ours else find.sent_by_us(work(), viewer())
    people = [person for one in found for person in (one.child_id, one.parent_id)]
    view_list(work(), viewer(), "referrals about attendance", people, g.now)
    names = {one.id: one.name for one in every_agency(work())}
    rows = [_row(one, names[one.agency_id if ours else one.to_agency_id]) for one in found]
    waiting = [row for row in rows if row.referral.state == ReferralState.SENT]
    return render_template("formal/referrals.html", rows=rows, waiting=waiting, ours=ours, steps=STEPS)


def _row(one: FormalReferral, other: str) -> ReferralRow:
    about = shown(one.pack)["about"]
    return ReferralRow(one, about["child"]["name"], about["parent"]["name"], other)


@bp.get("/cases/<uuid:case_id>/refer")
@needs(Permission.RECORD_FORMAL)
def send(case_id: UUID) -> ResponseReturnValue:
    """What will go to the authority, what is missing, and why it is asked."""
    case = view_case(work(), viewer(), case_id, g.now)
    return _send_page(case, _kind(request.args.get("kind", USUAL)), filled_form({}))


def _kind(given: str) -> str:
    if given not in default_code().rules:
        raise NotFound("There is no such formal letter.")
    return given


def _send_page(case: FormalCase, kind: str, form: Form) -> str:
    on, people = london_date(g.now), people_of(work(), viewer(), case)
    both = [one for one in (people.child, people.parent) if one is not None]
    return render_template(
        "formal/refer.html", case=case, people=people, kind=kind, steps=STEPS, form=form,
        missing=missing_before(work(), viewer(), case, kind, on), issuer=may_issue(work(), viewer(), kind, on),
        authority=authority_of(work(), viewer()), kinds=list(default_code().rules),
        closed=any(is_closed_for_others(work(), viewer(), one.id) for one in both),
    )  # fmt: skip


@bp.post("/cases/<uuid:case_id>/refer")
@needs(Permission.RECORD_FORMAL)
def send_it(case_id: UUID) -> ResponseReturnValue:
    """Send it."""
    case, form = view_case(work(), viewer(), case_id, g.now), sent_form()
    kind = _kind(form.text("kind"))
    contacts = calls_known(case.parent_id)
    try:
        made = send_referral(work(), viewer(), ReferralGiven(case.id, kind, form.text("why"), contacts), g.now)
    except (BadInput, Refused) as fault:
        form.wrong("why", str(fault))
        return _send_page(case, kind, form), 422
    flash("Sent. What the authority answers stands on this page.", "done")
    return redirect(url_for("referrals.show", referral_id=made.id), 303)


def calls_known(person_id: UUID) -> Sequence[Contact]:
    """The calls with a parent, for whoever may see them: those that came to something, and those that were missed."""
    if not viewer().may(Permission.SEE_MESSAGES):
        return ()
    words = {Direction.TO_THEM: "call to them", Direction.FROM_THEM: "call from them"}
    return [
        Contact(
            london_date(one.began_at), words[Direction(one.direction)], one.state,
            one.with_interpreter if one.state == CallState.TALKED else None,
        )
        for one in calls_with(work(), viewer(), person_id, MOST_CALLS)
        if one.state in {CallState.TALKED, CallState.MISSED}
    ]  # fmt: skip


@bp.get("/referrals/<uuid:referral_id>")
@needs(Permission.SEE_FORMAL)
def show(referral_id: UUID) -> ResponseReturnValue:
    """One referral: the pack as it was sent, and what changed since."""
    return _page(view_referral(work(), viewer(), referral_id, g.now), filled_form({}))


def _page(row: FormalReferral, form: Form) -> str:
    pack: dict[str, Any] = row.pack
    weeks = calendar_of(marks_in(pack), date.fromisoformat(pack["from"]), date.fromisoformat(pack["to"]))
    return render_template(
        "formal/referral.html", row=row, pack=pack, parts=shown(pack), weeks=weeks, form=form, steps=STEPS,
        changes=changes_of(work(), viewer(), row), whole=pack_hash(pack) == row.pack_hash,
        ours=row.to_agency_id == viewer().agency_id,
    )  # fmt: skip


@bp.post("/referrals/<uuid:referral_id>/take")
@needs(Permission.RECORD_FORMAL)
def take(referral_id: UUID) -> ResponseReturnValue:
    """Take it: the authority has a case of its own from now on."""
    row = view_referral(work(), viewer(), referral_id, g.now)
    case = take_referral(work(), viewer(), row.id, g.now)
    flash("Taken. You work with the child and the parent from now on, and this is your case.", "done")
    return redirect(url_for("formal.show", case_id=case.id), 303)


@bp.post("/referrals/<uuid:referral_id>/back")
@needs(Permission.RECORD_FORMAL)
def give_back(referral_id: UUID) -> ResponseReturnValue:
    """Send it back with why."""
    row, form = view_referral(work(), viewer(), referral_id, g.now), sent_form()
    try:
        send_back(work(), viewer(), row.id, form.text("because"), g.now)
    except BadInput as fault:
        form.refused(fault, "because")
        return _page(row, form), 422
    flash("Sent back. The school reads why, and can send it anew.", "done")
    return redirect(url_for("referrals.listed"), 303)


@bp.get("/referrals/<uuid:referral_id>/pack.json")
@needs(Permission.SEE_FORMAL)
@limited(EXPORTS)
def pack_file(referral_id: UUID) -> ResponseReturnValue:
    """The pack as one file, exactly as it was sent."""
    row = find.referral(work(), viewer(), referral_id)
    note(work(), viewer().actor, "download formal referral", ("formal referral", row.id), g.now)
    response = Response(json.dumps(row.pack, ensure_ascii=False, indent=1), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="referral-{row.id}.json"'
    return response
