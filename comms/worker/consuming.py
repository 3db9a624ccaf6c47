"""Running the worker: Huey's consumer, with the table of kinds behind it."""

from __future__ import annotations

from comms.foundation.opening import Installation
from comms.worker.working import Worker


def consume(installation: Installation) -> None:
    """Work until told to stop. What was due while nobody worked is swept up first."""
    worker = Worker(installation)
    installation.queue.serve(worker.act, worker.sweep)
    worker.sweep()
    consumer = installation.queue.huey.create_consumer(
        workers=installation.settings.workers, periodic=True, scheduler_interval=1, check_worker_health=True
    )
    consumer.run()
