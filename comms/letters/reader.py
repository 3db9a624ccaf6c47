"""What a letter must know of the people it is for and about, gathered before any is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from comms.agencies.agency import Agency
from comms.channels.paper import Sender
from comms.families.contact_point import SaysOfPost
from comms.families.language_need import LanguageNeed
from comms.families.person import Person
from comms.foundation import references

REFERENCE_LETTERS = references.READ_OUT
DEFAULT_SUPPORT = ("support.talk",)


@dataclass(frozen=True, slots=True)
class Reader:
    """A person a letter may go to: their need, their address, and what acts of what they said about safety, be it to
    another agency. ``email`` is an address they said is safe, None where they said so of none."""

    person: Person
    need: LanguageNeed | None
    address: tuple[str, ...] | None
    safe: SaysOfPost | None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class LetterWanted:
    """A letter somebody, or a rule, wants written to a reader.

    ``values`` are those the reader and the agency do not give by themselves. ``language`` is set only where a person
    chose it, for "please ring us"; ``because`` says to staff why the letter is written. ``by_email`` asks for e-mail
    where reader and kind allow it; ``left_out`` says why no letter goes about this child now.

    ``cleared`` says that all that must hold before a letter from a formal case does. ``draft_because`` is why a named
    person lets it go in words that nobody qualified has approved; empty where nobody did.
    """

    kind: str
    reader: Reader
    child: Person | None
    on: date
    values: Mapping[str, object] = field(default_factory=dict)
    language: str | None = None
    because: str = ""
    by_email: bool = False
    left_out: str = ""
    cleared: bool = False
    draft_because: str = ""

    @property
    def draft_may_go(self) -> bool:
        """Whether a named person let unapproved words go, and said why."""
        return bool(self.draft_because.strip())


def new_reference() -> str:
    """A letter's number, as in "K7M3-92QX"."""
    return references.new_reference()


def sender_of(agency: Agency) -> Sender:
    """The agency as the head of its letters has it."""
    return Sender(
        agency.name,
        tuple(agency.address),
        agency.telephone or None,
        agency.email or None,
        agency.logo,
        agency.signature,
        agency.signed_by or "",
        tuple(agency.reply_address or ()),
    )


def agency_values(agency: Agency) -> dict[str, object]:
    """What every letter of an agency says of the agency. Whatever it has not set is left out."""
    support = agency.letter_settings.get("support") or list(DEFAULT_SUPPORT)
    hours = {"key": agency.hours, "open": agency.opens.strftime("%H:%M"), "close": agency.closes.strftime("%H:%M")}
    values = {"telephone": agency.telephone, "contact": agency.contact_name, "support": support, "hours": hours}
    return {name: value for name, value in values.items() if value}
