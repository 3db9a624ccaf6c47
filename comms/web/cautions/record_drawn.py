"""A sealed record as a page: the same pieces, in the same order, as on its paper, so that neither says what the other
does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from comms.channels.pdf.record_sheet import part_texts
from comms.channels.record_paper import Heading, NewPage, Piece, RecordPart, Rows, Seal, Times

# The picture of who was there when, in units of its own: as wide as a page, the labels on the left.
WIDE, LABELS, LANE, TICKS, INSET, RADIUS = 1000, 250, 46, 34, 8, 15
LINE = WIDE - LABELS - RADIUS
# So many units one letter takes at most: words that would not fit into their stretch are left out.
LETTER = 9


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of a lane, with the words that fit into it."""

    x: int
    y: int
    width: int
    height: int
    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A moment on a lane; hollow where it does not count."""

    x: int
    y: int
    words: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place of the picture."""

    x: int
    y: int
    words: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The picture of who was there when."""

    height: int
    labels: tuple[Label, ...]
    ticks: tuple[Label, ...]
    lines: tuple[int, ...]
    boxes: tuple[Box, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One piece of the page: ``kind`` is the name of its shape, by which the template knows how to set it."""

    kind: str
    piece: Piece
    drawing: Drawing | None = None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A record as a page shows it. ``top`` is what is read first: what it is, what happened, and what must not be
    overlooked."""

    title: str
    top: tuple[Shown, ...]
    rest: tuple[Shown, ...]
    languages: tuple[str, ...]
    file_address: Callable[[str], str]


def record_page(title: str, part: RecordPart, file_address: Callable[[str], str]) -> RecordPage:
    """The English part of a record's paper as a page. ``file_address`` is where a file of the record is fetched.

    How the file is checked is left out: a page says whether it is whole.
    """
    shown = tuple(_shown(piece) for piece in part.pieces if not isinstance(piece, Seal | NewPage))
    end = next((at for at, one in enumerate(shown) if isinstance(one.piece, Rows)), len(shown))
    tags = tuple(dict.fromkeys(text.language for text in part_texts(part) if text.language != "en"))
    return RecordPage(title, shown[:end], shown[end:], tags, file_address)


def headings(page: RecordPage, level: int) -> list[tuple[str, str]]:
    """The headings of this level with their anchors, to go to from the page's top: 2 are its sections, 3 the points."""
    return [(anchor(piece.text.text), piece.text.text) for piece in _headings(page.rest) if piece.level == level]


def anchor(words: str) -> str:
    """A heading's name in addresses: its words with hyphens between them."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in words.casefold()).split())


def _headings(pieces: Iterable[Shown]) -> Iterator[Heading]:
    return (one.piece for one in pieces if isinstance(one.piece, Heading))


def _shown(piece: Piece) -> Shown:
    return Shown(type(piece).__name__.lower(), piece, drawn(piece) if isinstance(piece, Times) else None)


def drawn(times: Times) -> Drawing:
    """Where everything stands in the picture."""
    boxes, dots, labels = [], [], []
    for number, lane in enumerate(times.lanes):
        y = TICKS + number * LANE
        labels.append(Label(0, y + LANE // 2, lane.label))
        for span in lane.spans:
            width = max(round((span.end - span.begin) * LINE), 3)
            words = span.words if len(span.words) * LETTER <= width else ""
            boxes.append(Box(_x(span.begin), y + INSET, width, LANE - 2 * INSET, span.tone, words))
        dots += [Dot(_x(mark.at), y + LANE // 2, mark.words, mark.counts) for mark in lane.marks]
    return Drawing(
        TICKS + len(times.lanes) * LANE + 2,
        tuple(labels),
        tuple(Label(_x(at), TICKS - 10, words) for at, words in times.ticks),
        tuple(TICKS + (number + 1) * LANE for number in range(len(times.lanes))),
        tuple(boxes),
        tuple(dots),
    )


def _x(part: float) -> int:
    return LABELS + round(part * LINE)
