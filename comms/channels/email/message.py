"""An e-mail as it is handed over, and what became of handing it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from enum import StrEnum
from typing import Protocol

# What every mail server passes on as it is.
SEVEN_BIT = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A PDF that goes along: its file name, which holds nothing personal, and its bytes. With a ``method`` (REQUEST,
    CANCEL) it is an iCalendar file, which mail programs offer to put into a calendar or to take out of it."""

    name: str
    content: bytes
    method: str = ""


@dataclass(frozen=True, slots=True)
class Email:
    """One e-mail to one address. ``message_id`` is ours, without brackets; nothing personal stands in a header but
    ``to``."""

    message_id: str
    sender: tuple[str, str]
    reply_to: str
    to: str
    subject: str
    written_at: datetime
    text: str
    html: str | None = None
    attachment: Attachment | None = None

    def as_message(self) -> EmailMessage:
        """The message as a mail server takes it. Raises ``ValueError`` for an address that is none."""
        message = EmailMessage(policy=SEVEN_BIT)
        message["Message-ID"] = f"<{self.message_id}>"
        message["From"] = formataddr(self.sender)
        message["To"] = self.to
        if self.reply_to:
            message["Reply-To"] = self.reply_to
        message["Subject"] = self.subject
        message["Date"] = format_datetime(self.written_at)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self.text)
        if self.html is not None:
            message.add_alternative(self.html, subtype="html")
        if self.attachment is not None:
            _attach(message, self.attachment)
        return message


def _attach(message: EmailMessage, given: Attachment) -> None:
    if not given.method:
        message.add_attachment(given.content, maintype="application", subtype="pdf", filename=given.name)
        return
    said = {"method": given.method, "charset": "utf-8"}
    message.add_attachment(given.content, maintype="text", subtype="calendar", filename=given.name, params=said)


class Outcome(StrEnum):
    """What became of handing an e-mail over."""

    SENT = "sent"
    IN_OUTBOX = "in outbox"
    LATER = "later"  # it was certainly not taken, and may be tried again
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of it, and why in a sentence for the staff where it did not go."""

    outcome: Outcome
    why: str = ""


class Mailer(Protocol):
    """Whoever takes e-mails."""

    def send(self, email: Email) -> Answer:
        """Hand one e-mail over. Raises nothing: what went wrong is the answer."""
