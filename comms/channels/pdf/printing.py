"""Printing a paper to PDF, or a page of it to a picture, with Typst.

One compile per letter, from a layout file whose root folder holds layouts and nothing else. Fonts are the packaged
ones only. The time in the document is the day of issue, so the same paper is the same bytes. PDF/UA-1 and PDF/A-2a
hold: whatever Typst warns of is a failure, and nobody is posted a letter with a hole in it.
"""

from __future__ import annotations

import json
import os
import re
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

from comms.channels.paper import Paper
from comms.channels.pdf.fonts import FONTS, can_print, named, packaged_families, unprintable
from comms.channels.pdf.sheet import clean, sheet, texts_of
from comms.foundation.errors import CommsError, Unprintable
from comms.foundation.languages import language

LAYOUTS = Path(__file__).resolve().parent / "layouts"
LAYOUT = LAYOUTS / "letter.typ"
STANDARDS = ["ua-1", "a-2a"]
# Post beyond ten pages is refused by the postal services that print letters.
MOST_PAGES = 10
A4_WIDTH_INCHES = 210 / 25.4
PREVIEW_WIDTH = 1000
MOST_NAMED = 5
# The layout refuses in the form «comms: what | remedy».
_REFUSAL = re.compile(r"comms: (?P<what>[^|]*)\| (?P<remedy>[^\"]*)")
_PAGE = re.compile(rb"/Type\s*/Page\b")


class PrintingFailed(CommsError):
    """A paper could not be printed as it stands."""


@dataclass(frozen=True, slots=True)
class PrintedPdf:
    """A printed letter: the PDF file's bytes and how many pages it has."""

    content: bytes
    pages: int


class _Compilers(threading.local):
    """The compiler of this thread in this process: one that was made before a fork hangs, a shared one raises."""

    process: int = 0
    compiler: typst.Compiler | None = None


_COMPILERS = _Compilers()


def print_pdf(paper: Paper) -> PrintedPdf:
    """Print the paper as an accessible, archivable PDF.

    Raises `Unprintable` when a character has no glyph (named, with where it stands), and `PrintingFailed` when the
    letter runs over ten pages, an address does not fit its place, or the logo cannot be read.
    """
    _check_characters(paper)
    issued = datetime.combine(paper.issued_on, time(12), tzinfo=UTC)
    content: bytes = _set(paper, format="pdf", pdf_standards=STANDARDS, timestamp=issued)
    pages = _page_count(content)
    if pages > MOST_PAGES:
        message = f"The letter {paper.reference} runs to {pages} pages; at most {MOST_PAGES} can be posted."
        raise PrintingFailed(message, "Shorten what was filled in.")
    return PrintedPdf(content, pages)


def preview_png(paper: Paper, page: int = 0, width: int = PREVIEW_WIDTH) -> bytes:
    """A picture of one page, counted from 0, `width` pixels wide. Raises as `print_pdf`, and for a missing page."""
    _check_characters(paper)
    made = _set(paper, format="png", ppi=width / A4_WIDTH_INCHES)
    # Typst gives one page as bytes, several as a list.
    pictures: list[bytes] = [made] if isinstance(made, bytes) else made
    if not 0 <= page < len(pictures):
        message = f"The letter {paper.reference} has no page {page + 1}; it has {len(pictures)}."
        raise PrintingFailed(message, "Ask for one of its pages.")
    return pictures[page]


def _check_characters(paper: Paper) -> None:
    for part in paper.parts:
        if not can_print(part.language):
            message = f"No packaged font prints {language(part.language).english_name}."
            raise Unprintable(message, "Ask for the letter in another language that its reader reads, or ring.")
    for where, tag, text in texts_of(paper):
        missing = unprintable(clean(text), tag)
        if missing:
            listed = ", ".join(named(character) for character in missing[:MOST_NAMED])
            message = f"In {where} there is a character that no font can print: {listed}."
            raise Unprintable(message, "Write it in another way, and check the name or word with its owner.")


def _set(paper: Paper, **options: Any) -> Any:
    """Typst's work on the paper in the format asked for. Raises `PrintingFailed` on any error and any warning."""
    told = json.dumps(sheet(paper), ensure_ascii=False)
    try:
        made, warnings = _compiler().compile_with_warnings(sys_inputs={"paper": told}, **options)
    except typst.TypstError as fault:
        raise _failure(paper, fault.message) from fault
    if warnings:
        raise _failure(paper, "; ".join(warning.message for warning in warnings))
    return made


def _failure(paper: Paper, said: str) -> PrintingFailed:
    refusal = _REFUSAL.search(said)
    if refusal:
        return PrintingFailed(f"The letter {paper.reference} cannot be printed: {refusal['what']}", refusal["remedy"])
    message = f"The letter {paper.reference} could not be printed: {said}"
    return PrintingFailed(message, "If nothing unusual was filled in, report this with the letter's reference.")


def _compiler() -> typst.Compiler:
    if _COMPILERS.compiler is None or _COMPILERS.process != os.getpid():
        packaged_families()
        _COMPILERS.compiler = typst.Compiler(
            input=str(LAYOUT), root=str(LAYOUTS), font_paths=[str(FONTS)], ignore_system_fonts=True
        )
        _COMPILERS.process = os.getpid()
    return _COMPILERS.compiler


def _page_count(content: bytes) -> int:
    """How many pages the PDF has, as its page tree says."""
    return sum(1 for _ in _PAGE.finditer(content))
