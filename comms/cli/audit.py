"""Checking the audit from the command line, writing its head down, and reading it."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from datetime import time as time_of_day
from uuid import UUID

import click
from sqlalchemy.orm import Session

from comms.agencies.find import staff_with_email
from comms.agencies.viewer import Viewer
from comms.cli.opening import agency_option, opened, viewer_for
from comms.foundation.audit import Head, examine, note
from comms.foundation.clock import LONDON, london_moment, utc_now
from comms.foundation.errors import BadInput, NotFound
from comms.foundation.tables import read_date

# As much of a link as is enough to know it by: 16 figures of hexadecimal are 64 bits.
FEWEST_FIGURES = 16
PAPER = re.compile(r"([0-9]+)[\s:,]+([0-9a-f\s]+)", re.IGNORECASE)


@click.group()
def audit() -> None:
    """The trail of who did and saw what."""


@audit.command("verify")
@click.option("--from", "start", type=click.IntRange(1), default=1, metavar="NUMBER", help="Begin with this entry.")
@click.option("--head", "written", metavar="“NUMBER LINK”", help="What “comms audit head” said when it was noted down.")
def verify(start: int, written: str | None) -> None:
    """Say whether the trail is whole; and where it is not, which kind of tampering it was. Exit status 1 if it is not.

    A million entries take about a minute.
    """
    installation = opened()
    anchors = installation.database.anchors
    with installation.database.reading() as session:
        report = examine(session, anchors.files, start=start, paper=_paper(written), tell=_progress())
    for mark in report.restored:
        click.echo(f"A backup was put back on {mark.at}: entries after {mark.number} of before that are not here.")
    for fault in report.faults:
        place = f"At entry {fault.number}, {fault.kind}" if fault.number else fault.kind.capitalize()
        click.echo(f"{place}: {fault.what}.")
    checked = f"{report.seen} entries were checked, up to number {report.last}"
    if start > 1:
        checked += f"; those before number {start} were not looked at"
    click.echo(f"{checked}.")
    if report.faults:
        click.echo("THE TRAIL IS NOT WHOLE. Keep the database and the anchors as they are, and tell your safeguarding")
        click.echo("lead and whoever is answerable for data protection.")
        sys.exit(1)
    click.echo("The trail is whole.")


def _progress() -> Callable[[int, int], None]:
    """Says about once a second how far it is."""
    told = time.monotonic()

    def tell(number: int, of: int) -> None:
        nonlocal told
        if time.monotonic() - told >= 1.0:
            told = time.monotonic()
            click.echo(f"Checked up to entry {number} of {of}", err=True)

    return tell


def _paper(written: str | None) -> Head | None:
    if written is None:
        return None
    said = PAPER.fullmatch(written.strip())
    figures = "".join(said[2].split()) if said else ""
    if said is None or len(figures) < FEWEST_FIGURES or len(figures) % 2:
        raise BadInput("This is no head.", "Give the number and the link as “comms audit head” says them, in quotes.")
    return Head(int(said[1]), bytes.fromhex(figures), utc_now())


@audit.command("head")
def head() -> None:
    """Say the newest entry's number and link, to note them down where nobody can change them: on paper, or in an e-mail
    to somebody else. “comms audit verify --head” compares them."""
    installation = opened()
    with installation.database.reading() as session:
        found = installation.database.anchors.head(session, utc_now())
    if found is None:
        click.echo("There is no entry yet.")
        return
    figures = found.link.hex()
    click.echo(f"{found.at.astimezone(LONDON):%d %B %Y, %H:%M:%S} London time")
    click.echo(f"{found.number} {' '.join(figures[place : place + 8] for place in range(0, len(figures), 8))}")


@audit.command("show")
@agency_option
@click.option("--person", metavar="ID", type=click.UUID, help="Only what is about this person.")
@click.option("--staff", metavar="E-MAIL", help="Only what this colleague did.")
@click.option("--since", metavar="DAY", help="Only from this day on, like 23/11/2026.")
@click.option("--most", type=click.IntRange(1, 20_000), default=100, show_default=True, help="How many, the newest.")
def show(agency_name: str | None, person: UUID | None, staff: str | None, since: str | None, most: int) -> None:
    """Say what was done in an agency, the newest first. It names colleagues; of people it says the ids. That somebody
    looked here stands in the audit too."""
    from comms.records.looks.find import Asked, looks_at, people_in, trail
    from comms.records.looks.shown import in_words

    installation = opened()
    with installation.database.work() as session:
        viewer = viewer_for(session, agency_name)
        about_whom = ("person", person) if person else ("agency", viewer.agency_id)
        note(session, viewer.actor, "view audit", about_whom, utc_now())
        begins = london_moment(read_date(since), time_of_day()) if since else None
        asked = Asked(staff_id=_colleague(session, viewer, staff), since=begins, most=most)
        found = looks_at(session, viewer, person, asked) if person else trail(session, viewer, asked)
        people = people_in(session, found)
        for one in in_words(session, viewer, found):
            at, about = one.at.astimezone(LONDON), people[one.number]
            who = f"{one.who}, {one.role}" if one.role else one.who
            said = f"{one.did}: {one.listed}" if one.listed else one.did
            named = f"{len(about)} people" if one.is_a_list else " ".join(map(str, sorted(about)))
            why = f" (why: {one.why})" if one.why else ""
            click.echo(f"{one.number}  {at:%d.%m.%Y %H:%M:%S}  {who}: {said}{why}  {named}".rstrip())


def _colleague(session: Session, viewer: Viewer, email: str | None) -> UUID | None:
    if email is None:
        return None
    found = staff_with_email(session, email)
    if found is None or found.agency_id != viewer.agency_id:
        raise NotFound("Nobody of this agency signs in with this address.", "See: comms staff list")
    return found.id
