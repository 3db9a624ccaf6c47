"""Sealed records of cautions: checking one with its file and the key alone, and the keys an agency seals with."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comms.cli.opening import agency_option, opened, viewer_for
from comms.foundation.clock import LONDON, utc_now
from comms.foundation.errors import BadInput

if TYPE_CHECKING:
    from comms.cautions.exhibits.key import SealingKey
    from comms.cautions.exhibits.verifying import Verified

# Larger than any exhibit: recordings in it may have a megabyte or two each.
LARGEST_FILE = 200_000_000  # bytes
AT = "%d/%m/%Y %H:%M:%S"


@click.group()
def cautions() -> None:
    """Check a sealed record of a caution, and keep the keys that seal them."""


@cautions.command("verify")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--key", "key_files", metavar="FILE", type=click.Path(path_type=Path), required=True, multiple=True,
              help="What the agency published: a certificate or public key (PEM, DER, or 64 hexadecimal digits). "
                   "May be given more than once.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="For another program; with the record when all holds.")
def verify(file: Path, key_files: tuple[Path, ...], *, as_json: bool) -> None:
    """Say whether a record is, byte for byte, what the agency sealed, and what fails where it is not.

    Needs the file and the key alone: no installation, no database, no network. Exit status 0 when all holds, 1 when
    something fails, 2 when a file cannot be read or the key is none.
    """
    from comms.cautions.exhibits.public_key import read_keys
    from comms.cautions.exhibits.verifying import verify_exhibit

    keys = tuple(key for one in key_files for key in read_keys(one.read_bytes()))
    if file.stat().st_size > LARGEST_FILE:
        raise BadInput(f"{file} is larger than any record of a caution.", "Give the PDF of the exhibit.")
    found = verify_exhibit(file.read_bytes(), keys)
    click.echo(_as_json(found) if as_json else _printable(_as_text(found)))
    if not found.holds:
        sys.exit(1)


def _printable(told: str) -> str:
    """What is told, without what would steer a screen: whoever made file and key may have written anything into it."""
    return "".join(letter for letter in told if letter.isprintable() or letter == "\n")


def _as_text(found: Verified) -> str:
    if not found.holds or found.sealed_at is None:
        return "\n".join(["This file does NOT hold.", *(f"\n{one.what}\n{one.meaning}" for one in found.faults)])
    return "\n".join((
        "This exhibit is whole: it is, byte for byte, what was sealed with the key that was given.",
        f"Sealed by:      {found.agency} (the name on the key {found.key_name})",
        f"Sealed at:      {found.sealed_at.astimezone(LONDON):{AT}} in London, by the agency's own clock",
        *_version(found),
        f"Attached:       {', '.join(found.attachments)}",
        f"SHA-256 record: {found.record_sha256}",
        f"SHA-256 file:   {found.sha256}",
    ))  # fmt: skip


def _version(found: Verified) -> list[str]:
    """Which version it is, where the record says so. A file cannot know of a correction that came later."""
    of = (found.record or {}).get("record")
    if not isinstance(of, dict):
        return []
    said = f"Record:         {of.get('reference')}, version {of.get('version')}"
    return [f"{said}; whether it was corrected since, the agency knows"]


def _as_json(found: Verified) -> str:
    answer = {
        "holds": found.holds,
        "faults": [{"rule": one.rule, "what": one.what, "meaning": one.meaning} for one in found.faults],
        "key": found.key_name,
        "agency": found.agency,
        "sealed_at": found.sealed_at.isoformat() if found.sealed_at else None,
        "sha256": found.sha256,
        "record_sha256": found.record_sha256,
        "attachments": found.attachments,
        "record": found.record,
    }
    return json.dumps(answer, indent=2, ensure_ascii=False)


@cautions.group("key")
def key() -> None:
    """Keep the keys an agency seals with."""


@key.command("make")
@agency_option
def make(agency_name: str | None) -> None:
    """Make a new key, and retire the one before it. The first is made by itself when it is needed."""
    from comms.cautions.exhibits.keys.actions import make_key

    now = utc_now()
    with opened().database.work() as session:
        made = make_key(session, viewer_for(session, agency_name), now)
        click.echo(f"Made the key {made.name}. Publish it before it seals anything: comms cautions key publish")


@key.command("retire")
@click.argument("name")
@agency_option
def retire(name: str, agency_name: str | None) -> None:
    """Seal nothing more with the key of this NAME. What it sealed before is checked with it as ever."""
    from comms.cautions.exhibits.keys.actions import retire_key

    now = utc_now()
    with opened().database.work() as session:
        gone = retire_key(session, viewer_for(session, agency_name), name, now)
        click.echo(f"The key {gone.name} seals nothing more. The next record that is sealed makes a new one.")


@key.command("publish")
@agency_option
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="Where to; else it is printed.")
def publish(agency_name: str | None, out: Path | None) -> None:
    """Write the certificates of all keys, also of retired ones, as one PEM file: give it to courts and put it on your
    own website. It is what others need to check a record, and it holds nothing secret."""
    from comms.cautions.exhibits.keys.find import keys
    from comms.cautions.exhibits.public_key import pem_of

    with opened().database.reading() as session:
        pem = pem_of(tuple(one.certificate for one in keys(session, viewer_for(session, agency_name))))
    if not pem:
        raise BadInput("This agency has no sealing key yet.", "Make one: comms cautions key make")
    if out is None:
        click.echo(pem, nl=False)
    else:
        out.write_bytes(pem)
        click.echo(f"Wrote {out}.")


@key.command("list")
@agency_option
def list_keys(agency_name: str | None) -> None:
    """List the keys, the newest first."""
    from comms.cautions.exhibits.keys.find import keys

    with opened().database.reading() as session:
        lines = [_line(one) for one in keys(session, viewer_for(session, agency_name))]
    click.echo("\n".join(lines) or "No sealing key yet: the first record that is sealed makes one.")


def _line(one: SealingKey) -> str:
    made = f"{one.name}  made {one.made_at.astimezone(LONDON):{AT}}"
    return made if one.retired_at is None else f"{made}, retired {one.retired_at.astimezone(LONDON):{AT}}"
