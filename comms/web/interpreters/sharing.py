"""Which agencies may book from our register."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.find import every_agency
from comms.agencies.permissions import Permission
from comms.interpreters import find
from comms.interpreters.actions import share_register, stop_sharing
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.viewing import needs, viewer

bp = Blueprint("register_sharing", __name__, url_prefix="/interpreters/sharing")


@bp.get("")
@needs(Permission.KEEP_REGISTER)
def show() -> ResponseReturnValue:
    """Who may book from our register, and who could be let."""
    return _page(filled_form({}))


def _page(form: Form) -> str:
    shared = find.shared_with(work(), viewer())
    theirs = {viewer().agency_id, *(one.id for one in shared)}
    others = [one for one in every_agency(work()) if one.id not in theirs]
    return render_template("interpreters/sharing.html", shared=shared, others=others, form=form)


@bp.post("")
@needs(Permission.KEEP_REGISTER)
def keep() -> ResponseReturnValue:
    """Let an agency book from our register, or no more."""
    form = sent_form()
    agencies = {str(one.id): one for one in every_agency(work()) if one.id != viewer().agency_id}
    chosen = form.chosen("agency", agencies, "Choose the agency.")
    if form.errors:
        return _page(form), 422
    if form.ticked("stop"):
        stop_sharing(work(), viewer(), UUID(chosen), g.now)
        flash(f"{agencies[chosen].name} books no more from your register. What it has booked stands.", "done")
    else:
        share_register(work(), viewer(), UUID(chosen), g.now)
        flash(f"{agencies[chosen].name} may book from your register.", "done")
    return redirect(url_for("register_sharing.show"), 303)
