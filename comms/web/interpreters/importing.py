"""Taking a register in from a spreadsheet: choose the file, and read what landed and what was refused."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.families.imports import ImportOutcome
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound
from comms.foundation.stored_file import StoredFile
from comms.foundation.tables import read_table, recognise
from comms.interpreters.imports import INTERPRETER_FIELDS, KIND, import_interpreters
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.imports.reports import in_a_sentence, keep_report, kept_report, report_csv, told
from comms.web.letters.files import download
from comms.web.limiting import limited
from comms.web.limits import EXPORTS, FILE_IMPORTS
from comms.web.viewing import needs, viewer

bp = Blueprint("register_import", __name__, url_prefix="/interpreters/import")

MOST_SHOWN = 500


@bp.get("")
@needs(Permission.KEEP_REGISTER)
def choose() -> ResponseReturnValue:
    """Where the file is chosen."""
    return _page(filled_form({}))


def _page(form: Form) -> str:
    return render_template("interpreters/import.html", form=form, fields=INTERPRETER_FIELDS)


@bp.post("")
@needs(Permission.KEEP_REGISTER)
@limited(FILE_IMPORTS)
def take_in() -> ResponseReturnValue:
    """Take in every good row, and keep the report. The same file again changes nothing."""
    form = sent_form()
    given = request.files.get("file")
    content = given.read() if given else b""
    if not content:
        form.wrong("file", "Choose a file that has something in it.")
        return _page(form), 422
    try:
        table = read_table(content, (given.filename if given else "") or "The file")
        outcome = import_interpreters(work(), viewer(), table, recognise(table.headers, INTERPRETER_FIELDS), g.now)
    except BadInput as fault:
        form.refused(fault, "file")
        return _page(form), 422
    report = keep_report(work(), viewer(), [outcome], g.now)
    return redirect(url_for("register_import.done", file_id=report.id), 303)


@bp.get("/<uuid:file_id>")
@needs(Permission.KEEP_REGISTER)
def done(file_id: UUID) -> ResponseReturnValue:
    """What landed, and what was refused and why."""
    stored, outcomes = _report(file_id)
    note(work(), viewer().actor, "view import report", ("stored file", stored.id), g.now)
    sentence = in_a_sentence(outcomes, taken=True)
    return render_template(
        "interpreters/imported.html", stored=stored, outcomes=outcomes, told=told, sentence=sentence, most=MOST_SHOWN
    )


def _report(file_id: UUID) -> tuple[StoredFile, list[ImportOutcome]]:
    """The report of a register; that of a school's export is for those who import one."""
    stored, outcomes = kept_report(work(), viewer(), file_id)
    if any(outcome.kind != KIND for outcome in outcomes):
        raise NotFound("There is no such report.", "Import the register again: the same file changes nothing.")
    return stored, outcomes


@bp.get("/<uuid:file_id>/report.csv")
@needs(Permission.KEEP_REGISTER)
@limited(EXPORTS)
def report(file_id: UUID) -> Response:
    """The rows with something wrong, for a spreadsheet."""
    stored, outcomes = _report(file_id)
    note(work(), viewer().actor, "download import report", ("stored file", stored.id), g.now)
    return download(report_csv(outcomes), "text/csv", f"register-{london_date(stored.stored_at).isoformat()}.csv")
