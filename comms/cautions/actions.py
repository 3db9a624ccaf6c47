"""What officers do with a caution session: open it, look at it, record what was said, read a point, keep a drawing.

Each action takes the viewer first, leaves an audit entry of ids and codes alone, and never commits.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.cautions import find
from comms.cautions.appending import append, check_officer, check_seen, session_to_write
from comms.cautions.entry import Device, Entry, row_of
from comms.cautions.kind import kind as kind_called
from comms.cautions.media import CautionMedia, MediaKind, mime_of
from comms.cautions.opening import check_may_open, opened_with
from comms.cautions.reading_out import point_read
from comms.cautions.refusing import NotNow
from comms.cautions.said import Opened, PointRead, Said
from comms.cautions.session import GOES_ON, CautionSession, SessionState
from comms.cautions.standing import Standing
from comms.families.find import person as find_person
from comms.foundation.audit import note
from comms.foundation.errors import Refused
from comms.foundation.one_at_a_time import one_at_a_time

SUBJECT = "caution session"


def open_session(
    session: Session, viewer: Viewer, person_id: UUID, kind: str, now: datetime, continues: UUID | None = None
) -> CautionSession:
    """Open a session with somebody the viewer's agency works with. ``continues`` is an earlier one of theirs that ended
    without an answer: what it established is there to be confirmed.

    Raises ``NoSuchKind``, ``NotNow`` for a kind that is not in force and where one of that kind is open with them,
    ``WrongAge`` where it is not for their age or that is not known, and ``CannotContinue``.
    """
    viewer.require(Permission.TAKE_CAUTIONS)
    if viewer.staff_id is None:
        raise Refused("Only a person can take a caution session.", "Sign in as yourself.")
    one, person = kind_called(kind), find_person(session, viewer, person_id)
    one_at_a_time(session, f"caution sessions of {person.id}")
    check_may_open(session, viewer, person, one, now)
    opened = opened_with(session, viewer, person, one, now, continues)
    row = CautionSession(
        agency_id=viewer.agency_id, person_id=person.id, kind=one.name, script_version=opened.script.version,
        state=SessionState.OPEN, opened_at=now, opened_by=viewer.staff_id, officer_id=viewer.staff_id, last_entry=1,
        continues_id=continues,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(row_of(row.id, Entry(1, now, viewer.staff_id, opened)))
    session.flush()
    note(session, viewer.actor, "open caution session", (SUBJECT, row.id), now, {"kind": one.name})
    return row


def view_session(session: Session, viewer: Viewer, session_id: UUID, now: datetime) -> CautionSession:
    """Open a session to look at it. The look itself is noted. Raises ``NotFound``."""
    viewer.require(Permission.SEE_CAUTIONS)
    row = find.session(session, viewer, session_id)
    note(session, viewer.actor, "view caution session", (SUBJECT, row.id), now)
    return row


def record(
    session: Session, viewer: Viewer, session_id: UUID, seen: int, said: Said, now: datetime,
    device: Device | None = None,
) -> Standing:  # fmt: skip
    """Record one thing that was said or done. ``seen`` is the number of the last entry on the page it was typed into.

    Raises ``WrittenMeanwhile`` where that is not the last any more, ``NotNow`` for whoever is not the session's
    officer, and what ``refusing.refuse`` raises. Nothing is stored then.
    """
    viewer.require(Permission.TAKE_CAUTIONS)
    if isinstance(said, (PointRead, Opened)):
        raise NotNow("The words of a point come from the session's script alone.", "Read the point from its page.")
    return _record(session, viewer, session_id, seen, said, now, device)


def _record(
    session: Session, viewer: Viewer, session_id: UUID, seen: int, said: Said, now: datetime, device: Device | None
) -> Standing:
    row = session_to_write(session, viewer, session_id)
    check_seen(session, viewer, row, seen)
    check_officer(session, viewer, row, said)
    return append(session, viewer, row, said, now, device)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a form says of the reading of a point: which, for which time, who read it aloud, whether to the appropriate
    adult as well, and what was explained differently. The words themselves are no part of it; ``shown`` is the hash of
    those in their language that stood on the page, empty where no page was shown."""

    point: str
    round: int
    read_aloud_by: str
    to_adult: bool = False
    changed: str = ""
    note: str = ""
    shown: str = ""


def read_point(
    session: Session, viewer: Viewer, session_id: UUID, seen: int, reading: Reading, now: datetime,
    device: Device | None = None,
) -> Standing:  # fmt: skip
    """Record that a point was read, in the English of the session's own script and in the words of the catalogue today.

    Raises what ``record`` raises.
    """
    viewer.require(Permission.TAKE_CAUTIONS)
    standing = find.standing(session, viewer, session_id)
    said = point_read(session, viewer, standing, reading.point, reading.round)
    if reading.shown and reading.shown != said.words_hash:
        raise NotNow("The words in their language were changed while this page was open.",
                     "Read out those that stand here now.")  # fmt: skip
    said = said.as_read(reading.read_aloud_by, reading.changed, reading.note, to_adult=reading.to_adult)
    return _record(session, viewer, session_id, seen, said, now, device)


def keep_media(
    session: Session, viewer: Viewer, session_id: UUID, kind: MediaKind | str, content: bytes, now: datetime
) -> CautionMedia:
    """Keep a drawing, a recording or a drawn signature of a session. The same bytes twice are one piece.

    Raises ``BadMedia`` for what is none, or too long, and ``NotNow`` once the record is sealed.
    """
    viewer.require(Permission.TAKE_CAUTIONS)
    row = session_to_write(session, viewer, session_id)
    if row.state == SessionState.SEALED or (row.state not in GOES_ON and kind != MediaKind.SIGNATURE):
        raise NotNow("The session has ended.", "Only signatures are added now.")
    if viewer.staff_id != row.officer_id:
        raise NotNow("You are not the officer of this session.", "Take it over first, with the reason.")
    mime, digest = mime_of(MediaKind(kind), content), hashlib.sha256(content).hexdigest()
    for known in find.media(session, viewer, row.id):
        if (known.sha256, known.kind) == (digest, kind):
            return known
    made = CautionMedia(
        session_id=row.id, kind=MediaKind(kind), mime=mime, content=content, sha256=digest, made_at=now,
        made_by=viewer.staff_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    detail = {"media": str(made.id), "kind": str(kind)}
    note(session, viewer.actor, "keep caution media", (SUBJECT, row.id), now, detail)
    return made
