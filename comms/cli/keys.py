"""Looking at the keys, changing the master key while the service runs, and putting an older one away."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from comms.cli.opening import opened
from comms.foundation.backup import Manifest, backup_key_file, load_backup_keys
from comms.foundation.backup.reading import opened_backup
from comms.foundation.clock import utc_now
from comms.foundation.errors import CommsError
from comms.foundation.locks import MasterKey, key_file, load_master_keys
from comms.foundation.locks.key_file import mode, since
from comms.foundation.locks.rotation import what_is_wrapped
from comms.foundation.rotating import older_keys, retire, rotate
from comms.foundation.settings import Settings


@click.group()
def keys() -> None:
    """The master key, which opens what is locked, and the backup key."""


@keys.command("status")
def status() -> None:
    """Say which keys there are, and how many data keys stand under each."""
    installation = opened()
    with installation.database.reading() as session:
        wrapped = what_is_wrapped(session)
    here = load_master_keys(installation.settings)
    for key in here:
        use = "in use" if key.name == wrapped.in_use else "newest, not in use yet" if key == here[0] else "older"
        click.echo(f"master key {key.name}: {use}, {wrapped.under.get(key.name, 0)} data keys")
    _say_file(installation.settings.master_key, key_file(installation.settings), "COMMS_MASTER_KEY", here[0])
    if installation.settings.backup_key or backup_key_file(installation.settings).exists():
        for number, key in enumerate(made := load_backup_keys(installation.settings)):
            click.echo(f"backup key {key.name}: {'older' if number else 'in use'}")
        _say_file(installation.settings.backup_key, backup_key_file(installation.settings), "COMMS_BACKUP_KEY", made[0])
    else:
        click.echo("There is no backup key yet: comms backup makes one.")
    click.echo(f"{wrapped.erased} owners were erased; their keys are gone.")
    missing = {name: count for name, count in wrapped.under.items() if name not in {key.name for key in here}}
    for name, count in missing.items():
        click.echo(
            f"NOT HERE: master key {name}, which {count} data keys stand under. What is locked there does not open."
        )
    if missing:
        sys.exit(1)


def _say_file(given: str, path: Path, setting: str, key: MasterKey) -> None:
    if given:
        click.echo(f"  from {setting}")
        return
    made = since(path, key)
    days = (utc_now() - made).days
    click.echo(f"  {path}, permissions {mode(path):o}, made on {made:%d %B %Y} ({days} days ago)")


@keys.command("rotate")
def rotate_command() -> None:
    """Put everything under a new master key. The service goes on running meanwhile.

    Stopped in the middle, it is continued by running it again.
    """
    installation = opened()
    done = rotate(installation.settings, installation.database, utc_now())
    click.echo(f"{done.wrapped} data keys were wrapped anew. Everything stands under master key {done.master.name}.")
    if installation.settings.master_key:
        click.echo("Take COMMS_MASTER_KEY_BEFORE away and start web and workers again, one after the other.")
        click.echo("KEEP THE OLDER KEY as long as there are backups from before today: only it opens what is in them.")
        return
    click.echo(f"KEEP A NEW COPY APART FROM YOUR BACKUPS: {key_file(installation.settings)}")
    click.echo("It still has the older key, for backups from before. Once you need none of those: comms keys retire")


@keys.command("retire")
@click.option("--yes", is_flag=True, help="Do not ask, also when there are backups that need the older key.")
def retire_command(*, yes: bool) -> None:
    """Take the older master keys out of the key file."""
    installation = opened()
    older = older_keys(installation.settings, installation.database)
    if not older:
        click.echo("There is no older master key here.")
        return
    need = _backups_under(installation.settings, {key.name for key in older})
    for path in need:
        click.echo(f"{path} opens only with an older key.")
    if not yes:
        if need:
            click.echo("Keep a copy of the older key apart as long as you keep these.")
        click.confirm("Take the older master keys away?", abort=True)
    for key in retire(installation.settings, installation.database, utc_now()):
        click.echo(f"Took master key {key.name} away. Alone, it opens nothing in the database any more.")


def _backups_under(settings: Settings, names: set[str]) -> list[Path]:
    """The backups in the backup folder that hold something under one of these master keys."""
    return [path for path, manifest in _manifests(settings) if names & manifest.masters.keys()]


def _manifests(settings: Settings) -> Iterable[tuple[Path, Manifest]]:
    for path in sorted(settings.backup_folder.glob("*.backup")) if settings.backup_folder.is_dir() else ():
        try:
            with opened_backup(path, load_backup_keys(settings)) as held:
                yield path, held.manifest
        except CommsError as fault:
            click.echo(f"{path} could not be looked into. {fault}")
