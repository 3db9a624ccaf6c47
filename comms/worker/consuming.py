"""Running the worker: Huey's consumer, with the table of kinds behind it."""

from __future__ import annotations

import os
import threading
import time

from comms.foundation.opening import Installation
from comms.foundation.settings import Settings
from comms.translation.machine.engine import warm_up
from comms.translation.profiles import profiles
from comms.worker.working import Worker

LOOK_EVERY = 2.0


def consume(installation: Installation) -> None:
    """Work until told to stop. What was due while nobody worked is swept up first.

    The workers are processes, because printing keeps a processor busy and threads gain nothing there. They are forked,
    so this process prints nothing and hands over no open connection.
    """
    worker = Worker(installation)
    huey = installation.queue.huey
    installation.queue.serve(worker.act, worker.sweep)

    parent = os.getpid()

    def begin_anew() -> None:
        installation.database.engine.dispose(close=False)
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
        _read_what_takes_long(installation.settings)

    huey.on_startup(name="begin anew")(begin_anew)
    worker.sweep()
    installation.database.engine.dispose()
    huey.storage.close()
    consumer = huey.create_consumer(
        workers=installation.settings.workers,
        worker_type="process",
        periodic=True,
        scheduler_interval=1,
        check_worker_health=True,
    )
    consumer.run()


def _read_what_takes_long(settings: Settings) -> None:
    """Read, before anything is claimed, what a text that came in is held against: that takes seconds, and read in the
    middle of a unit of work it would keep everybody who writes waiting as long. The engine's packages with it."""
    for marked in (True, False):
        profiles(marked=marked)
    warm_up(settings)


def _end_with(parent: int) -> None:
    """End this worker when the process that forked it is gone: killed hard, it cannot tell its workers to stop. What
    was in hand is not finished, so its lease runs out and another worker takes it."""
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    os._exit(1)
