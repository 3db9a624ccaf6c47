"""Taking in a register of interpreters. Who is who is told by the number or the e-mail address, and by the name alone
only where neither is on record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families.find import contact_hash
from comms.families.imports.outcome import ImportOutcome, outcome_for
from comms.families.imports.row_reading import RowReading
from comms.families.person import search_name_of
from comms.foundation.clock import london_date
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.tables import Mapping, Table
from comms.foundation.tables.mapping import require
from comms.interpreters import find
from comms.interpreters.actions import change_interpreter, register_interpreter
from comms.interpreters.bad_interpreter import BadInterpreter
from comms.interpreters.given import InterpreterGiven
from comms.interpreters.imports.beside import keep_beside
from comms.interpreters.imports.fields import INTERPRETER_FIELDS
from comms.interpreters.imports.interpreter_row import RowGiven, read_interpreter
from comms.interpreters.interpreter import Interpreter

# The columns a refusal of the register is told at.
_COLUMNS = {"base_zone": "postcode", "travels_minutes": "travels", "most_minutes_a_week": "hours_a_week",
            "terms": "rate"}  # fmt: skip
KIND = "interpreters"
OWN_RATE = {"name": "Own hourly rate", "source": "The register that was imported."}


@dataclass(slots=True)
class _Counted:
    """What became of each interpreter of the file; one may stand in several rows."""

    new: set[UUID] = field(default_factory=set)
    changed: set[UUID] = field(default_factory=set)
    met: set[UUID] = field(default_factory=set)

    def tell(self, outcome: ImportOutcome) -> None:
        """Count each once."""
        outcome.new, outcome.changed = len(self.new), len(self.changed - self.new)
        outcome.unchanged = len(self.met) - outcome.new - outcome.changed


def import_interpreters(
    session: Session, viewer: Viewer, table: Table, mapping: Mapping, now: datetime
) -> ImportOutcome:
    """Take in the interpreters of a file: new ones, and what has changed of those in the register.

    A blank cell says nothing and takes nothing back. The same file again changes nothing. Raises ``MissingColumns``
    without a column for the name. Nothing is committed, so rolling back makes it a preview.
    """
    viewer.require(Permission.KEEP_REGISTER)
    require(mapping, INTERPRETER_FIELDS, "The file")
    # Of two who take in the same file at once, the second must find the first one's interpreters.
    one_at_a_time(session, f"register of {viewer.agency_id}")
    outcome, counted = outcome_for(KIND, table), _Counted()
    for row in table.rows:
        reading = RowReading(row, mapping)
        given = read_interpreter(reading, london_date(now))
        if given is not None:
            _land(session, viewer, reading, given, counted, now)
        outcome.bad += reading.refusals
        outcome.faults += [] if reading.refusals else reading.faults
    counted.tell(outcome)
    return outcome


def _land(
    session: Session, viewer: Viewer, reading: RowReading, given: RowGiven, counted: _Counted, now: datetime
) -> None:
    try:
        known = _who(session, viewer, given)
        if known is None:
            known = register_interpreter(session, viewer, _first(given), now)
            counted.new.add(known.id)
        elif (wanted := _merged(known, given)) != as_given(known):
            change_interpreter(session, viewer, known.id, wanted, now)
            counted.changed.add(known.id)
    except BadInterpreter as fault:
        reading.refuse(_COLUMNS.get(fault.field, fault.field), fault.message, fault.remedy)
        return
    counted.met.add(known.id)
    if keep_beside(session, viewer, known, given, now):
        counted.changed.add(known.id)


def _who(session: Session, viewer: Viewer, given: RowGiven) -> Interpreter | None:
    """The interpreter of the register a row is about. Raises ``BadInterpreter`` where it could be two, and where they
    have left."""
    hashes = [contact_hash(session, value) for value in (given.telephone, given.email) if value]
    found = list(find.interpreters_reached_by(session, viewer, hashes))
    if len(found) > 1:
        raise BadInterpreter(
            "telephone",
            f"the number is {found[0].name}’s, the e-mail address {found[1].name}’s.",
            "Correct one of them.",
        )
    if not found:
        found = _called(viewer, find.interpreters(session, viewer, given.name, limit=None), given)
    if found and not found[0].active:
        raise BadInterpreter("name", "they have left and are not taken on again by a file.", "Do it on their page.")
    return found[0] if len(found) == 1 else None


def _called(viewer: Viewer, candidates: Iterable[Interpreter], given: RowGiven) -> list[Interpreter]:
    """Those of exactly this name whom no number or address tells apart from the one in the row."""
    name = search_name_of(given.name, "")
    return [
        one
        for one in candidates
        if one.search_name == name
        and one.agency_id == viewer.agency_id
        and not (given.telephone and one.telephone_hash)
        and not (given.email and one.email_hash)
    ]


def as_given(known: Interpreter) -> InterpreterGiven:
    """What is on record of an interpreter, as it would be given."""
    return InterpreterGiven(
        name=known.name, gender=known.gender, telephone=known.telephone or "", email=known.email or "",
        base_zone=known.base_zone, travels_minutes=known.travels_minutes, most_minutes_a_day=known.most_minutes_a_day,
        most_minutes_a_week=known.most_minutes_a_week, terms=known.terms, note=known.note or "",
        also_person_id=known.person_id,
    )  # fmt: skip


def _first(given: RowGiven) -> InterpreterGiven:
    return _with(InterpreterGiven(given.name), given)


def _merged(known: Interpreter, given: RowGiven) -> InterpreterGiven:
    return _with(as_given(known), given)


def _with(before: InterpreterGiven, given: RowGiven) -> InterpreterGiven:
    """What was on record, with what a row says in its place."""
    terms = dict(before.terms)
    if given.pence_an_hour is not None and terms.get("pence_an_hour") != given.pence_an_hour:
        terms |= OWN_RATE | {"pence_an_hour": given.pence_an_hour, "pence_an_hour_remote": given.pence_an_hour}
    return replace(
        before,
        gender=given.gender or before.gender,
        telephone=given.telephone or before.telephone,
        email=given.email or before.email,
        base_zone=given.zone or before.base_zone,
        travels_minutes=before.travels_minutes if given.travels_minutes is None else given.travels_minutes,
        most_minutes_a_week=given.minutes_a_week or before.most_minutes_a_week,
        terms=terms,
    )
