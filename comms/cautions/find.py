"""Questions about caution sessions. An agency sees its own, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.cautions.entry import CautionEntry, Entry, entry_of
from comms.cautions.folding import fold
from comms.cautions.media import CautionMedia
from comms.cautions.said import Opened
from comms.cautions.session import GOES_ON, CautionSession
from comms.cautions.standing import Standing
from comms.families.hidden.find import nobody_hidden
from comms.families.person import Person
from comms.foundation.errors import NotFound
from comms.foundation.writing import fold as fold_name


def visible_sessions(viewer: Viewer) -> Select[CautionSession]:
    """The sessions this viewer may know of: their agency's, with nobody who is kept closed from them. Every other query
    here stands on this one."""
    return select(CautionSession).where(
        CautionSession.agency_id == viewer.agency_id, nobody_hidden(viewer, CautionSession.person_id)
    )


def session(session: Session, viewer: Viewer, session_id: UUID) -> CautionSession:
    """One session, as it stands in the database now. Raises ``NotFound``."""
    query = visible_sessions(viewer).where(CautionSession.id == session_id)
    found = session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotFound("There is no such session.")
    return found


def sessions(session: Session, viewer: Viewer, limit: int = 200) -> Sequence[CautionSession]:
    """The agency's sessions, the newest first."""
    return session.scalars(_newest_first(visible_sessions(viewer)).limit(limit)).all()


def open_sessions(session: Session, viewer: Viewer) -> Sequence[CautionSession]:
    """The sessions in which something can still be said, the newest first."""
    return session.scalars(_newest_first(visible_sessions(viewer).where(CautionSession.state.in_(GOES_ON)))).all()


def sessions_of(session: Session, viewer: Viewer, person_id: UUID) -> Sequence[CautionSession]:
    """The sessions with one person, the newest first."""
    return session.scalars(_newest_first(visible_sessions(viewer).where(CautionSession.person_id == person_id))).all()


def _newest_first(query: Select[CautionSession]) -> Select[CautionSession]:
    return query.order_by(CautionSession.opened_at.desc(), CautionSession.id.desc())


def entries(session: Session, viewer: Viewer, session_id: UUID) -> tuple[Entry, ...]:
    """Everything that was said in a session, in order. Raises ``NotFound`` for a session there is not."""
    ids = visible_sessions(viewer).with_only_columns(CautionSession.id)
    query = select(CautionEntry).where(CautionEntry.session_id == session_id, CautionEntry.session_id.in_(ids))
    found = tuple(entry_of(row) for row in session.scalars(query.order_by(CautionEntry.number)))
    if not found:
        raise NotFound("There is no such session.")
    return found


def standing(session: Session, viewer: Viewer, session_id: UUID) -> Standing:
    """Where a session stands. Raises ``NotFound``."""
    return standing_of(entries(session, viewer, session_id))


def standing_of(said: Sequence[Entry]) -> Standing:
    """Where a session stands after these entries, of which the first opened it."""
    opened = said[0].said
    if not isinstance(opened, Opened):
        raise TypeError("The first entry of a session opens it.")
    return fold(opened, said)


def media(session: Session, viewer: Viewer, session_id: UUID) -> Sequence[CautionMedia]:
    """The drawings and recordings of a session, in the order in which they were made."""
    query = _media(viewer).where(CautionMedia.session_id == session_id)
    return session.scalars(query.order_by(CautionMedia.made_at, CautionMedia.id)).all()


def one_media(session: Session, viewer: Viewer, session_id: UUID, media_id: UUID) -> CautionMedia:
    """One drawing or recording of a session. Raises ``NotFound``, also for one of another session."""
    query = _media(viewer).where(CautionMedia.session_id == session_id, CautionMedia.id == media_id)
    found = session.scalar(query)
    if found is None:
        raise NotFound("There is no such drawing or recording in this session.")
    return found


def folded_names(session: Session, viewer: Viewer, people: Iterable[UUID]) -> frozenset[str]:  # noqa: ARG001 - who is related is so for everybody
    """The names of these people, folded, to compare another with; no screen shows them."""
    query = select(Person.given_name, Person.family_name).where(Person.id.in_(list(people)))
    return frozenset(fold_name(f"{given} {family}") for given, family in session.execute(query))


def _media(viewer: Viewer) -> Select[CautionMedia]:
    ids = visible_sessions(viewer).with_only_columns(CautionSession.id)
    return select(CautionMedia).where(CautionMedia.session_id.in_(ids))
