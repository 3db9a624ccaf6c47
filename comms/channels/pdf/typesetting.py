"""Typst at work: one sheet of data in, a PDF or pictures of its pages out.

Typst keeps its threads for the life of a process. A process that was forked after its parent had used Typst inherits
the memory without the threads and would wait for them for ever, so there the work is handed to a fresh process.
A compiler belongs to one thread; it is made on first use and kept, because it holds the fonts.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import threading
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Literal

import typst

from comms.channels.pdf.fonts import FONTS
from comms.foundation.apart import done_apart, keep_within
from comms.foundation.errors import CommsError

LAYOUTS = Path(__file__).resolve().parent / "layouts"
LAYOUT = LAYOUTS / "letter.typ"
STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
# Of the archivable forms only PDF/A-3 may carry files of other kinds, as an exhibit carries its record.
WITH_FILES: list[typst.PDFStandard] = ["ua-1", "a-3a"]
# Seconds of a processor, and bytes: a record of two hundred pages takes some seconds, and a third of the memory. On a
# busy machine those seconds take several times as long by the clock.
LONGEST_SETTING, PATIENCE = 60, 4
MOST_MEMORY = 2 * 1024 * 1024 * 1024
# A picture that takes longer than this would take as long in every letter.
LONGEST_WITH_PICTURE = 5
MOST_WITH_PICTURE = 1024 * 1024 * 1024


class LayoutRefused(CommsError):
    """Typst would not set the sheet, or warned of something; `message` holds its own words."""


Layout = Literal["letter", "exhibit"]

# A sheet of more characters is set in a process of its own, which is ended where it takes too long. The record of a
# long session has about 120,000. A letter is held to ten pages before it comes here; its logo and its signature are
# most of its sheet.
LARGE: dict[Layout, int] = {"letter": 2_000_000, "exhibit": 500_000}


@dataclass(frozen=True, slots=True)
class Order:
    """What Typst is asked for: the sheet as JSON, the form, the day or the moment the document is dated, and pixels per
    inch.

    `files` is the JSON of what the layout shows as pictures or attaches, empty where it does neither; a document with
    files is PDF/A-3a. `strange` is a sheet with a picture that was given to us just now: it is set in a process of its
    own, with little time and memory.
    """

    sheet: str
    form: Literal["pdf", "png"]
    dated: str
    ppi: float | None = None
    layout: Layout = "letter"
    files: str = ""
    strange: bool = False

    @property
    def seconds(self) -> int:
        """How long setting it may take, where it is set in a process of its own."""
        return LONGEST_WITH_PICTURE if self.strange else LONGEST_SETTING

    @property
    def memory(self) -> int:
        """How many bytes that process may ask for."""
        return MOST_WITH_PICTURE if self.strange else MOST_MEMORY

    @property
    def moment(self) -> datetime:
        """When the document says it was made: noon, where only a day is given."""
        if "T" in self.dated:
            return datetime.fromisoformat(self.dated)
        return datetime.combine(date.fromisoformat(self.dated), time(12), tzinfo=UTC)

    @property
    def standards(self) -> list[typst.PDFStandard]:
        """The standards the document is held to; a picture of a page is held to none."""
        if self.form != "pdf":
            return []
        return WITH_FILES if self.files else STANDARDS

    @property
    def inputs(self) -> dict[str, str]:
        """What the layout is told."""
        return {"paper": self.sheet, "files": self.files} if self.files else {"paper": self.sheet}


class _Compilers(threading.local):
    """The compilers of this thread, one for each layout: one that is shared between threads raises."""

    made: dict[str, typst.Compiler] | None = None
    process: int = 0


class _Process:
    """In which process Typst first worked, so that a process forked from it knows."""

    first: int = 0


_COMPILERS = _Compilers()


def typeset(order: Order) -> list[bytes]:
    """The PDF file as one item, or a picture for each page. Raises `LayoutRefused`."""
    here = os.getpid()
    if order.strange or len(order.sheet) > LARGE[order.layout] or _Process.first not in {0, here}:
        return _in_a_fresh_process(order)
    _Process.first = here
    return _compile(order)


def _compile(order: Order) -> list[bytes]:
    try:
        made, warnings = _compiler(order.layout).compile_with_warnings(
            sys_inputs=order.inputs,
            format=order.form,
            pdf_standards=order.standards,
            timestamp=order.moment,
            ppi=order.ppi,
        )
    except typst.TypstError as fault:
        raise LayoutRefused(fault.message) from fault
    if warnings:
        raise LayoutRefused("; ".join(warning.message for warning in warnings))
    # One page, or one file, comes as bytes; several pages come as a list.
    return [made] if isinstance(made, bytes) else list(made or [])


def _compiler(layout: Layout) -> typst.Compiler:
    if _COMPILERS.made is None or _COMPILERS.process != os.getpid():
        _COMPILERS.made, _COMPILERS.process = {}, os.getpid()
    if layout not in _COMPILERS.made:
        # Each layout has its own: a compiler that is given another file keeps to it for the next paper too.
        path = LAYOUT.with_stem(layout)
        _COMPILERS.made[layout] = typst.Compiler(
            input=str(path), root=str(LAYOUTS), font_paths=[str(FONTS)], ignore_system_fonts=True
        )
    return _COMPILERS.made[layout]


def _in_a_fresh_process(order: Order) -> list[bytes]:
    told = done_apart("comms.channels.pdf.typesetting", json.dumps(asdict(order)).encode(), order.seconds * PATIENCE)
    if told is None:
        raise LayoutRefused("setting it takes more time or memory than any paper", "Shorten what is printed.")
    answer = json.loads(told)
    if answer["refused"] is not None:
        raise LayoutRefused(answer["refused"])
    return [base64.b64decode(item) for item in answer["made"]]


def _answer_an_order() -> None:
    """Read one order from standard input and write what was made of it to standard output."""
    order = Order(**json.load(sys.stdin.buffer))
    keep_within(order.seconds, order.memory)
    try:
        made = [base64.b64encode(item).decode("ascii") for item in _compile(order)]
        answer: dict[str, object] = {"made": made, "refused": None}
    except LayoutRefused as refusal:
        answer = {"made": [], "refused": refusal.message}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    _answer_an_order()
