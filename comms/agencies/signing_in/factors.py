"""Second factors: setting one up, taking one away, and an administrator's reset for who has lost all of theirs.

Everybody looks after their own, so there is no permission to ask for; a reset is an administrator's. Whatever changes
here, every other session of theirs ends: who had got in with what was lost is out again.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleague
from comms.agencies.permissions import Permission
from comms.agencies.signing_in import find
from comms.agencies.signing_in.one_time_code import new_secret, step_of
from comms.agencies.signing_in.sessions import end_sessions, hold_open
from comms.agencies.signing_in.staff_key import LONGEST_NAME, StaffKey
from comms.agencies.signing_in.staff_session import Ended, Factor, StaffSession
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer, viewer_of
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, Refused
from comms.foundation.writing import tidy_name

# One for every pocket and drawer; more than that nobody looks after.
MOST_KEYS = 10


class WrongCode(BadInput):
    """The code is not the one that the app shows now."""

    def __init__(self) -> None:
        super().__init__(
            "This is not the code that the app shows now.",
            "Wait for the next one. If it stays so, set the clock of the telephone to the right time.",
        )


class LastFactor(Refused):
    """Without it they could not sign in any more."""

    def __init__(self) -> None:
        super().__init__("This is your only second factor.", "Set up another one first, then remove this one.")


def prepare_app(session: Session, one: StaffSession) -> None:
    """Have a secret for an authenticator app, until its first code shows that the app has it."""
    hold_open(session, one)
    one.new_secret = new_secret()


def add_app(session: Session, staff: Staff, one: StaffSession, given: str, now: datetime) -> None:
    """Set up the authenticator app that shows this code; one that was set up before counts no more.

    Raises ``WrongCode``; nothing has changed then.
    """
    hold_open(session, one)
    step = step_of(one.new_secret, given, None, now) if one.new_secret_locked is not None else None
    if step is None:
        raise WrongCode
    staff.totp_secret, staff.totp_made_at, staff.totp_used_at_step = one.new_secret, now, step
    one.new_secret = None
    _changed(session, staff, "add second factor", Factor.CODE, one.id, now)


def add_key(session: Session, staff: Staff, one: StaffSession, key: StaffKey, name: str, now: datetime) -> StaffKey:
    """Keep a passkey or hardware key, under a name they know it by. Raises ``BadInput`` for a name that says nothing
    or that another key has, and where they have too many keys."""
    hold_open(session, one)
    keys = find.keys_of(session, staff.id)
    key.name = tidy_name(name)
    if not key.name:
        raise BadInput("The key has no name.", "Give one by which you know it, like “blue key”.")
    if len(key.name) > LONGEST_NAME:
        raise BadInput(f"The name has {len(key.name)} characters.", f"Shorten it to {LONGEST_NAME}.")
    if key.name.casefold() in {other.name.casefold() for other in keys}:
        raise BadInput(f"You have a key called “{key.name}” already.", "Give this one another name.")
    if len(keys) >= MOST_KEYS:
        raise BadInput(f"You have {MOST_KEYS} keys already.", "Remove one that you do not use any more.")
    session.add(key)
    session.flush()
    _changed(session, staff, "add second factor", Factor.KEY, one.id, now, key.id)
    return key


def remove_app(session: Session, viewer: Viewer, one: StaffSession, now: datetime) -> None:
    """Take away one's own authenticator app. Raises ``LastFactor`` where there is no key beside it."""
    staff = _themselves(session, viewer)
    if not find.keys_of(session, staff.id):
        raise LastFactor
    _forget_app(staff)
    _changed(session, staff, "remove second factor", Factor.CODE, one.id, now)


def remove_key(session: Session, viewer: Viewer, one: StaffSession, key_id: UUID, now: datetime) -> StaffKey:
    """Take away an own key. Raises ``LastFactor`` where nothing would be left; ``NotFound`` for another's."""
    staff = _themselves(session, viewer)
    key = find.own_key(session, viewer, key_id)
    if staff.totp_secret_locked is None and len(find.keys_of(session, staff.id)) == 1:
        raise LastFactor
    session.delete(key)
    _changed(session, staff, "remove second factor", Factor.KEY, one.id, now, key_id)
    return key


def reset_factors(session: Session, viewer: Viewer, staff_id: UUID, now: datetime) -> Staff:
    """Take away everything a colleague signs in with beside the password, because they have lost it.

    At their next sign-in they set up another second factor before they see anything. Nobody resets their own: a
    colleague has to know that it is they. Raises ``NotFound`` for somebody of another agency.
    """
    viewer.require(Permission.MANAGE_STAFF)
    if staff_id == viewer.staff_id:
        raise Refused("You cannot reset your own second factor.", "Change it on your account, or ask a colleague.")
    staff = colleague(session, viewer, staff_id)
    session.refresh(staff, with_for_update={"of": Staff})
    _forget_app(staff)
    staff.recovery_codes = []
    for key in find.keys_of(session, staff.id):
        session.delete(key)
    session.flush()
    end_sessions(session, viewer.actor, staff.id, Ended.RESET, now)
    note(session, viewer.actor, "reset second factors", ("staff", staff.id), now)
    return staff


def _themselves(session: Session, viewer: Viewer) -> Staff:
    """The viewer's own row, locked: of two who take away the last two factors at once, one waits and is refused."""
    staff = session.get_one(Staff, viewer.staff_id)
    session.refresh(staff, with_for_update={"of": Staff})
    return staff


def _forget_app(staff: Staff) -> None:
    staff.totp_secret = None
    staff.totp_made_at = None
    # The step stays: a code of the old secret is wrong now, and one of a new secret is later.


def _changed(
    session: Session, staff: Staff, done: str, factor: Factor, here: UUID, now: datetime, key_id: UUID | None = None
) -> None:
    session.flush()
    actor = viewer_of(staff).actor
    detail: dict[str, object] = {"factor": factor} | ({"key": str(key_id)} if key_id else {})
    note(session, actor, done, ("staff", staff.id), now, detail)
    end_sessions(session, actor, staff.id, Ended.FACTOR, now, but=here)
