"""For whom an interpreter must not interpret: everybody sees that, few see why."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest
from booking_factories import an_interpreter
from factories import a_parent, a_staff_member, an_agency
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.foundation.audit.entry import AuditEntry
from comms.foundation.errors import NotAllowed, NotFound, Refused
from comms.interpreters import find
from comms.interpreters.actions import share_register
from comms.interpreters.bad_interpreter import BadInterpreter
from comms.interpreters.conflict_actions import ConflictGiven, declare_conflict, end_conflict, see_why
from comms.interpreters.interpreter import Interpreter

OF_A_COMMUNITY = ConflictGiven(
    "a community", "the interpreter", "She left it and is afraid of it.", community="St Casimir’s parish"
)


@pytest.fixture
def daiva(session: Session, viewer: Viewer, now: datetime) -> Interpreter:
    return an_interpreter(session, viewer, now)


@pytest.fixture
def worker(session: Session, school: Agency, now: datetime) -> Viewer:
    """A social worker of the same agency, who books and may not see why."""
    return viewer_of(a_staff_member(session, school, now, roles=("social worker",)))


def test_that_there_is_a_conflict_is_seen_by_who_books_and_why_only_by_who_may(
    session: Session, viewer: Viewer, worker: Viewer, now: datetime, daiva: Interpreter
) -> None:
    mother = a_parent(session, viewer, now)
    given = ConflictGiven("this person and their family", "the family", "They are cousins.", mother.id)
    made = declare_conflict(session, worker, daiva.id, given, now)
    assert declare_conflict(session, worker, daiva.id, given, now) is made
    assert find.conflicts_of(session, worker, [daiva.id]) == {daiva.id: [made]}
    assert see_why(session, worker, made, now) is None
    why = see_why(session, viewer, made, now)
    assert why is not None
    assert (why.reason, why.community) == ("They are cousins.", "")
    session.commit()
    assert b"cousins" not in made.reason_locked
    seen = session.scalars(select(AuditEntry).where(AuditEntry.action == "view conflict")).all()
    assert [one.staff_id for one in seen] == [viewer.staff_id]
    assert all("cousin" not in one.detail for one in session.scalars(select(AuditEntry)))


def test_a_community_is_kept_like_the_reason(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter
) -> None:
    made = declare_conflict(session, viewer, daiva.id, OF_A_COMMUNITY, now)
    session.flush()
    assert made.person_id is None
    assert b"Casimir" not in (made.community_locked or b"")
    why = see_why(session, viewer, made, now)
    assert why is not None
    assert why.community == "St Casimir’s parish"


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("scope", ConflictGiven("the town", "the family", "Why not.")),
        ("declared_by", ConflictGiven("this person", "a neighbour", "Gossip.", UUID(int=7))),
        ("reason", ConflictGiven("this person", "the family", " ", UUID(int=7))),
        ("person_id", ConflictGiven("this person", "the family", "They are cousins.")),
        ("person_id", ConflictGiven("this person", "the family", "They are cousins.", UUID(int=7))),
        ("community", ConflictGiven("a community", "the family", "They are cousins.")),
    ],
)
def test_a_conflict_that_says_too_little_is_refused_at_its_field(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter, field: str, given: ConflictGiven
) -> None:
    with pytest.raises(BadInterpreter) as fault:
        declare_conflict(session, viewer, daiva.id, given, now)
    assert fault.value.field == field
    assert find.conflicts_of(session, viewer, [daiva.id]) == {}


def test_a_conflict_ends_only_by_somebody_who_may_know_why_and_says_why(
    session: Session, viewer: Viewer, worker: Viewer, now: datetime, daiva: Interpreter
) -> None:
    made = declare_conflict(session, viewer, daiva.id, OF_A_COMMUNITY, now)
    with pytest.raises(NotAllowed):
        end_conflict(session, worker, made.id, "I think so.", now)
    with pytest.raises(BadInterpreter):
        end_conflict(session, viewer, made.id, "", now)
    end_conflict(session, viewer, made.id, "She said so herself.", now)
    assert find.conflicts_of(session, viewer, [daiva.id]) == {}
    with pytest.raises(Refused):
        end_conflict(session, viewer, made.id, "Again.", now)


def test_a_conflict_that_another_agency_recorded_holds_and_its_words_stay_there(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter
) -> None:
    other = an_agency(session, now, "Fenland Social Care", "social_care")
    manager = viewer_of(a_staff_member(session, other, now, roles=("team manager",)))
    with pytest.raises(NotFound):
        declare_conflict(session, manager, daiva.id, OF_A_COMMUNITY, now)
    share_register(session, viewer, other.id, now)
    made = declare_conflict(session, manager, daiva.id, OF_A_COMMUNITY, now)
    assert find.conflicts_of(session, viewer, [daiva.id]) == {daiva.id: [made]}
    assert see_why(session, viewer, made, now) is None
    with pytest.raises(NotFound):
        end_conflict(session, viewer, made.id, "It is ours to end.", now)
