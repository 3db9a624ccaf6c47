"""What must hold in every catalogue before a person even reads it: the facts and the form of each translation.

`python -m comms.translation.checks [FILE …]` looks through the packaged catalogues, or the given files, writes one
line for each finding and leaves with 1 when there is any. A message without translation is no finding: it is missing,
and letters are held for it. Whether the letters can be printed is the business of the channels.
"""

from __future__ import annotations

import gettext
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message

from comms.foundation.writing import BIDI_CONTROLS
from comms.translation.catalogues import catalogue_files, plural_rule, read_catalogue, source_forms, translated_forms
from comms.translation.previous import is_of_earlier
from comms.translation.sentences import BrokenSentence, Piece, fields_in, own_words, pieces, same_numbers

# Letters that look right and are not: they belong to a neighbour's keyboard, and search and speech read them wrongly.
_WRONG_LETTERS = {
    "ar": {"\u06cc": "\u064a", "\u06a9": "\u0643"},
    "fa": {"\u064a": "\u06cc", "\u0643": "\u06a9", "\u0649": "\u06cc"},
    "ur": {"\u064a": "\u06cc", "\u0643": "\u06a9", "\u0649": "\u06cc", "\u0647": "\u06c1"},
}
# Far outside what any of the languages needs for the same sentence; meant to find a lost half or a doubled sentence.
_SHORTEST, _LONGEST, _FREE_LETTERS = 0.4, 2.2, 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in one translation: the file, the message it belongs to, and what is wrong."""

    file: str
    message: str
    what: str

    def __str__(self) -> str:
        """The finding on one line, as the command writes it."""
        return f"{self.file}: {self.message}: {self.what}"


def check_catalogue(path: Path) -> list[Finding]:
    """All findings of one PO file, in its order."""
    catalogue = read_catalogue(path)
    language = path.parent.parent.name.replace("_", "-")
    file = "/".join(path.parts[-3:])
    findings = [Finding(file, "header", what) for what in _header_faults(catalogue, language)]
    for message in catalogue:
        # Words of an earlier sentence are nobody's to use, and rightly differ from the new one.
        if message.id and not is_of_earlier(message):
            name = f"{message.context}: {source_forms(message)[0]}"
            findings += [Finding(file, name, what) for what in message_faults(message, language)]
    return findings


def message_faults(message: Message, language: str) -> list[str]:
    """What is wrong with the translation of one message; nothing where it has none yet."""
    forms, sources = translated_forms(message), source_forms(message)
    if not any(forms):
        return []
    faults = list(_plural_faults(message, forms, language))
    for number, form in enumerate(forms):
        # Every form is put beside the English plural: in most languages a form stands for many counts.
        where = f" (plural form {number})" if len(sources) > 1 else ""
        faults += [what + where for what in sentence_faults(sources[-1], form, language) if form]
    return faults


def sentence_faults(source: str, translation: str, language: str) -> Iterator[str]:
    """What is wrong with one translated sentence, put beside its English source."""
    yield from _mark_faults(source, translation)
    if not same_numbers(source, translation):
        yield "its numbers are not those of the English"
    if any(letter.isdecimal() and not letter.isascii() for letter in translation):
        yield "write digits as 0 to 9"
    yield from _letter_faults(translation, language)
    if _edges(source) != _edges(translation):
        yield "it begins or ends with other spaces than the English"
    yield from _length_faults(source, translation)


def _mark_faults(source: str, translation: str) -> Iterator[str]:
    try:
        parts = pieces(translation)
    except BrokenSentence as broken:
        yield f"{broken}"
        return
    wanted, given = fields_in(source), fields_in(translation)
    for field in sorted(wanted.keys() | given.keys()):
        if wanted[field] != given[field]:
            yield f"{{{field}}} stands in it {given[field]} times, and in the English {wanted[field]} times"
    if _strong_fields(parts) != _strong_fields(pieces(source)) or translation.count("**") != source.count("**"):
        yield "** stands in it otherwise than in the English"


def _strong_fields(parts: Sequence[Piece]) -> Counter[str]:
    return Counter(piece.text for piece in parts if piece.field and piece.strong)


def _letter_faults(translation: str, language: str) -> Iterator[str]:
    if unicodedata.normalize("NFC", translation) != translation:
        yield "it is not in the composed form (NFC)"
    for letter in sorted(set(translation)):
        if letter in BIDI_CONTROLS:
            yield f"it holds the direction mark U+{ord(letter):04X}; take it out"
        elif unicodedata.category(letter) == "Cc":
            yield f"it holds the control character U+{ord(letter):04X}; take it out"
    for wrong, right in _WRONG_LETTERS.get(language.partition("-")[0], {}).items():
        if wrong in translation:
            yield f"it holds {wrong} (U+{ord(wrong):04X}); this language writes {right} (U+{ord(right):04X})"


def _length_faults(source: str, translation: str) -> Iterator[str]:
    english, own = len(own_words(source)), len(own_words(translation))
    if own < english * _SHORTEST - _FREE_LETTERS or own > english * _LONGEST + _FREE_LETTERS:
        yield f"it has {own} letters for {english} in English: something may be lost or said twice"


def _plural_faults(message: Message, forms: Sequence[str], language: str) -> Iterator[str]:
    if not isinstance(message.id, tuple):
        return
    wanted = plural_rule(language)[0]
    filled = sum(bool(form) for form in forms)
    if len(forms) != wanted or filled != wanted:
        yield f"it has {filled} of the language's {wanted} plural forms"


def _header_faults(catalogue: Catalog, language: str) -> Iterator[str]:
    if str(catalogue.locale_identifier or "").replace("_", "-") != language:
        yield f"it says Language: {catalogue.locale_identifier}, and its folder says {language}"
    forms, rule = plural_rule(language)
    stated = gettext.c2py(catalogue.plural_expr)
    if catalogue.num_plurals != forms or any(stated(count) != rule(count) for count in range(1000)):
        yield "its Plural-Forms are not the language's"


def _edges(sentence: str) -> tuple[bool, bool]:
    return sentence[:1].isspace(), sentence[-1:].isspace()


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(files: tuple[Path, ...]) -> None:
    """Look through the packaged catalogues, or through FILES."""
    findings = [finding for path in files or catalogue_files() for finding in check_catalogue(path.resolve())]
    for finding in findings:
        click.echo(str(finding))
    if findings:
        sys.exit(1)


if __name__ == "__main__":
    main()
