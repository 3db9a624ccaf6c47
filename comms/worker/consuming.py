"""Running the worker: Huey's consumer, with the table of kinds behind it."""

from __future__ import annotations

from comms.foundation.opening import Installation
from comms.worker.working import Worker


def consume(installation: Installation) -> None:
    """Work until told to stop. What was due while nobody worked is swept up first.

    The workers are processes, because printing keeps a processor busy and threads gain nothing there. They are forked,
    so this process prints nothing and hands over no open connection.
    """
    worker = Worker(installation)
    huey = installation.queue.huey
    installation.queue.serve(worker.act, worker.sweep)

    def forget_connections() -> None:
        installation.database.engine.dispose(close=False)

    huey.on_startup(name="forget connections")(forget_connections)
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
