"""The points as the screen shows them: the one in hand with its words in both languages, what was said about it before,
and how every other point stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from comms.cautions.gate import Missing, missing_before_points
from comms.cautions.rounds import MOST_ROUNDS
from comms.cautions.said import AdultBegan, Words
from comms.cautions.standing import PointStanding, Round
from comms.foundation.languages import LANGUAGES, Language
from comms.translation.find import words
from comms.translation.uses import CAUTION
from comms.web.bookings.appointments_times import clock
from comms.web.cautions.page import SessionPage
from comms.web.cautions.points_standing import COUNTS, Doing, doing_of, next_point, nth_of, stands
from comms.web.cautions.their_words import Sentence
from comms.web.door import work

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Said:
    """What was asked and answered in one round, and how it was judged."""

    when: str
    question: str
    words: tuple[Words, ...]
    result: str
    why: str
    void: str
    changed: str


def said_in(one: Round, number: int) -> Said:
    """A round as it is shown again."""
    changed = one.read.changed
    return Said(
        when=f"Round {number}, read at {clock(one.read_at)}{f' ({changed})' if changed else ''}",
        question=one.answer.question if one.answer else "",
        words=tuple(each.words for each in one.answers),
        result=one.judgement.result if one.judgement else "",
        why=one.judgement.why if one.judgement else "",
        void=one.void,
        changed=changed,
    )


@dataclass(frozen=True)
class Card:
    """One point with what is to be done with it next. ``number`` is its place among all of them."""

    page: SessionPage
    one: PointStanding
    number: int

    @property
    def point(self) -> str:
        """The point's name."""
        return self.one.point.id

    @property
    def doing(self) -> Doing:
        """What is to be done with it."""
        return doing_of(self.page.standing, self.one)

    @property
    def stands(self) -> str:
        """How it stands, in words."""
        return stands(self.page.standing, self.one)

    @property
    def title(self) -> str:
        """Which point it is."""
        return f"Point {self.number} of {len(self.page.standing.points)}"

    @property
    def tries(self) -> str:
        """That it is said in other words, and which of its rounds this is: "in other words, second of three"."""
        if not self.one.failed or self.doing not in {Doing.READ, Doing.ASK, Doing.JUDGE}:
            return ""
        number = self.one.rounds_in(self.page.standing.series) + (self.doing == Doing.READ)
        return f"in other words, {nth_of(number)}" if number > 1 else "in other words"

    @property
    def most(self) -> str:
        """How often it may be explained before there is a pause."""
        return COUNTS[min(MOST_ROUNDS, 9)]

    @cached_property
    def text(self) -> Sentence:
        """The words to read, or those that were read last, where they are being asked about."""
        last = self.one.last
        if last is None or not last.waits:
            return self.in_their_words(self.one.next_words)
        # As they were read, also where somebody has changed the translation since.
        language = LANGUAGES.get(last.read.language) or LANGUAGES[ENGLISH]
        return Sentence(language, last.read.english, last.read.words, bool(last.read.words) and not last.read.approved)

    @cached_property
    def question(self) -> Sentence:
        """The open question about it."""
        return self.in_their_words(self.one.point.question)

    def in_their_words(self, english: str) -> Sentence:
        """A sentence of the script in the language they read."""
        return in_words(self.page, self.page.reads, english)

    @property
    def to_adult(self) -> Sentence:
        """The words that were understood, for the appropriate adult in a language of theirs."""
        last = self.one.last
        english = last.read.english if last else self.one.next_words
        return in_words(self.page, self.adult_language, english)

    @property
    def adult(self) -> AdultBegan | None:
        """The appropriate adult who is there."""
        there = self.page.standing.adult
        return there.who if there else None

    @property
    def adult_language(self) -> Language:
        """The language in which it is explained to the appropriate adult: their own where the interpreter speaks it,
        English where they follow that."""
        spoken, english = self.page.spoken, LANGUAGES[ENGLISH]
        if self.adult is None:
            return english
        shared = spoken is not None and spoken.tag == self.adult.language and self.page.standing.interpreter
        return LANGUAGES.get(self.adult.language, english) if shared or not self.adult.understands_english else english

    @property
    def rounds(self) -> list[Said]:
        """What was said about it in each round that was answered or does not count."""
        every = enumerate(self.one.rounds, start=1)
        return [said_in(each, number) for number, each in every if each.answers or not each.valid]

    @property
    def readers(self) -> list[tuple[str, str]]:
        """Who may read it aloud."""
        there, officer = self.page.standing.interpreter, self.page.officer
        found = [(there.who.name, f"{there.who.name}, the interpreter")] if there else []
        return [*found, (officer, f"{officer}, the officer")]


def in_words(page: SessionPage, language: Language | None, english: str) -> Sentence:
    """A sentence of the script in a language; a draft where nobody qualified approved it, and none where nobody
    translated it."""
    spoken = language or LANGUAGES[ENGLISH]
    if spoken.tag == ENGLISH or not spoken.can_be_written:
        return Sentence(spoken, english)
    found = words(work(), spoken.tag, page.viewer.agency_id)(CAUTION, english)
    return Sentence(spoken, english, "" if found.missing else str(found.text), found.draft, found.translation_hash)


@dataclass(frozen=True)
class Points:
    """All points of a session, the one in hand with its form. ``chosen`` is a point the officer asked for."""

    page: SessionPage
    chosen: str = ""

    @cached_property
    def cards(self) -> list[Card]:
        """Every point in the order of the script, conditions last."""
        every = self.page.standing.points.values()
        return [Card(self.page, one, number) for number, one in enumerate(every, start=1)]

    @cached_property
    def card(self) -> Card | None:
        """The point in hand; None where all are understood."""
        one = next_point(self.page.standing)
        name = self.chosen or (one.point.id if one else "")
        return next((card for card in self.cards if card.point == name), None)

    @property
    def understood(self) -> int:
        """How many points were understood."""
        return sum(card.one.understood for card in self.cards)

    @property
    def waiting(self) -> Sequence[Card]:
        """The points that were read and are not judged yet, but for the one in hand."""
        in_hand = self.card.point if self.card else ""
        waits = {one.point.id for one in self.page.standing.waiting}
        return [card for card in self.cards if card.point in waits and card.point != in_hand]

    @cached_property
    def before(self) -> tuple[Missing, ...]:
        """What has to come before a point is read."""
        return missing_before_points(self.page.standing, self.page.now)

    @property
    def may_write(self) -> bool:
        """Whether this officer may go on with the points now."""
        page = self.page
        return page.goes_on and not page.not_mine and page.standing.paused is None and not self.before

    @property
    def spoken_tag(self) -> str:
        """The language they answer in."""
        return self.page.spoken.tag if self.page.spoken else ENGLISH

    @property
    def rendition(self) -> str:
        """What the field for the English of their answer is called."""
        there = self.page.standing.interpreter
        return f"In English, as {there.who.name} says it" if there else "In English"

    def languages(self) -> Iterator[str]:
        """The tags of the languages whose letters stand on the page."""
        yield from self.page.languages
        if self.card and self.card.doing == Doing.ADULT:
            yield self.card.adult_language.tag
