"""The register of interpreters: taking it in from a file, listing it, and reading the calendars in it."""

from __future__ import annotations

import sys
from pathlib import Path
from uuid import UUID

import click

from comms.agencies.find import agency_named, every_agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.cli.opening import agency_option, opened, viewer_for
from comms.cli.progress import progress
from comms.foundation.clock import london_date, utc_now
from comms.foundation.errors import CommsError
from comms.foundation.languages import language
from comms.foundation.opening import Installation

readable = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def interpreters() -> None:
    """Keep the register of interpreters."""


@interpreters.command("import")
@click.argument("file", type=readable)
@click.option("--map", "map_file", type=readable, help='A TOML or JSON file that says which heading holds what: '
              'name = "Interpreter".')  # fmt: skip
@click.option("--encoding", help="The file's encoding, where it is not UTF-8 or Windows-1252.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@agency_option
def import_(file: Path, map_file: Path | None, encoding: str | None, *, dry_run: bool, agency_name: str | None) -> None:
    """Take in a register from CSV or XLSX. Every good row lands; each bad one is told.

    The same file again changes nothing. Exit status 1 when a row was left out or landed without one of its values.
    """
    from comms.foundation.tables import read_map_file, read_table, recognise
    from comms.interpreters.imports import INTERPRETER_FIELDS, import_interpreters

    installation = opened()
    table = read_table(file, file.name, encoding=encoding)
    mapping = recognise(table.headers, INTERPRETER_FIELDS, read_map_file(map_file) if map_file else None)
    with installation.database.work() as session:
        outcome = import_interpreters(session, viewer_for(session, agency_name), table, mapping, utc_now())
        if dry_run:
            session.rollback()
    for line in outcome.lines():
        click.echo(line)
    if dry_run:
        click.echo("This was a dry run: nothing was changed.")
    if not outcome.flawless:
        sys.exit(1)


@interpreters.command("list")
@click.option("--language", "tag", default="", help="Only who interprets this language, by its tag.")
@agency_option
def list_(tag: str, agency_name: str | None) -> None:
    """List who may be booked, with their languages and levels, and whether a check counts today."""
    from comms.interpreters import find
    from comms.interpreters.qualification import is_checked

    today = london_date(utc_now())
    with opened().database.reading() as session:
        viewer = viewer_for(session, agency_name)
        found = find.interpreters(session, viewer, language=language(tag).tag if tag else "", limit=None)
        ids = [one.id for one in found]
        languages, shown = find.languages_of(session, viewer, ids), find.qualifications_of(session, viewer, ids)
        for one in found:
            spoken = ", ".join(f"{each.language} {each.level}" for each in languages.get(one.id, [])) or "no language"
            checked = "checked" if is_checked(shown.get(one.id, []), today) else "no check that counts today"
            click.echo(f"{one.name}: {spoken}; {checked}")


@interpreters.command("calendars")
@click.option("--agency", "agency_name", metavar="NAME", help="Only this agency's register.")
def calendars(agency_name: str | None) -> None:
    """Read every interpreter's calendar that is shared at an address; for cron, say every hour.

    Exit status 1 when one could not be read: its page says why, and what was read before stays.
    """
    installation = opened()
    failed, read = 0, 0
    for viewer, interpreter_id, address in progress(_addresses(installation, agency_name), "Reading calendars"):
        if _refresh(installation, viewer, interpreter_id, address):
            read += 1
        else:
            failed += 1
    click.echo(f"Calendars read: {read}; not read: {failed}.")
    if failed:
        sys.exit(1)


def _addresses(installation: Installation, agency_name: str | None) -> list[tuple[Viewer, UUID, str]]:
    from comms.interpreters.find import with_calendars

    with installation.database.reading() as session:
        agencies = [agency_named(session, agency_name)] if agency_name else every_agency(session)
        viewers = [system_viewer(agency) for agency in agencies]
        return [
            (viewer, one.id, one.calendar_address or "")
            for viewer in viewers
            for one in with_calendars(session, viewer)
        ]


def _refresh(installation: Installation, viewer: Viewer, interpreter_id: UUID, address: str) -> bool:
    """Read one calendar; nothing is held open while its host is asked. Whether it could be read."""
    from comms.channels.calendars.fetching import fetch_calendar
    from comms.interpreters.calendar_in import note_calendar_fault, read_calendar

    try:
        content = fetch_calendar(installation.settings, address)
        with installation.database.work() as session:
            read_calendar(session, viewer, interpreter_id, content, utc_now())
    except CommsError as fault:
        with installation.database.work() as session:
            note_calendar_fault(session, viewer, interpreter_id, fault, utc_now())
        return False
    return True
