"""One booking: who comes, and everything that happens with it, from a name to the timesheet and what was thought of
it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.bookings import find
from comms.bookings.booking import Booking
from comms.bookings.fees import Timesheet
from comms.bookings.happening import (
    BadSheet,
    arrive,
    cancel_booking,
    complete,
    curtail,
    debrief,
    family_not_present,
    give_feedback,
)
from comms.bookings.offers.actions import name_interpreter
from comms.bookings.offers.refusals import BadOffer
from comms.bookings.replacing import did_not_come, replace_booking
from comms.families.actions import view_list
from comms.foundation.audit import note
from comms.foundation.clock import NoSuchTime, TimeTwice, london_date, london_moment
from comms.foundation.errors import Refused
from comms.web.bookings.appointments_times import read_minutes, read_time
from comms.web.bookings.bookings_shown import booking_page
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.viewing import needs, viewer

bp = Blueprint("bookings", __name__)

LONGEST_REASON = 1000
A_DAY = timedelta(days=1)


@bp.get("/bookings/<uuid:booking_id>")
@needs(Permission.SEE_BOOKINGS)
def show(booking_id: UUID) -> ResponseReturnValue:
    """One booking, and what can be done with it now."""
    return _page(booking_id, filled_form({}))


def _page(booking_id: UUID, form: Form) -> str:
    found = find.booking(work(), viewer(), booking_id)
    page = booking_page(work(), viewer(), found, g.now)
    view_list(work(), viewer(), "booking", [one.id for one in page.people], g.now)
    if page.may_debrief and found.debrief is not None:
        note(work(), viewer().actor, "view debriefing", ("booking", found.id), g.now)
    return render_template("bookings/show.html", page=page, one=found, form=form)


def _done(booking_id: UUID, said: str) -> ResponseReturnValue:
    flash(said, "done")
    return redirect(url_for("bookings.show", booking_id=booking_id), 303)


def _do(
    booking_id: UUID, form: Form, act: Callable[[], object], said: str, names: dict[str, str]
) -> ResponseReturnValue:
    """Do it, or show the page again with what is wrong at its field; ``names`` are the form's own where they differ."""
    if form.errors:
        return _page(booking_id, form), 422
    try:
        act()
    except (BadSheet, BadOffer) as fault:
        work().rollback()
        form.refused(fault, names.get(fault.field, fault.field))
        return _page(booking_id, form), 422
    except Refused as fault:
        work().rollback()
        flash(str(fault), "refused")
        return redirect(url_for("bookings.show", booking_id=booking_id), 303)
    return _done(booking_id, said)


@bp.post("/bookings/<uuid:booking_id>/name")
@needs(Permission.BOOK_INTERPRETERS)
def name(booking_id: UUID) -> ResponseReturnValue:
    """Whom a supplier sends."""
    find.booking(work(), viewer(), booking_id)
    form = sent_form()
    given = (form.line("name"), form.line("registration"))
    act = partial(name_interpreter, work(), viewer(), booking_id, *given, g.now, checked=form.ticked("checked"))
    return _do(booking_id, form, act, f"On record: {given[0]} comes.", {})


@bp.post("/bookings/<uuid:booking_id>/arrived")
@needs(Permission.BOOK_INTERPRETERS)
def arrived(booking_id: UUID) -> ResponseReturnValue:
    """They are there, since a moment; now, where none is given."""
    found, form = find.booking(work(), viewer(), booking_id), sent_form()
    at = _moment(form, "arrived_at", found) if form.line("arrived_at") else g.now
    return _do(
        booking_id, form, partial(arrive, work(), viewer(), booking_id, at or g.now, g.now), "They are there.", {}
    )


@bp.post("/bookings/<uuid:booking_id>/timesheet")
@needs(Permission.BOOK_INTERPRETERS)
def timesheet(booking_id: UUID) -> ResponseReturnValue:
    """From when to when they worked, and the way; with it the booking is done."""
    found, form = find.booking(work(), viewer(), booking_id), sent_form()
    began = _moment(form, "began_at", found)
    left = _moment(form, "left_at", found)
    sheet = Timesheet(
        began or g.now, left or g.now, read_minutes(form, "break_minutes", 0), read_minutes(form, "travel_minutes", 0),
        _miles(form),
    )  # fmt: skip
    verb = curtail if form.text("ending") == "curtailed" else complete
    return _do(
        booking_id, form, partial(verb, work(), viewer(), booking_id, sheet, g.now), "The timesheet is kept.", {}
    )


