"""One colleague: what they may do, a new password, a lost second factor, their leaving and their coming back."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.directories.actions import untie
from comms.agencies.find import colleague
from comms.agencies.permissions import Permission
from comms.agencies.signing_in.factors import reset_factors
from comms.agencies.staff import Staff
from comms.agencies.staffing import find
from comms.agencies.staffing.fitting import NoRole, RoleNotGivenHere, roles_of_kind
from comms.agencies.staffing.leaving import offer_new_password, take_back
from comms.colleagues.leaving import let_go
from comms.colleagues.roles import give_roles
from comms.foundation.errors import BadInput
from comms.interpreters.accounts.find import entry_tied_to
from comms.web.agency.staff import link_page
from comms.web.agency.staff_form import read_roles, refuse, roles_answers
from comms.web.agency.staff_shown import in_words
from comms.web.door import installation, work
from comms.web.forms import Form, sent_form
from comms.web.interpreters.choices import language_choices
from comms.web.limiting import limited
from comms.web.limits import INVITATIONS
from comms.web.viewing import confirmed, needs, viewer

bp = Blueprint("member", __name__, url_prefix="/agency/staff")


def _colleague(staff_id: UUID) -> Staff:
    return colleague(work(), viewer(), staff_id)


def _roles_to_choose(staff: Staff) -> list[str]:
    """The roles an agency like ours gives, and those they have already."""
    return [*roles_of_kind(viewer().agency_kind), *(set(staff.role_names) - set(roles_of_kind(viewer().agency_kind)))]


@bp.get("/<uuid:staff_id>")
@needs(Permission.MANAGE_STAFF)
def show(staff_id: UUID) -> ResponseReturnValue:
    """Everything about how a colleague signs in, and what can be done about it."""
    staff = _colleague(staff_id)
    last = find.last_signed_in(work(), viewer()).get(staff.id)
    return render_template(
        "agency/member.html", one=staff, is_you=staff.id == viewer().staff_id,
        has_factor=staff.id in find.with_second_factor(work(), viewer()), last=in_words(last) if last else "never",
        left=in_words(staff.left_at) if staff.left_at else "", entry=entry_tied_to(work(), viewer(), staff.id),
        open_link=next((one for one in find.invitations_for(work(), viewer(), staff.id)
                        if not one.why_not_open(g.now)), None), in_words=in_words,
    )  # fmt: skip


@bp.get("/<uuid:staff_id>/roles")
@needs(Permission.MANAGE_STAFF)
@confirmed
def roles(staff_id: UUID) -> ResponseReturnValue:
    """The form of what a colleague may do."""
    staff = _colleague(staff_id)
    return _roles_form(staff, roles_answers(staff))


def _roles_form(staff: Staff, form: Form) -> str:
    return render_template(
        "agency/member_roles.html", one=staff, form=form, is_you=staff.id == viewer().staff_id,
        roles=_roles_to_choose(staff), choices=language_choices(work(), viewer()),
    )  # fmt: skip


@bp.post("/<uuid:staff_id>/roles")
@needs(Permission.MANAGE_STAFF)
@confirmed
def change(staff_id: UUID) -> ResponseReturnValue:
    """Change what a colleague may do."""
    staff, form = _colleague(staff_id), sent_form()
    given = read_roles(form)
    try:
        if given is not None:
            give_roles(work(), viewer(), staff_id, given, g.now)
    except BadInput as fault:
        refuse(form, fault)
    if form.errors:
        return _roles_form(staff, form), 422
    flash(f"From now on {staff.name} may do this as: {', '.join(staff.role_names)}.", "done")
    return redirect(url_for("agency.member.show", staff_id=staff.id), 303)


@bp.get("/<uuid:staff_id>/new-password")
@needs(Permission.MANAGE_STAFF)
@confirmed
def password(staff_id: UUID) -> ResponseReturnValue:
    """What a link for a new password does, before it is made."""
    return _before(staff_id, "agency/member_password.html")


def _before(staff_id: UUID, page: str) -> str:
    return render_template(page, one=_colleague(staff_id), by_email=bool(installation().settings.smtp_host))


@bp.post("/<uuid:staff_id>/new-password")
@needs(Permission.MANAGE_STAFF)
@confirmed
@limited(INVITATIONS)
def offer_password(staff_id: UUID) -> ResponseReturnValue:
    """Make a link for a new password."""
    return link_page(*offer_new_password(work(), viewer(), staff_id, g.now))


@bp.get("/<uuid:staff_id>/second-factor")
@needs(Permission.MANAGE_STAFF)
@confirmed
def factor(staff_id: UUID) -> ResponseReturnValue:
    """What follows when a second factor is reset."""
    return _before(staff_id, "agency/member_factor.html")


@bp.post("/<uuid:staff_id>/second-factor")
@needs(Permission.MANAGE_STAFF)
@confirmed
def reset(staff_id: UUID) -> ResponseReturnValue:
    """Reset a colleague's second factor: they set up another when they next sign in."""
    staff = reset_factors(work(), viewer(), staff_id, g.now)
    flash(f"{staff.name} is signed out everywhere, and sets up a new second factor when they sign in.", "done")
    return redirect(url_for("agency.member.show", staff_id=staff.id), 303)


