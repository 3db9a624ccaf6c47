"""Words that agencies have translated elsewhere: out as PO, XLIFF or TMX, and in again as drafts."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy.orm import Session

from comms.cli.opening import agency_option, opened, viewer_for
from comms.foundation.clock import utc_now
from comms.foundation.errors import NotFound

if TYPE_CHECKING:
    from comms.agencies.viewer import Viewer
    from comms.translation.exchange.report import Row

FORMATS = ("po", "xliff", "tmx")
SCOPES = ("all", "open", "missing", "drafts", "approved")
language_option = click.option(
    "--language", "tag", required=True, metavar="TAG", help="The language, like pl or pa-Guru."
)


@click.group()
def words() -> None:
    """Give words out to be translated elsewhere, and take them in again."""


@words.command("export")
@language_option
@click.option("--use", default="", metavar="USE", help="One use only: L02, phrases, card, text, page.")
@click.option("--format", "file_format", type=click.Choice(FORMATS), required=True)
@click.option(
    "--only", "scope", type=click.Choice(SCOPES),
    help="Which sentences: “open” is missing or draft. All, unless given; for TMX, which is a memory, those approved.",
)  # fmt: skip
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file; standard output unless given.")
@agency_option
def export(tag: str, use: str, file_format: str, scope: str | None, out: Path | None, agency_name: str | None) -> None:
    """Write the words of a language as the agency uses them, with its own letters and phrases. Drafts say that they
    are drafts."""
    from comms.translation.exchange.files import written
    from comms.translation.exchange.sentence import FORMATS, Scope
    from comms.web.words.exchanged import language_of_words, sentences_to_exchange

    reader = language_of_words(tag)
    chosen = next(one for one in FORMATS if one == file_format)
    with opened().database.reading() as session:
        sentences = sentences_to_exchange(session, viewer_for(session, agency_name), reader.tag, use)
    content = written(sentences, reader, chosen, utc_now(), Scope(scope) if scope else None)
    if out is None:
        click.echo(content, nl=False)
        return
    out.write_bytes(content)
    click.echo(f"Wrote {out}.")


@words.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@language_option
@click.option("--as", "email", required=True, metavar="EMAIL", help="The member of staff whose drafts they become.")
@click.option("--yes", is_flag=True, help="Take the words in. Without it you see what would happen.")
@click.option("--json", "as_json", is_flag=True, help="For another program.")
@agency_option
def import_(file: Path, tag: str, email: str, agency_name: str | None, *, yes: bool, as_json: bool) -> None:
    """Take in a PO, XLIFF 1.2 or TMX 1.4 file. Every good sentence comes in as a draft; each other is told.

    Nothing is approved by it, whatever the file says. The same file again changes nothing. Exit status 1 when a
    sentence was refused.
    """
    from comms.agencies.permissions import Permission
    from comms.translation.exchange.actions import take_in
    from comms.translation.exchange.files import read
    from comms.translation.exchange.weighing import weigh
    from comms.web.words.exchanged import language_of_words, sentences_to_exchange

    reader, now = language_of_words(tag), utc_now()
    entries = read(file.read_bytes(), reader.tag)
    database = opened().database
    with database.work() if yes else database.reading() as session:
        viewer = _person(session, agency_name, email)
        viewer.require(Permission.TRANSLATE)
        rows = weigh(entries, sentences_to_exchange(session, viewer, reader.tag), reader.tag)
        if yes:
            rows = take_in(session, viewer, reader.tag, rows, now)
    _tell(rows, taken=yes, as_json=as_json)


def _person(session: Session, agency_name: str | None, email: str) -> Viewer:
    """A member of staff of the agency. Raises ``NotFound`` for anybody else."""
    from comms.agencies.find import staff_with_email
    from comms.agencies.viewer import viewer_of

    agency, staff = viewer_for(session, agency_name), staff_with_email(session, email)
    if staff is None or staff.agency_id != agency.agency_id or not staff.active:
        raise NotFound(f"Nobody signs in with {email} there.", "Give the address of a member of staff of the agency.")
    return viewer_of(staff)


def _tell(rows: Sequence[Row], *, taken: bool, as_json: bool) -> None:
    from dataclasses import asdict

    from comms.translation.exchange import report

    found = report.figures(rows)
    if as_json:
        said = {"taken": taken, **asdict(found), "rows": [report.as_json(row) for row in rows]}
        click.echo(json.dumps(said, indent=2, ensure_ascii=False))
    else:
        for row in rows:
            if row.outcome is not report.Outcome.SAME:
                click.echo(_line(row))
        click.echo(f"{report.in_a_sentence(rows, taken=taken)}.")
        if not taken and found.brings:
            click.echo("Nothing was written yet. Add --yes to take this in.")
    if found.refused:
        sys.exit(1)


def _line(row: Row) -> str:
    place = f"line {row.line}, {row.context}" if row.context else f"line {row.line}"
    said = [f"{row.outcome.value}: “{row.english[0]}” → {' | '.join(row.given) or 'nothing'}", row.what, row.remedy]
    return f"{place}: {' '.join(part for part in said if part)}"
