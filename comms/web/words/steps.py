"""What somebody may do with one sentence now: approve it, ask for a review, send it back, say that it was a typo."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleague
from comms.agencies.permissions import Permission
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer
from comms.letters.own.find import letters_in_force, own_phrases
from comms.letters.templates.book import packaged_book
from comms.letters.text.coverage import messages_of
from comms.translation.approver import known_by
from comms.translation.review import MOVES, Step
from comms.web.words.shown import Shown, why_not_approve


@dataclass(frozen=True, slots=True)
class Steps:
    """Each step, with whether its form is offered; ``why_no_typo`` says why nobody may keep the old words as they are,
    where the sentence has changed and the viewer cannot say that only a typo was corrected."""

    approve: bool
    ask: bool
    send_back: bool
    take_back: bool
    typo: bool
    why_no_typo: str
    withdraw: bool


def steps_of(session: Session, viewer: Viewer, tag: str, one: Shown) -> Steps:
    """The steps the viewer may take with one sentence in a language."""
    qualified = not why_not_approve(session, viewer, tag)
    step = Step(one.review.step) if one.review else Step.NOT_ASKED
    follows = MOVES[step] if one.is_draft else frozenset()
    who = colleague(session, viewer, viewer.staff_id) if viewer.staff_id else None
    why_no_typo = _why_no_typo(who, one, english_by(session, viewer, one), qualified=qualified)
    return Steps(
        approve=qualified and one.waits_for_me,
        ask=viewer.may(Permission.TRANSLATE) and Step.ASKED in follows,
        send_back=qualified and Step.SENT_BACK in follows,
        take_back=Step.TAKEN_BACK in follows and one.review is not None and one.review.by == viewer.staff_id,
        typo=one.before is not None and not why_no_typo,
        why_no_typo=why_no_typo if one.before is not None and one.before.approvals else "",
        withdraw=qualified and bool(one.approvals),
    )


def english_by(session: Session, viewer: Viewer, one: Shown) -> frozenset[UUID]:
    """Who of the viewer's agency wrote an English sentence, or put it in force; nobody for a packaged one."""
    message = one.words.context, one.words.source, one.words.source_plural
    phrases = own_phrases(session, viewer).values()
    writers = {row.made_by for row in phrases if row.text == one.words.source}
    packaged = packaged_book().kinds.get(one.words.context)
    if packaged is None or message not in messages_of(packaged):
        for (kind, _), row in letters_in_force(session, viewer).items():
            if row.body and one.words.context.startswith(kind):
                writers |= {row.made_by, row.in_force_by}
    return frozenset(writer for writer in writers if writer is not None)


def _why_no_typo(who: Staff | None, one: Shown, wrote: frozenset[UUID], *, qualified: bool) -> str:
    """Why somebody cannot say that only a typo was corrected; empty where nothing keeps them."""
    before = one.before
    if before is None or not before.may_be_typo:
        return "More than a typo has changed, so the sentence is translated and approved anew."
    if not one.words.missing and one.words.translation_hash != before.words.translation_hash:
        return "Other words were written for the new sentence. Read those."
    can_say = "can say that only a typo was corrected; then the words stay approved."
    if who is None or not qualified:
        return f"Somebody with a recorded qualification {can_say}"
    marks = known_by(who)
    if any(not marks.isdisjoint(approval.marks) for approval in (*before.approvals, *one.approvals)):
        return f"You approved these words. Another qualified person {can_say}"
    return f"You changed the English. Another qualified person {can_say}" if who.id in wrote else ""
