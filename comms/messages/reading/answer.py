"""A whole text, read against what we asked: danger first, then "no more texts", then the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from comms.foundation.writing import fold
from comms.messages.reading.body import Piece, take_apart
from comms.messages.reading.danger import has_danger
from comms.messages.reading.lexicon import ENGLISH, every_tag, known_words, theirs
from comms.messages.reading.reading import Meaning, Reading
from comms.messages.reading.said import said_in
from comms.messages.reading.stopping import is_start, is_stop, may_be_stop
from comms.messages.reading.understanding import Answer, understand
from comms.translation.detection import detect

# The languages whose texts run from right to left, by the tags of their lexicons.
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ur"})


def read_text(body: str, asked: str, languages: Sequence[str], today: date) -> Reading:
    """What an incoming text says.

    ``asked`` is the key of our last text to that number ("missed_call", "again", "not_there", "you_rang", "reminder",
    "will_ring"), or empty; ``languages`` are the BCP 47 tags on record for whoever has the number, none where nobody
    knows; ``today`` is the date in London. Never raises, for any text.

    It is read in their languages and in English; only then in every other, and what is found there is never sure.
    Where two of their languages read it differently, neither is believed.
    """
    if not fold(body):
        return Reading(Meaning.EMPTY)
    pieces = take_apart(body, known_words())
    mine = theirs(languages)
    answers = _answers(pieces, asked, today, mine)
    answer = _believed(answers, mine)
    language = _language(body, languages, answers, mine)
    reading = Reading(
        meaning=answer.meaning,
        option=answer.option,
        hour=answer.hour,
        day=answer.day,
        back_on=answer.back_on,
        language=language,
        sure=answer.sure,
        minute=answer.minute,
    )
    return _what_goes_before(body, pieces, reading, answer, mine)


def _answers(pieces: Sequence[Piece], asked: str, today: date, mine: Mapping[str, str]) -> Mapping[str, Answer]:
    """The answer as each language understands it: theirs and English, and the others where these leave words over."""
    mirrored = bool(RIGHT_TO_LEFT & mine.keys())

    def answer_in(tag: str) -> Answer:
        return understand(said_in(pieces, tag), asked, today, mirrored=mirrored)

    near = {tag: answer_in(tag) for tag in dict.fromkeys([*mine, ENGLISH])}
    if mine and min(answer.left_over for answer in near.values()) == 0:
        return near
    return {**near, **{tag: answer_in(tag) for tag in every_tag() if tag not in near}}


def _what_goes_before(
    body: str, pieces: Sequence[Piece], reading: Reading, answer: Answer, mine: Mapping[str, str]
) -> Reading:
    """The reading, unless there is danger in the text, or it asks for no more texts."""
    home = set(mine) or set(every_tag())
    if has_danger(pieces, home | {reading.language}):
        return replace(reading, meaning=Meaning.DANGER, sure=False, danger=True)
    if is_stop(body):
        return Reading(Meaning.STOP, language=ENGLISH, sure=True)
    if is_start(body):
        return Reading(Meaning.START, language=ENGLISH, sure=True)
    # "Do not ring before 18" asks for another hour, and not for silence.
    near = [*(mine or every_tag()), ENGLISH]
    asks = None if answer.of_time else may_be_stop(pieces, near if answer.own else [*near, *every_tag()])
    if asks is not None:
        language = mine.get(asks, asks) or reading.language
        return replace(reading, meaning=Meaning.MAYBE_STOP, language=language, sure=False)
    return reading


def _believed(answers: Mapping[str, Answer], mine: Mapping[str, str]) -> Answer:
    near = [tag for tag in answers if tag in mine or tag == ENGLISH or not mine]
    fewest = min(answers[tag].left_over for tag in near)
    best = [answers[tag] for tag in near if answers[tag].left_over == fewest]
    # A language that nobody put on record is believed where it understands every word, and even then it is a guess.
    others = [answer for tag, answer in answers.items() if tag not in near and answer.left_over == 0]
    if fewest and others:
        return replace(others[0], sure=False)
    first = best[0]
    if all(_same(first, other) for other in best):
        return first
    if {Meaning.YES, Meaning.NO} <= {answer.meaning for answer in best}:
        return replace(first, meaning=Meaning.UNREAD, option="", sure=False)
    return replace(first, sure=False)


def _same(one: Answer, other: Answer) -> bool:
    return replace(one, own=other.own, of_time=other.of_time) == other


def _language(body: str, languages: Sequence[str], answers: Mapping[str, Answer], mine: Mapping[str, str]) -> str:
    """The language of the words that were understood, if they are most of the text; else what the letters show."""
    fewest = min(answer.left_over for answer in answers.values())
    spoken = [tag for tag, answer in answers.items() if answer.left_over == fewest and answer.own > answer.left_over]
    known = [tag for tag in spoken if tag in mine] or spoken
    if known and (known[0] in mine or len(known) == 1):
        return mine.get(known[0], known[0])
    return detect(body, languages).language or ""
