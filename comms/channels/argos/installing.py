"""Installing packages, and taking them away. For a worker at work each is one step."""

from __future__ import annotations

import fcntl
import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from comms.channels.argos.archive import Archive, checksum, look_into, unpack
from comms.channels.argos.engine import tried_out
from comms.channels.argos.packages import CONTENT, NOTE, Package, as_note, every_package, installed_packages
from comms.foundation.errors import BadInput, NotFound, Refused

UNFINISHED, GOING = ".unfinished-", ".going-"


@dataclass(frozen=True, slots=True)
class Installed:
    """A package that is installed. ``replaced`` is what translated this direction before; ``changed`` is false where
    the very same file was there already."""

    package: Package
    replaced: Package | None
    changed: bool


def install(folder: Path, file: Path, now: datetime, *, older: bool = False) -> Installed:
    """Install a package file in place of what translates the same direction now. The same file again changes nothing.

    Raises ``BadInput`` for a file that is no package or whose model does not work, and ``Refused`` for a version that
    is older than what is there, unless ``older`` ones are wanted.
    """
    if not file.is_file():
        raise BadInput(f"There is no file {file}.", "Give the path of a file whose name ends in .argosmodel.")
    archive, sha256 = look_into(file), checksum(file)
    with _alone(folder):
        wanted = archive.metadata
        before = {one.pair: one for one in installed_packages(folder)}.get(f"{wanted.from_code}_{wanted.to_code}")
        if before is not None and before.sha256 == sha256:
            return Installed(before, None, changed=False)
        if before is not None:
            _refuse_to_replace(before, wanted.version, older=older)
        package = _put_in_place(folder, archive, sha256, now)
        for other in every_package(folder, package.pair):
            if other.folder != package.folder:
                _take_away(other)
        return Installed(package, before, changed=True)


def remove(folder: Path, pair: str) -> Package:
    """Take away the package of a direction, written ``pl_en``, in Argos' letters or in tags; what is gone.

    Raises ``NotFound`` where there is none.
    """
    with _alone(folder):
        there = {name: one for one in installed_packages(folder) for name in (f"{one.source}_{one.target}", one.pair)}
        package = there.get(pair.strip())
        if package is None:
            named = ", ".join(sorted({one.pair for one in there.values()}))
            raise NotFound(
                f"There is no translation package {pair}.", f"There are: {named}." if named else "None is installed."
            )
        for one in every_package(folder, package.pair):
            _take_away(one)
        return package


def _refuse_to_replace(before: Package, version: str, *, older: bool) -> None:
    if _figures(version) == _figures(before.version):
        raise Refused(
            f"Another file of {before.by} is installed.",
            f"To have this one in its place, first remove that: comms translation remove {before.pair}",
        )
    if _figures(version) < _figures(before.version) and not older:
        raise Refused(
            f"{before.by} is installed, which is newer than version {version}.",
            "To go back to the older one, add --older.",
        )


def _figures(version: str) -> tuple[int, ...]:
    figures = [int(figure) for figure in version.split(".")]
    while figures and figures[-1] == 0:
        figures.pop()
    return tuple(figures)


def _put_in_place(folder: Path, archive: Archive, sha256: str, now: datetime) -> Package:
    """Unpack beside, try it out, and rename; nothing is left where any of this fails."""
    metadata = archive.metadata
    unfinished = folder / f"{UNFINISHED}{secrets.token_hex(8)}"
    try:
        (unfinished / CONTENT).mkdir(parents=True)
        package = Package(
            folder=folder / f"{metadata.from_code}_{metadata.to_code}-{metadata.version}",
            from_code=metadata.from_code,
            to_code=metadata.to_code,
            version=metadata.version,
            argos_version=metadata.argos_version,
            sha256=sha256,
            size=unpack(archive, unfinished / CONTENT),
            installed_at=now,
        )
        tried_out(unfinished / CONTENT)
        (unfinished / NOTE).write_text(json.dumps(as_note(package), indent=2), "utf-8")
        if package.folder.exists():
            # Something of that name which is no package: it could never be used.
            _take_away(package)
        unfinished.rename(package.folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return package


def _take_away(package: Package) -> None:
    """Out of sight in one step, then deleted. A worker that has it in memory ends what it does with it."""
    going = package.folder.with_name(f"{GOING}{secrets.token_hex(8)}")
    package.folder.rename(going)
    shutil.rmtree(going)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one command at a time change the packages, and clear away what an interrupted one left."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in (*folder.glob(f"{UNFINISHED}*"), *folder.glob(f"{GOING}*")):
            shutil.rmtree(left, ignore_errors=True)
        yield
