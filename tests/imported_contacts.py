"""Contacts of three pupils, as a school's export has them, and what became of them on record."""

from __future__ import annotations

from datetime import datetime

from imported import as_csv, take_in
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families import find
from comms.families.imports import ImportOutcome
from comms.families.language_need import LanguageNeed
from comms.families.person import Person, Relationship

HEADINGS = [
    "UPN", "Relationship", "Parental responsibility", "Title", "Forename", "Surname", "Address line 1", "Town",
    "Postcode", "Mobile", "Telephone", "E-mail", "Language of correspondence", "Interpreter needed",
]  # fmt: skip
RASA = {
    "UPN": "U1", "Relationship": "PAM", "Parental responsibility": "Y", "Title": "Mrs", "Forename": "Rasa",
    "Surname": "Kazlauskienė", "Address line 1": "111 Lynn Road", "Town": "Wisbech", "Postcode": "PE13 4FS",
    "Mobile": "07700 900821", "Language of correspondence": "LIT",
}  # fmt: skip


def contacts(session: Session, viewer: Viewer, now: datetime, *rows: dict[str, str]) -> ImportOutcome:
    """Take in these contacts."""
    text = as_csv([HEADINGS, *([row.get(heading, "") for heading in HEADINGS] for row in rows)])
    return take_in(session, viewer, "contacts", text, now)


def adults(session: Session, viewer: Viewer, upn: str) -> list[tuple[Relationship, Person]]:
    """A pupil's adults."""
    [pupil] = [pupil for pupil in find.pupils(session, viewer) if pupil.upn == upn]
    return list(find.adults_of(session, viewer, pupil.child_id))


def the_adult(session: Session, viewer: Viewer, upn: str = "U1") -> Person:
    """A pupil's only adult."""
    [(_, adult)] = adults(session, viewer, upn)
    return adult


def need(session: Session, viewer: Viewer, person: Person) -> LanguageNeed:
    """The newest need on record."""
    known = find.language_need(session, viewer, person.id)
    assert known is not None
    return known


def values(session: Session, viewer: Viewer, person: Person) -> list[str]:
    """A person's numbers and e-mail addresses."""
    return sorted(point.value for point in find.contact_points(session, viewer, person.id))


def enrol(session: Session, viewer: Viewer, now: datetime) -> None:
    """The three pupils."""
    rows = "U1,Kazlauskaitė,Ugnė\nU2,Kazlauskas,Matas\nU3,O'Brien,Jack\n"
    take_in(session, viewer, "pupils", f"UPN,Surname,Forename\n{rows}", now)
