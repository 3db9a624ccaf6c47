"""Who can interpret for a request: the best first, every reason why the others cannot, and whom to ask."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.bookings.requests import find
from comms.families.actions import view_list
from comms.web.bookings.matching_shown import SHOWN_AT_ONCE, matching_page
from comms.web.door import work
from comms.web.forms import Form, filled_form
from comms.web.viewing import needs, viewer

bp = Blueprint("matching", __name__)

# As it is filled in until somebody chooses.
FIRST_FORM = {"how": "several", "answer_minutes": "60"}
MOST_DIGITS = 6


@bp.get("/interpreter-requests/<uuid:request_id>/candidates")
@needs(Permission.SEE_BOOKINGS)
def candidates(request_id: UUID) -> ResponseReturnValue:
    """Who can interpret, and why the others cannot; with ``all`` everybody in the register."""
    return candidates_page(request_id, filled_form(FIRST_FORM))


def candidates_page(request_id: UUID, form: Form) -> str:
    """The page, with what was chosen and typed of whom to ask, and what is wrong with it."""
    wanted = find.request(work(), viewer(), request_id)
    view_list(work(), viewer(), "who can interpret", [UUID(one) for one in wanted.people], g.now)
    page = matching_page(work(), viewer(), wanted, _start(), g.now)
    return render_template("matching/candidates.html", page=page, form=form, step=SHOWN_AT_ONCE)


def _start() -> int | None:
    """From which place on others are shown; None where nobody asked for them."""
    if not request.args.get("all"):
        return None
    typed = request.args.get("start", "")
    return int(typed) if typed.isdecimal() and len(typed) <= MOST_DIGITS else 0
