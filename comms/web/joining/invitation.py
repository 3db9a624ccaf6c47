"""The page behind an invitation's link: whoever opens it chooses a password. Which of used, withdrawn, ended and never
given a link is that opens nothing is told to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.agency import Agency
from comms.agencies.signing_in.password_rule import KnownOfThem, check_password
from comms.agencies.staffing.accepting import NotOpen, accept, open_invitation
from comms.agencies.staffing.invitation import Invitation
from comms.foundation.audit import Actor
from comms.foundation.errors import BadInput
from comms.interpreters.accounts.actions import tie_invited
from comms.web.door import installation, note_refusal
from comms.web.forms import Form, filled_form, sent_form
from comms.web.limiting import by_address, by_link, limited
from comms.web.limits import INVITATION_LINKS
from comms.web.signing_in.passwords import hashed
from comms.web.viewing import public

bp = Blueprint("invited", __name__)

WHY = "whoever holds the link is whom it was sent to; it opens nothing but the choice of a password"


@bp.errorhandler(NotOpen)
def closed(fault: NotOpen) -> tuple[str, int]:
    """The one page for every link that opens nothing."""
    note_refusal(Actor("visitor"), "refused", {"status": 404, "fault": type(fault).__name__})
    return render_template("joining/closed.html"), 404


@dataclass(frozen=True, slots=True)
class _Open:
    """What the page shows of an invitation that is open."""

    invitation_id: UUID
    name: str
    email: str
    agency: str
    is_return: bool


def _opened(token: str) -> _Open:
    """The invitation behind a link, read in a unit of work of its own: a password is never hashed while the database
    waits. Raises ``NotOpen``."""
    with installation().database.reading() as session:
        one = open_invitation(session, token, g.now)
        agency = session.get_one(Agency, one.agency_id)
        return _Open(one.id, one.name, one.email, agency.name, one.is_return)


@bp.get("/invitation/<token>")
@public(WHY)
@limited(INVITATION_LINKS, by_address)
def show(token: str) -> ResponseReturnValue:
    """Who is invited, by whom, and the form for a password."""
    return _page(_opened(token), filled_form({}))


def _page(one: _Open, form: Form) -> str:
    return render_template("joining/invitation.html", one=one, form=form)


@bp.post("/invitation/<token>")
@public(WHY)
@limited(INVITATION_LINKS, by_link)
@limited(INVITATION_LINKS, by_address)
def use(token: str) -> ResponseReturnValue:
    """Come in with a password of one's own. Signing in with it then leads to a second factor."""
    one, form = _opened(token), sent_form()
    chosen = form.carried("password")
    try:
        check_password(chosen, KnownOfThem(one.name, one.email, one.agency))
    except BadInput as fault:
        form.refused(fault, "password")
    if not form.errors and chosen != form.carried("again"):
        form.wrong("again", "This is not the password above. Type it again.")
    if form.errors:
        return _page(one, form), 422
    kept = hashed(chosen)
    with installation().database.work() as session:
        staff = accept(session, one.invitation_id, kept, g.now)
        tie_invited(session, session.get_one(Invitation, one.invitation_id), staff, g.now)
    flash("Your password is set. Sign in with it now; then you set up a second factor.", "done")
    return redirect(url_for("signing_in.password"), 303)
