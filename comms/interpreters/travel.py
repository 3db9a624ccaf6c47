"""How long it takes from one place to another, as people here know it: minutes between the first halves of postcodes.

The database asks the same table when it refuses two bookings that nobody could travel between, so the figures for
what is not in it stand in the migration too, and a test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record

WITHIN_A_ZONE = 15
NOT_KNOWN = 60
# The last line of an address, in any spacing and case: "PE13 9QD", "sw1a1aa".
POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?)\s*[0-9][A-Z]{2}\s*$", re.IGNORECASE)

Zones = tuple[str, str]


class TravelTime(Record):
    """Minutes from one zone to another, parking and the walk to the door included. Each way is a row."""

    __tablename__ = "travel_time"

    from_zone: Mapped[str] = mapped_column(String(8), primary_key=True)
    to_zone: Mapped[str] = mapped_column(String(8), primary_key=True)
    minutes: Mapped[int]


def zone_of(address: Sequence[str]) -> str:
    """The first half of the postcode an address ends with; empty when it has none."""
    found = POSTCODE.search(address[-1].strip()) if address else None
    return found.group(1).upper() if found else ""


def minutes_between(known: Mapping[Zones, int], one: str | None, other: str | None) -> int:
    """Minutes from one zone to another. None is no place at all (telephone, video): nobody travels there."""
    if one is None or other is None:
        return 0
    if (one, other) in known:
        return known[one, other]
    return WITHIN_A_ZONE if one == other and one else NOT_KNOWN
