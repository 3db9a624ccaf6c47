"""Setting what an agency says of itself in its letters."""

from __future__ import annotations

from typing import Any

import click

from comms.agencies.actions import change_agency
from comms.agencies.find import own_agency
from comms.cli.opening import agency_option, opened, viewer_for
from comms.foundation.clock import utc_now


@click.group()
def agency() -> None:
    """Look at an agency, or change what its letters say of it."""


@agency.command("show")
@agency_option
def show(agency_name: str | None) -> None:
    """Show what letters say of the agency."""
    with opened().database.reading() as session:
        one = own_agency(session, viewer_for(session, agency_name))
        for label, value in (
            ("name", one.name), ("kind", one.kind), ("address", "; ".join(one.address)), ("telephone", one.telephone),
            ("e-mail", one.email), ("person to ask for", one.contact_name),
            ("telephone hours", f"{one.opens:%H:%M} to {one.closes:%H:%M}"),
        ):  # fmt: skip
            click.echo(f"{label:>18}: {value or 'not set'}")


@agency.command("set")
@agency_option
@click.option("--telephone", help="The number families ring.")
@click.option("--address", help="Its lines, separated by “;”, the postcode last.")
@click.option("--email")
@click.option("--contact", "contact_name", help="The person families ask for.")
def set_(agency_name: str | None, **given: Any) -> None:
    """Change what letters say of the agency."""
    changes = {name: value.strip() for name, value in given.items() if value is not None}
    if "address" in changes:
        changes["address"] = [line.strip() for line in changes["address"].split(";") if line.strip()]
    if not changes:
        raise click.UsageError("Nothing to set. Give --telephone, --address, --email or --contact.")
    with opened().database.work() as session:
        change_agency(session, viewer_for(session, agency_name), changes, utc_now())
    click.echo(f"Set: {', '.join(sorted(changes))}.")
