"""Backing up while the service runs, and putting a backup back while it does not."""

from __future__ import annotations

from pathlib import Path

import click

from comms.cli.opening import opened
from comms.foundation.audit import Actor, note
from comms.foundation.backup import Made, Manifest, keep_newest, make_backup, make_backup_key
from comms.foundation.backup.going_back import Settled
from comms.foundation.backup.restoring import look_at, restore, settle_what_came_back
from comms.foundation.clock import utc_now
from comms.foundation.errors import Misconfigured
from comms.foundation.opening import open_installation, opening_faults
from comms.foundation.settings import Settings, load_settings
from comms.foundation.work_item import due_rows

place = click.Path(path_type=Path)


@click.command()
@click.argument("to", type=place, required=False)
@click.option("--keep", type=click.IntRange(min=1), metavar="N", help="Keep the newest N of that folder, remove older.")
def backup(to: Path | None, keep: int | None) -> None:
    """Back up the database, locked, while the service runs: into the backup folder, or TO (a folder or a new file)."""
    installation = opened()
    settings = installation.settings
    say_backup_key(settings)
    now = utc_now()
    with installation.database.work() as session:
        # Before it is made, so that its own trail says that everything was copied.
        note(session, Actor("system"), "make backup", ("backup", None), now)
    made = make_backup(settings, now, to)
    click.echo(f"Backed up: {described(made)}")
    if keep is not None:
        for path in keep_newest(made.path.parent, keep, settings):
            click.echo(f"Removed an older one: {path}")


def say_backup_key(settings: Settings) -> None:
    """Make a backup key where there is none, and say loudly what it is."""
    if made := make_backup_key(settings, utc_now()):
        click.echo(f"Made a backup key: {made}")
        click.echo("KEEP A COPY OF IT APART FROM YOUR BACKUPS. Without it no backup can be opened again.")


def described(made: Made) -> str:
    """A backup that was made, in a line."""
    rows = sum(made.manifest.rows.values())
    return f"{made.path} ({made.size / 1_000_000:.1f} MB, {len(made.manifest.rows)} tables, {rows} rows)"


@click.command("restore")
@click.argument("source", metavar="FROM", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--check", is_flag=True, help="Only read the backup through and say whether it could be restored here.")
@click.option("--replace", "replace_it", is_flag=True, help="Put it in the place of a database that holds something.")
@click.option("--in-place", is_flag=True, help="No FROM: PostgreSQL itself put the database back to a point in time.")
@click.option("--yes", is_flag=True, help="With --replace: do not ask first.")
def restore_command(source: Path | None, *, check: bool, replace_it: bool, in_place: bool, yes: bool) -> None:
    """Put a backup back. The service has to be stopped; the keys have to be in their place."""
    if (source is None) != in_place or (in_place and (check or replace_it)):
        raise click.UsageError("Name the backup to restore, or give --in-place alone.")
    settings = load_settings()
    if faults := opening_faults(settings):
        raise Misconfigured("The settings are not right.", " ".join(faults))
    if source is None:
        _tell(settings, settle_what_came_back(settings, utc_now()))
        return
    manifest = look_at(settings, source)
    _tell_of(manifest)
    if check:
        click.echo("It is whole, and its keys are here.")
        return
    if replace_it and not yes:
        click.confirm("What was done since then will not be in the database any more. Go on?", abort=True)
    done = restore(settings, source, utc_now(), replace_it=replace_it)
    _tell(settings, done.settled)
    if done.aside:
        click.echo(f"The database that was here is kept as {done.aside}. Remove it when you are sure.")


def _tell_of(manifest: Manifest) -> None:
    click.echo(
        f"Backup of {manifest.moment:%d %B %Y, %H:%M} UTC by comms {manifest.version}: {manifest.engine}, schema "
        f"{manifest.schema}, {sum(manifest.rows.values())} rows, audit up to entry {manifest.head}."
    )


def _tell(settings: Settings, done: Settled) -> None:
    click.echo(f"Restored. {done.data_keys} data keys open, and the trail is whole up to entry {done.head}.")
    if done.erased_again:
        click.echo(f"{done.erased_again} owners who were erased since the backup was made were erased again.")
    if done.before > done.head:
        click.echo(f"Entries {done.head + 1} to {done.before} of the audit are not in this backup. The trail says so.")
    _tell_what_waits(settings)


def _tell_what_waits(settings: Settings) -> None:
    """What had not been done when the backup was made is done when the service starts, also where it was done since."""
    from comms.messages.arriving import WEBHOOKS_WORK
    from comms.worker.kinds import KINDS

    installation = open_installation(settings)
    with installation.database.reading() as session:
        # The desk looks each minute whether something came in; that is no work that could be done twice.
        kinds = {name: kind.record for name, kind in KINDS.items() if name != WEBHOOKS_WORK}
        waiting = {name: len(due_rows(session, record, utc_now())) for name, record in kinds.items()}
    installation.database.engine.dispose()
    if any(waiting.values()):
        click.echo("WHAT WAITED WHEN THE BACKUP WAS MADE is done once the service starts, also what was done since:")
        for name, count in sorted(waiting.items()):
            if count:
                click.echo(f"  {name}: {count}")
        click.echo("Look at it on the screens with “comms web” alone before you start “comms work”.")
