"""Recording the interpreting agencies that are asked when the register has nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.writing import fold, tidy_name
from comms.interpreters import find
from comms.interpreters.bad_interpreter import BadInterpreter
from comms.interpreters.given import ALL_MODES, check_terms, known_language
from comms.interpreters.reaching import one_email, one_number
from comms.interpreters.supplier import Supplier


@dataclass(frozen=True, slots=True)
class SupplierGiven:
    """What is given of a supplier. No languages or modes mean that it sends all."""

    name: str
    email: str
    telephone: str = ""
    languages: Iterable[str] = ()
    modes: Iterable[str] = ()
    cost_code: str = ""
    terms: Mapping[str, Any] = field(default_factory=dict)


def record_supplier(session: Session, viewer: Viewer, given: SupplierGiven, now: datetime) -> Supplier:
    """Record an interpreting agency. Raises ``BadInterpreter`` for an answer that cannot be, and for one that is on
    record already."""
    viewer.require(Permission.KEEP_REGISTER)
    made = Supplier(agency_id=viewer.agency_id, recorded_at=now, recorded_by=viewer.staff_id, active=True)
    _keep(session, viewer, made, given)
    session.add(made)
    session.flush()
    note(session, viewer.actor, "record supplier", ("supplier", made.id), now)
    return made


def change_supplier(
    session: Session, viewer: Viewer, supplier_id: UUID, given: SupplierGiven, now: datetime
) -> Supplier:
    """Change what is on record of a supplier; refuses what ``record_supplier`` refuses."""
    viewer.require(Permission.KEEP_REGISTER)
    found = find.supplier(session, viewer, supplier_id)
    _keep(session, viewer, found, given)
    session.flush()
    note(session, viewer.actor, "change supplier", ("supplier", found.id), now)
    return found


def ask_supplier_no_more(
    session: Session, viewer: Viewer, supplier_id: UUID, now: datetime, *, again: bool = False
) -> Supplier:
    """A supplier is not asked any more; or, with ``again``, is asked again."""
    viewer.require(Permission.KEEP_REGISTER)
    found = find.supplier(session, viewer, supplier_id)
    found.active = again
    note(session, viewer.actor, "ask supplier again" if again else "end supplier", ("supplier", found.id), now)
    return found


def _keep(session: Session, viewer: Viewer, one: Supplier, given: SupplierGiven) -> None:
    name = tidy_name(given.name)
    if not name:
        raise BadInterpreter("name", "The supplier has no name.", "Give the name on its invoices.")
    email, telephone = one_email(given.email), one_number(given.telephone)
    if not email:
        raise BadInterpreter("email", "A supplier is asked by e-mail, and none is given.", "Give its address.")
    languages = [known_language(tag, "languages").tag for tag in given.languages]
    if strange := [mode for mode in given.modes if mode not in ALL_MODES]:
        raise BadInterpreter("modes", f"“{strange[0]}” is no way to be there.", f"Choose: {', '.join(ALL_MODES)}.")
    check_terms(given.terms)
    one_at_a_time(session, f"suppliers of {viewer.agency_id}")
    for known in find.suppliers(session, viewer, also_former=True):
        if known.id != one.id and fold(known.name) == fold(name):
            raise BadInterpreter("name", f"{known.name} is on record already.", "Change that one.")
    one.name, one.email, one.telephone, one.cost_code = name, email, telephone, tidy_name(given.cost_code)
    one.languages = list(dict.fromkeys(languages))
    one.modes = [mode for mode in ALL_MODES if mode in set(given.modes)]
    one.terms = dict(given.terms)
