"""The benchmark's figures as a page of docs/: medians, ratios, and on which machine."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import mean, median, quantiles

Row = tuple[str, str]

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
BEGIN, END = "<!-- measured: {what} -->", "<!-- end of what was measured -->"
NAMES = {"pl": "Polish", "ar": "Arabic", "ur": "Urdu"}
LETTERS = {"L02": "L02 with slip", "L00": "L00 with slip"}
WEASYPRINT_AIM, TYPST_AIM = 6.0, 0.7


@dataclass
class Figures:
    """CPU seconds per letter: for each row (kind, language) and contender one figure per round; the parts likewise."""

    spent: dict[Row, dict[str, list[float]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    parts: dict[Row, dict[str, list[float]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    pages: dict[Row, dict[str, int]] = field(default_factory=dict)

    def add(self, row: Row, spent: Mapping[str, float], parts: Mapping[str, float]) -> None:
        """Keep what one turn cost."""
        for name, seconds in spent.items():
            self.spent[row][name].append(seconds)
        for name, seconds in parts.items():
            self.parts[row][name].append(seconds)

    def median(self, row: Row, name: str) -> float | None:
        """The median of one row, None where it was not measured."""
        found = self.spent[row].get(name)
        return median(found) if found else None

    def rounds(self, name: str) -> list[float]:
        """For each round the mean of all rows."""
        found = [self.spent[row][name] for row in self.spent if self.spent[row].get(name)]
        return [mean(together) for together in zip(*found, strict=True)]


def machine(weasyprint: str) -> list[tuple[str, str]]:
    """What the figures were measured on."""
    cpu = "unknown"
    if (info := Path("/proc/cpuinfo")).exists():
        found = re.search(r"^model name\s*:\s*(.+)$", info.read_text(encoding="utf-8"), re.MULTILINE)
        cpu = found[1] if found else cpu
    system = platform.freedesktop_os_release().get("PRETTY_NAME", "") if platform.system() == "Linux" else ""
    return [
        ("Processor", f"{cpu}, {len(os.sched_getaffinity(0))} cores"),
        ("Busy with", f"a load of {os.getloadavg()[0]:.1f} over the last minute, the benchmark's own included"),
        ("System", system or platform.platform()),
        ("Python", platform.python_version()),
        ("typst", version("typst")),
        ("SQLAlchemy, SQLite", f"{version('SQLAlchemy')}, {sqlite3.sqlite_version}"),
        ("WeasyPrint", weasyprint),
    ]


def measured(figures: Figures, on: Iterable[tuple[str, str]], rounds: int, letters: int, day: date) -> str:
    """Everything that came out, as Markdown."""
    count = rounds * letters * len(figures.spent)
    introduction = (
        f"Measured on {day.day} {day:%B %Y}: {count} letters by each ({rounds} rounds of {letters} letters in "
        f"{len(figures.spent)} rows, after one round to warm up). CPU milliseconds per letter, user and system, all "
        "threads; medians of the rounds."
    )
    said = [
        introduction,
        "",
        *table(["Machine", ""], [list(pair) for pair in on]),
        "",
        *_contenders(figures),
        "",
        *_aims(figures),
        "",
        "Where the house's time goes, counted in batches of their own (milliseconds per letter, medians):",
        "",
        *_parts(figures),
    ]
    return "\n".join(said)


def _contenders(figures: Figures) -> list[str]:
    head = ["Letter", "Language", "Pages (Typst, WeasyPrint)", "House", "Bare Typst", "WeasyPrint",
            "WeasyPrint ÷ house", "Bare Typst ÷ house"]  # fmt: skip
    rows = []
    for kind, language in figures.spent:
        row = kind, language
        house, typst, weasyprint = (figures.median(row, name) for name in ("house", "typst", "weasyprint"))
        pages = figures.pages[row]
        sheets = f"{pages['typst']}, {pages.get('weasyprint', '–')}"
        rows.append([LETTERS[kind], NAMES[language], sheets, *_figures(house, typst, weasyprint)])
    house, typst, weasyprint = (_over_all(figures, name) for name in ("house", "typst", "weasyprint"))
    rows.append(["all", "", "", *_figures(house, typst, weasyprint)])
    return table(head, rows)


def _figures(house: float | None, typst: float | None, weasyprint: float | None) -> list[str]:
    spent = [_milliseconds(house), _milliseconds(typst), _milliseconds(weasyprint)]
    beside = "–" if not (weasyprint and house) else f"{weasyprint / house:.1f}"
    bare = "–" if not (typst and house) else f"{typst / house:.0%}"
    return [*spent, beside, bare]


def _over_all(figures: Figures, name: str) -> float | None:
    found = figures.rounds(name)
    return median(found) if found else None


def _aims(figures: Figures) -> list[str]:
    house, typst, weasyprint = (_over_all(figures, name) for name in ("house", "typst", "weasyprint"))
    said = []
    if house and weasyprint:
        times, aim = weasyprint / house, f"at least {WEASYPRINT_AIM:.0f} times cheaper than WeasyPrint"
        said.append(f"- Aim, {aim}: **{_word(times >= WEASYPRINT_AIM)}** ({times:.1f} times over all rows).")
    if house and typst:
        share, aim = typst / house, f"at least {TYPST_AIM:.0%} of what bare Typst does"
        said.append(f"- Aim, {aim}: **{_word(share >= TYPST_AIM)}** ({share:.0%} over all rows).")
    if typst and weasyprint:
        times = weasyprint / typst
        said.append(f"- Bare Typst is {times:.1f} times cheaper than WeasyPrint: no house around it can be more.")
    singly = _over_all(figures, "singly")
    if singly and typst and weasyprint:
        said.append(
            f"- Made one by one, each in a commit of its own, a letter costs the house {_milliseconds(singly)} ms: "
            f"{weasyprint / singly:.1f} times cheaper than WeasyPrint, {typst / singly:.0%} of bare Typst."
        )
    if house and len(figures.rounds("house")) > 1:
        low, _, high = quantiles(figures.rounds("house"), n=4)
        said.append(f"- Half of the house's rounds lay between {_milliseconds(low)} and {_milliseconds(high)} ms.")
    return said


def _parts(figures: Figures) -> list[str]:
    names = list(next(iter(figures.parts.values())))
    medians = {row: {name: median(parts[name]) for name in names} for row, parts in figures.parts.items()}
    names.sort(key=lambda name: -mean(own[name] for own in medians.values()))
    head = ["Part", *(f"{kind} {NAMES[language]}" for kind, language in medians), "mean"]
    rows = []
    for name in names:
        own = [medians[row][name] for row in medians]
        rows.append([name, *map(_milliseconds, [*own, mean(own)])])
    return table(head, rows)


def document(before: str, page: str, what: str = "one letter") -> str:
    """The page with one of its measured parts put in, or replaced; what people wrote around it stays."""
    begin = BEGIN.format(what=what)
    inside = f"{begin}\n\n{page}\n\n{END}"
    if begin in before:
        head, rest = before.split(begin, 1)
        return head + inside + rest.split(END, 1)[1]
    return f"{before.rstrip() or '# What a letter costs'}\n\n{inside}\n"


def block(said: str, lines: Iterable[str]) -> str:
    """A measured part: a sentence, and what came out."""
    return "\n".join([said, "", *lines])


def _milliseconds(seconds: float | None) -> str:
    return "–" if seconds is None else f"{seconds * 1000:.1f}"


def _word(reached: bool) -> str:  # noqa: FBT001
    return "reached" if reached else "not reached"


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """The lines of a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]
