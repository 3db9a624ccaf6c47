"""Machine translation: drafts and free text, made by the worker, marked as what they are.

Screens use what stands here: they ask, and look whether there is an answer. The engine is for the worker and the
command line alone (``engine.py``, ``translating.py``, ``working.py``).
"""

from __future__ import annotations

from comms.translation.machine.actions import ask, ask_once
from comms.translation.machine.answer import APPROVED, MARK, Answer
from comms.translation.machine.find import answers_of
from comms.translation.machine.job import TranslationJob

__all__ = ["APPROVED", "MARK", "Answer", "TranslationJob", "answers_of", "ask", "ask_once"]
