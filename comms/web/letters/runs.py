"""A run of letters: how far it is, what became of each letter, and the files for the printer."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import IO, cast
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.channels.pdf import PrintingFailed, Unprintable
from comms.channels.pdf.bundling import AT_MOST, BundledLetter, NoLetter, bundle
from comms.families.actions import view_list
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound, Refused
from comms.letters.letter import Letter
from comms.letters.runs import find
from comms.letters.runs.actions import stop_run
from comms.letters.runs.letter_run import LetterRun, Outcome
from comms.letters.runs.report import report_rows
from comms.web.door import work
from comms.web.letters.archives import ArchivedFile, report_file, write_archive
from comms.web.letters.events import posting_of_run
from comms.web.letters.files import file_name, files_of, pdf_of
from comms.web.letters.rows import run_rows
from comms.web.limiting import limited
from comms.web.limits import ARCHIVES, EXPORTS, PAGES
from comms.web.viewing import needs, viewer
from comms.web.wording import day_in_words

bp = Blueprint("runs", __name__, url_prefix="/runs")

A_PAGE = 50
PRINTED = ("post", "hand")
# What is kept in memory of a file before it goes to the disk.
IN_MEMORY = 8 * 1024 * 1024
A_PIECE = 64 * 1024
SHOWN = {"issued": Outcome.ISSUED, "held": Outcome.HELD, "not-due": Outcome.NOT_DUE, "failed": Outcome.FAILED}


@bp.get("/<uuid:run_id>")
@needs(Permission.SEE_LETTERS)
def show(run_id: UUID) -> ResponseReturnValue:
    """One run: how far it is, and its letters, those issued first."""
    progress = find.progress(work(), viewer(), run_id)
    shown = request.args.get("show", "issued")
    if shown not in SHOWN:
        raise NotFound("Letters of a run are made, held, no longer due, or failed.", "Choose one of these.")
    page = max(1, request.args.get("page", 1, type=int))
    rows = find.rows(work(), viewer(), run_id, SHOWN[shown], ((page - 1) * A_PAGE, A_PAGE))
    ways = find.ways(work(), viewer(), run_id)
    people = [person for row in rows for person in (row.parent.id, row.child.id)]
    view_list(work(), viewer(), "letters of a run", people, g.now)
    return render_template(
        "letters/run_page.html", progress=progress, rows=run_rows(work(), viewer(), rows), shown=shown, page=page,
        pages=-(-_count(progress, shown) // A_PAGE), ways=ways, files=_print_files(ways), at_most=AT_MOST,
        posting=posting_of_run(work(), viewer(), run_id, london_date(g.now)),
    )  # fmt: skip


def _count(progress: find.RunProgress, shown: str) -> int:
    return {"issued": progress.issued, "held": progress.held, "not-due": progress.not_due}.get(shown, progress.failed)


@dataclass(frozen=True, slots=True)
class PrintFile:
    """A file for the printer: which letters of those that go one way are in it."""

    way: str
    number: int
    first: int
    last: int


def _print_files(ways: Mapping[str, int]) -> list[PrintFile]:
    return [
        PrintFile(way, start // AT_MOST + 1, start + 1, min(start + AT_MOST, ways[way]))
        for way in PRINTED
        for start in range(0, ways.get(way, 0), AT_MOST)
    ]


@bp.get("/<uuid:run_id>/progress")
@needs(Permission.SEE_LETTERS)
def progress(run_id: UUID) -> ResponseReturnValue:
    """How far the run is, as a piece of its page; the page is loaded anew when there is nothing more to wait for."""
    found = find.progress(work(), viewer(), run_id)
    response = Response(render_template("letters/run_progress.html", progress=found), mimetype="text/html")
    if not (found.making or found.printing):
        response.headers["HX-Refresh"] = "true"
    return response


@bp.post("/<uuid:run_id>/stop")
@needs(Permission.ISSUE_LETTERS)
def stop(run_id: UUID) -> ResponseReturnValue:
    """Make no more letters of this run."""
    try:
        stop_run(work(), viewer(), run_id, g.now)
    except Refused as fault:
        flash(fault.message, "done")
    else:
        flash("The run is stopped. What was made stays; what is due still is under “Due now”.", "done")
    return redirect(url_for("letters.runs.show", run_id=run_id), 303)


@bp.get("/<uuid:run_id>/<any(post, hand):way>-<int:number>.pdf")
@needs(Permission.SEE_LETTERS)
@limited(PAGES)
def printer(run_id: UUID, way: str, number: int) -> ResponseReturnValue:
    """The run's letters that go one way as one PDF for the printer, its tags kept; ``sides=2`` begins each on a new
    sheet. A letter that could not be printed is not in it: the run's page and the report say so."""
    run = find.run(work(), viewer(), run_id)
    if (way, number) not in {(file.way, file.number) for file in _print_files(find.ways(work(), viewer(), run_id))}:
        raise NotFound("There is no such file.", "Choose one that the run’s page offers.")
    letters = islice(find.letters_of(work(), viewer(), run_id, way), (number - 1) * AT_MOST, number * AT_MOST)
    target = _target()
    try:
        pages = _bundled(_noted(letters, "printer"))
        bundle(pages, target, f"Letters of {day_in_words(run.on)}", two_sided=request.args.get("sides") == "2")
    except NoLetter as fault:
        target.close()
        raise NotFound("None of these letters could be printed.", "See the run’s report.") from fault
    return _file(target, "application/pdf", f"letters-{run.on.isoformat()}-{way}-{number}.pdf")


