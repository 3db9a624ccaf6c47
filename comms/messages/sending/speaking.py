"""Handing texts over to the carrier: many at a time, in their order, none sooner than the pace allows, with nothing of
ours locked meanwhile."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

from comms.channels.sms import Answer, Outcome, Sent, TextSender, sender_for
from comms.foundation.settings import Settings
from comms.messages.sending.batch import BEGIN_WITHIN, Batch, Doubt, Said, ToSend
from comms.messages.sending.pacing import Pace

logger = logging.getLogger(__name__)

# A carrier takes about 150 ms for one; so many at a time hand over a hundred a second.
THREADS = 16
BROKE = "Something broke while it was handed over, so it is not known whether it went."


@dataclass(frozen=True, slots=True)
class Watch:
    """A clock in seconds that never goes back, and a way to wait."""

    seconds: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep


def speak_batch(settings: Settings, batch: Batch) -> Said:
    """Hand over what is to be sent, and ask after what is in doubt."""
    return hand_over(sender_for(settings), batch)


def hand_over(sender: TextSender, batch: Batch, watch: Watch | None = None) -> Said:
    """The same with whoever takes texts, and a watch."""
    watch = watch or Watch()
    pace = Pace(batch.rate, (batch.free_at - batch.at).total_seconds())
    with ThreadPoolExecutor(THREADS) as pool:
        begun = _begin_each(sender, batch, pace, watch, pool)
        asked = {one.id: pool.submit(_found, sender, one) for one in batch.doubts}
    answers = {one.id: begun[one.id].result() if one.id in begun else None for one in batch.texts}
    found = {one: listed.result() for one, listed in asked.items()}
    return Said(answers, batch.held, found, batch.after(pace.free))


def _begin_each(
    sender: TextSender, batch: Batch, pace: Pace, watch: Watch, pool: ThreadPoolExecutor
) -> dict[UUID, Future[Answer]]:
    """Begin each text at its moment. The order is kept, because what is said of the night goes before the text it goes
    with; so a thread is waited for first, and then the moment."""
    most = BEGIN_WITHIN.total_seconds()
    free_threads = threading.Semaphore(THREADS)
    begun: dict[UUID, Future[Answer]] = {}
    for one in batch.texts:
        free_threads.acquire()
        now = watch.seconds() - batch.watch
        begins = pace.begins((one.not_before - batch.at).total_seconds(), now)
        if begins > most:
            break
        if begins > now:
            watch.wait(begins - now)
        pace.begun(one.segments, max(begins, watch.seconds() - batch.watch))
        begun[one.id] = pool.submit(_answer, sender, one)
        begun[one.id].add_done_callback(lambda _: free_threads.release())
    return begun


def _answer(sender: TextSender, one: ToSend) -> Answer:
    try:
        return sender.send(one.text)
    except Exception as fault:  # noqa: BLE001 - whatever it was, the text may have gone
        # Only what kind of fault: its own words could hold a number.
        logger.error("Handing a text over broke.", extra={"row": str(one.id), "fault": type(fault).__name__})  # noqa: TRY400
        return Answer(Outcome.UNKNOWN, why=BROKE)


def _found(sender: TextSender, doubt: Doubt) -> Sequence[Sent] | None:
    try:
        return sender.find_sent(doubt.to, doubt.sender, doubt.started_at)
    except Exception as fault:  # noqa: BLE001 - not to know is an answer, and it is asked again
        logger.error("Asking after a text broke.", extra={"row": str(doubt.id), "fault": type(fault).__name__})  # noqa: TRY400
        return None
