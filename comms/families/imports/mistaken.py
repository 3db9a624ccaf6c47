"""A file of one kind given for another: read so, parents' names would become children's, or children parents."""

from __future__ import annotations

from comms.families.imports.fields import ADDRESS_LINES, CONTACT_FIELDS, PUPIL_FIELDS
from comms.foundation.errors import BadInput
from comms.foundation.tables import Mapping, Table, recognise

_OF_A_RELATION = ("relationship", "parental_responsibility")
_OF_A_CONTACT = (*_OF_A_RELATION, *ADDRESS_LINES, "contact_title", "street", "postcode", "mobile", "telephone", "email")
_OF_A_PUPIL = ("birth_date", "year", "sex")


class MistakenFile(BadInput):
    """The headings say that a file holds something other than what it was given for."""


def refuse_contacts(table: Table, mapping: Mapping) -> None:
    """Raise ``MistakenFile`` when the column read as the pupil's name stands beside a relationship: a parent's name."""
    as_contacts = recognise(table.headers, CONTACT_FIELDS)
    same_name = as_contacts.found.get("contact_surname") == mapping.found["surname"]
    relation = next((as_contacts.found[name] for name in _OF_A_RELATION if name in as_contacts.found), None)
    if same_name and relation is not None:
        raise MistakenFile(
            f"This looks like a file of contacts, not of pupils: it has the column “{relation}”.",
            "Import it as contacts. If it does hold pupils, take that column out.",
        )


def refuse_pupils(table: Table, mapping: Mapping) -> None:
    """Raise ``MistakenFile`` when nothing in the file is a contact's, and something is a pupil's."""
    as_pupils = recognise(table.headers, PUPIL_FIELDS)
    pupils_own = next((as_pupils.found[name] for name in _OF_A_PUPIL if name in as_pupils.found), None)
    if pupils_own is not None and not any(name in mapping.found for name in _OF_A_CONTACT):
        raise MistakenFile(
            f"This looks like a file of pupils, not of contacts: it has the column “{pupils_own}”, and neither a "
            "relationship nor an address or a telephone number.",
            "Import it as pupils. If it does hold contacts, export their relationship too.",
        )
