"""Where a text stands, in words and with its time. Sent is not understood, and these words never say so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from comms.messages.message import Message, MessageChannel, MessageState
from comms.web.reaching.moments import at_in_words, coming_in_words

_S = MessageState
NO_CARRIER = "not sent: this installation has no carrier"
BY_HAND = "not sent: it waits to be sent by hand"

_ENDS: Mapping[str, str] = MappingProxyType(
    {
        _S.SENT: "the carrier has it, {at}; the telephone has not said so yet",
        _S.DELIVERED: "the telephone has it, {at}",
        _S.NOT_DELIVERED: "did not reach the telephone, {at}",
        _S.REFUSED: "not sent: the carrier refused it, {at}",
        _S.UNKNOWN: "nobody knows whether it went, {at}: the carrier is asked, and it is not sent again by itself",
        _S.NOT_NEEDED: "not sent: it was not needed any more",
        _S.SUPPRESSED: "held back, {at}",
    }
)
# The states in which somebody has to do something.
GONE_WRONG = frozenset({_S.NOT_DELIVERED, _S.REFUSED, _S.UNKNOWN, _S.SUPPRESSED})


def where_it_stands(message: Message, today: date) -> str:
    """Where a text, or an e-mail, stands."""
    said = state_in_words(message, today)
    why = (message.why or "").strip() if message.state in GONE_WRONG else ""
    return f"{said}. {why}" if why else said


def state_in_words(message: Message, today: date) -> str:
    """The state of a text, or an e-mail, and nothing of why."""
    if message.state == _S.WAITING:
        if message.channel == MessageChannel.SMS and message.due_at is None:
            return BY_HAND
        return f"goes {coming_in_words(message.due_at, today)}" if message.due_at else "about to be sent"
    if message.state == _S.SENDING:
        return "being handed to the carrier"
    if message.state == _S.IN_OUTBOX:
        return NO_CARRIER if message.channel == MessageChannel.SMS else "not sent: no mail server is set"
    return _ENDS[message.state].format(at=at_in_words(message.ended_at or message.made_at, today))
