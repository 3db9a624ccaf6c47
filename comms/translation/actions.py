"""Writing words in a language, and approving them: by a named person who did not write them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from babel.messages.catalog import Message
from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.channels.pdf import can_print, unprintable
from comms.channels.pdf.fonts import named
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, Refused
from comms.foundation.languages import language as language_of
from comms.translation.approver import Approver
from comms.translation.catalogues import Words, is_english, plural_rule, words_hash
from comms.translation.checks import message_faults
from comms.translation.find import written_here
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


def write_translation(
    session: Session, viewer: Viewer, given: WordsGiven, now: datetime, machine: str = ""
) -> OwnWords:
    """Write a sentence in another language, in the viewer's own name. It is a draft until somebody else approves it.

    ``machine`` names the package and version where the words are a machine's, unchanged. The same words again are the
    ones there are. Raises ``BadInput`` with everything that is wrong: a gap that is lost or doubled, another number, a
    plural form that is not there, a character no font prints, a direction mark.
    """
    viewer.require(Permission.TRANSLATE)
    return _keep(session, viewer, given, now, machine)


def keep_machine_draft(session: Session, viewer: Viewer, given: WordsGiven, now: datetime, machine: str) -> OwnWords:
    """Keep a machine's words, unchanged, as a draft for somebody to approve: ``machine`` is its package and version.
    Whoever answers a family may, though they translate nothing. Raises ``BadInput`` as ``write_translation`` does."""
    viewer.require(Permission.WRITE_TO_FAMILIES)
    if not machine:
        raise BadInput("It does not say which machine made these words.", "Have them drafted again.")
    return _keep(session, viewer, given, now, machine)


def _keep(session: Session, viewer: Viewer, given: WordsGiven, now: datetime, machine: str) -> OwnWords:
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
    newest = next(iter(written_here(session, viewer, tag, source_hash)), None)
    if newest is not None and newest.translation_hash == digest:
        return newest
    written = OwnWords(
        language=tag, context=given.context, source=given.source, source_plural=given.plural, forms=list(forms),
        source_hash=source_hash, translation_hash=digest, agency_id=viewer.agency_id, made_at=now,
        made_by=viewer.staff_id, machine=machine,
    )  # fmt: skip
    session.add(written)
    session.flush()
    detail = {"language": tag, "use": given.context, "translation": digest}
    note(session, viewer.actor, "write translation", ("words", written.id), now, detail)
    return written


def approve_words(session: Session, viewer: Viewer, chosen: Iterable[Words], now: datetime) -> int:
    """Approve these words in the viewer's own name. Returns to how many that added an approval: what is approved
    already, or by the viewer, stays as it is.

    Words with legal effect count as approved once a second person approves them too. Raises ``Refused`` for anyone
    whose recorded qualification is not for this language, for whoever wrote the words, and for words that were sent
    back in the viewer's agency; ``BadInput`` for words that are missing. The packaged drafts have no author on staff.
    """
    viewer.require(Permission.APPROVE_TRANSLATIONS)
    approvers: dict[str, Approver] = {}
    added = 0
    for words in chosen:
        if words.language not in approvers:
            approvers[words.language] = Approver.of(session, viewer, words.language)
        approver = approvers[words.language]
        approver.check(words)
        if words.pair not in approver.approved:
            added += approver.approve(words, now)
    return added
