"""A telephone that is to be rung, what became of asking for it, and whoever rings it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from comms.channels.email.message import Outcome

__all__ = ["Outcome", "Ring", "Rung", "VoiceCarrier"]

# A carrier rings up to five seconds longer than it is told: 20 to 25 seconds, long enough to cross a flat, and over
# before most voicemail answers.
RING_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Ring:
    """One telephone to ring. ``to`` and ``caller`` are in international form; when somebody answers, the carrier asks
    ``answer_address`` what to do, and tells ``report_address`` how it goes. ``detect_machine`` has it listen whether a
    machine answered, before anything is said."""

    to: str
    caller: str
    answer_address: str
    report_address: str
    ring_seconds: int = RING_SECONDS
    detect_machine: bool = True


@dataclass(frozen=True, slots=True)
class Rung:
    """What became of it. ``provider_id`` is the carrier's name for the call; ``why`` a sentence for the staff where it
    does not ring."""

    outcome: Outcome
    provider_id: str = ""
    why: str = ""


class VoiceCarrier(Protocol):
    """Whoever rings telephones. ``is_real`` says whether any rings at all."""

    is_real: bool

    def ring(self, ring: Ring) -> Rung:
        """Ring one telephone. Raises nothing: what went wrong is the answer."""

    def join(self, room_id: str, ring: Ring, label: str) -> Rung:
        """Ring one telephone into a room where others talk already, without asking ``answer_address``. ``label`` says
        who it is there, as "interpreter". Raises nothing."""

    def hang_up(self, provider_id: str) -> bool:
        """End a call, also while it rings; whether the carrier took that."""
