"""Follow-ups as rows of a list: whom they are about, where each stands, who has it, and which are due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleagues
from comms.agencies.viewer import Viewer
from comms.bookings.appointments.find import people_of
from comms.families.find import language_needs
from comms.families.person import Person
from comms.follow_ups.follow_up import FollowUp, FollowUpState
from comms.web.people.language_card import LanguageCard, language_card
from comms.web.people.person_page import NOT_TOLD
from comms.web.reaching.standing import proposed, standing

# In these a person has to do something before anything comes of it; in their order.
WITH_A_PERSON = (FollowUpState.WITH_MANAGER, FollowUpState.WITH_WORKER, FollowUpState.ANSWERED)
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """One follow-up in a list."""

    follow_up: FollowUp
    person: Person
    child: Person | None
    language: LanguageCard
    said: str
    proposed: str
    worker: str
    is_due: bool


def names_of_staff(session: Session, viewer: Viewer) -> Mapping[UUID, str]:
    """The viewer's colleagues by id."""
    return {one.id: one.name for one in colleagues(session, viewer)}


def decides(row: FollowUp, staff: Mapping[UUID, str]) -> tuple[str, str]:
    """The worker and the manager who decide, by name."""
    worker = staff.get(row.worker_id, NOT_TOLD) if row.worker_id else NOBODY
    manager = staff.get(row.manager_id, NOT_TOLD) if row.manager_id else "whoever leads here"
    return worker, manager


def follow_up_rows(session: Session, viewer: Viewer, rows: Sequence[FollowUp], today: date) -> list[FollowUpRow]:
    """The rows of follow-ups, those that are due first, then by the worker's name."""
    ids = {one for row in rows for one in (row.person_id, row.child_id) if one}
    people, staff = people_of(session, viewer, ids), names_of_staff(session, viewer)
    needs = language_needs(session, viewer, people)
    found = []
    for row in rows:
        worker, manager = decides(row, staff)
        found.append(
            FollowUpRow(
                follow_up=row,
                person=people[row.person_id],
                child=people.get(row.child_id) if row.child_id else None,
                language=language_card(people[row.person_id], needs.get(row.person_id), (), today),
                said=standing(row, worker, manager, today),
                proposed=proposed(row, needs.get(row.person_id), today),
                worker=worker,
                is_due=row.state in WITH_A_PERSON,
            )
        )
    return sorted(found, key=_urgency)


def _urgency(row: FollowUpRow) -> tuple[bool, str, int, str]:
    states = (*WITH_A_PERSON, FollowUpState.STOPPED, FollowUpState.OPEN, FollowUpState.CLOSED)
    at = row.follow_up.proposed_at or row.follow_up.next_action_at
    return not row.is_due, row.worker, states.index(FollowUpState(row.follow_up.state)), at.isoformat() if at else ""
