"""What changes the register of interpreters. Each action takes the viewer first, leaves an audit entry and never
commits."""

from __future__ import annotations

import hmac
import secrets
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import every_agency
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families.find import contact_hash
from comms.families.find import person as find_person
from comms.families.person import PersonKind, search_name_of
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.locks import keyring_of
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.writing import tidy_name
from comms.interpreters import find
from comms.interpreters.bad_interpreter import AlsoOnRecord, BadInterpreter
from comms.interpreters.given import (
    InterpreterGiven,
    LanguageGiven,
    QualificationGiven,
    check_interpreter,
    checked_language,
    checked_qualification,
)
from comms.interpreters.interpreter import Interpreter, InterpreterLanguage, RegisterShare
from comms.interpreters.qualification import Qualification
from comms.interpreters.reaching import one_email, one_number, one_zone

__all__ = [
    "InterpreterGiven", "LanguageGiven", "QualificationGiven", "change_interpreter", "code_is_right",
    "end_interpreter", "end_qualification", "give_code", "record_language", "record_qualification",
    "register_interpreter", "remove_language", "share_register", "stop_sharing", "take_on_again",
]  # fmt: skip

FIGURES_OF_A_CODE = 6


def register_interpreter(session: Session, viewer: Viewer, given: InterpreterGiven, now: datetime) -> Interpreter:
    """Take somebody into the register of the viewer's agency.

    Raises ``BadInterpreter`` for an answer that cannot be, for somebody who is in the register already, and, as
    ``AlsoOnRecord``, for somebody who is reached like a person on record and was not said to be them.
    """
    viewer.require(Permission.KEEP_REGISTER)
    made = Interpreter(agency_id=viewer.agency_id, registered_at=now, registered_by=viewer.staff_id)
    _keep(session, viewer, made, given)
    session.add(made)
    session.flush()
    note(session, viewer.actor, "register interpreter", ("interpreter", made.id), now)
    return made


def change_interpreter(
    session: Session, viewer: Viewer, interpreter_id: UUID, given: InterpreterGiven, now: datetime
) -> Interpreter:
    """Change what is on record of an interpreter; refuses what ``register_interpreter`` refuses."""
    viewer.require(Permission.KEEP_REGISTER)
    found = find.own_interpreter(session, viewer, interpreter_id)
    _keep(session, viewer, found, given)
    session.flush()
    note(session, viewer.actor, "change interpreter", ("interpreter", found.id), now)
    return found


def _keep(session: Session, viewer: Viewer, one: Interpreter, given: InterpreterGiven) -> None:
    """Put what was given onto the record, when it can be. Of two who register somebody the second sees the first's."""
    check_interpreter(given)
    name = tidy_name(given.name)
    if not name:
        raise BadInterpreter("name", "The interpreter has no name.", "Give the name as they spell it.")
    zone = one_zone(given.base_zone)
    reached = {"telephone": one_number(given.telephone), "email": one_email(given.email)}
    hashes = {field: contact_hash(session, value) for field, value in reached.items() if value}
    one_at_a_time(session, f"register of {viewer.agency_id}")
    _refuse_twice(session, viewer, one, hashes)
    _refuse_unsaid(session, viewer, given.also_person_id, hashes)
    one.name, one.search_name, one.gender = name, search_name_of(name, ""), given.gender
    one.person_id = given.also_person_id
    one.telephone, one.telephone_hash = reached["telephone"] or None, hashes.get("telephone")
    one.email, one.email_hash = reached["email"] or None, hashes.get("email")
    one.base_zone, one.travels_minutes = zone, given.travels_minutes
    one.most_minutes_a_day, one.most_minutes_a_week = given.most_minutes_a_day, given.most_minutes_a_week
    one.terms, one.note = dict(given.terms), given.note.strip() or None


def _refuse_twice(session: Session, viewer: Viewer, one: Interpreter, hashes: dict[str, bytes]) -> None:
    for known in find.interpreters_reached_by(session, viewer, hashes.values()):
        if known.id == one.id:
            continue
        field = "email" if known.email_hash and known.email_hash == hashes.get("email") else "telephone"
        what = "e-mail address" if field == "email" else "telephone number"
        remedy = "Open their page." if known.active else "Open their page and take them on again."
        raise BadInterpreter(field, f"{known.name} is in the register with this {what} already.", remedy)


