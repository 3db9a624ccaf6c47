"""The places where an agency meets people."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.bookings.appointments import find
from comms.bookings.place import Place
from comms.bookings.place_actions import BadPlace, PlaceGiven, change_place, close_place, record_place
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.viewing import needs, viewer

bp = Blueprint("places", __name__)

LONGEST_NAME = 120


@bp.get("/places")
@needs(Permission.SEE_BOOKINGS)
def everything() -> ResponseReturnValue:
    """Every place, by name."""
    return render_template("places/everything.html", places=find.places(work(), viewer()))


@bp.get("/places/new")
@needs(Permission.MAKE_APPOINTMENTS)
def begin() -> ResponseReturnValue:
    """The form of a new place."""
    return _form(None, filled_form({}))


def _form(place: Place | None, form: Form) -> str:
    return render_template("places/place.html", place=place, form=form)


@bp.post("/places/new")
@needs(Permission.MAKE_APPOINTMENTS)
def record() -> ResponseReturnValue:
    """Record a place."""
    form = sent_form()
    given = _read(form)
    if not form.errors:
        try:
            made = record_place(work(), viewer(), given, g.now)
        except BadPlace as fault:
            form.refused(fault, fault.field)
        else:
            flash(f"{made.name} is recorded.", "done")
            return redirect(url_for("places.everything"), 303)
    return _form(None, form), 422


@bp.get("/places/<uuid:place_id>")
@needs(Permission.MAKE_APPOINTMENTS)
def show(place_id: UUID) -> ResponseReturnValue:
    """A place, to be corrected or closed."""
    place = find.place(work(), viewer(), place_id)
    return _form(place, filled_form({"name": place.name, "address": "\n".join(place.address)}))


@bp.post("/places/<uuid:place_id>")
@needs(Permission.MAKE_APPOINTMENTS)
def change(place_id: UUID) -> ResponseReturnValue:
    """Correct a place."""
    place, form = find.place(work(), viewer(), place_id), sent_form()
    given = _read(form)
    if not form.errors:
        try:
            change_place(work(), viewer(), place.id, given, g.now)
        except BadPlace as fault:
            form.refused(fault, fault.field)
        else:
            flash("Changed.", "done")
            return redirect(url_for("places.everything"), 303)
    return _form(place, form), 422


@bp.post("/places/<uuid:place_id>/close")
@needs(Permission.MAKE_APPOINTMENTS)
def close(place_id: UUID) -> ResponseReturnValue:
    """Offer a place no longer; what was planned there stays."""
    closed = close_place(work(), viewer(), place_id, g.now)
    flash(f"{closed.name} is offered no longer.", "done")
    return redirect(url_for("places.everything"), 303)


def _read(form: Form) -> PlaceGiven:
    return PlaceGiven(form.limited("name", LONGEST_NAME), form.text("address").splitlines())
