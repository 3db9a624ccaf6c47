"""The points: each is read, answered in the person's own words, and judged; and what else happens meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from comms.cautions.said.payload import Said
from comms.cautions.said.words import Words


@dataclass(frozen=True, slots=True)
class PointRead(Said):
    """A point was read: in English as the session's script has it, and in the words of the catalogue in ``language``
    (empty where there are none), each with its hash; ``approved`` is whether those words were approved that day.

    ``read_aloud_by`` says who read it aloud; ``changed`` what was explained differently this time. Only the house makes
    one of these: a point never carries words from a form.
    """

    KIND: ClassVar[str] = "point read"

    point: str
    round: int
    english: str
    english_hash: str
    words: str
    words_hash: str
    language: str
    approved: bool
    read_aloud_by: str
    to_adult: bool
    changed: str = ""
    note: str = ""

    def as_read(self, read_aloud_by: str, changed: str, note: str, *, to_adult: bool) -> PointRead:
        """The same words, with who read them aloud, to whom, and what was explained differently."""
        return replace(self, read_aloud_by=read_aloud_by, changed=changed, note=note, to_adult=to_adult)


@dataclass(frozen=True, slots=True)
class Answered(Said):
    """What the person answered to the open question about a point. ``question_words`` are those of the catalogue in the
    language of the points, empty where there are none; ``question_approved`` is whether they were approved that day.
    The house puts both in, and no form."""

    KIND: ClassVar[str] = "answered"

    point: str
    round: int
    question: str
    words: Words
    question_words: str = ""
    question_approved: bool = False


@dataclass(frozen=True, slots=True)
class Judged(Said):
    """What the officer makes of the answer: "understood", "partly" or "not understood", and why."""

    KIND: ClassVar[str] = "judged"

    point: str
    round: int
    result: str
    why: str


@dataclass(frozen=True, slots=True)
class ExplainedToAdult(Said):
    """The point was explained to the appropriate adult as well, and what they said."""

    KIND: ClassVar[str] = "explained to the appropriate adult"

    point: str
    words: Words


@dataclass(frozen=True, slots=True)
class AskedByPerson(Said):
    """A question the person asked, and what was answered."""

    KIND: ClassVar[str] = "asked by the person"

    words: Words
    answer: str


@dataclass(frozen=True, slots=True)
class AskedFor(Said):
    """What the person asked for (time, a second opinion, their consulate), and what was done about it."""

    KIND: ClassVar[str] = "asked for"

    what: str
    response: str


@dataclass(frozen=True, slots=True)
class Paused(Said):
    """The session pauses, and until when. Detention runs on meanwhile."""

    KIND: ClassVar[str] = "paused"

    why: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resumed(Said):
    """The session goes on."""

    KIND: ClassVar[str] = "resumed"
