"""Taking in the contacts of a school's pupils: a row for each child and adult.

First every row is matched to an adult, on record or new; then each adult is written from all their rows together.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families.access.closed.find import closed_families_of
from comms.families.access.whole_roll import whole_roll
from comms.families.imports import find
from comms.families.imports.contact import Noted
from comms.families.imports.contact_row import read_contact
from comms.families.imports.fields import CONTACT_FIELDS
from comms.families.imports.homes import Homes
from comms.families.imports.landing import Landing
from comms.families.imports.languages_said import LanguagesSaid
from comms.families.imports.matching import Matching
from comms.families.imports.mistaken import refuse_pupils
from comms.families.imports.outcome import ImportOutcome, Progress, outcome_for
from comms.families.imports.row_reading import RowReading
from comms.families.imports.writing import Writing
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.tables import Mapping, Table
from comms.foundation.tables.mapping import require


def import_contacts(
    session: Session, viewer: Viewer, table: Table, mapping: Mapping, now: datetime, progress: Progress | None = None
) -> ImportOutcome:
    """Take in the contacts of pupils on the roll of the viewer's school, each a person of their own.

    A contact is a person on record when the name is the same and a number, e-mail address or home is too. The same
    file again changes nothing. Raises ``MissingColumns`` without a column for the UPN or the name, and
    ``MistakenFile`` when it holds pupils. Nothing is committed, so rolling back makes it a preview. Rows of a family
    that is kept closed from the viewer land too; the report says of them only that there were rows.
    """
    viewer.require(Permission.IMPORT_RECORDS)
    require(mapping, CONTACT_FIELDS, "The file")
    refuse_pupils(table, mapping)
    # Of two who press the button the second must wait and find the first one's people, or parents would be twice.
    one_at_a_time(session, f"records of {viewer.agency_id}")
    closed, viewer = find.closed_people(session, viewer), whole_roll(viewer)
    outcome, noted = outcome_for("contacts", table), Noted()
    outcome.notes = [said for said in outcome.notes if not _is_of_lost_zeros(said, mapping)]
    writing = Writing(session, viewer, now)
    matching = Matching(writing, outcome, noted, closed)
    readings = [RowReading(row, mapping) for row in table.rows]
    read = [(reading, given) for reading in readings if (given := read_contact(reading)) is not None]
    # Rows that say most come first: one with a number and a home joins one with only the number to one with only
    # the home, in whatever order siblings stand in the file.
    for reading, given in sorted(read, key=lambda one: -one[1].says_to_know_by):
        matching.take(reading, given)
    outcome.bad += [refusal for reading in readings for refusal in reading.refusals]
    landing = _landing(matching, closed)
    for done, (adult, contacts) in enumerate(matching.in_file_order(), start=1):
        landing.land(adult, contacts)
        outcome.faults += [fault for contact in contacts for fault in contact.reading.faults]
        if progress:
            progress(done, len(matching.matched))
    _close_with_their_children(matching, writing)
    writing.write()
    outcome.needs_recorded = landing.languages.recorded
    noted.hush(matching.lines_about(closed))
    noted.tell(outcome)
    writing.note_import(outcome)
    return outcome


def _landing(matching: Matching, closed: set[UUID]) -> Landing:
    """What the matched adults are written with, once everybody on record whom the file names is known."""
    writing, noted = matching.writing, matching.noted
    session, viewer = writing.session, writing.viewer
    homes = Homes(writing, find.homes(session, viewer), find.lives_at(session, viewer), noted)
    languages = LanguagesSaid(writing, find.needs_of(session, viewer, matching.met_before()), noted)
    elsewhere = find.points_unknown(session, viewer)
    return Landing(writing, homes, languages, noted, matching.outcome, closed, elsewhere)


def _close_with_their_children(matching: Matching, writing: Writing) -> None:
    """Whoever is new and an adult of children who are kept closed alone is kept closed with them: their name and where
    they live would lead to the children."""
    children = [child.id for child in matching.children.values()]
    families = closed_families_of(writing.session, writing.viewer, children)
    for adult, contacts in matching.matched.values():
        theirs = [families.get(contact.child.id) for contact in contacts]
        if adult.is_new and theirs[0] is not None and None not in theirs:
            writing.close(adult.person, theirs[0])


def _is_of_lost_zeros(said: str, mapping: Mapping) -> bool:
    # What reading the file says of them ("kept as given") is no longer true here: the zero is put back.
    columns = (mapping.column(name) for name in ("mobile", "telephone"))
    return any(said.startswith(f"{column}: a number without its leading zero") for column in columns)