def _refuse_unsaid(session: Session, viewer: Viewer, person_id: UUID | None, hashes: dict[str, bytes]) -> None:
    """A parent who interprets is two things at once, so it has to be said. A person whom the viewer may not know of
    is neither linked nor told of."""
    if person_id is not None:
        try:
            person = find_person(session, viewer, person_id)
        except NotFound as fault:
            raise BadInterpreter("also_person_id", "There is no such person.", "Find them under Families.") from fault
        if person.kind == PersonKind.CHILD:
            raise BadInterpreter("also_person_id", "That is a child. A child never interprets.", "Choose the adult.")
        return
    for field, reached in hashes.items():
        if people := find.people_reached_by(session, viewer, [reached]):
            raise AlsoOnRecord(field, (person.id for person in people))


def end_interpreter(
    session: Session, viewer: Viewer, interpreter_id: UUID, left_on: date, now: datetime
) -> Interpreter:
    """Record that somebody interprets no more. What they interpreted stays on record; their code and the address of
    their calendar do not."""
    viewer.require(Permission.KEEP_REGISTER)
    found = find.own_interpreter(session, viewer, interpreter_id)
    session.refresh(found, with_for_update=True)
    if not found.active:
        raise Refused(f"{found.name} left already.", "Look at their page.")
    if left_on > london_date(now):
        raise BadInterpreter(
            "left_on", "That day is still to come.",
            "Let their weekly hours end on that day; end them here when it has come.",
        )  # fmt: skip
    found.active, found.left_on, found.code_hash, found.calendar_address = False, left_on, None, None
    note(session, viewer.actor, "end interpreter", ("interpreter", found.id), now, {"left on": str(left_on)})
    return found


def take_on_again(session: Session, viewer: Viewer, interpreter_id: UUID, now: datetime) -> Interpreter:
    """Somebody who had left interprets again."""
    viewer.require(Permission.KEEP_REGISTER)
    found = find.own_interpreter(session, viewer, interpreter_id)
    found.active, found.left_on = True, None
    note(session, viewer.actor, "take interpreter on again", ("interpreter", found.id), now)
    return found


def record_language(
    session: Session, viewer: Viewer, interpreter_id: UUID, given: LanguageGiven, now: datetime
) -> InterpreterLanguage:
    """Record a language somebody interprets, or what is new about one; a dialect apart is a language apart. Raises
    ``BadInterpreter``."""
    viewer.require(Permission.KEEP_REGISTER)
    found = find.own_interpreter(session, viewer, interpreter_id)
    tag, modes = checked_language(given)
    dialect = tidy_name(given.dialect)
    one_at_a_time(session, f"languages of {found.id}")
    known = find.languages_of(session, viewer, [found.id]).get(found.id, [])
    one = next((one for one in known if (one.language, one.dialect) == (tag, dialect)), None)
    if one is None:
        one = InterpreterLanguage(interpreter_id=found.id, language=tag, dialect=dialect)
        session.add(one)
    one.level, one.way, one.modes = given.level, given.way, modes
    session.flush()
    note(session, viewer.actor, "record language", ("interpreter", found.id), now, {"language": tag})
    return one


def remove_language(session: Session, viewer: Viewer, interpreter_id: UUID, language_id: UUID, now: datetime) -> None:
    """Take a language off somebody's record."""
    viewer.require(Permission.KEEP_REGISTER)
    found = find.own_interpreter(session, viewer, interpreter_id)
    one = find.language_of(session, viewer, found.id, language_id)
    session.delete(one)
    session.flush()
    note(session, viewer.actor, "remove language", ("interpreter", found.id), now, {"language": one.language})


