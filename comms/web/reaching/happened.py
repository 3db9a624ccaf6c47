"""Everything that happened in a follow-up, each in a sentence with who and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from comms.follow_ups.follow_up import EventKind, FollowUpEvent
from comms.messages.message import Message
from comms.web.people.person_page import NOT_TOLD
from comms.web.reaching.delivery import where_it_stands
from comms.web.reaching.ladder_drawn import RUNGS
from comms.web.reaching.moments import at_in_words, coming_in_words
from comms.web.wording import weekday_in_words

BY_ITSELF = "by itself"
# What somebody on our side wrote, or a sentence of ours; what they answered is shown by itself, in its own script.
SAID: Mapping[str, str] = MappingProxyType(
    {
        EventKind.OPENED: "It was opened",
        EventKind.AGAIN: "The same happened again",
        EventKind.TEXT_WRITTEN: "A text was written",
        EventKind.EMAIL_WRITTEN: "An e-mail was written",
        EventKind.HELD_BACK: "A message was held back",
        EventKind.NOT_DELIVERED: "A message did not arrive",
        EventKind.STEPPED_OVER: "A step was left out",
        EventKind.CALL_ASKED: "Somebody is asked to ring",
        EventKind.LETTER_ASKED: "Somebody is asked to write a letter",
        EventKind.CALLED: "Somebody rang",
        EventKind.REPLIED: "They answered",
        EventKind.PROPOSED: "A call was proposed",
        EventKind.WITH_WORKER: "The worker is asked to decide",
        EventKind.WITH_MANAGER: "The manager is asked to decide",
        EventKind.AWAY: "They are away",
        EventKind.STOPPED: "Stopped by hand",
        EventKind.GOES_ON: "It goes on",
        EventKind.SPED_UP: "The next step was brought forward",
        EventKind.CHANGED: "The next step was changed",
        EventKind.NOTE: "A note",
        EventKind.CLOSED: "Closed",
    }
)
TALKED = "talked"
CODES: Mapping[str, str] = MappingProxyType(
    {
        "still stopped": "It is still stopped: somebody is asked whether it goes on",
        "broken": "It could not be looked after by itself: somebody is asked to look",
        "no texts": "They may want no more texts: somebody is asked to ask them",
        "danger": "A word of danger: the worker is asked at once",
        TALKED: "Somebody spoke to them",
    }
)


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened: what, when, who did it, what is known besides, and words that somebody wrote."""

    what: str
    when: str
    by: str
    more: str
    words: str


def happened(
    events: Sequence[FollowUpEvent], messages: Mapping[UUID, Message], staff: Mapping[UUID, str], today: date
) -> list[Happened]:
    """Everything that happened, the newest first."""
    return [
        Happened(
            what=CODES.get(str(one.detail.get("code", "")), SAID[one.kind]),
            when=at_in_words(one.at, today),
            by=staff.get(one.by, NOT_TOLD) if one.by else BY_ITSELF,
            more=_more(one, messages, today),
            words="" if one.kind == EventKind.REPLIED else one.words or "",
        )
        for one in reversed(events)
    ]


def _more(event: FollowUpEvent, messages: Mapping[UUID, Message], today: date) -> str:
    message = messages.get(event.about_id) if event.about_id else None
    parts = [
        RUNGS[event.step] if event.kind in {EventKind.STEPPED_OVER, EventKind.CHANGED, EventKind.SPED_UP} else "",
        where_it_stands(message, today) if message is not None else "",
        _moment(event, today),
        _until(event),
    ]
    return "; ".join(one for one in parts if one)


def _moment(event: FollowUpEvent, today: date) -> str:
    at = event.detail.get("at")
    return f"for {coming_in_words(datetime.fromisoformat(at), today).removeprefix('on ')}" if at else ""


def _until(event: FollowUpEvent) -> str:
    until = event.detail.get("until") or event.detail.get("returns")
    if until == "back":
        return "they are back"
    return f"until {weekday_in_words(date.fromisoformat(until))}" if until else ""


def replies(events: Sequence[FollowUpEvent]) -> list[UUID]:
    """The texts in which they answered, the newest first."""
    found = [one.about_id for one in events if one.kind == EventKind.REPLIED and one.about_kind == "incoming"]
    return [one for one in reversed(found) if one is not None]


def said_otherwise(events: Sequence[FollowUpEvent], today: date) -> list[Happened]:
    """What they answered in another way than by text, as on their page."""
    return [
        Happened("They answered on their page", at_in_words(one.at, today), "", "", one.words or "")
        for one in reversed(events)
        if one.kind == EventKind.REPLIED and one.about_kind != "incoming"
    ]
