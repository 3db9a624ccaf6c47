"""The tiny engine's packages in the tree's ``.cache``, by the hash of the scripts that make them.

They are made when they are first asked for, and again when one of the scripts has changed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
CACHE = HERE.parents[1] / ".cache" / "tiny_engine"
PAIRS = ("pl_en", "en_pl")


def tiny_package_files() -> dict[str, Path]:
    """The package file of each direction. Safe in several processes at once: the others wait for the first."""
    CACHE.mkdir(parents=True, exist_ok=True)
    kept = CACHE / _hash_of_the_scripts()
    unfinished = kept.with_name(f"{kept.name}.unfinished")
    with (CACHE / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.is_dir():
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            _build(unfinished)
            unfinished.rename(kept)
    return {pair: kept / f"{pair}.argosmodel" for pair in PAIRS}


def _build(folder: Path) -> None:
    """Train both directions at once. Threads gain nothing on matrices so small, and cost much where others work."""
    environment = os.environ | {"PYTHONPATH": str(HERE.parent), "OPENBLAS_NUM_THREADS": "1"}
    started = [
        subprocess.Popen([sys.executable, "-m", "tiny_engine.building", str(folder), pair], env=environment)
        for pair in PAIRS
    ]
    ended = [process.wait() for process in started]
    if any(ended):
        raise RuntimeError("The tiny engine could not be trained.")


def _hash_of_the_scripts() -> str:
    digest = hashlib.sha256()
    for script in sorted(HERE.glob("*.py")):
        digest.update(script.read_bytes())
    return digest.hexdigest()[:16]
