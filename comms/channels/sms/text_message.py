"""A text as it is handed over, what became of handing it over, and whoever takes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from comms.channels.email.message import Outcome

__all__ = ["Answer", "Outcome", "Sent", "TextMessage", "TextSender"]


@dataclass(frozen=True, slots=True)
class TextMessage:
    """One text to one number. ``to`` is in international form; ``sender`` is ours in that form, or a name of at most
    eleven letters; ``body`` goes as it stands, no character replaced. The carrier reports to ``report_address``.

    ``valid_seconds`` is how long it may wait at the carrier before it goes (None: as long as the carrier keeps it).
    """

    to: str
    sender: str
    body: str
    report_address: str
    valid_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of it. ``provider_id`` is the carrier's name for it and ``status`` its first word, where it took it;
    ``error_code`` is the carrier's, for ``reaction_to``; ``why`` a sentence for the staff where it did not go."""

    outcome: Outcome
    provider_id: str = ""
    status: str = ""
    error_code: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A text as the carrier has it on its list. ``at`` is when it was taken, in whole seconds of the carrier's clock;
    ``status`` its last word about it."""

    provider_id: str
    status: str
    body: str
    error_code: int | None
    at: datetime


class TextSender(Protocol):
    """Whoever takes texts; many threads may hand them over at the same time. ``is_real`` says whether any goes out."""

    is_real: bool

    def send(self, message: TextMessage) -> Answer:
        """Hand one text over. Raises nothing: what went wrong is the answer."""

    def find_sent(self, to: str, sender: str, since: datetime) -> Sequence[Sent] | None:
        """What the carrier took for this number from this sender since a moment, give or take what its clock differs
        from ours; None where that could not be learned, which is no word about whether there is any."""
