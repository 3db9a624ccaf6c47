"""Who was there when: officers, interpreters, appropriate adults, the solicitor, and when nothing went on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from comms.cautions.exhibits.told import Told, as_recorded, moment_of, words_of
from comms.cautions.said import (
    AdultBegan,
    InterpreterBegan,
    InterpreterConfirmed,
    InterpreterSought,
    NoInterpreter,
    OfficerChanged,
    Paused,
    Resumed,
    SolicitorCame,
)
from comms.cautions.standing import Presence


def officers(told: Told) -> list[dict[str, Any]]:
    """Whose session it was, one after the other."""
    first = {"name": told.standing.opened.officer, "rank": "", "from": moment_of(told.entries[0].at), "why": ""}
    return [first, *(
        {"name": one.said.to_name, "rank": one.said.rank, "from": moment_of(one.entry.at), "why": one.said.why}
        for one in told.every(OfficerChanged)
    )]  # fmt: skip


def interpreters(told: Told) -> list[dict[str, Any]]:
    """Each interpreter once, with every stretch in which they were there, and what the person said of them."""
    confirmed = _confirmed(told)
    return [
        {
            "id": None if who.interpreter_id is None else str(who.interpreter_id),
            "booking_id": None if who.booking_id is None else str(who.booking_id),
            "name": who.name,
            "register": who.register,
            "register_number": who.number,
            "qualification": who.qualification,
            "vetting": who.vetting,
            "knows_them": who.knows_them,
            "oath": who.oath,
            "mode": who.mode,
            "why_not_in_person": who.why_not_in_person,
            "authorised_by": who.authorised_by,
            "sound_checked": who.sound_checked,
            "present": present,
            "confirmed": confirmed.get(place, []),
        }
        for place, (who, present) in enumerate(_stays(told.standing.interpreters))
    ]


def _confirmed(told: Told) -> dict[int, list[dict[str, Any]]]:
    """What the person answered when they were asked about each interpreter, by the interpreter's place."""
    seen: list[InterpreterBegan] = []
    answered: dict[int, list[dict[str, Any]]] = {}
    for entry in told.entries:
        match entry.said:
            case InterpreterBegan() as who:
                if who not in seen:
                    seen.append(who)
                place = seen.index(who)
            case InterpreterConfirmed(words=words, understood=understood):
                one = {"words": words_of(words), "understood": understood, "recorded_at": moment_of(entry.at)}
                answered.setdefault(place, []).append(one)
    return answered


def _stays(presences: Sequence[Presence[Any]]) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Each person once, in the order in which they came, with their stretches; ``to`` is None where they stayed."""
    found: list[tuple[Any, list[dict[str, Any]]]] = []
    for one in presences:
        stay = {"from": moment_of(one.began), "to": one.left and moment_of(one.left), "why": one.why}
        known = next((stays for who, stays in found if who == one.who), None)
        if known is None:
            found.append((one.who, [stay]))
        else:
            known.append(stay)
    return found


def interpreter_sought(told: Told) -> list[dict[str, Any]]:
    """Each time that one was asked for."""
    return [as_recorded(told, one) or {} for one in told.every(InterpreterSought)]


def no_interpreter(told: Told) -> list[dict[str, Any]]:
    """Each time that it was recorded why there was none."""
    return [
        {"reason": one.said.reason, "words": words_of(one.said.words), "recorded_at": moment_of(one.entry.at),
         "recorded_by": told.by(one.entry)}
        for one in told.every(NoInterpreter)
    ]  # fmt: skip


def appropriate_adults(told: Told) -> list[dict[str, Any]]:
    """Each appropriate adult once, with every stretch in which they were there."""
    adults: list[dict[str, Any]] = []
    for who, present in _stays(told.standing.adults):
        said: AdultBegan = who
        written = said.to_json()
        adults.append({name: written[name] for name in written if name != "began_at"} | {"present": present})
    return adults


def solicitor(told: Told) -> dict[str, Any] | None:
    """The person's solicitor, where one came."""
    return as_recorded(told, told.last(SolicitorCame))


def pauses(told: Told) -> list[dict[str, Any]]:
    """Each stretch in which nothing went on; ``to`` is None where the session ended in it."""
    found: list[dict[str, Any]] = []
    for entry in told.entries:
        match entry.said:
            case Paused(why=why, until=until):
                planned = until and moment_of(until)
                found.append({"from": moment_of(entry.at), "to": None, "why": why, "until": planned})
            case Resumed() if found:
                found[-1]["to"] = moment_of(entry.at)
    return found
