"""What is refused of who comes and leaves: the interpreter, the appropriate adult, the solicitor."""

from __future__ import annotations

from datetime import datetime

from comms.cautions.gate import follows
from comms.cautions.refusing.bad_said import BadSaid, NotNow, require_past, require_text
from comms.cautions.refusing.own_words import check_words, require_own_language
from comms.cautions.said import (
    AdultBack,
    AdultBegan,
    AdultLeft,
    InterpreterBack,
    InterpreterBegan,
    InterpreterConfirmed,
    InterpreterLeft,
    InterpreterSought,
    NoInterpreter,
    SolicitorCame,
)
from comms.cautions.standing import Presence, Standing, Who
from comms.foundation.writing import fold
from comms.interpreters.interpreter import Mode

ANOTHER = "Find another interpreter, or pause until one is there."
ANOTHER_ADULT = "Ask another adult to come."


def interpreter_sought(standing: Standing, said: InterpreterSought, at: datetime) -> None:  # noqa: ARG001 - asked alike
    """When one was asked for, and how."""
    require_past(said.at, at, "at")
    require_text(said.how, "how", "It is not said how an interpreter was sought.")


def interpreter_began(standing: Standing, said: InterpreterBegan, at: datetime) -> None:
    """Somebody qualified and independent, and one at a time. A relative, a friend or a child is never the interpreter.

    What the register says of them (who they are related to, a conflict, a check that ran out) is asked by
    ``interpreter_refused.py``. Source: PACE Code C, part 13 and Annex N.
    """
    if standing.interpreter is not None:
        said_already = f"{standing.interpreter.who.name} is interpreting already."
        raise NotNow(said_already, "Record first when they left.")
    require_text(said.name, "name", "The interpreter's name or alias is missing.", "Ask them for it.")
    if said.knows_them:
        raise BadSaid("knows_them", "They know the person or have to do with the case.", ANOTHER)
    if any(_same(said.name, one.who.name) for one in standing.adults):
        raise BadSaid("name", "The appropriate adult is never the interpreter.", ANOTHER)
    if any(_same(said.name, other) for other in _others(standing)):
        raise BadSaid("name", "Neither the person themselves, the officer nor the solicitor can interpret.", ANOTHER)
    if said.interpreter_id is None and not said.qualification.strip() and not said.number.strip():
        raise BadSaid("number", "Neither a registration nor a qualification is given.",
                      "Ask for the number on their card, or which qualification they hold.")  # fmt: skip
    _check_mode(said)
    require_past(said.began_at, at, "began_at")
    _check_after_last(standing.interpreters, said.began_at, "began_at")


def _check_mode(said: InterpreterBegan) -> None:
    if said.mode not in set(Mode):
        raise BadSaid("mode", "It is not said how the interpreter is present.", f"It is one of: {', '.join(Mode)}.")
    if Mode(said.mode).is_remote:
        require_text(said.why_not_in_person, "why_not_in_person", "It is not said why they are not here in person.")
        require_text(said.authorised_by, "authorised_by", "It is not said who authorised that.",
                     "Name the officer who decided it.")  # fmt: skip
        if not said.sound_checked:
            raise BadSaid("sound_checked", "Nobody checked that everybody hears each other.", "Try it, and say so.")


def interpreter_confirmed(standing: Standing, said: InterpreterConfirmed, at: datetime) -> None:  # noqa: ARG001
    """Asked of the person while the interpreter is there, and answered in their own words."""
    _there(standing.interpreter, "No interpreter is there.", "Record first who interprets.")
    check_words(standing, said.words)
    require_own_language(standing, said.words, "words", "They are asked in their own language.")


def interpreter_left(standing: Standing, said: InterpreterLeft, at: datetime) -> None:
    """Never before they began, and never in time to come."""
    there = _there(standing.interpreter, "No interpreter is there.", "They left already, as the record says.")
    _check_leaving(there, said.at, at)


def interpreter_back(standing: Standing, said: InterpreterBack, at: datetime) -> None:
    """Only who was there before can be back."""
    _check_back(standing.interpreters, said.at, at)


