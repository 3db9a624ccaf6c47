"""What is possible in each language: letters, texts, detection, and translation by machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.channels.pdf import can_print
from comms.channels.translator import Pair
from comms.foundation.languages import LANGUAGES, Language
from comms.letters.own.find import book_of
from comms.letters.text.coverage import messages_of
from comms.translation.catalogues import LookUp
from comms.translation.find import words
from comms.translation.profiles import profiles
from comms.translation.short_words import TEXT, short_words

APPROVED, DRAFT, MISSING = "approved", "draft", "missing"


@dataclass(frozen=True, slots=True)
class Possible:
    """One language, and what is possible in it.

    ``approved`` and ``drafts`` are the kinds of letters whose words are all there, and in ``approved`` all approved;
    none where the language cannot be printed. ``texts`` is whether text messages are ``APPROVED``, ``DRAFT`` or
    ``MISSING``. ``pairs`` are the packages that translate out of the language.
    """

    language: Language
    approved: Sequence[str]
    drafts: Sequence[str]
    texts: str
    detected: bool
    pairs: Sequence[Pair]


def possible(session: Session, viewer: Viewer, pairs: Iterable[Pair]) -> list[Possible]:
    """Every language of the registry with what is possible in it for the viewer's agency, by its English name."""
    kinds, known = book_of(session, viewer).kinds.values(), set(profiles(marked=True).tags)
    out_of: dict[str, list[Pair]] = {}
    for pair in pairs:
        out_of.setdefault(pair.source, []).append(pair)
    found = []
    for tag, one in sorted(LANGUAGES.items(), key=lambda item: item[1].english_name):
        look_up = words(session, tag, viewer.agency_id)
        letters = {kind.kind: _how_far(look_up, messages_of(kind)) for kind in kinds} if can_print(tag) else {}
        found.append(
            Possible(
                one,
                [kind for kind, how in letters.items() if how == APPROVED],
                [kind for kind, how in letters.items() if how == DRAFT],
                _how_far(look_up, ((TEXT, one.text, None) for one in short_words(TEXT).values())),
                tag in known,
                out_of.get(tag, ()),
            )
        )
    return found


def _how_far(look_up: LookUp, messages: Iterable[tuple[str, str, str | None]]) -> str:
    """Whether all of these have words, and all of those are approved. The first that is missing ends it: most languages
    have no word at all."""
    drafts = False
    for context, text, plural in messages:
        found = look_up(context, text, plural)
        if found.missing:
            return MISSING
        drafts = drafts or found.draft
    return DRAFT if drafts else APPROVED
