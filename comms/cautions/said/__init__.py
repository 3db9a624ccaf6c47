"""Everything that can be said in a session, each a value of its own. Entries keep them locked, in order, for good."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from comms.cautions.said.before import (
    Admitted,
    AuthorityGiven,
    ConditionsSet,
    InformationGiven,
    OffenceStated,
    Offered,
    RightsGiven,
)
from comms.cautions.said.ending import Corrected, Decided, Inducement, Signed
from comms.cautions.said.payload import Part, Said
from comms.cautions.said.points import (
    Answered,
    AskedByPerson,
    AskedFor,
    ExplainedToAdult,
    Judged,
    Paused,
    PointRead,
    Resumed,
)
from comms.cautions.said.present import (
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
from comms.cautions.said.who import (
    Carried,
    DetentionNoted,
    LanguageEstablished,
    OfficerChanged,
    Opened,
    PersonConfirmed,
    Screened,
)
from comms.cautions.said.words import Condition, Name, Words

_EVERY: tuple[type[Said], ...] = (
    Opened, PersonConfirmed, LanguageEstablished, Screened, DetentionNoted, OfficerChanged,
    InterpreterSought, InterpreterBegan, InterpreterConfirmed, InterpreterLeft, InterpreterBack, NoInterpreter,
    AdultBegan, AdultLeft, AdultBack, SolicitorCame,
    OffenceStated, AuthorityGiven, Admitted, RightsGiven, InformationGiven, Offered, ConditionsSet,
    PointRead, Answered, Judged, ExplainedToAdult, AskedByPerson, AskedFor, Paused, Resumed,
    Inducement, Decided, Signed, Corrected,
)  # fmt: skip
# Every payload by its kind.
KINDS: Mapping[str, type[Said]] = MappingProxyType({one.KIND: one for one in _EVERY})


def said_of(kind: str, given: Mapping[str, Any]) -> Said:
    """What an entry of this kind says, from its JSON. Raises ``KeyError`` for a kind there is not."""
    return KINDS[kind].from_json(given)


__all__ = [
    "KINDS",
    "Admitted",
    "AdultBack",
    "AdultBegan",
    "AdultLeft",
    "Answered",
    "AskedByPerson",
    "AskedFor",
    "AuthorityGiven",
    "Carried",
    "Condition",
    "ConditionsSet",
    "Corrected",
    "Decided",
    "DetentionNoted",
    "ExplainedToAdult",
    "Inducement",
    "InformationGiven",
    "InterpreterBack",
    "InterpreterBegan",
    "InterpreterConfirmed",
    "InterpreterLeft",
    "InterpreterSought",
    "Judged",
    "LanguageEstablished",
    "Name",
    "NoInterpreter",
    "OffenceStated",
    "Offered",
    "OfficerChanged",
    "Opened",
    "Part",
    "Paused",
    "PersonConfirmed",
    "PointRead",
    "Resumed",
    "RightsGiven",
    "Said",
    "Screened",
    "Signed",
    "SolicitorCame",
    "Words",
    "said_of",
]  # fmt: skip
