"""What somebody changes about how they sign in: the password and the e-mail address. Both are their own."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.find import staff_with_email
from comms.agencies.signing_in.sessions import end_sessions
from comms.agencies.signing_in.staff_session import Ended, StaffSession
from comms.agencies.staff import Staff
from comms.agencies.viewer import viewer_of
from comms.foundation.audit import note
from comms.foundation.errors import BadInput

LONGEST_EMAIL = 254
# Enough to notice what was mistyped; whether it exists only a letter to it would show.
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def change_password(
    session: Session, staff: Staff, password_hash: str, now: datetime, here: StaffSession | None = None
) -> None:
    """Take another password, which the door has checked and hashed. Every session ends but the one it is done in."""
    staff.password = password_hash
    actor = viewer_of(staff).actor
    note(session, actor, "change password", ("staff", staff.id), now)
    end_sessions(session, actor, staff.id, Ended.PASSWORD, now, but=here.id if here else None)


def change_email(session: Session, staff: Staff, email: str, here: StaffSession, now: datetime) -> None:
    """Sign in with another e-mail address from now on. Raises ``BadInput`` for one that is none or that is taken."""
    given = email.strip().lower()
    if not EMAIL.fullmatch(given):
        raise BadInput("This is not an e-mail address.", "Give one like jo.marsh@school.example.")
    if len(given) > LONGEST_EMAIL:
        raise BadInput(f"The address has {len(given)} characters.", f"Give one of at most {LONGEST_EMAIL}.")
    other = staff_with_email(session, given)
    if other is not None and other.id != staff.id:
        # Said of an address of any agency: that somebody signs in with it is all it tells.
        raise BadInput("This address cannot be used.", "Give another address.")
    staff.email = given
    session.flush()
    actor = viewer_of(staff).actor
    note(session, actor, "change e-mail address", ("staff", staff.id), now)
    end_sessions(session, actor, staff.id, Ended.EMAIL, now, but=here.id)
