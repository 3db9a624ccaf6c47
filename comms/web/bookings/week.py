"""The coordinator's week: on one screen what is filled, what is not, and what may yet fall through."""

from __future__ import annotations

from datetime import date, time, timedelta

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.bookings.plans.find import proposals
from comms.families.actions import view_list
from comms.foundation.clock import london_date, london_moment
from comms.web.bookings.appointments import monday_asked_for
from comms.web.bookings.week_shown import Standing, week_of
from comms.web.door import work
from comms.web.viewing import needs, viewer

bp = Blueprint("week", __name__)

A_WEEK = timedelta(weeks=1)


@bp.get("/bookings/week")
@needs(Permission.SEE_BOOKINGS)
def show() -> ResponseReturnValue:
    """A week of interpreters needed, day by day; what is at risk comes first."""
    today = london_date(g.now)
    first = monday_asked_for(request.args.get("on", ""), today)
    span = london_moment(first, time(0)), london_moment(first + A_WEEK, time(0))
    week = week_of(work(), viewer(), first, span, g.now)
    view_list(work(), viewer(), "bookings of a week", week.people, g.now)
    return render_template(
        "week/show.html", week=week, today=today, this_week=_monday(today), before=first - A_WEEK,
        after=first + A_WEEK, booked=week.count(Standing.BOOKED), asked=week.count(Standing.ASKED),
        nobody=week.count(Standing.NOBODY), not_named=week.count(Standing.NOT_NAMED),
        otherwise=week.count(Standing.OTHERWISE), over=week.count(Standing.OVER),
        waiting=proposals(work(), viewer(), week.first, week.last)[:1],
    )  # fmt: skip


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
