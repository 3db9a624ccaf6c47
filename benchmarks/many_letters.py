"""5,000 letters on two cores: how long they take, and whether the workers' memory grows.

    python benchmarks/many_letters.py

The same bilingual letters (L02 with its slip in Polish, Arabic and Urdu) wait in a fresh database; two worker processes
print them all. Every two seconds their resident memory is read from the system. Prints the figures, and writes them
into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from house import House
from report import DOCUMENT, block, document, table
from sqlalchemy import func, select, update

from comms.foundation.clock import LONDON, utc_now
from comms.foundation.work_item import WorkState
from comms.letters.actions import issue_letter
from comms.letters.letter import Letter, LetterState, PrintedLetter
from comms.letters.reader import new_reference

LANGUAGES = ("pl", "ar", "ur")
LOOK_EVERY = 2.0
SETTLED = 500
MOST_GROWTH = 0.1


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen at one moment: seconds since the start, letters printed, and the workers' memory in MB."""

    at: float
    printed: int
    memory: float


def waiting_letters(house: House, count: int) -> None:
    """Letters of each language, written once and then many times, each under a number of its own."""
    for language in LANGUAGES:
        house.settle(language, 1)
    with house.database.work() as session:
        first = [issue_letter(session, house.viewer, house.asked("L02", one, 0), utc_now()) for one in LANGUAGES]
        session.flush()
        same: list[dict[str, Any]] = [
            {
                "agency_id": one.agency_id, "kind": one.kind, "recipient_id": one.recipient_id,
                "state": LetterState.ISSUED,
                "language": one.language, "issued_on": one.issued_on, "words": [], "made_at": one.made_at,
                "next_action_at": one.made_at, "content": one.content,
            }
            for one in first
        ]  # fmt: skip
        for number in range(count - len(first)):
            session.add(Letter(reference=new_reference(), **same[number % len(same)]))


def workers_of(parent: int) -> list[int]:
    """The worker processes that this one has forked."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="utf-8").split()
    return [int(child) for child in children]


def resident(process: int) -> float:
    """A process's resident memory in MB; 0 when it has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    line = next((line for line in status.splitlines() if line.startswith("VmRSS:")), "VmRSS: 0 kB")
    return int(line.split()[1]) / 1024


def watch(house: House, count: int) -> list[Look]:
    """Let the workers print everything, and look at them meanwhile."""
    environment = os.environ | {
        "COMMS_HOME": str(house.installation.settings.home), "COMMS_MASTER_KEY": house.installation.settings.master_key,
        "COMMS_SECRET_KEY": "s" * 40, "COMMS_MODE": "development", "COMMS_WORKERS": "2",
    }  # fmt: skip
    command = [sys.executable, "-m", "comms.cli", "work"]
    parent = subprocess.Popen(command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL)
    begun, looks = time.perf_counter(), []
    try:
        while not looks or looks[-1].printed < count:
            time.sleep(LOOK_EVERY)
            with house.database.reading() as session:
                printed = session.scalar(select(func.count()).select_from(PrintedLetter)) or 0
                failed = session.scalar(select(func.count()).where(Letter.work_state == WorkState.NEEDS_WORKER))
            memory = sum(map(resident, workers_of(parent.pid)))
            looks.append(Look(time.perf_counter() - begun, printed, memory))
            if failed or parent.poll() is not None:
                raise SystemExit("A letter could not be printed, or the worker ended; its log says why.")
            print(f"{printed} of {count}, {memory:.0f} MB", file=sys.stderr, flush=True)
    finally:
        os.killpg(parent.pid, signal.SIGTERM)
        parent.wait()
    return looks


def measured(looks: list[Look], count: int, day: date) -> str:
    """What came out, as Markdown."""
    settled = next(look for look in looks if look.printed >= min(SETTLED, count // 2))
    end = looks[-1]
    growth = end.memory / settled.memory - 1
    most = max(look.memory for look in looks if look.printed >= settled.printed) / settled.memory - 1
    reached = "reached" if growth < MOST_GROWTH else "not reached"
    head = (
        f"Measured on {day.day} {day:%B %Y}: {count} letters by two workers in {end.at:.0f} s, "
        f"{count / end.at:.1f} a second. Resident memory of both workers together:"
    )
    marks = [look for look in looks if look.printed >= settled.printed]
    shown = [marks[round(place * (len(marks) - 1) / 8)] for place in range(9)]
    rows = [[str(look.printed), f"{look.memory:.0f}"] for look in shown]
    grown = f"({growth:+.1%} at the end, {most:+.1%} at most)"
    aim = f"- Aim, under {MOST_GROWTH:.0%} growth from letter {SETTLED} on: **{reached}** {grown}."
    return block(head, [*table(["Letters printed", "MB"], rows), "", aim])


def main() -> None:
    """Measure, print, and write the document."""
    words = argparse.ArgumentParser(description="Many letters on two cores, and the workers' memory.")
    words.add_argument("--letters", type=int, default=5000)
    words.add_argument("--print-only", action="store_true", help="leave docs/benchmarks.md as it is")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="comms-benchmark-") as home:
        house = House(Path(home))
        waiting_letters(house, asked.letters)
        with house.database.work() as session:
            session.execute(update(Letter).values(next_action_at=utc_now()))
        house.installation.queue.huey.storage.flush_all()
        looks = watch(house, asked.letters)
    page = measured(looks, asked.letters, datetime.now(LONDON).date())
    print(page)
    if not asked.print_only:
        DOCUMENT.write_text(document(DOCUMENT.read_text(encoding="utf-8"), page, "many letters"), encoding="utf-8")


if __name__ == "__main__":
    main()
