"""What the layout ``exhibit.typ`` is told: a record as plain data, with the fonts and line setting of each language.

As with letters, nothing in here is Typst source and nothing becomes source.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from comms.channels.pdf.sheet import ENGLISH, as_language, as_pieces, clean
from comms.channels.record_paper import (
    Heading,
    Lead,
    NewPage,
    Notice,
    Paragraph,
    Picture,
    Piece,
    RecordFile,
    RecordPaper,
    RecordPart,
    Row,
    Rows,
    Seal,
    Signatures,
    Table,
    Text,
    Times,
)
from comms.foundation.languages import language

# So many characters of rows stay together on one page, in the tallest script too.
MOST_TOGETHER = 1400

_KINDS: Mapping[type, str] = {
    Heading: "heading", Lead: "lead", Paragraph: "paragraph", Notice: "notice", Seal: "seal", NewPage: "new page",
}  # fmt: skip


def record_sheet(paper: RecordPaper) -> dict[str, Any]:
    """The whole record as data for the layout."""
    tags = {ENGLISH, *(part.language for part in paper.parts), *(text.language for text in record_texts(paper))}
    return {
        "title": clean(paper.title),
        "author": clean(paper.author),
        "footer": clean(paper.footer),
        "large": False,
        "size": paper.size,
        "parts": [
            {
                "language": part.language,
                "direction": language(part.language).direction,
                "pieces": [_piece(piece) for piece in part.pieces],
            }
            for part in paper.parts
        ],
        "languages": {tag: as_language(tag) for tag in sorted(tags)},
    }


def record_files(paper: RecordPaper) -> str:
    """The JSON of the record's files by name: text as it is, any other content as a list of its bytes."""
    return json.dumps({file.name: _file(file) for file in paper.files}, ensure_ascii=False)


def _file(file: RecordFile) -> dict[str, Any]:
    text = file.mime == "application/json"
    return {
        "mime": file.mime,
        "text": file.content.decode() if text else None,
        "bytes": None if text or not (file.attached or file.shown is None) else list(file.content),
        "shown": None if file.shown is None else list(file.shown),
        "description": clean(file.description),
        "relationship": "source" if file.source else "supplement",
        "attached": file.attached,
    }


def record_texts(paper: RecordPaper) -> Iterator[Text]:
    """Every text that will be printed in the language it is printed in."""
    yield from (Text(paper.title), Text(paper.author), Text(paper.footer))
    for part in paper.parts:
        yield from part_texts(part)


def part_texts(part: RecordPart) -> Iterator[Text]:
    """Every text of one part. What stands in a picture of times is set in the part's own language."""
    for piece in part.pieces:
        if isinstance(piece, Times):
            for lane in piece.lanes:
                for words in (lane.label, *(span.words for span in lane.spans), *(mark.words for mark in lane.marks)):
                    yield Text(words, part.language)
            yield from (Text(words, part.language) for _, words in piece.ticks)
        else:
            yield from _texts_of(piece)


def _texts_of(piece: Piece) -> Iterator[Text]:
    match piece:
        case Heading(text=text) | Paragraph(text=text):
            yield text
        case Lead(texts=texts) | Notice(texts=texts) | Seal(texts=texts):
            yield from texts
        case Rows(rows=rows):
            for row in rows:
                yield row.label
                yield from (one for one in row.contents if isinstance(one, Text))
        case Signatures(each=each):
            for signature in each:
                yield from (signature.title, *signature.below)
        case Table(heads=heads, rows=cells):
            yield from heads
            for line in cells:
                yield from line
        case _:
            return


def _piece(piece: Piece) -> dict[str, Any]:
    match piece:
        case Rows():
            return _rows(piece)
        case Signatures():
            return _signatures(piece)
        case Times():
            return _times(piece)
        case Table(heads=heads, rows=rows, widths=widths):
            cells = [[_text(text) for text in row] for row in rows]
            return {"kind": "table", "heads": [_text(text) for text in heads], "rows": cells, "widths": list(widths)}
        case _:
            return _words(piece)


def _words(piece: Heading | Lead | Paragraph | Notice | Seal | NewPage) -> dict[str, Any]:
    """A piece that is a heading or paragraphs, and little else."""
    texts = [_text(text) for text in _texts_of(piece)]
    told: dict[str, Any] = {"kind": _KINDS[type(piece)], "texts": texts}
    if isinstance(piece, Heading):
        told["level"] = piece.level
    if isinstance(piece, Seal):
        told |= {"code": piece.code, "address": piece.address}
    return told


def _rows(piece: Rows) -> dict[str, Any]:
    rows = [
        {
            "when": row.when,
            "label": _text(row.label),
            "contents": [_text(one) if isinstance(one, Text) else _picture(one) for one in row.contents],
            "together": _is_short((row,)),
        }
        for row in piece.rows
    ]
    timed = any(row.when for row in piece.rows)
    return {"kind": "rows", "timed": timed, "together": piece.together and _is_short(piece.rows), "rows": rows}


def _is_short(rows: Sequence[Row]) -> bool:
    """Whether rows surely fit on one page: counting characters costs nothing, measuring sets all of them twice."""
    contents = [one for row in rows for one in row.contents]
    pictures = sum(isinstance(one, Picture) for one in contents)
    return pictures <= 1 and sum(len(one.text) for one in contents if isinstance(one, Text)) <= MOST_TOGETHER


def _signatures(piece: Signatures) -> dict[str, Any]:
    each = [
        {
            "title": _text(one.title),
            "picture": None if one.picture is None else _picture(one.picture),
            "below": [_text(text) for text in one.below],
        }
        for one in piece.each
    ]
    return {"kind": "signatures", "each": each}


def _times(piece: Times) -> dict[str, Any]:
    lanes = [
        {
            "label": clean(lane.label),
            "spans": [
                {"begin": span.begin, "end": span.end, "tone": span.tone, "words": clean(span.words)}
                for span in lane.spans
            ],
            "marks": [{"at": mark.at, "words": clean(mark.words), "counts": mark.counts} for mark in lane.marks],
        }
        for lane in piece.lanes
    ]
    return {"kind": "times", "lanes": lanes, "ticks": [{"at": at, "words": words} for at, words in piece.ticks]}


def _text(text: Text) -> dict[str, Any]:
    return {
        "kind": "text",
        "pieces": as_pieces(text.text),
        "language": text.language,
        "direction": language(text.language).direction,
        "strong": text.strong,
        "quiet": text.quiet,
    }


def _picture(picture: Picture) -> dict[str, Any]:
    return {
        "kind": "picture",
        "file": picture.file,
        "alternative": clean(picture.alternative),
        "height": picture.height,
    }
