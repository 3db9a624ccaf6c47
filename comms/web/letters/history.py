"""What happened with a letter, as its page and the lists tell it: one sentence first, then line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from markupsafe import Markup
from sqlalchemy.orm import Session

from comms.agencies.find import colleagues
from comms.agencies.viewer import Viewer
from comms.foundation.errors import NotFound
from comms.foundation.languages import Language, language
from comms.letters.afterwards import find
from comms.letters.afterwards.actions import TALKS
from comms.letters.afterwards.event_given import Through
from comms.letters.afterwards.letter_event import EventKind, LetterEvent
from comms.letters.afterwards.slip_meanings import meanings
from comms.letters.afterwards.standing import Standing, Understood, counting, happened, standing
from comms.letters.letter import Letter
from comms.web.people.person_page import NOT_TOLD
from comms.web.wording import day_in_words

SENT = {
    EventKind.POSTED: "Posted on {}.",
    EventKind.HANDED_OVER: "Handed over on {}.",
    EventKind.EMAILED: "E-mailed on {}.",
}

# What each kind of event says, with what was told of it.
WORDS: Mapping[EventKind, Markup] = {
    EventKind.POSTED: Markup("Posted on {on}, {post_class}."),
    EventKind.HANDED_OVER: Markup("Handed over to {name} on {on}."),
    EventKind.EMAILED: Markup("E-mailed on {on}."),
    EventKind.DELIVERED: Markup("It arrived, as was known on {on}: {how_known}."),
    EventKind.RETURNED: Markup("It came back on {on}: {why_returned}."),
    EventKind.READ_ALOUD: Markup("Read aloud to {name} on {on}"),
    EventKind.REPLIED: Markup("A reply came on {on}. "),
    EventKind.UNDERSTOOD: Markup("{name} understood it: asked on {on}"),
    EventKind.NOT_UNDERSTOOD: Markup("{name} did not understand it: asked on {on}"),
    EventKind.NOT_CHECKED: Markup("Nobody will ask whether {name} understood it: {because}"),
}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of what happened. ``said`` are the reader's own words in ``language``, ``rendered`` what they mean.

    ``undone`` is the word that it was a mistake, None while the line counts.
    """

    event_id: UUID
    words: Markup
    by: str
    recorded_at: datetime
    said: str
    language: Language | None
    rendered: str
    undone: Markup | None


@dataclass(frozen=True, slots=True)
class LetterHistory:
    """How a letter stands, in a sentence, and what happened with it, line by line."""

    standing: Standing
    sentence: Markup
    lines: Sequence[HistoryLine]


def letter_history(session: Session, viewer: Viewer, letter: Letter, name: str) -> LetterHistory:
    """What happened with a letter the viewer may see; ``name`` is what its reader is called."""
    events = find.events_of(session, viewer, letter.id)
    known = [happened(one) for one in events]
    staff = {one.id: one.name for one in colleagues(session, viewer)}
    counted_ids = {one.id for one in counting(known)}
    mistakes = {one.mistaken: events[place] for place, one in enumerate(known) if one.mistaken}
    lines = [
        _line(event, name, staff, None if event.id in counted_ids else mistakes.get(event.id))
        for event in events
        if event.kind != EventKind.MISTAKE
    ]
    stands = standing(known)
    return LetterHistory(stands, in_a_sentence(letter, stands, name), lines)


def in_a_sentence(letter: Letter, stands: Standing, name: str) -> Markup:
    """What is known of a letter: whether it was sent, came back, was answered, and was understood, each by itself."""
    said = [SENT[stands.sent_how].format(day_in_words(stands.sent)) if stands.sent and stands.sent_how else
            "Nobody has recorded that it was sent."]  # fmt: skip
    if stands.came_back and stands.returned:
        said.append(f"It came back on {day_in_words(stands.returned)}.")
    if stands.read_aloud:
        said.append(f"Read aloud on {day_in_words(stands.read_aloud)}.")
    if stands.replied:
        said.append(f"A reply came on {day_in_words(stands.replied)}.")
    return Markup(" ").join([*said, _understanding(letter, stands, name)])


