"""How often somebody may try to sign in, and what is put down of an attempt that failed.

Counted for each account and each address, whether there is such an account or not, so that nobody learns which there
are. Who gets in is given back what was counted: a whole school may begin its morning at one address.
Source: OWASP ASVS 5.0, 6.3.1; NIST SP 800-63B-4, August 2025, 3.2.2.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.staff import Staff
from comms.foundation.audit import Actor, note
from comms.foundation.errors import TooOften
from comms.foundation.limits import HOUR, MINUTE, Limit, give_back, take

DAY = timedelta(days=1)
_PASSWORD = "Somebody tried to sign in like this"  # noqa: S105 - words of a message
_AGAIN = "If you have forgotten the password, ask your agency’s administrator."
# Whoever guesses slowly has so few guesses in a day that a password which is not on any list holds for ever.
BY_ACCOUNT = (
    Limit("sign in, account", 10, 15 * MINUTE, _PASSWORD, _AGAIN),
    Limit("sign in, account, day", 60, DAY, _PASSWORD, _AGAIN),
)
BY_ADDRESS = (
    Limit("sign in, address", 30, 15 * MINUTE, _PASSWORD, _AGAIN),
    Limit("sign in, address, day", 300, DAY, _PASSWORD, _AGAIN),
)
# Keys cannot be guessed, so they have limits of their own: whoever guesses passwords in a school, or codes with a
# password they stole, keeps nobody from signing in with a key.
_KEY = "Somebody tried to sign in with a key like this"
BY_KEY_ADDRESS = (Limit("key, address", 30, 15 * MINUTE, _KEY),)
BY_KEY = (Limit("key", 30, 15 * MINUTE, _KEY),)
# Of a million codes three are right at any moment: at this rate guessing one takes about twenty years.
_CODE = "A code was given for this account"
BY_CODE = (
    Limit("second factor", 5, 15 * MINUTE, _CODE, "If you have lost your app or key, use a recovery code."),
    Limit("second factor, day", 40, DAY, _CODE, "If you have lost your app or key, ask your administrator."),
)
# Who confirms has signed in. Counted with the codes, a thief who has only the password could keep its owner from
# changing it.
_CONFIRM = "This was tried for this account"
BY_CONFIRMING = (
    Limit("confirm", 5, 15 * MINUTE, _CONFIRM),
    Limit("confirm, day", 40, DAY, _CONFIRM, "If you have lost your app or key, ask your administrator."),
)

Counted = list[tuple[Limit, str]]


def counted_for_password(email: str, address: str) -> Counted:
    """What an attempt with a password counts against."""
    account = " ".join(email.split()).casefold()
    return [(limit, account) for limit in BY_ACCOUNT] + [(limit, address) for limit in BY_ADDRESS]


def counted_for_code(staff_id: UUID) -> Counted:
    """What a one-time code or a recovery code counts against."""
    return [(limit, str(staff_id)) for limit in BY_CODE]


def counted_for_confirming(staff_id: UUID) -> Counted:
    """What showing again that it is they counts against, with a password and a code or with a key."""
    return [(limit, str(staff_id)) for limit in BY_CONFIRMING]


def counted_for_key(staff_id: UUID) -> Counted:
    """What a key's answer beside the password counts against."""
    return [(limit, str(staff_id)) for limit in BY_KEY]


def counted_for_key_alone(address: str) -> Counted:
    """What a key's answer without a password counts against; keys cannot be guessed, but answering costs."""
    return [(limit, address) for limit in BY_KEY_ADDRESS]


def count(session: Session, counted: Counted, now: datetime) -> None:
    """Count an attempt. Raises ``TooOften`` with the seconds to wait; the unit of work is a short one of its own."""
    # In one order everywhere, so that two who wait for each other's row never do so crosswise.
    for limit, who in sorted(counted, key=lambda one: (one[0].name, one[1])):
        take(session, limit, who, now)


def uncount(session: Session, counted: Counted, now: datetime) -> None:
    """Give back what an attempt counted, because it was right."""
    for limit, who in sorted(counted, key=lambda one: (one[0].name, one[1])):
        give_back(session, limit, who, now)


def note_failure(session: Session, staff: Staff | None, what: str, why: str, now: datetime) -> None:
    """Note that somebody did not get in: with which step, and why. What they typed is not written down; whose account
    it was is, where there is one."""
    agency_id, staff_id = (staff.agency_id, staff.id) if staff else (None, None)
    note(session, Actor("visitor", None, agency_id), f"fail {what}", ("staff", staff_id), now, {"why": why})


def note_lock(session: Session, staff: Staff | None, what: str, who: str, now: datetime) -> None:
    """Note that an account or an address has to wait; once an hour, since whoever keeps trying must not fill the
    audit."""
    try:
        take(session, Limit(f"noted: {what}", 1, HOUR), who, now)
    except TooOften:
        return
    note_failure(session, staff, what, "too often", now)
