"""Making a key for another program, revoking it, and letting a program in with it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.api_key import (
    SCOPE_PERMISSIONS,
    SECRET_BYTES,
    ApiKey,
    BadKey,
    Scope,
    beginning_of,
    free_after,
    hash_of,
    viewer_of_key,
)
from comms.agencies.api_keys import find
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.clock import london_date, london_moment
from comms.foundation.db import new_id
from comms.foundation.errors import BadInput, NotAllowed, TooOften
from comms.foundation.limits import HOUR, Limit, take
from comms.foundation.writing import tidy_name

LONGEST_NAME = 80
MOST_A_MINUTE = 600
# Nobody remembers for longer what a key is for and who has it.
LONGEST = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class KeyGiven:
    """What is said of a new key: what has it, what for, how often a minute, and the last day on which it is good."""

    name: str
    scopes: Sequence[str]
    a_minute: int
    last_day: date


class NoName(BadInput):
    """Nobody would know what has the key."""


class NoScope(BadInput):
    """The key would open nothing."""


class NotSoOften(BadInput):
    """No key may be used so often, or never."""


class NotThatDay(BadInput):
    """No key ends on such a day."""


def make_key(session: Session, viewer: Viewer, given: KeyGiven, now: datetime) -> tuple[ApiKey, str]:
    """Make a key for another program of the viewer's agency; with it the key itself, which is never shown again.

    Nobody gives a program what they may not do themselves: raises ``NotAllowed``.
    """
    viewer.require(Permission.MANAGE_AGENCY)
    if viewer.staff_id is None:
        raise NotAllowed("Only a member of staff makes a key.", "Sign in first.")
    scopes = _checked(given, now)
    for permission in sorted(frozenset[Permission]().union(*(SCOPE_PERMISSIONS[one] for one in scopes))):
        viewer.require(permission)
    key_id = new_id()
    secret = f"{beginning_of(key_id)}_{secrets.token_urlsafe(SECRET_BYTES)}"
    made = ApiKey(
        id=key_id, agency_id=viewer.agency_id, name=tidy_name(given.name), secret_hash=hash_of(secret),
        scopes=list(scopes), a_minute=given.a_minute, made_by=viewer.staff_id, made_at=now,
        ends_at=london_moment(given.last_day + timedelta(days=1), time()),
    )  # fmt: skip
    session.add(made)
    session.flush()
    detail = {"scopes": list(scopes), "a_minute": given.a_minute, "last_day": given.last_day.isoformat()}
    note(session, viewer.actor, "make api key", ("api_key", made.id), now, detail)
    return made, secret


def _checked(given: KeyGiven, now: datetime) -> list[Scope]:
    """The scopes in the table's order. Raises what is wrong with a key that was asked for."""
    name = tidy_name(given.name)
    if not name:
        raise NoName("The key has no name.", "Give one that says which program has it.")
    if len(name) > LONGEST_NAME:
        raise NoName(f"The name is {len(name)} characters long.", f"Shorten it to {LONGEST_NAME}.")
    if unknown := sorted(set(given.scopes) - set(Scope)):
        raise NoScope(f"A key cannot be used for “{unknown[0]}”.", f"It may be used for: {', '.join(Scope)}.")
    if not given.scopes:
        raise NoScope("The key may be used for nothing.", "Choose what the program needs, and no more.")
    if not 1 <= given.a_minute <= MOST_A_MINUTE:
        raise NotSoOften(f"A key cannot be used {given.a_minute} times a minute.",
                         f"Give a whole number from 1 to {MOST_A_MINUTE}.")  # fmt: skip
    today = london_date(now)
    if not today <= given.last_day <= today + LONGEST:
        raise NotThatDay("A key ends on a day within the next two years.", "Give a day from today on.")
    return [scope for scope in Scope if scope in given.scopes]


def revoke_key(session: Session, viewer: Viewer, key_id: UUID, now: datetime) -> ApiKey:
    """Make a key open nothing from now on."""
    viewer.require(Permission.MANAGE_AGENCY)
    found = find.api_key(session, viewer, key_id)
    session.refresh(found, with_for_update=True)
    if found.revoked_at is None:
        found.revoked_at = now
        note(session, viewer.actor, "revoke api key", ("api_key", found.id), now)
    return found


@dataclass(frozen=True, slots=True)
class LetIn:
    """A program that was let in: with which key, and as whom it looks. ``allowed`` is whether its key has the scope."""

    key_id: UUID
    viewer: Viewer
    allowed: bool


def let_in(session: Session, secret: str, scope: Scope, now: datetime) -> LetIn:
    """Let a program in with the key it showed, count the request, and note it; also where the key lacks the scope,
    because asking for what one may not have is a request too.

    Raises ``BadKey`` for a key that is wrong, ended or revoked, in the same words, so that nobody learns which; and
    ``TooManyRequests``, which rolls this unit of work back: ``note_too_often`` notes it in another.
    """
    key = find.key_with(session, secret)
    if key is None or key.why_not_good(now):
        raise BadKey("This key is not known here, or it is not good any more.",
                     "Ask your agency's administrator for a key.")  # fmt: skip
    key.free_at = free_after(key.free_at, key.a_minute, now)
    key.last_used_at = now
    agency = session.get_one(Agency, key.agency_id)
    let = LetIn(key.id, viewer_of_key(agency, key, scope), scope in key.scopes)
    note(session, let.viewer.actor, "use api key", ("api_key", key.id), now, {"for": scope, "allowed": let.allowed})
    return let


def note_too_often(session: Session, secret: str, scope: Scope, now: datetime) -> None:
    """Note that a program has to wait; once an hour for each key, since one that has gone astray must not fill the
    audit."""
    key = find.key_with(session, secret)
    if key is None:
        return
    try:
        take(session, Limit("noted: api key", 1, HOUR), key.id, now)
    except TooOften:
        return
    viewer = viewer_of_key(session.get_one(Agency, key.agency_id), key, scope)
    note(session, viewer.actor, "refused", ("api_key", key.id), now, {"for": scope, "why": "too often"})
