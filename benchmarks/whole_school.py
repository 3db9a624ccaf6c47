"""A school's whole run, from the files its system exports to the PDF for the printer, and where its time goes.

    python benchmarks/whole_school.py                   # 1,500 pupils, two parents each, this term's marks
    python benchmarks/whole_school.py --kill            # and the worker is killed in the middle

Every step is the command or the action a person uses, on SQLite, with as many workers as there are cores. Prints the
figures, and writes them into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from made_up_school import write_school
from report import DOCUMENT, block, document, table
from sqlalchemy import select

from comms.agencies.viewer import Viewer
from comms.channels.pdf.bundling import AT_MOST, BundledLetter, bundle
from comms.cli.opening import viewer_for
from comms.foundation.clock import LONDON, utc_now
from comms.foundation.opening import Installation, open_installation
from comms.foundation.settings import load_settings
from comms.letters.letter import Letter, PrintedLetter
from comms.letters.run import due_letters, wanted_letters
from comms.letters.runs import find
from comms.letters.runs.actions import start_run

ON = date(2026, 11, 23)
COMMS = (sys.executable, "-m", "comms.cli")
LOOK_EVERY = 0.5


@dataclass
class Steps:
    """What each step took: seconds by the wall, and CPU seconds of this process and those it started."""

    rows: list[tuple[str, float, float]] = field(default_factory=list)

    def timed(self, name: str, act: Callable[[], object]) -> object:
        """Do it and keep what it took."""
        print(f"{name} …", file=sys.stderr, flush=True)
        wall, cpu = time.perf_counter(), _cpu()
        made = act()
        self.rows.append((name, time.perf_counter() - wall, _cpu() - cpu))
        return made


def _cpu() -> float:
    own, ended = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime


def comms(*words: str) -> None:
    """One command, as a person types it. Exit status 1 only says that something was held or left out."""
    done = subprocess.run([*COMMS, *words], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode not in {0, 1}:
        raise SystemExit(done.stderr)


def set_up(folder: Path, pupils: int, steps: Steps) -> Installation:
    """The school, and its exports taken in."""
    write_school(folder, pupils, ON)
    comms("init", "--agency", "Fen Edge Academy", "--kind", "school", "--telephone", "01632 960 100")
    comms("agency", "set", "--address", "Ramnoth Road", "--address", "Wisbech", "--address", "PE13 2XX")
    for kind in ("pupils", "contacts", "marks"):
        steps.timed(f"take in the {kind}", lambda kind=kind: comms("import", kind, str(folder / f"{kind}.csv")))
    return open_installation(load_settings())


def list_and_start(installation: Installation, steps: Steps) -> tuple[Viewer, UUID]:
    """The list a person sees, and the press of the button."""
    with installation.database.reading() as session:
        viewer = viewer_for(session, None)
        steps.timed("show who is due what", lambda: list(due_letters(session, viewer, ON)))

    def start() -> UUID:
        with installation.database.work() as session:
            chosen = [one for one, _ in wanted_letters(session, viewer, ON)]
            return start_run(session, viewer, chosen, ON, utc_now()).id

    return viewer, steps.timed("start the run", start)  # type: ignore[return-value]


def make_and_print(installation: Installation, viewer: Viewer, run: UUID, *, kill: bool) -> None:
    """The worker's part, from the start of its processes until every letter is printed."""
    worker, killed = _start_worker(), not kill
    try:
        while True:
            time.sleep(LOOK_EVERY)
            with installation.database.reading() as session:
                far = find.progress(session, viewer, run)
                if not far.making and not far.printing:
                    return
                done, total = far.done, far.run.total
            if done > total // 3 and not killed:
                _end(worker, signal.SIGKILL)
                print(f"killed after {done} of {total}", file=sys.stderr)
                worker, killed = _start_worker(), True
    finally:
        _end(worker, signal.SIGTERM)


def _start_worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen([*COMMS, "work"], start_new_session=True, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)  # fmt: skip


def _end(worker: subprocess.Popen[bytes], how: signal.Signals) -> None:
    os.killpg(worker.pid, how)
    worker.wait()


def for_the_printer(installation: Installation, viewer: Viewer, run: UUID, folder: Path) -> None:
    """The files for the printer, as the run's page gives them."""
    with installation.database.reading() as session:
        letters = [letter.id for letter in find.letters_of(session, viewer, run)]
        for start in range(0, len(letters), AT_MOST):
            pdfs = (session.get_one(PrintedLetter, one).pdf for one in letters[start : start + AT_MOST])
            with (folder / f"printer-{start}.pdf").open("wb") as target:
                bundle((BundledLetter("letter", pdf) for pdf in pdfs), target, "Letters")


def told(installation: Installation, viewer: Viewer, run: UUID) -> str:
    """What came of the run. Ends the benchmark when a letter is missing or was made twice."""
    with installation.database.reading() as session:
        far = find.progress(session, viewer, run)
        made = Counter(session.execute(select(Letter.kind, Letter.recipient_id, Letter.child_id)).all())
        prints = len(session.scalars(select(PrintedLetter.letter_id)).all())
        total, issued, held = far.run.total, far.issued, far.held
        session.expunge_all()
    once = set(made.values()) == {1} and sum(made.values()) == issued + held
    if not once or prints != issued or issued + held != total:
        raise SystemExit(f"A letter is missing or there twice: {total}, {issued}, {held}, {prints}")
    return f"{total} letters were due: {issued} made and printed, each once, {held} held."


def main() -> None:
    """Measure, print, and write the document."""
    words = argparse.ArgumentParser(description="A school's whole run, from marks to the PDF for the printer.")
    words.add_argument("--pupils", type=int, default=1500)
    words.add_argument("--kill", action="store_true", help="kill the worker in the middle, and start it again")
    words.add_argument("--print-only", action="store_true", help="leave docs/benchmarks.md as it is")
    asked = words.parse_args()
    steps = Steps()
    with tempfile.TemporaryDirectory(prefix="comms-benchmark-") as name:
        folder = Path(name)
        os.environ |= {"COMMS_HOME": str(folder / "home"), "COMMS_LOG_LEVEL": "ERROR"}
        installation = set_up(folder, asked.pupils, steps)
        viewer, run = list_and_start(installation, steps)
        steps.timed("make and print", lambda: make_and_print(installation, viewer, run, kill=asked.kill))
        steps.timed("one PDF for the printer", lambda: for_the_printer(installation, viewer, run, folder))
        outcome = told(installation, viewer, run)
    page = measured(steps, asked.pupils, outcome, killed=asked.kill, day=datetime.now(LONDON).date())
    print(page)
    if not asked.print_only:
        DOCUMENT.write_text(document(DOCUMENT.read_text(encoding="utf-8"), page, "a whole school"), encoding="utf-8")


def measured(steps: Steps, pupils: int, outcome: str, *, killed: bool, day: date) -> str:
    """What came out, as Markdown."""
    end = " The worker was killed after a third and started again." if killed else ""
    head = f"Measured on {day.day} {day:%B %Y} with {pupils} pupils. {outcome}{end}"
    total = ("all", sum(wall for _, wall, _ in steps.rows), sum(cpu for *_, cpu in steps.rows))
    rows = [[name, f"{wall:.1f}", f"{cpu:.1f}"] for name, wall, cpu in (*steps.rows, total)]
    return block(head, table(["Step", "seconds", "CPU seconds"], rows))


if __name__ == "__main__":
    main()