def record_qualification(
    session: Session, viewer: Viewer, interpreter_id: UUID, given: QualificationGiven, now: datetime
) -> Qualification:
    """Record a qualification or check. The same again, as by a form sent twice, is the one there is; a renewal is
    another. Raises ``BadInterpreter``."""
    viewer.require(Permission.KEEP_REGISTER)
    found = find.own_interpreter(session, viewer, interpreter_id)
    kind, tag, level = checked_qualification(given, london_date(now))
    detail, number = tidy_name(given.detail), tidy_name(given.number)
    one_at_a_time(session, f"qualifications of {found.id}")
    said = (kind, tag, level, detail, number, given.issued_on, given.expires_on)
    for one in find.qualifications_of(session, viewer, [found.id]).get(found.id, []):
        if said == (one.kind, one.language, one.level, one.detail, one.number or "", one.issued_on, one.expires_on):
            return one
    made = Qualification(
        interpreter_id=found.id, kind=kind, language=tag, level=level, detail=detail, number=number or None,
        issued_on=given.issued_on, expires_on=given.expires_on, recorded_at=now, recorded_by=viewer.staff_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    note(session, viewer.actor, "record qualification", ("interpreter", found.id), now,
         {"qualification": str(made.id), "kind": kind})  # fmt: skip
    return made


def end_qualification(session: Session, viewer: Viewer, qualification_id: UUID, now: datetime) -> Qualification:
    """Record that a qualification or check no longer counts: withdrawn, or recorded by mistake. It stays on record."""
    viewer.require(Permission.KEEP_REGISTER)
    found = find.qualification(session, viewer, qualification_id)
    find.own_interpreter(session, viewer, found.interpreter_id)
    if found.ended_at is None:
        found.ended_at = now
        note(session, viewer.actor, "end qualification", ("interpreter", found.interpreter_id), now,
             {"qualification": str(found.id)})  # fmt: skip
    return found


def give_code(session: Session, viewer: Viewer, interpreter_id: UUID, now: datetime) -> str:
    """A fresh personal code, with which somebody shows on their own page that it is they. Only its hash is kept, so it
    can be told this once; the one before it no longer counts."""
    viewer.require(Permission.KEEP_REGISTER)
    found = find.own_interpreter(session, viewer, interpreter_id)
    if not found.active:
        raise Refused(f"{found.name} interprets no more.", "Take them on again first.")
    code = f"{secrets.randbelow(10**FIGURES_OF_A_CODE):0{FIGURES_OF_A_CODE}}"
    found.code_hash = _code_hash(session, found, code)
    note(session, viewer.actor, "give personal code", ("interpreter", found.id), now)
    return code


def code_is_right(session: Session, interpreter: Interpreter, typed: str) -> bool:
    """Whether somebody typed this interpreter's personal code; blanks and hyphens make no difference."""
    bare = "".join(one for one in typed if one not in " -\u00a0")
    return interpreter.code_hash is not None and hmac.compare_digest(
        interpreter.code_hash, _code_hash(session, interpreter, bare)
    )


def _code_hash(session: Session, interpreter: Interpreter, code: str) -> bytes:
    return keyring_of(session).search_hash(session, "personal code", f"{interpreter.id}|{code}")


def share_register(session: Session, viewer: Viewer, agency_id: UUID, now: datetime) -> RegisterShare:
    """Let another agency book from the viewer's register. Once more changes nothing."""
    viewer.require(Permission.KEEP_REGISTER)
    if agency_id == viewer.agency_id:
        raise BadInput("This is your own agency.", "Choose another one.")
    if agency_id not in {one.id for one in every_agency(session)}:
        raise NotFound("There is no such agency.")
    one_at_a_time(session, f"register of {viewer.agency_id}")
    known = find.share(session, viewer, agency_id)
    if known is None:
        known = RegisterShare(keeper_id=viewer.agency_id, agency_id=agency_id, since=now)
        session.add(known)
        session.flush()
        note(session, viewer.actor, "share register", ("agency", agency_id), now)
    return known


def stop_sharing(session: Session, viewer: Viewer, agency_id: UUID, now: datetime) -> None:
    """Another agency no longer books from the viewer's register. What it has booked stands."""
    viewer.require(Permission.KEEP_REGISTER)
    known = find.share(session, viewer, agency_id)
    if known is not None:
        session.delete(known)
        session.flush()
        note(session, viewer.actor, "stop sharing register", ("agency", agency_id), now)
