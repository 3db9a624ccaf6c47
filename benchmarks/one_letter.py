"""What one letter costs in CPU: through the house, by bare Typst, and by WeasyPrint, side by side in one run.

    python benchmarks/one_letter.py

The same bilingual letters, L02 with its reply slip and L00, in Polish, Arabic and Urdu, each to a family of its own:

- the house, as a run makes letters: fill, check facts and glyphs, store the letters of a turn and their audit in one
  commit, hint the worker; then for each claim, print, lock and store the PDF, finish. And once more one by one, as when
  somebody writes a single letter: each in a commit of its own;
- bare Typst: the same layout and the same data, compiled by a warm compiler; nothing else;
- WeasyPrint: the letter's accessible page, with the same fonts and a parsed style sheet, as PDF/UA; nothing else.

They take turns, a few letters at a time, so that a busy machine hits all three alike. Prints the figures, and writes
them into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import re
import subprocess
import sys
import tempfile
import venv
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from house import House, Stages, cpu_seconds, split
from report import DOCUMENT, Figures, document, machine, measured

from comms.channels.paper import Paper
from comms.channels.pdf.fonts import FONTS
from comms.channels.pdf.sheet import sheet
from comms.letters.text.as_html import as_html, letter_styles

HERE = Path(__file__).resolve().parent
KINDS = ("L02", "L00")
LANGUAGES = ("pl", "ar", "ur")
LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)


class Rival:
    """Another way to print, kept warm in a process of its own: one line of JSON in, one out."""

    def __init__(self, python: Path | str, script: str) -> None:
        pipe, command = subprocess.PIPE, [str(python), str(HERE / script)]
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8")

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Its answer. Ends the benchmark when it has died."""
        if self.process.stdin is None or self.process.stdout is None:
            raise SystemExit("A rival has no pipes.")
        self.process.stdin.write(json.dumps(question, ensure_ascii=False) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("A rival ended before it had answered; what it said stands above.")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """Let it end."""
        self.process.communicate()


@dataclass
class Contest:
    """The house and its rivals, and what each spent: CPU seconds per letter, one figure for each batch."""

    house: House
    typst: Rival
    weasyprint: Rival | None
    letters: int
    figures: Figures = field(default_factory=Figures)
    used: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def turn(self, kind: str, language: str, *, counts: bool = True) -> None:
        """One batch each: the house as a run makes letters, and one by one; bare Typst; WeasyPrint; and the house once
        more with its parts counted."""
        spent, papers = self._house(kind, language)
        singly, _ = self._house(kind, language, together=False)
        stages = Stages()
        answers = {"typst": self._typst(papers)}
        if self.weasyprint:
            pages = [_STYLE.sub("", as_html(paper)) for paper, _ in papers]
            answers["weasyprint"] = self.weasyprint.ask({"letters": pages})
        if len(papers[-1][1]) != answers["typst"]["bytes"]:
            raise SystemExit("The house and bare Typst did not print the same letter.")
        self._house(kind, language, stages)
        if counts:
            per_letter = {name: answer["cpu"] / self.letters for name, answer in answers.items()}
            parts = {name: seconds / self.letters for name, seconds in stages.spent.items()}
            house = {"house": spent / self.letters, "singly": singly / self.letters}
            self.figures.add((kind, language), per_letter | house, parts)
            self.figures.pages[kind, language] = {name: answer["pages"] for name, answer in answers.items()}

    def _house(
        self, kind: str, language: str, stages: Stages | None = None, *, together: bool = True
    ) -> tuple[float, list[tuple[Paper, bytes]]]:
        first = self.used[kind, language]
        self.used[kind, language] += self.letters
        asked = [self.house.asked(kind, language, number) for number in range(first, first + self.letters)]
        # What the benchmark itself left lying about is not the house's to clear.
        gc.collect()
        if stages is not None:
            with split(self.house, stages):
                made = self.house.letters(asked)
            return sum(stages.spent.values()), [self.house.paper_and_pdf(one) for one in made]
        before = cpu_seconds()
        made = self.house.letters(asked) if together else [self.house.letter(one) for one in asked]
        spent = cpu_seconds() - before
        return spent, [self.house.paper_and_pdf(one) for one in made]

    def _typst(self, papers: list[tuple[Paper, bytes]]) -> dict[str, Any]:
        told = [json.dumps(sheet(paper), ensure_ascii=False) for paper, _ in papers]
        return self.typst.ask({"letters": told, "issued_on": papers[0][0].issued_on.isoformat()})


def weasyprint_python(*, fresh: bool) -> Path:
    """The Python of an environment that holds WeasyPrint, made on first use, in the cache and not in the tree."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "comms-benchmarks" / f"weasyprint-{sys.version_info.major}.{sys.version_info.minor}"
    python = folder / "bin" / "python"
    if fresh or not (folder / "complete").exists():
        print("Setting up WeasyPrint in a virtual environment of its own …", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        quiet = ["--quiet", "--disable-pip-version-check"]
        subprocess.run([str(python), "-m", "pip", "install", *quiet, "weasyprint"], check=True)
        (folder / "complete").touch()
    return python


def open_weasyprint(*, fresh: bool) -> tuple[Rival | None, str]:
    """WeasyPrint, warm, and its version; or None, and why there is none."""
    try:
        rival = Rival(weasyprint_python(fresh=fresh), "weasyprint_letter.py")
    except subprocess.CalledProcessError:
        return None, "not measured: WeasyPrint could not be installed"
    answer = rival.ask({"fonts": str(FONTS), "styles": letter_styles()})
    if "missing" in answer:
        rival.close()
        print(f"WeasyPrint does not load: {answer['missing']}\nOn Debian: apt-get install {LIBRARIES}", file=sys.stderr)
        return None, f"not measured: its system libraries are missing (Debian: {LIBRARIES})"
    return rival, f"{answer['version']} ({answer['variant']})"


def contest(house: House, rival: Rival | None, rounds: int, letters: int) -> Figures:
    """All rounds, after one that warms everything up and does not count."""
    for language in LANGUAGES:
        # Each turn writes three batches, and the first round only warms up. Each kind goes to every family once.
        house.settle(language, 3 * letters * (rounds + 1))
    run = Contest(house, Rival(sys.executable, "typst_letter.py"), rival, letters)
    try:
        for number in range(rounds + 1):
            for kind in KINDS:
                for language in LANGUAGES:
                    run.turn(kind, language, counts=number > 0)
            print(f"round {number} of {rounds}", file=sys.stderr)
    finally:
        run.typst.close()
        if rival:
            rival.close()
    return run.figures


def main() -> None:
    """Measure, print, and write the document."""
    words = argparse.ArgumentParser(description="CPU per letter: the house, bare Typst and WeasyPrint, side by side.")
    words.add_argument("--rounds", type=int, default=12, help="how often each has its turn (default 12)")
    words.add_argument("--letters", type=int, default=6, help="letters in one turn (default 6)")
    words.add_argument("--without-weasyprint", action="store_true", help="the house and bare Typst only")
    words.add_argument("--fresh", action="store_true", help="install WeasyPrint anew, in its newest version")
    words.add_argument("--print-only", action="store_true", help="leave docs/benchmarks.md as it is")
    asked = words.parse_args()
    rival, version = (None, "not asked for") if asked.without_weasyprint else open_weasyprint(fresh=asked.fresh)
    with tempfile.TemporaryDirectory(prefix="comms-benchmark-") as home:
        figures = contest(House(Path(home)), rival, asked.rounds, asked.letters)
    block = measured(figures, machine(version), asked.rounds, asked.letters, date.today())  # noqa: DTZ011
    print(block)
    if not asked.print_only:
        before = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
        DOCUMENT.write_text(document(before, block), encoding="utf-8")


if __name__ == "__main__":
    main()