@bp.post("/<uuid:staff_id>/untie")
@needs(Permission.MANAGE_STAFF)
def untie_here(staff_id: UUID) -> ResponseReturnValue:
    """Forget who a colleague is in the directory."""
    staff = untie(work(), viewer(), staff_id, g.now)
    flash(f"The next time {staff.name} comes by the directory, they are found by their e-mail address.", "done")
    return redirect(url_for("agency.member.show", staff_id=staff.id), 303)


@bp.get("/<uuid:staff_id>/leave")
@needs(Permission.MANAGE_STAFF)
@confirmed
def leaving(staff_id: UUID) -> ResponseReturnValue:
    """What follows when somebody leaves."""
    staff = _colleague(staff_id)
    return render_template(
        "agency/member_leave.html", one=staff, keys=find.keys_made_by(work(), viewer(), staff.id, g.now),
        invitations=find.invitations_made_by(work(), viewer(), staff.id, g.now),
    )  # fmt: skip


@bp.post("/<uuid:staff_id>/leave")
@needs(Permission.MANAGE_STAFF)
@confirmed
def leave(staff_id: UUID) -> ResponseReturnValue:
    """End a colleague's access, and hand back what they had taken on."""
    gone = let_go(work(), viewer(), staff_id, g.now)
    flash(f"{gone.staff.name} signs in no more. What they had taken on is open to the rest of you again.", "done")
    if gone.keys:
        names = ", ".join(f"“{key.name}”" for key in gone.keys)
        flash(f"They made keys for other programs: {names}. Revoke those whose program you do not know.", "done")
    if gone.unseen:
        flash(f"Nobody who works here sees these closed families now: {', '.join(gone.unseen)}. Name somebody.", "done")
    return redirect(url_for("agency.staff.show"), 303)


@bp.get("/<uuid:staff_id>/take-back")
@needs(Permission.MANAGE_STAFF)
@confirmed
def coming_back(staff_id: UUID) -> ResponseReturnValue:
    """The form with which somebody who left comes back."""
    staff = _colleague(staff_id)
    return _back_form(staff, roles_answers(staff))


def _back_form(staff: Staff, form: Form) -> str:
    return render_template("agency/member_back.html", one=staff, form=form, roles=_roles_to_choose(staff))


@bp.post("/<uuid:staff_id>/take-back")
@needs(Permission.MANAGE_STAFF)
@confirmed
@limited(INVITATIONS)
def come_back(staff_id: UUID) -> ResponseReturnValue:
    """Invite somebody who left to come back."""
    staff, form = _colleague(staff_id), sent_form()
    try:
        return link_page(*take_back(work(), viewer(), staff_id, form.many("roles"), g.now))
    except (NoRole, RoleNotGivenHere) as fault:
        refuse(form, fault)
        return _back_form(staff, form), 422
