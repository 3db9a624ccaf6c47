"""Bytes to text. UTF-8 and UTF-16 show themselves; the Windows code pages do not, so one is assumed and said so."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from comms.foundation.tables.table import UnreadableTable

_CODE_PAGES = {
    "cp1250": "Windows-1250 (Central European)",
    "cp1252": "Windows-1252 (Western European)",
    "cp1257": "Windows-1257 (Baltic)",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16"),
)
_AS_UTF8 = "Export it again as “CSV UTF-8”, or name its encoding if you know it."


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, the encoding it was read in, and what was assumed about it."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(content: bytes, name: str, encoding: str | None = None) -> Decoded:
    """The text of a file.

    A byte order mark decides; then the `encoding` asked for ("utf-8", "utf-16", "windows-1250", "windows-1252",
    "windows-1257"); then UTF-8 if it fits; otherwise Windows-1252, with a note. Raises UnreadableTable naming
    the line and the byte that does not fit.
    """
    for mark, found, codec in _MARKS:
        if content.startswith(mark) and not content.startswith(codecs.BOM_UTF32_LE):
            return Decoded(_strictly(content, name, codec, found.upper()), found)
    if encoding is not None:
        asked = _asked(encoding)
        return Decoded(_strictly(content, name, asked, _CODE_PAGES.get(asked, asked.upper())), asked)
    if b"\x00" in content:
        raise UnreadableTable(f"{name} is not text, or is UTF-16 without its mark.", _AS_UTF8)
    return _utf8_or_western(content, name)


def _utf8_or_western(content: bytes, name: str) -> Decoded:
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        if _is_mostly_utf8(content):
            raise _undecodable(content, name, error, "UTF-8") from None
    text = _strictly(content, name, "cp1252", _CODE_PAGES["cp1252"])
    note = (
        f"{name} is not UTF-8 and was read as {_CODE_PAGES['cp1252']}. If Polish, Czech or Baltic names look wrong, "
        "export it again as “CSV UTF-8”, or name its encoding (windows-1250, windows-1257)."
    )
    return Decoded(text, "cp1252", (note,))


def _is_mostly_utf8(content: bytes) -> bool:
    """More letters that are right in UTF-8 than bytes that are wrong: one damaged byte, not another encoding."""
    text = content.decode("utf-8", errors="surrogateescape")
    wrong = sum("\udc80" <= character <= "\udcff" for character in text)
    beyond_ascii = sum(character > "\x7f" for character in text)
    return beyond_ascii - wrong > wrong


def _asked(encoding: str) -> str:
    try:
        found = codecs.lookup(encoding).name
    except LookupError:
        found = ""
    if found not in {"utf-8", "utf-16", *_CODE_PAGES}:
        choices = "utf-8, utf-16, windows-1250, windows-1252 or windows-1257"
        raise UnreadableTable(f"“{encoding}” is not an encoding that is read here.", f"Name {choices}.")
    return found


def _strictly(content: bytes, name: str, codec: str, called: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise _undecodable(content, name, error, called) from None


def _undecodable(content: bytes, name: str, error: UnicodeDecodeError, called: str) -> UnreadableTable:
    # The decoder may have taken the mark off before it counted.
    position = error.start + len(content) - len(error.object)
    return UnreadableTable(
        f"{name} is not {called}: line {_line_at(content, position)} has the byte 0x{content[position]:02X} "
        f"(byte {position + 1} of the file), which does not belong there.",
        _AS_UTF8,
    )


def _line_at(content: bytes, position: int) -> int:
    codec = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "latin-1"
    before = content[:position].decode(codec, errors="replace")
    return before.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
