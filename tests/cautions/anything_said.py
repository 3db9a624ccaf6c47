"""Anything that may be tried in a session, fitting or not: by the rules it is refused, or it is harmless."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from caution_factories import (
    ANSWER,
    CHILD,
    CONSENT,
    GROWN_UP,
    NOBODY,
    an_adult,
    an_interpreter_began,
    understand_each_other,
)
from caution_room import Room

from comms.cautions.kind import Outcome
from comms.cautions.said import (
    Admitted,
    AdultBack,
    AdultLeft,
    Answered,
    AuthorityGiven,
    Condition,
    ConditionsSet,
    Corrected,
    Decided,
    DetentionNoted,
    ExplainedToAdult,
    Inducement,
    InterpreterBack,
    InterpreterConfirmed,
    InterpreterLeft,
    Judged,
    LanguageEstablished,
    Name,
    OffenceStated,
    Offered,
    Paused,
    PersonConfirmed,
    Resumed,
    Said,
    Screened,
    Signed,
)
from comms.cautions.step import Step

NAMES = ("Daiva Rimkutė", "Rūta Jonaitė", "Nijolė Petrauskienė")
RESULTS = ("understood", "partly", "not understood")
NEEDS = ("needed", "not needed", "not asked")
CLASSES, RANKS = ("summary", "either_way", "indictable_only"), ("sergeant", "inspector", "superintendent")
TAGS = ("lt", "en", "pl")
STEPS = [step for step in Step if step != Step.SEAL]


def _moment(room: Room, minutes: int) -> datetime:
    """Up to an hour and a half ago, or a little to come."""
    return room.now + timedelta(minutes=5 - minutes % 95)


def _language(one: int, other: int) -> LanguageEstablished:
    return LanguageEstablished(
        TAGS[one % 3], written=TAGS[other % 3], reads="alone", how="Asked.", changed_because="A slip." * (one % 2),
        need=NEEDS[one // 3 % 3], need_confirmed=bool(other // 3 % 2), words_approved=bool(other // 6 % 2),
    )  # fmt: skip


def _authority(room: Room, one: int, other: int) -> AuthorityGiven:
    return AuthorityGiven(
        "Ruth Okafor", RANKS[one % 3], _moment(room, other), one % 5 != 0, True, "Their age." * (one % 2),
        "R. Byrne" * (other % 2),
    )  # fmt: skip


def _point(room: Room, one: int) -> str:
    names = list(room.standing.points)
    return names[one % len(names)]


def _usual(room: Room, one: int, other: int) -> Said:
    said = room.usually(STEPS[one % len(STEPS)])
    return said[other % len(said)] if said else Resumed()


def _decided(one: int, other: int) -> Decided:
    outcomes = list(Outcome)
    return Decided(outcomes[one % len(outcomes)], "So it is." * (other % 2), (None, CONSENT, ANSWER)[other % 3])


# Each makes something of a session and two figures that are drawn.
WAYS: tuple[Callable[[Room, int, int], Said], ...] = (
    _usual,
    lambda room, one, other: _language(one, other),
    lambda room, one, other: PersonConfirmed((Name("Mindaugas Kazlauskas", "lt"),), (GROWN_UP, CHILD, None)[one % 3]),
    lambda room, one, other: Screened(bool(one % 2), "They hear voices."),
    lambda room, one, other: DetentionNoted(voluntary=True),
    lambda room, one, other: an_interpreter_began(_moment(room, other), NAMES[one % 3]),
    lambda room, one, other: InterpreterConfirmed(understand_each_other().words, bool(one % 3)),
    lambda room, one, other: InterpreterLeft(_moment(room, other)),
    lambda room, one, other: InterpreterBack(_moment(room, other)),
    lambda room, one, other: an_adult(_moment(room, other), NAMES[one % 3], understands_english=bool(one % 2)),
    lambda room, one, other: AdultLeft(_moment(room, other)),
    lambda room, one, other: AdultBack(_moment(room, other)),
    lambda room, one, other: OffenceStated(
        "Theft Act 1968, section 1", "Took a coat.", date(2026, 11, 21), "Wisbech", CLASSES[one % 3], False,
        bool(other % 2),
    ),
    _authority,
    lambda room, one, other: Admitted(_moment(room, other), "Room 2", "On film"),
    lambda room, one, other: Offered(_moment(room, other)),
    lambda room, one, other: ConditionsSet((Condition("Write to the shop."), Condition("Stay away."))),
    lambda room, one, other: room.read(_point(room, one), "In other words."),
    lambda room, one, other: Answered(_point(room, one), 1 + other % 3, "What is it?", ANSWER),
    lambda room, one, other: Judged(_point(room, one), 1 + other % 3, RESULTS[other % 3], "They said so."),
    lambda room, one, other: ExplainedToAdult(_point(room, one), ANSWER),
    lambda room, one, other: Paused("Tea."),
    lambda room, one, other: Resumed(),
    lambda room, one, other: Inducement(NOBODY, bool(one % 4), "A promise."),
    lambda room, one, other: _decided(one, other),
    lambda room, one, other: Signed("person", "Somebody", "aloud", None, "Tom Reed"),
    lambda room, one, other: Corrected("Place", "March", "A slip."),
)  # fmt: skip
