"""The record of a caution session after it was sealed: its versions, corrections, the person's copy, links for a court,
and the log of everything that left."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.cautions import find as find_session
from comms.cautions.exhibits.court import find
from comms.cautions.exhibits.court.actions import (
    BadCopy,
    CopyGiven,
    give_copy,
    make_link,
    note_download,
    note_taken,
    withdraw_link,
)
from comms.cautions.exhibits.export import ExportWay
from comms.cautions.exhibits.keys.find import keys
from comms.cautions.exhibits.link import MOST_DAYS, LinkGiven, wrong_with
from comms.cautions.exhibits.public_key import read_keys
from comms.cautions.exhibits.sealing import correct
from comms.cautions.exhibits.verifying import verify_exhibit
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.work import address_of
from comms.web.cautions.checked import checked
from comms.web.cautions.exhibits import PDF, exhibit_file, is_recording, media_file, page_of, recordings_in
from comms.web.cautions.record_drawn import headings
from comms.web.cautions.records_shown import record_shown
from comms.web.door import installation, work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.letters.files import download
from comms.web.limiting import limited
from comms.web.limits import PAGES
from comms.web.viewing import needs, viewer

bp = Blueprint("caution_records", __name__)

# For how many days a link may be made, with what is usual for a court.
DAYS, USUAL_DAYS = ("3", "7", "14", str(MOST_DAYS)), "14"
LONGEST_CORRECTION = 1000
# The fields of a correction, each with what is said where it is empty.
CORRECTION = {
    "what": "Say what in the record is wrong.",
    "says_now": "Say what is right.",
    "correction_why": "Say why it was recorded wrongly, or how it was found out.",
}


@bp.get("/cautions/<uuid:session_id>/record")
@needs(Permission.SEE_CAUTIONS)
def show(session_id: UUID) -> ResponseReturnValue:
    """The record, who may look at it, and where it went."""
    return _page(session_id, _usual())


@bp.get("/cautions/<uuid:session_id>/record/<int:version>")
@needs(Permission.SEE_CAUTIONS)
def read(session_id: UUID, version: int) -> ResponseReturnValue:
    """One version as a page, as a court sees it, with what checking it came to a moment ago."""
    versions = find.records_of(work(), viewer(), session_id)
    record = next((one for one in versions if one.version == version), None)
    if record is None:
        raise NotFound("There is no such version.", "Look at the page of the record.")
    note(work(), viewer().actor, "view caution record", ("caution record", record.id), g.now)
    key = next(one for one in keys(work(), viewer()) if one.id == record.key_id)
    found = verify_exhibit(record.pdf, read_keys(key.certificate))
    page = page_of(found, lambda name: url_for("caution_records.file", record_id=record.id, name=name))
    return render_template(
        "cautions/record_read.html", record=record, page=page, result=checked(found),
        headings=headings, recordings=recordings_in(found), newest=versions[0].version,
    )  # fmt: skip


@bp.get("/caution-records/<uuid:record_id>/exhibit.pdf")
@needs(Permission.SEE_CAUTIONS)
@limited(PAGES)
def pdf(record_id: UUID) -> Response:
    """The exhibit, to be handed on. That it left is in the export log before it does."""
    find.record(work(), viewer(), record_id)
    with installation().database.work() as noting:
        note_download(noting, viewer(), record_id, g.now)
    return exhibit_file(find.record(work(), viewer(), record_id))


@bp.get("/caution-records/<uuid:record_id>/copy.pdf")
@needs(Permission.SEE_CAUTIONS)
@limited(PAGES)
def copy(record_id: UUID) -> Response:
    """The copy for the person, to be printed."""
    record = find.record(work(), viewer(), record_id)
    if record.copy is None:
        raise NotFound("There is no copy for the person of this version.", "The exhibit says everything in English.")
    note(work(), viewer().actor, "view copy of caution record", ("caution record", record.id), g.now)
    _taken(record_id, ExportWay.COPY_TAKEN)
    return download(record.copy, PDF, f"copy-version-{record.version}.pdf")


@bp.get("/caution-records/<uuid:record_id>/files/<name>")
@needs(Permission.SEE_CAUTIONS)
def file(record_id: UUID, name: str) -> Response:
    """An answer by hand, a signature or a recording that belongs to a record."""
    record = find.record(work(), viewer(), record_id)
    note(work(), viewer().actor, "view file of caution record", ("caution record", record.id), g.now)
    media = find.media_of(work(), viewer(), record, name)
    if is_recording(media):
        _taken(record_id, ExportWay.RECORDING_TAKEN)
    return media_file(media, name)


def _taken(record_id: UUID, way: ExportWay) -> None:
    """Put into the export log what leaves, before it does."""
    with installation().database.work() as noting:
        note_taken(noting, viewer(), record_id, way, g.now)


@bp.post("/cautions/<uuid:session_id>/record/correct")
@needs(Permission.TAKE_CAUTIONS)
def correct_it(session_id: UUID) -> ResponseReturnValue:
    """Add a version that says what was wrong, what is right, and why. The one before stays as it was sealed."""
    find_session.session(work(), viewer(), session_id)
    form = sent_form()
    what, says_now, why = (form.limited(name, LONGEST_CORRECTION) for name in CORRECTION)
    for name, missing in CORRECTION.items():
        if not form.line(name):
            form.wrong(name, missing)
    if not form.errors:
        try:
            made = correct(work(), viewer(), session_id, what, says_now, why, g.now)
        except (BadInput, Refused) as fault:
            # What was typed is long, and nobody types it twice.
            work().rollback()
            form.wrong("what", str(fault))
        else:
            flash(f"Corrected. This is version {made.version} now; the earlier one is kept as it was.", "done")
            return redirect(url_for("caution_records.show", session_id=session_id), 303)
    return _page(session_id, form), 422


@bp.post("/caution-records/<uuid:record_id>/copy-given")
@needs(Permission.TAKE_CAUTIONS)
def copy_given(record_id: UUID) -> ResponseReturnValue:
    """Note to whom the copy was given."""
    session_id, form = find.record(work(), viewer(), record_id).session_id, sent_form()
    try:
        give_copy(work(), viewer(), record_id, CopyGiven(form.line("to_whom"), form.text("language")), g.now)
    except BadCopy as fault:
        form.refused(fault, fault.field)
        return _page(session_id, form), 422
    flash("On record that they were given the copy.", "done")
    return redirect(url_for("caution_records.show", session_id=session_id), 303)


@bp.post("/caution-records/<uuid:record_id>/links")
@needs(Permission.TAKE_CAUTIONS)
def link(record_id: UUID) -> ResponseReturnValue:
    """Let a named person look, and show the address this once."""
    session_id, form = find.record(work(), viewer(), record_id).session_id, sent_form()
    days = int(form.text("days")) if form.text("days") in DAYS else 0
    given = LinkGiven(form.line("for_name"), form.line("for_office"), form.line("why"), days)
    for fault in wrong_with(given):
        form.refused(fault, fault.field)
    if form.errors:
        return _page(session_id, form), 422
    made, token = make_link(work(), viewer(), record_id, given, g.now)
    address = f"{address_of(work())}{url_for('exhibits.show', token=token)}"
    return render_template("cautions/link_made.html", link=made, address=address, session_id=session_id)


@bp.post("/exhibit-links/<uuid:exhibit_link_id>/withdraw")
@needs(Permission.TAKE_CAUTIONS)
def withdraw(exhibit_link_id: UUID) -> ResponseReturnValue:
    """Make a link open nothing from now on."""
    ended = withdraw_link(work(), viewer(), exhibit_link_id, g.now)
    flash(f"The link for {ended.for_name} opens nothing any more.", "done")
    session_id = find.record(work(), viewer(), ended.record_id).session_id
    return redirect(url_for("caution_records.show", session_id=session_id), 303)


def _usual() -> Form:
    return filled_form({"days": USUAL_DAYS})


def _page(session_id: UUID, form: Form) -> str:
    page = record_shown(work(), viewer(), session_id, g.now)
    note(work(), viewer().actor, "view record of caution", ("caution session", session_id), g.now)
    return render_template(
        "cautions/record.html", page=page, form=form, days=DAYS, may_write=viewer().may(Permission.TAKE_CAUTIONS)
    )
