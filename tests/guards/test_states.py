"""Every state machine is one table of moves, and its verbs make those moves and no others."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from itertools import product
from types import ModuleType
from typing import Any

import pytest
from factories import a_letter, a_need, a_parent
from guards.walks_bookings import appointment_moved, plan_moved, request_moved
from guards.walks_calls import call_moved
from guards.walks_cautions import session_moved
from guards.walks_follow_ups import follow_up_moved
from guards.walks_formal import case_moved
from guards.walks_offers import booking_moved, offer_moved
from guards.walks_referrals import referral_moved
from guards.walks_reminders import reminder_moved
from guards.walks_texts import incoming_moved, message_moved
from guards.walks_words import review_moved
from sqlalchemy.orm import Session

import comms
from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import MOVES as APPOINTMENT_MOVES
from comms.bookings.appointments.appointment import AppointmentState
from comms.bookings.booking import MOVES as BOOKING_MOVES
from comms.bookings.booking import BookingState
from comms.bookings.offers.offer import MOVES as OFFER_MOVES
from comms.bookings.offers.offer import OfferState
from comms.bookings.plans.plan import MOVES as PLAN_MOVES
from comms.bookings.plans.plan import PlanState
from comms.bookings.reminders.reminder import MOVES as REMINDER_MOVES
from comms.bookings.reminders.reminder import ReminderState
from comms.bookings.requests.request import MOVES as REQUEST_MOVES
from comms.bookings.requests.request import RequestState
from comms.cautions.session import MOVES as SESSION_MOVES
from comms.cautions.session import SessionState
from comms.channels.email import Answer
from comms.families.actions import add_contact_point, record_contact_safety
from comms.families.contact_point import Safety
from comms.follow_ups.call import MOVES as CALL_MOVES
from comms.follow_ups.call import CallState
from comms.follow_ups.follow_up import MOVES as FOLLOW_UP_MOVES
from comms.follow_ups.follow_up import FollowUpState
from comms.formal.case.formal_case import MOVES as CASE_MOVES
from comms.formal.case.formal_case import CaseState
from comms.formal.referral.formal_referral import MOVES as REFERRAL_MOVES
from comms.formal.referral.formal_referral import ReferralState
from comms.foundation.db import Record
from comms.foundation.errors import Refused
from comms.foundation.migrations import every_record  # noqa: F401
from comms.foundation.work_item import WorkItem
from comms.letters.actions import withdraw_letter
from comms.letters.letter import MOVES as LETTER_MOVES
from comms.letters.letter import LetterState
from comms.letters.mailing.actions import STATES, end_sending, mail_letter, start_sending
from comms.letters.mailing.letter_email import MOVES as EMAIL_MOVES
from comms.letters.mailing.letter_email import EmailState
from comms.letters.runs.actions import make_lot, stop_run
from comms.letters.runs.letter_run import MOVES as RUN_MOVES
from comms.letters.runs.letter_run import LetterRun, RunState
from comms.messages.incoming import MOVES as INCOMING_MOVES
from comms.messages.incoming import IncomingState
from comms.messages.message import MOVES as MESSAGE_MOVES
from comms.messages.message import MessageState
from comms.tasks.actions import TaskWanted, finish_task, open_task
from comms.tasks.task import MOVES as TASK_MOVES
from comms.tasks.task import TaskKind, TaskState
from comms.translation.review import MOVES as REVIEW_MOVES
from comms.translation.review import Step
from comms.worker.kinds import KINDS

SKIPPED = (
    "comms.foundation.migrations.env",
    "comms.cli.__main__",
    "comms.cli.wsgi",
    "comms.foundation.migrations.versions",
)


def _modules() -> list[ModuleType]:
    names = [module.name for module in pkgutil.walk_packages(comms.__path__, "comms.")]
    return [importlib.import_module(name) for name in names if not name.startswith(SKIPPED)]


def _moved(session: Session, viewer: Viewer, now: datetime, before: StrEnum, after: StrEnum) -> bool:
    """Whether a task in one state can be brought to another by what people can do with it."""
    task = open_task(
        session,
        viewer,
        TaskWanted(TaskKind.RING, a_parent(session, viewer, now).id, "language_unknown", "Ring.", now.date()),
        now,
    )
    task.state = before
    session.flush()
    if after == TaskState.OPEN:
        return False  # there is no verb that opens a task again
    try:
        finish_task(session, viewer, task.id, "Rang.", now)
    except Refused:
        return False
    return task.state == after


def _letter_moved(session: Session, viewer: Viewer, now: datetime, before: StrEnum, after: StrEnum) -> bool:
    """Whether a letter in one state is brought to another when one of its kind is issued, or by withdrawing it."""
    parent = a_parent(session, viewer, now)
    letter = a_letter(session, viewer, now, parent)
    letter.state = before
    a_need(session, viewer, parent, now)
    session.flush()
    if after == LetterState.WITHDRAWN:
        with suppress(Refused):
            withdraw_letter(session, viewer, letter.id, "She rang.", now)
    else:
        a_letter(session, viewer, now, parent)
    session.flush()
    return before != after and letter.state == after


def _email_moved(session: Session, viewer: Viewer, now: datetime, before: StrEnum, after: StrEnum) -> bool:
    """Whether a letter's e-mail in one state is brought to another by starting to send it, or by what came of it."""
    parent = a_parent(session, viewer, now)
    point = add_contact_point(session, viewer, parent, "email", "rasa@example.org", now)
    record_contact_safety(session, viewer, point, Safety.SAFE, now)
    a_need(session, viewer, parent, now)
    session.flush()
    email = mail_letter(session, viewer, a_letter(session, viewer, now, parent), now)
    assert email is not None
    email.state = before
    session.flush()
    if after == EmailState.SENDING:
        start_sending(session, email.id, now)
    else:
        outcome = {state: outcome for outcome, state in STATES.items()}[after]
        with suppress(Refused):
            end_sending(session, email.id, now, Answer(outcome, "So it was."))
    return before != after and email.state == after


