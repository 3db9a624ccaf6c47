"""What is asked of an agency's directory, and what it answers of somebody who signed in there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from comms.foundation.errors import CommsError


class NotReached(CommsError):
    """A directory that could not be spoken to this time, or whose answer nobody can read."""

    def __init__(self, message: str) -> None:
        """Say what went wrong; it may be tried again."""
        super().__init__(message, "Try again in a few minutes. If it stays so, tell your agency’s administrator.")


class NotBelieved(CommsError):
    """An answer of a directory that proves nothing. ``why`` is a code for the audit: which proof was missing."""

    def __init__(self, why: str) -> None:
        """Whoever signs in learns only that it did not work: the code is for the administrator."""
        super().__init__("Signing in with your agency’s account did not work.", "Begin again from the sign-in page.")
        self.why = why


@dataclass(frozen=True, slots=True)
class DirectoryGiven:
    """A directory as an administrator described it: who issues its statements, and who we are to it."""

    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a sign-in under way, in the browser that began it. ``state`` ties the answer to that browser,
    ``nonce`` the statement to this sign-in, ``verifier`` the code to us (PKCE, RFC 7636)."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class CameBack:
    """What a browser brought back, as it stood in the address. ``fault`` is what the directory says went wrong."""

    state: str
    code: str
    issuer: str
    fault: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whom a directory says it knows. ``email`` is empty unless the directory vouches for it; ``second_factor`` is
    whether the statement itself says that one was asked."""

    subject: str
    email: str
    second_factor: bool


class Directory(Protocol):
    """An agency's directory. Each of these raises ``AddressRefused`` for an address that may not be spoken to, and
    ``NotReached``."""

    def check(self, given: DirectoryGiven) -> None:
        """Make sure that it describes itself, and as what an administrator said it is."""

    def ask(self, given: DirectoryGiven, back_to: str) -> tuple[str, Kept]:
        """Begin a sign-in that leads back to our address ``back_to``: where the browser goes, and what is kept."""

    def answered(self, given: DirectoryGiven, back_to: str, came: CameBack, kept: Kept, now: datetime) -> SignedIn:
        """Whom the directory says came back. Raises ``NotBelieved`` for an answer that proves nothing."""
