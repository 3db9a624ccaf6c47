"""Texts in doubt: what the carrier's own list says of them. None is ever sent again to be sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from comms.channels.sms import Sent

# So long the carrier may take to list what it took.
NOT_LISTED_AFTER = timedelta(minutes=15)
# After this it stays in doubt, and a person is told.
GIVE_UP_AFTER = timedelta(hours=1)


class Resolved(Enum):
    """What is known of a text without one of the carrier's names for it."""

    NOT_YET = "ask again"
    NEVER_WENT = "the carrier does not know it"
    STAYS = "it stays in doubt"


@dataclass(frozen=True, slots=True)
class InDoubt:
    """A text in doubt: its words, and since when."""

    body: str
    started_at: datetime


def resolve(doubt: InDoubt, listed: Sequence[Sent] | None, taken: set[str], now: datetime) -> Sent | Resolved:
    """The text on the carrier's list that is this one; or what its absence says.

    ``listed`` is what the carrier has for the same number and sender since then, None where it could not be asked;
    ``taken`` are those that belong to another text of ours. Two that could be it are no answer.
    """
    age = now - doubt.started_at
    mine = [one for one in listed or () if one.body == doubt.body and one.provider_id not in taken]
    if len(mine) == 1:
        return mine[0]
    if listed is not None and not mine and age >= NOT_LISTED_AFTER:
        return Resolved.NEVER_WENT
    return Resolved.STAYS if age >= GIVE_UP_AFTER else Resolved.NOT_YET
