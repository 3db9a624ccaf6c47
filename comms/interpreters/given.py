"""What somebody gives for the register, and what of it cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from comms.foundation.errors import BadInput, NotFound
from comms.foundation.languages import Language, canonical_tag
from comms.foundation.languages import language as language_of
from comms.foundation.languages.registry import UNWRITTEN
from comms.interpreters.bad_interpreter import BadInterpreter
from comms.interpreters.interpreter import LEVELS, Gender, Mode, Way
from comms.interpreters.qualification import LEVEL_OF, RUN_OUT, QualificationKind
from comms.interpreters.terms import BadNotice, check_notice, terms_from

ALL_MODES = (Mode.IN_PERSON.value, Mode.TELEPHONE.value, Mode.VIDEO.value)
# Nobody travels longer than this for one appointment, nor works longer in a day or a week: beyond it a figure is wrong.
MOST_TRAVEL = 300
MOST_A_DAY, MOST_A_WEEK = 16 * 60, 80 * 60
LONGEST_EXPIRY = 15
OLDEST_ISSUE = date(1960, 1, 1)


@dataclass(frozen=True, slots=True)
class InterpreterGiven:
    """What is given of an interpreter. ``also_person_id`` says that they are that person on record too."""

    name: str
    gender: str = ""
    telephone: str = ""
    email: str = ""
    base_zone: str = ""
    travels_minutes: int = 60
    most_minutes_a_day: int | None = None
    most_minutes_a_week: int | None = None
    terms: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    also_person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class LanguageGiven:
    """A language somebody interprets, beside English."""

    language: str
    level: int = 0
    dialect: str = ""
    way: str = Way.BOTH
    modes: Iterable[str] = ALL_MODES


@dataclass(frozen=True, slots=True)
class QualificationGiven:
    """A qualification or check somebody has shown."""

    kind: str
    issued_on: date
    expires_on: date | None = None
    language: str = ""
    level: int = 0
    detail: str = ""
    number: str = ""


def check_interpreter(given: InterpreterGiven) -> None:
    """Raises ``BadInterpreter`` for what cannot be, whoever is on record."""
    if given.gender not in set(Gender):
        raise BadInterpreter("gender", f"“{given.gender}” is no answer.", "Choose a woman, a man, or not said.")
    _within("travels_minutes", given.travels_minutes, 0, MOST_TRAVEL, "travels one way")
    if given.most_minutes_a_day is not None:
        _within("most_minutes_a_day", given.most_minutes_a_day, 15, MOST_A_DAY, "works in a day at most")
    if given.most_minutes_a_week is not None:
        _within("most_minutes_a_week", given.most_minutes_a_week, 15, MOST_A_WEEK, "works in a week at most")
    check_terms(given.terms)


def _within(name: str, minutes: int, least: int, most: int, what: str) -> None:
    if not least <= minutes <= most:
        raise BadInterpreter(name, f"It says that somebody {what} {minutes} minutes.", f"Give {least} to {most}.")


def check_terms(terms: Mapping[str, Any]) -> None:
    """Raises ``BadInterpreter`` for terms that cannot be."""
    try:
        found = terms_from(terms)
        if "notice" in terms:
            check_notice(found.notice)
    except BadNotice as fault:
        raise BadInterpreter("notice", fault.message, fault.remedy) from fault
    except BadInput as fault:
        raise BadInterpreter("terms", fault.message, fault.remedy) from fault
    except TypeError as fault:
        raise BadInterpreter("terms", "The terms have something that no terms have.", "Leave it out.") from fault


def known_language(tag: str, name: str = "language") -> Language:
    """The language of a tag. Raises ``BadInterpreter`` for one that nobody here knows, and for English: who interprets
    does so from and into it."""
    try:
        found = language_of(tag)
    except NotFound as fault:
        raise BadInterpreter(name, f"There is no language “{tag}” in the list.", "Choose one from the list.") from fault
    if found.tag == "en":
        raise BadInterpreter(name, "English is the other language of every interpreter.", "Give the one beside it.")
    return found


def checked_language(given: LanguageGiven) -> tuple[str, list[str]]:
    """The tag, and the modes that are possible in it. Raises ``BadInterpreter``."""
    found = known_language(given.language)
    check_level(given.level)
    if given.way not in set(Way):
        raise BadInterpreter("way", f"“{given.way}” is no way to interpret.", f"Choose: {', '.join(Way)}.")
    wanted = set(given.modes)
    if strange := sorted(wanted - set(ALL_MODES)):
        raise BadInterpreter("modes", f"“{strange[0]}” is no way to be there.", f"Choose: {', '.join(ALL_MODES)}.")
    # Nobody signs down a telephone.
    possible = [one for one in ALL_MODES if one in wanted and not (is_signed(found) and one == Mode.TELEPHONE)]
    if not possible:
        raise BadInterpreter("modes", "It does not say how they are there.", "Choose in person, by video, or both.")
    return canonical_tag(given.language), possible


def is_signed(one: Language) -> bool:
    """Whether a language is signed."""
    return one.script == UNWRITTEN


def check_level(level: int) -> None:
    """Raises ``BadInterpreter`` for a level the framework does not have."""
    if level not in LEVELS:
        raise BadInterpreter("level", f"There is no level {level}.", f"Choose 1 to {LEVELS[-1]}, or 0 for none.")


def checked_qualification(given: QualificationGiven, today: date) -> tuple[QualificationKind, str, int]:
    """The kind, the language's tag or nothing, and the level it stands at. Raises ``BadInterpreter``."""
    if given.kind not in set(QualificationKind):
        kinds = ", ".join(QualificationKind)
        raise BadInterpreter("kind", f"There is no qualification “{given.kind}”.", f"Choose: {kinds}.")
    kind = QualificationKind(given.kind)
    check_level(given.level)
    level = given.level or LEVEL_OF.get(kind, 0)
    if kind is QualificationKind.RQF and not level:
        raise BadInterpreter("level", "It does not say at which level the qualification stands.", "Choose the level.")
    _check_days(kind, given.issued_on, given.expires_on, today)
    return kind, known_language(given.language).tag if given.language else "", level


def _check_days(kind: QualificationKind, issued_on: date, expires_on: date | None, today: date) -> None:
    if issued_on > today:
        raise BadInterpreter("issued_on", "The day it was issued is still to come.", "Check the year.")
    if issued_on < OLDEST_ISSUE:
        raise BadInterpreter("issued_on", f"It was issued in {issued_on.year}.", "Check the year.")
    if expires_on is None:
        if kind in RUN_OUT:
            raise BadInterpreter(
                "expires_on", f"A {kind} runs out by itself, and it does not say when.",
                "Give its last day. Where the paper names none, give the day on which you want to see it anew.",
            )  # fmt: skip
        return
    if expires_on < issued_on:
        raise BadInterpreter("expires_on", "It runs out before it was issued.", "Check both days.")
    if expires_on.year - issued_on.year > LONGEST_EXPIRY:
        raise BadInterpreter(
            "expires_on", f"It would hold for more than {LONGEST_EXPIRY} years.", "Check the year it runs out."
        )
