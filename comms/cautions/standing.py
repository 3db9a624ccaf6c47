"""Where a session stands, as all that was said in it makes it: who is there, what was read, answered, understood.

It is worked out anew from the entries each time (see ``folding.py``), and holds nothing that no entry says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from comms.cautions.kind import ADULT, Kind, age_on, kind, wrong_age
from comms.cautions.said import (
    Admitted,
    AdultBegan,
    Answered,
    AskedByPerson,
    AskedFor,
    AuthorityGiven,
    ConditionsSet,
    Decided,
    DetentionNoted,
    ExplainedToAdult,
    Inducement,
    InformationGiven,
    InterpreterBegan,
    InterpreterConfirmed,
    InterpreterSought,
    Judged,
    LanguageEstablished,
    NoInterpreter,
    OffenceStated,
    Offered,
    Opened,
    Paused,
    PersonConfirmed,
    PointRead,
    RightsGiven,
    Screened,
    Signed,
    SolicitorCame,
)
from comms.cautions.step import Step
from comms.foundation.clock import london_date
from comms.translation.catalogues import is_english
from comms.translation.scripts import Point

Who = TypeVar("Who", InterpreterBegan, AdultBegan)
UNDERSTOOD = "understood"


@dataclass(frozen=True, slots=True)
class Presence(Generic[Who]):
    """Somebody is there from ``began`` on until, and not at, ``left``; None while they still are. Whoever comes back
    is there for a second time. ``confirmed`` is that the person and this interpreter understand each other."""

    who: Who
    began: datetime
    left: datetime | None = None
    why: str = ""
    confirmed: InterpreterConfirmed | None = None

    def there_at(self, moment: datetime) -> bool:
        """Whether they were there at a moment."""
        return self.began <= moment and (self.left is None or moment < self.left)


@dataclass(frozen=True, slots=True)
class Round:
    """One reading of a point, with what was answered and how that was judged. ``void`` says why it does not count and
    has to be done again; it is empty where it counts. ``series`` counts the times the session was resumed before."""

    read: PointRead
    read_at: datetime
    answers: tuple[Answered, ...] = ()
    answered_at: datetime | None = None
    judgement: Judged | None = None
    judged_at: datetime | None = None
    series: int = 0
    void: str = ""

    @property
    def valid(self) -> bool:
        """Whether it counts."""
        return not self.void

    @property
    def answer(self) -> Answered | None:
        """The last thing the person answered to it."""
        return self.answers[-1] if self.answers else None

    @property
    def waits(self) -> bool:
        """Whether it counts and is not judged yet."""
        return self.valid and self.judgement is None


@dataclass(frozen=True, slots=True)
class PointStanding:
    """One point that has to be understood. ``understood`` is whether it was, validly; where an appropriate adult is
    needed, only once it was explained to them as well."""

    point: Point
    rounds: tuple[Round, ...] = ()
    adult: ExplainedToAdult | None = None
    understood: bool = False

    @property
    def last(self) -> Round | None:
        """The last reading."""
        return self.rounds[-1] if self.rounds else None

    @property
    def judged_understood(self) -> bool:
        """Whether the person themselves understood it: the last reading counts, and was judged so."""
        last = self.last
        return bool(last and last.valid and last.judgement and last.judgement.result == UNDERSTOOD)

    @property
    def failed(self) -> bool:
        """Whether it was ever explained to no avail, so that it is said in other words from then on."""
        return any(one.valid and one.judgement and one.judgement.result != UNDERSTOOD for one in self.rounds)

    def rounds_in(self, series: int) -> int:
        """How often it was read in one series, readings that do not count left out."""
        return sum(one.valid and one.series == series for one in self.rounds)

    @property
    def next_round(self) -> int:
        """The number the next reading has."""
        return len(self.rounds) + 1

    @property
    def next_words(self) -> str:
        """The English of the next reading: the point as it is, or in other words where that did not help."""
        return self.point.again if self.failed else self.point.text


@dataclass(frozen=True, slots=True)
class Standing:
    """A whole session. ``last`` is the number of its newest entry, ``last_at`` its time; ``series`` how often it was
    resumed. ``to_confirm`` are steps that were done for another offence. ``overtaken`` is an outcome that was recorded
    and cannot stand: it came out afterwards that somebody who had to be there had left. What was never said is None."""

    opened: Opened
    last: int
    last_at: datetime
    officer: str
    person: PersonConfirmed | None = None
    language: LanguageEstablished | None = None
    screening: Screened | None = None
    detention: DetentionNoted | None = None
    sought: InterpreterSought | None = None
    interpreters: tuple[Presence[InterpreterBegan], ...] = ()
    no_interpreter: NoInterpreter | None = None
    adults: tuple[Presence[AdultBegan], ...] = ()
    solicitor: SolicitorCame | None = None
    offence: OffenceStated | None = None
    to_confirm: frozenset[Step] = frozenset()
    authority: AuthorityGiven | None = None
    admission: Admitted | None = None
    rights: RightsGiven | None = None
    information: InformationGiven | None = None
    offer: Offered | None = None
    conditions: ConditionsSet | None = None
    points: Mapping[str, PointStanding] = field(default_factory=dict)
    questions: tuple[AskedByPerson, ...] = ()
    asked_for: tuple[AskedFor, ...] = ()
    paused: Paused | None = None
    paused_at: datetime | None = None
    series: int = 0
    inducement: Inducement | None = None
    induced: bool = False
    decided: Decided | None = None
    decided_at: datetime | None = None
    overtaken: Decided | None = None
    signatures: tuple[Signed, ...] = ()

    @property
    def kind(self) -> Kind:
        """The kind of caution."""
        return kind(self.opened.caution)

    @property
    def born(self) -> date | None:
        """The birth date: as it was confirmed in the room, or else as it is on record."""
        return self.person.born if self.person else self.opened.born

    @property
    def name(self) -> str:
        """The person's name: as it was confirmed in the room, or else as it is on record."""
        names = self.person.names if self.person else self.opened.names
        return names[0].text if names else ""

    def wrong_age(self, now: datetime) -> tuple[str, str] | None:
        """What is wrong, and what to do, where this kind of caution is not for somebody of their age."""
        return wrong_age(self.kind, self.born, london_date(now))

    @property
    def interpreter(self) -> Presence[InterpreterBegan] | None:
        """The interpreter who is there."""
        return self.interpreters[-1] if self.interpreters and self.interpreters[-1].left is None else None

    @property
    def adult(self) -> Presence[AdultBegan] | None:
        """The appropriate adult who is there."""
        return self.adults[-1] if self.adults and self.adults[-1].left is None else None

    @property
    def interpreter_confirmed(self) -> bool:
        """Whether an interpreter is there and the person said that they understand each other."""
        there = self.interpreter
        return bool(there and there.confirmed and there.confirmed.understood)

    @property
    def speaks_english(self) -> bool:
        """Whether it was established that the person speaks English in this session."""
        return self.language is not None and is_english(self.language.spoken)

    @property
    def need(self) -> tuple[str, bool]:
        """What is on record of their need of an interpreter, and whether they said so themselves."""
        if self.language is not None and self.language.need:
            return self.language.need, self.language.need_confirmed
        return self.opened.need, self.opened.need_confirmed

    @property
    def why_interpreter(self) -> str:
        """Why an interpreter is needed, in a sentence; empty where none is. Unknown is never “not needed”."""
        return _why_interpreter(self)

    @property
    def needs_interpreter(self) -> bool:
        """Whether nothing can be explained without an interpreter."""
        return bool(self.why_interpreter)

    @property
    def why_adult(self) -> str:
        """Why an appropriate adult is needed, in a sentence; empty where none is."""
        born = self.born
        if born is None:
            return "Their birth date is not known, and unknown is never adult."
        if age_on(born, london_date(self.opened.at)) < ADULT:
            return "They are under 18."
        if self.screening is not None and self.screening.vulnerable:
            return "They may be vulnerable."
        return ""

    @property
    def needs_adult(self) -> bool:
        """Whether nothing can be explained without an appropriate adult."""
        return bool(self.why_adult)

    @property
    def waiting(self) -> tuple[PointStanding, ...]:
        """The points that were read and are not judged yet."""
        return tuple(one for one in self.points.values() if one.last and one.last.waits)

    @property
    def open_points(self) -> tuple[PointStanding, ...]:
        """The points that are not understood yet."""
        return tuple(one for one in self.points.values() if not one.understood)


def _why_interpreter(standing: Standing) -> str:
    language = standing.language
    if language is None:
        return "It is not established which language they speak, and unknown is never English."
    need, confirmed = standing.need
    if need != "not needed":
        return "They need an interpreter." if need == "needed" else "Nobody asked whether they need an interpreter."
    if not confirmed:
        return "That they need no interpreter was not said by themselves."
    return _why_words(standing, language)


def _why_words(standing: Standing, language: LanguageEstablished) -> str:
    """The same of somebody who said that they need none: what is written may still need one."""
    if any(not one.who.understands_english for one in standing.adults):
        return "The appropriate adult does not follow English."
    if is_english(language.of_words) and standing.speaks_english:
        return ""
    if standing.kind.conditions:
        return "The conditions are written in English, and nobody has approved a translation of them."
    approved = language.words_approved and not is_english(language.of_words)
    if not approved or any(_not_approved(one) for one in standing.points.values()):
        return "Not all words of this caution are approved in their language."
    return ""


def _not_approved(one: PointStanding) -> bool:
    return any(not each.read.approved and not is_english(each.read.language) for each in one.rounds)
