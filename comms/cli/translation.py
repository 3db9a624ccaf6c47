"""Translation packages: installing them, listing them, and taking them away."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from comms.foundation.clock import LONDON, utc_now
from comms.foundation.errors import Misconfigured
from comms.foundation.languages import LANGUAGES
from comms.foundation.settings import check_settings, load_settings

if TYPE_CHECKING:
    from comms.channels.argos import Package

MEGABYTE = 1_000_000


@click.group()
def translation() -> None:
    """Install, list and remove the packages that translate on this machine."""


def _folder() -> Path:
    settings = load_settings()
    if faults := check_settings(settings):
        raise Misconfigured("The settings are not right.", " ".join(faults))
    return settings.translation_folder


@translation.command("install")
@click.argument("files", metavar="FILE.argosmodel...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--older", is_flag=True, help="Also in place of a newer version.")
def install_packages(files: tuple[Path, ...], *, older: bool) -> None:
    """Install package files of Argos Translate, each for one direction.

    A newer version takes the place of the one there is, and translates from the next text on; nothing has to be
    started again. The same file again changes nothing.
    """
    from comms.channels.argos import install

    folder = _folder()
    for file in files:
        done = install(folder, file, utc_now(), older=older)
        direction = _direction(done.package)
        if not done.changed:
            click.echo(f"{done.package.by} was installed from this very file before: nothing changed.")
        elif done.replaced is None:
            click.echo(f"Installed {done.package.by}: it translates {direction}.")
        else:
            click.echo(f"Installed {done.package.by} in place of {done.replaced.by}: it translates {direction}.")


@translation.command("list")
@click.option("--json", "as_json", is_flag=True, help="For another program.")
def list_packages(*, as_json: bool) -> None:
    """List the installed packages, with the checksum of the file each came in."""
    from comms.channels.argos import installed_packages

    packages = installed_packages(_folder())
    if as_json:
        click.echo(json.dumps([_as_json(package) for package in packages], indent=2, ensure_ascii=False))
    elif not packages:
        click.echo("No translation package is installed. Install one with: comms translation install FILE.argosmodel")
    else:
        for package in packages:
            click.echo(
                f"{package.by}: {_direction(package)}, {package.size / MEGABYTE:.1f} MB, installed "
                f"{package.installed_at.astimezone(LONDON):%d/%m/%Y %H:%M}, SHA-256 {package.sha256}"
            )


@translation.command("remove")
@click.argument("pair", metavar="PAIR")
def remove_package(pair: str) -> None:
    """Remove the package of one direction, as `comms translation list` writes it: pl_en."""
    from comms.channels.argos import remove

    gone = remove(_folder(), pair)
    click.echo(f"{gone.by} is gone: nothing is translated {_direction(gone)} any more.")


def _direction(package: Package) -> str:
    return f"from {LANGUAGES[package.source].english_name} to {LANGUAGES[package.target].english_name}"


def _as_json(package: Package) -> dict[str, Any]:
    return {
        "pair": package.pair,
        "from": package.source,
        "to": package.target,
        "package_version": package.version,
        "argos_version": package.argos_version,
        "size": package.size,
        "sha256": package.sha256,
        "installed_at": package.installed_at.isoformat(),
    }
