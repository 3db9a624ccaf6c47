"""A second factor for the demo's made-up people, who have no telephone: what their authenticator app would show now."""

from __future__ import annotations

from collections.abc import Sequence

import click
from sqlalchemy.orm import Session

from comms.agencies.find import staff_with_email
from comms.agencies.signing_in.one_time_code import SECONDS, unused_code
from comms.agencies.staff import Staff
from comms.cli.district.people_at_work import SignIn, sign_ins
from comms.foundation.clock import utc_now
from comms.foundation.errors import BadInput, Refused
from comms.foundation.opening import open_installation
from comms.foundation.production import DEMO_MARK
from comms.foundation.settings import Settings


def say_code(settings: Settings, name: str) -> None:
    """Print a code that would be taken now. Raises ``Refused`` for a service that is no demo, and where the codes of
    this half a minute are used up; ``BadInput`` for somebody who is not one of its made-up people."""
    if settings.mode != "demo" or not (settings.home / DEMO_MARK).exists():
        raise Refused(f"There is no demo in {settings.home}.", "Codes are printed for made-up people alone.")
    installation = open_installation(settings)
    now = utc_now()
    with installation.database.reading() as session:
        staff = _somebody(session, name)
        if staff.totp_secret_locked is None:
            raise Refused(f"{staff.name} has no authenticator app any more.", "Sign in, and set one up.")
        code = unused_code(staff.totp_secret, staff.totp_used_at_step, now)
    installation.database.engine.dispose()
    if code is None:
        wait = SECONDS - int(now.timestamp()) % SECONDS
        raise Refused("The codes of now were used already, and each is good once.", f"Ask again in {wait} seconds.")
    click.echo(code)


def _somebody(session: Session, name: str) -> Staff:
    """One of the made-up people by the beginning of their address, the whole of it, or their name."""
    wanted = name.strip().casefold()
    everybody: Sequence[SignIn] = list(sign_ins())
    for one in everybody:
        if wanted in {one.email, one.email.partition("@")[0], one.name.casefold()}:
            staff = staff_with_email(session, one.email)
            if staff is not None:
                return staff
    names = ", ".join(one.email.partition("@")[0] for one in everybody)
    raise BadInput(f"Nobody in the demo is called “{name}”.", f"It is one of: {names}.")
