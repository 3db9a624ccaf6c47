"""A letter as an accessible page: the format of record for whoever reads with a screen reader, or on a telephone.

One document holds everything: no script, nothing fetched. Each language stands in its own section with its `lang` and
`dir`; every filled-in value in a `bdi`, so that a number or a name keeps its order among right-to-left words.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from comms.channels.paper import Block, Paper, signed_in_words
from comms.foundation.writing import BIDI_CONTROLS, LEFT_TO_RIGHT_ISOLATE
from comms.letters.text.formats import written
from comms.letters.text.values import Value

_LAYOUTS = Path(__file__).parent / "layouts"
_BARE = dict.fromkeys(map(ord, BIDI_CONTROLS))
_PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def as_html(paper: Paper) -> str:
    """The whole letter as one self-contained HTML document, its headings beginning at level 1."""
    heading = next((block for block in paper.parts[0].blocks if block.kind == "heading"), None)
    words = "".join(run.text for run in heading.runs).translate(_BARE) if heading else paper.title
    document = _layouts().get_template("letter.html.jinja")
    sheet = letter_styles()
    styles = Markup(sheet)  # nosec B704 # noqa: S704 - the packaged style sheet, no one's input
    return document.render(
        paper=paper,
        title=f"{words} · {paper.reference}",
        styles=styles,
        letter=letter_fragment(paper, level=1),
    )


def letter_fragment(paper: Paper, level: int = 2) -> Markup:
    """The letter as an `article` to stand inside another page, its headings beginning at `level`.

    The page brings `letter_styles` along itself.
    """
    page = (
        _layouts()
        .get_template("letter_fragment.html.jinja")
        .render(
            paper=paper,
            level=level,
            logo=_picture(None if paper.plain else paper.sender.logo),
            signature=_picture(None if paper.plain else paper.sender.signature),
            signed=signed_in_words(paper.sender),
        )
    )
    return Markup(page)  # nosec B704 # noqa: S704 - every value in it was escaped by the layout


def letter_styles() -> str:
    """The style sheet of a letter. All its rules hold inside `.letter` and `.letter-page` only."""
    return (_LAYOUTS / "letter.css").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _layouts() -> Environment:
    layouts = Environment(
        loader=FileSystemLoader(_LAYOUTS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    layouts.filters.update(bare=_bare, grouped=_grouped, day=_day)
    layouts.tests["left_to_right"] = _left_to_right
    return layouts


def _bare(text: str) -> str:
    return text.translate(_BARE)


def _left_to_right(text: str) -> bool:
    return text.startswith(LEFT_TO_RIGHT_ISOLATE)


def _day(day: date, tag: str) -> str:
    return written(Value("date", day), tag)


def _grouped(blocks: Sequence[Block]) -> list[list[Block]]:
    """The blocks, with list items that follow one another taken together."""
    groups: list[list[Block]] = []
    for block in blocks:
        if groups and block.kind == groups[-1][0].kind == "item":
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _picture(content: bytes | None) -> str | None:
    if content is None:
        return None
    kind = next((kind for start, kind in _PICTURES.items() if content.startswith(start)), "image/svg+xml")
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
