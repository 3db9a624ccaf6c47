"""An interpreter's own offers and bookings: when they sign in, and as the link they were sent shows each of them."""

from __future__ import annotations

from datetime import time

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.bookings.offers.links import offer_link
from comms.bookings.own.find import own_offers
from comms.foundation.clock import london_date, london_moment
from comms.foundation.errors import NotFound
from comms.interpreters.accounts.find import own_entry
from comms.web.bookings.interpreters_standing import standing
from comms.web.door import work
from comms.web.viewing import needs, viewer

bp = Blueprint("own_bookings", __name__)


@bp.get("/own-bookings")
@needs(Permission.SEE_OWN_BOOKINGS)
def show() -> ResponseReturnValue:
    """What they are asked, and what they are booked for, from today on. No family is named here."""
    try:
        entry = own_entry(work(), viewer())
    except NotFound as fault:
        return render_template("bookings/own.html", entry=None, fault=fault, asked=(), booked=())
    today = london_moment(london_date(g.now), time())
    rows = [standing(work(), offer_link(work(), one), g.now) for one in own_offers(work(), viewer(), today)]
    return render_template(
        "bookings/own.html", entry=entry, fault=None, asked=[one for one in rows if one.may_accept],
        booked=[one for one in rows if one.is_booked],
    )  # fmt: skip
