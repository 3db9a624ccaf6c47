"""What the carrier asks and tells about calls: what to do with whoever picked up, and how each leg of a call went.

A question is answered at once, from what is on record of the call at that moment; what it tells is stored and handled
after. The room in an address names a call and says nothing; each leg of it has addresses of its own.
"""

from __future__ import annotations

from flask import Blueprint, Response, g, request, url_for

from comms.channels.voice import carrier_for
from comms.channels.voice.ringing_on import ring_on
from comms.channels.voice.twiml import conference, hang_up, say
from comms.follow_ups.calls import find
from comms.follow_ups.calls.actions import PERSON, STAFF
from comms.follow_ups.calls.from_them import number_to_ring_on
from comms.follow_ups.calls.reports import BETWEEN, hangs_up_the_family, person_answers, staff_answers
from comms.messages.find import line_with_number
from comms.messages.webhook import WebhookKind
from comms.web.carrier.signed import LONGEST_NAME, SIGNED, fields, forbidden, is_signed, not_usable, stored
from comms.web.door import after_commit, installation, work
from comms.web.viewing import public

bp = Blueprint("carrier_calls", __name__)

# Whoever rings is not known to be anybody, so this names nobody, and no language but the one everybody expects here.
NOBODY_ANSWERS = "Sorry, nobody can answer the telephone now. We will get in touch with you. Goodbye."
LONGEST_ROOM = 43


@bp.post("/carrier/calls/<token>/staff/answer")
@public(SIGNED)
def staff_answer(token: str) -> Response:
    """The worker picked up: they are the first in the room, and all others go when they leave it."""
    if not is_signed():
        return forbidden()
    call = staff_answers(work(), token, request.form.get("CallSid", "")[:LONGEST_NAME])
    return _do(conference(call.room, ends=True, starts=True) if call else hang_up())


@bp.post("/carrier/calls/<token>/person/answer")
@public(SIGNED)
def person_answer(token: str) -> Response:
    """Somebody picked up at the person's: they come into the room. A machine is hung up on: nothing is left on one."""
    if not is_signed():
        return forbidden()
    call = person_answers(work(), fields(), token, g.now)
    return _do(conference(call.room, ends=False, starts=False) if call else hang_up())


@bp.post("/carrier/calls/<token>/staff/report", defaults={"kind": "staff"})
@bp.post("/carrier/calls/<token>/interpreter/report", defaults={"kind": "interpreter"})
@bp.post("/carrier/calls/<token>/person/report", defaults={"kind": PERSON})
@public(SIGNED)
def report(token: str, kind: str) -> Response:
    """How one leg of a call goes."""
    if not is_signed():
        return forbidden()
    name, order = request.form.get("CallSid", ""), request.form.get("SequenceNumber", "")
    # Without a number it tells by which word it is another report.
    order = order or f"{request.form.get('CallStatus', '')} {request.form.get('AnsweredBy', '')}".strip()
    if not (_is_name(name) and _is_name(order) and len(token) <= LONGEST_ROOM):
        return not_usable()
    answer = stored(WebhookKind.CALL, f"call:{name}:{order}", f"{token}{BETWEEN}{kind}", Response(status=204))
    if kind == STAFF and answer.status_code == 204:
        _let_nobody_pick_up_alone(token)
    return answer


def _let_nobody_pick_up_alone(room: str) -> None:
    """Stop the family's telephone from ringing on when the worker has gone."""
    call = find.call_in_room(work(), room)
    if call is not None and call.provider_id and hangs_up_the_family(fields(), call):
        carrier, name = carrier_for(installation().settings), call.provider_id
        # Whether the carrier took it shows in its own report of that leg.
        after_commit(lambda: carrier.hang_up(name))


@bp.post("/carrier/called")
@public(SIGNED)
def called() -> Response:
    """Somebody rings our number: a telephone of ours rings, or they hear that nobody can answer."""
    if not is_signed():
        return forbidden()
    name = request.form.get("CallSid", "")
    if not _is_name(name):
        return not_usable()
    answer = stored(WebhookKind.CALLED, f"called:{name}", name, Response(mimetype="text/xml"))
    if answer.status_code == 200:
        answer.set_data(_to_whoever_rings(request.form.get("To", "")))
    return answer


def _to_whoever_rings(ours: str) -> str:
    line = line_with_number(work(), ours)
    number = number_to_ring_on(line) if line else None
    if number is None:
        return say(NOBODY_ANSWERS, "en")
    address = installation().settings.address
    after, told = (f"{address}{url_for(f'carrier_calls.{one}')}" for one in ("over", "rang_on"))
    return ring_on(number, after=after, report=told)


@bp.post("/carrier/called/over")
@public(SIGNED)
def over() -> Response:
    """The telephone of ours that rang was picked up, or was not: then whoever rings is told so."""
    if not is_signed():
        return forbidden()
    name, status = request.form.get("CallSid", ""), request.form.get("DialCallStatus", "")
    if not (_is_name(name) and _is_name(status)):
        return not_usable()
    said = hang_up() if status in {"completed", "answered"} else say(NOBODY_ANSWERS, "en")
    return stored(WebhookKind.CALLED, f"called:{name}:over:{status}", name, Response(said, mimetype="text/xml"))


@bp.post("/carrier/called/rang-on")
@public(SIGNED)
def rang_on() -> Response:
    """How it went at the telephone of ours; also where whoever rang hung up first."""
    if not is_signed():
        return forbidden()
    name, status = request.form.get("CallSid", ""), request.form.get("CallStatus", "")
    if not (_is_name(name) and _is_name(status)):
        return not_usable()
    return stored(WebhookKind.CALLED, f"called:{name}:rang on:{status}", name, Response(status=204))


def _is_name(given: str) -> bool:
    return 0 < len(given) <= LONGEST_NAME


def _do(told: str) -> Response:
    return Response(told, mimetype="text/xml")
