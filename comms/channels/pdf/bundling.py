"""One PDF of many letters, for the printer: the pages as they are, and their tags with them.

A merge that forgets the tags makes a file no screen reader can read and no archive takes. Here the letters' structure
trees become the parts of one document, each in its own language; nothing on a page is touched.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, cast

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, String

from comms.foundation.errors import BadInput

# A file of more letters takes more memory than a small server has to spare (about 0.9 MB a letter).
AT_MOST = 400
A4 = (595.2756, 841.8898)


class NoLetter(BadInput):
    """A file for the printer without any letter."""


@dataclass(frozen=True, slots=True)
class BundledLetter:
    """One printed letter: what the reader's list of bookmarks calls it, and its PDF."""

    name: str
    content: bytes


def bundle(letters: Iterable[BundledLetter], target: IO[bytes], title: str, *, two_sided: bool = False) -> int:
    """Write the letters into one PDF in their order, and say how many pages it has.

    ``two_sided`` begins each letter on a new sheet: an empty page follows one that ends on a front. Raises
    ``NoLetter`` when there is none.
    """
    whole = _Bundle()
    for letter in letters:
        whole.add(letter, two_sided=two_sided)
    return whole.write(target, title)


class _Bundle:
    """The file as it grows."""

    def __init__(self) -> None:
        self.pdf = Pdf.new()
        self.root = self.pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.document = self.pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Document, P=self.root, Lang=String("en"))
        )
        self.parts: list[Any] = []
        self.parents: list[Any] = []
        self.key = 0
        self.marks: list[OutlineItem] = []

    def add(self, letter: BundledLetter, *, two_sided: bool) -> None:
        """Put one letter behind the others."""
        with pikepdf.open(io.BytesIO(letter.content)) as source:
            if not self.parts:
                self._take_claims(source)
            first = len(self.pdf.pages)
            # Pages before the tree: the tree's references then find the copied pages.
            self.pdf.pages.extend(source.pages)
            self._take_tree(source, first)
        self.marks.append(OutlineItem(letter.name, first))
        if two_sided and len(self.pdf.pages) % 2:
            self.pdf.add_blank_page(page_size=A4)

    def _take_claims(self, source: Pdf) -> None:
        """What every letter says of itself alike: its colours, and which standards it keeps."""
        for name in (Name.OutputIntents, Name.Metadata):
            self.pdf.Root[name] = self.pdf.copy_foreign(source.Root[name])

    def _take_tree(self, source: Pdf, first: int) -> None:
        tree = self.pdf.copy_foreign(source.Root.StructTreeRoot)
        self.root.RoleMap = tree.get(Name.RoleMap, Dictionary())
        kids = tree.K if isinstance(tree.K, Array) else [tree.K]
        for part in kids:
            part.P = self.document
            part.Lang = String(str(source.Root.get(Name.Lang, "en")))
            self.parts.append(part)
        for page in self.pdf.pages[first:]:
            self._shift(page.obj)
        highest = -1
        for key, elements in _numbered(tree.ParentTree):
            highest = max(highest, key)
            self.parents += [key + self.key, elements]
        self.key += highest + 1

    def _shift(self, page: Any) -> None:
        if Name.StructParents in page:
            page.StructParents = int(page.StructParents) + self.key
        for annotation in page.get(Name.Annots, ()):
            if Name.StructParent in annotation:
                annotation.StructParent = int(annotation.StructParent) + self.key

    def write(self, target: IO[bytes], title: str) -> int:
        """Close the tree, say what the file is, and write it."""
        if not self.parts:
            raise NoLetter("There is no letter to bundle.", "Give at least one.")
        self.document.K = Array(self.parts)
        self.root.K = Array([self.document])
        self.root.ParentTree = self.pdf.make_indirect(Dictionary(Nums=Array(self.parents)))
        self.root.ParentTreeNextKey = self.key
        catalog = self.pdf.Root
        catalog.StructTreeRoot = self.root
        catalog.MarkInfo = Dictionary(Marked=True, Suspects=False)
        catalog.Lang = String("en")
        catalog.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        with self.pdf.open_outline() as outline:
            outline.root.extend(self.marks)
        with self.pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as told:
            told["dc:title"], told["dc:language"] = title, ["en"]
            told["{http://ns.adobe.com/xap/1.0/t/pg/}NPages"] = str(len(self.pdf.pages))
        self.pdf.save(cast("BinaryIO", target), deterministic_id=True)
        return len(self.pdf.pages)


def _numbered(tree: Any) -> Iterator[tuple[int, Any]]:
    """The entries of a number tree, however deep."""
    for node in tree.get(Name.Kids, ()):
        yield from _numbered(node)
    entries = list(tree.get(Name.Nums, ()))
    for key, value in zip(entries[::2], entries[1::2], strict=True):
        yield int(key), value
