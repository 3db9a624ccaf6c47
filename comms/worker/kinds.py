"""The table of kinds: for each kind of work, the record that holds it, the action that does it, and the one
that tells a person when it cannot be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from comms.bookings.booking import Booking
from comms.bookings.offers.asking import OFFER, leave_offer, work_on_offer
from comms.bookings.offers.offer import Offer
from comms.bookings.reminders.actions import REMIND, leave_reminder, write_reminder
from comms.bookings.reminders.reminder import Reminder
from comms.bookings.requests.escalating import ESCALATE, escalate, look_by_hand
from comms.bookings.requests.request import InterpreterRequest
from comms.bookings.taking import FREE_HOLD, free_hold
from comms.bookings.undelivered import leave_hold
from comms.follow_ups.arriving import handle_webhooks, leave_desk
from comms.follow_ups.follow_up import FollowUp
from comms.follow_ups.moving import FOLLOW_UP
from comms.follow_ups.undelivered import email_worked, leave_email, line_worked
from comms.follow_ups.working import leave_follow_up, work_on_follow_up
from comms.foundation.work_item import LEASE
from comms.letters.actions import PRINT
from comms.letters.letter import Letter
from comms.letters.mailing.actions import (
    MAIL,
    compose_email,
    end_sending,
    hand_over,
    ring_about_email,
    start_sending,
)
from comms.letters.mailing.letter_email import LetterEmail
from comms.letters.printing import keep_print, ring_instead, set_letter
from comms.letters.runs.actions import RUN, leave_out_what_fails, make_lot
from comms.letters.runs.letter_run import LetterRun
from comms.messages import actions as messages
from comms.messages import sending
from comms.messages.arriving import WEBHOOKS_WORK
from comms.messages.climbing import TELL_DUTY, leave_urgent, tell_next
from comms.messages.incoming import Incoming
from comms.messages.line import Line
from comms.messages.message import Message
from comms.messages.webhook import WebhookDesk
from comms.translation.machine import working as machine
from comms.translation.machine.job import TRANSLATE, TranslationJob
from comms.worker.translations import work_on_job


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work. ``left`` is called when every try has failed: somebody must be told, for nobody else was.

    ``first`` is what takes long and changes nothing, as setting a page: it is done before the unit of work begins, so
    that nobody waits for it, and what it made is handed to ``act``. ``before`` is committed before the outside world is
    spoken to, and answers whether it may be, or what is to be said; ``speak`` then speaks, with no transaction open,
    and what it answers (None where it did not) is handed to ``act`` instead. An action that answers ``Work.MORE`` is
    called again at once, one that answers a moment then.
    """

    record: type[Any]
    act: Callable[..., object]
    left: Callable[[Session, UUID, datetime], object]
    first: Callable[[Session, UUID], object] | None = None
    before: Callable[[Session, UUID, datetime], object] | None = None
    speak: Callable[..., object] | None = None
    lease: timedelta = LEASE


# A lot, or a letter's pages, take a second or two: what a killed worker had in hand should not lie still for long.
SHORT = timedelta(minutes=1)

KINDS: dict[str, Kind] = {
    PRINT: Kind(Letter, keep_print, ring_instead, first=set_letter, lease=SHORT),
    MAIL: Kind(LetterEmail, end_sending, ring_about_email, compose_email, start_sending, hand_over),
    ESCALATE: Kind(InterpreterRequest, escalate, look_by_hand),
    RUN: Kind(LetterRun, make_lot, leave_out_what_fails, lease=SHORT),
    OFFER: Kind(Offer, work_on_offer, leave_offer, lease=SHORT),
    REMIND: Kind(Reminder, write_reminder, leave_reminder, lease=SHORT),
    FREE_HOLD: Kind(Booking, free_hold, leave_hold, lease=SHORT),
    messages.SEND: Kind(
        Message,
        email_worked,
        leave_email,
        messages.compose_message,
        messages.start_sending,
        messages.hand_over,
    ),
    sending.LINE_WORK: Kind(
        Line, line_worked, sending.leave_line, None, sending.start_batch, sending.speak_batch, lease=sending.LEASE
    ),
    # What a killed worker had in hand should not lie still for long: whoever rang us waits for an answer.
    WEBHOOKS_WORK: Kind(WebhookDesk, handle_webhooks, leave_desk, lease=timedelta(seconds=30)),
    TELL_DUTY: Kind(Incoming, tell_next, leave_urgent, lease=SHORT),
    FOLLOW_UP: Kind(FollowUp, work_on_follow_up, leave_follow_up, lease=SHORT),
    TRANSLATE: Kind(
        TranslationJob,
        work_on_job,
        machine.leave_job,
        None,
        machine.start_batch,
        machine.translate_batch,
        lease=machine.LEASE,
    ),
}
