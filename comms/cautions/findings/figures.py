"""The findings of some days: which explanation failed people in which language, and who waited to be understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings.missing.period import Period
from comms.cautions.findings.find import sessions_of
from comms.cautions.findings.points import PointFigures, count_points
from comms.cautions.findings.waiting import Waits, count_waits, together


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that is told of a period, of the sessions that were opened in it."""

    period: Period
    sessions: int
    points: Sequence[PointFigures]
    waits: Sequence[Waits]

    @property
    def failed(self) -> Sequence[PointFigures]:
        """The points that somebody did not understand at first, those that failed most people first."""
        return [one for one in self.points if one.failed]

    @property
    def all_waits(self) -> Waits:
        """The waits of every language as one."""
        return together(self.waits)


def findings(session: Session, viewer: Viewer, period: Period) -> Findings:
    """What the sessions of the viewer's agency tell."""
    viewer.require(Permission.SEE_CAUTIONS)
    found = sessions_of(session, viewer, period)
    return Findings(period, found.count, count_points(found.reads, found.judgements), count_waits(found.needed))
