"""Sessions in a list: whom each is with, which kind, who conducts it, and in a sentence what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleagues
from comms.agencies.viewer import Viewer
from comms.bookings.appointments.find import people_of
from comms.cautions import find
from comms.cautions.kind import kind
from comms.cautions.session import GOES_ON, CautionSession, SessionState
from comms.cautions.standing import Standing
from comms.cautions.steps import what_is_missing
from comms.families.actions import view_list
from comms.foundation.languages import LANGUAGES, Language
from comms.web.bookings.appointments_times import clock
from comms.web.wording import counted, day_in_words

MOST_SEALED = 50


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session in a list. ``sentence`` says what is missing, or how it ended."""

    id: UUID
    person_id: UUID
    name: str
    title: str
    state: SessionState
    language: Language | None
    officer: str
    opened: str
    sentence: str

    @property
    def goes_on(self) -> bool:
        """Whether something can still be said in it."""
        return self.state in GOES_ON


def session_rows(session: Session, viewer: Viewer, now: datetime, person_id: UUID | None = None) -> list[SessionRow]:
    """The sessions of the viewer's agency, or those with one person; of those that are sealed the newest."""
    found = find.sessions(session, viewer) if person_id is None else find.sessions_of(session, viewer, person_id)
    sealed = [one for one in found if one.state == SessionState.SEALED][:MOST_SEALED]
    open_still = [one for one in found if one.state != SessionState.SEALED]
    return [*rows_of(session, viewer, open_still, now), *_sealed_rows(session, viewer, sealed)]


def rows_going_on(session: Session, viewer: Viewer, now: datetime) -> list[SessionRow]:
    """The sessions of the viewer's agency in which something can still be said. That they were looked at is noted."""
    rows = rows_of(session, viewer, find.open_sessions(session, viewer), now)
    view_list(session, viewer, "caution sessions", [one.person_id for one in rows], now)
    return rows


def rows_of(session: Session, viewer: Viewer, found: Sequence[CautionSession], now: datetime) -> list[SessionRow]:
    """These sessions as rows."""
    return [_row(one, find.standing(session, viewer, one.id), now) for one in found]


def _row(one: CautionSession, standing: Standing, now: datetime) -> SessionRow:
    language = one.language or next(iter(standing.opened.spoken), "")
    return _shown(one, standing.name, language, standing.officer, _sentence(one, standing, now))


def _sealed_rows(session: Session, viewer: Viewer, found: Sequence[CautionSession]) -> list[SessionRow]:
    """Sealed sessions, of which nothing is missing: what was said in them need not be read for a list."""
    people = people_of(session, viewer, {one.person_id for one in found})
    officers = {one.id: one.name for one in colleagues(session, viewer)}
    return [
        _shown(one, people[one.person_id].name if one.person_id in people else "Somebody you no longer work with",
               one.language, officers.get(one.officer_id, "a colleague who left"), f"Ended: {one.outcome}.")
        for one in found
    ]  # fmt: skip


def _shown(one: CautionSession, name: str, language: str, officer: str, sentence: str) -> SessionRow:
    return SessionRow(
        one.id, one.person_id, name, kind(one.kind).title.capitalize(), SessionState(one.state),
        LANGUAGES.get(language), officer, f"{day_in_words(one.opened_at)}, {clock(one.opened_at)}", sentence,
    )  # fmt: skip


def _sentence(one: CautionSession, standing: Standing, now: datetime) -> str:
    missing = what_is_missing(standing, now)
    first = missing[0].what if missing else "Nothing is missing: the record can be sealed."
    more = f" And {counted(len(missing) - 1, 'thing', 'things')} more." if len(missing) > 1 else ""
    if standing.paused is not None:
        until = f" until {clock(standing.paused.until)}" if standing.paused.until else ""
        return f"Paused{until}: {standing.paused.why}. {first}{more}"
    ended = f"Ended: {one.outcome}. " if one.outcome else ""
    return f"{ended}{first}{more}"
