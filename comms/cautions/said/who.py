"""Who the session is with: how it was opened, the person, their language, whether they may be vulnerable, detention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from comms.cautions.said.before import Admitted, AuthorityGiven, OffenceStated, Offered, RightsGiven
from comms.cautions.said.payload import Part, Said
from comms.cautions.said.words import Name
from comms.translation.scripts import Script


@dataclass(frozen=True, slots=True)
class PersonConfirmed(Said):
    """Names as the person spells them (in every script they use), birth date, address, custody number and URN."""

    KIND: ClassVar[str] = "person confirmed"

    names: tuple[Name, ...]
    born: date | None
    address: tuple[str, ...] = ()
    custody_number: str = ""
    urn: str = ""


@dataclass(frozen=True, slots=True)
class LanguageEstablished(Said):
    """Which language and dialect the person speaks, which they write and whether they read it, and how it was found
    out. ``changed_because`` is the reason where it was something else before.

    The last three are put in by the house: what the record of the person's language need says about an interpreter,
    whether the person was asked, and whether all words of this session's points are approved in the language they
    stand in on the screen. All that a form can say is that they need one after all.
    """

    KIND: ClassVar[str] = "language established"

    spoken: str
    dialect: str = ""
    first: str = ""
    written: str = ""
    reads: str = ""
    how: str = ""
    changed_because: str = ""
    need: str = ""
    need_confirmed: bool = False
    words_approved: bool = False

    @property
    def of_words(self) -> str:
        """The language the points stand in on the screen: the one they write, or else the one they speak."""
        return self.written or self.spoken


@dataclass(frozen=True, slots=True)
class Screened(Said):
    """Whether anything suggests that the person is vulnerable, at whatever age, and why."""

    KIND: ClassVar[str] = "screened"

    vulnerable: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class DetentionNoted(Said):
    """That the person is here of their own will, or detained: since when, when it is reviewed, when it ends."""

    KIND: ClassVar[str] = "detention noted"

    voluntary: bool
    since: datetime | None = None
    review_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OfficerChanged(Said):
    """Another officer takes the session over, and why."""

    KIND: ClassVar[str] = "officer changed"

    to_name: str
    rank: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Carried(Part):
    """What an earlier session established, to be confirmed in this one. Points and presence are never carried over;
    the offer is not either, but an admission that came after it is none that a caution can rest on."""

    person: PersonConfirmed | None = None
    language: LanguageEstablished | None = None
    screening: Screened | None = None
    offence: OffenceStated | None = None
    authority: AuthorityGiven | None = None
    admission: Admitted | None = None
    rights: RightsGiven | None = None
    offer: Offered | None = None


@dataclass(frozen=True, slots=True)
class Opened(Said):
    """How the session was opened: always its first entry. ``script`` is the whole list of points in the words of that
    day, so that the record keeps its own wording whatever is changed later.

    The rest is what was on record of the person: so nothing is asked twice, and it shows what was changed in the room.
    ``need`` is "needed", "not needed" or "not asked", and ``need_confirmed`` whether the person themselves said so.
    """

    KIND: ClassVar[str] = "opened"

    at: datetime
    caution: str
    script: Script
    officer: str
    person_id: UUID
    names: tuple[Name, ...]
    born: date | None
    address: tuple[str, ...] = ()
    need: str = "not asked"
    need_confirmed: bool = False
    spoken: tuple[str, ...] = ()
    dialect: str = ""
    written: str = ""
    continues: UUID | None = None
    carried: Carried | None = None
