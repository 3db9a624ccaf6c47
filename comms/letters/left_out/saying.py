"""What may be said to whom of a time without letters."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from babel.dates import format_date
from sqlalchemy.orm import Session

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.foundation.errors import Refused
from comms.letters.left_out.exclusion import REASONS, ExclusionReason, LetterExclusion
from comms.letters.left_out.find import LeftOut, left_out_on

# Letters about attendance itself. What a person decides to say of a meeting, an offer or a call goes even then, and so
# does how a penalty notice stands (L10), whose days go on.
ATTENDANCE_KINDS = frozenset({"L01", "L02", "L07", "L08", "L09", "L11", "L12"})


def may_know_why(viewer: Viewer, exclusion: LetterExclusion) -> bool:
    """Whether the viewer may read the reason and the note."""
    return exclusion.reason != ExclusionReason.SAFEGUARDING or viewer.may(Permission.SEE_SAFE_CONTACT)


def left_out_sentence(viewer: Viewer, exclusion: LetterExclusion) -> str:
    """That no letter goes, until when, and as much of the reason as the viewer may know."""
    if not may_know_why(viewer, exclusion):
        return said_to_anyone(exclusion)
    return f"{_until(exclusion)} ({REASONS[ExclusionReason(exclusion.reason)]})."


def said_to_anyone(exclusion: LetterExclusion) -> str:
    """The same for anyone who may see letters: it goes into lists and records that others read later, so of
    safeguarding it tells no more than whom to ask."""
    if exclusion.reason == ExclusionReason.SAFEGUARDING:
        return f"{_until(exclusion)}: ask the safeguarding lead."
    return f"{_until(exclusion)} ({REASONS[ExclusionReason(exclusion.reason)]})."


def the_one_that_holds(left_out: LeftOut, child_id: UUID | None, adult_id: UUID) -> LetterExclusion | None:
    """Of the times for every adult and for this one, the one that reaches further; None when neither is."""
    if child_id is None:
        return None
    found = [one for one in (left_out.get((child_id, None)), left_out.get((child_id, adult_id))) if one]
    return max(found, key=lambda one: one.until_day, default=None)


def refuse_if_left_out(session: Session, viewer: Viewer, kind: str, people: tuple[UUID, UUID | None], on: date) -> None:
    """Raises ``Refused`` for a letter about attendance to the adult about the child, where somebody said that none
    goes; it names the last day, and who said so."""
    adult_id, child_id = people
    if kind not in ATTENDANCE_KINDS or child_id is None:
        return
    found = the_one_that_holds(left_out_on(session, viewer, [child_id], on), child_id, adult_id)
    if found is None:
        return
    names = {one.id: one.name for one in colleagues(session, viewer)}
    by = names.get(found.made_by, "somebody who has left") if found.made_by else "the system"
    set_by = f" {by} set this." if may_know_why(viewer, found) else ""
    raise Refused(f"{left_out_sentence(viewer, found)}{set_by}", "Wait until then, or end it on the child's page.")


def _until(exclusion: LetterExclusion) -> str:
    return f"No attendance letters until {format_date(exclusion.until_day, 'd MMMM y', locale='en_GB')}"
