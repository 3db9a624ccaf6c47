"""Keys for other programs of the agency: making one, which is shown once, seeing them, and revoking them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.api_key import ApiKey, Scope
from comms.agencies.api_keys import find
from comms.agencies.api_keys.actions import (
    LONGEST_NAME,
    MOST_A_MINUTE,
    KeyGiven,
    NoName,
    NoScope,
    NotSoOften,
    NotThatDay,
    make_key,
    revoke_key,
)
from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput
from comms.web.door import installation, work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.viewing import needs, viewer

bp = Blueprint("keys", __name__)

USUAL_A_MINUTE = 60
USUAL_TIME = timedelta(days=365)
WHAT_FOR = {
    Scope.LANGUAGES: "See which languages there are, and what is possible in each",
    Scope.DETECT: "Ask which language a text is in",
    Scope.TRANSLATE: "Have texts translated by machine",
    Scope.NEEDS: "Read the language need of people we work with",
    Scope.LETTERS: "See which letters we issued to somebody, and read them",
}
# The field beside which a refusal of a rule stands.
FIELDS = {NoName: "name", NoScope: "scopes", NotSoOften: "a_minute", NotThatDay: "last_day"}


@dataclass(frozen=True, slots=True)
class KeyShown:
    """One key as the screen lists it. ``over`` is why it opens nothing any more; ``last_day`` the last it is good."""

    key: ApiKey
    made_by: str
    over: str
    last_day: date | None


@bp.get("/agency/keys")
@needs(Permission.MANAGE_AGENCY)
def show() -> ResponseReturnValue:
    """Every key of the agency, and the form for another."""
    return _page(_usual())


@bp.post("/agency/keys")
@needs(Permission.MANAGE_AGENCY)
def make() -> ResponseReturnValue:
    """Make a key, and show it this once."""
    form = sent_form()
    given = _read(form)
    try:
        made, secret = make_key(work(), viewer(), given, g.now) if given else (None, "")
    except BadInput as fault:
        form.refused(fault, FIELDS.get(type(fault), "name"))
        made = None
    if made is None:
        return _page(form), 422
    return _page(_usual(), made, secret)


@bp.post("/agency/keys/<uuid:key_id>/revoke")
@needs(Permission.MANAGE_AGENCY)
def revoke(key_id: UUID) -> ResponseReturnValue:
    """Make a key open nothing from now on."""
    ended = revoke_key(work(), viewer(), key_id, g.now)
    flash(f"The key of “{ended.name}” opens nothing any more.", "done")
    return redirect(url_for("agency.keys.show"), 303)


def _usual() -> Form:
    last_day = (london_date(g.now) + USUAL_TIME).isoformat()
    return filled_form({"a_minute": str(USUAL_A_MINUTE), "last_day": last_day})


def _read(form: Form) -> KeyGiven | None:
    """What the form says of a key; None where that cannot be read, which is noted in the form."""
    name, scopes = form.limited("name", LONGEST_NAME), form.many("scopes")
    often, last_day = form.text("a_minute"), None
    if not (often.isascii() and often.isdigit() and len(often) <= len(str(MOST_A_MINUTE))):
        form.wrong("a_minute", f"Give a whole number from 1 to {MOST_A_MINUTE}.")
    with suppress(ValueError):
        last_day = date.fromisoformat(form.text("last_day"))
    if last_day is None:
        form.wrong("last_day", "Give the day, like 2027-07-31.")
    if form.errors or last_day is None:
        return None
    return KeyGiven(name, scopes, int(often), last_day)


def _page(form: Form, made: ApiKey | None = None, secret: str = "") -> str:
    names = {one.id: one.name for one in colleagues(work(), viewer())}
    rows = [_shown(key, names) for key in find.api_keys(work(), viewer())]
    return render_template(
        "agency/keys.html", form=form, made=made, secret=secret, what_for=WHAT_FOR, most=MOST_A_MINUTE,
        good=[row for row in rows if not row.over], over=[row for row in rows if row.over],
        address=installation().settings.address,
    )  # fmt: skip


def _shown(key: ApiKey, names: dict[UUID, str]) -> KeyShown:
    last_day = london_date(key.ends_at - timedelta(seconds=1)) if key.ends_at else None
    return KeyShown(key, names.get(key.made_by, "somebody who has left"), key.why_not_good(g.now), last_day)
