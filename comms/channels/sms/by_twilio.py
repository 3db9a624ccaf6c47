"""Texts by Twilio. A text in doubt is never sent twice: Twilio has no key by which it would know the second."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from twilio.http import HttpClient

from comms.channels.sms.reactions import Reaction, reaction_to
from comms.channels.sms.text_message import Answer, Outcome, Sent, TextMessage
from comms.channels.twilio import ask, client_for
from comms.foundation.settings import Settings

# Twilio keeps a text that it cannot send at once for ten hours at most.
LONGEST_VALID = 36_000
MOST_LISTED = 200
# What Twilio's clock and ours may differ, and the part of a second that Twilio leaves out.
CLOCKS_DIFFER = timedelta(seconds=30)
TOO_LATE = "The time in which it may go is over."
NO_NAME = "The carrier took it and gave it no name, so it is not known whether it went."


class TwilioSender:
    """Twilio, with the account of the settings ``COMMS_TWILIO_…``."""

    is_real = True

    def __init__(self, settings: Settings, http: HttpClient | None = None) -> None:
        self._client = client_for(settings, http)

    def send(self, message: TextMessage) -> Answer:
        """Hand one text over. Taken is ``SENT`` whatever Twilio's first word is; that stands in ``status``."""
        if message.valid_seconds is not None and message.valid_seconds <= 0:
            return Answer(Outcome.LATER, why=TOO_LATE)
        asked = ask(lambda: self._client.messages.create(**_fields(message)))
        if asked.outcome is not Outcome.SENT:
            later = asked.outcome is Outcome.REFUSED and reaction_to(asked.error_code) is Reaction.SLOW_DOWN
            outcome = Outcome.LATER if later else asked.outcome
            return Answer(outcome, error_code=asked.error_code, why=asked.why)
        taken: Any = asked.given
        if not taken.sid:
            return Answer(Outcome.UNKNOWN, why=NO_NAME)
        return Answer(Outcome.SENT, taken.sid, taken.status or "", taken.error_code)

    def find_sent(self, to: str, sender: str, since: datetime) -> Sequence[Sent] | None:
        """What Twilio has for this number from this sender since a moment, newest first.

        Its list can be asked by number, sender and day of sending. The day is left out: a text that still waits there
        has none, and would be missed.
        """
        asked = ask(lambda: self._client.messages.list(to=to, from_=sender, limit=MOST_LISTED, page_size=MOST_LISTED))
        if asked.given is None:
            return None
        listed: list[Any] = asked.given
        if not all(one.sid and isinstance(one.date_created, datetime) for one in listed):
            return None
        earliest = since.astimezone(UTC) - CLOCKS_DIFFER
        recent = tuple(_sent(one) for one in listed if one.date_created >= earliest)
        # Where the list was not long enough to reach back to the moment, what is looked for may stand beyond it.
        return recent if len(recent) < MOST_LISTED else None


def _sent(listed: Any) -> Sent:
    return Sent(listed.sid, listed.status or "", listed.body or "", listed.error_code, listed.date_created)


def _fields(message: TextMessage) -> dict[str, Any]:
    """What Twilio is given. No scheduling: without a messaging service it is dropped, and the text goes at once."""
    fields: dict[str, Any] = {
        "to": message.to,
        "from_": message.sender,
        "body": message.body,
        # Its own replacing of characters saves nothing on real texts, and takes the marks off people's letters.
        "smart_encoded": False,
    }
    if message.report_address:
        fields["status_callback"] = message.report_address
    if message.valid_seconds is not None:
        fields["validity_period"] = min(message.valid_seconds, LONGEST_VALID)
    return fields
