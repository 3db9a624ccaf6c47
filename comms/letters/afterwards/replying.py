"""Taking in a reply slip by its numbers. A tick is a reply: it is never taken for "understood"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.channels.paper import Paper, paper_from_json
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound
from comms.foundation.languages import language
from comms.foundation.writing import fold
from comms.letters.afterwards import find
from comms.letters.afterwards.actions import add_event, letter_to_follow
from comms.letters.afterwards.asking import ask, keep_on_list
from comms.letters.afterwards.event_given import BadEvent, EventGiven, Moment, problems
from comms.letters.afterwards.letter_event import EventKind, LetterEvent
from comms.letters.afterwards.slip_meanings import meanings, reply_tasks, tasks_asked, wishes
from comms.letters.letter import Letter

LONGEST_WORDS = 3000
LONGEST_TELEPHONE = 40
MOST_NUMBERS = 40


@dataclass(frozen=True, slots=True)
class ReplyGiven:
    """What came back on a slip: its numbers, what was written by hand in which language (a tag, empty when it is not
    known), the telephone number on it, and the day it came."""

    numbers: tuple[int, ...]
    received_on: date
    words: str = ""
    language: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class ReplyTaken:
    """A reply on record: of which letter, and what will happen now, in sentences."""

    letter: Letter
    event: LetterEvent
    will: tuple[str, ...]


def numbers_in(typed: str) -> tuple[int, ...]:
    """The numbers of a slip as somebody types them: "11 22 41", "11,22;41". Raises ``BadEvent`` for anything else."""
    parts = [part for part in re.split(r"[\s,;.+/&]+", fold(typed)) if part]
    if any(not part.isascii() or not part.isdigit() or len(part) > 3 for part in parts) or len(parts) > MOST_NUMBERS:
        raise BadEvent({"numbers": "Type the numbers that are ticked, with a space between them, like 11 22 41."})
    return tuple(dict.fromkeys(int(part) for part in parts))


def slip_of(letter: Letter) -> Paper | None:
    """The letter as it went out, when it has a reply slip; None when it has none."""
    paper = paper_from_json(letter.content) if letter.content else None
    return paper if paper and paper.slip else None


def record_reply(session: Session, viewer: Viewer, reference: str, given: ReplyGiven, now: datetime) -> ReplyTaken:
    """Record a reply to the letter with this number, however it was typed. See ``record_reply_to``."""
    try:
        letter = find.letter_with_reference(session, viewer, reference)
    except NotFound as fault:
        raise BadEvent({"reference": str(fault)}) from fault
    return record_reply_to(session, viewer, letter.id, given, now)


def record_reply_to(session: Session, viewer: Viewer, letter_id: UUID, given: ReplyGiven, now: datetime) -> ReplyTaken:
    """Record a reply to a letter, and ask for what it makes needful.

    All that is ticked is kept, also where one tick contradicts another: whoever rings will see both. Raises
    ``BadEvent`` for an empty slip, for numbers that are not on this letter's slip, and for a day that cannot be.
    """
    letter = letter_to_follow(session, viewer, letter_id)
    numbers = tuple(sorted(set(given.numbers)))
    wrong = _problems(letter, numbers, given, london_date(now))
    if wrong:
        raise BadEvent(wrong)
    detail: dict[str, object] = {"numbers": list(numbers)}
    detail |= {name: value for name in ("words", "language", "telephone") if (value := getattr(given, name))}
    if any(meanings()[number].not_understood for number in numbers):
        detail["not_understood"] = True
    before = {one.id for one in find.events_of(session, viewer, letter.id)}
    event = add_event(session, viewer, letter, (EventKind.REPLIED, given.received_on), detail, now)
    if event.id in before:
        return ReplyTaken(letter, event, ("This reply was on record already.",))
    return ReplyTaken(letter, event, _ask_what_follows(session, viewer, letter, given, now))


def _problems(letter: Letter, numbers: Sequence[int], given: ReplyGiven, today: date) -> dict[str, str]:
    wrong = problems(EventGiven(EventKind.REPLIED, given.received_on), Moment(letter.issued_on, today))
    paper = slip_of(letter)
    on_slip = {answer.number for answer in paper.slip.answers} if paper and paper.slip else set()
    unknown = [number for number in numbers if number not in on_slip or number not in meanings()]
    if paper is None:
        wrong["numbers"] = "This letter has no reply slip."
    elif unknown:
        wrong["numbers"] = (
            f"{_listed(unknown)} {'is' if len(unknown) == 1 else 'are'} not on the slip of this letter. "
            f"It has {_listed(sorted(on_slip))}."
        )
    elif not (numbers or given.words):
        wrong["numbers"] = "Type at least one number, or what is written on the slip."
    if len(given.words) > LONGEST_WORDS:
        wrong["words"] = f"Keep this to {LONGEST_WORDS:,} characters."
    if len(given.telephone) > LONGEST_TELEPHONE:
        wrong["telephone"] = f"Keep this to {LONGEST_TELEPHONE} characters."
    if given.language and not _is_language(given.language):
        wrong["language"] = "Choose the language it is written in."
    return wrong


def _is_language(tag: str) -> bool:
    try:
        language(tag)
    except NotFound:
        return False
    return True


def _listed(numbers: Iterable[int]) -> str:
    *most, last = [str(number) for number in numbers]
    return f"{', '.join(most)} and {last}" if most else last


def _ask_what_follows(
    session: Session, viewer: Viewer, letter: Letter, given: ReplyGiven, now: datetime
) -> tuple[str, ...]:
    numbers = tuple(sorted(set(given.numbers)))
    asked, wished = tasks_asked(numbers, words=bool(given.words)), wishes(numbers)
    also = [*wished, *(["A telephone number is on the slip: see the reply."] if given.telephone else [])]
    for name in asked:
        ask(session, viewer, letter, reply_tasks()[name], now, also)
    will = [reply_tasks()[name].will for name in asked] or ["It is on record. Nothing more is asked of you."]
    if any(meanings()[number].not_understood for number in numbers):
        keep_on_list(session, viewer, letter, now)
        return (*will, *wished)
    return (
        (*will, *wished, "A reply is not yet “understood”: somebody still asks.")
        if letter.check_by
        else (*will, *wished)
    )
