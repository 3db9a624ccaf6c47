"""Calendars: a file of one booking or appointment, and secret addresses to subscribe to."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.agency import Agency
from comms.agencies.permissions import Permission
from comms.agencies.viewer import system_viewer
from comms.bookings import find as find_booking
from comms.bookings.appointments import find as find_appointment
from comms.bookings.calendars import appointment_file as file_of_appointment
from comms.bookings.calendars import booking_file as file_of_booking
from comms.bookings.calendars import find
from comms.bookings.calendars.actions import make_feed, revoke_feed
from comms.bookings.calendars.reading import calendar_at
from comms.bookings.offers.links import offer_by_token
from comms.foundation.audit import note
from comms.interpreters.find import interpreter
from comms.web.door import installation, work
from comms.web.letters.files import download
from comms.web.limiting import by_link, limited
from comms.web.limits import CALENDARS
from comms.web.viewing import needs, public, viewer

bp = Blueprint("calendars", __name__)

CALENDAR = "text/calendar"


@bp.get("/bookings/<uuid:booking_id>/calendar.ics")
@needs(Permission.SEE_BOOKINGS)
def booking_file(booking_id: UUID) -> Response:
    """The invitation to whoever is booked, to send on by hand; of a booking that was called off, the cancellation."""
    found = find_booking.booking(work(), viewer(), booking_id)
    note(work(), viewer().actor, "view calendar file", ("booking", found.id), g.now)
    return download(file_of_booking(work(), viewer(), found), CALENDAR, "interpreting.ics")


@bp.get("/appointments/<uuid:appointment_id>/calendar.ics")
@needs(Permission.SEE_BOOKINGS)
def appointment_file(appointment_id: UUID) -> Response:
    """An appointment for the calendar of whoever leads it."""
    found = find_appointment.appointment(work(), viewer(), appointment_id)
    note(work(), viewer().actor, "view calendar file", ("appointment", found.id), g.now)
    return download(file_of_appointment(work(), viewer(), found), CALENDAR, "appointment.ics")


@bp.get("/interpreting/<token>/calendar.ics")
@public("whoever holds the link of an offer is whom it was sent to; the file names no family")
def interpreter_file(token: str) -> Response:
    """The booking an interpreter has accepted, for their own calendar."""
    offer = offer_by_token(work(), token)
    theirs = system_viewer(work().get_one(Agency, offer.agency_id))
    booking = find.booking_of_offer(work(), theirs, offer)
    return download(file_of_booking(work(), theirs, booking), CALENDAR, "interpreting.ics")


@bp.get("/calendars/<secret>.ics")
@public("calendar programs cannot sign in; the address is the secret, and nothing in it names a family")
@limited(CALENDARS, by_link)
def feed(secret: str) -> Response:
    """What a calendar program reads every so often. Nothing is written: it names nobody, and is read all day long."""
    return Response(calendar_at(work(), secret, g.now), mimetype=CALENDAR)


@bp.get("/calendars/mine")
@needs(Permission.SEE_BOOKINGS)
def mine() -> ResponseReturnValue:
    """Whether the viewer has an address for their own appointments, and how to make one."""
    return _page(None)


@bp.post("/calendars/mine")
@needs(Permission.SEE_BOOKINGS)
def make_mine() -> ResponseReturnValue:
    """Make the viewer's address, and show it this once."""
    return _page(None, make_feed(work(), viewer(), None, g.now))


@bp.get("/interpreters/<uuid:interpreter_id>/calendar-address")
@needs(Permission.KEEP_REGISTER)
def for_interpreter(interpreter_id: UUID) -> ResponseReturnValue:
    """Whether an interpreter has an address for what we booked, and how to make one."""
    return _page(interpreter_id)


@bp.post("/interpreters/<uuid:interpreter_id>/calendar-address")
@needs(Permission.KEEP_REGISTER)
def make_for_interpreter(interpreter_id: UUID) -> ResponseReturnValue:
    """Make an interpreter's address, and show it this once."""
    return _page(interpreter_id, make_feed(work(), viewer(), interpreter_id, g.now))


def _page(interpreter_id: UUID | None, secret: str = "") -> str:
    whose = interpreter(work(), viewer(), interpreter_id) if interpreter_id else None
    live = find.live_feeds(work(), viewer(), interpreter_id)
    address = installation().settings.address + url_for("calendars.feed", secret=secret) if secret else ""
    return render_template("calendars/address.html", whose=whose, feed=live[0] if live else None, address=address)


@bp.post("/calendars/<uuid:feed_id>/revoke")
@needs(Permission.SEE_BOOKINGS)
def revoke(feed_id: UUID) -> ResponseReturnValue:
    """Make an address lead nowhere from now on."""
    ended = revoke_feed(work(), viewer(), feed_id, g.now)
    flash("The address leads nowhere any more. What a calendar has copied stays there until it looks again.", "done")
    if ended.interpreter_id is None:
        return redirect(url_for("calendars.mine"), 303)
    return redirect(url_for("calendars.for_interpreter", interpreter_id=ended.interpreter_id), 303)
