"""What Twilio's answers mean: taken, to be asked again later, refused, or nobody knows.

A refused connection and "too many requests" (429) were certainly not processed. A wait that ran out, a connection that
broke, an answer of 5xx and one that cannot be read may have been. Read in Twilio's documentation, November 2026.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from twilio.base.exceptions import TwilioException

from comms.channels.email.message import Outcome
from comms.channels.twilio.http import InDoubt, NotReached

TOO_MANY = 429
# Of the answers that say no, one does not say that nothing was done.
REQUEST_TIMED_OUT = 408
# The kit puts the status in the place of a code that Twilio did not give; Twilio's own codes have five figures.
SMALLEST_CODE = 10_000

NOT_REACHED = "The carrier could not be reached."
BUSY = "The carrier takes no more at the moment."
IN_DOUBT = "The connection broke while it was handed over, so it is not known whether it went."
UNCLEAR = "The carrier’s answer was not clear, so it is not known whether it went."
REFUSED = "The carrier refused it."

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked(Generic[T]):
    """What became of asking: ``given`` is Twilio's record where it took it. ``error_code`` is Twilio's own, five
    figures; ``why`` a sentence for the staff where it did not go."""

    outcome: Outcome
    given: T | None = None
    error_code: int | None = None
    why: str = ""


def ask(do: Callable[[], T]) -> Asked[T]:
    """Ask Twilio one thing. Raises nothing of Twilio's: what went wrong is the answer."""
    try:
        return Asked(Outcome.SENT, do())
    except NotReached:
        return Asked(Outcome.LATER, why=NOT_REACHED)
    except InDoubt:
        return Asked(Outcome.UNKNOWN, why=IN_DOUBT)
    except TwilioException as fault:
        return _refused(getattr(fault, "status", 0), _code(getattr(fault, "code", None)))


def _code(said: object) -> int | None:
    return said if isinstance(said, int) and said >= SMALLEST_CODE else None


def _refused(status: int, code: int | None) -> Asked[T]:
    if status == TOO_MANY:
        return Asked(Outcome.LATER, error_code=code, why=BUSY)
    if not 400 <= status < 500 or status == REQUEST_TIMED_OUT:
        return Asked(Outcome.UNKNOWN, error_code=code, why=UNCLEAR)
    said = f"Its code is {code}." if code else f"It answered {status} without a code."
    return Asked(Outcome.REFUSED, error_code=code, why=f"{REFUSED} {said}")
