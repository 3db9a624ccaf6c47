"""The shape of a record of something that happened, as it is handed to paper.

A letter tells; a record shows who said what, when. It is complete and closed like a letter: every word is in its
language, every time is written out, nothing is looked up any more. An output only sets it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Tone = Literal["there", "away", "paused"]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph in one language, as it was said or written. ``quiet`` stands back behind what is beside it."""

    text: str
    language: str = "en"
    strong: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture among the record's files, by its file name, with words for whoever cannot see it."""

    file: str
    alternative: str
    height: int = 30  # in millimetres, at most


Content = Text | Picture


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (the paper's title), 2 or 3."""

    level: int
    text: Text


@dataclass(frozen=True, slots=True)
class Lead:
    """The sentences that say what happened, large, before anything else."""

    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the record's own words."""

    text: Text


@dataclass(frozen=True, slots=True)
class Notice:
    """What must not be overlooked: paragraphs beside a bar."""

    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What was said or done under a label; ``when`` is its time of day, empty where it has none."""

    label: Text
    contents: tuple[Content, ...]
    when: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that follow one another. ``together`` keeps short ones on one page."""

    rows: tuple[Row, ...]
    together: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature: whose, the picture where there is one, and what is said below it."""

    title: Text
    picture: Picture | None
    below: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Signatures side by side."""

    each: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a line of time; its ends are parts of the whole, from 0 to 1."""

    begin: float
    end: float
    tone: Tone
    words: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment on a line of time. One that does not count is hollow."""

    at: float
    words: str
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of the picture: whose, the stretches and the moments on it."""

    label: str
    spans: tuple[Span, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Times:
    """A picture of who was there when. The same has to stand beside it in words: a picture is not read aloud."""

    lanes: tuple[Lane, ...]
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of short texts; ``widths`` are the columns' shares of the line."""

    heads: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Seal:
    """How the file is checked: a square code (SVG) that leads to ``address``, and lines about it."""

    code: str
    address: str
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page."""


Piece = Heading | Lead | Paragraph | Notice | Rows | Signatures | Times | Table | Seal | NewPage


@dataclass(frozen=True, slots=True)
class RecordPart:
    """One whole language of the record."""

    language: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A file of the record: shown as a picture where a piece names it, and attached unless ``attached`` is False.

    ``shown`` is a picture (PNG) to show in its place; what is attached stays what it is, byte for byte.
    """

    name: str
    mime: str
    content: bytes
    description: str
    source: bool = False
    attached: bool = True
    shown: bytes | None = None


@dataclass(frozen=True, slots=True)
class RecordPaper:
    """The whole record. ``footer`` stands on every page; ``made_at`` is the moment the document is dated; ``size`` is
    that of its words in points."""

    title: str
    author: str
    footer: str
    made_at: datetime
    parts: tuple[RecordPart, ...]
    files: tuple[RecordFile, ...] = ()
    size: float = 10.5
