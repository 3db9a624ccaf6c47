"""Checking the audit from the command line."""

from __future__ import annotations

import sys

import click

from comms.cli.opening import opened
from comms.foundation.audit import verify as verify_trail


@click.group()
def audit() -> None:
    """The trail of who did and saw what."""


@audit.command("verify")
def verify() -> None:
    """Say whether the trail is whole, and where it is not."""
    installation = opened()
    with installation.database.reading() as session:
        faults = verify_trail(session, installation.settings.home / "audit-anchors")
    for fault in faults:
        click.echo(f"At entry {fault.number}: {fault.what}.")
    if faults:
        sys.exit(1)
    click.echo("The trail is whole.")
