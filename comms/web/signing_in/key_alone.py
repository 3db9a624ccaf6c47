"""Signing in with a passkey or hardware key alone: where telephones are barred, and where nobody wants to type."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template
from flask.typing import ResponseReturnValue

from comms.agencies.signing_in.attempts import counted_for_key_alone
from comms.agencies.signing_in.passkey import KeyRefused, key_shown, options_to_show
from comms.agencies.signing_in.staff_session import Factor
from comms.agencies.staff import Staff
from comms.web.door import installation
from comms.web.forms import Form, sent_form
from comms.web.limiting import by_address, limited
from comms.web.limits import KEYS_FROM_NETWORK
from comms.web.signing_in.asking import onward
from comms.web.signing_in.attempting import give_back, put_down_failure, too_often
from comms.web.signing_in.browser_session import begin
from comms.web.signing_in.keys_here import as_json, ask_key, asked, keys_here, party_here
from comms.web.signing_in.standing import step
from comms.web.viewing import public

bp = Blueprint("key_alone", __name__)

PURPOSE = "sign in"
WHY = "where one signs in"


@bp.post("/sign-in/passkey/options")
@public(WHY)
@limited(KEYS_FROM_NETWORK, by_address)
def options() -> ResponseReturnValue:
    """What a browser needs to have a key answer. It names no keys, so it tells nothing of who has one."""
    return as_json(options_to_show(party_here(), (), ask_key(PURPOSE), alone=True))


@bp.post("/sign-in/passkey")
@public(WHY)
@limited(KEYS_FROM_NETWORK, by_address)
def give() -> ResponseReturnValue:
    """Be let in by a key that has itself made sure who holds it, by its own code or a finger."""
    form = sent_form()
    counted = counted_for_key_alone(by_address())
    if fault := too_often(counted, "sign in", None):
        form.wrong("passkey", str(fault))
        return _page(form), 429, {"Retry-After": str(fault.seconds)}
    if not _let_in(form.carried("passkey")):
        put_down_failure(None, "sign in", "key")
        form.wrong("passkey", str(KeyRefused()))
        return _page(form), 422
    give_back(counted)
    return redirect(onward(), 303)


def _let_in(answer: str) -> bool:
    try:
        with installation().database.work() as session:
            key = key_shown(session, answer, asked(PURPOSE), party_here(), g.now, alone=True)
            staff = session.get_one(Staff, key.staff_id)
            if staff.active:
                begin(session, staff, Factor.KEY)
            return staff.active
    except KeyRefused:
        return False


def _page(form: Form) -> str:
    return render_template("signing_in/password.html", form=form, keys=keys_here(), step=step)
