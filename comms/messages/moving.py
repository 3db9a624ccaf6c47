"""Moving a text from state to state: only along the table of moves, and never back."""

from __future__ import annotations

from comms.foundation.errors import Refused
from comms.messages.message import MOVES, Message, MessageState


def may_move(row: Message, after: MessageState) -> bool:
    """Whether a message may become this."""
    return after in MOVES[MessageState(row.state)]


def move(row: Message, after: MessageState) -> None:
    """Bring a message to another state. Raises ``Refused`` for a move that is not in the table."""
    if not may_move(row, after):
        raise Refused(f"A message that is {row.state} does not become “{after}”.", "Look at what its page says of it.")
    row.state = after
