"""Files of words: writing one, and reading one whatever program wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from comms.foundation.errors import BadInput
from comms.foundation.languages import Language
from comms.translation.exchange.entry import Entry
from comms.translation.exchange.po_export import as_po
from comms.translation.exchange.po_import import read_po_file
from comms.translation.exchange.safe_xml import read_xml
from comms.translation.exchange.sentence import Format, Scope, Sentence, in_scope
from comms.translation.exchange.tmx_export import as_tmx
from comms.translation.exchange.tmx_import import read_tmx
from comms.translation.exchange.xliff_export import as_xliff
from comms.translation.exchange.xliff_import import read_xliff

MOST_ENTRIES = 20_000
_STARTS_OF_XML = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\x00", b"\xfe\xff\x00<", b"<\x00", b"\x00<")


def written(
    sentences: Iterable[Sentence], language: Language, file_format: Format, now: datetime, scope: Scope | None = None
) -> bytes:
    """A file of those sentences that are in scope. Unless said otherwise a memory (TMX) holds approved words alone,
    and every other file all sentences."""
    chosen = in_scope(sentences, scope or (Scope.APPROVED if file_format == "tmx" else Scope.ALL))
    if file_format == "po":
        return as_po(chosen, language, now)
    return as_xliff(chosen, language) if file_format == "xliff" else as_tmx(chosen, language)


def read(content: bytes, tag: str) -> list[Entry]:
    """The entries of a file for a language; what it is, is seen from its beginning, never from its name.

    Raises ``BadInput``, which says what to do, for a file that is none of the three, that can do harm, that is damaged,
    or that holds nothing or too much.
    """
    if not content.lstrip().startswith(_STARTS_OF_XML):
        entries = read_po_file(content, tag)
    else:
        root = read_xml(content.lstrip())
        if root.name not in {"xliff", "tmx"}:
            raise BadInput(f"The file is no XLIFF and no TMX: it begins with <{root.name}>.",
                           "Choose a PO, XLIFF or TMX file.")  # fmt: skip
        entries = read_xliff(root) if root.name == "xliff" else read_tmx(root, tag)
    if not entries:
        raise BadInput("The file holds no translation.", "Choose a PO, XLIFF or TMX file.")
    if len(entries) > MOST_ENTRIES:
        raise BadInput(f"The file holds {len(entries):,} translations.", f"Export at most {MOST_ENTRIES:,} at once.")
    return entries
