"""Languages and modes as people write them into one cell: "lt; Russian (Samogitian); BSL"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from comms.foundation.errors import BadInput
from comms.foundation.languages import LANGUAGES, canonical_tag, census_code
from comms.foundation.writing import fold, tidy_name
from comms.interpreters.interpreter import Mode

_ENTRY = re.compile(
    r"(?P<name>[^()]+?)\s*(?:\((?P<dialect>[^()]*)\))?\s*(?:(?:,?\s*level|\brqf)?\s*(?P<level>[0-9]))?", re.IGNORECASE
)
LONGEST_DIALECT = 60
_LETTERS_OF_A_SHORT_TAG = 2
# What everybody here says, though the same letters are another language's code elsewhere.
_USUAL = {"bsl": "bfi"}
_MODES = {
    "in person": Mode.IN_PERSON, "face to face": Mode.IN_PERSON, "f2f": Mode.IN_PERSON, "person": Mode.IN_PERSON,
    "by telephone": Mode.TELEPHONE, "telephone": Mode.TELEPHONE, "phone": Mode.TELEPHONE, "tel": Mode.TELEPHONE,
    "by phone": Mode.TELEPHONE,
    "by video": Mode.VIDEO, "video": Mode.VIDEO, "online": Mode.VIDEO, "remote": Mode.VIDEO,
}  # fmt: skip


class UnreadableLanguage(BadInput):
    """A text that names no language, or more than one. ``field`` is what it was read as."""

    def __init__(self, message: str, remedy: str, field: str = "language") -> None:
        """Keep what is wrong."""
        super().__init__(message, remedy)
        self.field = field


@dataclass(frozen=True, slots=True)
class LanguageSaid:
    """A language as a row names it; ``level`` is None where the row says none."""

    tag: str
    dialect: str
    level: int | None


def read_languages(cell: str, levels: str) -> list[LanguageSaid]:
    """The languages in a cell, with the levels of another: one for all of them, or one for each in order. Raises
    ``UnreadableLanguage``."""
    entries = [tidy_name(part) for part in re.split(r"[;|\n]+", cell) if tidy_name(part)]
    given = [part for part in re.split(r"[;,|\n\s]+", levels.casefold().replace("level", " ")) if part]
    if any(not (one.isascii() and one.isdigit()) for one in given) or len(given) not in {0, 1, len(entries)}:
        raise UnreadableLanguage(
            f"“{tidy_name(levels)}” are not the levels of {len(entries)} languages.",
            "Give one figure for all, or one for each in the same order.",
            "level",
        )
    spread = given if len(given) == len(entries) else given * len(entries)
    return [_read(entry, int(spread[at]) if spread else None) for at, entry in enumerate(entries)]


def _read(entry: str, level: int | None) -> LanguageSaid:
    found = _ENTRY.fullmatch(entry)
    if found is None:
        raise UnreadableLanguage(f"“{entry}” names no language.", "Write it as in: lt; ru (dialect).")
    if len(found["dialect"] or "") > LONGEST_DIALECT:
        raise UnreadableLanguage(f"“{entry}” has a dialect of more than {LONGEST_DIALECT} characters.", "Shorten it.")
    own = int(found["level"]) if found["level"] else level
    return LanguageSaid(language_called(found["name"].strip()), tidy_name(found["dialect"] or ""), own)


def language_called(name: str) -> str:
    """The tag of a language by its tag, its English name, or the schools' census code. Raises
    ``UnreadableLanguage``."""
    code = census_code(name)
    # In capitals three letters are a school's code: PRS is Persian there, and Dari as a tag. Neither is guessed.
    by_code = _USUAL.get(fold(name)) or (code.spoken_tag if code.mapped and not code.collision else None)
    by_tag = canonical_tag(name) if canonical_tag(name) == name or len(name) == _LETTERS_OF_A_SHORT_TAG else ""
    tag = next((one for one in (by_tag, _by_name().get(fold(name)), by_code) if one in LANGUAGES), None)
    if tag is None:
        raise UnreadableLanguage(
            f"“{name}” is no language in the list.", "Use its name in English or its tag; `comms languages` lists them."
        )
    return tag


@cache
def _by_name() -> dict[str, str]:
    return {fold(one.english_name): tag for tag, one in reversed(list(LANGUAGES.items()))}


def read_modes(cell: str) -> list[str]:
    """The modes in a cell, none where it is blank. Raises ``UnreadableLanguage``."""
    found = []
    for part in re.split(r"[;,|\n/&]+", cell):
        said = fold(part).replace("-", " ")
        if not said:
            continue
        if said not in _MODES:
            raise UnreadableLanguage(
                f"“{tidy_name(part)}” is no way to be there.", f"Write: {', '.join(Mode)}, separated by “;”."
            )
        found.append(_MODES[said].value)
    return list(dict.fromkeys(found))
