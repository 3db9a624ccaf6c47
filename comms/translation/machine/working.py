"""The worker's part: all that waits for the same two languages is translated in one go, with nothing of the database
held meanwhile; the answers are kept for an hour, and then nothing of them is left."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.channels.translating import translator_for
from comms.foundation.audit import note
from comms.foundation.errors import CommsError
from comms.foundation.locks import DataKey
from comms.foundation.settings import Settings
from comms.foundation.work import hint_after_commit
from comms.foundation.work_item import Work, WorkState, again, claim
from comms.translation.guard import Asked
from comms.translation.machine.answer import Answer, answer_from_json, refused
from comms.translation.machine.find import answered_long_ago, jobs_held, waiting_beside
from comms.translation.machine.job import KEPT, TRANSLATE, TranslationJob
from comms.translation.machine.translating import by_machine, memory_for, recall

logger = logging.getLogger(__name__)

# Longer than an engine on two processors takes for the largest job there may be.
LEASE = timedelta(minutes=2)
# Whatever ended its worker so often is not tried again: whoever asked waits.
MOST_TRIES = 3
# One batch is what takes about ten seconds, so that nobody who asks meanwhile waits much longer.
MOST_JOBS, MOST_LETTERS = 100, 20_000
EMPTIED_AT_ONCE = 500
NOT_BEGUN = "The translation engine could not begin, so this was not translated."
COULD_NOT = "It could not be translated: the engine failed each time. The original stands as it is."

# Stores the answers of a job with the row it is about; see ``comms.worker.stored``.
Store = Callable[[Session, Viewer, UUID, Sequence[Answer], datetime], object]


@dataclass(frozen=True, slots=True)
class Taken:
    """One job that was taken: what its worker holds it by, its texts, and what the memory answered of them."""

    id: UUID
    token: str
    asked: Sequence[Asked]
    recalled: Sequence[Answer | None]


@dataclass(frozen=True, slots=True)
class Batch:
    """The jobs that are translated in one go, from one language into another."""

    source: str
    target: str
    jobs: Sequence[Taken]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a batch: for each job its token and its answers."""

    tokens: Mapping[UUID, str]
    answers: Mapping[UUID, Sequence[Answer]]


def start_batch(session: Session, job_id: UUID, now: datetime) -> Batch | None:
    """Take what is to be translated now: a job, and with it all that wait for the same two languages.

    None where there is nothing to translate any more. A job whose worker died goes alone, lest it take others with it,
    and after three times not at all.
    """
    job = session.get_one(TranslationJob, job_id, populate_existing=True)
    if job.answers_locked is not None or job.answered_at is not None or job.attempts > MOST_TRIES:
        return None
    taken = {job.id: job.token}
    jobs, letters = [job], _letters(job)
    for other in waiting_beside(session, job, now, MOST_JOBS - 1) if job.attempts <= 1 else ():
        letters += _letters(other)
        if letters > MOST_LETTERS:
            break
        token = claim(session, TranslationJob, other.id, now, LEASE)
        if token is not None:
            taken[other.id] = token
            jobs.append(other)
    known = memory_for(session, _system(session, job), job.source, job.target)
    return Batch(
        job.source,
        job.target,
        [
            Taken(
                one.id, taken[one.id], [Asked(text, tuple(one.names or ())) for text in one.texts],
                recall(known, one.texts),
            )
            for one in jobs
        ],
    )  # fmt: skip


def translate_batch(settings: Settings, batch: Batch) -> Done:
    """Have the engine answer what the memory did not, all at once."""
    wanted = [one for job in batch.jobs for one, found in zip(job.asked, job.recalled, strict=True) if found is None]
    made = iter(_engine_answers(settings, batch, wanted) if wanted else ())
    answers = {job.id: [found or next(made) for found in job.recalled] for job in batch.jobs}
    return Done({job.id: job.token for job in batch.jobs}, answers)


def _engine_answers(settings: Settings, batch: Batch, wanted: Sequence[Asked]) -> Sequence[Answer]:
    try:
        return by_machine(translator_for(settings), wanted, batch.source, batch.target)
    except Exception as fault:  # noqa: BLE001 - an engine that cannot even begin will not at the next try; it is told
        logger.error("The engine could not begin.", extra={"fault": type(fault).__name__})  # noqa: TRY400
        return [refused(fault.message if isinstance(fault, CommsError) else NOT_BEGUN)] * len(wanted)


