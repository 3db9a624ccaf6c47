"""The schools' census codes, read as a school wrote them.

A code is not an ISO code even where it looks like one: RMN is Romanian here and Balkan Romani there, PRS is
Persian here and Dari there. What cannot be read with certainty is kept as given and asked about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from comms.foundation.languages.registry import LANGUAGES, name_in_english, written_choices
from comms.foundation.languages.tables_of_languages import CensusRow, census_rows
from comms.foundation.writing import tidy_name

# "uk" is also the country, and "no" an answer to another question.
_TAGS_THAT_READ_AS_SOMETHING_ELSE = {
    "uk": "“uk” is the tag of Ukrainian, and is also written for the United Kingdom",
    "no": "“no” is the tag of Norwegian, and is also the word",
}


@dataclass(frozen=True, slots=True)
class CensusCode:
    """What a school's language code says, and what it leaves open.

    `code` is the census code, or the text as the school gave it where no code could be read from it. `unknown`
    means that the code itself says the language is not known (ENB, OTB, OTH, OTL, NOT, REF, ZZZ, or blank).
    `ask` is true exactly when no written language is certain, so that nothing may be written until a person has
    been asked. `collision` says what else the code could be taken for. `mapped` is false for a code that is not
    in the table, or that the table does not map to a language.
    """

    code: str
    description: str
    kind: str
    spoken_tag: str | None
    written_tag: str | None
    ask: bool
    unknown: bool
    collision: str
    mapped: bool

    @property
    def written_choices(self) -> tuple[str, ...]:
        """The written forms to ask about; empty where there is nothing to ask, or any answer may come."""
        return written_choices(self.spoken_tag) if self.ask and self.spoken_tag else ()


def census_code(code: str | None) -> CensusCode:
    """Reads the text of a school's language column.

    A census code in any case comes first, so PRS is always Persian. Otherwise a lower-case BCP 47 tag ("pl",
    "pt-BR") or an English name ("Polish") is recognised where it can mean only one code. Everything else is
    kept as given, with `ask` true.
    """
    text = tidy_name(code or "")
    if not text:
        return _BLANK
    found = CENSUS_CODES.get(text.upper())
    if found is not None:
        return found
    if text in _TAGS_THAT_READ_AS_SOMETHING_ELSE:
        return _kept_as_given(text, _TAGS_THAT_READ_AS_SOMETHING_ELSE[text])
    return _by_tag(text) or _by_name().get(text.casefold()) or _kept_as_given(text)


def _kept_as_given(text: str, collision: str = "") -> CensusCode:
    return replace(_BLANK, code=text, description="", kind="", unknown=False, collision=collision, mapped=False)


def _from_row(row: CensusRow) -> CensusCode:
    written = None if row.asks else (row.written or row.spoken or None)
    return CensusCode(
        code=row.code,
        description=row.description,
        kind=row.kind,
        spoken_tag=row.spoken or None,
        written_tag=written,
        ask=written is None,
        unknown=row.kind == "admin",
        collision=row.collision,
        mapped=row.mapped,
    )


_BLANK = CensusCode(
    code="",
    description="Not given",
    kind="blank",
    spoken_tag=None,
    written_tag=None,
    ask=True,
    unknown=True,
    collision="",
    mapped=True,
)

CENSUS_CODES: Mapping[str, CensusCode] = MappingProxyType({row.code: _from_row(row) for row in census_rows()})
"""Every code of the schools' census, by its code in capitals."""


def _by_tag(text: str) -> CensusCode | None:
    first, _, rest = text.partition("-")
    # Two capitals are as likely a country: AR is Argentina, SV El Salvador.
    if not first.islower() or (text != text.lower() and not rest):
        return None
    return _the_one([code for code in CENSUS_CODES.values() if (code.spoken_tag or "").lower() == text.lower()])


def _the_one(codes: Iterable[CensusCode]) -> CensusCode | None:
    """The code that all these stand for: they must agree on what is spoken and written. A parent comes first."""
    every = sorted(codes, key=lambda code: code.kind != "parent")
    agreed = {(code.spoken_tag, code.written_tag) for code in every}
    parents = [code for code in every if code.kind == "parent"]
    return every[0] if len(agreed) == 1 and (len(every) == 1 or len(parents) == 1) else None


@cache
def _by_name() -> Mapping[str, CensusCode]:
    """The codes by English name: the table's whole descriptions first, then other names that mean one thing."""
    whole = {code.description.casefold(): code for code in CENSUS_CODES.values() if not code.unknown}
    others: dict[str, dict[str, CensusCode]] = defaultdict(dict)
    for code in CENSUS_CODES.values():
        for name in _other_names(code):
            others[name.casefold()][code.code] = code
    single = {name: found for name, codes in others.items() if (found := _the_one(codes.values()))}
    return MappingProxyType({**single, **whole})


def _other_names(code: CensusCode) -> set[str]:
    if code.unknown:
        return set()
    names: set[str] = set()
    if code.kind == "parent" or "(" not in code.description:
        names = {part.strip() for part in code.description.partition(" (")[0].split("/")}
    tag = code.spoken_tag or ""
    if tag in LANGUAGES:
        names |= {LANGUAGES[tag].english_name, name_in_english(tag)} - {tag}
    return names
