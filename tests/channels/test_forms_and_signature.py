"""What an agency adds to its letters, and the forms a letter has for those who need them."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from channels.papers import SENDER, paper
from letter_samples import a_letter
from pypdf import PdfReader
from web.test_agency import png

from comms.channels.paper import Paper, paper_as_json, paper_from_json
from comms.channels.pdf import PrintingFailed, Unprintable, print_pdf
from comms.letters.text.as_html import as_html
from comms.letters.text.as_text import as_text

BEFORE = Path(__file__).parent / "stored_before_signatures.json"
HASH_BEFORE = "35f63c930a39dccace93ca9b6c8318ec0434f4cfacf7652c78edb511dcb8f24a"
SIGNED = replace(SENDER, signature=png(), signed_by="Helen Żak, Headteacher", reply_address=("PO Box 12", "TS4 9AA"))
TAGS = ("en", "lt", "ar", "ur")


def _signed(tag: str) -> Paper:
    return replace(paper(tag), sender=SIGNED)


def _text(letter: Paper) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(print_pdf(letter).content)).pages)


def test_a_letter_stored_before_there_were_signatures_is_read_and_keeps_its_hash() -> None:
    stored = BEFORE.read_text("utf-8")
    letter = paper_from_json(stored)
    assert (letter.sender.signature, letter.sender.signed_by, letter.sender.reply_address) == (None, "", ())
    assert hashlib.sha256(paper_as_json(letter).encode()).hexdigest() == HASH_BEFORE


@pytest.mark.parametrize("tag", TAGS)
def test_a_signed_letter_is_read_back_as_it_was_stored(tag: str) -> None:
    letter = replace(_signed(tag), plain=True)
    assert paper_from_json(paper_as_json(letter)) == letter


@pytest.mark.parametrize("tag", TAGS)
def test_whoever_signs_stands_under_the_farewell_of_each_language_and_slips_go_where_replies_go(tag: str) -> None:
    letter = _signed(tag)
    text = _text(letter)
    assert text.count("Helen Żak, Headteacher") == len(letter.parts)
    assert "PO Box 12" in text
    plain = as_text(letter)
    assert plain.count("Helen Żak, Headteacher\nAshfield Park") == len(letter.parts)
    assert plain.endswith("Ashfield Park Community School\nPO Box 12\nTS4 9AA\n")
    html = as_html(letter)
    assert html.count('alt="Signature of Helen Żak, Headteacher" lang="en"') == len(letter.parts)
    assert "PO Box 12" in html


@pytest.mark.parametrize("tag", TAGS)
def test_the_picture_of_a_signature_is_told_to_a_screen_reader(tag: str) -> None:
    reader = PdfReader(BytesIO(print_pdf(_signed(tag)).content))
    figures = Counter(_figures(reader.root_object["/StructTreeRoot"]))
    assert figures == {"Signature of Helen Żak, Headteacher": len(_signed(tag).parts)}


def _figures(node: object) -> list[str]:
    """What each figure of the document's structure says instead of itself."""
    known = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(known, list):
        return [said for one in known for said in _figures(one)]
    if not isinstance(known, dict):
        return []
    own = [str(known.get("/Alt"))] if known.get("/S") == "/Figure" else []
    return own + _figures(known.get("/K"))


def test_a_signature_that_no_printer_reads_and_a_name_no_font_has_are_refused() -> None:
    with pytest.raises(PrintingFailed, match="image"):
        print_pdf(replace(paper(), sender=replace(SENDER, signature=b"\xff\xd8\xff and no more")))
    with pytest.raises(Unprintable, match="the signature"):
        print_pdf(replace(paper(), sender=replace(SENDER, signed_by="王")))


@pytest.mark.parametrize("tag", TAGS)
def test_large_print_is_eighteen_point_in_the_readers_own_language(tag: str) -> None:
    letter = replace(a_letter("L02", tag).paper, large=True)
    printed = print_pdf(letter)
    sizes: Counter[float] = Counter()

    def see(text: str, page_matrix: list[float], place: list[float], _: object, size: float) -> None:
        sizes[round(abs(size * (place[3] or 1) * (page_matrix[3] or 1)), 1)] += len(text.strip())

    for page in PdfReader(BytesIO(printed.content)).pages:
        page.extract_text(visitor_text=see)
    small = {size: count for size, count in sizes.items() if size < 18}
    # Below 18 pt stand the address, the head, page numbers, and on the slip the English under another language.
    assert sum(count for size, count in small.items() if size < 14) < 220
    assert sum(small.values()) < 0.25 * sum(sizes.values()) if tag != "en" else sum(small.values()) < 350
    assert printed.pages <= 9


@pytest.mark.parametrize("tag", TAGS)
def test_the_plain_form_has_no_tables_and_no_pictures_and_says_the_same(tag: str) -> None:
    letter = a_letter("L02", tag).paper
    letter = replace(letter, sender=replace(SIGNED, logo=png()), plain=True)
    reader = PdfReader(BytesIO(print_pdf(letter).content))
    kinds = set(_kinds(reader.root_object["/StructTreeRoot"]))
    assert "/Figure" not in kinds
    assert not any("/XObject" in page["/Resources"] and page["/Resources"]["/XObject"] for page in reader.pages)
    assert "<img" not in as_html(letter)
    assert as_text(letter) == as_text(replace(letter, plain=False))


def _kinds(node: object) -> list[str]:
    known = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(known, list):
        return [kind for one in known for kind in _kinds(one)]
    return [str(known.get("/S")), *_kinds(known.get("/K"))] if isinstance(known, dict) else []
