"""The telephone interpreters' line, taken out of the words in which an agency wrote it down."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A number begins with a figure, a plus or a bracket, and has at least seven figures; spaces and marks lie between.
_NUMBER = re.compile(r"(?<![\w.])(?:\+|\()?[0-9](?:[ \u00a0().\-\u2010-\u2013]*[0-9]){6,14}(?!\w)")
_CODE = re.compile(
    r"\b(?:access\s+code|client\s+(?:code|id|number)|customer\s+(?:code|number)|code|pin|id)\b\s*(?:is\b|:|=|no\.?)?\s*"
    r"([A-Za-z]*-?[0-9](?:-?[A-Za-z0-9])*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class InterpreterLine:
    """How to reach the telephone interpreters. ``number`` is as the agency wrote it, ``dialled`` only what a telephone
    takes; both are empty where no number could be read. ``code`` is the access code, empty where none is named."""

    said: str
    number: str
    dialled: str
    code: str

    @property
    def is_set(self) -> bool:
        """Whether the agency wrote anything down at all."""
        return bool(self.said)


def interpreter_line(said: str) -> InterpreterLine:
    """Read a line like "01632 960290, code 2219". What cannot be read is never guessed: the words stay as they are."""
    said = said.strip()
    code = _CODE.search(said)
    # The code may have as many figures as a number; what is called a code is none.
    without_code = said[: code.start()] + " | " + said[code.end() :] if code else said
    number = _NUMBER.search(without_code)
    written = " ".join(number[0].split()) if number else ""
    return InterpreterLine(said, written, _dialled(written), code[1] if code else "")


def _dialled(number: str) -> str:
    """The figures alone; the nought in "+44 (0)1632" is not dialled from abroad, nor with +44 from here."""
    abroad = number.lstrip("(").startswith("+")
    kept = re.sub(r"\(0\)", "", number) if abroad else number
    digits = "".join(one for one in kept if one.isdigit())
    return f"+{digits}" if abroad and digits else digits
