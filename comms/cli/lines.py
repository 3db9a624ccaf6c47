"""Lines from the standard input, taken in batches as they come."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from io import TextIOWrapper
from queue import Empty, Queue
from typing import TextIO

STANDARD_INPUT = "-"
MOST_LINES = 128
# A batch is not kept waiting for a line that is not there yet.
PATIENCE = 0.05  # seconds


def given_texts(text: str) -> Iterator[list[str]]:
    """The text that was given, or for ``-`` the lines of the standard input, several at a time: as many as have come,
    so that whoever writes one line and waits has its answer."""
    if text != STANDARD_INPUT:
        yield [text]
        return
    yield from _batches(TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace"))


def _batches(stream: TextIO) -> Iterator[list[str]]:
    came: Queue[str | None] = Queue(MOST_LINES * 2)
    threading.Thread(target=_read, args=(stream, came), daemon=True).start()
    while (first := came.get()) is not None:
        batch, more = _with_those_there(first, came)
        yield batch
        if not more:
            return


def _read(stream: TextIO, came: Queue[str | None]) -> None:
    try:
        for line in stream:
            came.put(line.rstrip("\r\n"))
    finally:
        came.put(None)


def _with_those_there(first: str, came: Queue[str | None]) -> tuple[list[str], bool]:
    """A line with those that are there too, and whether more may come."""
    batch = [first]
    while len(batch) < MOST_LINES:
        try:
            line = came.get(timeout=PATIENCE)
        except Empty:
            break
        if line is None:
            return batch, False
        batch.append(line)
    return batch, True
