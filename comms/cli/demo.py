"""The demo: a made-up district in a home of its own, set up once and served."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from comms.cli.demo_code import say_code
from comms.cli.district.described import families
from comms.cli.district.filling import fill_district, is_filled
from comms.cli.district.people_at_work import sign_ins
from comms.cli.running import NOBODY_OUTSIDE, prepare_home, run_both
from comms.foundation.clock import utc_now
from comms.foundation.errors import Misconfigured, Refused
from comms.foundation.opening import Installation
from comms.foundation.production import DEMO_MARK
from comms.foundation.settings import Settings, check_settings, load_settings

DEMO_HOME = "var/demo"
PASSWORD_FILE = DEMO_MARK
CODES_FILE = "demo-interpreters"
# Read from a screen and typed by hand: no letters or figures that look alike.
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105 - an alphabet
STALE_AFTER = timedelta(days=7)
MADE_ANEW = ("comms.sqlite*", "queue.sqlite*", "audit-*", "last-sweep", PASSWORD_FILE, CODES_FILE)


@click.group(invoke_without_command=True)
@click.option("--no-serve", is_flag=True, help="Only make the district; start it later with: comms demo")
@click.option("--fresh", is_flag=True, help="Forget what was done in the demo and make the district anew.")
@click.option("--yes", is_flag=True, help="With --fresh: do not ask first.")
@click.pass_context
def demo(context: click.Context, *, no_serve: bool, fresh: bool, yes: bool) -> None:
    """Run the service with a made-up district: a school, a local authority, social care, a custody suite.

    It lives in COMMS_HOME (var/demo unless set). What is done in it stays until --fresh. Nothing leaves this machine.
    """
    if context.invoked_subcommand:
        return
    settings = _settings()
    if fresh:
        _clear(settings, sure=yes)
    installation = prepare_home(settings)
    _fill(installation)
    _tell(settings)
    if not no_serve:
        click.echo("Stop it with Ctrl+C; start it again with: comms demo")
        run_both(installation)


@demo.command()
@click.argument("name")
def code(name: str) -> None:
    """Print a second factor for one of the made-up people, as their authenticator app would show it now.

    NAME is the beginning of their address, as in: comms demo code head
    """
    say_code(_settings(), name)


def _settings() -> Settings:
    environ = dict(os.environ) | {"COMMS_HOME": os.environ.get("COMMS_HOME") or DEMO_HOME, "COMMS_MODE": "demo"}
    # Everybody in it is made up: no mail server and no carrier is ever spoken to, whatever is set beside it.
    environ |= NOBODY_OUTSIDE
    settings = load_settings(environ)
    if faults := check_settings(settings):
        raise Misconfigured("The settings are not right.", " ".join(faults))
    return settings


def _clear(settings: Settings, *, sure: bool) -> None:
    """Take the demo's database away. Raises ``Refused`` where there is no demo, or one this command cannot take."""
    if not (settings.home / "comms.sqlite").exists() and not settings.database_url:
        return
    if settings.database_url:
        raise Refused("This demo's database is one of your own.", "Empty it yourself, then run comms demo.")
    if not (settings.home / PASSWORD_FILE).exists():
        raise Refused(f"What is in {settings.home} was not made by comms demo.", "Choose another COMMS_HOME.")
    if not sure:
        click.confirm(f"Everything done in the demo in {settings.home} will be gone. Go on?", abort=True)
    for pattern in MADE_ANEW:
        for path in settings.home.glob(pattern):
            path.unlink()


def _fill(installation: Installation) -> None:
    with installation.database.reading() as session:
        filled = is_filled(session)
    if filled:
        click.echo("The district is here already, as it was left. To make it anew: comms demo --fresh")
        if _age(installation.settings.home) > STALE_AFTER:
            click.echo("Its register is old by now, so that few letters are due. Made anew, it ends last Friday.")
        return
    from comms.cli.passwords import hashed

    click.echo(f"Making the district: {len(families())} families, ten weeks of marks. This takes some seconds.")
    password_hash = hashed(installation, _make_password(installation.settings.home))
    with installation.database.work() as session:
        codes = fill_district(session, password_hash, utc_now(), installation.settings)
    _keep(installation.settings.home / CODES_FILE, "".join(f"{code}  {name}\n" for name, code in codes.items()))


def _age(home: Path) -> timedelta:
    """How long ago the district was made, by the file made with it."""
    path = home / PASSWORD_FILE
    made = datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.exists() else utc_now()
    return utc_now() - made


def _make_password(home: Path) -> str:
    groups = ("".join(secrets.choice(PASSWORD_LETTERS) for _ in range(4)) for _ in range(4))
    password = "-".join(groups)
    _keep(home / PASSWORD_FILE, password + "\n")
    return password


def _keep(path: Path, text: str) -> None:
    """Write a file that its owner alone can read."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _tell(settings: Settings) -> None:
    """Print where the demo is and who can sign in."""
    click.echo(f"\nOpen {settings.address} and sign in as any of these people. All of them are made up.")
    agency = ""
    for one in sign_ins():
        if one.agency != agency:
            agency = one.agency
            click.echo(f"\n  {agency}")
        click.echo(f"    {one.email:<32}{one.name}, {one.roles}")
    path = settings.home / PASSWORD_FILE
    if not path.exists():
        raise Misconfigured(f"The password is gone: {path}", "Make the demo in another COMMS_HOME.")
    click.echo(f"\n  The password of each of them: {path.read_text('ascii').strip()}")
    click.echo("  After it a code is asked for, which an authenticator app would show. Theirs is said by:\n")
    where = "" if settings.home == Path(DEMO_HOME).resolve() else f"COMMS_HOME={settings.home} "
    click.echo(f"    {where}comms demo code head\n")
    if (codes := settings.home / CODES_FILE).exists():
        click.echo("  Interpreters prove with a code of their own, on the page of an offer, that it is they:\n")
        click.echo("".join(f"    {line}\n" for line in codes.read_text("utf-8").splitlines()))
    click.echo("When nobody answers: sign in as attendance@demo.example and look at what came in, at what is being")
    click.echo("followed up, and at the texts that were not sent, where you can answer them as a family would:\n")
    for screen in ("/messages", "/follow-ups", "/messages/outbox"):
        click.echo(f"    {settings.address}{screen}")
    click.echo("\nCautions: sign in as officer@demo.example. One is sealed, one waits for an interpreter, and one that")
    click.echo("was declined is still to be signed by the officer and sealed:\n")
    click.echo(f"    {settings.address}/cautions")
    click.echo("\nBetween agencies: the school keeps the family of Olena Hrytsenko closed, and only the head and the")
    click.echo("safeguarding lead find her; social care shares what it knows of Rasa Kazlauskienė, and asks about")
    click.echo("another. As head@demo.example or social.worker@demo.example, begin under Families:\n")
    for screen in ("/shared", "/asked", "/closed-families", "/look-up"):
        click.echo(f"    {settings.address}{screen}")
    click.echo("\nNothing leaves this machine: e-mails and texts lie in the outbox, and none is sent.")
