"""What the records say against an interpreter: whom they are related to, a conflict, a check that ran out.

A relative, a friend or a child is never the interpreter (PACE Code C, part 13; law 5 of the house).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.find import booking
from comms.bookings.matching.requested import find as ties
from comms.cautions.find import folded_names
from comms.cautions.refusing.bad_said import BadSaid
from comms.cautions.refusing.present import ANOTHER, ANOTHER_ADULT
from comms.cautions.said import AdultBegan, InterpreterBegan
from comms.cautions.standing import Standing
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound
from comms.foundation.languages import LANGUAGES, fallbacks
from comms.foundation.writing import fold
from comms.interpreters import find
from comms.interpreters.conflict import Conflict, Scope
from comms.interpreters.interpreter import Interpreter
from comms.interpreters.qualification import RUN_OUT, Qualification


def refuse_interpreter(
    session: Session, viewer: Viewer, standing: Standing, said: InterpreterBegan, now: datetime
) -> None:
    """Raises ``BadSaid`` for an interpreter of the register who must not interpret here, saying why as far as the
    viewer may know; and for whoever has the name of somebody close to the person. Somebody who is not on the register
    is asked whether they know the person, and shows a card."""
    near = close_to(session, viewer, standing.opened.person_id)
    if fold(said.name) in folded_names(session, viewer, near):
        raise BadSaid("name", "The person, or somebody close to them, has this name on record.", ANOTHER)
    interpreter_id = said.interpreter_id or _booked(session, viewer, said)
    if interpreter_id is None:
        return
    try:
        one = find.interpreter(session, viewer, interpreter_id)
    except NotFound:
        raise BadSaid("interpreter_id", "There is no such interpreter.", "Choose one of the register.") from None
    _refuse_close(session, viewer, standing, one, near)
    wrong = _of_register(session, viewer, standing, one, london_date(now))
    if wrong:
        raise BadSaid("interpreter_id", wrong, ANOTHER)


def _booked(session: Session, viewer: Viewer, said: InterpreterBegan) -> UUID | None:
    if said.booking_id is None:
        return None
    try:
        return booking(session, viewer, said.booking_id).interpreter_id
    except NotFound:
        raise BadSaid("booking_id", "There is no such booking.", "Choose one of your agency's.") from None


def _refuse_close(session: Session, viewer: Viewer, standing: Standing, one: Interpreter, near: set[UUID]) -> None:
    if one.person_id is not None and one.person_id in near:
        raise BadSaid("interpreter_id", "They are related to the person, or live with them.", ANOTHER)
    alike = {str(key) for _, key in ties.reached_alike(session, viewer, near)}
    # Each database writes an id as text in its own way.
    if {str(one.id), one.id.hex} & alike:
        raise BadSaid("interpreter_id", "They have a telephone number or an e-mail address in common with the person's "
                      "family.", ANOTHER)  # fmt: skip
    if one.person_id is not None and one.person_id in {adult.who.person_id for adult in standing.adults}:
        raise BadSaid("interpreter_id", "The appropriate adult is never the interpreter.", ANOTHER)
    conflicts = find.conflicts_of(session, viewer, [one.id]).get(one.id, [])
    if any(_reaches(conflict, standing.opened.person_id, near) for conflict in conflicts):
        raise BadSaid("interpreter_id", "A conflict on record: they must not interpret for this person.", ANOTHER)


def _reaches(conflict: Conflict, person: UUID, near: Iterable[UUID]) -> bool:
    if conflict.scope == Scope.COMMUNITY:
        return False
    return conflict.person_id in ({person} if conflict.scope == Scope.PERSON else set(near))


def close_to(session: Session, viewer: Viewer, person: UUID) -> set[UUID]:
    """The person, their children and adults, the other adults of those children and the other children of those
    adults, and whoever lives where they do. Nobody learns by it who that is."""
    near = {person}
    for _ in range(2):
        near |= {one for pair in ties.ties(session, viewer, near) for one in pair}
    return near | {one for one, _ in ties.homes(session, viewer, [person])}


def _of_register(session: Session, viewer: Viewer, standing: Standing, one: Interpreter, day: date) -> str:
    """What the register itself says against them; empty where nothing does."""
    if not one.active:
        return "They have left the register."
    if standing.language is not None:
        spoken = {entry.language for entry in find.languages_of(session, viewer, [one.id]).get(one.id, [])}
        wanted = standing.language.spoken
        if not {wanted, *fallbacks(wanted)} & spoken:
            name = LANGUAGES[wanted].english_name if wanted in LANGUAGES else wanted
            return f"They do not interpret {name}, by the register."
    return run_out(find.qualifications_of(session, viewer, [one.id]).get(one.id, []), day)


def run_out(shown: Sequence[Qualification], day: date) -> str:
    """Which registration or check has run out, in a sentence; empty where everything that runs out counts today."""
    for kind in sorted({one.kind for one in shown if one.kind in RUN_OUT}):
        own = [one for one in shown if one.kind == kind]
        if not any(one.valid_on(day) for one in own):
            last = max(own, key=lambda one: one.expires_on or date.max)
            if last.expires_on is not None and last.expires_on < day:
                return f"Their {kind} ran out on {last.expires_on.day} {last.expires_on:%B %Y}."
            return f"Their {kind} does not count yet."
    return ""


def refuse_adult(session: Session, viewer: Viewer, standing: Standing, said: AdultBegan) -> None:
    """Raises ``BadSaid`` for an appropriate adult who is, by the register, an interpreter of this session."""
    if said.person_id is None:
        return
    served = {one.who.interpreter_id for one in standing.interpreters}
    also = find.interpreters_who_are(session, viewer, [said.person_id]).get(said.person_id)
    if also is not None and also.id in served:
        raise BadSaid("person_id", "The interpreter is never the appropriate adult.", ANOTHER_ADULT)