def _understanding(letter: Letter, stands: Standing, name: str) -> Markup:
    called = _bdi(name)
    if stands.understood == Understood.YES:
        return Markup("{} understood it: asked on {}.").format(called, _day(stands.understood_on))
    if stands.understood == Understood.NO:
        words = Markup(
            "{} has not understood it, as was known on {}. It stays on the list until somebody hears that {} has."
        )
        return words.format(called, _day(stands.understood_on), called)
    if stands.understood == Understood.NOT_CHECKED:
        return Markup("Nobody will ask whether {} understood it; why is written below.").format(called)
    if letter.check_by is None:
        return Markup("Nobody has asked whether {} understood it.").format(called)
    return Markup("Nobody has asked yet whether {} understood it; by {}.").format(called, _day(letter.check_by))


def _line(event: LetterEvent, name: str, staff: Mapping[UUID, str], mistake: LetterEvent | None) -> HistoryLine:
    detail: dict[str, Any] = event.detail or {}
    return HistoryLine(
        event_id=event.id,
        words=_words(event, detail, name, staff),
        by=_by(event.recorded_by, staff),
        recorded_at=event.recorded_at,
        said=detail.get("said") or detail.get("words") or "",
        language=language_of(detail.get("language", "")),
        rendered=detail.get("rendered", ""),
        undone=_undone(mistake, staff) if mistake else None,
    )


def _undone(mistake: LetterEvent, staff: Mapping[UUID, str]) -> Markup:
    because = (mistake.detail or {}).get("because", "")
    words = Markup("This was a mistake, says {} on {}: {}")
    return words.format(_bdi(_by(mistake.recorded_by, staff)), _day(mistake.happened_on), _bdi(because))


def _words(event: LetterEvent, detail: Mapping[str, Any], name: str, staff: Mapping[UUID, str]) -> Markup:
    kind = EventKind(event.kind)
    values = {key: _bdi(value) if key == "because" else value for key, value in detail.items()}
    told = WORDS[kind].format_map({"name": _bdi(name), "on": _day(event.happened_on), **values})
    if kind == EventKind.REPLIED:
        return told + _reply(detail)
    return told + _talk(detail, staff) if kind in TALKS else told


def _talk(detail: Mapping[str, Any], staff: Mapping[UUID, str]) -> Markup:
    spoken = language_of(detail.get("language", ""))
    by = staff.get(UUID(detail["by"]), NOT_TOLD) if detail.get("by") else NOT_TOLD
    words = Markup(" by {} in {}").format(_bdi(by), spoken.english_name if spoken else detail.get("language", ""))
    if detail.get("through") != Through.INTERPRETER:
        return words + Markup(", a language they share.")
    number = detail.get("interpreter_number", "")
    through = Markup(", through the interpreter {}").format(_bdi(detail.get("interpreter", "")))
    return words + through + (Markup(" ({}).").format(_bdi(number)) if number else Markup("."))


def _reply(detail: Mapping[str, Any]) -> Markup:
    ticked = [Markup("{} {}").format(number, _meaning(number)) for number in detail.get("numbers", ())]
    told = Markup("Ticked: {}.").format(Markup("; ").join(ticked)) if ticked else Markup("Nothing was ticked.")
    number = detail.get("telephone", "")
    return told + (Markup(" Telephone on the slip: {}.").format(_bdi(number)) if number else Markup())


def _meaning(number: int) -> str:
    return meanings()[number].means if number in meanings() else ""


def language_of(tag: str) -> Language | None:
    """The language of a tag; None where there is none, or the registry no longer holds it."""
    try:
        return language(tag) if tag else None
    except NotFound:
        return None


def _by(staff_id: UUID | None, staff: Mapping[UUID, str]) -> str:
    return staff.get(staff_id, NOT_TOLD) if staff_id else "comms"


def _day(day: date | None) -> str:
    return day_in_words(day) if day else ""


def _bdi(text: str) -> Markup:
    return Markup("<bdi>{}</bdi>").format(text)
