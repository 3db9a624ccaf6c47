"""Reading one row of a school's export: a value that cannot be read never costs the others."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from comms.foundation.tables import BadRow, Mapping, Row, UnreadableDate, read_date
from comms.foundation.writing import fold, spreadsheet_plain, tidy_name

YES = frozenset({"y", "yes", "true", "t", "1"})
NO = frozenset({"n", "no", "false", "f", "0", "none"})

# Special schools and colleges have students up to 25; beyond 30 the year was mistyped.
OLDEST_PUPIL = 30

_AS_FORMULA = re.compile(r'="(.*)"')
_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_LONGEST_UPN = 40


@dataclass(slots=True)
class RowReading:
    """One row while it is read. ``faults`` are values it lands without; ``refusals`` are why it cannot land at all."""

    row: Row
    mapping: Mapping
    faults: list[BadRow] = field(default_factory=list)
    refusals: list[BadRow] = field(default_factory=list)

    @property
    def line(self) -> int:
        """The line of the file."""
        return self.row.line_number

    def raw(self, name: str) -> str:
        """The cell as it stands, without blanks around it."""
        return self.mapping.text(self.row, name)

    def text(self, name: str, longest: int) -> str:
        """The cell as a tidy text on one line; a longer one than can be kept is a fault, and then it is empty."""
        text = tidy_name(self.raw(name))
        if len(text) <= longest:
            return text
        self.fault(name, f"it has {len(text)} characters; {longest} can be kept.", "Shorten it.")
        return ""

    def name(self, name: str, longest: int = 200) -> str:
        """A name exactly as it was given; one too long to keep refuses the row, since it cannot be cut."""
        text = tidy_name(self.raw(name))
        if len(text) <= longest:
            return text
        self.refuse(name, f"it has {len(text)} characters; a name of {longest} can be kept.", "Check the columns.")
        return ""

    def upn(self) -> str:
        """The pupil's number in capitals without spaces; without one the row is refused."""
        upn = "".join(tidy_name(without_formula(self.raw("upn"))).split()).upper()
        if not upn:
            self.refuse("upn", "the pupil's number (UPN) is missing.", "Without it a pupil is not told from another.")
        elif _SHORTENED.fullmatch(upn):
            self.refuse("upn", "a spreadsheet has shortened this number.", "Format the column as text, export again.")
        elif len(upn) > _LONGEST_UPN:
            self.refuse("upn", "it is too long for a pupil's number (UPN).", "Check the columns.")
        return upn

    def yes_or_no(self, name: str) -> bool | None:
        """Yes, no, or None where nothing is said; any other word is a fault."""
        word = fold(without_formula(self.raw(name)))
        if word in YES or word in NO:
            return word in YES
        if word:
            self.fault(name, "it is neither yes nor no.", "Write Y or N, or leave it blank where it is not known.")
        return None

    def birth_date(self, name: str, today: date) -> date | None:
        """A pupil's date of birth, or None; one that cannot be is a fault."""
        text = without_formula(self.raw(name))
        if not text:
            return None
        try:
            born = read_date(text)
        except UnreadableDate as unreadable:
            self.fault(name, unreadable.message, unreadable.remedy)
            return None
        if born > today:
            self.fault(name, "this date is still to come.", "Check the year.")
            return None
        if today.year - born.year > OLDEST_PUPIL:
            self.fault(name, f"a pupil born then would be more than {OLDEST_PUPIL} years old.", "Check the year.")
            return None
        return born

    def fault(self, name: str, what: str, remedy: str, value: str | None = None) -> None:
        """Say that the row lands without this value."""
        self.faults.append(self._bad(name, what, remedy, value))

    def refuse(self, name: str, what: str, remedy: str, value: str | None = None) -> None:
        """Say that the row cannot land."""
        self.refusals.append(self._bad(name, what, remedy, value))

    def _bad(self, name: str, what: str, remedy: str, value: str | None) -> BadRow:
        return BadRow(self.line, self.mapping.column(name), self.raw(name) if value is None else value, what, remedy)


def without_formula(text: str) -> str:
    """What was meant by ``="07700"`` and ``'07700``, by which exports keep a spreadsheet from changing a number."""
    match = _AS_FORMULA.fullmatch(text)
    inner = match[1] if match else spreadsheet_plain(text)
    return inner[1:] if inner[:1] == "'" and inner[1:2].isdigit() else inner
