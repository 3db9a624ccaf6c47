"""A gettext PO file that any program wrote, read as entries."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from email import message_from_string

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser

from comms.foundation.errors import BadInput
from comms.translation.catalogues import source_forms, translated_forms
from comms.translation.exchange.entry import Entry, Said, on_one_line
from comms.translation.exchange.plural_order import Order, in_order, plural_order
from comms.translation.exchange.safe_xml import check_size
from comms.translation.previous import is_of_earlier, take_in_previous

_MARKS_OF_ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_CHARSET = re.compile(rb"Content-Type:[^\"\n]*charset=([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_TEXT = r'"(?:[^"\\]|\\.)*"'
_LINE = re.compile(rf"(msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d{{1,2}}\])\s*({_TEXT})\s*|\s*({_TEXT})\s*")
# No language has as many plural forms.
_PLURALS_READ = 12
_SAVE_AGAIN = "Save it again from the program that wrote it, in UTF-8, and choose that file."


class _Listed(Catalog):
    """Every message of a file in order: also the same one twice, and the header as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.listed: list[Message] = []
        self.header = ""

    @property
    def num_plurals(self) -> int:
        """More forms than any language has: how many a message holds is judged message by message."""
        return _PLURALS_READ

    def __iter__(self) -> Iterator[Message]:
        return iter(self.listed)

    def __setitem__(self, _: object, message: Message) -> None:
        if message.id:
            self.listed.append(message)
        else:
            self.header = message.string if isinstance(message.string, str) else ""


def read_po_file(content: bytes, tag: str) -> list[Entry]:
    """The entries of a PO file for a language. Obsolete messages are no entries.

    The encoding is the one its mark or its header says, else UTF-8. Raises ``BadInput`` with the line for a file that
    cannot be read.
    """
    check_size(content)
    catalogue = _Listed()
    lines = _checked_lines(_decoded(content))
    try:
        PoFileParser(catalogue, ignore_obsolete=True, abort_invalid=True).parse(io.StringIO("\n".join(lines)))
    except (PoFileError, ValueError, IndexError, AttributeError, TypeError) as fault:
        raise BadInput(f"The file is no complete PO: {fault}.", _SAVE_AGAIN) from fault
    if not catalogue.listed:
        raise BadInput("The file holds no translation.", "Choose a PO, XLIFF or TMX file.")
    take_in_previous(catalogue)
    header = message_from_string(catalogue.header.strip())
    order = plural_order(str(header.get("Plural-Forms", "")), tag)
    language = str(header.get("Language", "")).strip()
    return [_entry(message, language, order) for message in catalogue.listed]


def _decoded(content: bytes) -> str:
    marked = next(((mark, name) for mark, name in _MARKS_OF_ENCODINGS if content.startswith(mark)), None)
    if marked:
        content, encoding = content.removeprefix(marked[0]), marked[1]
    else:
        stated = _CHARSET.search(content)
        encoding = stated[1].decode("ascii") if stated else "utf-8"
        # The word that stands in a template until somebody fills it in.
        encoding = "utf-8" if encoding.upper() == "CHARSET" else encoding
    try:
        text = content.decode(encoding)
    except (LookupError, ValueError) as fault:
        raise BadInput(f"The file says it is in {encoding}, and cannot be read so.", _SAVE_AGAIN) from fault
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _checked_lines(text: str) -> list[str]:
    """The lines as Babel reads them. It would lose letters of a line whose quotes are not whole: those are refused."""
    lines = []
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip(" \t\f\v")
        if not bare or bare.startswith("#"):
            # What is obsolete, and where a message stands in a program, is not needed and may be written anyhow.
            lines.append("" if bare.startswith(("#~", "#:")) else bare)
            continue
        found = _LINE.fullmatch(bare)
        if found is None:
            raise BadInput(f"Line {number} of the file is no line of a PO file: {bare[:60]}", _SAVE_AGAIN)
        lines.append(f"{found[1]} {found[2]}" if found[1] else str(found[3]))
    return lines


def _entry(message: Message, language: str, order: Order | None) -> Entry:
    forms = tuple(on_one_line(form) for form in translated_forms(message))
    fault = ""
    if isinstance(message.id, tuple):
        held = len(forms) - next((at for at, form in enumerate(reversed(forms)) if form), len(forms))
        if order is None and held:
            fault = "The file counts its plural forms by another rule than this language has here."
        forms = in_order(forms, order) if order and held > max(order) else forms[:held]
    said = Said.DRAFT if message.fuzzy else Said.FINAL
    if is_of_earlier(message):
        said = Said.EARLIER
    english = tuple(on_one_line(text) for text in source_forms(message))
    line, context = message.lineno or 0, message.context or None
    return Entry(line, english, forms, said, context=context, language=language, fault=fault)
