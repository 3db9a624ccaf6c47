"""Printing a paper to PDF, or a page of it to a picture, with Typst.

One compile per letter, from a layout file whose root folder holds layouts and nothing else. Fonts are the packaged
ones only. The time in the document is the day of issue, so the same paper is the same bytes. PDF/UA-1 and PDF/A-2a
hold: whatever Typst warns of is a failure, and nobody is posted a letter with a hole in it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from comms.channels.paper import Paper
from comms.channels.pdf.fonts import can_print, named, unprintable
from comms.channels.pdf.sheet import clean, sheet, texts_of
from comms.channels.pdf.typesetting import LayoutRefused, Order, typeset
from comms.foundation.errors import CommsError, Unprintable
from comms.foundation.languages import language

# Post beyond ten pages is refused by the postal services that print letters.
MOST_PAGES = 10
A4_WIDTH_INCHES = 210 / 25.4
PREVIEW_WIDTH = 1000
MOST_NAMED = 5
# No line of an address or a letterhead that fits at any size is as long as this; trying would take seconds.
LONGEST_LINE = 200
# Ten pages hold some 35,000 letters and 600 lines. What has more is refused before it is set: ten times as much would
# take a minute of a processor.
MOST_LETTERS, MOST_BLOCKS = 40_000, 1_000
# No writing puts more marks on one letter; thousands of them fill gigabytes of memory.
MOST_MARKS = 12
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


def print_pdf(paper: Paper, *, strange: bool = False) -> PrintedPdf:
    """Print the paper as an accessible, archivable PDF; a ``strange`` one, whose logo or signature was given to us just
    now, in a process of its own with little time and memory.

    Raises `Unprintable` when a character has no glyph (named, with where it stands), and `PrintingFailed` when the
    letter runs over ten pages, an address does not fit its place, or the logo cannot be read.
    """
    _check(paper)
    (content,) = _typeset(paper, "pdf", strange=strange)
    pages = page_count(content)
    if pages > MOST_PAGES:
        message = f"The letter {paper.reference} runs to {pages} pages; at most {MOST_PAGES} can be posted."
        raise PrintingFailed(message, "Shorten what was filled in.")
    return PrintedPdf(content, pages)


def preview_png(paper: Paper, page: int = 0, width: int = PREVIEW_WIDTH) -> bytes:
    """A picture of one page, counted from 0, `width` pixels wide. Raises as `print_pdf`, and for a missing page."""
    _check(paper)
    pictures = _typeset(paper, "png", width / A4_WIDTH_INCHES)
    if not 0 <= page < len(pictures):
        message = f"The letter {paper.reference} has no page {page + 1}; it has {len(pictures)}."
        raise PrintingFailed(message, "Ask for one of its pages.")
    return pictures[page]


def _check(paper: Paper) -> None:
    sender = paper.sender
    places = {
        "The address": paper.addressee,
        "The sender's name": (sender.name,),
        "The sender's address": (*sender.address, sender.telephone or "", sender.email or ""),
        "The signature": (sender.signed_by,),
        "The address for replies": sender.reply_address,
        "The reference": (paper.reference,),
    }
    for place, lines in places.items():
        if any(len(line) > LONGEST_LINE for line in lines):
            raise PrintingFailed(
                f"The letter {paper.reference[:LONGEST_LINE]} cannot be printed: {place} does not fit its place.",
                "Shorten it.",
            )
    for part in paper.parts:
        if not can_print(part.language):
            message = f"No packaged font prints {language(part.language).english_name}."
            raise Unprintable(message, "Ask for the letter in another language that its reader reads, or ring.")
    _check_size(paper)
    _check_characters(paper)


def _check_size(paper: Paper) -> None:
    letters = sum(len(text) for _, _, text in texts_of(paper))
    if letters > MOST_LETTERS or sum(len(part.blocks) for part in paper.parts) > MOST_BLOCKS:
        message = f"The letter {paper.reference} is longer than {MOST_PAGES} pages; so many can be posted."
        raise PrintingFailed(message, "Shorten what was filled in.")


def _check_characters(paper: Paper) -> None:
    for where, tag, text in texts_of(paper):
        if has_pile(text):
            message = f"In {where} more marks stand on one letter than in any writing."
            raise Unprintable(message, "Take the marks out.")
        missing = unprintable(clean(text), tag)
        if missing:
            listed = ", ".join(named(character) for character in missing[:MOST_NAMED])
            message = f"In {where} there is a character that no font can print: {listed}."
            raise Unprintable(message, "Write it in another way, and check the name or word with its owner.")


def has_pile(text: str) -> bool:
    """Whether more marks stand on one letter than any writing has."""
    if text.isascii():
        return False
    on_this_letter = 0
    for character in text:
        on_this_letter = on_this_letter + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if on_this_letter > MOST_MARKS:
            return True
    return False


def _typeset(
    paper: Paper, form: Literal["pdf", "png"], ppi: float | None = None, *, strange: bool = False
) -> list[bytes]:
    """Typst's work on the paper. Raises `PrintingFailed` on any error and any warning."""
    told = json.dumps(sheet(paper), ensure_ascii=False)
    try:
        return typeset(Order(told, form, paper.issued_on.isoformat(), ppi, strange=strange))
    except LayoutRefused as refusal:
        raise _failure(paper, refusal.message) from refusal


def _failure(paper: Paper, said: str) -> PrintingFailed:
    refusal = _REFUSAL.search(said)
    if refusal:
        return PrintingFailed(f"The letter {paper.reference} cannot be printed: {refusal['what']}", refusal["remedy"])
    message = f"The letter {paper.reference} could not be printed: {said}"
    return PrintingFailed(message, "If nothing unusual was filled in, report this with the letter's reference.")


def page_count(content: bytes) -> int:
    """How many pages the PDF has, as its page tree says."""
    return sum(1 for _ in _PAGE.finditer(content))
