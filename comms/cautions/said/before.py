"""What is said before any point is explained: the offence, who authorised it, the admission, rights, the offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from comms.cautions.said.payload import Said
from comms.cautions.said.words import Condition

# How written information is given to somebody who does not read it.
READ_ALOUD = "read aloud by the interpreter"


@dataclass(frozen=True, slots=True)
class OffenceStated(Said):
    """The offence: its Act and section, in plain words, when and where. ``offence_class`` is one of those in
    ``data/authority.toml``; ``similar`` is whether a caution for a similar one was given within two years."""

    KIND: ClassVar[str] = "offence stated"

    act_and_section: str
    description: str
    on: date | None
    place: str
    offence_class: str
    sexual: bool = False
    similar: bool = False


@dataclass(frozen=True, slots=True)
class AuthorityGiven(Said):
    """Who decided that a caution may be offered, and when: that there is evidence for a realistic prospect of
    conviction, and that a caution is in the public interest. ``exceptional`` says which circumstances are exceptional,
    ``prosecutor`` who of the prosecution consented, where the offence needs that."""

    KIND: ClassVar[str] = "authority given"

    by_name: str
    rank: str
    at: datetime
    evidence: bool
    public_interest: bool
    exceptional: str = ""
    prosecutor: str = ""


@dataclass(frozen=True, slots=True)
class Admitted(Said):
    """The person admitted the offence: when, where, and how that was recorded."""

    KIND: ClassVar[str] = "admitted"

    at: datetime
    where: str
    how: str


@dataclass(frozen=True, slots=True)
class RightsGiven(Said):
    """The evidence was disclosed and free legal advice offered: ``advice`` is "accepted" or "declined", ``why`` the
    reason where they declined, ``adviser`` who advised them, ``language`` in which language all this was said."""

    KIND: ClassVar[str] = "rights given"

    disclosure_at: datetime
    disclosure: str
    advice_offered_at: datetime
    advice: str
    why: str = ""
    adviser: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class InformationGiven(Said):
    """The written information about the caution (letter L14) was handed over, in their language. ``digest`` is the
    SHA-256 of what was handed over, ``draft`` whether its words were not approved."""

    KIND: ClassVar[str] = "information given"

    letter_id: UUID | None
    reference: str
    language: str
    format: str
    digest: str
    draft: bool
    handed_at: datetime


@dataclass(frozen=True, slots=True)
class Offered(Said):
    """The caution was offered."""

    KIND: ClassVar[str] = "offered"

    at: datetime


@dataclass(frozen=True, slots=True)
class ConditionsSet(Said):
    """The conditions of a conditional caution. Each becomes a point that has to be understood."""

    KIND: ClassVar[str] = "conditions set"

    conditions: tuple[Condition, ...]