def no_interpreter(standing: Standing, said: NoInterpreter, at: datetime) -> None:  # noqa: ARG001
    """The reason, and what the person said, where they said anything."""
    require_text(said.reason, "reason", "It is not said why there is no interpreter.")
    if said.words is not None:
        check_words(standing, said.words, rendered=False)


def adult_began(standing: Standing, said: AdultBegan, at: datetime) -> None:
    """Never the interpreter, a suspect, a victim or a witness; nor the officer or the solicitor; and somebody who
    follows what is explained. Source: PACE Code C, paragraph 1.7 and notes 1B and 1F."""
    if standing.adult is not None:
        raise NotNow(f"{standing.adult.who.name} is there already.", "Record first when they left.")
    require_text(said.name, "name", "The name of the appropriate adult is missing.", "Ask them for it.")
    require_text(said.role, "role", "It is not said who they are to the person.", "Say what they are to them.")
    if not said.not_involved:
        raise BadSaid("not_involved", "They are a suspect, a victim or a witness.", ANOTHER_ADULT)
    others = [one.who.name for one in standing.interpreters]
    if any(_same(said.name, other) for other in others):
        raise BadSaid("name", "The interpreter is never the appropriate adult.", ANOTHER_ADULT)
    if any(_same(said.name, other) for other in _others(standing)):
        raise BadSaid("name", "Neither the person themselves, the officer nor the solicitor can be it.", ANOTHER_ADULT)
    require_text(said.language, "language", "It is not said which language they speak.", "Ask them.")
    _check_follows(standing, said)
    require_past(said.began_at, at, "began_at")
    _check_after_last(standing.adults, said.began_at, "began_at")


def _others(standing: Standing) -> list[str]:
    """The person, the officers, whoever authorised the caution, and the solicitor: each is nothing else here."""
    found = [standing.name, standing.officer, standing.opened.officer]
    found += [standing.authority.by_name] if standing.authority else []
    return found + ([standing.solicitor.name] if standing.solicitor else [])


def _check_follows(standing: Standing, said: AdultBegan) -> None:
    if not follows(standing, said):
        raise BadSaid("understands_english", "They follow neither English nor the person's language.",
                      "Each point is explained to them too: ask somebody who follows one of the two.")  # fmt: skip


def adult_left(standing: Standing, said: AdultLeft, at: datetime) -> None:
    """Never before they came, and never in time to come."""
    there = _there(standing.adult, "No appropriate adult is there.", "They left already, as the record says.")
    _check_leaving(there, said.at, at)


def adult_back(standing: Standing, said: AdultBack, at: datetime) -> None:
    """Only who was there before can be back."""
    _check_back(standing.adults, said.at, at)


def solicitor_came(standing: Standing, said: SolicitorCame, at: datetime) -> None:
    """Who they are, and since when they are there."""
    require_text(said.name, "name", "The solicitor's name is missing.", "Ask them for it.")
    there = [one.who.name for one in standing.interpreters] + [one.who.name for one in standing.adults]
    if any(_same(said.name, other) for other in there):
        raise BadSaid("name", "They interpret here, or are the appropriate adult.", "Ask for the solicitor's own name.")
    require_past(said.at, at, "at")


def _same(one: str, other: str) -> bool:
    return fold(one) == fold(other)


def _there(presence: Presence[Who] | None, message: str, remedy: str) -> Presence[Who]:
    if presence is None:
        raise NotNow(message, remedy)
    return presence


def _minute(moment: datetime) -> datetime:
    # A time that was typed has no seconds.
    return moment.replace(second=0, microsecond=0)


def _check_leaving(there: Presence[Who], left: datetime, at: datetime) -> None:
    require_past(left, at, "at")
    if left < _minute(there.began):
        raise BadSaid("at", "They were not there yet at that time.", "Give the time at which they left.")


def _check_back(presences: tuple[Presence[Who], ...], back: datetime, at: datetime) -> None:
    if not presences or presences[-1].left is None:
        raise NotNow("Nobody has left who could be back.", "Record who is there.")
    require_past(back, at, "at")
    _check_after_last(presences, back, "at")


def _check_after_last(presences: tuple[Presence[Who], ...], began: datetime, field: str) -> None:
    left = presences[-1].left if presences else None
    if left is not None and began < _minute(left):
        raise BadSaid(field, "That is before the one who was there last had left.", "Give the time at which they came.")
