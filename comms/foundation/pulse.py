"""The worker's pulse: when it last swept. A file in the home, so that asking needs no write to the database."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path


def mark_sweep(home: Path, now: datetime) -> None:
    """Say that the worker has just swept."""
    home.mkdir(parents=True, exist_ok=True)
    # Two workers sweep in the same second; each replaces the file with one of its own.
    fresh = home / f"last-sweep.{os.getpid()}"
    fresh.write_text(now.isoformat(), "ascii")
    fresh.replace(home / "last-sweep")


def last_sweep(home: Path) -> datetime | None:
    """When the worker last swept, or None when it never did."""
    try:
        return datetime.fromisoformat((home / "last-sweep").read_text("ascii").strip())
    except (FileNotFoundError, ValueError):
        return None
