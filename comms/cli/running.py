"""Setting up and running the service."""

from __future__ import annotations

import gc
import os
import secrets
import signal
import subprocess
import sys
from pathlib import Path

import click

from comms.agencies.actions import add_staff, found_agency
from comms.agencies.agency import AgencyKind
from comms.cli.backup import described, say_backup_key
from comms.cli.opening import opened
from comms.foundation.clock import utc_now
from comms.foundation.errors import Misconfigured
from comms.foundation.locks import make_master_key
from comms.foundation.logs import start_logging
from comms.foundation.migrating import migrate
from comms.foundation.opening import Installation, open_installation, opening_faults
from comms.foundation.settings import Settings, load_settings

# The settings of a service that speaks to no mail server and no carrier.
NOBODY_OUTSIDE = {"COMMS_SMTP_HOST": "", "COMMS_TWILIO_ACCOUNT_SID": "", "COMMS_TWILIO_AUTH_TOKEN": ""}


def prepare_home(settings: Settings) -> Installation:
    """Make the home, the master key and the database, or bring them up to date; safe to run again."""
    _make_home(settings.home)
    made = make_master_key(settings, utc_now())
    if made:
        click.echo(f"Made a master key: {made}")
        click.echo("KEEP A COPY OF IT APART FROM YOUR BACKUPS. Without it nothing locked can be read again; with it")
        click.echo("and a backup, everything can.")
    say_backup_key(settings)
    backup = migrate(settings, utc_now())
    installation = open_installation(settings)
    if backup:
        click.echo(f"Backed up before the migration: {described(backup)}")
        _write_head(installation)
    with installation.database.work() as session:
        # Made now, in peace: two first requests at once must not both make them.
        installation.database.keyring.audit_key(session)
        installation.database.keyring.search_hash(session, "contact", "")
    return installation


def _write_head(installation: Installation) -> None:
    """Write the audit's head down after a migration: an older version did so in another way, or not at all, and until
    the service runs nothing else does."""
    with installation.database.reading() as session:
        installation.database.anchors.write_head(session, utc_now())


def _make_home(home: Path) -> None:
    # Names are in the database as they are: nobody else on the machine is to read them.
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise Misconfigured(f"{home} cannot be made: {fault.strerror}.", "Choose another COMMS_HOME.") from fault


@click.command()
@click.option("--agency", "name", required=True, help="The agency's name, as it should stand on letters.")
@click.option("--kind", type=click.Choice([kind.value for kind in AgencyKind]), required=True)
@click.option(
    "--email", default="admin@localhost.example", show_default=True, help="The first administrator's address."
)
@click.option("--admin-name", default="Administrator", show_default=True)
@click.option("--telephone", default="", help="The number families ring; letters give it.")
@click.option("--address", default="", help="The agency's address, its lines separated by “;”.")
def init(name: str, kind: str, email: str, admin_name: str, telephone: str, address: str) -> None:
    """Make an empty service with one agency and its first administrator."""
    from comms.cli.passwords import hashed

    settings = load_settings()
    installation = prepare_home(settings)
    password = secrets.token_urlsafe(12)
    now = utc_now()
    with installation.database.work() as session:
        agency = found_agency(session, name, kind, now)
        agency.telephone = telephone.strip()
        agency.address = [line.strip() for line in address.split(";") if line.strip()]
        add_staff(
            session, agency, admin_name, email, ["administrator"], now=now, password_hash=hashed(installation, password)
        )
    click.echo(f"Made {name}. Start it with: comms serve")
    click.echo(f"Sign in at {settings.address} as {email} with the password {password}")
    click.echo("Then you set up a second factor: an authenticator app, or a passkey or hardware key. Keep the recovery")
    click.echo("codes it gives you, and change the password on your account. Invite your colleagues, each by a link.")
    if not telephone:
        click.echo("Next, give the number families ring: comms agency set --telephone NUMBER")


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database to this version's schema, after a backup."""
    settings = load_settings()
    say_backup_key(settings)
    backup = migrate(settings, utc_now())
    if backup:
        _write_head(open_installation(settings))
    click.echo(f"Backed up first: {described(backup)}" if backup else "Nothing had to be saved first.")
    click.echo("The database has this version's schema.")


@click.group()
def settings() -> None:
    """Look at the settings."""


@settings.command("check")
def check() -> None:
    """Say whether the settings are right, and which are not. A mail server that is set is spoken to."""
    from comms.channels.email import SmtpMailer

    given = load_settings()
    faults = opening_faults(given)
    if given.smtp_host and not faults:
        faults = [fault] if (fault := SmtpMailer(given).fault()) else []
    for fault in faults:
        click.echo(fault)
    if faults:
        sys.exit(1)
    click.echo("The settings are right.")
    if not given.smtp_host:
        click.echo("No mail server is set (COMMS_SMTP_HOST): letters by e-mail lie in the outbox and are not sent.")
    if not given.has_twilio:
        click.echo("No account with Twilio is set (COMMS_TWILIO_ACCOUNT_SID, COMMS_TWILIO_AUTH_TOKEN): texts stay in")
        click.echo("the outbox and are not sent, and calls are made by hand.")


@click.command()
def web() -> None:
    """Serve the screens alone; run “comms work” beside it."""
    installation = opened()
    start_logging(installation.settings.log_level)
    _serve_web(installation)


def _serve_web(installation: Installation) -> None:
    from waitress import serve as waitress_serve

    from comms.app import create_app
    from comms.worker.metrics import serve_metrics

    serve_metrics(installation)

    settings = installation.settings
    app = create_app(installation)
    # What is loaded by now stays; collecting garbage in it made one page in twenty wait 80 ms more.
    gc.freeze()
    try:
        waitress_serve(app, host=settings.host, port=settings.port, threads=8, ident="comms")
    except OSError as fault:
        raise Misconfigured(
            f"{settings.host}:{settings.port} cannot be served on: {fault.strerror}.",
            "End what serves there already, or set COMMS_PORT to another port.",
        ) from fault


@click.command()
def work() -> None:
    """Work alone: print letters and sweep; run “comms web” beside it."""
    from comms.worker.consuming import consume

    installation = opened()
    start_logging(installation.settings.log_level)
    consume(installation)


@click.command()
def serve() -> None:
    """Serve the screens and work, in one command. Ends both when it ends."""
    run_both(opened())


def run_both(installation: Installation) -> None:
    """The web in this process, the worker in one of its own; when either ends, so does the other."""
    worker = subprocess.Popen([sys.executable, "-m", "comms.cli", "work"], env=_environment(installation.settings))

    def on_signal(*_: object) -> None:
        raise SystemExit(0)

    def on_child(*_: object) -> None:
        if worker.poll() is not None:
            raise Misconfigured("The worker stopped.", "Its reason stands above. Start again with: comms serve")

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGCHLD, on_child)
    start_logging(installation.settings.log_level)
    try:
        _serve_web(installation)
    finally:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        worker.terminate()
        worker.wait(timeout=30)


def _environment(settings: Settings) -> dict[str, str]:
    own = {"COMMS_HOME": str(settings.home), "COMMS_MODE": settings.mode}
    # Everybody in the demo is made up: whatever is set beside it, its worker speaks to nobody either.
    return os.environ | own | (NOBODY_OUTSIDE if settings.mode == "demo" else {})
