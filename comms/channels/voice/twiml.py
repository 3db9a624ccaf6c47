"""What the carrier is told to do with a call, as XML in its own terms."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from twilio.twiml.voice_response import VoiceResponse

from comms.foundation.errors import Refused
from comms.foundation.languages import fallbacks
from comms.foundation.languages import language as known_language


class NoVoice(Refused):
    """A language in which the carrier has no voice."""


def conference(room: str, *, ends: bool, starts: bool, waiting: str = "") -> str:
    """Bring whoever is on the line into a room. ``room`` is a name that says nothing. Where one of them ``ends`` it,
    all others go when they leave; until one comes who ``starts`` it, the others wait, and hear what lies at the address
    ``waiting`` (else the carrier's music). Nothing is recorded, and a tone says when somebody comes: nobody listens in
    unheard."""
    answer = VoiceResponse()
    answer.dial().conference(
        room,
        start_conference_on_enter=starts,
        end_conference_on_exit=ends,
        beep="onEnter",
        record="do-not-record",
        wait_url=waiting or None,
    )
    return str(answer)


def can_say(language: str) -> bool:
    """Whether the carrier has a voice for a language."""
    return _voice(language) is not None


def say(text: str, language: str) -> str:
    """Say a sentence in a language and hang up. Raises ``NoVoice``: there a recording is needed, or silence."""
    voice = _voice(language)
    if voice is None:
        raise NoVoice(
            f"There is no voice for {known_language(language).english_name}.", "Play a recording, or say nothing."
        )
    answer = VoiceResponse()
    answer.say(text, language=voice)
    answer.hangup()
    return str(answer)


def hang_up() -> str:
    """End the call."""
    answer = VoiceResponse()
    answer.hangup()
    return str(answer)


def reject() -> str:
    """Do not take a call: whoever rings hears that the line is engaged, and pays nothing."""
    answer = VoiceResponse()
    answer.reject(reason="busy")
    return str(answer)


def _voice(language: str) -> str | None:
    known = known_language(language).tag
    return next((found for one in (known, *fallbacks(known)) if (found := voices().get(one))), None)


@cache
def voices() -> dict[str, str]:
    """The languages the carrier can speak, each with its own name for it."""
    text = resources.files("comms.channels.voice").joinpath("data", "voices.toml").read_text(encoding="utf-8")
    found: dict[str, str] = tomllib.loads(text)["voices"]
    return found
