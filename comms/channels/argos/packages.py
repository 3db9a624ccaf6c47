"""The packages of an installation: one folder each, with a note beside the model that says where it came from.

A package is there when its folder has its name, because folders are renamed into place whole. Each is looked for
again whenever it is needed, so a package that is installed, replaced or removed counts from the next text on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from comms.foundation.errors import BadInput
from comms.foundation.languages import LANGUAGES, canonical_tag, fallbacks

NOTE, CONTENT = "installed.json", "package"
# What Argos calls by letters that are no tag of the language, or of another one.
_TAGS = {"zh": "zh-Hans", "zt": "zh-Hant", "pb": "pt-BR"}


@dataclass(frozen=True, slots=True)
class Package:
    """One installed package: a single direction.

    ``from_code`` and ``to_code`` are as Argos names the languages, ``source`` and ``target`` their BCP 47 tags.
    ``sha256`` is of the file it came in, ``size`` in bytes as it lies here.
    """

    folder: Path
    from_code: str
    to_code: str
    version: str
    argos_version: str
    sha256: str
    size: int
    installed_at: datetime

    @property
    def source(self) -> str:
        """The language it translates from."""
        return tag_of(self.from_code)

    @property
    def target(self) -> str:
        """The language it translates to."""
        return tag_of(self.to_code)

    @property
    def pair(self) -> str:
        """Its direction as Argos writes it: ``pl_en``."""
        return f"{self.from_code}_{self.to_code}"

    @property
    def by(self) -> str:
        """Its name and version, as the mark of what it translated: ``pl_en 1.9``."""
        return f"{self.pair} {self.version}"

    @property
    def content(self) -> Path:
        """Where its model and its metadata lie."""
        return self.folder / CONTENT


def tag_of(code: str) -> str:
    """The BCP 47 tag of a language as Argos names it. Raises ``BadInput`` for one the registry does not hold."""
    tag = _TAGS.get(code, canonical_tag(code))
    if tag not in LANGUAGES:
        raise BadInput(f"The package has a language that is not known here: “{code}”.", "Use another package.")
    return tag


def installed_packages(folder: Path) -> list[Package]:
    """The packages in a folder, by direction. While one replaces another, the one that came last."""
    found: dict[str, Package] = {}
    for package in sorted(_found(folder), key=lambda one: one.installed_at):
        found[package.pair] = package
    return [found[pair] for pair in sorted(found)]


def every_package(folder: Path, pair: str) -> list[Package]:
    """All that is there of one direction: more than one only where replacing was interrupted."""
    return [package for package in _found(folder) if package.pair == pair]


def package_for(folder: Path, source: str, target: str) -> Package | None:
    """The package that translates from one language to another, or None.

    Where there is none for a regional form, that of the language it may fall back on in the same script serves.
    """
    by_tags = {(package.source, package.target): package for package in installed_packages(folder)}
    tags = ((one, other) for one in _served_by(source) for other in _served_by(target))
    return next((by_tags[pair] for pair in tags if pair in by_tags), None)


def _served_by(tag: str) -> tuple[str, ...]:
    spelled = canonical_tag(tag)
    return (spelled, *fallbacks(spelled)) if spelled in LANGUAGES else (spelled,)


def _found(folder: Path) -> Iterator[Package]:
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        if not entry.name.startswith("."):
            try:
                stamp = (entry / NOTE).stat()
                yield _read(entry, stamp.st_ino, stamp.st_mtime_ns)
            except (OSError, ValueError, KeyError, TypeError, BadInput):
                # Not a package of ours, or one that is just being taken away.
                continue


@lru_cache(maxsize=256)
def _read(folder: Path, inode: int, changed: int) -> Package:
    del inode, changed  # a folder of the same name with other content is another one
    given = json.loads((folder / NOTE).read_text("utf-8"))
    for code in (given["from_code"], given["to_code"]):
        tag_of(code)
    return Package(
        folder=folder,
        from_code=given["from_code"],
        to_code=given["to_code"],
        version=str(given["package_version"]),
        argos_version=str(given["argos_version"]),
        sha256=str(given["sha256"]),
        size=int(given["size"]),
        installed_at=datetime.fromisoformat(given["installed_at"]),
    )


def as_note(package: Package) -> dict[str, Any]:
    """What stands in the note beside a package's model."""
    return {
        "from_code": package.from_code,
        "to_code": package.to_code,
        "package_version": package.version,
        "argos_version": package.argos_version,
        "sha256": package.sha256,
        "size": package.size,
        "installed_at": package.installed_at.isoformat(),
    }
