"""An interpreter at once: asking for one by telephone, saying whether one was had, and what was done when none was."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleague
from comms.agencies.permissions import Permission
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.interpreter_use import InterpreterUse, UseKind
from comms.bookings.now import find
from comms.bookings.now.emergency import (
    LONGEST_REASON,
    SAME_WITHIN,
    BadEmergency,
    EmergencyGiven,
    check_adult,
)
from comms.bookings.now.speak_card import language_needed
from comms.families.find import language_need, person
from comms.families.person import search_words
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.work_days import working_day_after
from comms.foundation.writing import tidy_name
from comms.tasks.actions import TaskWanted, open_task
from comms.tasks.task import TaskKind

# What the audit says of each kind of row.
_SAID_OF = {
    UseKind.ASKED: "ask for interpreter now",
    UseKind.HAD: "answer that an interpreter was had",
    UseKind.NOT_HAD: "answer that no interpreter was had",
    UseKind.EMERGENCY_ADULT: "record adult in an emergency",
}
NOT_REACHED = "They were rung in a call, and were not on the line when it ended."
TALK_AGAIN = "emergency_adult"
TALK_AGAIN_WITHIN = 2  # working days


def may_ask(viewer: Viewer) -> bool:
    """Whether the viewer may ask for an interpreter at once: everybody who meets families or does tasks about them."""
    return viewer.may(Permission.DO_TASKS) or viewer.may(Permission.SEE_FAMILIES)


def ask_for_interpreter_now(session: Session, viewer: Viewer, person_id: UUID, now: datetime) -> InterpreterUse:
    """Put on record that an interpreter was asked for. A second tap of the same member of staff for the same person
    within ten minutes is the same asking, until it is answered."""
    _require(viewer)
    someone = person(session, viewer, person_id)
    one_at_a_time(session, f"interpreter now {someone.id}")
    since = now - timedelta(minutes=SAME_WITHIN)
    known = find.newest_since(session, viewer, someone.id, UseKind.ASKED, since)
    if known is not None and find.answer_to(session, viewer, known.id) is None:
        return known
    return _row(session, viewer, someone.id, UseKind.ASKED, now)


def answer_use(
    session: Session,
    viewer: Viewer,
    use_id: UUID,
    had: bool,  # noqa: FBT001 - it is the answer
    reason: str,
    now: datetime,
) -> InterpreterUse:
    """Say whether an interpreter was had, once. Raises ``BadInput`` when none was and nobody says why, ``Refused`` when
    it was said already."""
    _require(viewer)
    asked = find.use(session, viewer, use_id)
    if asked.kind != UseKind.ASKED:
        raise NotFound("There is no such asking for an interpreter.")
    one_at_a_time(session, f"interpreter use {asked.id}")
    if find.answer_to(session, viewer, asked.id) is not None:
        raise Refused("Somebody has said already whether an interpreter was had.", "Ask again if one is needed now.")
    reason = reason.strip()
    if not had and not reason:
        raise BadInput("It does not say why there was none.", "Write it in a few words: “nobody free for an hour”.")
    if len(reason) > LONGEST_REASON:
        raise BadInput(f"This is {len(reason):,} characters long.", f"Shorten it to {LONGEST_REASON:,}.")
    kind = UseKind.HAD if had else UseKind.NOT_HAD
    return _row(session, viewer, asked.person_id, kind, now, of_id=asked.id, language=asked.language,
                reason=reason or None)  # fmt: skip


def ask_in_call(session: Session, viewer: Viewer, call_id: UUID, person_id: UUID, now: datetime) -> InterpreterUse:
    """Put on record that an interpreter is asked for in a call to somebody: once for each call, however often one is
    rung in it. The asking has the id of the call, so that whoever hears what came of it finds it."""
    _require(viewer)
    known = find.asked_in_call(session, viewer, call_id)
    return known or _row(session, viewer, person_id, UseKind.ASKED, now, id=call_id)


def answer_in_call(
    session: Session, viewer: Viewer, call_id: UUID, *, had: bool, now: datetime
) -> InterpreterUse | None:
    """Put on record whether the interpreter who was asked for in a call was had. None where none was asked for in it,
    or somebody has said so already."""
    _require(viewer)
    asked = find.asked_in_call(session, viewer, call_id)
    if asked is None:
        return None
    one_at_a_time(session, f"interpreter use {asked.id}")
    if find.answer_to(session, viewer, asked.id) is not None:
        return None
    kind, reason = (UseKind.HAD, None) if had else (UseKind.NOT_HAD, NOT_REACHED)
    return _row(session, viewer, asked.person_id, kind, now, of_id=asked.id, language=asked.language, reason=reason)


def record_emergency_adult(
    session: Session, viewer: Viewer, person_id: UUID, given: EmergencyGiven, now: datetime
) -> InterpreterUse:
    """Put on record that an adult spoke for somebody in an emergency, and open the task to talk again through an
    interpreter within two working days.

    Raises ``NeverTheInterpreter`` for a relative, a friend or a child, and ``BadEmergency`` saying which answer is
    missing or wrong.
    """
    _require(viewer)
    someone = person(session, viewer, person_id)
    one_at_a_time(session, f"interpreter now {someone.id}")
    given = EmergencyGiven(tidy_name(given.adult_name), given.adult_is, given.reason.strip(), given.authorised_by)
    namesakes = find.people_of_that_name(session, viewer, given.adult_name)
    check_adult(given, find.close_to(session, viewer, someone), namesakes, london_date(now))
    authoriser = _authoriser(session, viewer, given)
    since = now - timedelta(minutes=SAME_WITHIN)
    known = find.newest_since(session, viewer, someone.id, UseKind.EMERGENCY_ADULT, since)
    if known is not None and (known.adult_name, known.reason) == (given.adult_name, given.reason):
        return known
    made = _row(session, viewer, someone.id, UseKind.EMERGENCY_ADULT, now, adult_is=given.adult_is,
                adult_name=given.adult_name, reason=given.reason, authorised_by=authoriser.id)  # fmt: skip
    _talk_again(session, viewer, made, now)
    return made


def _talk_again(session: Session, viewer: Viewer, made: InterpreterUse, now: datetime) -> None:
    """Open the task to talk about all of it again."""
    why = (
        "In an emergency an adult who is no interpreter spoke for them. Talk about all of it again through an "
        "interpreter, and write down what comes out differently."
    )
    due = working_day_after(london_date(now), TALK_AGAIN_WITHIN)
    wanted = TaskWanted(TaskKind.INTERVIEW_AGAIN, made.person_id, TALK_AGAIN, why, due, about_kind="interpreter_use",
                        about_id=made.id)  # fmt: skip
    open_task(session, viewer, wanted, now)


def _authoriser(session: Session, viewer: Viewer, given: EmergencyGiven) -> Staff:
    """The colleague who agreed: another than the one who writes it down, who may decide about interpreters, and not the
    adult themself."""
    field = "authorised_by"
    if given.authorised_by is None:
        raise BadEmergency(field, "It does not say who agreed to it.", "Choose the colleague who did.")
    if given.authorised_by == viewer.staff_id:
        raise BadEmergency(field, "You cannot agree to it yourself.", "Ask a colleague, and choose them here.")
    try:
        staff = colleague(session, viewer, given.authorised_by)
    except NotFound as fault:
        raise BadEmergency(field, "There is no such colleague.", "Choose one from the list.") from fault
    if not may_authorise(staff):
        raise BadEmergency(field, f"{staff.name} may not agree to this.", "Choose somebody who books interpreters.")
    if sorted(search_words(staff.name)) == sorted(search_words(given.adult_name)):
        raise BadEmergency(field, "Who speaks for somebody does not agree to it as well.", "Choose somebody else.")
    return staff


def may_authorise(staff: Staff) -> bool:
    """Whether a member of staff may agree to an adult in an emergency."""
    return staff.active and viewer_of(staff).may(Permission.BOOK_INTERPRETERS)


def _require(viewer: Viewer) -> None:
    if not may_ask(viewer):
        viewer.require(Permission.SEE_FAMILIES)


def _row(
    session: Session, viewer: Viewer, person_id: UUID, kind: UseKind, now: datetime, **more: object
) -> InterpreterUse:
    needed = language_needed(language_need(session, viewer, person_id))
    values: dict[str, object] = {"language": needed.language.tag if needed and needed.certain else ""} | more
    made = InterpreterUse(agency_id=viewer.agency_id, person_id=person_id, kind=kind, at=now,
                          recorded_by=viewer.staff_id, **values)  # fmt: skip
    session.add(made)
    session.flush()
    detail = {"person": str(person_id), "of": str(made.of_id or ""), "language": made.language}
    note(session, viewer.actor, _SAID_OF[kind], ("interpreter_use", made.id), now, detail)
    return made