@bp.post("/bookings/<uuid:booking_id>/no-show")
@needs(Permission.BOOK_INTERPRETERS)
def no_show(booking_id: UUID) -> ResponseReturnValue:
    """The interpreter did not come; what happens now stands on the page."""
    find.booking(work(), viewer(), booking_id)
    form = sent_form()
    because = form.limited("missing_because", LONGEST_REASON)
    act = partial(did_not_come, work(), viewer(), booking_id, because, g.now)
    return _do(booking_id, form, act, "On record. It never counts against the family.", {"because": "missing_because"})


@bp.post("/bookings/<uuid:booking_id>/family-not-present")
@needs(Permission.BOOK_INTERPRETERS)
def absent(booking_id: UUID) -> ResponseReturnValue:
    """The interpreter came, and the family was not present."""
    find.booking(work(), viewer(), booking_id)
    form = sent_form()
    because = form.limited("absent_because", LONGEST_REASON)
    act = partial(family_not_present, work(), viewer(), booking_id, because, g.now)
    return _do(booking_id, form, act, "On record. Say on the appointment’s page what became of it.", {})


@bp.post("/bookings/<uuid:booking_id>/cancel")
@needs(Permission.BOOK_INTERPRETERS)
def cancel(booking_id: UUID) -> ResponseReturnValue:
    """Cancel the booking, while the appointment stands."""
    find.booking(work(), viewer(), booking_id)
    form = sent_form()
    by, because = form.text("cancel_by"), form.limited("cancel_because", LONGEST_REASON)
    act = partial(cancel_booking, work(), viewer(), booking_id, by, because, g.now)
    fields = {"by": "cancel_by", "because": "cancel_because"}
    return _do(booking_id, form, act, "Cancelled. Somebody is needed again while the appointment stands.", fields)


@bp.post("/bookings/<uuid:booking_id>/dropped-out")
@needs(Permission.BOOK_INTERPRETERS)
def dropped_out(booking_id: UUID) -> ResponseReturnValue:
    """They cannot come, or somebody else is wanted: others are asked at once."""
    find.booking(work(), viewer(), booking_id)
    form = sent_form()
    by, because = form.text("drop_by") or "interpreter", form.limited("drop_because", LONGEST_REASON)
    act = partial(replace_booking, work(), viewer(), booking_id, by, because, g.now)
    return _do(booking_id, form, act, "On record.", {"by": "drop_by", "because": "drop_because"})


@bp.post("/bookings/<uuid:booking_id>/feedback")
@needs(Permission.BOOK_INTERPRETERS)
def feedback(booking_id: UUID) -> ResponseReturnValue:
    """How well it went."""
    find.booking(work(), viewer(), booking_id)
    form = sent_form()
    rating = int(form.text("rating")) if form.text("rating") in set("12345") else 0
    act = partial(give_feedback, work(), viewer(), booking_id, rating, form.text("feedback"), g.now)
    return _do(booking_id, form, act, "Thank you. It helps to choose the next time.", {})


@bp.post("/bookings/<uuid:booking_id>/debrief")
@needs(Permission.SEE_SAFE_CONTACT)
def debriefing(booking_id: UUID) -> ResponseReturnValue:
    """What came out when worker and interpreter talked afterwards."""
    find.booking(work(), viewer(), booking_id)
    form = sent_form()
    act = partial(debrief, work(), viewer(), booking_id, form.text("debrief"), g.now)
    return _do(booking_id, form, act, "Kept, for those who may see what is safe for the family.", {})


def _moment(form: Form, field: str, booking: Booking) -> datetime | None:
    """The moment a time of the clock means: on the booking's day, or on the next where it runs past midnight."""
    at = read_time(form, field)
    if at is None:
        return None
    first, last = london_date(booking.starts_at), london_date(booking.ends_at)
    try:
        found = _at(first, at, booking)
        return _at(last, at, booking) if last > first and found < booking.starts_at - A_DAY / 2 else found
    except NoSuchTime as fault:
        form.refused(fault, field)
        return None


def _at(day: date, at: time, booking: Booking) -> datetime:
    """Of a time that comes twice, in the night the clocks go back, the one that is nearer to the booking is meant."""
    try:
        return london_moment(day, at)
    except TimeTwice:
        both = (london_moment(day, at, second=second) for second in (False, True))
        return min(both, key=lambda one: abs(one - booking.starts_at))


def _miles(form: Form) -> int:
    text = form.line("miles")
    if not text:
        return 0
    if text.isdecimal() and len(text) < len("10000"):
        return int(text)
    form.wrong("miles", "Give whole miles as a number, like 12.")
    return 0
