"""Figures for whoever watches the service, on a port of their own that only this machine reaches."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from comms.foundation.audit import anchor_age
from comms.foundation.audit.rounds import last_round
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.foundation.pulse import last_sweep
from comms.foundation.work_item import count_left, due_rows
from comms.letters.find import count_everywhere
from comms.letters.letter import LetterState
from comms.worker.kinds import KINDS

logger = logging.getLogger(__name__)


class Figures(Collector):
    """Counts and ages, no names: read from the rows each time somebody asks."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The figures as they are now."""
        now = utc_now()
        swept = last_sweep(self.installation.settings.home)
        if swept is not None:
            age = (now - swept).total_seconds()
            yield GaugeMetricFamily("comms_sweep_age_seconds", "Seconds since the worker last swept", value=age)
        yield from self._audit(now)
        waiting = self.installation.queue.waiting()
        yield GaugeMetricFamily("comms_queue_hints", "Hints that wait in the queue", value=waiting)
        with self.installation.database.reading() as session:
            due = GaugeMetricFamily("comms_work_due", "Rows whose work is due", labels=["kind"])
            for name, kind in KINDS.items():
                due.add_metric([name], len(due_rows(session, kind.record, now)))
            yield due
            left = GaugeMetricFamily("comms_work_left", "Rows whose work failed each time", labels=["kind"])
            for name, kind in KINDS.items():
                left.add_metric([name], count_left(session, kind.record))
            yield left
            held = count_everywhere(session, LetterState.HELD)
            yield GaugeMetricFamily("comms_letters_held", "Letters that are held", value=held)

    def _audit(self, now: datetime) -> Iterator[GaugeMetricFamily]:
        """The age of the audit's anchors, of the worst place there is, and whether its trail was found whole."""
        ages = [anchor_age(path, now) for path in self.installation.database.anchors.files]
        if written := [age.total_seconds() for age in ages if age is not None]:
            said = "Seconds since the audit's last anchor"
            yield GaugeMetricFamily("comms_audit_anchor_age_seconds", said, value=max(written))
        missing = sum(age is None for age in ages)
        yield GaugeMetricFamily("comms_audit_anchors_missing", "Places that have no anchors", value=missing)
        checked = last_round(self.installation.settings.home)
        said = "1 where the audit's trail was found not to be whole"
        yield GaugeMetricFamily("comms_audit_fault", said, value=int(bool(checked.wrong)))


def serve_metrics(installation: Installation) -> None:
    """Answer ``/metrics`` on the loopback address. A port in use is logged and costs nothing but the figures."""
    registry = CollectorRegistry()
    registry.register(Figures(installation))
    try:
        start_http_server(installation.settings.metrics_port, addr="127.0.0.1", registry=registry)
    except OSError:
        logger.warning("The port for metrics is taken.", extra={"port": installation.settings.metrics_port})