def _run_moved(session: Session, viewer: Viewer, now: datetime, before: StrEnum, after: StrEnum) -> bool:
    """Whether a run in one state is brought to another by making what is left of it, here nothing, or stopping it."""
    run = LetterRun(agency_id=viewer.agency_id, on=now.date(), state=before, total=0, started_at=now)
    session.add(run)
    session.flush()
    with suppress(Refused):
        if after == RunState.STOPPED:
            stop_run(session, viewer, run.id, now)
        else:
            make_lot(session, run.id, now)
    return before != after and run.state == after


WALKS: dict[str, tuple[dict[Any, frozenset[Any]], type[StrEnum], Callable[..., bool]]] = {
    "comms.tasks.task": (TASK_MOVES, TaskState, _moved),
    "comms.letters.mailing.letter_email": (EMAIL_MOVES, EmailState, _email_moved),
    "comms.letters.runs.letter_run": (RUN_MOVES, RunState, _run_moved),
    "comms.letters.letter": (LETTER_MOVES, LetterState, _letter_moved),
    "comms.bookings.appointments.appointment": (APPOINTMENT_MOVES, AppointmentState, appointment_moved),
    "comms.bookings.requests.request": (REQUEST_MOVES, RequestState, request_moved),
    "comms.bookings.offers.offer": (OFFER_MOVES, OfferState, offer_moved),
    "comms.bookings.reminders.reminder": (REMINDER_MOVES, ReminderState, reminder_moved),
    "comms.bookings.plans.plan": (PLAN_MOVES, PlanState, plan_moved),
    "comms.bookings.booking": (BOOKING_MOVES, BookingState, booking_moved),
    "comms.cautions.session": (SESSION_MOVES, SessionState, session_moved),
    "comms.follow_ups.follow_up": (FOLLOW_UP_MOVES, FollowUpState, follow_up_moved),
    "comms.follow_ups.call": (CALL_MOVES, CallState, call_moved),
    "comms.formal.case.formal_case": (CASE_MOVES, CaseState, case_moved),
    "comms.formal.referral.formal_referral": (REFERRAL_MOVES, ReferralState, referral_moved),
    "comms.messages.incoming": (INCOMING_MOVES, IncomingState, incoming_moved),
    "comms.messages.message": (MESSAGE_MOVES, MessageState, message_moved),
    "comms.translation.review": (REVIEW_MOVES, Step, review_moved),
}


def test_every_table_of_moves_is_walked_here() -> None:
    found = {module.__name__ for module in _modules() if "MOVES" in vars(module) and _is_home(module)}
    assert found == set(WALKS)


def _is_home(module: ModuleType) -> bool:
    """Whether the module is where its table stands, not one that imports it."""
    [first] = {type(state) for state in vars(module)["MOVES"]}
    return first.__module__ == module.__name__


@pytest.mark.parametrize("home", WALKS)
def test_a_table_of_moves_names_every_state_and_nothing_else(home: str) -> None:
    moves, states, _ = WALKS[home]
    assert set(moves) == set(states)
    assert set().union(*moves.values()) <= set(states)
    assert all(state not in after for state, after in moves.items()), "to stay is no move"


def _tried() -> list[tuple[str, str, StrEnum, StrEnum]]:
    """Every pair of states of every table. What the verbs refuse they refuse before any database is asked, so on the
    second one only the moves that are made are tried."""
    pairs = [(home, *pair) for home, (_, states, _) in WALKS.items() for pair in product(states, states)]
    made = [(home, before, after) for home, before, after in pairs if after in WALKS[home][0][before]]
    return [("sqlite", *one) for one in pairs] + [("postgresql", *one) for one in made]


@pytest.mark.parametrize(("installation", "home", "before", "after"), _tried(), indirect=["installation"])
def test_exactly_the_moves_of_the_table_can_be_made(
    session: Session, viewer: Viewer, now: datetime, home: str, before: StrEnum, after: StrEnum
) -> None:
    moves, _, walk = WALKS[home]
    assert walk(session, viewer, now, before, after) is (after in moves[before])


def test_every_record_that_is_worked_on_has_somebody_who_works_on_it() -> None:
    worked_on = {mapper.class_ for mapper in Record.registry.mappers if issubclass(mapper.class_, WorkItem)}
    assert worked_on == {kind.record for kind in KINDS.values()}
    for kind in KINDS.values():
        assert callable(kind.act)
        assert callable(kind.left)
