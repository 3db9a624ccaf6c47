"""Importing what a school's own system exports: choose the files, see what would happen, take them in."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from comms.agencies.permissions import Permission
from comms.attendance.imports import IMPORTS
from comms.bookings.requests.raising import needs_changed
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput
from comms.foundation.stored_file import Upload, store_file
from comms.web.door import installation, work
from comms.web.imports.checks import NOT_READ, Check, guessed_kind, open_check, read_upload, take_in
from comms.web.imports.reports import in_a_sentence, keep_report, kept_report, report_csv, told
from comms.web.letters.files import download
from comms.web.limiting import limited
from comms.web.limits import EXPORTS, FILE_IMPORTS
from comms.web.viewing import needs, viewer
from comms.web.wording import counted

bp = Blueprint("imports", __name__, url_prefix="/import")

bp.add_app_template_filter(lambda text: text[:1].upper() + text[1:], "begin_with_capital")

MOST_FILES = 6
LOOKED_AT = "looked at again, because a language need of somebody who attends is another now."
NO_FILE = "Choose the file that your school’s system exported."


@bp.get("")
@needs(Permission.IMPORT_RECORDS)
def choose() -> ResponseReturnValue:
    """Where the files are chosen."""
    return render_template("imports/choose.html", errors=[], kinds=IMPORTS)


@bp.post("")
@needs(Permission.IMPORT_RECORDS)
@limited(FILE_IMPORTS)
def upload() -> ResponseReturnValue:
    """Keep the files locked until they are taken in, and show what they are. One that cannot be read is refused."""
    given = [one for one in request.files.getlist("files") if one.filename]
    try:
        uploads = [_upload(one) for one in given[:MOST_FILES]]
    except BadInput as fault:
        return render_template("imports/choose.html", errors=[str(fault)], kinds=IMPORTS), 422
    if len(given) > MOST_FILES or not uploads:
        wrong = f"Choose at most {MOST_FILES} files at a time." if uploads else NO_FILE
        return render_template("imports/choose.html", errors=[wrong], kinds=IMPORTS), 422
    stored = [store_file(work(), viewer().actor, viewer().agency_id, one, g.now) for one in uploads]
    return redirect(url_for("imports.check", file=[str(one.id) for one in stored]), 303)


def _upload(given: FileStorage) -> Upload:
    content, name = given.read(), given.filename or "file"
    if not content:
        raise BadInput(f"{name} is empty.", "Export it again.")
    kind = request.form.get("kind", "")
    if kind not in IMPORTS:
        kind = guessed_kind(read_upload(content, name), london_date(g.now))
    else:
        read_upload(content, name)
    return Upload(kind, name, content)


@bp.get("/check")
@needs(Permission.IMPORT_RECORDS)
@limited(FILE_IMPORTS)
def check() -> ResponseReturnValue:
    """What each file is, which column is which, and what taking them in would do. Nothing is taken in yet."""
    opened = open_check(work(), viewer(), request.args.getlist("file"), request.args)
    for file in opened.files:
        note(work(), viewer().actor, "view import file", ("stored file", file.stored.id), g.now)
    _try(opened)
    outcomes = [file.outcome for file in opened.files if file.outcome]
    return render_template(
        "imports/check.html", check=opened, kinds=list(IMPORTS), sentence=in_a_sentence(outcomes, taken=False),
        told=told, chosen=list(request.args.items(multi=True)), not_read=NOT_READ,
    )  # fmt: skip


def _try(opened: Check) -> None:
    """Take everything in and take it back: only so is it known what the contacts of new pupils would bring."""
    with installation().database.session() as trial:
        try:
            take_in(trial, viewer(), opened, g.now)
        finally:
            trial.rollback()


@bp.post("/check")
@needs(Permission.IMPORT_RECORDS)
def apply() -> ResponseReturnValue:
    """Take the files in as they were shown, and keep the report."""
    chosen: Mapping[str, str] = request.form
    opened = open_check(work(), viewer(), request.form.getlist("file"), chosen)
    take_in(work(), viewer(), opened, g.now)
    if not opened.ready:
        work().rollback()
        args = {name: request.form.getlist(name) for name in request.form if name != "csrf_token"}
        return redirect(url_for("imports.check", **args), 303)  # type: ignore[arg-type]
    outcomes = [file.outcome for file in opened.files if file.outcome]
    looked_at = needs_changed(work(), viewer(), [one for each in outcomes for one in each.needs_recorded], g.now)
    report = keep_report(work(), viewer(), outcomes, g.now)
    flash(f"{in_a_sentence(outcomes, taken=True)}.", "done")
    if looked_at:
        flash(f"{counted(looked_at, 'appointment was', 'appointments were')} {LOOKED_AT}", "done")
    return redirect(url_for("imports.done", file_id=report.id), 303)


@bp.get("/done/<uuid:file_id>")
@needs(Permission.IMPORT_RECORDS)
def done(file_id: UUID) -> ResponseReturnValue:
    """What an import did, and what comes next."""
    stored, outcomes = kept_report(work(), viewer(), file_id)
    note(work(), viewer().actor, "view import report", ("stored file", stored.id), g.now)
    return render_template(
        "imports/done.html", stored=stored, outcomes=outcomes, told=told, sentence=in_a_sentence(outcomes, taken=True)
    )


@bp.get("/done/<uuid:file_id>/report.csv")
@needs(Permission.IMPORT_RECORDS)
@limited(EXPORTS)
def report(file_id: UUID) -> Response:
    """The rows with something wrong, for a spreadsheet."""
    stored, outcomes = kept_report(work(), viewer(), file_id)
    note(work(), viewer().actor, "download import report", ("stored file", stored.id), g.now)
    return download(report_csv(outcomes), "text/csv", f"import-{london_date(stored.stored_at).isoformat()}.csv")
