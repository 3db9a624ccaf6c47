"""Writing words in a language, and approving them: by a named person who did not write them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from babel.messages.catalog import Message
from sqlalchemy.orm import Session

from comms.agencies.find import colleague
from comms.agencies.permissions import Permission
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer
from comms.channels.pdf import can_print, unprintable
from comms.channels.pdf.fonts import named
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, Refused
from comms.foundation.languages import fallbacks
from comms.foundation.languages import language as language_of
from comms.translation.approval import TranslationApproval
from comms.translation.catalogues import Words, is_english, plural_rule, words_hash
from comms.translation.checks import message_faults
from comms.translation.find import approved_hashes, hashes_of_ones_own, written_here
from comms.translation.own_words import OwnWords


@dataclass(frozen=True, slots=True)
class WordsGiven:
    """A sentence somebody translated: its language, its use ("L02", "phrase"), the English (and its plural), and the
    translation: one form, or the plural forms of the language in their order."""

    language: str
    context: str
    source: str
    plural: str | None
    forms: tuple[str, ...]

    @property
    def english(self) -> tuple[str, ...]:
        """The English forms."""
        return (self.source,) if self.plural is None else (self.source, self.plural)


def translation_faults(given: WordsGiven) -> list[str]:
    """What keeps these words from being used, each in a sentence; empty when nothing does."""
    if not all(form.strip() for form in given.forms):
        return [
            "Write the translation." if given.plural is None else "Write every form: the letter picks one by count."
        ]
    wanted = 1 if given.plural is None else plural_rule(given.language)[0]
    if len(given.forms) != wanted:
        return [f"It has {len(given.forms)} of the language's {wanted} plural forms."]
    one = given.plural is None
    message = Message(
        given.source if one else given.english, given.forms[0] if one else given.forms, context=given.context
    )
    faults = message_faults(message, given.language)
    missing = unprintable("".join(given.forms), given.language) if can_print(given.language) else []
    faults += [f"no font of this language prints {named(letter)}" for letter in missing]
    return [f"{fault[0].upper()}{fault[1:].rstrip('.')}." for fault in faults]


def write_translation(session: Session, viewer: Viewer, given: WordsGiven, now: datetime) -> OwnWords:
    """Write a sentence in another language, in the viewer's own name. It is a draft until somebody else approves it.

    The same words again are the ones there are. Raises ``BadInput`` with everything that is wrong: a gap that is lost
    or doubled, another number, a plural form that is not there, a character no font prints, a direction mark.
    """
    viewer.require(Permission.TRANSLATE)
    if viewer.staff_id is None:
        raise Refused("Only a person can write a translation.", "Sign in as yourself.")
    if is_english(given.language):
        raise BadInput("English is what is translated.", "Change the letter itself.")
    tag = language_of(given.language).tag
    forms = tuple(unicodedata.normalize("NFC", form.strip()) for form in given.forms)
    given = WordsGiven(tag, given.context, given.source, given.plural, forms)
    if faults := translation_faults(given):
        raise BadInput(" ".join(faults))
    source_hash, digest = words_hash(given.context, given.english), words_hash(given.context, forms)
    newest = next((one for one in written_here(session, viewer, tag) if one.source_hash == source_hash), None)
    if newest is not None and newest.translation_hash == digest:
        return newest
    written = OwnWords(
        language=tag, context=given.context, source=given.source, source_plural=given.plural, forms=list(forms),
        source_hash=source_hash, translation_hash=digest, agency_id=viewer.agency_id, made_at=now,
        made_by=viewer.staff_id,
    )  # fmt: skip
    session.add(written)
    session.flush()
    detail = {"language": tag, "use": given.context, "translation": digest}
    note(session, viewer.actor, "write translation", ("words", written.id), now, detail)
    return written


def may_approve(approver: Staff, language: str) -> bool:
    """Whether somebody has a recorded qualification for a language, or for the one its words are taken from."""
    return bool(approver.qualification) and not {language, *fallbacks(language)}.isdisjoint(approver.qualified_in)


def _check_approval(chosen: Words, approver: Staff, own: frozenset[tuple[str, str]]) -> None:
    """Raise unless these words are there, the approver is qualified for their language, and did not write them."""
    if chosen.missing:
        raise BadInput(f"There is nothing to approve for “{chosen.source[:60]}”.", "Translate it first.")
    if not may_approve(approver, chosen.language):
        raise Refused(
            "Your qualification for this language is not on record.", "Ask your administrator to record it first."
        )
    if (chosen.source_hash, chosen.translation_hash) in own:
        raise Refused(
            f"You wrote the words for “{chosen.source[:60]}” yourself.",
            "Ask another approver to read and approve them.",
        )


def approve_words(session: Session, viewer: Viewer, chosen: Iterable[Words], now: datetime) -> int:
    """Approve these words in the viewer's own name. Returns how many were not approved before.

    Raises ``Refused`` for anyone whose recorded qualification is not for this language and for whoever wrote the words,
    and ``BadInput`` for words that are missing. The packaged drafts have no author on staff.
    """
    viewer.require(Permission.APPROVE_TRANSLATIONS)
    if viewer.staff_id is None:
        raise Refused("Only a person can approve a translation.", "Sign in as yourself.")
    approver = colleague(session, viewer, viewer.staff_id)
    added = 0
    known: dict[str, set[tuple[str, str]]] = {}
    mine = cache(lambda tag: hashes_of_ones_own(session, viewer, tag))
    for words in chosen:
        _check_approval(words, approver, mine(words.language))
        seen = known.setdefault(words.language, set(approved_hashes(session, words.language)))
        if (words.source_hash, words.translation_hash) in seen:
            continue
        # Kinds share sentences, so the same words may be chosen twice at once.
        seen.add((words.source_hash, words.translation_hash))
        session.add(
            TranslationApproval(
                language=words.language, context=words.context, source_hash=words.source_hash,
                translation_hash=words.translation_hash, approved_by=approver.id, approver_name=approver.name,
                qualification=approver.qualification, approved_at=now,
            )
        )  # fmt: skip
        detail = {"language": words.language, "use": words.context, "translation": words.translation_hash}
        note(session, viewer.actor, "approve translation", ("words", None), now, detail)
        added += 1
    return added
