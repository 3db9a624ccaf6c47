"""Under which local authority's code of conduct a school stands."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.actions import name_authority
from comms.agencies.agency import AgencyKind
from comms.agencies.find import authorities, own_agency
from comms.agencies.permissions import Permission
from comms.foundation.errors import NotFound
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.viewing import needs, viewer

bp = Blueprint("authority", __name__)

NONE = "none"


@bp.get("/agency/authority")
@needs(Permission.MANAGE_AGENCY)
def choose() -> ResponseReturnValue:
    """The form: one of the authorities of this installation, or none."""
    known = own_agency(work(), viewer()).authority_id
    return _page(filled_form({"authority": str(known) if known else NONE}))


def _page(form: Form) -> str:
    if viewer().agency_kind != AgencyKind.SCHOOL:
        raise NotFound("Only a school stands under a local authority's code of conduct.")
    return render_template("agency/authority.html", form=form, authorities=authorities(work()), none=NONE)


@bp.post("/agency/authority")
@needs(Permission.MANAGE_AGENCY)
def save() -> ResponseReturnValue:
    """Say which it is."""
    form = sent_form()
    among = [NONE, *(str(one.id) for one in authorities(work()))]
    chosen = form.chosen("authority", among, "Choose the authority, or that it is not in this list.")
    if form.errors:
        return _page(form), 422
    name_authority(work(), viewer(), UUID(chosen) if chosen != NONE else None, g.now)
    flash("Saved. From now on its code of conduct says which formal letters your school may send.", "done")
    return redirect(url_for("agency.show"), 303)
