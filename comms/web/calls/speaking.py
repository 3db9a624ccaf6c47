"""Asking the carrier to ring: after the commit, so that whatever rings is on record before it does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from flask import flash, g, url_for

from comms.agencies.viewer import Viewer
from comms.channels.voice import Outcome, Ring, Rung, VoiceCarrier, carrier_for
from comms.follow_ups.call import Call
from comms.follow_ups.calls.actions import INTERPRETER, PERSON, STAFF, rung
from comms.messages.find import line_of
from comms.web.door import after_commit, installation, work
from comms.web.viewing import viewer

IN_DOUBT = "The carrier gave no clear answer, so it is not known whether it rings. Wait a moment before you try again."


def carrier() -> VoiceCarrier:
    """Whoever rings telephones for this installation."""
    return carrier_for(installation().settings)


def may_ring_from_here() -> bool:
    """Whether a carrier can ring for the viewer's agency; otherwise people ring by hand."""
    return carrier().is_real and line_of(work(), viewer()) is not None


def ring_staff(call: Call, number: str) -> None:
    """Let the worker's own telephone ring."""
    answer = url_for("carrier_calls.staff_answer", token=call.room)
    ring = _ring(call, STAFF, number, answer, detect_machine=False)
    _after_commit(call, STAFF, partial(carrier().ring, ring))


def ring_interpreter(call: Call, number: str) -> None:
    """Let the interpreter's telephone ring, into the room where the worker waits."""
    ring = _ring(call, INTERPRETER, number, "", detect_machine=False)
    _after_commit(call, INTERPRETER, partial(carrier().join, call.room, ring, INTERPRETER))


def ring_person(call: Call, number: str) -> None:
    """Let the person's telephone ring. A call of its own and no leg of the room, so that the carrier can listen who
    picked up before they hear, or a machine keeps, a word."""
    answer = url_for("carrier_calls.person_answer", token=call.room)
    ring = _ring(call, PERSON, number, answer, detect_machine=True)
    _after_commit(call, PERSON, partial(carrier().ring, ring))


def hang_up(call: Call) -> None:
    """End every leg of a call that is known. Those in the room go with the worker."""
    _hang_up(call, call.provider_id, call.interpreter_leg, call.staff_leg)


def stop_ringing(call: Call) -> None:
    """Let the person's telephone ring no longer; the worker and the interpreter stay on the line."""
    _hang_up(call, call.provider_id)


def _hang_up(call: Call, *names: str | None) -> None:
    speaker = carrier()
    for name in names:
        if call.by_carrier and name:
            after_commit(partial(speaker.hang_up, name))


def _ring(call: Call, leg: str, to: str, answer: str, *, detect_machine: bool) -> Ring:
    line = line_of(work(), viewer())
    address = installation().settings.address
    report = url_for("carrier_calls.report", token=call.room, kind=leg)
    return Ring(
        to=to,
        caller=line.number if line else "",
        answer_address=f"{address}{answer}" if answer else "",
        report_address=f"{address}{report}",
        detect_machine=detect_machine,
    )


def _after_commit(call: Call, leg: str, speak: Callable[[], Rung]) -> None:
    after_commit(partial(_speak, viewer(), call.id, leg, speak))


def _speak(seen: Viewer, call_id: UUID, leg: str, speak: Callable[[], Rung]) -> None:
    answer = speak()
    with installation().database.work() as session:
        rung(session, seen, call_id, leg, answer, g.now)
    if answer.outcome is Outcome.UNKNOWN:
        flash(IN_DOUBT, "done")
    elif answer.outcome is not Outcome.SENT:
        flash(f"Nothing rings. {answer.why}", "done")
