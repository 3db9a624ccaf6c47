"""What is refused of what was said, and where: each in the words of the person who has to put it right."""

from __future__ import annotations

from datetime import datetime

from comms.cautions.gate import Missing
from comms.foundation.errors import BadInput, Refused


class BadSaid(BadInput):
    """Something cannot be recorded as it was given. ``field`` is the name of what has to be corrected, with a dot for
    what stands inside another ("words.rendition")."""

    def __init__(self, field: str, message: str, remedy: str) -> None:
        super().__init__(message, remedy)
        self.field = field


class NotYet(Refused):
    """Something else has to come before. ``missing`` is everything that has to, in its order."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        super().__init__(missing[0].what, missing[0].remedy)
        self.missing = missing


class NotNow(Refused):
    """The session stands where this cannot be said."""


class WrittenMeanwhile(Refused):
    """Somebody else wrote in the session since the page was shown. Nothing was stored, and nothing is lost."""


def require_text(value: str, field: str, message: str, remedy: str = "Say it in a few words.") -> None:
    """Raises ``BadSaid`` for a field that is empty."""
    if not value.strip():
        raise BadSaid(field, message, remedy)


def require_past(moment: datetime | None, at: datetime, field: str) -> None:
    """Raises ``BadSaid`` for a time that is still to come."""
    if moment is not None and moment > at:
        raise BadSaid(field, "This time is still to come.", "Give the time at which it happened.")


def require_all(missing: tuple[Missing, ...]) -> None:
    """Raises ``NotYet`` where anything is missing."""
    if missing:
        raise NotYet(missing)
