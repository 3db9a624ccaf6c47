"""Numbers that a spreadsheet has spoiled: telephone numbers without their first zero, long numbers as 7.7E+09."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from comms.foundation.tables.table import Row, some_lines
from comms.foundation.writing import fold

_TELEPHONE_HEADINGS = re.compile("phone|mobile|tel|landline|fax")
# A national number of the United Kingdom is nine or ten figures after its zero.
_WITHOUT_ZERO = re.compile("[1-9][0-9]{8,9}")
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{2}", re.IGNORECASE)
_SHORTEST = len("7E+09")


def odd_numbers(headers: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """A note for each column whose numbers look spoiled; the cells themselves stay as they are."""
    telephones = {header for header in headers if _TELEPHONE_HEADINGS.search(fold(header))}
    without_zero: dict[str, list[int]] = defaultdict(list)
    shortened: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        for header, cell in row.cells.items():
            # A register has millions of one-letter cells: they are not looked at twice.
            if not isinstance(cell, str) or len(cell) < _SHORTEST:
                continue
            if header in telephones and _WITHOUT_ZERO.fullmatch(cell.strip()):
                without_zero[header].append(row.line_number)
            elif _SCIENTIFIC.fullmatch(cell.strip()):
                shortened[header].append(row.line_number)
    return [
        *(
            f"{header}: a number without its leading zero in {some_lines(lines)}. A spreadsheet drops it; "
            "the numbers were kept as given."
            for header, lines in without_zero.items()
        ),
        *(
            f"{header}: a long number shortened by a spreadsheet in {some_lines(lines)}. Its last figures are lost; "
            "format the column as text and export again."
            for header, lines in shortened.items()
        ),
    ]
