"""The first page: the e-mail address and the password, or a passkey alone. And signing out."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.find import staff_with_email
from comms.agencies.signing_in import find
from comms.agencies.signing_in.attempts import counted_for_password
from comms.agencies.signing_in.sessions import end_session
from comms.agencies.signing_in.staff_session import Ended, Factor
from comms.agencies.staff import Staff
from comms.agencies.viewer import viewer_of
from comms.web.door import installation
from comms.web.forms import Form, filled_form, sent_form
from comms.web.limiting import by_address, limited
from comms.web.limits import SIGN_INS_FROM_NETWORK
from comms.web.signing_in.asking import onward
from comms.web.signing_in.attempting import give_back, put_down_failure, too_often
from comms.web.signing_in.browser_session import begin, forget, found
from comms.web.signing_in.keys_here import keys_here
from comms.web.signing_in.passwords import try_password
from comms.web.signing_in.standing import standing, step
from comms.web.viewing import public

bp = Blueprint("signing_in", __name__)

WRONG = "The e-mail address and the password do not belong together. Check both and try again."
LEFT = "You may not sign in any more. Ask your agency’s administrator."


@dataclass(frozen=True, slots=True)
class _Account:
    """What is needed of an account to try a password against."""

    staff_id: UUID
    password: str | None
    active: bool


@bp.get("/sign-in")
@public("where one signs in")
def password() -> ResponseReturnValue:
    """The form; whoever has signed in already goes on."""
    here = standing()
    if here is not None and here.is_in:
        return redirect(onward(), 303)
    return _page(filled_form({}))


@bp.post("/sign-in")
@public("where one signs in")
@limited(SIGN_INS_FROM_NETWORK, by_address)
def give_password() -> ResponseReturnValue:
    """Try the password. An unknown name, and a wrong password, get the same answer after the same work."""
    form = sent_form()
    email = form.line("email")
    account = _account(email)
    staff_id = account.staff_id if account else None
    counted = counted_for_password(email, by_address())
    if fault := too_often(counted, "sign in", staff_id):
        form.wrong("email", str(fault))
        return _page(form), 429, {"Retry-After": str(fault.seconds)}
    right, better = try_password(form.carried("password"), account.password if account else None)
    if not right or account is None:
        put_down_failure(staff_id, "sign in", "password")
        form.wrong("email", WRONG)
        return _page(form), 422
    give_back(counted)
    if not account.active:
        put_down_failure(staff_id, "sign in", "left")
        form.wrong("email", LEFT)
        return _page(form), 422
    next_step = _begin(account, better)
    if next_step is None:
        form.wrong("email", WRONG)
        return _page(form), 422
    return redirect(step(next_step), 303)


def _account(email: str) -> _Account | None:
    with installation().database.reading() as session:
        staff = staff_with_email(session, email)
        return _Account(staff.id, staff.password, staff.active) if staff else None


def _begin(account: _Account, better: str | None) -> str | None:
    """Begin a session that opens nothing but the next step, and which that is; None where the password was changed
    while it was tried: whoever knew the old one is out, and it is not put back."""
    with installation().database.work() as session:
        staff = session.get_one(Staff, account.staff_id, with_for_update={"of": Staff})
        if staff.password != account.password:
            return None
        if better is not None:
            staff.password = better
        has_factor = find.has_second_factor(session, staff)
        begin(session, staff, Factor.NONE)
    return "second_factor.code" if has_factor else "factors.choose"


def _page(form: Form) -> str:
    return render_template("signing_in/password.html", form=form, keys=keys_here(), step=step)


@bp.post("/sign-out")
@public("whoever is not signed in is told nothing by it")
def sign_out() -> ResponseReturnValue:
    """End the session of this browser."""
    with installation().database.work() as session:
        both = found(session)
        if both is not None:
            end_session(session, viewer_of(both[1]).actor, both[0], Ended.SIGNED_OUT, g.now)
    forget()
    flash("You are signed out.", "done")
    return redirect(url_for("signing_in.password"), 303)
