"""What was missing of interpreters in a month, on one page: for those who commission them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, Response, g, render_template, request
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.bookings.appointments.appointment import Risk
from comms.bookings.missing import saying
from comms.bookings.missing.asked_for import COLUMNS
from comms.bookings.missing.figures import Counts, Figures, figures
from comms.bookings.missing.fulfilment import COMPARED, SOURCE
from comms.bookings.missing.period import BadPeriod, Period, month_after, month_before, month_named, month_with
from comms.bookings.missing.time_of_day import TimeOfDay
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.tables import UnreadableDate, csv_text, read_date
from comms.web.bookings.missing_chart import chart_of
from comms.web.door import work
from comms.web.forms import Form
from comms.web.limiting import limited
from comms.web.limits import EXPORTS
from comms.web.viewing import needs, viewer

bp = Blueprint("missing", __name__, url_prefix="/bookings/missing")

# From which share of those that were without a field is shaded, the darkest first; the words say it too.
SHADES = ((0.5, 3), (0.25, 2), (0.0, 1))


@bp.get("")
@needs(Permission.SEE_BOOKINGS)
def month() -> ResponseReturnValue:
    """What could not be done because of language, and what it would take: this month, a named one, or some days."""
    form = Form(request.args.to_dict(flat=False))
    try:
        period = period_asked(form)
    except BadPeriod as fault:
        form.refused(fault, fault.field)
        period = month_with(london_date(g.now))
    found = figures(work(), viewer(), period, g.now)
    page = render_template(
        "missing/month.html", found=found, form=form, saying=saying, parts=list(TimeOfDay), risks=list(Risk),
        shade=shade, address=_address(period), before=month_before(period), after=month_after(period),
        at_high_risk=sum(one.missed and one.risk == Risk.HIGH for one in found.asked), source=SOURCE,
        compared=COMPARED,
    )  # fmt: skip
    return page, 422 if form.errors else 200


@bp.get("/chart.svg")
@needs(Permission.SEE_BOOKINGS)
def chart() -> ResponseReturnValue:
    """The figures of each language as a picture; the table beside it says the same."""
    found = _figures()
    picture = render_template("missing/chart.svg", found=found, chart=chart_of(found.languages), saying=saying)
    return Response(picture, mimetype="image/svg+xml")


@bp.get("/requests.csv")
@needs(Permission.SEE_BOOKINGS)
@limited(EXPORTS)
def csv_file() -> ResponseReturnValue:
    """Every interpreter asked for, a row each, for a spreadsheet; without names."""
    found = _figures()
    detail = {"from": found.period.from_day.isoformat(), "until": found.period.until_day.isoformat()}
    note(work(), viewer().actor, "download figures", ("agency", viewer().agency_id), g.now, detail)
    rows = csv_text([COLUMNS, *(one.cells for one in found.asked)])
    response = Response(rows.encode("utf-8-sig"), mimetype="text/csv")
    name = f"interpreters-{detail['from']}-to-{detail['until']}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _figures() -> Figures:
    return figures(work(), viewer(), period_asked(Form(request.args.to_dict(flat=False))), g.now)


def period_asked(form: Form) -> Period:
    """The days that a page's form asks about: a month, some days, or nothing, which is this month. Raises
    ``BadPeriod``."""
    if form.line("from") or form.line("until"):
        return Period(_day(form, "from"), _day(form, "until"))
    named = form.line("month")
    return month_named(named) if named else month_with(london_date(g.now))


def _day(form: Form, name: str) -> date:
    try:
        return read_date(form.line(name))
    except UnreadableDate as fault:
        raise BadPeriod(name, fault.message, "Give a day with month and year, like 2/11/2026.") from fault


def _address(period: Period) -> Mapping[str, str]:
    """The period as addresses have it."""
    if period.is_month:
        return {"month": period.month}
    return {"from": period.from_day.isoformat(), "until": period.until_day.isoformat()}


def shade(counts: Counts) -> int:
    """How dark a field is: 0 where nobody was without, 3 where more than half were."""
    share = counts.missed / counts.needed if counts.needed else 0.0
    return next((shade for above, shade in SHADES if share > above), 0)
