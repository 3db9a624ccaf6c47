"""Asking the worker for a translation, and asking again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.work import hint_after_commit
from comms.foundation.work_item import WorkState
from comms.translation.catalogues import is_english
from comms.translation.find import approvals_changed
from comms.translation.machine.answer import APPROVED, answer_from_json
from comms.translation.machine.asking import check_size, direction, tidy_names
from comms.translation.machine.find import asked_before
from comms.translation.machine.job import TRANSLATE, TranslationJob
from comms.translation.machine.pairs import pair_here

# So long an answer is the answer to whoever asks the same again.
JUST_NOW = timedelta(minutes=10)


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


def ask_once(
    session: Session,
    viewer: Viewer,
    texts: Sequence[str],
    source: str,
    target: str,
    now: datetime,
    *,
    names: Sequence[str] = (),
) -> TranslationJob:
    """The same, where a person asks: pressed again, it is the job that waits already, or was answered just now. What
    was refused is asked anew, and so is what other words or another package would answer by now. Raises as ``ask``."""
    between = direction(source, target)
    if viewer.staff_id is not None:
        asked = list(texts), tidy_names(names)
        for job in asked_before(session, viewer, between, len(texts), now - JUST_NOW):
            if (job.texts, job.names or []) == asked and (job.answered_at is None or _holds(session, viewer, job)):
                return job
    return ask(session, viewer, texts, source, target, now, names=names)


def _holds(session: Session, viewer: Viewer, job: TranslationJob) -> bool:
    """Whether the same would be answered now: by the package that serves the two languages, and by the same memory."""
    answers = [answer_from_json(one) for one in job.answers or ()]
    package = pair_here(session, job.source, job.target)
    known = {package.by if package else "", APPROVED, ""}
    if any(one.text is None or one.by not in known for one in answers):
        return False
    return not is_english(job.source) or not approvals_changed(session, viewer, job.target, job.asked_at)
