"""Letters from the command line: what is due, making and printing it, and trying a letter with values of one's own."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import click

from comms.agencies.viewer import Viewer
from comms.channels.paper import Paper, paper_from_json
from comms.channels.pdf import print_pdf
from comms.cli.opening import agency_option, opened, viewer_for
from comms.cli.progress import progress
from comms.foundation.clock import london_date, utc_now
from comms.foundation.errors import BadInput
from comms.foundation.languages import language
from comms.foundation.opening import Installation
from comms.foundation.tables import csv_text
from comms.letters import find
from comms.letters.actions import PRINT
from comms.letters.decision import Held
from comms.letters.letter import Letter
from comms.letters.previewing import preview_paper
from comms.letters.run import DueLetter, due_letters, wanted_letters
from comms.letters.runs import find as runs
from comms.letters.runs.actions import RUN, start_run
from comms.letters.runs.report import COLUMNS, report_rows
from comms.letters.templates.source import letter_kinds
from comms.letters.text.as_html import as_html
from comms.letters.text.as_text import as_text
from comms.worker.working import Worker

A_MOMENT = 0.5


@click.group()
def letters() -> None:
    """See which letters are due, make and print them, or preview one."""


def _day(_: click.Context, __: click.Parameter, text: datetime | None) -> date:
    return text.date() if text else london_date(utc_now())


on_option = click.option(
    "--on", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), callback=_day, help="The day, today unless given."
)
kind_option = click.option("--kind", type=click.Choice(sorted(letter_kinds())), help="One kind only.")


@letters.command("due")
@on_option
@kind_option
@agency_option
def due(on: date, kind: str | None, agency_name: str | None) -> None:
    """List who is due which letter, in which language, and who is held and why. Nothing is written."""
    held = 0
    with opened().database.reading() as session:
        found = list(due_letters(session, viewer_for(session, agency_name), on, kind))
        for one in found:
            held += isinstance(one.prepared, Held)
            click.echo(_line(one))
    click.echo(f"{len(found)} letters are due on {on}: {len(found) - held} can go, {held} are held.")
    if held:
        sys.exit(1)


def _line(one: DueLetter) -> str:
    child = one.wanted.child.name if one.wanted.child else ""
    whom = f"{one.due.kind}  {child} → {one.wanted.reader.person.name}"
    if isinstance(one.prepared, Held):
        return f"{whom}: HELD. {one.prepared.why} {one.prepared.remedy}"
    return f"{whom}: {language(one.prepared.language).english_name}, by {one.prepared.way.channel}. {one.due.why}"


out_option = click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="A folder for the letters."
)


@letters.command("run")
@on_option
@kind_option
@agency_option
@out_option
def run(on: date, kind: str | None, agency_name: str | None, out: Path) -> None:
    """Make every letter that is due: PDF, HTML and text for each, and report.csv."""
    installation = opened()
    out.mkdir(parents=True, exist_ok=True)
    with installation.database.work() as session:
        viewer = viewer_for(session, agency_name)
        every = [one for one, _ in wanted_letters(session, viewer, on) if kind in {None, one.kind}]
        wanted = [one for one in every if not one.left_out]
        # Nothing due is no failure: the report then says that nobody was written to.
        made = start_run(session, viewer, wanted, on, utc_now()).id if wanted else None
    if made is not None:
        _make(installation, viewer, made)
    _write_files(installation, viewer, made, out)


@letters.command("files")
@agency_option
@out_option
def files(agency_name: str | None, out: Path) -> None:
    """Write the files of the last run once more, as when the disk was full the first time. What is left of that run is
    made; no other is begun."""
    installation = opened()
    out.mkdir(parents=True, exist_ok=True)
    with installation.database.reading() as session:
        viewer = viewer_for(session, agency_name)
        last = runs.runs(session, viewer, 1)
        if not last:
            raise BadInput("No letters have been made together yet.", "Make them: comms letters run --out FOLDER")
        made = last[0].id
    _make(installation, viewer, made)
    _write_files(installation, viewer, made, out)


def _make(installation: Installation, viewer: Viewer, run: UUID) -> None:
    """Make what is left of a run here and now, whether or not a worker is at work too."""
    worker, told = Worker(installation), 0
    while True:
        worker.act(RUN, run)
        with installation.database.reading() as session:
            far = runs.progress(session, viewer, run)
            making, done, total = far.making, far.done, far.total
        if not making:
            return
        if done == told:
            # Somebody else has it in hand.
            time.sleep(A_MOMENT)
        told = done
        click.echo(f"Writing letters: {done} of {total}", err=True)


def _write_files(installation: Installation, viewer: Viewer, made: UUID | None, out: Path) -> None:
    with installation.database.reading() as session:
        issued = [letter.id for letter in runs.letters_of(session, viewer, made)] if made else []
        held = runs.progress(session, viewer, made).held if made else 0
    for letter in progress(issued, "Printing letters", len(issued)):
        _print_into(installation, letter, out)
    with installation.database.reading() as session:
        _write_report(report_rows(session, viewer, made, _file_name) if made else iter(()), out / "report.csv")
    click.echo(f"{len(issued)} letters are in {out}, {held} are held; report.csv says why.")
    if held:
        sys.exit(1)


def _file_name(letter: Letter) -> str:
    return f"{letter.kind}-{letter.reference}"


def _print_into(installation: Installation, letter_id: UUID, out: Path) -> None:
    Worker(installation).act(PRINT, letter_id)
    with installation.database.reading() as session:
        letter = session.get_one(Letter, letter_id)
        pdf, paper = find.printed_everywhere(session, letter_id), paper_from_json(letter.content)
        file = _file_name(letter)
    # Where another worker has the row in hand, the same letter is the same bytes.
    (out / f"{file}.pdf").write_bytes(pdf or print_pdf(paper).content)
    (out / f"{file}.html").write_text(as_html(paper), "utf-8")
    (out / f"{file}.txt").write_text(as_text(paper), "utf-8")


def _write_report(rows: Iterable[tuple[str, ...]], path: Path) -> None:
    path.write_text(csv_text([COLUMNS, *rows]), "utf-8-sig", newline="")


@letters.command("preview")
@click.argument("kind", type=click.Choice(sorted(letter_kinds())))
@click.option("--language", "tag", required=True, help="The reader's language, as a BCP 47 tag: lt, ur, pa-Guru.")
@click.option("--values", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A JSON file of values.")
@click.option("--format", "form", type=click.Choice(["pdf", "html", "text"]), default="pdf", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
def preview(kind: str, tag: str, values: Path | None, form: str, output: Path) -> None:
    """Write one letter with values of your own, to look at. Nothing is stored, and nothing is issued."""
    paper = preview_paper(kind, tag, _read_values(values), london_date(utc_now()))
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(_as(form, paper))
    click.echo(f"Wrote {output}.")


def _as(form: str, paper: Paper) -> bytes:
    if form == "pdf":
        return print_pdf(paper).content
    return (as_html(paper) if form == "html" else as_text(paper)).encode()


def _read_values(path: Path | None) -> dict[str, object]:
    if path is None:
        return {}
    try:
        given = json.loads(path.read_text("utf-8-sig"))
    except (ValueError, UnicodeDecodeError) as fault:
        raise BadInput(f"{path} is not JSON: {fault}.", "Correct it there.") from fault
    if not isinstance(given, dict):
        raise BadInput(f"{path} does not hold an object of values.", 'Write {"child": "…", …}.')
    return given
