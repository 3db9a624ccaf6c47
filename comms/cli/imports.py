"""Bringing in what a school's own system exports."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from comms.attendance.imports import IMPORTS
from comms.cli.opening import agency_option, opened, viewer_for
from comms.foundation.clock import utc_now
from comms.foundation.tables import read_map_file, read_table, recognise

A_SECOND = 1.0


@click.command("import")
@click.argument("kind", type=click.Choice(sorted(IMPORTS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--map", "map_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='A TOML or JSON file that says which heading holds what: upn = "Pupil number".',
)  # fmt: skip
@click.option("--encoding", help="The file's encoding, where it is not UTF-8 or Windows-1252.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@agency_option
def import_(
    kind: str, file: Path, map_file: Path | None, encoding: str | None, *, dry_run: bool, agency_name: str | None
) -> None:
    """Import pupils, contacts or marks from CSV or XLSX. Every good row lands; each bad one is told.

    The same file again changes nothing. Exit status 1 when a row was left out or landed without one of its values.
    """
    from comms.bookings.requests.raising import needs_changed
    from comms.formal.ledger import changes  # noqa: F401 - it hears of corrected marks

    installation = opened()
    chosen = IMPORTS[kind]
    table = read_table(file, file.name, encoding=encoding, limits=chosen.limits)
    mapping = recognise(table.headers, chosen.fields, read_map_file(map_file) if map_file else None)
    with installation.database.session() as session:
        viewer = viewer_for(session, agency_name)
        now = utc_now()
        outcome = chosen.run(session, viewer, table, mapping, now, _Telling(kind))
        looked_at = needs_changed(session, viewer, outcome.needs_recorded, now)
        if dry_run:
            session.rollback()
        else:
            session.commit()
    for line in outcome.lines():
        click.echo(line)
    if looked_at:
        click.echo(f"Appointments looked at again, because a language need is another now: {looked_at}.")
    if dry_run:
        click.echo("This was a dry run: nothing was changed.")
    if not outcome.flawless:
        sys.exit(1)


class _Telling:
    """Says how far an import is, about once a second."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.told = time.monotonic()

    def __call__(self, done: int, of: int) -> None:
        if time.monotonic() - self.told >= A_SECOND:
            self.told = time.monotonic()
            click.echo(f"Importing {self.kind}: {done} of {of} rows", err=True)
