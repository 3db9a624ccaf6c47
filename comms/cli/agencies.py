"""Setting what an agency says of itself in its letters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from comms.agencies.actions import change_agency
from comms.agencies.find import own_agency
from comms.cli.opening import agency_option, opened, viewer_for
from comms.foundation.clock import utc_now

picture = click.Path(exists=True, dir_okay=False, path_type=Path)


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
            ("e-mail", one.email), ("person to ask for", one.contact_name), ("signed by", one.signed_by),
            ("replies go to", "; ".join(one.reply_address) or "the same address"),
            ("logo", "set" if one.logo else ""), ("signature", "set" if one.signature else ""),
            ("telephone hours", f"{one.opens:%H:%M} to {one.closes:%H:%M}"),
        ):  # fmt: skip
            click.echo(f"{label:>18}: {value or 'not set'}")


@agency.command("set")
@agency_option
@click.option("--telephone", help="The number families ring.")
@click.option("--address", help="Its lines, separated by “;”, the postcode last.")
@click.option("--email")
@click.option("--contact", "contact_name", help="The person families ask for.")
@click.option("--signed-by", help="Who signs letters, with their post.")
@click.option("--reply-address", help="Where reply slips go, its lines separated by “;”; empty for the same address.")
@click.option("--logo", type=picture, help="A PNG or SVG picture.")
@click.option("--signature", type=picture, help="A PNG or JPEG picture of the signature.")
def set_(agency_name: str | None, logo: Path | None, signature: Path | None, **given: Any) -> None:
    """Change what letters say of the agency."""
    from comms.web.agency.logo import read_logo
    from comms.web.agency.signature import read_signature

    changes: dict[str, Any] = {name: value.strip() for name, value in given.items() if value is not None}
    for name in {"address", "reply_address"} & set(changes):
        changes[name] = [line.strip() for line in changes[name].split(";") if line.strip()]
    for name, path, read in (("logo", logo, read_logo), ("signature", signature, read_signature)):
        if path is not None:
            changes[name] = read(path.read_bytes())
    if not changes:
        raise click.UsageError("Nothing to set. “comms agency set --help” lists what there is.")
    with opened().database.work() as session:
        change_agency(session, viewer_for(session, agency_name), changes, utc_now())
    click.echo(f"Set: {', '.join(sorted(changes))}.")
