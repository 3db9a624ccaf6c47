"""Makes what a test needs, with names real families have. Each takes a session and writes into it; none commits."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from comms.agencies.actions import add_staff, found_agency
from comms.agencies.agency import Agency
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer
from comms.families.actions import PersonDetails, record_person, relate, set_address
from comms.families.language_need import LanguageNeed, Source
from comms.families.need_actions import NeedGiven, record_language_need
from comms.families.person import Person, PersonKind
from comms.letters.actions import LetterAsked, issue_letter
from comms.letters.letter import Letter


def an_agency(session: Session, now: datetime, name: str = "Fen Edge Academy", kind: str = "school") -> Agency:
    """An agency with an address and a telephone number."""
    agency = found_agency(session, name, kind, now)
    agency.address = ["Ramnoth Road", "Wisbech", "PE13 2XX"]
    agency.telephone = "01632 960 100"
    session.flush()
    return agency


def a_staff_member(
    session: Session,
    agency: Agency,
    now: datetime,
    roles: tuple[str, ...] = ("attendance officer",),
    name: str = "Jo Marsh",
) -> Staff:
    """Somebody who signs in for an agency."""
    email = f"{secrets.token_hex(4)}@fenedge.example"
    return add_staff(session, agency, name, email, roles, now=now)


def a_child(
    session: Session, viewer: Viewer, now: datetime, given: str = "Ugnė", family: str = "Kazlauskaitė"
) -> Person:
    """A child the viewer's agency works with."""
    details = PersonDetails(PersonKind.CHILD, given, family, birth_date=date(2013, 5, 4))
    return record_person(session, viewer, details, now)


def a_parent(
    session: Session,
    viewer: Viewer,
    now: datetime,
    child: Person | None = None,
    given: str = "Rasa",
    family: str = "Kazlauskienė",
    address: tuple[str, ...] = ("12 Elm Road", "Wisbech", "PE13 1AA"),
) -> Person:
    """A mother with an address, related to the child when there is one."""
    parent = record_person(session, viewer, PersonDetails(PersonKind.PARENT, given, family, title="Ms"), now)
    if address:
        set_address(session, viewer, parent, address, now)
    if child is not None:
        relate(session, viewer, child, parent, "mother", responsible=True, now=now)
    return parent


def a_need(
    session: Session, viewer: Viewer, person: Person, now: datetime, written: str | None = "lt", **given: Any
) -> LanguageNeed:
    """What a person's language need is, as a school's record has it unless the test says otherwise."""
    values: dict[str, Any] = {
        "source": Source.SCHOOL_RECORD,
        "spoken": [written] if written else [],
        "written": written,
    }
    return record_language_need(session, viewer, person.id, NeedGiven(**(values | given)), now)


def a_letter(
    session: Session,
    viewer: Viewer,
    now: datetime,
    to: Person | None = None,
    kind: str = "L00",
    child: Person | None = None,
    **values: Any,
) -> Letter:
    """A letter, to a mother who reads Lithuanian unless the test says otherwise; issued if nothing holds it."""
    if to is None:
        to = a_parent(session, viewer, now)
        a_need(session, viewer, to, now)
    return issue_letter(session, viewer, LetterAsked(kind, to.id, child.id if child else None, values), now)
