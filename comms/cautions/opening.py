"""What a session is opened with: what is on record of the person, the script in today's words, what an earlier session
established."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.cautions import find
from comms.cautions.completing import need_on_record
from comms.cautions.kind import GOES_ON_LATER, Kind, wrong_age
from comms.cautions.refusing import NotNow, WrongAge
from comms.cautions.said import Carried, Name, Opened
from comms.cautions.session import GOES_ON
from comms.families.find import household, language_need
from comms.families.person import Person
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound
from comms.translation.scripts import script


class CannotContinue(BadInput):
    """The session that was named is none that another can go on from."""


def check_may_open(session: Session, viewer: Viewer, person: Person, one: Kind, now: datetime) -> None:
    """Raises ``NotNow`` where this kind is not in force or such a session with them is open, ``WrongAge`` where it is
    not for somebody of their age."""
    day = london_date(now)
    if not one.in_force(day):
        raise NotNow(f"A {one.title} cannot be given. {one.why_not}".strip(), "Choose another kind.")
    wrong = wrong_age(one, person.birth_date, day)
    if wrong:
        raise WrongAge(*wrong)
    for other in find.sessions_of(session, viewer, person.id):
        if other.state in GOES_ON and other.kind == one.name:
            raise NotNow(f"A session for a {one.title} with this person is open.", "Go on with that one.")


def opened_with(
    session: Session, viewer: Viewer, person: Person, one: Kind, now: datetime, continues: UUID | None
) -> Opened:
    """The first entry of a new session. Raises ``CannotContinue``."""
    need = language_need(session, viewer, person.id)
    asked, confirmed = need_on_record(need)
    written = (need.written or "") if need else ""
    home = household(session, viewer, person)
    return Opened(
        at=now, caution=one.name, script=script(one.name), officer=viewer.name, person_id=person.id,
        names=(Name(person.name, written),), born=person.birth_date, address=tuple(home.address) if home else (),
        need=asked, need_confirmed=confirmed, spoken=tuple(need.spoken) if need else (),
        dialect=(need.dialect or "") if need else "", written=written, continues=continues,
        carried=_carried(session, viewer, person, continues) if continues else None,
    )  # fmt: skip


def _carried(session: Session, viewer: Viewer, person: Person, continues: UUID) -> Carried:
    wrong = "This session cannot be gone on from."
    remedy = "Choose one with this person that ended with “asks for time” or “cannot proceed”."
    try:
        earlier = find.session(session, viewer, continues)
    except NotFound:
        raise CannotContinue(wrong, remedy) from None
    if earlier.person_id != person.id or earlier.outcome not in GOES_ON_LATER:
        raise CannotContinue(wrong, remedy)
    stood = find.standing(session, viewer, earlier.id)
    return Carried(
        stood.person,
        stood.language,
        stood.screening,
        stood.offence,
        stood.authority,
        stood.admission,
        stood.rights,
        stood.offer,
    )
