"""The attendance codes of England: what each means and how it is counted.

The codes are dated data (`data/attendance_codes.tsv`, in force since 19 August 2024). A mark is read leniently in
its writing (case, spaces, full-width signs) and strictly in its meaning: a code that is retired or unknown is
refused, because a guess would change what is counted against a family.
"""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from comms.attendance.framework import RetiredCode, read_data, retired_codes
from comms.foundation.errors import BadInput, Misconfigured

StatisticalClass = Literal[
    "attending", "attending_elsewhere", "authorised", "unauthorised", "not_possible", "not_collected"
]

NO_MARK = ""
"""What `read_mark` gives when the register holds no mark for a session. It is not a code and is never counted."""

UNEXPLAINED = "N"
LATE = "L"
PART_TIME = "C2"

# Signs with which an export or a spreadsheet shows that nothing was marked; the dashes are what it makes of "-".
_NOTHING = frozenset({"", "-", "\N{EN DASH}", "\N{EM DASH}", "\N{MINUS SIGN}"})
_DIGIT_FOR_LETTER = {"0": "O", "1": "I", "5": "S", "2": "Z"}
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class AttendanceCode:
    """One code: its meaning, its statistical class, and how a session marked with it is counted."""

    code: str
    meaning: str
    statistical_class: StatisticalClass
    possible: bool
    attended: bool
    counts_towards_threshold: bool
    note: str


class UnknownMark(BadInput):
    """A mark is none of the attendance codes in use."""


class RetiredMark(UnknownMark):
    """A mark is a code of earlier years; `retired` says what replaced it."""

    def __init__(self, retired: RetiredCode) -> None:
        since = f"{retired.retired_on.day} {retired.retired_on:%B %Y}"
        super().__init__(
            f"The attendance code {retired.code} ({retired.meaning}) has not been in use since {since}.",
            f"Use {retired.advice}. Correct the mark in the school's register, then import again.",
        )
        self.retired = retired


def _yes(row: dict[str, str], column: str) -> bool:
    return {"Y": True, "N": False}[row[column]]


@cache
def attendance_codes() -> dict[str, AttendanceCode]:
    """All attendance codes in use, by code, in the order of the list; raises `Misconfigured` on a spoilt list."""
    # Quotes mean nothing in this file and "#" is a code, so neither csv quoting nor comment lines are used in it.
    rows = csv.DictReader(
        read_data("attendance_codes.tsv").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE, restval=""
    )
    codes: dict[str, AttendanceCode] = {}
    for row in rows:
        kind = row["statistical_class"]
        if kind not in get_args(StatisticalClass) or row["code"] in codes:
            raise Misconfigured(
                f"The list of attendance codes is spoilt at the code {row['code']}.",
                "Install the service again, or put attendance_codes.tsv back as it was released.",
            )
        codes[row["code"]] = AttendanceCode(
            code=row["code"],
            meaning=row["meaning"],
            statistical_class=kind,  # type: ignore[arg-type]  # checked above
            possible=_yes(row, "possible_attendance"),
            attended=_yes(row, "counts_as_attended"),
            counts_towards_threshold=row["penalty_notice_threshold"] == "counts",
            note=row["note"],
        )
    return codes


@cache
def threshold_codes() -> frozenset[str]:
    """The codes that count towards the national threshold for a penalty notice: G, N, O and U."""
    return frozenset(code for code, about in attendance_codes().items() if about.counts_towards_threshold)


def attendance_code(code: str) -> AttendanceCode:
    """What one code means, written exactly as in the list; raises `UnknownMark` (or `RetiredMark`)."""
    found = attendance_codes().get(code)
    if found is None:
        raise _refusal(code, code)
    return found


def read_mark(text: str) -> str:
    r"""The attendance code a register's cell stands for, or `NO_MARK` when nothing was marked.

    Upper and lower case, spaces around and inside, and full-width signs are read as the code they show. A blank
    cell or a dash is no mark. Raises `RetiredMark` for a code of earlier years, and `UnknownMark` for all else,
    a day written into one cell ("/\") among it. Nothing is guessed: the digit 0 is not the code O.
    """
    mark = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if mark in _NOTHING:
        return NO_MARK
    if mark in attendance_codes():
        return mark
    raise _refusal(mark, text.strip())


def _refusal(mark: str, given: str) -> UnknownMark:
    retired = retired_codes().get(mark)
    if retired is not None:
        return RetiredMark(retired)
    shown = given if len(given) <= _SHOWN else given[:_SHOWN] + "…"
    return UnknownMark(f"“{shown}” is not an attendance code.", _remedy(mark))


def _remedy(mark: str) -> str:
    again = "Correct the mark in the school's register, then import again."
    if mark in ("/\\", "\\/", "//", "\\\\"):
        return (
            "This looks like two sessions in one cell. Export one column for each morning and each afternoon, "
            "or one row for each session."
        )
    if mark in _DIGIT_FOR_LETTER:
        return f"This is a digit. If the letter {_DIGIT_FOR_LETTER[mark]} is meant, write the letter. {again}"
    foreign = [sign for sign in mark if sign.isalpha() and not sign.isascii()]
    if foreign:
        name = unicodedata.name(foreign[0], "a letter without a name").lower()
        return f"It holds a letter that is not of the English alphabet ({name}). {again}"
    return f"The codes in use are: {' '.join(attendance_codes())}. {again}"
