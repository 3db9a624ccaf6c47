"""Somebody's own words, as they said them, in their language; names as they spell them; a condition of a caution."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comms.cautions.said.payload import Part

INTERPRETER, OFFICER = "interpreter", "officer"


@dataclass(frozen=True, slots=True)
class Words(Part):
    """Own words: typed (``text``), or written by hand or spoken (``media_id``), in ``language``.

    ``rendition`` is what they mean in English, ``rendered_by`` who said so: "interpreter", "officer" (only where no
    interpreter is needed), or empty where the words are English.
    """

    text: str = ""
    language: str = ""
    media_id: UUID | None = None
    rendition: str = ""
    rendered_by: str = ""

    @property
    def english(self) -> str:
        """What they mean in English."""
        return self.rendition or self.text


@dataclass(frozen=True, slots=True)
class Name(Part):
    """A name as the person spells it, and in which language (so in which script) that is."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Condition(Part):
    """One condition, in the officer's English, and the day until which it has to be kept or done."""

    text: str
    by: date | None = None
