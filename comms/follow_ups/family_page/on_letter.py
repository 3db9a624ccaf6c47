"""What an answer on a family's page becomes on the letter it is about: what happened with it, and who does what next.

The numbers are those of the reply slip, which never change their meaning, so that an answer on a page and one on paper
say the same. None of them means "understood".
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from comms.follow_ups.family_page.family_link import AnswerKind
from comms.follow_ups.family_page.landing import Landing, Why
from comms.letters.afterwards.actions import add_event, letter_to_follow, record_event
from comms.letters.afterwards.asking import ask, keep_on_list
from comms.letters.afterwards.event_given import EventGiven, HowKnown
from comms.letters.afterwards.letter_event import EventKind
from comms.letters.afterwards.replying import slip_of
from comms.letters.afterwards.slip_meanings import ReplyTask, meanings, reply_tasks, tasks_asked
from comms.letters.letter import Letter
from comms.tasks.task import TaskKind

CANNOT_READ, WANTS_INTERPRETER = 11, 12
REASONS: Mapping[str, int] = MappingProxyType({Why.WORK: 23, Why.TRANSPORT: 22, Why.ABROAD: 26, Why.OTHER: 29})
MORNING, AFTERNOON, EVENING = 41, 42, 43
_NOON, _AFTER_WORK = 12, 18
OWN_WORDS = ReplyTask(
    TaskKind.ANSWER_REPLY,
    "words_on_page",
    "Its reader wrote on their page what it asks of them, in their own words. Have it read in their language, and see "
    "whether they took it as it was meant.",
    "",
)


def asks_why(letter: Letter) -> bool:
    """Whether the letter's own slip asks what stood in the way; then its page does too."""
    paper = slip_of(letter)
    on_slip = {one.number for one in paper.slip.answers} if paper and paper.slip else set()
    return bool(on_slip & set(REASONS.values()))


def land_on_letter(case: Landing) -> None:
    """Put the answer on record with the letter, and ask for what it makes needful."""
    letter = letter_to_follow(case.session, case.viewer, case.link.about_id)
    given = case.given
    if given.kind == AnswerKind.READ:
        # It says that the letter arrived, and nothing of what was understood.
        arrived = EventGiven(EventKind.DELIVERED, case.today, how_known=HowKnown.READER_SAID)
        record_event(case.session, case.viewer, letter.id, arrived, case.now)
    elif given.kind == AnswerKind.OWN_WORDS:
        _reply(case, letter, [])
        ask(case.session, case.viewer, letter, OWN_WORDS, case.now)
    elif given.kind == AnswerKind.TIME:
        _reply(case, letter, [_time_of_day(given.hour)] if given.hour is not None else [])
        case.ask(TaskKind.RING_AT, "ring at", f"They answered on their page. Ring them {case.when}{{}}.",
                 given.day or case.next_working_day)  # fmt: skip
    else:
        _reply(case, letter, [_number(case)])


def _number(case: Landing) -> int:
    if case.given.kind == AnswerKind.CANNOT_READ:
        return CANNOT_READ
    if case.given.kind == AnswerKind.WANT_INTERPRETER:
        return WANTS_INTERPRETER
    return REASONS.get(case.given.why, WANTS_INTERPRETER)


def _time_of_day(hour: int) -> int:
    return MORNING if hour < _NOON else AFTERNOON if hour < _AFTER_WORK else EVENING


def _reply(case: Landing, letter: Letter, numbers: list[int]) -> None:
    """A reply, as if these numbers of the slip were ticked, and what each of them asks of the office."""
    detail: dict[str, object] = {"numbers": numbers}
    if case.given.words:
        detail |= {"words": case.given.words, "language": case.link.language}
    not_understood = any(meanings()[one].not_understood for one in numbers)
    if not_understood:
        detail["not_understood"] = True
    add_event(case.session, case.viewer, letter, (EventKind.REPLIED, case.today), detail, case.now)
    for name in tasks_asked(numbers, words=bool(numbers and case.given.words)):
        # A time they named has its own task.
        if case.given.kind != AnswerKind.TIME:
            ask(case.session, case.viewer, letter, reply_tasks()[name], case.now)
    if not_understood:
        keep_on_list(case.session, case.viewer, letter, case.now)
