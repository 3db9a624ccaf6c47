"""Setting up what one signs in with beside the password: an authenticator app, keys, recovery codes.

Who has none yet gets here with the password alone, and nowhere else; who has one has shown it within ten minutes.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

import segno
from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.signing_in import find
from comms.agencies.signing_in.factors import (
    WrongCode,
    add_app,
    add_key,
    prepare_app,
    remove_app,
    remove_key,
)
from comms.agencies.signing_in.one_time_code import app_address, spaced
from comms.agencies.signing_in.passkey import KeyRefused, key_made, options_to_add
from comms.agencies.signing_in.recovery_code import make_recovery_codes
from comms.agencies.signing_in.staff_session import Factor, StaffSession
from comms.agencies.staff import Staff
from comms.foundation.errors import BadInput, NotFound
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.signing_in.asking import ask_to_confirm, ask_to_sign_in, onward
from comms.web.signing_in.browser_session import found, own_session, renew
from comms.web.signing_in.keys_here import as_json, ask_key, asked, keys_here, party_here
from comms.web.signing_in.standing import step
from comms.web.viewing import confirmed, own, viewer

bp = Blueprint("factors", __name__)
View = TypeVar("View", bound=Callable[..., Any])

PURPOSE = "add a key"
THEIRS = "what they sign in with"
# Dots of a picture for each square of the code: a telephone reads it from a screen at arm's length.
SCALE, BORDER = 6, 4


def setting_up(view: View) -> View:
    """Marks a route on which a second factor is set up: for who has none and gave the password, and for who has shown
    one within ten minutes. A password alone never adds another factor to those there are."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        both = found(work())
        if both is None or (not both[0].opens and find.has_second_factor(work(), both[1])):
            return ask_to_sign_in()
        if both[0].opens and not both[0].is_confirmed(g.now):
            return ask_to_confirm()
        g.setting_up = both
        return view(*args, **kwargs)

    guarded.own = THEIRS  # type: ignore[attr-defined]
    guarded.before_second_factor = True  # type: ignore[attr-defined]
    return cast("View", guarded)


def _here() -> tuple[StaffSession, Staff]:
    both: tuple[StaffSession, Staff] = g.setting_up
    return both


@bp.get("/factors")
@setting_up
def choose() -> ResponseReturnValue:
    """Which second factor to set up, and why there has to be one."""
    return render_template("signing_in/choose.html", keys=keys_here(), first=not _here()[0].opens, step=step)


@bp.post("/factors/app")
@setting_up
def begin_app() -> ResponseReturnValue:
    """Have a secret to share with an app."""
    prepare_app(work(), _here()[0])
    return redirect(step("factors.app"), 303)


@bp.get("/factors/app")
@setting_up
def app() -> ResponseReturnValue:
    """The secret, as a picture and to be typed, and the form for the first code."""
    return _app_page(filled_form({}))


@bp.get("/factors/app/picture.png")
@setting_up
def app_picture() -> ResponseReturnValue:
    """The secret as a picture that an app reads. No browser keeps it."""
    one, staff = _here()
    if one.new_secret_locked is None:
        raise NotFound("There is nothing to scan.")
    drawn = io.BytesIO()
    segno.make(app_address(one.new_secret, staff.email), error="m").save(drawn, kind="png", scale=SCALE, border=BORDER)
    return Response(drawn.getvalue(), content_type="image/png")


@bp.post("/factors/app/confirm")
@setting_up
def confirm_app() -> ResponseReturnValue:
    """Set the app up, if it shows the right code."""
    form = sent_form()
    one, staff = _here()
    try:
        add_app(work(), staff, one, form.text("code"), g.now)
    except WrongCode as fault:
        form.refused(fault, "code")
        return _app_page(form, 422)
    return _added(Factor.CODE, "Your authenticator app is set up.")


def _app_page(form: Form, status: int = 200) -> ResponseReturnValue:
    one, staff = _here()
    if one.new_secret_locked is None:
        return redirect(step("factors.choose"), 303)
    return render_template(
        "signing_in/app.html", form=form, secret=spaced(one.new_secret), email=staff.email,
        again=staff.totp_secret_locked is not None, step=step,
    ), status  # fmt: skip


@bp.get("/factors/key")
@setting_up
def key() -> ResponseReturnValue:
    """The form for another key: its name, and the button that asks the browser for it."""
    return _key_page(filled_form({}))


@bp.post("/factors/key/options")
@setting_up
def key_options() -> ResponseReturnValue:
    """What a browser needs to make a key."""
    staff = _here()[1]
    return as_json(options_to_add(party_here(), staff, find.keys_of(work(), staff.id), ask_key(PURPOSE)))


@bp.post("/factors/key")
@setting_up
def keep_key() -> ResponseReturnValue:
    """Keep the key that the browser made."""
    form = sent_form()
    one, staff = _here()
    try:
        made = key_made(work(), staff, form.carried("key"), asked(PURPOSE), party_here(), g.now)
        add_key(work(), staff, one, made, form.line("name"), g.now)
    except KeyRefused as fault:
        form.refused(fault, "key")
    except BadInput as fault:
        form.refused(fault, "name")
    if form.errors:
        return _key_page(form), 422
    return _added(Factor.KEY, "Your key is set up.")


def _key_page(form: Form) -> str:
    return render_template("signing_in/key.html", form=form, keys=keys_here(), step=step)


def _added(factor: Factor, told: str) -> ResponseReturnValue:
    """Go on in a new session. Who had no factor before has signed in by this, and gets recovery codes to keep."""
    one, staff = _here()
    first = not one.opens
    renew(work(), staff, one, factor if first else Factor(one.factor))
    if first or not staff.recovery_codes:
        return _codes_page(staff, told)
    flash(told, "done")
    return redirect(url_for("account.show"), 303)


@bp.post("/recovery-codes")
@own(THEIRS)
@confirmed
def make_codes() -> ResponseReturnValue:
    """Make a new set of recovery codes, and show it this once."""
    return _codes_page(work().get_one(Staff, viewer().staff_id), "")


def _codes_page(staff: Staff, told: str) -> str:
    codes = make_recovery_codes(work(), staff, g.now)
    return render_template("signing_in/recovery_codes.html", codes=codes, told=told, onward=onward(), email=staff.email)


@bp.post("/factors/app/remove")
@own(THEIRS)
@confirmed
def remove_app_here() -> ResponseReturnValue:
    """Take the app away; a key has to be left."""
    remove_app(work(), viewer(), own_session(), g.now)
    return _removed("Your authenticator app opens nothing any more.")


@bp.post("/factors/keys/<uuid:passkey_id>/remove")
@own(THEIRS)
@confirmed
def remove_key_here(passkey_id: UUID) -> ResponseReturnValue:
    """Take a key away; the app or another key has to be left."""
    gone = remove_key(work(), viewer(), own_session(), passkey_id, g.now)
    return _removed(f"“{gone.name}” opens nothing any more.")


def _removed(told: str) -> ResponseReturnValue:
    one = own_session()
    renew(work(), work().get_one(Staff, one.staff_id), one, Factor(one.factor))
    flash(told, "done")
    return redirect(url_for("account.show"), 303)
