"""Makes the pictures of letters, to be looked at.

    make pictures                      # into docs/pictures: those the README shows, and the contact sheet
    docs/make_pictures.py FOLDER       # into the folder: a sheet of all pages for each kind, and one of hard cases

The contact sheet has every kind of letter (down) in every language it is complete in (across), the first page of each.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from PIL import Image, ImageDraw

from comms.channels.paper import Paper
from comms.channels.pdf import PrintingFailed, can_print, preview_png
from comms.letters.previewing import preview_paper
from comms.letters.templates.source import letter_kinds
from comms.letters.text.coverage import coverage
from comms.translation.catalogues import Catalogue, catalogue_files

HERE = Path(__file__).resolve().parent / "pictures"
SHOWN = {("L02", "ur"), ("L02", "lt")}
DAY = date(2026, 11, 23)
WIDTH, SMALL, READABLE = 760, 200, 420
GAP, HEAD, LEFT = 10, 24, 44
GREY, INK = "#d5d8da", "#0b0c0c"
# Beyond the first six, languages only have "please ring us".
ACROSS = 6

LONG_NAME = "Wilhelmina-Alexandra Featherstonehaugh-Cholmondeley"
SEVEN_LINES = ("Ms " + LONG_NAME, "Flat 12b, The Old Maltings", "Upper Saint Augustine's Courtyard", "Chapel Lane",
               "Little Wratting-cum-Stowbridge", "Wisbech", "PE13 1AA")  # fmt: skip


def main(folder: Path | None) -> None:
    """Write the pictures; into ``folder`` the large sheets, without one those that are kept."""
    target = folder or HERE
    target.mkdir(parents=True, exist_ok=True)
    if folder is None:
        for name, tag in sorted(SHOWN):
            (target / f"letter-{name}-{tag}.png").write_bytes(preview_png(_paper(name, tag), width=WIDTH))
        _save(_contact_sheet(), target / "contact-sheet.png")
        return
    for name in letter_kinds():
        tags = languages_of(name)[:ACROSS]
        columns = [(tag, _pages(_paper(name, tag), READABLE)) for tag in tags]
        _save(_side_by_side(columns), target / f"{name}.png")
        sys.stdout.write(f"{name}: {', '.join(tags)}\n")
    _save(_side_by_side([(said, _pages(paper, READABLE)) for said, paper in hard_cases()]), target / "hard-cases.png")


def languages_of(name: str) -> list[str]:
    """The languages a kind is complete in and can be printed in, English first."""
    tags = ["en", *(path.parent.parent.name.replace("_", "-") for path in catalogue_files())]
    kind = letter_kinds()[name]
    whole = (tag for tag in tags if tag == "en" or coverage(kind, Catalogue.of(tag).look_up) != "missing")
    found = [tag for tag in whole if can_print(tag)]
    # Those that have every letter come first, so that the columns of the sheet are one language each.
    most = coverage_of_most()
    return sorted(found, key=lambda tag: (tag != "en", tag not in most, tag))


def coverage_of_most() -> frozenset[str]:
    """The languages that every kind of letter is complete in."""
    tags = [path.parent.parent.name.replace("_", "-") for path in catalogue_files()]
    kinds = letter_kinds().values()
    return frozenset(
        tag for tag in tags if all(coverage(kind, Catalogue.of(tag).look_up) != "missing" for kind in kinds)
    )


def hard_cases() -> Iterator[tuple[str, Paper]]:
    """Letters that strain the page: long names, seven lines of address, large print, no tables."""
    for tag in ("pl", "ur"):
        long = preview_paper("L03", tag, {"recipient": LONG_NAME, "child": LONG_NAME}, DAY)
        yield f"long names, {tag}", replace(long, addressee=SEVEN_LINES)
        yield f"large print, {tag}", replace(_paper("L02", tag), large=True)
        yield f"plain, {tag}", replace(_paper("L02", tag), plain=True)


def _paper(name: str, tag: str) -> Paper:
    return preview_paper(name, tag, {}, DAY)


def _pages(paper: Paper, width: int) -> list[Image.Image]:
    pages = []
    while True:
        try:
            picture = preview_png(paper, len(pages), width)
        except PrintingFailed:
            return pages
        pages.append(Image.open(io.BytesIO(picture)).convert("RGB"))


def _contact_sheet() -> Image.Image:
    height = round(SMALL * 297 / 210)
    kinds = list(letter_kinds())
    sheet, draw = _blank(LEFT + ACROSS * (SMALL + GAP), HEAD + len(kinds) * (height + GAP))
    for row, name in enumerate(kinds):
        top = HEAD + row * (height + GAP)
        draw.text((6, top + 6), name, INK)
        for column, tag in enumerate(languages_of(name)[:ACROSS]):
            left = LEFT + column * (SMALL + GAP)
            draw.text((left, 6), tag, INK)
            picture = Image.open(io.BytesIO(preview_png(_paper(name, tag), width=SMALL)))
            sheet.paste(picture.convert("RGB"), (left, top))
    return sheet


def _side_by_side(columns: Sequence[tuple[str, list[Image.Image]]]) -> Image.Image:
    wide, high = columns[0][1][0].size
    longest = max(len(pages) for _, pages in columns)
    sheet, draw = _blank(len(columns) * (wide + GAP), HEAD + longest * (high + GAP))
    for column, (said, pages) in enumerate(columns):
        draw.text((column * (wide + GAP) + 6, 6), said, INK)
        for row, page in enumerate(pages):
            sheet.paste(page, (column * (wide + GAP), HEAD + row * (high + GAP)))
    return sheet


def _blank(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    sheet = Image.new("RGB", (width, height), GREY)
    return sheet, ImageDraw.Draw(sheet)


def _save(sheet: Image.Image, path: Path) -> None:
    # Letters have few colours: with a palette the file is a third as large.
    sheet.quantize(32).save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
