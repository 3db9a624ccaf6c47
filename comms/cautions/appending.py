"""Adding one entry to a session: the only way in which anything is recorded. One entry is one step and one commit, so
that a power cut loses at most what stands on the screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleague
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.cautions import find
from comms.cautions.completing import completed, refuse_by_records
from comms.cautions.entry import Device, Entry, row_of
from comms.cautions.moments import time_of_entry
from comms.cautions.refusing import NotNow, WrittenMeanwhile, refuse
from comms.cautions.said import AuthorityGiven, Corrected, Decided, OfficerChanged, Paused, Resumed, Said
from comms.cautions.session import GOES_ON, CautionSession, SessionState
from comms.cautions.standing import Standing
from comms.foundation.audit import note
from comms.foundation.clock import LONDON
from comms.foundation.errors import NotFound, Refused
from comms.foundation.one_at_a_time import one_at_a_time

LONGEST_DEVICE = 200


def session_to_write(session: Session, viewer: Viewer, session_id: UUID) -> CautionSession:
    """A session, which this unit of work alone writes in until it is committed. Raises ``NotFound``."""
    one_at_a_time(session, f"caution session {session_id}")
    return find.session(session, viewer, session_id)


def check_seen(session: Session, viewer: Viewer, row: CautionSession, seen: int) -> None:
    """Raises ``WrittenMeanwhile`` where somebody wrote since the page was shown: they are named, and so is the time."""
    if seen == row.last_entry:
        return
    last = find.entries(session, viewer, row.id)[-1]
    at = last.at.astimezone(LONDON)
    raise WrittenMeanwhile(
        f"{staff_name(session, viewer, last.by)} wrote in this session at {at:%H:%M}, after your page was shown.",
        "Nothing of yours was stored. Look at what was written, and send yours again if it still holds.",
    )


def check_officer(session: Session, viewer: Viewer, row: CautionSession, said: Said) -> None:
    """Raises ``NotNow`` for anybody but the session's officer: another first takes it over, with a reason. An
    authorising officer decides on their own screen, and whoever may take cautions corrects a record."""
    if viewer.staff_id is None:
        raise Refused("Only a person can take a caution session.", "Sign in as yourself.")
    if viewer.staff_id == row.officer_id:
        if isinstance(said, OfficerChanged):
            raise NotNow("This session is yours already.", "Go on with it.")
        return
    if isinstance(said, (OfficerChanged, Corrected)):
        return
    if isinstance(said, AuthorityGiven) and viewer.may(Permission.AUTHORISE_CAUTIONS):
        return
    name = staff_name(session, viewer, row.officer_id)
    raise NotNow(f"{name} is the officer of this session.", "Take it over first, with the reason.")


def staff_name(session: Session, viewer: Viewer, staff_id: UUID) -> str:
    """A colleague's name, for a sentence."""
    try:
        return colleague(session, viewer, staff_id).name
    except NotFound:
        return "Somebody else"


def append(
    session: Session, viewer: Viewer, row: CautionSession, said: Said, now: datetime, device: Device | None = None
) -> Standing:
    """Add what was said to a session that this unit of work writes in, and keep the session's own row beside it.

    Raises what ``refuse`` raises, and ``ClockWrong`` where the service's clock stands before the last entry.
    """
    before = find.entries(session, viewer, row.id)
    standing = find.standing_of(before)
    if row.state == SessionState.SEALED and not isinstance(said, Corrected):
        raise NotNow("The record is sealed.", "Correct it with why: that makes another version.")
    at = time_of_entry(now, standing.last_at)
    if isinstance(said, OfficerChanged):
        said = replace(said, to_name=viewer.name)
    said = completed(session, viewer, row, standing, said)
    refuse(standing, said, at)
    refuse_by_records(session, viewer, standing, said, at)
    if viewer.staff_id is None:
        raise Refused("Only a person can take a caution session.", "Sign in as yourself.")
    device = device or Device("")
    entry = Entry(standing.last + 1, at, viewer.staff_id, said, device.name[:LONGEST_DEVICE], device.at)
    session.add(row_of(row.id, entry))
    after = find.standing_of([*before, entry])
    _keep_up(row, after, entry)
    session.flush()
    detail = {"number": entry.number, "kind": said.KIND}
    note(session, viewer.actor, "record caution entry", ("caution session", row.id), now, detail)
    return after


def _keep_up(row: CautionSession, after: Standing, entry: Entry) -> None:
    """Bring what lists of sessions need to where the session stands now."""
    row.last_entry = after.last
    row.language = after.language.spoken if after.language else ""
    row.outcome = after.decided.outcome if after.decided else ""
    if isinstance(entry.said, OfficerChanged):
        row.officer_id = entry.by
    if row.state not in GOES_ON:
        return
    if isinstance(entry.said, Decided):
        row.state, row.ended_at = SessionState.ENDED, entry.at
    elif isinstance(entry.said, Paused):
        row.state = SessionState.PAUSED
    elif isinstance(entry.said, Resumed):
        row.state = SessionState.OPEN
