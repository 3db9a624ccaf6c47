"""Folding the entries of a session, in their order, into where it stands. Nothing here asks a database or a clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from comms.cautions import said as _said
from comms.cautions.acts import NO_ADULT, NO_INTERPRETER, Folding, RoundActs
from comms.cautions.entry import Entry
from comms.cautions.said import (
    Admitted,
    AdultBack,
    AdultBegan,
    AdultLeft,
    Answered,
    AskedByPerson,
    AskedFor,
    AuthorityGiven,
    Decided,
    ExplainedToAdult,
    Inducement,
    InterpreterBack,
    InterpreterBegan,
    InterpreterConfirmed,
    InterpreterLeft,
    Judged,
    LanguageEstablished,
    OffenceStated,
    Offered,
    OfficerChanged,
    Opened,
    Paused,
    PointRead,
    Resumed,
    RightsGiven,
    Said,
    Screened,
    Signed,
)
from comms.cautions.settling import settled
from comms.cautions.standing import Presence, Standing
from comms.cautions.step import Step
from comms.foundation.clock import LONDON
from comms.foundation.writing import fold as fold_name

LEFT_INTERPRETER = "The interpreter had left at {at}."
LEFT_ADULT = "The appropriate adult had left at {at}."
NOT_UNDERSTOOD = "They said that they and the interpreter do not understand each other."
OTHER_LANGUAGE = "Another language was established afterwards."


def fold(opened: Opened, entries: Sequence[Entry]) -> Standing:
    """Where a session stands after these entries, which come in the order of their numbers, the opening first."""
    folding = Folding(Standing(opened, 0, opened.at, opened.officer))
    for entry in entries:
        _FOLDS.get(type(entry.said), _keep)(folding, entry)
        folding.change(last=entry.number, last_at=entry.at)
    return settled(folding)


# Everything of which the newest counts, and where it stands.
_KEPT: Mapping[type[Said], str] = {
    _said.PersonConfirmed: "person", _said.DetentionNoted: "detention",
    _said.InterpreterSought: "sought", _said.NoInterpreter: "no_interpreter", _said.SolicitorCame: "solicitor",
    _said.InformationGiven: "information", _said.ConditionsSet: "conditions",
}  # fmt: skip


def _keep(folding: Folding, entry: Entry) -> None:
    if type(entry.said) in _KEPT:
        folding.change(**{_KEPT[type(entry.said)]: entry.said})


def _screened(folding: Folding, entry: Entry) -> None:
    said: Screened = entry.said  # type: ignore[assignment]
    before = folding.standing.screening
    folding.change(screening=said)
    if before and before.vulnerable and not said.vulnerable:
        _stays_undone(folding)


def _stays_undone(folding: Folding) -> None:
    """What was undone because somebody who was needed had left stays so, though nobody is needed any more."""
    standing = folding.standing
    for act in folding.acts:
        gone = "" if standing.needs_adult or act.adult == NO_ADULT else act.adult
        unheard = "" if standing.needs_interpreter or act.interpreter == NO_INTERPRETER else act.interpreter
        act.language = act.language or gone or unheard


def _offence(folding: Folding, entry: Entry) -> None:
    said: OffenceStated = entry.said  # type: ignore[assignment]
    before = folding.standing.offence
    if before and _facts(before) != _facts(said):
        folding.change(to_confirm=frozenset(_OF_OFFENCE.values()))
    folding.change(offence=said)


def _facts(said: OffenceStated) -> tuple[object, ...]:
    return said.act_and_section, said.description, said.on


def _of_offence(folding: Folding, entry: Entry) -> None:
    step = _OF_OFFENCE[type(entry.said)]
    folding.change(**{step.value: entry.said}, to_confirm=folding.standing.to_confirm - {step})


# What was decided, admitted and disclosed was so of one offence, and says nothing of another.
_OF_OFFENCE: Mapping[type[Said], Step] = {
    AuthorityGiven: Step.AUTHORITY, Admitted: Step.ADMISSION, RightsGiven: Step.RIGHTS,
}  # fmt: skip


def _language(folding: Folding, entry: Entry) -> None:
    said: LanguageEstablished = entry.said  # type: ignore[assignment]
    before = folding.standing.language
    if before and (before.spoken, before.of_words) != (said.spoken, said.of_words):
        for act in folding.acts:
            act.language = act.language or OTHER_LANGUAGE
        # Whether they understand each other has to be asked again.
        there = tuple(replace(one, confirmed=None) for one in folding.standing.interpreters)
        folding.change(interpreters=there)
    needed = folding.standing.needs_interpreter
    folding.change(language=said)
    if before and needed:
        _stays_undone(folding)


def _interpreter_began(folding: Folding, entry: Entry) -> None:
    said: InterpreterBegan = entry.said  # type: ignore[assignment]
    folding.change(interpreters=(*folding.standing.interpreters, Presence(said, said.began_at)))


def _interpreter_confirmed(folding: Folding, entry: Entry) -> None:
    said: InterpreterConfirmed = entry.said  # type: ignore[assignment]
    there = folding.standing.interpreters
    folding.change(interpreters=(*there[:-1], replace(there[-1], confirmed=said)))
    if not said.understood:
        # Whatever was explained through them before is in doubt.
        since = min(one.began for one in there if fold_name(one.who.name) == fold_name(there[-1].who.name))
        for act in folding.acts:
            if act.at >= since and not act.interpreter:
                act.interpreter = NOT_UNDERSTOOD


def _interpreter_left(folding: Folding, entry: Entry) -> None:
    said: InterpreterLeft = entry.said  # type: ignore[assignment]
    there = folding.standing.interpreters
    folding.change(interpreters=(*there[:-1], replace(there[-1], left=said.at, why=said.why)))
    for act in folding.acts:
        if act.at >= said.at and not act.interpreter:
            act.interpreter = LEFT_INTERPRETER.format(at=_clock(said.at))


def _interpreter_back(folding: Folding, entry: Entry) -> None:
    said: InterpreterBack = entry.said  # type: ignore[assignment]
    there = folding.standing.interpreters
    folding.change(interpreters=(*there, Presence(there[-1].who, said.at, confirmed=there[-1].confirmed)))


def _adult_began(folding: Folding, entry: Entry) -> None:
    said: AdultBegan = entry.said  # type: ignore[assignment]
    folding.change(adults=(*folding.standing.adults, Presence(said, said.began_at)))


def _adult_left(folding: Folding, entry: Entry) -> None:
    said: AdultLeft = entry.said  # type: ignore[assignment]
    there = folding.standing.adults
    folding.change(adults=(*there[:-1], replace(there[-1], left=said.at, why=said.why)))
    for act in folding.acts:
        if act.at >= said.at and not act.adult:
            act.adult = LEFT_ADULT.format(at=_clock(said.at))


def _adult_back(folding: Folding, entry: Entry) -> None:
    said: AdultBack = entry.said  # type: ignore[assignment]
    there = folding.standing.adults
    folding.change(adults=(*there, Presence(there[-1].who, said.at)))


def _offered(folding: Folding, entry: Entry) -> None:
    folding.offer = folding.act(entry)


def _read(folding: Folding, entry: Entry) -> None:
    said: PointRead = entry.said  # type: ignore[assignment]
    folding.rounds.setdefault(said.point, []).append(RoundActs(folding.act(entry), folding.standing.series))


def _answered(folding: Folding, entry: Entry) -> None:
    said: Answered = entry.said  # type: ignore[assignment]
    folding.rounds[said.point][said.round - 1].answers.append(folding.act(entry))


def _judged(folding: Folding, entry: Entry) -> None:
    said: Judged = entry.said  # type: ignore[assignment]
    folding.rounds[said.point][said.round - 1].judgement = folding.act(entry)


def _explained(folding: Folding, entry: Entry) -> None:
    said: ExplainedToAdult = entry.said  # type: ignore[assignment]
    folding.explained[said.point] = folding.act(entry)


def _asked(folding: Folding, entry: Entry) -> None:
    if isinstance(entry.said, AskedByPerson):
        folding.change(questions=(*folding.standing.questions, entry.said))
    else:
        folding.change(asked_for=(*folding.standing.asked_for, entry.said))


def _paused(folding: Folding, entry: Entry) -> None:
    folding.change(paused=entry.said, paused_at=entry.at)


def _resumed(folding: Folding, entry: Entry) -> None:  # noqa: ARG001 - that it was said is all it says
    folding.change(paused=None, paused_at=None, series=folding.standing.series + 1)


def _officer(folding: Folding, entry: Entry) -> None:
    said: OfficerChanged = entry.said  # type: ignore[assignment]
    folding.change(officer=said.to_name)


def _inducement(folding: Folding, entry: Entry) -> None:
    said: Inducement = entry.said  # type: ignore[assignment]
    folding.inducement = folding.act(entry)
    folding.change(induced=folding.standing.induced or not said.none)


def _decided(folding: Folding, entry: Entry) -> None:
    folding.decisions.append(folding.act(entry))
    # What was signed before was signed for another outcome.
    folding.signatures.clear()


def _signed(folding: Folding, entry: Entry) -> None:
    folding.signatures.append(folding.act(entry))


_FOLDS: Mapping[type[Said], Callable[[Folding, Entry], None]] = {
    Screened: _screened, OffenceStated: _offence, AuthorityGiven: _of_offence, Admitted: _of_offence,
    RightsGiven: _of_offence, LanguageEstablished: _language, InterpreterBegan: _interpreter_began,
    InterpreterConfirmed: _interpreter_confirmed,
    InterpreterLeft: _interpreter_left, InterpreterBack: _interpreter_back, AdultBegan: _adult_began,
    AdultLeft: _adult_left, AdultBack: _adult_back, Offered: _offered, PointRead: _read, Answered: _answered,
    Judged: _judged, ExplainedToAdult: _explained, AskedByPerson: _asked, AskedFor: _asked, Paused: _paused,
    Resumed: _resumed, OfficerChanged: _officer, Inducement: _inducement, Decided: _decided, Signed: _signed,
}  # fmt: skip


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%H:%M}"
