"""E-mail: one small protocol, a mail server behind it, and an outbox where no server is set."""

from __future__ import annotations

from comms.channels.email.message import Answer, Attachment, Email, Mailer, Outcome
from comms.channels.email.outbox import Outbox
from comms.channels.email.sender import from_us, message_id_of
from comms.channels.email.smtp import SmtpMailer
from comms.foundation.settings import Settings

__all__ = [
    "Answer",
    "Attachment",
    "Email",
    "Mailer",
    "Outbox",
    "Outcome",
    "SmtpMailer",
    "from_us",
    "mailer_for",
    "message_id_of",
]


def mailer_for(settings: Settings) -> Mailer:
    """The installation's mail server, or its outbox where none is set."""
    return SmtpMailer(settings) if settings.smtp_host else Outbox()
