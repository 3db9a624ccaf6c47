"""Recording for whom an interpreter must not interpret. That there is somebody, everyone who books may see; why, and
which community, only those who may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families.find import person as find_person
from comms.foundation.audit import note
from comms.foundation.errors import NotFound, Refused
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.writing import fold, tidy_name
from comms.interpreters import find
from comms.interpreters.bad_interpreter import BadInterpreter
from comms.interpreters.conflict import Conflict, DeclaredBy, Scope

LONGEST_COMMUNITY = 120


@dataclass(frozen=True, slots=True)
class ConflictGiven:
    """For whom somebody must not interpret, who says so, and why."""

    scope: str
    declared_by: str
    reason: str
    person_id: UUID | None = None
    community: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """What only those may know who may see why an interpreter is unsuitable."""

    reason: str
    community: str


def declare_conflict(
    session: Session, viewer: Viewer, interpreter_id: UUID, given: ConflictGiven, now: datetime
) -> Conflict:
    """Record that an interpreter must not interpret for a person, their family or a community. Anybody who books may
    declare one. One that is in force already is the one there is. Raises ``BadInterpreter``."""
    _may_declare(viewer)
    found = find.interpreter(session, viewer, interpreter_id)
    _check(session, viewer, given)
    of_community = given.scope == Scope.COMMUNITY
    person_id = None if of_community else given.person_id
    community = tidy_name(given.community) if of_community else ""
    one_at_a_time(session, f"conflicts of {found.id}")
    for one in find.conflicts_of(session, viewer, [found.id]).get(found.id, []):
        same = (one.agency_id, one.scope, one.person_id) == (viewer.agency_id, given.scope, person_id)
        if same and one.declared_by == given.declared_by and fold(one.community or "") == fold(community):
            return one
    made = Conflict(
        interpreter_id=found.id, agency_id=viewer.agency_id, scope=given.scope, person_id=person_id,
        community=community or None, declared_by=given.declared_by, reason=given.reason.strip(), recorded_at=now,
        recorded_by=viewer.staff_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    detail = {"conflict": str(made.id), "scope": made.scope, "declared by": made.declared_by}
    note(session, viewer.actor, "declare conflict", ("interpreter", found.id), now, detail)
    return made


def _may_declare(viewer: Viewer) -> None:
    if not viewer.may(Permission.KEEP_REGISTER):
        viewer.require(Permission.BOOK_INTERPRETERS)


def _check(session: Session, viewer: Viewer, given: ConflictGiven) -> None:
    if given.scope not in set(Scope):
        raise BadInterpreter("scope", "It does not say whom it reaches.", f"Choose: {', '.join(Scope)}.")
    if given.declared_by not in set(DeclaredBy):
        raise BadInterpreter("declared_by", "It does not say who said so.", f"Choose: {', '.join(DeclaredBy)}.")
    if not given.reason.strip():
        raise BadInterpreter("reason", "It does not say why.", "Write it in a few words; few people may read it.")
    if given.scope == Scope.COMMUNITY:
        if not tidy_name(given.community):
            raise BadInterpreter("community", "It does not say which community.", "Name it, as they named it.")
        if len(tidy_name(given.community)) > LONGEST_COMMUNITY:
            raise BadInterpreter("community", "That is more than a name.", "Write the rest into the reason.")
        return
    try:
        find_person(session, viewer, given.person_id or UUID(int=0))
    except NotFound as fault:
        raise BadInterpreter("person_id", "It does not say for which person.", "Choose the person.") from fault


def end_conflict(session: Session, viewer: Viewer, conflict_id: UUID, because: str, now: datetime) -> Conflict:
    """Record that a conflict of the viewer's agency is over, and why. Raises ``Refused`` when it is already."""
    _may_declare(viewer)
    viewer.require(Permission.SEE_CONFLICTS)
    found = find.conflict(session, viewer, conflict_id)
    session.refresh(found, with_for_update=True)
    if found.ended_at is not None:
        raise Refused("This is over already.", "Look at the interpreter's page.")
    if not because.strip():
        raise BadInterpreter("because", "It does not say why it is over.", "Write it in a few words.")
    found.ended_at, found.ended_by, found.ended_because = now, viewer.staff_id, because.strip()
    note(session, viewer.actor, "end conflict", ("interpreter", found.interpreter_id), now,
         {"conflict": str(found.id)})  # fmt: skip
    return found


def see_why(session: Session, viewer: Viewer, conflict: Conflict, now: datetime) -> Why | None:
    """Why an interpreter is unsuitable, noted as seen; None for a viewer who may not know. Another agency's words tell
    of a family that may be unknown here, so they are told to nobody else."""
    if not viewer.may(Permission.SEE_CONFLICTS) or conflict.agency_id != viewer.agency_id:
        return None
    note(session, viewer.actor, "view conflict", ("interpreter", conflict.interpreter_id), now,
         {"conflict": str(conflict.id)})  # fmt: skip
    return Why(conflict.reason, conflict.community or "")
