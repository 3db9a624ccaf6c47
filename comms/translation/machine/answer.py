"""What was answered to one text that was to be translated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MARK = "machine translation, not checked"
# In place of a package and its version, where the answer is words that people approved.
APPROVED = "approved words"


@dataclass(frozen=True, slots=True)
class Answer:
    """One text in another language, or why there is none: then ``text`` is None, and the original is shown.

    ``by`` is the package and its version ("pl_en 1.9"), or ``APPROVED`` where the words come from the memory: those
    were checked, and ``MARK`` does not belong to them. A text without any word is its own answer, by nobody.
    """

    text: str | None
    by: str
    why: str
    from_memory: bool

    @property
    def mark(self) -> str:
        """What is said wherever this stands; empty where no machine wrote it."""
        return MARK if self.text is not None and self.by and not self.from_memory else ""

    def as_json(self) -> dict[str, Any]:
        """The answer as it is kept in a job."""
        return {"text": self.text, "by": self.by, "why": self.why, "from_memory": self.from_memory}


def answer_from_json(kept: Mapping[str, Any]) -> Answer:
    """An answer that was kept."""
    return Answer(kept["text"], kept["by"], kept["why"], kept["from_memory"])


def refused(why: str) -> Answer:
    """A text that was not translated, and why."""
    return Answer(None, "", why, from_memory=False)


def as_it_is(text: str) -> Answer:
    """A text without any word."""
    return Answer(text, "", "", from_memory=False)


def approved(text: str) -> Answer:
    """Words that people approved."""
    return Answer(text, APPROVED, "", from_memory=True)
