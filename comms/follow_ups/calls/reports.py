"""What the carrier tells of a call of ours: who answered, and how each leg of it ended.

Reports overtake each other and come twice. Of the leg that rings the person the highest number in the carrier's order
counts, and what is older changes nothing; a status nobody knows changes nothing either, and is kept with the request.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.channels.voice import CallReport, missed_why
from comms.channels.voice.reports import GIVEN_UP, NOT_SAID
from comms.follow_ups.call import MOVES, Call, CallState, WhyMissed
from comms.follow_ups.calls import ending, find
from comms.follow_ups.calls.actions import INTERPRETER, PERSON, STAFF
from comms.follow_ups.calls.interpreter_had import interpreters_leg_ended

KNOWN = frozenset(
    {"queued", "initiated", "ringing", "in-progress", "completed", "busy", "no-answer", "failed", "canceled"}
)
ON_THE_LINE = "in-progress"
# The leg stands behind the room in the words of ``Webhook.about``.
BETWEEN = ":"


def take_in_call_report(session: Session, fields: Mapping[str, str], about: str, now: datetime) -> Call | None:
    """Take in one report. ``about`` names the room of the call and the leg ("staff", "interpreter", "person"). The
    call; None where there is none in that room."""
    room, _, leg = about.partition(BETWEEN)
    call = find.call_in_room(session, room)
    if call is None:
        return None
    viewer = system_viewer(session.get_one(Agency, call.agency_id))
    call, report = ending.hold(session, call), CallReport.read(fields)
    if leg == STAFF:
        _of_staff(session, viewer, call, report, now)
    elif leg == INTERPRETER:
        _of_interpreter(session, viewer, call, report, now)
    elif leg == PERSON:
        _of_person(session, viewer, call, report, now)
    session.flush()
    return call


def staff_answers(session: Session, room: str, provider_id: str) -> Call | None:
    """The worker picked up: they are on the line, and may come into the room. None where there is nothing to come to
    any more."""
    call = find.call_in_room(session, room)
    if call is None or ending.hold(session, call).state not in find.NOT_ENDED:
        return None
    call.staff_leg = provider_id
    session.flush()
    return call


def person_answers(session: Session, fields: Mapping[str, str], room: str, now: datetime) -> Call | None:
    """Somebody picked up the telephone of the person, and the carrier listened who. They come into the room, and that
    is a talk; also where the worker had just put it down as missed. None for a machine, to which nothing is ever said,
    and where nobody waits for them any more."""
    call = find.call_in_room(session, room)
    if call is None:
        return None
    report = CallReport.read(fields)
    state = ending.hold(session, call).state
    if report.by_machine or state not in {CallState.RINGING, CallState.MISSED, CallState.TALKED}:
        return None
    if state != CallState.TALKED:
        ending.talk(session, system_viewer(session.get_one(Agency, call.agency_id)), call, now)
    return call


def hangs_up_the_family(fields: Mapping[str, str], call: Call) -> bool:
    """Whether a report says that the worker went while the family's telephone still rings: then it must not go on, or
    somebody picks up and nobody is there."""
    report = CallReport.read(fields)
    return report.ended and call.state in {CallState.RINGING, CallState.GIVEN_UP} and bool(call.provider_id)


def _of_staff(session: Session, viewer: Viewer, call: Call, report: CallReport, now: datetime) -> None:
    if report.status == ON_THE_LINE and call.staff_leg is None:
        call.staff_leg = report.provider_id
    if report.ended and call.state in find.NOT_ENDED and call.staff_leg in {None, report.provider_id}:
        ending.give_up(session, viewer, call, now)


def _of_interpreter(session: Session, viewer: Viewer, call: Call, report: CallReport, now: datetime) -> None:
    if call.state != CallState.BRIEFING:
        interpreters_leg_ended(session, viewer, call, report, now)
        return
    if report.status == ON_THE_LINE:
        call.interpreter_leg = report.provider_id
    elif report.ended and call.interpreter_leg == report.provider_id:
        # They did not pick up, or went: another can be rung.
        call.interpreter_leg = None


def _of_person(session: Session, viewer: Viewer, call: Call, report: CallReport, now: datetime) -> None:
    if call.provider_id is None:
        # The carrier's report may come before its own answer.
        call.provider_id = report.provider_id
    if report.provider_id != call.provider_id or not _is_news(call, report):
        return
    call.sequence = max(call.sequence, report.sequence)
    if not (report.ended or report.by_machine):
        return
    call.seconds = report.seconds if report.seconds is not None else call.seconds
    why, after = _outcome(call, report)
    if after == call.state or after not in MOVES[CallState(call.state)]:
        return
    if after == CallState.MISSED:
        ending.miss(session, viewer, call, why, now)
    elif after == CallState.TALKED:
        ending.talk(session, viewer, call, now)
    else:
        ending.give_up(session, viewer, call, now)


def _is_news(call: Call, report: CallReport) -> bool:
    """Whether a report counts: not one of a status that nobody knows, nor one that is older than what is known. That a
    machine answered may be told without a number."""
    if report.sequence == NOT_SAID:
        return report.by_machine
    return report.status in KNOWN and report.sequence > call.sequence


def _outcome(call: Call, report: CallReport) -> tuple[str, CallState]:
    """What a report makes of a call, and why it was missed by it. One that ended before the carrier could tell who
    picked up, and whom nobody let into the room, was no talk: to follow it up costs a text, not to do so a family."""
    why = missed_why(report)
    if why == GIVEN_UP:
        return "", CallState.GIVEN_UP
    if why is None and not report.answered_by and call.state != CallState.TALKED:
        why = WhyMissed.NO_ANSWER
    return (why, CallState.MISSED) if why else ("", CallState.TALKED)
