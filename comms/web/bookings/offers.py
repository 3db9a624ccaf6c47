"""Offers: who is asked for a request, what they said, asking others, and writing down what was said when they rang."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.bookings.offers import find
from comms.bookings.offers.actions import OfferGiven, accept_offer, decline_offer, make_offers, withdraw_offers
from comms.bookings.offers.refusals import BadOffer, NoLongerPossible
from comms.bookings.requests.find import request as find_request
from comms.families.actions import view_list
from comms.foundation.errors import Refused
from comms.web.bookings.appointments_times import read_minutes
from comms.web.bookings.matching import candidates_page
from comms.web.bookings.offers_shown import request_page
from comms.web.door import work
from comms.web.forms import sent_form
from comms.web.viewing import needs, viewer
from comms.web.wording import counted

bp = Blueprint("offers", __name__)

LONGEST_REASON = 500
ANSWER_MINUTES = 60


@bp.get("/interpreter-requests/<uuid:request_id>")
@needs(Permission.SEE_BOOKINGS)
def show(request_id: UUID) -> ResponseReturnValue:
    """One request: whether somebody comes, who is asked, and who could be."""
    page = request_page(work(), viewer(), find_request(work(), viewer(), request_id), g.now)
    view_list(work(), viewer(), "request for an interpreter", [one.id for one in page.people], g.now)
    return render_template("offers/show.html", page=page)


@bp.post("/interpreter-requests/<uuid:request_id>/offers")
@needs(Permission.BOOK_INTERPRETERS)
def make(request_id: UUID) -> ResponseReturnValue:
    """Ask those who are ticked, in the order in which they stand."""
    find_request(work(), viewer(), request_id)
    form = sent_form()
    given = OfferGiven(
        interpreters=ids_in(form.many("interpreter")), suppliers=ids_in(form.many("supplier")),
        how=form.text("how") or "one", answer_minutes=read_minutes(form, "answer_minutes", ANSWER_MINUTES),
        checked=form.ticked("checked"),
    )  # fmt: skip
    if not form.errors:
        try:
            made = make_offers(work(), viewer(), request_id, given, g.now)
        except BadOffer as fault:
            work().rollback()
            form.refused(fault, fault.field)
        else:
            flash(f"{counted(len(made), 'interpreter is', 'interpreters are')} asked.", "done")
            return redirect(url_for("offers.show", request_id=request_id), 303)
    return candidates_page(request_id, form), 422


@bp.post("/interpreter-requests/<uuid:request_id>/withdraw")
@needs(Permission.BOOK_INTERPRETERS)
def withdraw(request_id: UUID) -> ResponseReturnValue:
    """Take back every offer that nobody has answered."""
    taken_back = withdraw_offers(work(), viewer(), request_id, g.now)
    flash(f"{counted(len(taken_back), 'offer', 'offers')} taken back.", "done")
    return redirect(url_for("offers.show", request_id=request_id), 303)


@bp.post("/offers/<uuid:offer_id>/accepted")
@needs(Permission.BOOK_INTERPRETERS)
def accepted(offer_id: UUID) -> ResponseReturnValue:
    """They said yes on the telephone."""
    request_id = find.offer(work(), viewer(), offer_id).request_id
    try:
        accept_offer(work(), viewer(), offer_id, g.now)
    except Refused as fault:
        return _refused(request_id, fault)
    flash("Booked, and on record that you took the call.", "done")
    return redirect(url_for("offers.show", request_id=request_id), 303)


@bp.post("/offers/<uuid:offer_id>/declined")
@needs(Permission.BOOK_INTERPRETERS)
def declined(offer_id: UUID) -> ResponseReturnValue:
    """They said no on the telephone."""
    request_id, form = find.offer(work(), viewer(), offer_id).request_id, sent_form()
    try:
        decline_offer(work(), viewer(), offer_id, form.line("because")[:LONGEST_REASON], g.now)
    except Refused as fault:
        return _refused(request_id, fault)
    flash("On record that they said no.", "done")
    return redirect(url_for("offers.show", request_id=request_id), 303)


def _refused(request_id: UUID, fault: Refused) -> ResponseReturnValue:
    """Say what stands against it beside how things stand now. Why somebody is ruled out, staff may know."""
    work().rollback()
    more = " ".join(fault.reasons) if isinstance(fault, NoLongerPossible) else ""
    flash(f"{fault} {more}".strip(), "refused")
    return redirect(url_for("offers.show", request_id=request_id), 303)


def ids_in(typed: Iterable[str]) -> list[UUID]:
    """The ids among what a form sent; what is none was not ticked by anybody."""
    found = []
    for one in typed:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found
