"""What is refused of everything that can be said in a session: pure rules of where it stands and of the moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import datetime
from types import MappingProxyType
from typing import Any

from comms.cautions import said as _said
from comms.cautions.refusing import before, ending, points, present, who
from comms.cautions.refusing.bad_said import BadSaid, NotNow, NotYet, WrittenMeanwhile
from comms.cautions.said import Part, Said
from comms.cautions.standing import Standing
from comms.foundation.errors import Refused

__all__ = ["BadSaid", "NotNow", "NotYet", "WrittenMeanwhile", "WrongAge", "refuse"]

# An hour of speech is about 9,000 words; nothing that is said in one step is longer.
LONGEST_TEXT = 10_000


class WrongAge(Refused):
    """This kind of caution is not for somebody of their age: nothing but “cannot proceed” can be recorded."""


Rule = Callable[[Standing, Any, datetime], None]
_RULES: Mapping[type[Said], Rule] = MappingProxyType({
    _said.Opened: who.opened, _said.PersonConfirmed: who.person_confirmed,
    _said.LanguageEstablished: who.language_established, _said.Screened: who.screened,
    _said.DetentionNoted: who.detention_noted, _said.OfficerChanged: who.officer_changed,
    _said.InterpreterSought: present.interpreter_sought, _said.InterpreterBegan: present.interpreter_began,
    _said.InterpreterConfirmed: present.interpreter_confirmed, _said.InterpreterLeft: present.interpreter_left,
    _said.InterpreterBack: present.interpreter_back, _said.NoInterpreter: present.no_interpreter,
    _said.AdultBegan: present.adult_began, _said.AdultLeft: present.adult_left, _said.AdultBack: present.adult_back,
    _said.SolicitorCame: present.solicitor_came, _said.OffenceStated: before.offence_stated,
    _said.AuthorityGiven: before.authority_given, _said.Admitted: before.admitted,
    _said.RightsGiven: before.rights_given, _said.InformationGiven: before.information_given,
    _said.Offered: before.offered, _said.ConditionsSet: before.conditions_set, _said.PointRead: points.point_read,
    _said.Answered: points.answered, _said.Judged: points.judged,
    _said.ExplainedToAdult: points.explained_to_adult, _said.AskedByPerson: points.asked_by_person,
    _said.AskedFor: points.asked_for, _said.Paused: points.paused, _said.Resumed: points.resumed,
    _said.Inducement: ending.inducement, _said.Decided: ending.decided, _said.Signed: ending.signed,
    _said.Corrected: ending.corrected,
})  # fmt: skip

# What happens whatever stands in the way of the rest: people leave, officers change, slips are put right.
_ALWAYS = (_said.InterpreterLeft, _said.AdultLeft, _said.OfficerChanged, _said.Corrected)
_WHILE_PAUSED = (
    *_ALWAYS, _said.Resumed, _said.Decided, _said.InterpreterSought, _said.NoInterpreter, _said.DetentionNoted,
    _said.AskedFor, _said.AskedByPerson, _said.SolicitorCame,
)  # fmt: skip
_AT_THE_WRONG_AGE = (
    *_ALWAYS, _said.PersonConfirmed, _said.DetentionNoted, _said.AskedFor, _said.AskedByPerson, _said.Paused,
    _said.Resumed,
)  # fmt: skip


def refuse(standing: Standing, said: Said, at: datetime) -> None:
    """Raise for what cannot be recorded now: ``BadSaid`` at the field that is not right, ``NotYet`` where something
    has to come before, ``WrongAge`` and ``NotNow`` where the session stands where it cannot be said."""
    for field, text in _texts(said):
        if len(text) > LONGEST_TEXT:
            raise BadSaid(field, f"This is {len(text)} characters long.", f"Shorten it to {LONGEST_TEXT}.")
    _check_stage(standing, said, at)
    _RULES[type(said)](standing, said, at)


def _check_stage(standing: Standing, said: Said, at: datetime) -> None:
    if standing.decided is not None and not isinstance(said, (*_ALWAYS, _said.Signed)):
        raise NotNow("The session has ended: its outcome is recorded.", "Correct a slip with why.")
    if standing.decided is None and standing.overtaken and not isinstance(said, (*_ALWAYS, _said.Decided)):
        raise NotNow("The session has ended, and its outcome cannot stand.", "Record what it is now.")
    if standing.paused is not None and not isinstance(said, _WHILE_PAUSED):
        raise NotNow("The session is paused.", "Resume it first.")
    wrong = standing.wrong_age(at)
    if wrong and standing.decided is None and not isinstance(said, _AT_THE_WRONG_AGE) and not _cannot_proceed(said):
        raise WrongAge(*wrong)


def _cannot_proceed(said: Said) -> bool:
    return isinstance(said, _said.Decided) and said.outcome == "cannot proceed"


def _texts(part: Part, above: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(part, _said.Opened):
        return
    for one in fields(part):
        value = getattr(part, one.name)
        name = f"{above}{one.name}"
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, Part):
            yield from _texts(value, f"{name}.")
        elif isinstance(value, tuple):
            for each in value:
                yield from _texts(each, f"{name}.") if isinstance(each, Part) else [(name, str(each))]