def end_batch(
    session: Session, job_id: UUID, now: datetime, done: Done | None, stores: Mapping[str, Store]
) -> Work | datetime | None:
    """What is next for a job. Its answers are put down, and those of the jobs that went with it; then they are stored
    with the row it is about; an hour later it is emptied. Nothing done means that it is never going to be: that is its
    answer then.

    ``stores`` says, by the kind of what a job is about, who stores its answers.
    """
    job = session.get_one(TranslationJob, job_id, populate_existing=True)
    if job.answered_at is not None:
        _empty(session, [job.id, *answered_long_ago(session, now, EMPTIED_AT_ONCE)], job.id)
        return None
    if job.answers_locked is not None:
        store = stores.get(job.about_kind)
        if store is not None and job.about_id is not None:
            store(session, _system(session, job), job.about_id, [answer_from_json(one) for one in job.answers], now)
        job.answered_at = now
        return now + KEPT
    _put_down(session, job, done.answers[job.id] if done else _failed(job), now, stores)
    if done is not None:
        _end_others(session, job, done, now, stores)
    return Work.GO_ON if job.answered_at is None else now + KEPT


def _end_others(session: Session, job: TranslationJob, done: Done, now: datetime, stores: Mapping[str, Store]) -> None:
    """The same for the jobs that went with one, as far as nobody else has taken them meanwhile."""
    for other in jobs_held(session, {one: token for one, token in done.tokens.items() if one != job.id}):
        _put_down(session, other, done.answers[other.id], now, stores)
        again(session, TranslationJob, other.id, other.token, now if other.answered_at is None else now + KEPT)
        if other.answered_at is None:
            hint_after_commit(session, TRANSLATE, other.id)


def leave_job(session: Session, job_id: UUID, now: datetime) -> None:
    """Every try has failed. Whoever asked is answered that it could not be done; what could not be stored is let go.
    The row goes on, to be emptied."""
    job = session.get_one(TranslationJob, job_id, populate_existing=True)
    if job.answered_at is not None:
        return
    if job.answers_locked is None:
        # Whoever stores the answers has not been asked yet: that is the row's next turn.
        _put_down(session, job, _failed(job), now, {job.about_kind: _nobody} if job.about_kind else {})
    else:
        logger.error("What was translated could not be stored.", extra={"row": str(job.id), "about": job.about_kind})
        job.answered_at = now
    job.work_state, job.lease_until, job.attempts = WorkState.WAITING, None, 0
    job.next_action_at = now if job.answered_at is None else now + KEPT


def _put_down(
    session: Session, job: TranslationJob, answers: Sequence[Answer], now: datetime, stores: Mapping[str, Store]
) -> None:
    job.answers = [one.as_json() for one in answers]
    job.why = next((one.why for one in answers if one.text is None), "")[:300]
    if job.about_kind not in stores:
        job.answered_at = now
    done = sum(one.text is not None for one in answers)
    by = ", ".join(dict.fromkeys(one.by for one in answers if one.by))
    detail: dict[str, Any] = {"texts": job.count, "translated": done, "by": by}
    note(session, _system(session, job).actor, "translate by machine", ("translation job", job.id), now, detail)


def _empty(session: Session, jobs: Sequence[UUID], in_hand: UUID) -> None:
    """Take everything out of jobs, and destroy their keys, so that no copy of them opens either."""
    for one in dict.fromkeys(jobs):
        job = session.get_one(TranslationJob, one)
        job.texts_locked = job.names_locked = job.answers_locked = None
        if one != in_hand:
            job.work_state, job.next_action_at = WorkState.DONE, None
    session.flush()
    session.execute(delete(DataKey).where(DataKey.owner_id.in_(jobs)).execution_options(synchronize_session=False))


def _failed(job: TranslationJob) -> list[Answer]:
    return [refused(COULD_NOT)] * job.count


def _nobody(*_: object) -> None:
    """Stands for whoever stores the answers, where only their being stored matters."""


def _letters(job: TranslationJob) -> int:
    return sum(map(len, job.texts))


def _system(session: Session, job: TranslationJob) -> Viewer:
    return system_viewer(session.get_one(Agency, job.agency_id))
