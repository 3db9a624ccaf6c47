"""What is always in view: how long detention has run and until when, who is there, and what may happen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from comms.cautions.said import DetentionNoted
from comms.cautions.standing import Standing
from comms.foundation.clock import london_date
from comms.web.bookings.appointments_times import clock
from comms.web.cautions.times import in_words
from comms.web.wording import day_in_words

# So long before it ends, the time left is shown as something to act on.
SOON = timedelta(hours=1)
# What may come out after the outcome, and before the record is sealed.
LATE = frozenset({"interpreter-left", "adult-left"})


@dataclass(frozen=True, slots=True)
class Span:
    """A moment of detention in words: ``before`` and ``after`` stand around the stretch of time to or from it, which a
    script keeps going. ``late`` asks for somebody to act."""

    before: str
    at: datetime | None = None
    span: str = ""
    after: str = ""
    ahead: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class There:
    """Whether somebody is there, in words; ``wanting`` where they are needed and are not, with the step to go to."""

    said: str
    step: str = ""
    wanting: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that may happen at any moment, in words and, for a telephone, in fewer; and the step on which it is put
    on record."""

    text: str
    short: str
    step: str


def detention_clock(detention: DetentionNoted | None, now: datetime) -> list[Span]:
    """Since when, when it is reviewed, when it ends: as time that has run, and time that is left."""
    if detention is None:
        return [Span("Detention is not noted yet")]
    if detention.voluntary:
        return [Span("Here of their own will, and may leave")]
    found = []
    if detention.since is not None:
        said = f"Detained since {clock_near(detention.since, now)},"
        found.append(Span(said, detention.since, in_words(now - detention.since)))
    for words, at in (("Review due", detention.review_at), ("Detention ends", detention.ends_at)):
        if at is not None:
            left = at - now
            found.append(Span(f"{words} {clock_near(at, now)},", at, _left(left), ahead=True, late=left < SOON))
    return found


def _left(left: timedelta) -> str:
    return f"in {in_words(left)}" if left >= timedelta(0) else f"{in_words(left)} ago"


def clock_near(moment: datetime, now: datetime) -> str:
    """A time with the day it belongs to, where that is not today: "16:10 tomorrow"."""
    days = (london_date(moment) - london_date(now)).days
    near = {-1: " yesterday", 0: "", 1: " tomorrow"}
    return f"{clock(moment)}{near[days] if days in near else f' on {day_in_words(moment)}'}"


def who_is_there(standing: Standing) -> Iterator[There]:
    """The interpreter, the appropriate adult where one is needed or was there, and a solicitor who came."""
    yield _interpreter(standing)
    if standing.adult is not None:
        yield There(f"Appropriate adult: {standing.adult.who.name}, there since {clock(standing.adult.began)}")
    elif standing.needs_adult or standing.adults:
        yield There("Appropriate adult: not there", "adult", standing.needs_adult)
    if standing.solicitor is not None:
        yield There(f"Solicitor: {standing.solicitor.name}")


def _interpreter(standing: Standing) -> There:
    there = standing.interpreter
    if there is not None and not standing.interpreter_confirmed:
        said = f"Interpreter: {there.who.name}, since {clock(there.began)}; ask whether they understand each other"
        return There(said, "understanding", wanting=True)
    if there is not None:
        return There(f"Interpreter: {there.who.name}, there since {clock(there.began)}")
    if not standing.needs_interpreter:
        return There("No interpreter needed")
    gone = standing.interpreters[-1].left if standing.interpreters else None
    said = f"Interpreter: left at {clock(gone)}" if gone else "Interpreter: not there"
    return There(said, "interpreter", wanting=True)


def happenings(standing: Standing) -> Iterator[Happening]:
    """What can be put on record with one tap: somebody has left, or is back; what the person asks; a pause. After the
    outcome it is only that somebody had left before it."""
    over = standing.decided is not None or standing.overtaken is not None
    yield from (one for one in _happenings(standing) if not over or one.step in LATE)


def _happenings(standing: Standing) -> Iterator[Happening]:
    if standing.interpreter is not None:
        yield Happening("The interpreter has left", "Interpreter left", "interpreter-left")
    elif standing.interpreters:
        yield Happening("The interpreter is back", "Interpreter back", "interpreter-back")
    if standing.adult is not None:
        yield Happening("Appropriate adult has left", "Adult left", "adult-left")
    elif standing.adults:
        yield Happening("Appropriate adult is back", "Adult back", "adult-back")
    yield Happening("They ask something", "They ask", "asked")
    if standing.paused is not None:
        yield Happening("Go on", "Go on", "resume")
    else:
        yield Happening("Pause", "Pause", "pause")
    yield Happening("Cannot proceed", "Cannot proceed", "outcome")
