"""Whose each column of each table is, and how it is given to the person it is about when they ask what is held of them
(UK GDPR, article 15; Data Protection Act 2018, schedule 2 part 3, for what would tell of somebody else).

The table is ``columns.tsv``: a row for each column there is. A test fails for a column that is not in it, so that
nothing new is held of anybody without somebody having said whose it is.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "columns.tsv"


class Whose(StrEnum):
    """Whom a column tells of. "The person" is whom its row is about: in most tables somebody in a family, in the
    register an interpreter."""

    PERSON = "the person"
    ANOTHER = "another person"
    STAFF = "staff"
    AGENCY = "agency"
    NOBODY = "nobody"


class How(StrEnum):
    """How it is given to whom its row is about."""

    AS_IT_IS = "as it is"
    OPENED = "opened"
    DESCRIBED = "described"
    WITHHELD = "withheld: third party"
    TECHNICAL = "not exported: technical"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one table: whose it is, and how it is given."""

    table: str
    name: str
    whose: Whose
    how: How

    @property
    def is_given(self) -> bool:
        """Whether the person is given it, in whichever form."""
        return self.how in {How.AS_IT_IS, How.OPENED, How.DESCRIBED}


@cache
def columns() -> dict[tuple[str, str], Column]:
    """Every column there is, by the names of its table and itself."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        found = [Column(row["table"], row["column"], Whose(row["whose"]), How(row["how"])) for row in rows]
    return {(one.table, one.name): one for one in found}


def given_columns(table: str) -> list[Column]:
    """What of a row of this table is given to whom it is about, in the table's order."""
    return [one for one in columns().values() if one.table == table and one.is_given]
