"""What can be wrong with an exhibit, each with what it means for whoever has to rely on the file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from comms.foundation.errors import CommsError


class Rule(StrEnum):
    """What is demanded of an exhibit, in the order in which it is looked at."""

    NO_SEAL = "one seal"
    LENGTH = "whole length"
    RANGE = "seal covers everything"
    DIGITS = "plain digits"
    PADDING = "empty filling"
    ENVELOPE = "seal's parts"
    KEY = "the given key"
    SIGNATURE = "seal's signature"
    CONTENT = "unchanged content"
    STRUCTURE = "readable file"
    SIGNATURES = "no other signature"
    ATTACHMENTS = "expected attachments"
    FORM = "record's form"
    RECORD = "record's signature"
    MEDIA = "media as recorded"
    MOMENT = "one moment"


_NOT_AS_SEALED = "This file is not the one that was sealed. Do not rely on it; ask the agency for the exhibit again."
_SEALED_WRONGLY = (
    "The agency's own key sealed this file, so nobody else has altered it, and yet it is not made as an exhibit is. "
    "Ask the agency how it was made."
)
MEANINGS = {
    Rule.NO_SEAL: "Nothing shows who made this file, or that it is complete. Do not rely on it as an exhibit.",
    Rule.LENGTH: _NOT_AS_SEALED,
    Rule.RANGE: _NOT_AS_SEALED,
    Rule.DIGITS: "The seal was written over after it was made. " + _NOT_AS_SEALED,
    Rule.PADDING: "Something was hidden behind the seal after it was made. " + _NOT_AS_SEALED,
    Rule.ENVELOPE: "The seal was altered after it was made. " + _NOT_AS_SEALED,
    Rule.KEY: "Anybody can make a key and write an agency's name on it; only the key that the agency published counts. "
    "See that you have all keys of the agency, also those it no longer uses. If you have, this file is not its own.",
    Rule.SIGNATURE: "Whoever made this seal did not have the agency's key, or the seal was altered. " + _NOT_AS_SEALED,
    Rule.CONTENT: _NOT_AS_SEALED,
    Rule.STRUCTURE: _SEALED_WRONGLY,
    Rule.SIGNATURES: _SEALED_WRONGLY,
    Rule.ATTACHMENTS: _SEALED_WRONGLY,
    Rule.FORM: _SEALED_WRONGLY,
    Rule.RECORD: _SEALED_WRONGLY,
    Rule.MEDIA: _SEALED_WRONGLY,
    Rule.MOMENT: _SEALED_WRONGLY,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was sealed: which rule it breaks, what fails in a sentence, and what that means."""

    rule: Rule
    what: str
    meaning: str

    def saying_also(self, more: str) -> Fault:
        """The same fault with one more sentence on what it means."""
        return replace(self, meaning=f"{self.meaning} {more}") if more else self


class Fails(CommsError):
    """An exhibit that breaks a rule, so that nothing after it can be looked at."""

    def __init__(self, rule: Rule, what: str) -> None:
        super().__init__(what, MEANINGS[rule])
        self.fault = fault(rule, what)


def fault(rule: Rule, what: str) -> Fault:
    """A fault, with the meaning that every fault against this rule has."""
    return Fault(rule, what, MEANINGS[rule])
