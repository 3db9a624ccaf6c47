"""The outbox of an installation without a mail server. Nothing is sent, and the answer says so; nothing is written
either: the letter stays locked in its record, and the e-mail is composed from it when somebody takes it out."""

from __future__ import annotations

from comms.channels.email.message import Answer, Email, Outcome

NOT_SENT = "It lies in the outbox and is not sent: no mail server is set."


class Outbox:
    """Takes each e-mail that a mail program could send, and sends none."""

    def send(self, email: Email) -> Answer:
        """Say that the e-mail lies in the outbox, or that it could never be sent."""
        try:
            email.as_message()
        except ValueError:
            return Answer(Outcome.REFUSED, "The e-mail address is not one that mail programs take.")
        return Answer(Outcome.IN_OUTBOX, NOT_SENT)
