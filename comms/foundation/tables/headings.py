"""The headings of a table: every column with content has one, and no two are the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from comms.foundation.tables.table import Limits, UnreadableTable
from comms.foundation.writing import fold, tidy_name


def headings(first_row: Sequence[str], name: str, line: int, limits: Limits, columns_used: set[int]) -> dict[int, str]:
    """The headings by position, tidied; columns with neither heading nor content are left out.

    `columns_used` are the positions at which some row has content. Raises UnreadableTable for a table that is
    too wide, and for headings that are missing or there twice.
    """
    found = {position: tidy_name(cell) for position, cell in enumerate(first_row) if tidy_name(cell)}
    if not found:
        raise UnreadableTable(f"{name} has no headings.", "Its first line must name the columns.")
    if len(found) > limits.columns:
        raise UnreadableTable(
            f"{name} has {len(found)} columns; {limits.columns} are read at most.", "Export a shorter period at a time."
        )
    unnamed = sorted(position + 1 for position in columns_used if position < len(first_row) and position not in found)
    if unnamed:
        columns = ", ".join(str(number) for number in unnamed[:5])
        raise UnreadableTable(
            f"{name} has no heading in line {line} over column {columns}, which has content.",
            "Name the column, or empty it.",
        )
    _refuse_the_same_twice(found, name, line)
    return found


def _refuse_the_same_twice(found: dict[int, str], name: str, line: int) -> None:
    counts = Counter(fold(heading) for heading in found.values())
    twice = [heading for heading in found.values() if counts[fold(heading)] > 1]
    if twice:
        positions = ", ".join(
            str(position + 1) for position, heading in found.items() if fold(heading) == fold(twice[0])
        )
        raise UnreadableTable(
            f"{name} has the heading “{twice[0]}” more than once in line {line} (columns {positions}).",
            "Give each column its own heading.",
        )
