"""Who stores what was translated, by the kind of row that a translation is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy.orm import Session

from comms.follow_ups.family_page import translated as family_answers
from comms.foundation.work_item import Work
from comms.messages import translated as incoming_texts
from comms.translation.machine.working import Done, Store, end_batch

# Each is called once with the answers, in the unit of work that says they are stored.
STORES: Mapping[str, Store] = MappingProxyType(
    {incoming_texts.ABOUT: incoming_texts.store_english, family_answers.ABOUT: family_answers.store_english}
)


def work_on_job(session: Session, job_id: UUID, now: datetime, done: Done | None = None) -> Work | datetime | None:
    """What is next for a job of the engine, with whoever stores its answers."""
    return end_batch(session, job_id, now, done, STORES)
