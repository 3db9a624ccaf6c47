"""Reading the two data files beside it: the census codes, and what is known of each language."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class CensusRow:
    """One line of the census table, as it stands there; empty text where the table says nothing."""

    code: str
    description: str
    kind: str
    spoken: str
    scripts: tuple[str, ...]
    direction: str
    written: str
    collision: str
    mapped: bool

    @property
    def asks(self) -> bool:
        """The table says that a person must be asked which language is written."""
        return self.written == "ASK"


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """What the house adds to Babel about one language; empty text where it adds nothing."""

    tag: str
    english_name: str
    own_name: str
    letters: str
    formats: str


def _lines(name: str) -> list[dict[str, str]]:
    text = resources.files("comms.foundation.languages").joinpath(name).read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(kept, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def census_rows() -> tuple[CensusRow, ...]:
    """Every code of the schools' census, in the table's order."""
    return tuple(
        CensusRow(
            code=line["dfe_code"],
            description=line["dfe_description"],
            kind=line["kind"],
            spoken=line["bcp47_spoken"],
            scripts=tuple(line["script"].split("/")) if line["script"] else (),
            direction=line["direction"],
            written=line["suggested_written_bcp47_or_ASK"],
            collision=line["iso_code_collision"],
            mapped=line["iso_mapping_status"] == "mapped",
        )
        for line in _lines("census_codes.tsv")
    )


@cache
def language_rows() -> dict[str, LanguageRow]:
    """What the house adds about each language, by tag."""
    return {line["tag"]: LanguageRow(**line) for line in _lines("languages.tsv")}
