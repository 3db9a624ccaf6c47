"""An interpreter's own calendar: from where it is read, and reading it now."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.channels.calendars.busy_times import Busy
from comms.channels.calendars.fetching import fetch_calendar
from comms.foundation.errors import CommsError, Refused
from comms.interpreters import find
from comms.interpreters.bad_interpreter import BadInterpreter
from comms.interpreters.calendar_in import note_calendar_fault, read_calendar, set_calendar_address
from comms.interpreters.interpreter import Interpreter
from comms.web.door import installation, work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.limiting import limited
from comms.web.limits import FILE_IMPORTS
from comms.web.viewing import needs, viewer
from comms.web.wording import counted

bp = Blueprint("interpreter_calendar", __name__, url_prefix="/interpreters")


@bp.get("/<uuid:interpreter_id>/calendar")
@needs(Permission.KEEP_REGISTER)
def show(interpreter_id: UUID) -> ResponseReturnValue:
    """From where their calendar is read, and when it was."""
    one = find.own_interpreter(work(), viewer(), interpreter_id)
    return _page(one, filled_form({"address": one.calendar_address or ""}))


def _page(one: Interpreter, form: Form) -> str:
    hosts = installation().settings.calendar_host_names
    return render_template("interpreters/calendar.html", one=one, form=form, hosts=hosts)


@bp.post("/<uuid:interpreter_id>/calendar")
@needs(Permission.KEEP_REGISTER)
def keep_address(interpreter_id: UUID) -> ResponseReturnValue:
    """Record the address their calendar is shared at, or that it is not read any more."""
    one, form = find.own_interpreter(work(), viewer(), interpreter_id), sent_form()
    try:
        set_calendar_address(work(), viewer(), one.id, form.line("address"), installation().settings, g.now)
    except BadInterpreter as fault:
        form.refused(fault, fault.field)
        return _page(one, form), 422
    flash("Kept. Read it now to see what it brings." if one.calendar_address else "Their calendar is not read.", "done")
    return redirect(url_for("interpreter_calendar.show", interpreter_id=one.id), 303)


@bp.post("/<uuid:interpreter_id>/calendar/file")
@needs(Permission.KEEP_REGISTER)
@limited(FILE_IMPORTS)
def upload(interpreter_id: UUID) -> ResponseReturnValue:
    """Read their calendar out of a file."""
    one, form = find.own_interpreter(work(), viewer(), interpreter_id), sent_form()
    given = request.files.get("calendar")
    content = given.read() if given else b""
    if not content:
        form.wrong("calendar", "Choose the .ics file that their calendar exports.")
    else:
        try:
            flash(_told(read_calendar(work(), viewer(), one.id, content, g.now)), "done")
            return redirect(url_for("interpreters.show", interpreter_id=one.id), 303)
        except BadInterpreter as fault:
            form.refused(fault, fault.field)
    return _page(one, form), 422


@bp.post("/<uuid:interpreter_id>/calendar/read")
@needs(Permission.KEEP_REGISTER)
@limited(FILE_IMPORTS)
def read_now(interpreter_id: UUID) -> ResponseReturnValue:
    """Read their calendar from its address."""
    address = find.own_interpreter(work(), viewer(), interpreter_id).calendar_address
    if not address:
        raise Refused("No address of their calendar is on record.", "Give it first, or upload a file.")
    # Its host may take seconds, in which nobody else's work may wait for this one's.
    work().rollback()
    try:
        content = fetch_calendar(installation().settings, address)
        flash(_told(read_calendar(work(), viewer(), interpreter_id, content, g.now)), "done")
    except CommsError as fault:
        note_calendar_fault(work(), viewer(), interpreter_id, fault, g.now)
        flash(f"Their calendar could not be read. {fault}", "fault")
    return redirect(url_for("interpreter_calendar.show", interpreter_id=interpreter_id), 303)


def _told(read: Busy) -> str:
    said = f"Read: {counted(len(read.times), 'busy time', 'busy times')} in the coming year"
    unread = f"; {counted(read.unread, 'entry', 'entries')} could not be read and took no time" if read.unread else ""
    return f"{said}{unread}. Nothing but the times is kept."
