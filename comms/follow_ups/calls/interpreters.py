"""Who can interpret in a call that is made now: the interpreters known by name, and the agency's interpreter line."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import own_agency
from comms.agencies.viewer import Viewer
from comms.bookings.now.find import close_to
from comms.bookings.now.line import InterpreterLine, interpreter_line
from comms.bookings.now.speak_card import Needed
from comms.families.find import hashes_of, person
from comms.families.person import Person
from comms.follow_ups.call import Call
from comms.foundation.errors import Refused
from comms.interpreters.conflict import Scope
from comms.interpreters.find import conflicts_of, interpreter, interpreters
from comms.interpreters.interpreter import Interpreter
from comms.messages.numbers import international

# More than anybody reads through with a telephone in the hand.
MOST = 50


def line_of_agency(session: Session, viewer: Viewer) -> InterpreterLine:
    """The telephone interpreters' line that the agency wrote down."""
    return interpreter_line(own_agency(session, viewer).interpreter_line)


def interpreters_for(session: Session, viewer: Viewer, someone: Person, needed: Needed | None) -> Sequence[Interpreter]:
    """Those who interpret a person's language, have a telephone, and may interpret for them; nobody where the language
    is not known, and nobody for a signed one, for which no telephone helps."""
    if needed is None or needed.is_signed:
        return []
    found = interpreters(session, viewer, language=needed.language.tag, limit=MOST)
    return _who_may(session, viewer, someone, [one for one in found if one.telephone_locked is not None])


def check_interpreter(session: Session, viewer: Viewer, someone: Person, interpreter_id: UUID) -> Interpreter:
    """One interpreter. Raises ``Refused`` for somebody who has no telephone, or must not interpret for this person: a
    relative never does."""
    one = interpreter(session, viewer, interpreter_id)
    if one.telephone_locked is None or international(one.telephone) is None:
        raise Refused("This interpreter has no telephone number on record.", "Choose another.")
    if not one.active or not _who_may(session, viewer, someone, [one]):
        raise Refused("This interpreter must not interpret for this family.", "Choose another.")
    return one


def interpreters_number(session: Session, viewer: Viewer, call: Call) -> str | None:
    """The number at which the interpreter of a call is rung, as a carrier takes it: that of the one who was chosen, or
    the agency's interpreter line. None where the agency wrote down none that could be read. Raises ``Refused`` for an
    interpreter who must not interpret any more."""
    if call.interpreter_id is None or call.person_id is None:
        return international(line_of_agency(session, viewer).dialled)
    one = check_interpreter(session, viewer, person(session, viewer, call.person_id), call.interpreter_id)
    return international(one.telephone)


def _who_may(session: Session, viewer: Viewer, someone: Person, found: Sequence[Interpreter]) -> list[Interpreter]:
    family = {one.id for one in close_to(session, viewer, someone)}
    theirs = hashes_of(session, viewer, family)
    conflicts = conflicts_of(session, viewer, [one.id for one in found])
    barred = {
        interpreter_id
        for interpreter_id, declared in conflicts.items()
        for one in declared
        if one.person_id in ({someone.id} if one.scope == Scope.PERSON else family)
    }
    return [
        one
        for one in found
        if one.id not in barred and one.person_id not in family and one.telephone_hash not in theirs
    ]  # fmt: skip
