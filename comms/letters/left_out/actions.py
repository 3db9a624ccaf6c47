"""Leaving a child out of attendance letters for a time, and ending it early."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families.find import adults_of, person
from comms.families.person import PersonKind
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.one_at_a_time import one_at_a_time
from comms.letters.left_out import find
from comms.letters.left_out.exclusion import LONGEST, ExclusionReason, LetterExclusion


class BadTime(BadInput):
    """A time without letters that cannot be. ``field`` is what must be corrected: "reason", "from_day", "until_day",
    "adult" or "note"."""

    def __init__(self, field: str, message: str, remedy: str) -> None:
        """Keep which answer is wrong."""
        super().__init__(message, remedy)
        self.field = field


@dataclass(frozen=True, slots=True)
class LeavingOut:
    """What is given of a time without letters: why, from which day to which (both included), and for whom: one adult,
    or None for all. ``note`` is for staff."""

    reason: str
    from_day: date
    until_day: date | None
    adult_id: UUID | None = None
    note: str = ""


def leave_out(session: Session, viewer: Viewer, child_id: UUID, given: LeavingOut, now: datetime) -> LetterExclusion:
    """Send no attendance letter about a child for a time, which always has an end. The same given again, as by a form
    sent twice, is the one there is.

    Raises ``BadTime`` saying which answer is wrong, ``NotFound`` for a child the viewer may not know of, and
    ``NotAllowed`` for safeguarding without the permission to see safe-contact notes.
    """
    viewer.require(Permission.ISSUE_LETTERS)
    child = person(session, viewer, child_id)
    if child.kind != PersonKind.CHILD:
        raise NotFound("There is no such child.")
    today = london_date(now)
    until = _checked(given, today)
    if given.reason == ExclusionReason.SAFEGUARDING:
        viewer.require(Permission.SEE_SAFE_CONTACT)
    if given.adult_id and given.adult_id not in {adult.id for _, adult in adults_of(session, viewer, child.id)}:
        raise BadTime("adult", "This adult is not on record as the child's.", "Choose one of those listed, or all.")
    one_at_a_time(session, f"times without letters of {child.id}")
    for one in find.exclusions_about(session, viewer, child.id, today):
        if _is(one, given):
            return one
    made = LetterExclusion(
        agency_id=viewer.agency_id, child_id=child.id, adult_id=given.adult_id, reason=given.reason,
        note=given.note.strip() or None, from_day=given.from_day, until_day=until, made_at=now,
        made_by=viewer.staff_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    detail = {"from": str(made.from_day), "until": str(until), "time": str(made.id)}
    note(session, viewer.actor, "leave out of letters", ("person", child.id), now, detail)
    return made


def _is(one: LetterExclusion, given: LeavingOut) -> bool:
    same = (one.adult_id, one.reason, one.from_day, one.until_day)
    # With another note it is kept as another time: nothing that was written is lost.
    return same == (given.adult_id, given.reason, given.from_day, given.until_day) and (
        (one.note or "") == given.note.strip()
    )


def _checked(given: LeavingOut, today: date) -> date:
    """The last day, when the rest is right too."""
    if given.reason not in set(ExclusionReason):
        raise BadTime("reason", "It does not say why no letters go.", "Choose a reason.")
    if given.reason == ExclusionReason.OTHER and not given.note.strip():
        raise BadTime("note", "“Another reason” says too little.", "Write in a few words what it is.")
    until = given.until_day
    if until is None:
        raise BadTime("until_day", "It has no end.",
                      "Give the last day, so that this family is not forgotten; it can be set again then.")  # fmt: skip
    if until < today:
        raise BadTime("until_day", "The last day is past.", "Give today or a later day.")
    if until > today + LONGEST:
        raise BadTime("until_day", f"The last day is more than {LONGEST.days} days ahead, about a school year.",
                      "Give an earlier day and look at it again then.")  # fmt: skip
    if until < given.from_day:
        raise BadTime("until_day", "It ends before it begins.", "Give a last day that is not before the first.")
    return until


def end_leaving_out(
    session: Session, viewer: Viewer, exclusion_id: UUID, because: str, now: datetime
) -> LetterExclusion:
    """End a time without letters before its last day. Raises ``BadInput`` without a reason, and ``Refused`` when it is
    over already."""
    viewer.require(Permission.ISSUE_LETTERS)
    found = find.exclusion(session, viewer, exclusion_id)
    if found.reason == ExclusionReason.SAFEGUARDING:
        viewer.require(Permission.SEE_SAFE_CONTACT)
    # Two may end it at once: the second is told.
    session.refresh(found, with_for_update=True)
    if found.ended_at is not None or found.until_day < london_date(now):
        raise Refused("This time without letters is over already.", "Look at the child's page.")
    if not because.strip():
        raise BadInput("It does not say why letters may go again.", "Write it in a few words.")
    found.ended_at, found.ended_by, found.ended_because = now, viewer.staff_id, because.strip()
    note(session, viewer.actor, "end leaving out of letters", ("person", found.child_id), now, {"time": str(found.id)})
    return found
