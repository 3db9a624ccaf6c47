"""Signing in with the agency's own directory: setting it up, trying whether it answers, and ending it."""

from __future__ import annotations

import re

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.directories import find
from comms.agencies.directories.actions import (
    LONGEST_CLIENT,
    LONGEST_ISSUER,
    LONGEST_NAME,
    LONGEST_SECRET,
    BadDirectory,
    DirectorySet,
    end_directory,
    set_directory,
)
from comms.agencies.directories.directory import AgencyDirectory
from comms.agencies.permissions import Permission
from comms.channels.directory import AddressRefused, DirectoryGiven, NotReached, checked_address, directory_for
from comms.web.door import installation, work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.limiting import limited
from comms.web.limits import DIRECTORY_SIGN_INS
from comms.web.viewing import confirmed, needs, viewer

bp = Blueprint("directory", __name__)

# Where a directory sends a browser back to; whoever sets up the directory enters it there. Each agency has an address
# of its own, so that none can have the answer of another's brought to itself. Source: RFC 9700, 4.4.2.
BACK = "/sign-in/directory/{agency}/back"


@bp.get("/agency/directory")
@needs(Permission.MANAGE_STAFF)
@confirmed
def show() -> ResponseReturnValue:
    """What is set, and the form."""
    known = find.own_directory(work(), viewer())
    return _page(known, _answers(known))


def _answers(known: AgencyDirectory | None) -> Form:
    if known is None:
        return filled_form({})
    return filled_form(
        {
            "name": known.name, "issuer": known.issuer, "client_id": known.client_id,
            "email_domains": "\n".join(known.email_domains), "second_factor_there": known.second_factor_there,
        }
    )  # fmt: skip


def _page(known: AgencyDirectory | None, form: Form) -> str:
    settings = installation().settings
    back_to = f"{settings.address}{BACK.format(agency=viewer().agency_id)}"
    return render_template(
        "agency/directory.html", known=known, form=form, back_to=back_to,
        hosts=settings.directory_host_names, tied=find.count_tied(work(), viewer(), known.id) if known else 0,
    )  # fmt: skip


@bp.post("/agency/directory")
@needs(Permission.MANAGE_STAFF)
@confirmed
@limited(DIRECTORY_SIGN_INS)
def keep() -> ResponseReturnValue:
    """Have the agency sign in with a directory that answers."""
    form = sent_form()
    given = _read(form)
    if not form.errors:
        # Nobody waits for the database while somebody else's server is spoken to.
        seen = viewer()
        work().rollback()
        _try(form, given)
        if not form.errors:
            try:
                set_directory(work(), seen, given, g.now)
            except BadDirectory as fault:
                form.refused(fault, fault.field)
    if form.errors:
        return _page(find.own_directory(work(), viewer()), form), 422
    flash("Saved. Staff with such addresses may sign in with the directory now.", "done")
    return redirect(url_for("agency.directory.show"), 303)


def _read(form: Form) -> DirectorySet:
    given = DirectorySet(
        form.limited("name", LONGEST_NAME), form.limited("issuer", LONGEST_ISSUER),
        form.limited("client_id", LONGEST_CLIENT), form.limited("client_secret", LONGEST_SECRET),
        re.split(r"[\s,;]+", form.text("email_domains")), form.ticked("second_factor_there"),
    )  # fmt: skip
    try:
        checked_address(installation().settings, given.issuer)
    except AddressRefused as fault:
        form.refused(fault, "issuer")
    return given


def _try(form: Form, given: DirectorySet) -> None:
    """Ask the directory to describe itself, so that what is kept can work."""
    try:
        directory_for(installation().settings).check(DirectoryGiven(given.issuer, given.client_id, ""))
    except (AddressRefused, NotReached) as fault:
        form.wrong("issuer", str(fault))


@bp.post("/agency/directory/end")
@needs(Permission.MANAGE_STAFF)
@confirmed
def end() -> ResponseReturnValue:
    """Have nobody sign in with the directory any more."""
    gone = end_directory(work(), viewer(), g.now)
    flash(f"Nobody signs in with “{gone.name}” any more. Who has no password gets a link for one from you.", "done")
    return redirect(url_for("agency.directory.show"), 303)
