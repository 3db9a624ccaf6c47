"""How long people here take from one place to another."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.interpreters import find
from comms.interpreters.bad_interpreter import BadInterpreter
from comms.interpreters.travel import NOT_KNOWN, WITHIN_A_ZONE
from comms.interpreters.travel_actions import forget_travel_time, set_travel_time
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.viewing import needs, viewer

bp = Blueprint("travel", __name__, url_prefix="/interpreters/travel")


@bp.get("")
@needs(Permission.SEE_BOOKINGS)
def show() -> ResponseReturnValue:
    """The minutes that are known, and the form of others."""
    return _page(filled_form({}))


def _page(form: Form) -> str:
    known = find.travel_times(work(), viewer())
    pairs = sorted((one, other, minutes) for (one, other), minutes in known.items() if one <= other)
    return render_template(
        "interpreters/travel.html", pairs=pairs, form=form, within=WITHIN_A_ZONE, not_known=NOT_KNOWN
    )


@bp.post("")
@needs(Permission.KEEP_REGISTER)
def keep() -> ResponseReturnValue:
    """Record the minutes between two places, or forget them."""
    form = sent_form()
    if form.ticked("forget"):
        forget_travel_time(work(), viewer(), form.line("one_zone"), form.line("other_zone"), g.now)
        flash("Forgotten. An hour is reckoned with where nothing is known.", "done")
        return redirect(url_for("travel.show"), 303)
    text = form.line("minutes")
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        form.wrong("minutes", "Give minutes in figures, like 25.")
    if not form.errors:
        try:
            set_travel_time(work(), viewer(), form.line("one_zone"), form.line("other_zone"), int(text), g.now)
        except BadInterpreter as fault:
            form.refused(fault, fault.field)
        else:
            flash("Kept, both ways.", "done")
            return redirect(url_for("travel.show"), 303)
    return _page(form), 422
