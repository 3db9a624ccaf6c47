"""Zip files of a few small things, and the same package under other metadata."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

# The same file whenever it is made of the same.
MADE = (2026, 11, 23, 8, 40, 0)


def write_zip(file: Path, inside: Mapping[str, bytes]) -> Path:
    """Write a zip file of these names and contents."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in inside.items():
            opened.writestr(zipfile.ZipInfo(name, MADE), data, zipfile.ZIP_DEFLATED)
    return file


def unzipped(file: Path) -> dict[str, bytes]:
    """What is in a zip file, by name."""
    with zipfile.ZipFile(file) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def said_to_be(file: Path, into: Path, **metadata: str) -> Path:
    """The package of a file under other metadata, as ``package_version="1.1"``: another file of the same model."""
    inside = unzipped(file)
    (name,) = (name for name in inside if name.endswith("metadata.json"))
    inside[name] = json.dumps(json.loads(inside[name]) | metadata).encode()
    return write_zip(into, inside)
