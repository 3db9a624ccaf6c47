"""The second page: a code of the app, a key, or a recovery code. Until then the password opens nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from comms.agencies.signing_in import find
from comms.agencies.signing_in.attempts import Counted, counted_for_code, counted_for_key
from comms.agencies.signing_in.one_time_code import take_code
from comms.agencies.signing_in.passkey import KeyRefused, key_shown, options_to_show
from comms.agencies.signing_in.recovery_code import use_recovery_code
from comms.agencies.signing_in.staff_session import Factor
from comms.agencies.staff import Staff
from comms.web.door import installation
from comms.web.forms import Form, filled_form, sent_form
from comms.web.signing_in.asking import onward
from comms.web.signing_in.attempting import give_back, put_down_failure, too_often
from comms.web.signing_in.browser_session import found, renew
from comms.web.signing_in.keys_here import as_json, ask_key, asked, keys_here, party_here
from comms.web.signing_in.standing import Standing, standing, step
from comms.web.viewing import public

bp = Blueprint("second_factor", __name__)

PURPOSE = "second factor"
WRONG_CODE = "This is not the code that the app shows now, or it was used already. Wait for the next one."
WRONG_RECOVERY = "This is none of your recovery codes, or it was used already."
USED = "You used a recovery code. On your account you see how many are left, and what you sign in with."
WHY = "the second step of signing in: it demands the first one itself"


@bp.get("/sign-in/code")
@public(WHY)
def code() -> ResponseReturnValue:
    """The form for a code of the app, and the button for a key, as far as they have them."""
    here = standing()
    return _elsewhere(here) or _page(here, filled_form({}))


@bp.post("/sign-in/code")
@public(WHY)
def give_code() -> ResponseReturnValue:
    """Try a code of the app."""
    return _try(_Way("code", Factor.CODE, WRONG_CODE, _page, take_code))


@bp.get("/sign-in/recovery")
@public(WHY)
def recovery() -> ResponseReturnValue:
    """The form for a recovery code."""
    here = standing()
    return _elsewhere(here) or _recovery_page(here, filled_form({}))


@bp.post("/sign-in/recovery")
@public(WHY)
def give_recovery() -> ResponseReturnValue:
    """Try a recovery code; it is used up."""
    return _try(_Way("recovery", Factor.RECOVERY, WRONG_RECOVERY, _recovery_page, use_recovery_code, USED))


@bp.post("/sign-in/key/options")
@public(WHY)
def key_options() -> ResponseReturnValue:
    """What a browser needs to have one of their keys answer, beside the password."""
    here = standing()
    if here is None or here.is_in or not here.has_keys:
        raise KeyRefused
    with installation().database.reading() as session:
        keys = find.keys_of(session, here.staff_id)
        return as_json(options_to_show(party_here(), keys, ask_key(PURPOSE), alone=False))


@bp.post("/sign-in/key")
@public(WHY)
def give_key() -> ResponseReturnValue:
    """Be let in by one of their keys, beside the password."""

    def shown(session: Session, staff: Staff, given: str, now: datetime) -> bool:
        return key_shown(session, given, asked(PURPOSE), party_here(), now, alone=False).staff_id == staff.id

    return _try(_Way("key", Factor.KEY, str(KeyRefused()), _page, shown, counted=counted_for_key))


def _elsewhere(here: Standing | None) -> ResponseReturnValue | None:
    """Where somebody has to go who is not at this step; None for whoever is."""
    if here is None:
        return redirect(step("signing_in.password"), 303)
    if here.is_in:
        return redirect(onward(), 303)
    return None if here.has_factor else redirect(step("factors.choose"), 303)


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to show the second factor: its field, what is said of a wrong one, on which page, and what decides."""

    field: str
    factor: Factor
    wrong: str
    page: Callable[[Standing | None, Form], str]
    right: Callable[[Session, Staff, str, datetime], bool]
    told: str = ""
    counted: Callable[[UUID], Counted] = counted_for_code


def _try(way: _Way) -> ResponseReturnValue:
    here = standing()
    away = _elsewhere(here)
    if here is None or away is not None:
        return away or redirect(step("signing_in.password"), 303)
    form = sent_form()
    counted = way.counted(here.staff_id)
    if fault := too_often(counted, "second factor", here.staff_id):
        form.wrong(way.field, str(fault))
        return way.page(here, form), 429, {"Retry-After": str(fault.seconds)}
    if not _let_in(way, form.carried(way.field)):
        put_down_failure(here.staff_id, "second factor", way.factor)
        form.wrong(way.field, way.wrong)
        return way.page(here, form), 422
    give_back(counted)
    if way.told:
        flash(way.told, "done")
    return redirect(onward(), 303)


def _let_in(way: _Way, given: str) -> bool:
    """Whether the second factor was shown; then the browser has a new session, which opens what they may see."""
    try:
        with installation().database.work() as session:
            both = found(session)
            if both is None or not way.right(session, both[1], given, g.now):
                return False
            renew(session, both[1], both[0], way.factor)
    except KeyRefused:
        return False
    return True


def _page(here: Standing | None, form: Form) -> str:
    return render_template("signing_in/code.html", here=here, form=form, keys=keys_here(), step=step)


def _recovery_page(here: Standing | None, form: Form) -> str:
    return render_template("signing_in/recovery.html", here=here, form=form, step=step)
