"""Signing in with an agency's own directory: the address that was typed leads to it, and it leads back here.

The way out is a link on a page of ours, and never the answer to a form: browsers do not let a form lead to another
host, since our policy allows none.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from comms.agencies.directories import find
from comms.agencies.directories.knowing import who_came
from comms.agencies.signing_in.find import has_second_factor
from comms.agencies.signing_in.staff_session import Factor
from comms.agencies.staffing.accepting import NotOpen
from comms.channels.directory import (
    AddressRefused,
    CameBack,
    DirectoryGiven,
    Kept,
    NotBelieved,
    NotReached,
    SignedIn,
    directory_for,
)
from comms.foundation.audit import Actor
from comms.interpreters.accounts.actions import tie_invited
from comms.web.agency.directory import BACK
from comms.web.door import installation, note_refusal
from comms.web.forms import Form, filled_form, sent_form
from comms.web.limiting import by_address, limited
from comms.web.limits import DIRECTORY_SIGN_INS
from comms.web.signing_in.asking import onward, safe_place
from comms.web.signing_in.browser_session import begin
from comms.web.signing_in.standing import step
from comms.web.viewing import public

bp = Blueprint("by_directory", __name__)

WHY = "where one signs in; whom the directory says it knows is let in only as staff or as whoever was invited"
# Where the cookie, which only we can write, keeps which directories were offered, and the sign-in under way.
OFFERED, UNDER_WAY = "directories offered", "directory"
LASTS = timedelta(minutes=10)
UNKNOWN = "No agency signs in with addresses like this one. Sign in with your password."


@dataclass(frozen=True, slots=True)
class _Known:
    """What is needed of a directory while nobody waits for the database."""

    directory_id: UUID
    agency_id: UUID
    given: DirectoryGiven
    asks_second_factor: bool


def _known(directory_id: str) -> _Known | None:
    with installation().database.reading() as session:
        one = find.directory_in_use(session, UUID(directory_id))
        if one is None:
            return None
        given = DirectoryGiven(one.issuer, one.client_id, one.client_secret or "")
        return _Known(one.id, one.agency_id, given, one.second_factor_there)


@bp.app_template_global()
def offers_directory() -> bool:
    """Whether any agency signs in with a directory, so that the sign-in page offers it."""
    with installation().database.reading() as session:
        return find.is_any(session)


@bp.get("/sign-in/directory")
@public(WHY)
def begin_here() -> ResponseReturnValue:
    """The form for the e-mail address, by which the directory is found."""
    return _form(filled_form({}))


def _form(form: Form) -> str:
    return render_template("joining/directory.html", form=form, step=step)


@bp.post("/sign-in/directory")
@public(WHY)
@limited(DIRECTORY_SIGN_INS, by_address)
def look_for() -> ResponseReturnValue:
    """Find the directories of the address's domain. Whether anybody has the address is not looked at."""
    form = sent_form()
    with installation().database.reading() as session:
        offered = [str(one.id) for one, _ in find.directories_for(session, form.line("email").rpartition("@")[2])]
    if not offered:
        form.wrong("email", UNKNOWN)
        return _form(form), 422
    cookie[OFFERED] = offered
    return redirect(step("by_directory.choose"), 303)


@bp.get("/sign-in/directory/choose")
@public(WHY)
def choose() -> ResponseReturnValue:
    """The way out to the directory; to one of several, where agencies share a domain."""
    ids = [UUID(one) for one in cookie.get(OFFERED, ())]
    with installation().database.reading() as session:
        offered = [(place, name) for place, one in enumerate(ids) if (name := _named(session, one))]
    if not offered:
        return redirect(step("by_directory.begin_here"), 303)
    return render_template("joining/directory_out.html", offered=offered, step=step, onward=_going())


def _named(session: Session, directory_id: UUID) -> str:
    one = find.directory_in_use(session, directory_id)
    return find.agency_of(session, one).name if one is not None else ""


def _going() -> str | None:
    return request.args.get("next") or None


@bp.get("/sign-in/directory/<int:place>/go")
@public(WHY)
@limited(DIRECTORY_SIGN_INS, by_address)
def go(place: int) -> ResponseReturnValue:
    """Out to the directory, with what only this browser may bring back."""
    ids = cookie.get(OFFERED, ())
    known = _known(ids[place]) if place < len(ids) else None
    if known is None:
        return redirect(step("by_directory.begin_here"), 303)
    try:
        address, kept = directory_for(installation().settings).ask(known.given, _back_to(known))
    except (NotReached, AddressRefused) as fault:
        return _refused(known, fault)
    cookie[UNDER_WAY] = {**asdict(kept), "directory": ids[place], "at": g.now.isoformat(), "next": onward()}
    return redirect(address, 302)


@bp.get(BACK.format(agency="<uuid:agency_id>"))
@public(WHY)
@limited(DIRECTORY_SIGN_INS, by_address)
def back(agency_id: UUID) -> ResponseReturnValue:
    """Back from the directory. What was kept of the sign-in is used up by this, whatever comes of it."""
    under_way = cookie.pop(UNDER_WAY, None)
    cookie.pop(OFFERED, None)
    if under_way is None or g.now - datetime.fromisoformat(under_way["at"]) > LASTS:
        flash("That took too long, or was done already. Begin again.", "info")
        return redirect(url_for("by_directory.begin_here"), 303)
    known = _known(under_way["directory"])
    if known is None:
        return redirect(url_for("by_directory.begin_here"), 303)
    if known.agency_id != agency_id:
        return _refused(known, NotBelieved("another directory"))
    kept = Kept(under_way["state"], under_way["nonce"], under_way["verifier"])
    came = CameBack(*(request.args.get(name, "") for name in ("state", "code", "iss", "error")))
    try:
        said = directory_for(installation().settings).answered(known.given, _back_to(known), came, kept, g.now)
        return _let_in(known, said, safe_place(under_way["next"]) or "/")
    except (NotBelieved, NotReached, AddressRefused, NotOpen) as fault:
        return _refused(known, fault)


def _let_in(known: _Known, said: SignedIn, going: str) -> ResponseReturnValue:
    """Let somebody in whom the directory knows, and we do too. Without a second factor there, ours is asked."""
    enough = known.asks_second_factor and said.second_factor
    with installation().database.work() as session:
        directory = find.directory_in_use(session, known.directory_id)
        if directory is None:
            raise NotBelieved("ended")
        staff, invitation = who_came(session, directory, said, g.now)
        if invitation is not None:
            tie_invited(session, invitation, staff, g.now)
        has_factor = has_second_factor(session, staff)
        begin(session, staff, Factor.DIRECTORY if enough else Factor.NONE)
    if enough:
        return redirect(going, 303)
    return redirect(url_for("second_factor.code" if has_factor else "factors.choose", next=going), 303)


def _refused(known: _Known, fault: NotBelieved | NotReached | AddressRefused | NotOpen) -> ResponseReturnValue:
    why = fault.why if isinstance(fault, NotBelieved) else type(fault).__name__
    detail: dict[str, object] = {"why": why, "directory": str(known.directory_id)}
    note_refusal(Actor("visitor", agency_id=known.agency_id), "refused sign-in by directory", detail)
    reached = not isinstance(fault, NotReached)
    status = 403 if reached else 502
    return render_template("joining/directory_refused.html", reached=reached, reference=g.reference), status


def _back_to(known: _Known) -> str:
    return f"{installation().settings.address}{BACK.format(agency=known.agency_id)}"
