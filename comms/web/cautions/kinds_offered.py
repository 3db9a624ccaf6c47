"""Which kinds of caution can be chosen for somebody, each in a sentence, and why the others cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.cautions import find
from comms.cautions.kind import GOES_ON_LATER, Kind, age_on, kind, kinds
from comms.cautions.session import CautionSession
from comms.families.person import Person
from comms.web.wording import day_in_words

SAID = {
    "simple": "A formal warning to an adult who admits an offence, instead of a court case. They have to agree.",
    "conditional": "The same with conditions to keep. Who breaks one may be taken to court for the offence.",
    "youth": "A formal warning to somebody of 10 to 17 who admits an offence. It is explained and then given: nobody "
    "is asked to agree.",
    "youth_conditional": "For somebody of 10 to 17 who admits an offence, with conditions to keep. They have to agree.",
    "interview": "The words that are said before a police interview. It is another thing than a caution that ends a "
    "case: it only checks that the words were understood.",
    "diversionary": "A kind that an Act of 2022 provides for.",
    "community": "A kind that an Act of 2022 provides for.",
}


@dataclass(frozen=True, slots=True)
class KindOffered:
    """One kind: what it is in a sentence, and why it cannot be chosen; empty where it can."""

    kind: Kind
    said: str
    why_not: str = ""


def kinds_offered(born: date | None, on: date) -> list[KindOffered]:
    """Every kind, those that can be chosen first."""
    offered = [KindOffered(one, SAID.get(one.name, ""), _why_not(one, born, on)) for one in kinds().values()]
    return sorted(offered, key=lambda one: bool(one.why_not))


def _why_not(one: Kind, born: date | None, on: date) -> str:
    if not one.in_force(on):
        return f"It cannot be given. {one.why_not}".strip()
    if born is None or one.fits(age_on(born, on)):
        return ""
    return f"They are {age_on(born, on)}; it is for {one.ages}."


def may_go_on_from(session: Session, viewer: Viewer, person: Person) -> Sequence[CautionSession]:
    """Earlier sessions with somebody that ended without an answer, the newest first."""
    return [one for one in find.sessions_of(session, viewer, person.id) if one.outcome in GOES_ON_LATER]


def earlier_in_words(one: CautionSession) -> str:
    """An earlier session, to be chosen from a list."""
    return f"{kind(one.kind).title} of {day_in_words(one.opened_at)}: {one.outcome}"
