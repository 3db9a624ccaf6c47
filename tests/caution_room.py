"""A caution session without a database: what is said in it is refused or added by the rules alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from caution_factories import AT, INTERPRETER, an_opening, entries_to, read_out, said_of_point, usually_said

from comms.cautions.entry import Entry
from comms.cautions.find import standing_of
from comms.cautions.refusing import refuse
from comms.cautions.said import PointRead, Said
from comms.cautions.standing import Standing
from comms.cautions.step import Step
from comms.foundation.errors import CommsError
from comms.translation.catalogues import Catalogue, LookUp
from comms.translation.script import Script
from comms.translation.scripts import script

FEW = ("what_it_is", "record", "no_agreement", "silence", "harm")


def few_points(kind: str) -> Script:
    """The script of a kind with no more than a few of its points."""
    whole = script(kind)
    return replace(whole, points=tuple(one for one in whole.points if one.id in FEW))


class Room:
    """One session. Time passes by a minute with everything that is said, unless the test says otherwise."""

    def __init__(self, kind: str = "simple", step: Step | None = None, **opened: Any) -> None:
        first = an_opening(kind, **({"script": few_points(kind)} | opened))
        self.look_up: LookUp = Catalogue.of("lt").look_up
        self.entries: list[Entry] = entries_to(step, first) if step else [first]
        self.now = AT + timedelta(minutes=1)
        self._folded: tuple[Entry | None, Standing] = None, standing_of(self.entries)

    @property
    def standing(self) -> Standing:
        """Where the session stands."""
        # Folded once for each entry: a walk asks it many times.
        if self._folded[0] is not self.entries[-1]:
            self._folded = self.entries[-1], standing_of(self.entries)
        return self._folded[1]

    def say(self, *said: Said, at: datetime | None = None) -> Standing:
        """Record what is said, or raise why it is refused."""
        for one in said:
            moment = at or self.now
            refuse(self.standing, one, moment)
            self.entries.append(Entry(len(self.entries) + 1, moment, self.entries[0].by, one))
            self.now = moment + timedelta(minutes=1)
        return self.standing

    def refused(self, said: Said) -> CommsError:
        """Why something is refused. Fails where it is not."""
        try:
            refuse(self.standing, said, self.now)
        except CommsError as fault:
            return fault
        raise AssertionError(f"{said} was not refused")

    def usually(self, step: Step) -> list[Said]:
        """What is usually said at a step now."""
        return list(usually_said(step, self.standing, self.now, self.look_up))

    def do(self, *steps: Step) -> Standing:
        """Take steps as they usually go."""
        for step in steps:
            self.say(*self.usually(step))
        return self.standing

    def read(self, name: str, changed: str = "") -> PointRead:
        """The reading of a point, to be said."""
        return read_out(self.standing.points[name], self.look_up, changed)

    def point(self, name: str, result: str = "understood", changed: str = "") -> Standing:
        """Read a point, answer it and judge it."""
        said = said_of_point(self.standing.points[name], self.standing, self.look_up, result, changed)
        return self.say(*said)


__all__ = ["INTERPRETER", "Room", "few_points"]
