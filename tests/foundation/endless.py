"""What no file should make a process do: run with a limit, to see it ended."""

from __future__ import annotations

import os
import sys
import time

from comms.foundation.apart import keep_within

ALLOWED = 256 * 1024 * 1024


def _do(what: str) -> str:
    if what == "works":
        return "worked"
    if what == "looks around":
        return " ".join(sorted(os.environ))
    if what == "fills the memory":
        return str(len(bytearray(4 * ALLOWED)))
    if what == "raises":
        raise ValueError(what)
    while True:
        if what == "waits":
            # It takes no time of a processor, so only the clock of whoever asked ends it.
            time.sleep(0.1)


if __name__ == "__main__":
    keep_within(1, ALLOWED)
    sys.stdout.write(_do(sys.stdin.read()))
