"""How a letter stands: what is known of it by what happened, each thing by itself. Sent is not understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from comms.letters.afterwards.letter_event import EventKind, LetterEvent

SENDING = frozenset({EventKind.POSTED, EventKind.HANDED_OVER, EventKind.EMAILED})


class Understood(StrEnum):
    """What is known of whether the reader understood a letter."""

    YES = "yes"
    NO = "no"
    NOT_CHECKED = "not checked"
    NOBODY_ASKED = "nobody asked"


# Nothing is left to find out: the reader said it in their own words, or a named person said why nobody will ask.
SETTLED = frozenset({Understood.YES, Understood.NOT_CHECKED})


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened with a letter, read from its record. ``detail`` is what belongs to its kind."""

    id: UUID
    kind: EventKind
    on: date
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def mistaken(self) -> UUID | None:
        """Which earlier event this one says was noted by mistake."""
        return UUID(self.detail["event"]) if self.kind == EventKind.MISTAKE else None

    @property
    def answers(self) -> Understood | None:
        """What it tells of whether the letter was understood; None for all that tells nothing of it."""
        if self.kind == EventKind.REPLIED:
            return Understood.NO if self.detail.get("not_understood") else None
        return ANSWERS.get(self.kind)


ANSWERS = {
    EventKind.UNDERSTOOD: Understood.YES,
    EventKind.NOT_UNDERSTOOD: Understood.NO,
    EventKind.NOT_CHECKED: Understood.NOT_CHECKED,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one letter: the last day on which each thing happened, None for what never did.

    ``sent_how`` is how it was last sent; ``understood_on`` the day of what ``understood`` says.
    """

    sent: date | None = None
    sent_how: EventKind | None = None
    delivered: date | None = None
    returned: date | None = None
    read_aloud: date | None = None
    replied: date | None = None
    understood: Understood = Understood.NOBODY_ASKED
    understood_on: date | None = None

    @property
    def settled(self) -> bool:
        """Whether nobody has to ask any more."""
        return self.understood in SETTLED

    @property
    def came_back(self) -> bool:
        """Whether it came back, and was not sent again since."""
        return self.returned is not None and (self.sent is None or self.returned >= self.sent)


def happened(event: LetterEvent) -> Happened:
    """What a record says happened."""
    return Happened(event.id, EventKind(event.kind), event.happened_on, event.detail or {})


def counting(events: Sequence[Happened]) -> list[Happened]:
    """The events that count, in the order they were recorded: none that a later one says was a mistake, and no word of
    mistakes itself. To call a word of a mistake a mistake lets its event count again."""
    undone: set[UUID] = set()
    for event in reversed(events):
        if event.mistaken and event.id not in undone:
            undone.add(event.mistaken)
    return [event for event in events if event.kind != EventKind.MISTAKE and event.id not in undone]


def standing(events: Sequence[Happened]) -> Standing:
    """How a letter stands by what happened with it, given in the order it was recorded.

    What was asked on the later day counts, and of one day what was recorded later. That nobody will ask counts only
    while nobody has: it never covers an answer.
    """
    # Sorting is stable: what was recorded later on a day stays later.
    known = sorted(counting(events), key=lambda event: event.on)
    last = {event.kind: event for event in known}
    sent = next((event for event in reversed(known) if event.kind in SENDING), None)
    answer = _answer(known)
    return Standing(
        sent=sent.on if sent else None,
        sent_how=sent.kind if sent else None,
        delivered=_day(last, EventKind.DELIVERED),
        returned=_day(last, EventKind.RETURNED),
        read_aloud=_day(last, EventKind.READ_ALOUD),
        replied=_day(last, EventKind.REPLIED),
        understood=answer.answers or Understood.NOBODY_ASKED if answer else Understood.NOBODY_ASKED,
        understood_on=answer.on if answer else None,
    )


def _answer(known: Sequence[Happened]) -> Happened | None:
    answers = [event for event in known if event.answers]
    asked = [event for event in answers if event.kind != EventKind.NOT_CHECKED]
    return next(reversed(asked or answers), None)


def _day(last: Mapping[EventKind, Happened], kind: EventKind) -> date | None:
    return last[kind].on if kind in last else None
