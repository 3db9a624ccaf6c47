"""The desk of webhooks: whoever is at it goes on until nothing waits, and gives it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from factories import a_staff_member, an_agency
from follow_up_factories import texted
from sqlalchemy import select
from sqlalchemy.orm import Session
from text_factories import a_line

from comms.agencies.viewer import viewer_of
from comms.follow_ups.arriving import LOT
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.foundation.work_item import Overtaken, claim
from comms.messages.arriving import WEBHOOKS_WORK
from comms.messages.incoming import Incoming
from comms.messages.webhook import DESK, Webhook, WebhookDesk
from comms.worker import working
from comms.worker.working import Worker

MANY = LOT * 2 + 3


def _came(installation: Installation, count: int) -> None:
    at = utc_now() - timedelta(minutes=5)
    with installation.database.work() as session:
        school = an_agency(session, at)
        a_line(session, viewer_of(a_staff_member(session, school, at, ("head teacher", "administrator"))), at)
        for _ in range(count):
            texted(session, "dziękuję", at)


def _waiting(session: Session) -> int:
    return len(session.scalars(select(Webhook).where(Webhook.handled_at.is_(None))).all())


def _free(installation: Installation) -> bool:
    with installation.database.reading() as session:
        desk = session.get_one(WebhookDesk, DESK)
        return desk.lease_until is None and desk.next_action_at is not None and desk.attempts == 0


def test_whoever_is_at_the_desk_goes_on_until_nothing_waits(installation: Installation) -> None:
    _came(installation, MANY)
    Worker(installation).act(WEBHOOKS_WORK, DESK)
    with installation.database.reading() as session:
        assert _waiting(session) == 0
        assert len(session.scalars(select(Incoming)).all()) == MANY
    assert _free(installation)


def test_after_many_turns_the_desk_goes_back_to_the_queue(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    _came(installation, MANY)
    monkeypatch.setattr(working, "MOST_TURNS", 1)
    Worker(installation).act(WEBHOOKS_WORK, DESK)
    with installation.database.reading() as session:
        assert 0 < _waiting(session) < MANY
    assert _free(installation)
    assert installation.queue.waiting() >= 1, "the rest is hinted"


def test_who_lost_the_desk_meanwhile_handles_nothing_twice(installation: Installation) -> None:
    _came(installation, 1)
    worker = Worker(installation)
    with installation.database.work() as session:
        first = claim(session, WebhookDesk, DESK, utc_now() - timedelta(minutes=2), timedelta(seconds=30))
    assert first
    worker.act(WEBHOOKS_WORK, DESK)  # the lease of the first is over
    with installation.database.reading() as session:
        assert len(session.scalars(select(Incoming)).all()) == 1
    with pytest.raises(Overtaken):
        worker._do(WEBHOOKS_WORK, DESK, first, last=False)
