"""What checking a record came to, as a page says it: that it is whole, with what it is about, or exactly what fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comms.cautions.exhibits.paper.plainly import plainly
from comms.cautions.exhibits.paper.sentence import what_happened
from comms.cautions.exhibits.verifying import Verified
from comms.foundation.clock import LONDON
from comms.web.wording import day_in_words


def in_full(at: datetime) -> str:
    """A moment with its year, as a court reads it, by the clock in London: "28 November 2026, 03:12"."""
    return f"{day_in_words(at)}, {at.astimezone(LONDON):%H:%M}"


@dataclass(frozen=True, slots=True)
class Checked:
    """A result in words. ``happened`` is the record's own first sentence, ``told`` what must not be overlooked in it;
    both are empty where the seal holds and the record is not written as this version writes them."""

    verified: Verified
    happened: str = ""
    told: tuple[str, ...] = ()

    @property
    def sealed(self) -> str:
        """When it was sealed, by the clock in London: "28 November 2026, 03:12"."""
        return in_full(self.verified.sealed_at) if self.verified.sealed_at is not None else ""


def checked(verified: Verified) -> Checked:
    """The result in words. A record that is not laid out as ours are is said to be whole, and no more: its seal says
    nothing of its fields."""
    if not verified.holds or verified.record is None:
        return Checked(verified)
    try:
        return Checked(verified, what_happened(verified.record), plainly(verified.record))
    except (LookupError, TypeError, ValueError, AttributeError):
        return Checked(verified)
