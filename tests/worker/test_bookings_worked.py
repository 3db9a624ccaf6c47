"""What the worker does about bookings: offers run out, held time frees itself, and what did not go is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from booking_factories import a_booking, an_interpreter
from factories import a_staff_member, an_agency
from mail_servers import REFUSED, a_mail_server
from offer_factories import Wanted, offered, wanted
from sqlalchemy import select, update

from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.booking import Booking, BookingState
from comms.bookings.offers.asking import OFFER
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.taking import FREE_HOLD
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.foundation.work_item import TRIES, WorkState
from comms.messages.actions import SEND
from comms.messages.message import Message, MessageState
from comms.tasks.task import Task
from comms.worker.working import Worker


def next_workday(now: datetime) -> datetime:
    """Ten in the morning UTC on a working day a week from now."""
    day = (now + timedelta(days=7)).replace(hour=10, minute=0, second=0, microsecond=0)
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


@pytest.fixture
def earlier() -> datetime:
    """A little before the worker looks at the clock."""
    return utc_now() - timedelta(hours=2)


def _asked(installation: Installation, at: datetime, how: str = "cascade", **given: object) -> list[UUID]:
    with installation.database.work() as session:
        viewer = _viewer(session, at)
        to = wanted(session, viewer, at, 0, next_workday(at))
        to.interpreters = [an_interpreter(session, viewer, at, name, **given) for name in ("Daiva Rimkutė", "Jonas Ba")]
        return [one.id for one in offered(session, viewer, at, to, how)]


def _viewer(session: object, at: datetime) -> Viewer:
    school = an_agency(session, at)  # type: ignore[arg-type]
    return viewer_of(a_staff_member(session, school, at, ("administrator",)))  # type: ignore[arg-type]


def _states(installation: Installation, offers: list[UUID]) -> list[str]:
    with installation.database.reading() as session:
        return [session.get_one(Offer, one).state for one in offers]


def _tasks(installation: Installation) -> list[str]:
    with installation.database.reading() as session:
        return [one.why for one in session.scalars(select(Task))]


def test_the_sweep_lets_an_offer_run_out_and_asks_the_next(installation: Installation, earlier: datetime) -> None:
    offers = _asked(installation, earlier)
    hinted: list[tuple[str, UUID]] = []
    worker = Worker(installation)
    installation.queue.hint = lambda kind, row: hinted.append((kind, row))  # type: ignore[method-assign]
    worker.sweep()
    assert (OFFER, offers[0]) in hinted
    for _ in range(2):
        worker.act(OFFER, offers[0])
    assert _states(installation, offers) == [OfferState.LAPSED, OfferState.OPEN]
    with installation.database.reading() as session:
        first, second = (session.get_one(Offer, one) for one in offers)
        assert (first.work_state, second.work_state) == (WorkState.DONE, WorkState.WAITING)
        assert second.next_action_at == second.answer_by
    worker.act(OFFER, offers[1])
    assert _states(installation, offers)[1] == OfferState.OPEN, "its own time has not run out"


def test_an_offer_the_worker_fails_with_is_told_to_somebody(installation: Installation, earlier: datetime) -> None:
    offers = _asked(installation, earlier)
    with installation.database.work() as session:
        session.execute(update(Offer).where(Offer.id == offers[0]).values(attempts=TRIES))
    Worker(installation).act(OFFER, offers[0])
    assert any("has stopped through a fault of ours" in why for why in _tasks(installation))


def test_held_time_frees_itself(installation: Installation, earlier: datetime) -> None:
    with installation.database.work() as session:
        viewer = _viewer(session, earlier)
        to = wanted(session, viewer, earlier, 1, next_workday(earlier))
        until = earlier + timedelta(hours=1)
        held = a_booking(session, viewer, earlier, to.interpreters[0], to.request, held_until=until).id
    Worker(installation).act(FREE_HOLD, held)
    with installation.database.reading() as session:
        found = session.get_one(Booking, held)
        assert (found.state, found.work_state) == (BookingState.RELEASED, WorkState.DONE)


def test_a_hold_that_cannot_be_freed_is_told_to_somebody(installation: Installation, earlier: datetime) -> None:
    with installation.database.work() as session:
        viewer = _viewer(session, earlier)
        to: Wanted = wanted(session, viewer, earlier, 1, next_workday(earlier))
        until = earlier + timedelta(hours=1)
        held = a_booking(session, viewer, earlier, to.interpreters[0], to.request, held_until=until)
        held.attempts = TRIES
        row = held.id
    Worker(installation).act(FREE_HOLD, row)
    assert any("a held time could not be freed" in why for why in _tasks(installation))


@pytest.mark.parametrize(("address", "state"), [(REFUSED, MessageState.REFUSED), ("d@x.example", MessageState.SENT)])
def test_an_email_that_did_not_go_has_somebody_ring(
    installation: Installation, earlier: datetime, address: str, state: MessageState
) -> None:
    with installation.database.work() as session:
        viewer = _viewer(session, earlier)
        to = wanted(session, viewer, earlier, 0, next_workday(earlier))
        to.interpreters = [an_interpreter(session, viewer, earlier, telephone=None, email=address)]
        offered(session, viewer, earlier, to)
        [message] = session.scalars(select(Message))
        row = message.id
    with a_mail_server() as (port, kept):
        settings = replace(installation.settings, smtp_host="127.0.0.1", smtp_port=port, smtp_security="none",
                           smtp_from="bookings@fenedge.example", smtp_timeout=1)  # fmt: skip
        Worker(replace(installation, settings=settings)).act(SEND, row)
    with installation.database.reading() as session:
        assert session.get_one(Message, row).state == state
    told = [why for why in _tasks(installation) if "the e-mail to Daiva Rimkutė did not go" in why]
    assert len(told) == (state == MessageState.REFUSED)
    assert len(kept.messages) == (state == MessageState.SENT)
