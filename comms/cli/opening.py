"""What the commands share: opening the installation, and choosing the agency they act for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click
from sqlalchemy.orm import Session

from comms.agencies.find import agency_named
from comms.agencies.viewer import Viewer, system_viewer
from comms.foundation.errors import Misconfigured
from comms.foundation.migrating import is_current
from comms.foundation.opening import Installation, open_installation, opening_faults
from comms.foundation.settings import load_settings

Command = TypeVar("Command", bound=Callable[..., Any])


def opened() -> Installation:
    """The installation, ready to use. Raises ``Misconfigured`` when its settings or its schema are not right."""
    settings = load_settings()
    if faults := opening_faults(settings):
        raise Misconfigured("The settings are not right.", " ".join(faults))
    installation = open_installation(settings)
    with installation.database.engine.connect() as connection:
        current = is_current(connection)
    if not current:
        raise Misconfigured("The database does not have this version's schema.", "Run: comms migrate")
    return installation


def agency_option(command: Command) -> Command:
    """``--agency NAME``: needed only where there is more than one."""
    return click.option("--agency", "agency_name", metavar="NAME", help="Which agency; not needed with only one.")(
        command
    )


def viewer_for(session: Session, agency_name: str | None) -> Viewer:
    """The system, acting for the agency that was named, or for the only one."""
    return system_viewer(agency_named(session, agency_name))
