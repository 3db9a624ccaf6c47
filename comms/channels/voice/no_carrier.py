"""An installation without a carrier: nothing can be rung from here, and the answer says so. People ring by hand."""

from __future__ import annotations

from comms.channels.voice.call_leg import Outcome, Ring, Rung

BY_HAND = "No carrier for calls is set. Ring from your own telephone, and record here what became of it."


class NoCarrier:
    """Rings nothing."""

    is_real = False

    def ring(self, ring: Ring) -> Rung:  # noqa: ARG002
        """Say that nothing rings."""
        return Rung(Outcome.REFUSED, why=BY_HAND)

    def join(self, room_id: str, ring: Ring, label: str) -> Rung:  # noqa: ARG002
        """Say that nothing rings."""
        return Rung(Outcome.REFUSED, why=BY_HAND)

    def hang_up(self, provider_id: str) -> bool:  # noqa: ARG002
        """There is no call to end."""
        return False
