"""Reading what families text back: figures, yes and no, hours and days, words of danger, in the languages we write."""

from __future__ import annotations

from comms.messages.reading.answer import read_text
from comms.messages.reading.reading import Meaning, Reading

__all__ = ["Meaning", "Reading", "read_text"]
