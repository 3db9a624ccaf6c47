"""Where one sentence stands in one language, for one use."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

from comms.translation.approval import TranslationApproval
from comms.translation.catalogues import Words
from comms.translation.one_person import number_of_people
from comms.translation.review import Step
from comms.translation.uses import approvers_needed


class WordState(StrEnum):
    """Where it stands. Letters say approved words alone, or drafts with a line that says so."""

    MISSING = "missing"
    DRAFT_BY_MACHINE = "draft by a machine"
    DRAFT_BY_PERSON = "draft by a person"
    IN_REVIEW = "in review"
    HALF_APPROVED = "approved by one of two"
    APPROVED = "approved"


def state_of(
    words: Words, approvals: Collection[TranslationApproval], step: Step = Step.NOT_ASKED, *, by_machine: bool = False
) -> WordState:
    """Where these words stand: ``approvals`` are those in force for exactly them, ``step`` is the newest of their
    review, and ``by_machine`` holds where no person wrote or corrected them.

    Words that were sent back are a draft again, also where one of two has approved them.
    """
    if words.missing:
        return WordState.MISSING
    needed = approvers_needed(words.context)
    approvers = number_of_people(one.marks for one in approvals) if needed > 1 else len(approvals)
    if approvers >= needed:
        return WordState.APPROVED
    if step != Step.SENT_BACK:
        if approvers:
            return WordState.HALF_APPROVED
        if step == Step.ASKED:
            return WordState.IN_REVIEW
    return WordState.DRAFT_BY_MACHINE if by_machine else WordState.DRAFT_BY_PERSON


def in_force(approvals: Sequence[TranslationApproval]) -> dict[tuple[str, str], list[TranslationApproval]]:
    """The approvals that were not withdrawn, by the hashes of their words, in the order given."""
    found: dict[tuple[str, str], list[TranslationApproval]] = {}
    for one in approvals:
        if one.withdrawn_at is None:
            found.setdefault(one.pair, []).append(one)
    return found
