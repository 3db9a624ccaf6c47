"""What only counts while those who are needed are there, as the entries of a session are gone through."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from comms.cautions.entry import Entry
from comms.cautions.standing import Standing

NO_INTERPRETER = "No interpreter was there, and one is needed."
NO_ADULT = "No appropriate adult was there, and one is needed."


@dataclass(slots=True)
class Act:
    """Something that only counts while those who are needed are there: why it does not, for want of whom."""

    said: Any
    at: datetime
    interpreter: str
    adult: str
    language: str = ""

    def why_not(self, standing: Standing) -> str:
        """Why it does not count in a session that needs them; empty where it does."""
        if self.language:
            return self.language
        if standing.needs_interpreter and self.interpreter:
            return self.interpreter
        return self.adult if standing.needs_adult else ""


@dataclass(slots=True)
class RoundActs:
    """One reading of a point with what was answered and judged. ``series`` counts the times of resuming before."""

    read: Act
    series: int
    answers: list[Act] = field(default_factory=list)
    judgement: Act | None = None

    @property
    def acts(self) -> list[Act]:
        """All that has to count for the reading to count."""
        return [self.read, *self.answers, *([self.judgement] if self.judgement else [])]


@dataclass(slots=True)
class Folding:
    """A session while its entries are gone through."""

    standing: Standing
    acts: list[Act] = field(default_factory=list)
    rounds: dict[str, list[RoundActs]] = field(default_factory=dict)
    explained: dict[str, Act] = field(default_factory=dict)
    offer: Act | None = None
    inducement: Act | None = None
    decisions: list[Act] = field(default_factory=list)
    signatures: list[Act] = field(default_factory=list)

    def act(self, entry: Entry) -> Act:
        """What an entry says, with whether those who may be needed are there as it is said."""
        there = self.standing
        made = Act(
            entry.said, entry.at, "" if there.interpreter_confirmed else NO_INTERPRETER,
            "" if there.adult else NO_ADULT,
        )  # fmt: skip
        self.acts.append(made)
        return made

    def change(self, **values: Any) -> None:
        """Bring the standing on."""
        self.standing = replace(self.standing, **values)
