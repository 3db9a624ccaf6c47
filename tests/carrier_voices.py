"""A carrier for calls that keeps to the protocol of ``VoiceCarrier`` and keeps what it was asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from comms.channels.voice import Outcome, Ring, Rung


@dataclass
class Voices:
    """Rings nobody, and says yes unless the test says otherwise. ``rang`` are the telephones that were to ring, each
    with the room where it was to ring into one; ``ended`` the calls that were to end."""

    answer: Rung | None = None
    rang: list[tuple[Ring, str]] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    is_real: bool = True

    def ring(self, ring: Ring) -> Rung:
        """Ring one telephone."""
        return self._rung(ring, "")

    def join(self, room_id: str, ring: Ring, label: str) -> Rung:
        """Ring one telephone into a room."""
        assert label == "interpreter"
        return self._rung(ring, room_id)

    def hang_up(self, provider_id: str) -> bool:
        """End a call."""
        self.ended.append(provider_id)
        return True

    def _rung(self, ring: Ring, room: str) -> Rung:
        self.rang.append((ring, room))
        return self.answer or Rung(Outcome.SENT, f"CA{len(self.rang):032d}")
