"""What each of our texts offers as answers, by its key in the wording of the texts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

AFTER_WORK, WORK, INTERPRETER, TRANSPORT = "after_work", "work", "interpreter", "transport"
ABROAD, OTHER, COMING, NOT_COMING = "abroad", "other", "coming", "not_coming"

REMINDER, WILL_RING, NOT_THERE = "reminder", "will_ring", "not_there"
# By the figure that people answer with. Source: letter_templates/texts.toml.
OFFERED: Mapping[str, Mapping[int, str]] = MappingProxyType({
    "missed_call": MappingProxyType({1: AFTER_WORK, 2: INTERPRETER, 3: TRANSPORT, 4: ABROAD, 5: OTHER}),
    NOT_THERE: MappingProxyType({1: WORK, 2: INTERPRETER, 3: TRANSPORT, 4: ABROAD, 5: OTHER}),
    "again": MappingProxyType({1: AFTER_WORK}),
    REMINDER: MappingProxyType({1: COMING, 2: NOT_COMING}),
})  # fmt: skip
# The texts that ask for an hour.
ASK_FOR_AN_HOUR = frozenset({"missed_call", "again", "you_rang", WILL_RING})
