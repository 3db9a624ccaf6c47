"""Translations for a screen: the worker makes them, and the screen waits a little."""

from __future__ import annotations

from comms.web.translating.waiting import NOT_YET, translated_by_worker

__all__ = ["NOT_YET", "translated_by_worker"]
