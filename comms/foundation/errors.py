"""Errors that help: what is wrong and what to do about it.

The same two sentences are shown on the screen, on the command line and in the API, so they are written for
the person who has to act on them. Rooms above raise these, or their own subclass for each kind of refusal.
"""

from __future__ import annotations


class CommsError(Exception):
    """Something could not be done; `message` says what is wrong and where, `remedy` what to do about it."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        """The message followed by the remedy, as a person reads them."""
        return f"{self.message} {self.remedy}".strip()


class BadInput(CommsError):
    """What was given cannot be used as it stands."""


class Unprintable(BadInput):
    """A text holds a character that no font of its language can print."""


class Refused(CommsError):
    """The request was understood, and a rule of the house forbids it."""


class TooOften(Refused):
    """This was done so often in a short time that it has to wait; after ``seconds``, where they are known, it may be
    done again."""

    def __init__(self, message: str, remedy: str = "", seconds: int = 0) -> None:
        super().__init__(message, remedy)
        self.seconds = seconds


class NotFound(CommsError):
    """There is no such thing, or the viewer may not know of it."""


class NotAllowed(CommsError):
    """The viewer has no permission for this."""


class Misconfigured(CommsError):
    """A setting of the installation is missing or cannot be right."""
