"""How often there was an interpreter who could be had, by the Ministry of Justice's formula.

The Ministry calls it the success rate: the completed requests that were fulfilled, or to which the customer did not
come, as a share of all completed requests without those the customer cancelled. Source: Ministry of Justice, "A guide
to language interpreter and translation services statistics", last updated 17 September 2025, and its bulletins since
2013. Read on 28 November 2026.

What its terms are in our states (``outcome.py``):

- fulfilled: an interpreter came, also where the meeting was cut short;
- the customer did not attend: an interpreter came and the family did not;
- cancelled by the customer: the request was not needed any more, or we or the family called it off;
- completed: these three, and those to which no interpreter came, whether or not something else was done instead.

What is still to come, and what nobody has recorded yet, is not completed: it counts on neither side. The Ministry
counts face-to-face work; ours counts every mode.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from comms.bookings.missing.outcome import Outcome

# Shown beside the figure, because staff rely on it.
SOURCE = (
    "Ministry of Justice, A guide to language interpreter and translation services statistics, as last updated on 17 "
    "September 2025; read on 28 November 2026."
)
COMPARED = "Courts and tribunals had 97 % in early 2017, and 86 % for rare languages; the contract asked for 98 %."
COMPLETED = frozenset(
    {Outcome.CAME, Outcome.FAMILY_NOT_THERE, Outcome.OTHERWISE, Outcome.NOBODY_CAME, Outcome.CANCELLED}
)


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """The formula with its parts, each a count of requests."""

    fulfilled: int
    customer_not_there: int
    completed: int
    cancelled: int

    @property
    def numerator(self) -> int:
        """Fulfilled, and those to which the customer did not come."""
        return self.fulfilled + self.customer_not_there

    @property
    def denominator(self) -> int:
        """Completed, without those the customer cancelled."""
        return self.completed - self.cancelled

    @property
    def percent(self) -> float | None:
        """The share in per cent; None where nothing is to be shared, which is not the same as all of it."""
        return 100 * self.numerator / self.denominator if self.denominator else None


def fulfilment(counts: Mapping[Outcome, int]) -> Fulfilment:
    """The formula over how many requests came out each way."""
    return Fulfilment(
        fulfilled=counts.get(Outcome.CAME, 0),
        customer_not_there=counts.get(Outcome.FAMILY_NOT_THERE, 0),
        completed=sum(counts.get(one, 0) for one in COMPLETED),
        cancelled=counts.get(Outcome.CANCELLED, 0),
    )
