"""What stands beside words that came in: what a machine made of them, by name and marked, or plainly why there is
nothing. The original stands above it, always."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.follow_ups.family_page.family_link import FamilyAnswer
from comms.foundation.errors import NotFound
from comms.foundation.languages import Language, language
from comms.messages.incoming import Incoming
from comms.messages.translated import is_foreign, wants_english
from comms.translation.catalogues import ENGLISH
from comms.translation.machine.find import waiting_about
from comms.translation.machine.pairs import any_here, pair_here

NO_ENGINE = "Not translated: no translation package is installed here."
NO_LANGUAGE = "Not translated: nobody can tell which language it is in."
NOT_ASKED = "Not translated yet: the machine was not asked."
WAITING = "The machine is asked, and has not answered yet. Open this page again in a moment."


@dataclass(frozen=True, slots=True)
class MachineSaid:
    """A sentence about the translation, empty where none is needed; the English, empty where there is none; and whether
    somebody may ask the machine now."""

    said: str = ""
    english: str = ""
    may_ask: bool = False


def mark_of(by: str) -> str:
    """What stands with everything a machine wrote, with its package and version."""
    return f"Machine translation, not checked ({by})."


def machine_said(
    session: Session, viewer: Viewer, about: str, rows: Sequence[Incoming | FamilyAnswer]
) -> dict[UUID, MachineSaid]:
    """For each row that came in what the machine made of it. However many there are, the questions are as many."""
    tags = {row.language for row in rows}
    known = {tag for tag in tags if _named(tag) and pair_here(session, tag, ENGLISH) is not None}
    waiting = waiting_about(session, viewer, about, [row.id for row in rows])
    return {row.id: _said(row, known, waiting, any_package=any_here(session)) for row in rows}


def _said(
    row: Incoming | FamilyAnswer, known: Collection[str], waiting: Collection[UUID], *, any_package: bool
) -> MachineSaid:  # fmt: skip
    words, english = (row.body, row.translated) if isinstance(row, Incoming) else (row.words, row.translation)
    if english:
        return MachineSaid(mark_of(row.translated_by), english)
    if not _wants_words(row, words or ""):
        return MachineSaid()
    if row.id in waiting:
        return MachineSaid(WAITING)
    may_ask = row.language in known and is_foreign(row.language, words or "")
    if row.translation_why:
        return MachineSaid(f"Not translated by the machine. {row.translation_why}", may_ask=may_ask)
    if may_ask:
        return MachineSaid(NOT_ASKED, may_ask=True)
    return MachineSaid(_why_none(row.language) if any_package else NO_ENGINE)


def _wants_words(row: Incoming | FamilyAnswer, words: str) -> bool:
    """Whether a sentence about the translation is worth its place: not under figures, English, or a sure answer."""
    if not any(one.isalpha() for one in words) or row.language == ENGLISH:
        return False
    return not (isinstance(row, Incoming) and row.language) or wants_english(row)


def _why_none(tag: str) -> str:
    found = _named(tag)
    if found is None:
        return NO_LANGUAGE
    return f"Not translated: there is no translation package from {found.english_name} to English here."


def _named(tag: str) -> Language | None:
    try:
        return language(tag) if tag else None
    except NotFound:
        return None
