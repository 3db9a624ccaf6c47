"""Calls: one small protocol, Twilio behind it, and an honest nothing where no account is set."""

from __future__ import annotations

from twilio.http import HttpClient

from comms.channels.voice.by_twilio import TwilioCarrier
from comms.channels.voice.call_leg import Outcome, Ring, Rung, VoiceCarrier
from comms.channels.voice.no_carrier import NoCarrier
from comms.channels.voice.reports import CallReport, missed_why
from comms.foundation.settings import Settings

__all__ = [
    "CallReport",
    "NoCarrier",
    "Outcome",
    "Ring",
    "Rung",
    "TwilioCarrier",
    "VoiceCarrier",
    "carrier_for",
    "missed_why",
]


def carrier_for(settings: Settings, http: HttpClient | None = None) -> VoiceCarrier:
    """The installation's account with Twilio, or nobody where none is set. ``http`` is what speaks for it."""
    return TwilioCarrier(settings, http) if settings.has_twilio else NoCarrier()
