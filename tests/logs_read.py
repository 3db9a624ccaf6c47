"""What leaves the service by its log, read as it is written."""

from __future__ import annotations

import io
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from comms.foundation.logs import start_logging


@contextmanager
def everything_logged() -> Iterator[io.StringIO]:
    """Everything that is logged in the block, once the service logs as it does when it runs, at the level that says
    most."""
    root, ours = logging.getLogger(), logging.getLogger("comms")
    before = list(root.handlers), root.level, ours.level, sys.excepthook, threading.excepthook, sys.stderr
    sys.stderr = stream = io.StringIO()
    try:
        start_logging("DEBUG")
        yield stream
    finally:
        root.handlers[:], sys.excepthook, threading.excepthook, sys.stderr = before[0], *before[3:]
        root.setLevel(before[1])
        ours.setLevel(before[2])
