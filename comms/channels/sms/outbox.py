"""The outbox of an installation without a carrier. Nothing is sent, and the answer says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from comms.channels.sms.text_message import Answer, Outcome, Sent, TextMessage

NOT_SENT = "It lies in the outbox and is not sent: no carrier for texts is set."


class OutboxSender:
    """Takes each text and sends none."""

    is_real = False

    def send(self, message: TextMessage) -> Answer:  # noqa: ARG002 # whatever it is, it stays in its record
        """Say that the text lies in the outbox."""
        return Answer(Outcome.IN_OUTBOX, why=NOT_SENT)

    def find_sent(self, to: str, sender: str, since: datetime) -> Sequence[Sent] | None:  # noqa: ARG002
        """Nothing was ever sent."""
        return ()
