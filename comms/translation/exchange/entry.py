"""What a file says of one sentence, before anything is compared with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_KEY = re.compile(r"([0-9a-f]{64})(?:\[(\d{1,2})\])?")
_LINE_ENDS = re.compile(r"[ \t]*[\r\n]+[ \t\r\n]*")


class Said(StrEnum):
    """What a file says of a translation. ``EARLIER`` is one that a program carried over from another English."""

    FINAL = "final"
    DRAFT = "a draft"
    UNTRANSLATED = "still to be translated"
    EARLIER = "from an earlier English"


@dataclass(frozen=True, slots=True)
class Entry:
    """One translation in a file.

    ``english`` is its English: the text, or singular and plural; ``forms`` the translation, each form empty where there
    is none. ``key`` is the hash of context and English that an export of ours gave it, ``context`` the use; both are
    empty where the file does not say. ``language`` is the file's own tag, ``fault`` why its forms cannot be read.
    """

    line: int
    english: tuple[str, ...]
    forms: tuple[str, ...]
    said: Said = Said.DRAFT
    key: str = ""
    context: str | None = None
    language: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a file of pairs: a sentence, or one plural form of it, which ``form`` counts from 0."""

    line: int
    english: str
    text: str
    said: Said
    key: str = ""
    form: int | None = None
    context: str | None = None
    language: str = ""


def key_and_form(identifier: str) -> tuple[str, int | None]:
    """The key and the number of the plural form in an identifier of ours ("9f…", "9f…[1]"); empty for any other."""
    found = _KEY.fullmatch(identifier.strip())
    if found is None:
        return "", None
    return found[1], int(found[2]) if found[2] else None


def form_key(key: str, form: int) -> str:
    """The identifier of one plural form."""
    return f"{key}[{form}]"


def on_one_line(text: str) -> str:
    """A sentence on one line, composed (NFC): programs break lines where nobody wrote a break."""
    return unicodedata.normalize("NFC", _LINE_ENDS.sub(" ", text)).strip()


def one_entry(unit: Unit) -> Entry:
    """A unit that is a whole sentence."""
    return Entry(unit.line, (unit.english,), (unit.text,), unit.said, unit.key, unit.context, unit.language)


def entry_of_forms(units: Iterable[Unit]) -> Entry:
    """The plural forms of one sentence as one entry. It is said to be what the least finished of them is."""
    found = sorted(units, key=lambda unit: unit.form or 0)
    forms = [""] * ((found[-1].form or 0) + 1)
    fault = ""
    for unit in found:
        number = unit.form or 0
        if forms[number] not in {"", unit.text}:
            fault = f"The file gives plural form {number} in two ways."
        forms[number] = unit.text
    finished = list(Said)
    said = max((unit.said for unit in found), key=finished.index)
    first = found[0]
    english = tuple(dict.fromkeys(unit.english for unit in found))
    return Entry(first.line, english, tuple(forms), said, first.key, first.context, first.language, fault)


def gathered(units: Iterable[Unit]) -> list[Entry]:
    """The entries of a file of units: plural forms of the same sentence are put together, wherever they stand."""
    plurals: dict[tuple[str, str], list[Unit]] = {}
    entries: list[Entry] = []
    for unit in units:
        if unit.form is None:
            entries.append(one_entry(unit))
        else:
            plurals.setdefault((unit.key, unit.language), []).append(unit)
    entries += [entry_of_forms(forms) for forms in plurals.values()]
    return sorted(entries, key=lambda entry: entry.line)
