"""The forms of a letter: as most people read it, in large print, as plain text, as an easy-read text of its own; and
those that others make, as braille."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comms.agencies.agency import Agency
from comms.families.language_need import LanguageNeed
from comms.letters.decision import Held
from comms.letters.templates.book import EASY_READ, LetterBook
from comms.letters.templates.kind import LetterKind

LARGE_PRINT, PLAIN_TEXT, BY_EMAIL = "large print", "plain text", "e-mail"
# What the agency's address book of formats may hold: forms that somebody else makes, or reads out.
MADE_ELSEWHERE = (EASY_READ, "braille", "audio", "sign video")
FORMATS = (LARGE_PRINT, PLAIN_TEXT, BY_EMAIL, *MADE_ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Form:
    """The form a letter is made in: empty for the usual one, and the kind whose words it has."""

    name: str
    kind: LetterKind

    @property
    def large(self) -> bool:
        """Whether it is set in 18 pt."""
        return self.name == LARGE_PRINT

    @property
    def plain(self) -> bool:
        """Whether it is one column of words and nothing else."""
        return self.name == PLAIN_TEXT


def form_for(book: LetterBook, kind: LetterKind, need: LanguageNeed | None, agency: Agency) -> Form | Held:
    """The form in which this person reads a letter of this kind, or why it is held: a format is not a font.

    “Please ring us” goes to somebody who needs easy read as it is: nothing shorter can be said.
    """
    wanted = need.format if need else ""
    if wanted in {"", BY_EMAIL}:
        return Form("", kind)
    if wanted in {LARGE_PRINT, PLAIN_TEXT}:
        return Form(wanted, kind)
    if wanted == EASY_READ and kind.kind in book.easy:
        return Form(EASY_READ, book.easy[kind.kind])
    if wanted == EASY_READ and kind.kind == "L00":
        return Form("", kind)
    return Held("no_such_format", f"This parent needs {wanted}, and this letter does not exist in it here.",
                f"{who_makes(agency, wanted)} Until then ring them and tell them what the letter says.")  # fmt: skip


def who_makes(agency: Agency, wanted: str) -> str:
    """Who makes a format for this agency, how they are reached and how long they take, in a sentence."""
    entry: Mapping[str, Any] = (agency.formats or {}).get(wanted) or {}
    if not entry.get("who"):
        return f"Nobody is named for {wanted} yet: name somebody under “Our agency”."
    reach = ", ".join(str(entry[name]) for name in ("telephone", "email") if entry.get(name))
    days = int(entry.get("days") or 0)
    takes = f" It takes about {days} working {'day' if days == 1 else 'days'}." if days else ""
    return f"Ask {entry['who']} for {wanted}{f' ({reach})' if reach else ''}.{takes}"
