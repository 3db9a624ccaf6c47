"""Somebody who approves words of one language: what they may approve, and the approval they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleague
from comms.agencies.permissions import Permission
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, Refused
from comms.foundation.languages import fallbacks
from comms.translation.approval import Basis, TranslationApproval
from comms.translation.catalogues import Words, forms_of
from comms.translation.find import approvals, approved_hashes, hashes_of_ones_own, reviews
from comms.translation.one_person import marks_of
from comms.translation.review import Step
from comms.translation.uses import has_legal_effect

Pair = tuple[str, str]
SHOWN = 60
SAME_PERSON = "has your name or e-mail address, and two people have to approve them."
ANOTHER_PERSON = (
    "Ask another person who is qualified. Where you are two people, have your administrator record both names in full."
)


def may_approve(approver: Staff, language: str) -> bool:
    """Whether somebody has a recorded qualification for a language, or for the one its words are taken from."""
    return bool(approver.qualification) and not {language, *fallbacks(language)}.isdisjoint(approver.qualified_in)


def qualified(session: Session, viewer: Viewer, language: str) -> Staff:
    """The viewer, as somebody who may approve words of a language.

    Raises ``NotAllowed`` without the permission, and ``Refused`` for the system and for whoever has no recorded
    qualification for the language.
    """
    viewer.require(Permission.APPROVE_TRANSLATIONS)
    if viewer.staff_id is None:
        raise Refused("Only a person can approve a translation.", "Sign in as yourself.")
    approver = colleague(session, viewer, viewer.staff_id)
    if not may_approve(approver, language):
        raise Refused(
            "Your qualification for this language is not on record.", "Ask your administrator to record it first."
        )
    return approver


def known_by(staff: Staff) -> frozenset[str]:
    """What an account is known by; two accounts that share any of it are one person's."""
    return marks_of(str(staff.id), staff.email, staff.name)


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody qualified, with what is approved in the language already, what they approved and wrote themselves, and
    what was sent back in their agency. ``counterparts`` names, for words with legal effect, another account that is
    taken for the same person and has approved them."""

    session: Session
    viewer: Viewer
    staff: Staff
    approved: frozenset[Pair]
    given: set[Pair]
    counterparts: Mapping[Pair, str]
    own: frozenset[Pair]
    sent_back: frozenset[Pair]

    @classmethod
    def of(cls, session: Session, viewer: Viewer, language: str) -> Approver:
        """The viewer as an approver of a language. Raises as ``qualified``."""
        staff = qualified(session, viewer, language)
        newest = {one.pair: one.step for one in reviews(session, viewer, language)}
        every, marks = approvals(session, language), known_by(staff)
        given = {one.pair for one in every if one.approved_by == staff.id}
        return cls(
            session, viewer, staff, approved_hashes(session, language), given,
            {
                one.pair: one.approver_name
                for one in every
                if has_legal_effect(one.context) and one.pair not in given and not marks.isdisjoint(one.marks)
            },
            hashes_of_ones_own(session, viewer, language),
            frozenset(pair for pair, step in newest.items() if step == Step.SENT_BACK),
        )  # fmt: skip

    def wrote(self, words: Words) -> bool:
        """Whether these words are the approver's own."""
        return words.pair in self.own

    def check(self, words: Words) -> None:
        """Raises unless these words are there, are somebody else's, and were not sent back; where two people have to
        approve them, also unless the one who has was another person."""
        said = f"“{words.source[:SHOWN]}”"
        if words.missing:
            raise BadInput(f"There is nothing to approve for {said}.", "Translate it first.")
        if self.wrote(words):
            raise Refused(f"You wrote the words for {said} yourself.",
                          "Ask another approver to read and approve them.")  # fmt: skip
        if words.pair in self.sent_back:
            raise Refused(f"The words for {said} were sent back.", "Write them anew, or ask for a review again.")
        if words.pair in self.counterparts and words.pair not in self.approved:
            raise Refused(f"The account that approved the words for {said} {SAME_PERSON}", ANOTHER_PERSON)

    def approve(
        self,
        words: Words,
        now: datetime,
        certificate_id: UUID | None = None,
        carried_from: TranslationApproval | None = None,
    ) -> bool:
        """Add this person's approval of these words; False where they gave it before, with whichever account. Raises as
        ``check``."""
        self.check(words)
        if words.pair in self.given or words.pair in self.counterparts:
            return False
        # Kinds share sentences, so the same words may be chosen twice at once.
        self.given.add(words.pair)
        self.session.add(
            TranslationApproval(
                language=words.language, context=words.context, source_hash=words.source_hash,
                translation_hash=words.translation_hash, approved_by=self.staff.id, approver_name=self.staff.name,
                qualification=self.staff.qualification, approved_at=now, source=words.source,
                source_plural=words.source_plural, forms=list(forms_of(words)), agency_id=self.viewer.agency_id,
                certificate_id=certificate_id, basis=Basis.TYPO_ONLY if carried_from else Basis.READ,
                carried_from_id=carried_from.id if carried_from else None,
            )
        )  # fmt: skip
        action = "keep approval after typo" if carried_from else "approve translation"
        detail = {"language": words.language, "use": words.context, "translation": words.translation_hash}
        note(self.session, self.viewer.actor, action, ("words", None), now, detail)
        return True
