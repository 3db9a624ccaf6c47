"""A package as it comes: a zip file whose names, sizes and contents are somebody else's, and are trusted in nothing.

Only what translates is taken out of it. The sentence splitters that many packages bring (Stanza, spaCy, MiniSBD) stay
in the file: they are never used here, and some hold pickled Python.
"""

from __future__ import annotations

import errno
import hashlib
import json
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from comms.channels.argos.packages import tag_of
from comms.foundation.errors import BadInput

MOST_BYTES = 2 * 1024**3
MOST_ENTRIES = 10_000
MOST_METADATA = 1024**2
PIECE = 1024**2
METADATA, MODEL, TOKENIZERS = "metadata.json", "model/model.bin", ("sentencepiece.model", "bpe.model")
_USED = re.compile(r"metadata\.json|README(\.md)?|LICENSE[^/]*|model/.+|sentencepiece\.model|bpe\.model")
_CODE = re.compile(r"[a-z]{2,3}(?:[_-][A-Za-z]{2,4})?")
VERSION = re.compile(r"\d{1,6}(?:\.\d{1,6}){0,3}")
ANOTHER = "Use a package file of Argos Translate, whose name ends in .argosmodel."
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, RuntimeError, ValueError)
# A place before the file's beginning; two entries of which one takes the other for a folder.
_NO_SUCH_PLACE = {errno.EINVAL, errno.EEXIST, errno.EISDIR, errno.ENOTDIR}
_PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_LONGEST_NAME = 200
_REGULAR = {0, stat.S_IFREG, stat.S_IFDIR}


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a package says of itself: its languages as Argos names them, and its versions."""

    from_code: str
    to_code: str
    version: str
    argos_version: str


@dataclass(frozen=True, slots=True)
class Archive:
    """A package file that may be unpacked: what it says of itself, and what is taken, by its name in the package."""

    file: Path
    metadata: Metadata
    entries: dict[str, zipfile.ZipInfo]


def checksum(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def look_into(file: Path) -> Archive:
    """Check a package file without unpacking it. Raises ``BadInput`` that says what is wrong with it."""
    said = f"{file.name} is not a translation package: it is no zip file, or is damaged."
    with _refusing_damage(said, ANOTHER), zipfile.ZipFile(file) as opened:
        entries = _entries(opened)
        return Archive(file, _metadata(opened, entries), entries)


def unpack(archive: Archive, into: Path) -> int:
    """Write what is used of a package into a folder; how many bytes that was. Raises ``BadInput`` if it is damaged."""
    written, said = 0, f"{archive.file.name} is damaged: it cannot be unpacked."
    with _refusing_damage(said, "Fetch the file again."), zipfile.ZipFile(archive.file) as opened:
        for name, entry in archive.entries.items():
            place = into / name
            place.parent.mkdir(parents=True, exist_ok=True)
            with opened.open(entry) as source, place.open("xb") as target:
                while piece := source.read(PIECE):
                    written += len(piece)
                    _refuse_too_large(written)
                    target.write(piece)
    return written


@contextmanager
def _refusing_damage(message: str, remedy: str) -> Iterator[None]:
    """Whatever comes of a file that is not as it should be is refused; that a disk is full is another matter."""
    try:
        yield
    except _DAMAGED as fault:
        raise BadInput(message, remedy) from fault
    except OSError as fault:
        if fault.errno not in _NO_SUCH_PLACE:
            raise
        raise BadInput(message, remedy) from fault


def _entries(opened: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """What is used of the package, by name within it. Every entry is checked, also those that are not used."""
    every = opened.infolist()
    if len(every) > MOST_ENTRIES:
        raise BadInput(f"The package has {len(every)} files; {MOST_ENTRIES} are the most.", ANOTHER)
    for entry in every:
        _refuse_unsafe(entry)
    _refuse_too_large(sum(entry.file_size for entry in every))
    roots = {entry.filename.removesuffix(METADATA) for entry in every if _is_metadata(entry)}
    if len(roots) != 1:
        raise BadInput("This is not a translation package: it has no metadata.json, or more than one.", ANOTHER)
    root = roots.pop()
    inside = {entry.filename.removeprefix(root): entry for entry in every if entry.filename.startswith(root)}
    used = {name: entry for name, entry in inside.items() if not entry.is_dir() and _USED.fullmatch(name)}
    if MODEL not in used or not any(name in used for name in TOKENIZERS):
        raise BadInput("This is not a translation package: it has no model, or nothing that reads words.", ANOTHER)
    return used


def _is_metadata(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(entry.filename)
    return path.name == METADATA and len(path.parts) <= 2


def _refuse_unsafe(entry: zipfile.ZipInfo) -> None:
    name, kind = entry.filename, stat.S_IFMT(entry.external_attr >> 16)
    # A name is judged as written: zipfile would bend an unsafe one into place, and nobody would know.
    parts = name.rstrip("/").split("/")
    if any(part in {"", ".", ".."} for part in parts) or "\\" in name or ":" in name or not name.isprintable():
        raise BadInput("The package is refused: it names a file outside its own folder.", ANOTHER)
    if kind not in _REGULAR:
        raise BadInput("The package is refused: it holds a link or a device, not only files.", ANOTHER)
    if entry.flag_bits & 0x1 or entry.compress_type not in _PACKED or max(map(len, parts)) > _LONGEST_NAME:
        raise BadInput("The package is refused: a file in it is packed in a way that no package is.", ANOTHER)


def _refuse_too_large(size: int) -> None:
    if size > MOST_BYTES:
        raise BadInput(f"The package is refused: unpacked it is larger than {MOST_BYTES // 1024**3} GB.", ANOTHER)


def _metadata(opened: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> Metadata:
    entry = entries[METADATA]
    if entry.file_size > MOST_METADATA:
        raise BadInput("The package's metadata.json is too large to be one.", ANOTHER)
    given: Any = json.loads(opened.read(entry).decode("utf-8-sig"))
    if not isinstance(given, dict):
        raise BadInput("The package's metadata.json says nothing about it.", ANOTHER)
    if given.get("type", "translate") != "translate":
        raise BadInput("The package translates nothing: it is of another kind.", ANOTHER)
    found = Metadata(
        *(str(given.get(key) or "") for key in ("from_code", "to_code", "package_version", "argos_version"))
    )
    for code in (found.from_code, found.to_code):
        if not _CODE.fullmatch(code):
            raise BadInput("The package does not say from which language to which it translates.", ANOTHER)
        tag_of(code)
    if not VERSION.fullmatch(found.version):
        raise BadInput("The package does not say which version it is, in figures with dots between.", ANOTHER)
    return found
