"""What the caution sessions of some days tell together: which explanation failed people, and who waited."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.bookings.missing.period import BadPeriod, month_after, month_before, month_with
from comms.cautions.findings import saying
from comms.cautions.findings.figures import findings
from comms.cautions.findings.points import PointFigures
from comms.cautions.kind import kinds
from comms.foundation.clock import london_date
from comms.translation.scripts import KINDS, script
from comms.web.bookings.missing import period_asked
from comms.web.door import work
from comms.web.forms import Form
from comms.web.viewing import needs, viewer

bp = Blueprint("caution_findings", __name__)


@bp.get("/cautions/findings")
@needs(Permission.SEE_CAUTIONS)
def show() -> ResponseReturnValue:
    """The findings of this month, a named one, or some days."""
    form = Form(request.args.to_dict(flat=False))
    try:
        period = period_asked(form)
    except BadPeriod as fault:
        form.refused(fault, fault.field)
        period = month_with(london_date(g.now))
    found = findings(work(), viewer(), period)
    page = render_template(
        "cautions/findings.html", found=found, form=form, saying=saying, before=month_before(period),
        after=month_after(period), texts={(one.kind, one.point): text_of(one) for one in found.points},
        titles={name: one.title for name, one in kinds().items()},
    )  # fmt: skip
    return page, 422 if form.errors else 200


def text_of(one: PointFigures) -> str:
    """A point's explanation as it is today; empty for one of the session's own, as a condition is."""
    points = script(one.kind).points if one.kind in KINDS else ()
    return next((point.text for point in points if point.id == one.point), "")
