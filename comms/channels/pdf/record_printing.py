"""Printing a record of something that happened: an accessible, archivable PDF with the record's files in it."""

from __future__ import annotations

import json
from typing import Literal

from comms.channels.pdf.fonts import can_print, named, unprintable
from comms.channels.pdf.printing import PrintedPdf, PrintingFailed, page_count
from comms.channels.pdf.record_sheet import record_files, record_sheet
from comms.channels.pdf.sheet import clean
from comms.channels.pdf.typesetting import LayoutRefused, Order, typeset
from comms.channels.record_paper import RecordPaper


def print_record(paper: RecordPaper) -> PrintedPdf:
    """Print the record: PDF/A-3a with its files attached, PDF/A-2a where it has none, PDF/UA-1 either way. There is no
    limit of pages. Raises ``PrintingFailed``."""
    (content,) = _typeset(paper, "pdf")
    return PrintedPdf(content, page_count(content))


def record_pictures(paper: RecordPaper, ppi: float = 100) -> list[bytes]:
    """A picture (PNG) of each page. Raises as ``print_record``."""
    return _typeset(paper, "png", ppi)


def printable(text: str, tag: str) -> str | None:
    """The text with every character that no font has named by its number in brackets; None where the language's own
    script has no font, so that hardly any of it would be left.

    A letter with such a character is refused. What somebody said in a record is not: it is printed as far as it can
    be, and stands whole in the record's file.
    """
    missing = unprintable(clean(text), tag)
    if missing and not can_print(tag):
        return None
    for character in missing:
        text = text.replace(character, f"[{named(character).split(' ', 1)[0]}]")
    return text


def _typeset(paper: RecordPaper, form: Literal["pdf", "png"], ppi: float | None = None) -> list[bytes]:
    told = json.dumps(record_sheet(paper), ensure_ascii=False)
    order = Order(told, form, paper.made_at.isoformat(), ppi, "exhibit", record_files(paper) if paper.files else "")
    try:
        return typeset(order)
    except LayoutRefused as refusal:
        message = f"The record “{paper.title}” could not be printed: {refusal.message}"
        raise PrintingFailed(message, "Nothing is lost. Report this with the record's reference.") from refusal
