"""How far somebody has got with signing in, read in a session of its own: a password is never hashed, and a code never
counted, while the database waits for this request."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import request, url_for

from comms.agencies.signing_in import find
from comms.web.door import installation
from comms.web.signing_in.browser_session import found


@dataclass(frozen=True, slots=True)
class Standing:
    """Who gave their password in this browser, whether the second factor too, and with what they can show one."""

    staff_id: UUID
    is_in: bool
    has_app: bool
    has_keys: bool
    has_recovery_codes: bool

    @property
    def has_factor(self) -> bool:
        """Whether they have set up a second factor."""
        return self.has_app or self.has_keys


def standing() -> Standing | None:
    """How far this browser has got; None where not even the password was given, or too long ago."""
    with installation().database.reading() as session:
        both = found(session)
        if both is None:
            return None
        one, staff = both
        return Standing(
            staff.id, one.opens, staff.totp_secret_locked is not None, bool(find.keys_of(session, staff.id)),
            bool(staff.recovery_codes),
        )  # fmt: skip


def step(endpoint: str) -> str:
    """The address of another step of signing in; where somebody was going goes with them."""
    return url_for(endpoint, next=request.args.get("next") or None)
