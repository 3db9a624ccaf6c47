"""The page of whoever is asked to interpret: opened by the signed link that was sent to them, without a password. No
family's name is on it until they have shown, by their personal code, that it is they."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, current_app, flash, g, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from comms.bookings.happening import BadSheet
from comms.bookings.offers.answering import accept as accept_offer
from comms.bookings.offers.answering import decline as decline_offer
from comms.bookings.offers.knowing import Code, booking_to_show, know_them, see_names, try_code
from comms.bookings.offers.links import offer_by_token
from comms.bookings.offers.offer import Offer
from comms.foundation.audit import Actor
from comms.foundation.errors import Refused
from comms.web.bookings.interpreters_standing import standing, viewer_for
from comms.web.bookings.offers import ids_in
from comms.web.door import installation, note_refusal, work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.limiting import by_link, limited
from comms.web.limits import INTERPRETER_LINKS
from comms.web.viewing import public

bp = Blueprint("interpreting", __name__)

LINK = "whoever holds the signed link is whom it was sent to; no family is named"
CODE = "the link alone shows no name: the interpreter's personal code is asked for, and wrong ones are counted"
LONGEST_REASON = 500
# How long a browser that gave the code may look at the names without giving it again.
KNOWN_FOR = timedelta(minutes=30)
KNOWN = "interpreter"
SAID_OF_A_CODE = {
    Code.WRONG: "That is not your personal code. Type the six figures the office gave you.",
    Code.NONE_YET: "You have no personal code yet. Ring the office: they give you one.",
    Code.CLOSED: "Too many wrong codes were tried. Try again in an hour, or ring the office.",
}


@bp.get("/interpreting/<token>")
@public(LINK)
def show(token: str) -> ResponseReturnValue:
    """What is asked, and the two answers."""
    return _page(token, filled_form({}))


def _page(token: str, form: Form, refused: str = "") -> str:
    calendar = "calendars.interpreter_file" if "calendars.interpreter_file" in current_app.view_functions else ""
    here = standing(work(), token, g.now)
    return render_template("offers/asked.html", here=here, form=form, refused=refused, calendar=calendar)


@bp.get("/interpreting/<token>/accept")
@public(LINK)
def before_yes(token: str) -> ResponseReturnValue:
    """One tap brings here; the yes is another, so that no program that only looks at links can give it."""
    here = standing(work(), token, g.now)
    if not here.may_accept:
        return redirect(url_for("interpreting.show", token=token))
    return render_template("offers/yes.html", here=here)


@bp.post("/interpreting/<token>/accept")
@public(LINK)
@limited(INTERPRETER_LINKS, by_link)
def accept(token: str) -> ResponseReturnValue:
    """The yes. Whoever was not the first is told so, with thanks."""
    offer = offer_by_token(work(), token)
    try:
        accept_offer(work(), viewer_for(work(), offer), offer, _them(offer), g.now)
    except Refused as fault:
        return _too_late(token, offer, fault)
    return redirect(url_for("interpreting.show", token=token), 303)


@bp.get("/interpreting/<token>/decline")
@public(LINK)
def before_no(token: str) -> ResponseReturnValue:
    """Why not, if they like to say; after a yes, what follows."""
    here = standing(work(), token, g.now)
    if not here.may_decline:
        return redirect(url_for("interpreting.show", token=token))
    return render_template("offers/no.html", here=here, form=filled_form({}))


@bp.post("/interpreting/<token>/decline")
@public(LINK)
@limited(INTERPRETER_LINKS, by_link)
def decline(token: str) -> ResponseReturnValue:
    """The no. After a yes it is dropping out, and somebody else is looked for at once."""
    offer, form = offer_by_token(work(), token), sent_form()
    because = form.limited("because", LONGEST_REASON)
    if form.errors:
        return render_template("offers/no.html", here=standing(work(), token, g.now), form=form), 422
    try:
        decline_offer(work(), viewer_for(work(), offer), offer, because, _them(offer), g.now)
    except Refused as fault:
        return _too_late(token, offer, fault)
    return redirect(url_for("interpreting.show", token=token), 303)


def _too_late(token: str, offer: Offer, fault: Refused) -> ResponseReturnValue:
    """Nothing is kept of an answer that changes nothing but that it was given; the page says how things stand."""
    offer_id, actor = offer.id, _them(offer)
    work().rollback()
    note_refusal(actor, "refused", {"offer": str(offer_id), "fault": type(fault).__name__})
    return _page(token, filled_form({}), str(fault)), 409


@bp.post("/interpreting/<token>/names")
@public(CODE)
@limited(INTERPRETER_LINKS, by_link)
def show_who_i_am(token: str) -> ResponseReturnValue:
    """The personal code. A wrong one is counted in a unit of work of its own, which is kept whatever comes of it."""
    form, offer_id = sent_form(), offer_by_token(work(), token).id
    work().rollback()
    with installation().database.work() as trying:
        came = try_code(trying, offer_id, form.line("code"), g.now)
    if came != Code.RIGHT:
        form.wrong("code", SAID_OF_A_CODE[came])
        return _page(token, form), 429 if came == Code.CLOSED else 422
    session[KNOWN] = [str(offer_id), (g.now + KNOWN_FOR).isoformat()]
    return redirect(url_for("interpreting.names", token=token), 303)


@bp.get("/interpreting/<token>/names")
@public(CODE)
def names(token: str) -> ResponseReturnValue:
    """For whom, exactly where, and whom to ring. Each look is noted with each person."""
    offer = offer_by_token(work(), token)
    if not _is_known(offer):
        return redirect(url_for("interpreting.show", token=token))
    return _names(token, offer, filled_form({}))


def _names(token: str, offer: Offer, form: Form) -> str:
    here = standing(work(), token, g.now)
    return render_template("offers/names.html", here=here, names=see_names(work(), offer, g.now), form=form)


@bp.post("/interpreting/<token>/know")
@public(CODE)
@limited(INTERPRETER_LINKS, by_link)
def know(token: str) -> ResponseReturnValue:
    """They know somebody there: they are free without penalty, and somebody else is looked for."""
    offer, form = offer_by_token(work(), token), sent_form()
    if not _is_known(offer):
        return redirect(url_for("interpreting.show", token=token), 303)
    booking_to_show(work(), offer, g.now)
    try:
        know_them(work(), offer, ids_in(form.many("people")), g.now)
    except BadSheet as fault:
        form.refused(fault, "people")
        return _names(token, offer, form), 422
    except Refused as fault:
        return _too_late(token, offer, fault)
    session.pop(KNOWN, None)
    flash("Thank you for saying so. It counts against nobody.", "done")
    return redirect(url_for("interpreting.show", token=token), 303)


def _is_known(offer: Offer) -> bool:
    """Whether this browser gave the code of this offer's interpreter a short while ago."""
    offer_id, until = session.get(KNOWN) or ("", "")
    return bool(offer_id == str(offer.id) and g.now < datetime.fromisoformat(until))


def _them(offer: Offer) -> Actor:
    return Actor("visitor", agency_id=offer.agency_id, role="interpreter" if offer.interpreter_id else "supplier")
