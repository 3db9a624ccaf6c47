"""One contact of one pupil as a row of the school's export gives them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from comms.families.contact_point import Channel
from comms.families.imports.fields import ADDRESS_LINES
from comms.families.imports.row_reading import RowReading
from comms.families.imports.telephone import (
    ImpossibleAddress,
    ImpossibleNumber,
    Reachable,
    read_emails,
    read_numbers,
)
from comms.foundation.writing import tidy_name

_LONGEST_LINE = 200
_LINES_BEFORE_THE_TOWN = ("apartment", "house_name", "street", "address_1", "address_2")


@dataclass(frozen=True, slots=True)
class ContactGiven:
    """What a row says of a contact. Empty text, no lines and None mean that it says nothing.

    ``address`` has the postcode last. ``has_street`` tells an address of one home from a town and postcode, which
    are many people's. ``language`` is the school's code as given; ``interpreter`` whether one is needed.
    """

    upn: str
    relation: str
    responsible: bool | None
    title: str
    given_name: str
    family_name: str
    address: tuple[str, ...]
    has_street: bool
    reachable: tuple[Reachable, ...]
    language: str
    interpreter: bool | None

    @property
    def says_to_know_by(self) -> int:
        """How much there is to know the person by beside the name: a home, a number or e-mail address, both or none."""
        return self.has_street + bool(self.reachable)


def read_contact(reading: RowReading) -> ContactGiven | None:
    """The contact in a row, or None when the row cannot land; what is wrong stands in the reading."""
    upn = reading.upn()
    given_name, family_name = reading.name("contact_forename"), reading.name("contact_surname")
    if not given_name and not family_name and not reading.refusals:
        reading.refuse("contact_surname", "the contact has no name.", "Give the name as they spell it.")
    if reading.refusals:
        return None
    return ContactGiven(
        upn=upn,
        relation=reading.text("relationship", 60),
        responsible=reading.yes_or_no("parental_responsibility"),
        title=reading.text("contact_title", 40),
        given_name=given_name,
        family_name=family_name,
        address=_address(reading),
        has_street=_has_street(reading),
        reachable=_reachable(reading),
        language=reading.text("language", 60),
        interpreter=reading.yes_or_no("interpreter"),
    )


def _address(reading: RowReading) -> tuple[str, ...]:
    street = " ".join(part for name in ("house_number", "street") if (part := tidy_name(reading.raw(name))))
    parts = [reading.raw("apartment"), reading.raw("house_name"), street]
    parts += [reading.raw(name) for name in ADDRESS_LINES]
    lines = [tidy_name(line) for part in parts for line in re.split(r"[\r\n]+", part)]
    lines = [line.strip(" ,") for line in lines if line.strip(" ,")]
    # A whole address in one cell has its lines between commas; "Flat 2, Mill House" beside a town is one line.
    if len(lines) == 1 and not reading.raw("postcode"):
        lines = [part.strip() for part in lines[0].split(",") if part.strip()]
    if postcode := tidy_name(reading.raw("postcode")):
        lines.append(postcode)
    if any(len(line) > _LONGEST_LINE for line in lines):
        reading.fault("address_1", f"a line of the address is longer than {_LONGEST_LINE} characters.", "Shorten it.")
        return ()
    return tuple(lines)


def _has_street(reading: RowReading) -> bool:
    return any(tidy_name(reading.raw(name)) for name in _LINES_BEFORE_THE_TOWN)


def _reachable(reading: RowReading) -> tuple[Reachable, ...]:
    found: list[Reachable] = []
    for name, column in (("mobile", Channel.MOBILE), ("telephone", Channel.LANDLINE)):
        try:
            found += read_numbers(reading.raw(name), column)
        except ImpossibleNumber as impossible:
            reading.fault(name, f"{impossible.message} The contact was taken without it.", impossible.remedy)
    try:
        found += read_emails(reading.raw("email"))
    except ImpossibleAddress as impossible:
        reading.fault("email", f"{impossible.message} The contact was taken without it.", impossible.remedy)
    return tuple(dict.fromkeys(found))
