"""Putting something on record from a form of a session: it is kept, or the form comes back with all that was typed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from comms.cautions.entry import Device
from comms.cautions.refusing import BadSaid, WrittenMeanwhile
from comms.foundation.errors import Refused
from comms.web.cautions.page import SessionPage, session_page
from comms.web.door import work
from comms.web.forms import Form

LONGEST_DEVICE = 200
STILL_HERE = "What you typed is still here: look at what has changed, and send it again if it still holds."
# Where in a form stands what a rule calls otherwise.
_PLACES = {
    "names": "name_1", "conditions": "condition_1", "to_name": "why", "interpreter_id": "who", "booking_id": "who",
    "letter_id": "format", "reference": "format",
}  # fmt: skip


def place_of(field: str) -> str:
    """The name that a field of what is said has in the form: own words have their parts beside them."""
    whole, _, part = field.partition(".")
    return f"{whole}_rendition" if part == "rendition" else _PLACES.get(whole, whole)


def seen_in(form: Form) -> int:
    """The number of the last entry that the officer's page showed; 0 where a form came without."""
    text = form.text("seen")
    return int(text) if text.isdecimal() and len(text) < len("1000000") else 0


def device_of(form: Form) -> Device:
    """The tablet or computer something was said on, and what its own clock showed, where its browser told."""
    at = None
    with suppress(ValueError):
        at = datetime.fromisoformat(form.text("device_at"))
    return Device((request.user_agent.string or "")[:LONGEST_DEVICE], at if at is not None and at.tzinfo else None)


def written(
    page: SessionPage,
    form: Form,
    act: Callable[[], object],
    again: Callable[[SessionPage], str],
    told: str,
    address: Callable[[SessionPage], str] | None = None,
) -> ResponseReturnValue:
    """Do it, and go on; or show the form again, with what is wrong at its field or with what another officer wrote.

    ``again`` renders the form on the page it is given. ``address`` says where to go on; without it, at the next step.
    """
    if form.errors:
        return again(page), 422
    try:
        act()
    except BadSaid as fault:
        work().rollback()
        form.refused(fault, place_of(fault.field))
        return again(session_page(page.session_id, page.here)), 422
    except Refused as fault:
        work().rollback()
        kept = f" {STILL_HERE}" if isinstance(fault, WrittenMeanwhile) else ""
        return again(session_page(page.session_id, page.here, f"{fault}{kept}")), 409
    if form.errors:
        work().rollback()
        return again(session_page(page.session_id, page.here)), 422
    work().flush()
    flash(told, "done")
    now = session_page(page.session_id, page.here)
    return redirect(address(now) if address else now.next_address, 303)
