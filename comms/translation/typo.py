"""Keeping an approval when only a typo in the English was corrected: a second qualified person says so."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, Refused
from comms.translation.actions import WordsGiven, translation_faults
from comms.translation.approval import TranslationApproval
from comms.translation.approver import Approver, known_by
from comms.translation.catalogues import Words, words_hash
from comms.translation.earlier import likeness
from comms.translation.find import Message, approval, approvals, approved_hashes, authors_of, words
from comms.translation.older import TYPO
from comms.translation.own_words import OwnWords


def typo_only(
    session: Session,
    viewer: Viewer,
    language: str,
    old_approval_id: UUID,
    new: Message,
    now: datetime,
    *,
    english_by: Collection[UUID] = (),
) -> TranslationApproval:
    """Say of a changed English sentence that its meaning is the same, so that the approved words count for it too.

    ``new`` is the sentence as it says now, ``english_by`` whoever wrote that. Said in the viewer's own name, who has a
    recorded qualification for the language, gave none of the old approvals, and wrote neither the words nor the new
    English. Wording with legal effect needs two such people.

    Raises ``Refused`` otherwise; also where the two sentences differ in more than a typo, or in a gap or a number;
    where other words were written for the new one; and where the old words are not approved any more.
    """
    old = approval(session, viewer, old_approval_id)
    approver = Approver.of(session, viewer, language)
    _check_person(session, old, approver, english_by)
    changed = _changed(session, viewer, language, old, new)
    if changed.pair in approver.approved:
        raise Refused("This sentence is approved already.", "Nothing needs doing.")
    _write_once(session, viewer, changed, _author(session, viewer, old), now)
    if not approver.approve(changed, now, carried_from=old):
        raise Refused("You have said this of this sentence already.", "A second person has to say it too.")
    session.flush()
    return next(
        one for one in approvals(session, language) if one.pair == changed.pair and one.approved_by == approver.staff.id
    )


def _check_person(session: Session, old: TranslationApproval, approver: Approver, english_by: Collection[UUID]) -> None:
    staff = approver.staff
    marks = known_by(staff)
    if any(one.pair == old.pair and not marks.isdisjoint(one.marks) for one in approvals(session, old.language)):
        raise Refused("You approved the old words.", "A second qualified person has to say that only a typo changed.")
    if old.pair in approver.own:
        raise Refused("You wrote these words.", "Another qualified person has to say that only a typo changed.")
    if staff.id in english_by:
        raise Refused(
            "You changed the English sentence.", "Another qualified person has to say that only a typo changed."
        )


def _changed(session: Session, viewer: Viewer, language: str, old: TranslationApproval, new: Message) -> Words:
    """The old words for the new English. Raises ``Refused`` where they cannot be."""
    context, source, plural = new
    if old.pair not in approved_hashes(session, language) or not old.forms:
        raise Refused("The old words are not approved any more.", "Have the sentence translated and approved anew.")
    if old.context != context or (old.source_plural is None) != (plural is None):
        raise BadInput("These are sentences of two different uses.", "Open the letter's words again.")
    english = (source,) if plural is None else (source, plural)
    if likeness(old.source, source) < TYPO or likeness(old.source_plural or "", plural or "") < TYPO:
        raise Refused("More than a typo has changed.", "Have the sentence translated and approved anew.")
    given = WordsGiven(language, context, source, plural, tuple(old.forms))
    if faults := translation_faults(given):
        raise Refused(f"The old words no longer fit: {' '.join(faults)}", "Have the sentence translated anew.")
    now_said = words(session, language, viewer.agency_id)(context, source, plural)
    if not now_said.missing and now_said.translation_hash != old.translation_hash:
        raise Refused("Other words were written for this sentence.", "Read those, and approve them or send them back.")
    return Words(
        language, context, source, plural, old.forms[0] if plural is None else tuple(old.forms), draft=True,
        source_hash=words_hash(context, english), translation_hash=old.translation_hash,
    )  # fmt: skip


def _write_once(session: Session, viewer: Viewer, changed: Words, author: UUID | None, now: datetime) -> None:
    """Let the old words be there for the new English too, as written by whoever wrote them; the package has no author
    on staff."""
    there = words(session, changed.language, viewer.agency_id)(changed.context, changed.source, changed.source_plural)
    if not there.missing:
        return
    text = changed.text
    written = OwnWords(
        language=changed.language, context=changed.context, source=changed.source, source_plural=changed.source_plural,
        forms=[text] if isinstance(text, str) else list(text), source_hash=changed.source_hash,
        translation_hash=changed.translation_hash, agency_id=viewer.agency_id, made_at=now, made_by=author,
    )  # fmt: skip
    session.add(written)
    session.flush()
    detail = {"language": changed.language, "use": changed.context, "translation": changed.translation_hash}
    note(session, viewer.actor, "keep words after typo", ("words", written.id), now, detail)


def _author(session: Session, viewer: Viewer, old: TranslationApproval) -> UUID | None:
    return authors_of(session, viewer, old.language).get(old.pair)
