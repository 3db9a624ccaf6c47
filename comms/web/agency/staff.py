"""Who signs in for the agency: everybody who does, and inviting somebody. There is no other way in."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.agencies.staffing.fitting import roles_of_kind
from comms.agencies.staffing.invitation import Invitation
from comms.agencies.staffing.inviting import invite, link_of, send_again, withdraw_invitation
from comms.foundation.errors import BadInput
from comms.interpreters.accounts.find import entries_without_account
from comms.messages.inviting import email_invitation
from comms.web.agency.staff_form import read_invitation, refuse
from comms.web.agency.staff_shown import colleagues_shown, in_words, invited_shown
from comms.web.door import installation, work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.interpreters.choices import language_choices
from comms.web.limiting import limited
from comms.web.limits import INVITATIONS
from comms.web.viewing import confirmed, needs, viewer

bp = Blueprint("staff", __name__)


@bp.get("/agency/staff")
@needs(Permission.MANAGE_STAFF)
def show() -> ResponseReturnValue:
    """Who signs in for the agency and as what, who is invited, and who has left."""
    everybody = colleagues_shown(work(), viewer())
    return render_template(
        "agency/staff.html",
        working=[one for one in everybody if one.staff.active],
        left=[one for one in everybody if not one.staff.active],
        invited=invited_shown(work(), viewer(), g.now),
        in_words=in_words,
    )


@bp.get("/agency/staff/invite")
@needs(Permission.MANAGE_STAFF)
@confirmed
def invitation() -> ResponseReturnValue:
    """The form of an invitation."""
    return _form(filled_form({}))


def _form(form: Form) -> str:
    return render_template(
        "agency/invite.html", form=form, roles=roles_of_kind(viewer().agency_kind),
        choices=language_choices(work(), viewer()), entries=entries_without_account(work(), viewer()),
    )  # fmt: skip


@bp.post("/agency/staff/invite")
@needs(Permission.MANAGE_STAFF)
@confirmed
@limited(INVITATIONS)
def send() -> ResponseReturnValue:
    """Invite somebody, and show the link this once."""
    form = sent_form()
    given = read_invitation(form)
    if given is not None and given.interpreter_id is not None:
        _check_entry(form, given.interpreter_id)
    if given is None or form.errors:
        return _form(form), 422
    try:
        made, token = invite(work(), viewer(), given, g.now)
    except BadInput as fault:
        refuse(form, fault)
        return _form(form), 422
    return link_page(made, token)


def _check_entry(form: Form, entry: UUID) -> None:
    """An account that is for an entry of the register is an interpreter's, and the entry is ours and free."""
    if entry not in {one.id for one in entries_without_account(work(), viewer())}:
        form.wrong("interpreter", "Choose somebody of your register who does not sign in yet, or nobody.")
    elif "interpreter" not in form.many("roles"):
        form.wrong("roles", "Tick “interpreter”, or choose nobody of the register.")


def link_page(invitation: Invitation, token: str) -> str:
    """A link, shown this once; where a mail server is set it goes by e-mail too. The link to a new password goes by
    e-mail alone then, so that nobody but the colleague has it: an administrator who had it could sign in as them."""
    by_email = bool(installation().settings.smtp_host)
    if by_email:
        email_invitation(work(), viewer(), invitation, token, g.now)
    return render_template(
        "agency/link.html", one=invitation, by_email=by_email, until=in_words(invitation.ends_at),
        link="" if by_email and invitation.is_return else link_of(work(), token),
    )  # fmt: skip


@bp.post("/agency/invitations/<uuid:invitation_id>/again")
@needs(Permission.MANAGE_STAFF)
@confirmed
@limited(INVITATIONS)
def again(invitation_id: UUID) -> ResponseReturnValue:
    """Give an invitation a new link and another week."""
    return link_page(*send_again(work(), viewer(), invitation_id, g.now))


@bp.post("/agency/invitations/<uuid:invitation_id>/withdraw")
@needs(Permission.MANAGE_STAFF)
def withdraw(invitation_id: UUID) -> ResponseReturnValue:
    """Have an invitation open nothing."""
    gone = withdraw_invitation(work(), viewer(), invitation_id, g.now)
    flash(f"The link of {gone.name} opens nothing any more.", "done")
    return redirect(url_for("agency.staff.show"), 303)
