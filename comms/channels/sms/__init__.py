"""Texts: one small protocol, Twilio behind it, and an outbox where no account is set."""

from __future__ import annotations

from twilio.http import HttpClient

from comms.channels.sms.by_twilio import TwilioSender
from comms.channels.sms.outbox import OutboxSender
from comms.channels.sms.reactions import Reaction, reaction_to
from comms.channels.sms.statuses import rank_of, state_of
from comms.channels.sms.text_message import Answer, Outcome, Sent, TextMessage, TextSender
from comms.channels.sms.units import MOST_UNITS, Units, count_units, pence_for
from comms.foundation.settings import Settings

__all__ = [
    "MOST_UNITS",
    "Answer",
    "OutboxSender",
    "Outcome",
    "Reaction",
    "Sent",
    "TextMessage",
    "TextSender",
    "TwilioSender",
    "Units",
    "count_units",
    "pence_for",
    "rank_of",
    "reaction_to",
    "sender_for",
    "state_of",
]


def sender_for(settings: Settings, http: HttpClient | None = None) -> TextSender:
    """The installation's account with Twilio, or its outbox where none is set. ``http`` is what speaks for it."""
    return TwilioSender(settings, http) if settings.has_twilio else OutboxSender()
