"""Twilio, who carries our texts and calls: how it is asked, what its answers mean, and how we know that it asks us."""

from __future__ import annotations

from twilio.http import HttpClient
from twilio.rest import Client

from comms.channels.twilio.asking import Asked, ask
from comms.channels.twilio.http import TwilioHttp
from comms.channels.twilio.signature import signature_is_valid
from comms.foundation.settings import Settings

__all__ = ["Asked", "TwilioHttp", "ask", "client_for", "signature_is_valid"]

# The kit would read the environment for another edge or region of Twilio, and an empty mapping counts as none given.
_NOT_THE_ENVIRONMENT = {"TWILIO_EDGE": "", "TWILIO_REGION": ""}


def client_for(settings: Settings, http: HttpClient | None = None) -> Client:
    """Twilio's own client with the account of the settings; ``http`` is what speaks for it. Many threads may use it."""
    return Client(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        http_client=http or TwilioHttp(settings.twilio_timeout),
        environment=_NOT_THE_ENVIRONMENT,
    )
