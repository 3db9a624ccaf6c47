"""Whether somebody named as an interpreter is of the family itself, whose members never interpret."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.find import adults_of, children_of, siblings_of
from comms.families.person import Person
from comms.foundation.writing import fold
from comms.letters.afterwards.event_given import RELATIONS


def is_of_the_family(session: Session, viewer: Viewer, adult_id: UUID, named: str) -> bool:
    """Whether a name is that of one of an adult's children, of those children's brothers, sisters, or adults."""
    family: list[Person] = [child for _, child in children_of(session, viewer, adult_id)]
    for child in list(family):
        family += [adult for _, adult in adults_of(session, viewer, child.id)]
        family += siblings_of(session, viewer, child.id)
    # "daughter Ugnė" names Ugnė.
    name = " ".join(word for word in fold(named).split() if word not in RELATIONS)
    return any(name in {fold(one.name), fold(one.given_name)} for one in family)
