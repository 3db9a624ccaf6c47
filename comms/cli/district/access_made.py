"""Who sees whom in the demo: what agencies share, a family kept closed, look-ups and what was asked after one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.cli.district.appointments_made import working_days_from
from comms.cli.district.described import Described, access_described
from comms.cli.district.moments import Happening, Place
from comms.cli.district.people_at_work import AtWork
from comms.cli.district.school_calendar import SchoolCalendar
from comms.families.access.asking import RequestGiven, ask_to_be_told
from comms.families.access.closing import close_family
from comms.families.access.looking_up import LookUpGiven, look_up
from comms.families.access.parts import Basis, Part
from comms.families.access.sharing import ShareGiven, receive_share, share_family, view_share
from comms.families.contact_point import Channel
from comms.families.find import contact_points, people_called
from comms.families.person import Person
from comms.foundation.clock import london_date, london_moment

AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class AccessMade:
    """Makes what the data tell, each thing at its moment."""

    session: Session
    at_work: AtWork
    calendar: SchoolCalendar

    def happenings(self) -> Iterator[Happening]:
        """Families closed, shares and look-ups, in the order of the data where they happen at one moment."""
        told = access_described()
        acts = [(one, self._close) for one in told["closed"]]
        acts += [(one, self._share) for one in told["share"]]
        acts += [(one, self._look_up) for one in told["look_up"]]
        for number, (one, act) in enumerate(acts):
            yield Happening(self._moment(one), (Place.ACCESS, number), partial(act, one))

    def _moment(self, told: Described) -> datetime:
        if "minutes" in told:
            return self.calendar.now - timedelta(minutes=told["minutes"])
        day = working_days_from(london_date(self.calendar.now), told["in"])
        # Where weekends push it past now, it was only just.
        return min(london_moment(day, time.fromisoformat(told["at"])), self.calendar.now - AN_HOUR)

    def _close(self, told: Described, at: datetime) -> None:
        viewer = self.at_work.viewer(told["by"])
        named = [self.at_work.staff[key].id for key in told["named"]]
        close_family(self.session, viewer, self._ids(viewer, told["whom"]), named, told["because"], at)

    def _share(self, told: Described, at: datetime) -> None:
        viewer, to = self.at_work.viewer(told["by"]), self.at_work.agencies[told["to"]]
        until = london_date(at) + timedelta(weeks=told["weeks"])
        given = ShareGiven(to, _parts(told), Basis[told["basis"]], told["why"], until)
        made = share_family(self.session, viewer, self._ids(viewer, told["whom"]), given, at)
        if "opened_by" in told:
            opened_at = min(at + told["opened_after"] * timedelta(days=1), self.calendar.now)
            for one in made:
                view_share(self.session, self.at_work.viewer(told["opened_by"]), one.id, opened_at)
                receive_share(self.session, self.at_work.viewer(told["opened_by"]), one.id, opened_at)

    def _look_up(self, told: Described, at: datetime) -> None:
        viewer, number = self.at_work.viewer(told["by"]), self._number(told["number_of"])
        given = LookUpGiven(told["name"], self._born(told["born"]), number, Basis[told["basis"]], told["why"])
        looked = look_up(self.session, viewer, given, at)
        if asks := told.get("asks"):
            asked = RequestGiven(_parts(asks), Basis[asks["basis"]], asks["why"])
            later = at + timedelta(minutes=asks["minutes"])
            ask_to_be_told(self.session, viewer, asked, later, lookup_id=looked.lookup_id)

    @property
    def _school(self) -> Viewer:
        """What the school knows, also of the family it keeps closed: whoever looks up was told by the family."""
        return system_viewer(self.session.get_one(Agency, self.at_work.agencies["school"]))

    def _born(self, name: str) -> date:
        born = self._person(self._school, name).birth_date
        if born is None:
            raise ValueError(f"The data give no birth date of {name}.")
        return born

    def _number(self, name: str) -> str:
        person = self._person(self._school, name)
        points = contact_points(self.session, self._school, person.id)
        return next(one.value or "" for one in points if one.channel == Channel.MOBILE)

    def _ids(self, viewer: Viewer, names: list[str]) -> list[UUID]:
        return [self._person(viewer, name).id for name in names]

    def _person(self, viewer: Viewer, name: str) -> Person:
        [found] = people_called(self.session, viewer, name)
        return found


def _parts(told: Described) -> list[str]:
    return [Part[name].value for name in told["parts"]]
