"""One PDF of many letters: every page, every tag, each letter in its own language."""

from __future__ import annotations

import io
from datetime import date
from functools import cache
from typing import Any

import pikepdf
import pypdf
import pytest

from comms.channels.pdf import print_pdf
from comms.channels.pdf.bundling import BundledLetter, NoLetter, bundle
from comms.letters.previewing import preview_paper

TAGS = ("pl", "ur", "en", "ar")


@cache
def _letter(tag: str) -> bytes:
    return print_pdf(preview_paper("L02", tag, {}, date(2026, 11, 23))).content


@cache
def _bundled(two_sided: bool = False) -> bytes:  # noqa: FBT002
    target = io.BytesIO()
    letters = [BundledLetter(f"L02 {tag}", _letter(tag)) for tag in TAGS]
    bundle(letters, target, "Letters of 23 November 2026", two_sided=two_sided)
    return target.getvalue()


def _leaves(node: Any, found: list[tuple[Any, int]], page: Any = None) -> list[tuple[Any, int]]:
    """Every piece of marked content the tree holds: the page, and its number there."""
    page = node.get("/Pg", page)
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            found.append((page, int(kid)))
        elif isinstance(kid, pikepdf.Dictionary):
            if kid.get("/Type") == "/MCR":
                found.append((kid.get("/Pg", page), int(kid.MCID)))
            else:
                _leaves(kid, found, page)
    return found


def _marks(tree: Any) -> int:
    return len(_leaves(tree.K[0] if isinstance(tree.K, pikepdf.Array) else tree.K, []))


def test_no_page_no_tag_and_no_word_is_lost() -> None:
    whole = pikepdf.open(io.BytesIO(_bundled()))
    alone = [pikepdf.open(io.BytesIO(_letter(tag))) for tag in TAGS]
    assert len(whole.pages) == sum(len(one.pages) for one in alone)
    assert _marks(whole.Root.StructTreeRoot) == sum(_marks(one.Root.StructTreeRoot) for one in alone)
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(_bundled())).pages]
    apart = [page.extract_text() for tag in TAGS for page in pypdf.PdfReader(io.BytesIO(_letter(tag))).pages]
    assert texts == apart


def test_every_tag_leads_to_its_own_page_and_every_page_back_to_its_tags() -> None:
    whole = pikepdf.open(io.BytesIO(_bundled()))
    tree = whole.Root.StructTreeRoot
    entries = list(tree.ParentTree.Nums)
    keys = [int(key) for key in entries[::2]]
    assert keys == sorted(set(keys)), "a number tree is in order, and no key stands twice"
    parents = dict(zip(keys, entries[1::2], strict=True))
    pages = {page.obj.objgen: page for page in whole.pages}
    for page, number in _leaves(tree.K[0], []):
        assert page.objgen in pages
        parent = parents[int(page.StructParents)][number]
        assert (page.objgen, number) in {(where.objgen, mark) for where, mark in _leaves(parent, [], page)}


def test_each_letter_is_a_part_in_its_own_language_with_a_bookmark() -> None:
    whole = pikepdf.open(io.BytesIO(_bundled()))
    document = whole.Root.StructTreeRoot.K[0]
    assert [str(part.Lang) for part in document.K] == list(TAGS)
    assert all(part.P.objgen == document.objgen for part in document.K)
    with whole.open_outline() as outline:
        assert [mark.title for mark in outline.root] == [f"L02 {tag}" for tag in TAGS]
    with whole.open_metadata() as told:
        assert (told["pdfaid:part"], told["pdfuaid:part"], told["dc:title"]) == (
            "2", "1", "Letters of 23 November 2026",
        )  # fmt: skip
    assert len(whole.Root.OutputIntents) == 1
    assert whole.Root.MarkInfo.Marked
    assert whole.check_pdf_syntax() == []


def test_for_both_sides_each_letter_begins_on_a_new_sheet() -> None:
    whole = pikepdf.open(io.BytesIO(_bundled(two_sided=True)))
    numbers = {page.obj.objgen: number for number, page in enumerate(whole.pages)}
    for part in whole.Root.StructTreeRoot.K[0].K:
        first = min(numbers[page.objgen] for page, _ in _leaves(part, []))
        assert first % 2 == 0
    assert len(whole.pages) % 2 == 0


def test_the_same_letters_are_the_same_bytes() -> None:
    target = io.BytesIO()
    letters = [BundledLetter(f"L02 {tag}", _letter(tag)) for tag in TAGS]
    bundle(letters, target, "Letters of 23 November 2026")
    assert target.getvalue() == _bundled()


def test_without_a_letter_there_is_no_file() -> None:
    with pytest.raises(NoLetter):
        bundle([], io.BytesIO(), "Letters")
