"""Work on what a stranger made: in a process of its own, with a limit on its time and its memory, without our settings.

A file can be written so that reading it never ends, or fills the memory. The process that meets one is ended, and
whoever asked is told so; nobody else notices.
"""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
from pathlib import Path

import comms

_ROOT = Path(comms.__file__).resolve().parent.parent


def done_apart(module: str, given: bytes, seconds: int) -> bytes | None:
    """What ``python -m module`` writes when it is given these bytes. None where it was not done after ``seconds``, or
    ended in any way but well: whoever asked says what that means.

    Of our environment it gets nothing but where programs lie: no key and no address of a database.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own module, named by us
            [sys.executable, "-m", module],
            input=given,
            capture_output=True,
            env={"PYTHONPATH": str(_ROOT), "PATH": os.environ.get("PATH", "")},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None


def keep_within(seconds: int, memory: int) -> None:
    """Have the system end this process when it has worked for ``seconds``, or asks for more than ``memory`` bytes."""
    # A system may set lower limits itself, and some know none of memory.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