def _bundled(letters: Iterator[Letter]) -> Iterator[BundledLetter]:
    for letter in letters:
        with suppress(PrintingFailed, Unprintable):
            yield BundledLetter(f"{letter.kind} {letter.reference}", pdf_of(letter))


@bp.get("/<uuid:run_id>/letters.zip")
@needs(Permission.SEE_LETTERS)
@limited(ARCHIVES)
def archive(run_id: UUID) -> ResponseReturnValue:
    """Every letter of the run as PDF, web page and text, and the report."""
    run = find.run(work(), viewer(), run_id)
    letters = _noted(find.letters_of(work(), viewer(), run_id), "zip")
    target = _target()
    write_archive(target, _archived(run, letters), run.started_at)
    return _file(target, "application/zip", f"letters-{run.on.isoformat()}.zip")


def _archived(run: LetterRun, letters: Iterable[Letter]) -> Iterator[ArchivedFile]:
    for letter in letters:
        yield from files_of(letter)
    yield _report(run)


@bp.get("/<uuid:run_id>/report.csv")
@needs(Permission.SEE_LETTERS)
@limited(EXPORTS)
def report(run_id: UUID) -> ResponseReturnValue:
    """What became of each letter of the run, for a spreadsheet."""
    run = find.run(work(), viewer(), run_id)
    response = Response(_report(run).content, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="letters-{run.on.isoformat()}-report.csv"'
    return response


def _report(run: LetterRun) -> ArchivedFile:
    note(work(), viewer().actor, "download report", ("letter run", run.id), g.now)
    return report_file(report_rows(work(), viewer(), run.id, file_name))


def _noted(letters: Iterator[Letter], form: str) -> Iterator[Letter]:
    for letter in letters:
        note(work(), viewer().actor, "download letter", ("letter", letter.id), g.now, {"format": form})
        yield letter


def _target() -> IO[bytes]:
    # Closed by the answer that sends it.
    return cast("IO[bytes]", tempfile.SpooledTemporaryFile(IN_MEMORY))


def _file(content: IO[bytes], mimetype: str, name: str) -> Response:
    """A file that was just written, sent piece by piece; its name holds nothing personal."""
    length = content.tell()
    content.seek(0)
    response = Response(_pieces(content), mimetype=mimetype)
    response.content_length = length
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.call_on_close(content.close)
    return response


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    with content:
        while piece := content.read(A_PIECE):
            yield piece
