"""The names of a family's record, as they stand in a text: whole, in part, without marks, and inflected."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from comms.translation.guard.fact import Fact, FactKind, Found
from comms.translation.guard.letters import WORD, as_read, cleaned, folded
from comms.translation.guard.shape import Shape, Word
from comms.translation.guard.small_words import small_words

# A name of three letters is found only with a capital letter, or as the record writes it where the script has none:
# without its marks "علي" (Ali) would be "على" (on).
_SHORT = 3
_STEM, _LOOSE_STEM = 4, 2
_LOST_OF_NAME, _LONGEST_ENDING = 2, 4
_JOINS = frozenset({"'", "-"})
_BEGINS = re.compile(r"(?:^|[.!?…\n:])[\s\"'“„«(]*$")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


@dataclass(slots=True)
class Names:
    """The words of the names that are looked for. A word of one letter, or a small one ("de", "bin"), is a name only
    between others."""

    spelled: dict[str, str] = field(default_factory=dict)
    exact: dict[str, str] = field(default_factory=dict)
    within: set[str] = field(default_factory=set)
    unspaced: set[str] = field(default_factory=set)

    @property
    def any(self) -> bool:
        """Whether there is a name to look for at all."""
        return bool(self.spelled or self.exact or self.unspaced)


def names_of(names: Sequence[str]) -> Names:
    """What to look for, from names as a record writes them: each word of a full name is one too."""
    known = Names()
    for name in names:
        written = cleaned(name)
        if _UNSPACED.search(written):
            # Chinese and Thai do not part a name from the words around it, so that it is looked for within them.
            known.unspaced.update(part for part in written.split() if len(part) > 1)
            continue
        for match in WORD.finditer(as_read(written)):
            word, key = written[slice(*match.span())], folded(match[0])
            if len(word) == 1 or (len(word) <= _SHORT and word.islower() and " " in written):
                known.within.add(key)
            elif len(word) <= _SHORT:
                known.exact.setdefault(key, word)
            else:
                known.spelled.setdefault(key, word)
    return known


def take_names(shape: Shape, names: Names, *, translated: bool) -> None:
    """Take every word that is a name of the record, and every inflected form of one.

    A name's value is the record's writing, whatever case and marks the text has. A form that shares four letters or
    more with a name and ends otherwise ("Jakuba") is a fact with the writing it has: nobody knows whether it is Jakub
    or another person, and it is only copied. A shorter stem ("Anny" for Anna) is left to the engine, and is no sure
    fact: the record's name may then stand in the translation, and need not. A name on record that the original does not
    have is refused. A capitalised word that is nobody's on record is no fact: it may be a place, a language or a title,
    and German has one in every sentence.

    In what a machine ``translated``, a name that is a word too is no sure fact where a sentence begins with it: "Will
    you come?" names nobody.
    """
    if not names.any:
        return
    for name in sorted(names.unspaced, key=len, reverse=True):
        for match in re.finditer(re.escape(name), shape.read):
            shape.keep(FactKind.NAME, name, *match.span())
    found: list[tuple[Word, str | None, bool]] = []
    for word in shape.words:
        value, sure = _name(shape.text[word.start : word.end], word.folded, names)
        if translated and word.folded in small_words("names") and _BEGINS.search(shape.text[: word.start]):
            sure = False
        found.append((word, value, sure))
    found = _with_small_words(shape, found, names)
    for word, value, sure in found:
        if value is not None and sure:
            shape.keep(FactKind.NAME, value, word.start, word.end)
        elif value is not None:
            shape.found.append(Found(Fact(FactKind.NAME, value), word.start, word.end, sure=False))


def _name(written: str, key: str, names: Names) -> tuple[str | None, bool]:
    composed = unicodedata.normalize("NFC", written)
    short = names.exact.get(key)
    if short is not None and (composed == short or composed[0].isupper()):
        return short, True
    whole = names.spelled.get(key)
    if whole is not None:
        is_word = key in small_words("names") and composed.islower()
        return (None, False) if is_word else (whole, True)
    if not composed[0].isupper() and composed[0].lower() != composed[0].upper():
        return None, False
    return _inflected(composed, key, names)


def _inflected(written: str, key: str, names: Names) -> tuple[str | None, bool]:
    loose: str | None = None
    for name, spelled in names.spelled.items():
        shared = _shared(name, key)
        if name in small_words("names") or len(name) - shared > _LOST_OF_NAME or len(key) - shared > _LONGEST_ENDING:
            continue
        if shared >= _STEM:
            return written, True
        if shared >= _LOOSE_STEM and len(key) - len(name) <= _LOST_OF_NAME:
            loose = spelled
    for name, spelled in names.exact.items():
        if len(name) == _SHORT and _shared(name, key) >= _LOOSE_STEM and len(key) - len(name) <= _LONGEST_ENDING:
            loose = spelled
    return loose, False


def _shared(one: str, other: str) -> int:
    count = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        count += 1
    return count


def _with_small_words(
    shape: Shape, found: list[tuple[Word, str | None, bool]], names: Names
) -> list[tuple[Word, str | None, bool]]:
    """The same, with "O'" of O'Brien and "da" of da Silva where they stand with a name after them."""
    if not names.within:
        return found
    joined = list(found)
    for place, ((word, value, _), (after, name, sure)) in enumerate(pairwise(found)):
        if value is None and name is not None and sure and word.folded in names.within:
            gap = shape.read[word.end : after.start]
            named_before = place > 0 and joined[place - 1][1] is not None
            if gap in _JOINS or (gap in {" ", ". "} and named_before):
                joined[place] = (word, shape.text[word.start : word.end], True)
    return joined
