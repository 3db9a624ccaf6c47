"""Showing again that it is they, before the account is changed: the password and a code, or a key."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Blueprint, g, redirect, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from comms.agencies.signing_in import find
from comms.agencies.signing_in.attempts import counted_for_confirming
from comms.agencies.signing_in.one_time_code import take_code
from comms.agencies.signing_in.passkey import KeyRefused, key_shown, options_to_show
from comms.agencies.signing_in.staff_session import Factor
from comms.agencies.staff import Staff
from comms.web.door import installation
from comms.web.forms import Form, filled_form, sent_form
from comms.web.signing_in.asking import ask_to_sign_in, onward
from comms.web.signing_in.attempting import give_back, put_down_failure, too_often
from comms.web.signing_in.browser_session import found, renew
from comms.web.signing_in.keys_here import as_json, ask_key, asked, keys_here, party_here
from comms.web.signing_in.passwords import try_password
from comms.web.signing_in.standing import Standing, standing, step

bp = Blueprint("confirming", __name__)
View = TypeVar("View", bound=Callable[..., Any])

PURPOSE = "confirm"
WRONG = "The password and the code are not both right. Check the password, and wait for the next code."


def signed_in_apart(view: View) -> View:
    """Marks a route for whoever has signed in, found out in a session of its own, so that the database does not wait
    while a password is hashed."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        here = standing()
        if here is None or not here.is_in:
            return ask_to_sign_in()
        g.standing = here
        return view(*args, **kwargs)

    guarded.own = "that it is they"  # type: ignore[attr-defined]
    return cast("View", guarded)


def _here() -> Standing:
    here: Standing = g.standing
    return here


@bp.get("/confirm")
@signed_in_apart
def confirm() -> ResponseReturnValue:
    """The form for the password and a code, and the button for a key."""
    return _page(filled_form({}))


@bp.post("/confirm")
@signed_in_apart
def give() -> ResponseReturnValue:
    """Try the password and a code together; which of them was wrong is not said."""
    form, here = sent_form(), _here()
    with installation().database.reading() as session:
        kept = session.get_one(Staff, here.staff_id).password

    def right(session: Session, staff: Staff) -> bool:
        return knows and take_code(session, staff, form.text("code"), g.now)

    if (refused := _too_often(form, "password")) is not None:
        return refused
    knows = try_password(form.carried("password"), kept)[0]
    return _try(form, "password", Factor.CODE, WRONG, right)


@bp.post("/confirm/key/options")
@signed_in_apart
def key_options() -> ResponseReturnValue:
    """What a browser needs to have one of their keys answer."""
    with installation().database.reading() as session:
        keys = find.keys_of(session, _here().staff_id)
        if not keys:
            raise KeyRefused
        return as_json(options_to_show(party_here(), keys, ask_key(PURPOSE), alone=True))


@bp.post("/confirm/key")
@signed_in_apart
def give_key() -> ResponseReturnValue:
    """Try one of their keys, which has itself made sure who holds it."""
    form = sent_form()

    def right(session: Session, staff: Staff) -> bool:
        answer, challenge = form.carried("key"), asked(PURPOSE)
        return key_shown(session, answer, challenge, party_here(), g.now, alone=True).staff_id == staff.id

    return _too_often(form, "key") or _try(form, "key", Factor.KEY, str(KeyRefused()), right)


def _too_often(form: Form, field: str) -> ResponseReturnValue | None:
    here = _here()
    fault = too_often(counted_for_confirming(here.staff_id), "confirm", here.staff_id)
    if fault is None:
        return None
    form.wrong(field, str(fault))
    return _page(form), 429, {"Retry-After": str(fault.seconds)}


def _try(
    form: Form, field: str, factor: Factor, wrong: str, right: Callable[[Session, Staff], bool]
) -> ResponseReturnValue:
    here = _here()
    if not _confirmed(right):
        put_down_failure(here.staff_id, "confirm", factor)
        form.wrong(field, wrong)
        return _page(form), 422
    give_back(counted_for_confirming(here.staff_id))
    return redirect(onward(), 303)


def _confirmed(right: Callable[[Session, Staff], bool]) -> bool:
    try:
        with installation().database.work() as session:
            both = found(session)
            if both is None or not right(session, both[1]):
                return False
            renew(session, both[1], both[0], Factor(both[0].factor))
    except KeyRefused:
        return False
    return True


def _page(form: Form) -> str:
    with installation().database.reading() as session:
        has_password = session.get_one(Staff, _here().staff_id).password is not None
    return render_template(
        "signing_in/confirm.html", form=form, here=_here(), has_password=has_password, keys=keys_here(), step=step
    )
