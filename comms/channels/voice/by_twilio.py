"""Calls by Twilio. Nothing is recorded, and no machine is spoken to."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from twilio.http import HttpClient

from comms.channels.twilio import Asked, ask, client_for
from comms.channels.voice.call_leg import Outcome, Ring, Rung
from comms.foundation.settings import Settings

# Each is reported by itself; without asking, Twilio tells of the end alone.
EVENTS = ["initiated", "ringing", "answered", "completed"]
NO_NAME = "The carrier took it and gave it no name, so it is not known whether it rings."


class TwilioCarrier:
    """Twilio, with the account of the settings ``COMMS_TWILIO_…``."""

    is_real = True

    def __init__(self, settings: Settings, http: HttpClient | None = None) -> None:
        self._client = client_for(settings, http)

    def ring(self, ring: Ring) -> Rung:
        """Ring one telephone. Where a machine is listened for, ``answer_address`` is asked when that is decided, with
        ``AnsweredBy`` among the fields."""
        asked = ask(lambda: self._client.calls.create(url=ring.answer_address, **_fields(ring)))
        return _rung(asked, "sid")

    def join(self, room_id: str, ring: Ring, label: str) -> Rung:
        """Ring one telephone into a conference: its id, or its name where it has been named. A machine that answers is
        reported to ``report_address`` in a report of its own; by then it is in the room."""
        fields = _fields(ring)
        if ring.detect_machine:
            fields["amd_status_callback"] = ring.report_address
        room = self._client.conferences(quote(room_id, safe="")).participants
        asked = ask(lambda: room.create(label=label, beep="onEnter", conference_record="do-not-record", **fields))
        return _rung(asked, "call_sid")

    def hang_up(self, provider_id: str) -> bool:
        """End a call, whether it still rings or not."""
        asked = ask(lambda: self._client.calls(quote(provider_id, safe="")).update(status="completed"))
        return asked.outcome is Outcome.SENT


def _fields(ring: Ring) -> dict[str, Any]:
    """What a call and a participant have in common."""
    fields: dict[str, Any] = {
        "to": ring.to,
        "from_": ring.caller,
        "timeout": ring.ring_seconds,
        "record": False,
        "status_callback": ring.report_address,
        "status_callback_event": EVENTS,
    }
    if ring.detect_machine:
        # As soon as it is known, and not after a machine's greeting: nothing is ever left on one.
        fields["machine_detection"] = "Enable"
    return fields


def _rung(asked: Asked[Any], name: str) -> Rung:
    if asked.outcome is not Outcome.SENT:
        return Rung(asked.outcome, why=asked.why)
    provider_id = getattr(asked.given, name) or ""
    return Rung(Outcome.SENT, provider_id) if provider_id else Rung(Outcome.UNKNOWN, why=NO_NAME)
