"""The memory: everything that was approved in a language, found again by its English before any engine is asked."""

from __future__ import annotations

from comms.translation.memory.find import memory, remembered
from comms.translation.memory.remembering import Memory, Remembered

__all__ = ["Memory", "Remembered", "memory", "remembered"]
