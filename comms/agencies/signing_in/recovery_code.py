"""Recovery codes: for the day a telephone or a key is lost. Each opens once; a new set ends the old one."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.staff import Staff
from comms.agencies.viewer import viewer_of
from comms.foundation.audit import note
from comms.foundation.locks import keyring_of

HOW_MANY = 10
# Typed by hand from paper: no letters or figures that look alike. Twelve of 31 are 59 bits.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, IN_A_GROUP = 3, 4


def make_recovery_codes(session: Session, staff: Staff, now: datetime) -> list[str]:
    """A new set, to be shown this once: kept are keyed hashes, which nobody can try codes against without the key of
    the installation. The old set opens nothing any more."""
    codes = ["-".join(_group() for _ in range(GROUPS)) for _ in range(HOW_MANY)]
    staff.recovery_codes = [_hash(session, staff, code) for code in codes]
    note(session, viewer_of(staff).actor, "make recovery codes", ("staff", staff.id), now, {"codes": HOW_MANY})
    return codes


def use_recovery_code(session: Session, staff: Staff, given: str, now: datetime) -> bool:
    """Whether a code is one of theirs; it is used up by that, also for others who give it at the same moment."""
    session.refresh(staff, with_for_update={"of": Staff})
    hashed = _hash(session, staff, given)
    # Each is compared, so that the time it takes says nothing.
    fitting = [one for one in staff.recovery_codes if hmac.compare_digest(one, hashed)]
    if not fitting:
        return False
    staff.recovery_codes = [one for one in staff.recovery_codes if one not in fitting]
    detail = {"left": len(staff.recovery_codes)}
    note(session, viewer_of(staff).actor, "use recovery code", ("staff", staff.id), now, detail)
    return True


def _group() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(IN_A_GROUP))


def _hash(session: Session, staff: Staff, code: str) -> str:
    bare = "".join(letter for letter in code.casefold() if letter.isalnum())
    return keyring_of(session).search_hash(session, "recovery code", f"{staff.id}|{bare}").hex()
