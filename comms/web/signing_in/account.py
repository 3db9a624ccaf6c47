"""One's own account: who one is here, what one may do, what one signs in with, and where one is signed in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import ROLES
from comms.agencies.signing_in import find
from comms.agencies.signing_in.own_account import change_email, change_password
from comms.agencies.signing_in.password_rule import KnownOfThem, check_password
from comms.agencies.signing_in.recovery_code import HOW_MANY
from comms.agencies.signing_in.sessions import end_own_session, end_sessions
from comms.agencies.signing_in.staff_session import Ended, Factor
from comms.agencies.staff import Staff
from comms.foundation.clock import LONDON
from comms.foundation.errors import BadInput
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.limiting import limited
from comms.web.limits import EMAIL_CHANGES
from comms.web.signing_in.browser_session import idle_limit, own_session, renew
from comms.web.signing_in.keys_here import keys_here
from comms.web.signing_in.passwords import hashed
from comms.web.viewing import confirmed, own, viewer
from comms.web.wording import counted, day_in_words

bp = Blueprint("account", __name__)

THEIRS = "their own account"


def _staff() -> Staff:
    return work().get_one(Staff, viewer().staff_id)


@bp.get("/account")
@own(THEIRS)
def show() -> ResponseReturnValue:
    """Everything about how one signs in, and what one may do."""
    staff = _staff()
    return render_template(
        "signing_in/account.html",
        staff=staff,
        roles=[(role, sorted(ROLES.get(role, ()))) for role in staff.role_names],
        passkeys=find.keys_of(work(), staff.id),
        codes_left=len(staff.recovery_codes),
        codes=HOW_MANY,
        sessions=find.own_sessions(work(), viewer(), g.now, idle_limit()),
        here=own_session().id,
        moment=_moment,
        keys=keys_here(),
    )


def _moment(at: datetime) -> str:
    return f"{day_in_words(at)} at {at.astimezone(LONDON):%H:%M}"


@bp.post("/account/sessions/<uuid:signed_in_id>/end")
@own(THEIRS)
def end_one(signed_in_id: UUID) -> ResponseReturnValue:
    """Sign out in another browser."""
    end_own_session(work(), viewer(), signed_in_id, g.now)
    flash("That browser is signed out.", "done")
    return redirect(url_for("account.show"), 303)


@bp.post("/account/sessions/end")
@own(THEIRS)
def end_others() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    seen, here = viewer(), own_session()
    ended = end_sessions(work(), seen.actor, here.staff_id, Ended.FROM_ELSEWHERE, g.now, but=here.id)
    flash(f"You are signed out in {counted(ended, 'other browser', 'other browsers')}.", "done")
    return redirect(url_for("account.show"), 303)


@bp.get("/account/password")
@own(THEIRS)
@confirmed
def password() -> ResponseReturnValue:
    """The form for another password."""
    return _password_page(filled_form({}))


@bp.post("/account/password")
@own(THEIRS)
@confirmed
def change_password_here() -> ResponseReturnValue:
    """Take another password, and end every other session."""
    form = sent_form()
    staff = _staff()
    chosen = chosen_password(form, staff)
    if chosen is None:
        return _password_page(form), 422
    one = own_session()
    change_password(work(), staff, hashed(chosen), g.now, one)
    renew(work(), staff, one, Factor(one.factor))
    flash("Your password is changed. Every other browser is signed out.", "done")
    return redirect(url_for("account.show"), 303)


def chosen_password(form: Form, staff: Staff) -> str | None:
    """The new password that was typed, the same both times; None where it may not be used, which the form then says."""
    chosen = form.carried("password")
    known = KnownOfThem(staff.name, staff.email, staff.agency.name)
    try:
        check_password(chosen, known)
    except BadInput as fault:
        form.refused(fault, "password")
    if not form.errors and chosen != form.carried("again"):
        form.wrong("again", "This is not the password above. Type it again.")
    return None if form.errors else chosen


def _password_page(form: Form) -> str:
    return render_template("signing_in/new_password.html", form=form, email=viewer_email(), address=None)


def viewer_email() -> str:
    """The viewer's e-mail address, by which a password store knows whose the new password is."""
    return _staff().email


@bp.get("/account/email")
@own(THEIRS)
@confirmed
def email() -> ResponseReturnValue:
    """The form for another e-mail address."""
    return render_template("signing_in/email.html", form=filled_form({}), email=viewer_email())


@bp.post("/account/email")
@own(THEIRS)
@confirmed
@limited(EMAIL_CHANGES)
def change_email_here() -> ResponseReturnValue:
    """Sign in with another address from now on."""
    form = sent_form()
    staff, one = _staff(), own_session()
    try:
        change_email(work(), staff, form.line("email"), one, g.now)
    except BadInput as fault:
        form.refused(fault, "email")
        return render_template("signing_in/email.html", form=form, email=staff.email), 422
    renew(work(), staff, one, Factor(one.factor))
    flash("From now on you sign in with this address. Every other browser is signed out.", "done")
    return redirect(url_for("account.show"), 303)
