"""Sentences that workers answer families with: those sent most are offered for translating and approving, and what is
approved in a family's language stands first when somebody answers them."""

from __future__ import annotations

from comms.translation.replies.find import approved_replies, offered_phrases
from comms.translation.replies.phrases import OFTEN, REPLY, may_be_phrase, sentences_of

__all__ = ["OFTEN", "REPLY", "approved_replies", "may_be_phrase", "offered_phrases", "sentences_of"]
