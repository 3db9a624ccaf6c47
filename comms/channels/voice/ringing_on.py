"""What the carrier is told to do with somebody who rings our number, as XML in its own terms."""

from __future__ import annotations

from twilio.twiml.voice_response import VoiceResponse

SECONDS = 20


def ring_on(number: str, *, after: str, report: str, seconds: int = SECONDS) -> str:
    """Let a telephone of ours ring for somebody who rings us; they hear it ring. The address ``after`` is asked what
    comes then, with how it went; ``report`` is told when that telephone has rung out, also where whoever rang hung up
    before. Nothing is recorded."""
    answer = VoiceResponse()
    dial = answer.dial(timeout=seconds, action=after, method="POST", answer_on_bridge=True, record="do-not-record")
    dial.number(number, status_callback=report, status_callback_event="completed", status_callback_method="POST")
    return str(answer)
