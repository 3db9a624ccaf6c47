"""Asking the worker for a translation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.work import hint_after_commit
from comms.foundation.work_item import WorkState
from comms.translation.machine.asking import check_size, direction, tidy_names
from comms.translation.machine.job import TRANSLATE, TranslationJob


def ask(  # noqa: PLR0913 - what is asked for, by whom, of whom and about what
    session: Session,
    viewer: Viewer,
    texts: Sequence[str],
    source: str,
    target: str,
    now: datetime,
    *,
    names: Sequence[str] = (),
    about: tuple[str, UUID] | None = None,
) -> TranslationJob:
    """Have texts translated by the worker, once this is committed. ``names`` are those of the people the texts may
    speak of; they come out as they went in. ``about`` names the row that the answers are stored with.

    Raises ``BadInput`` for nothing, for too much at once and for two languages that are the same, and ``NotFound`` for
    a tag the registry does not hold.
    """
    asked, wanted = direction(source, target)
    check_size(texts)
    kind, row = about or ("", None)
    job = TranslationJob(
        agency_id=viewer.agency_id, source=asked, target=wanted, texts=list(texts), names=tidy_names(names),
        count=len(texts), about_kind=kind, about_id=row, asked_by=viewer.staff_id, asked_at=now,
        work_state=WorkState.WAITING, next_action_at=now,
    )  # fmt: skip
    session.add(job)
    session.flush()
    detail = {"from": asked, "to": wanted, "texts": job.count, "about": kind}
    note(session, viewer.actor, "ask for machine translation", ("translation job", job.id), now, detail)
    hint_after_commit(session, TRANSLATE, job.id)
    return job
