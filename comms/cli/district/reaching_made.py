"""Calls and texts of the demo, and what a person made of them. What follows by itself is the worker's: see
``meanwhile.py``. Nothing leaves the machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from hashlib import sha256

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.cli.district.appointments_made import working_days_from
from comms.cli.district.described import Described, agencies_described, reaching_described
from comms.cli.district.meanwhile import Meanwhile
from comms.cli.district.moments import Happening, Place
from comms.cli.district.people_at_work import AtWork
from comms.cli.district.recording import Recorded
from comms.cli.district.school_calendar import SchoolCalendar
from comms.families.contact_point import Channel, ContactPoint
from comms.families.find import contact_points
from comms.families.person import Person
from comms.follow_ups.calls.actions import CallGiven, MissedGiven, begin_call, missed_by_hand, talked
from comms.follow_ups.closing import CloseGiven, close
from comms.follow_ups.find import live_of_person
from comms.follow_ups.follow_up import ClosedBecause, FollowUp
from comms.foundation.clock import london_date, london_moment
from comms.messages.arriving import store_webhook
from comms.messages.find import open_incoming
from comms.messages.incoming_actions import finish_incoming
from comms.messages.numbers import international
from comms.messages.webhook import WebhookKind
from comms.tasks.actions import finish_task
from comms.tasks.find import tasks_about
from comms.tasks.task import TaskKind, TaskState

RANG_FOR = timedelta(seconds=25)


@dataclass(frozen=True, slots=True)
class ReachingMade:
    """Makes what the data tell of reaching families, each thing at its moment."""

    session: Session
    at_work: AtWork
    recorded: Recorded
    calendar: SchoolCalendar
    meanwhile: Meanwhile

    def happenings(self) -> Iterator[Happening]:
        """Each call and text, and what a person did about it."""
        for number, told in enumerate(reaching_described()["event"]):
            yield Happening(self._moment(told), (Place.REACHING, number), partial(_DO[told["what"]], self, told))

    def _moment(self, told: Described) -> datetime:
        if "minutes" in told:
            return self.calendar.now - timedelta(minutes=told["minutes"])
        day = working_days_from(london_date(self.calendar.now), told["in"])
        return london_moment(day, time.fromisoformat(told["at"]))

    def missed_call(self, told: Described, at: datetime) -> None:
        """Somebody rang from a telephone of their own, and nobody answered."""
        viewer, person = self.at_work.viewer(told["by"]), self._person(told["who"])
        given = MissedGiven(person.id, self._mobile(viewer, person).id, self._person(told["child"]).id)
        missed_by_hand(self.session, viewer, given, at)

    def talked(self, told: Described, at: datetime) -> None:
        """Somebody rang, and spoke to them."""
        viewer, person = self.at_work.viewer(told["by"]), self._person(told["who"])
        given = CallGiven(
            person.id, self._mobile(viewer, person).id, with_interpreter=True,
            follow_up_id=self._follow_up(viewer, person).id,
        )  # fmt: skip
        talked(self.session, viewer, begin_call(self.session, viewer, given, at).id, at)

    def text_in(self, told: Described, at: datetime) -> None:
        """A text came in, as a carrier would bring it."""
        back = london_date(self.calendar.now) + timedelta(days=told.get("back", 0))
        words = told["words"].format(back=f"{back.day}.{back.month:02}")
        self._brought(WebhookKind.TEXT, told, at, {"Body": words, "NumMedia": "0", "SmsStatus": "received"})

    def they_rang(self, told: Described, at: datetime) -> None:
        """Somebody rang our number, and no telephone of ours was picked up."""
        self._brought(WebhookKind.CALLED, told, at, {"CallStatus": "ringing"})
        over = {"CallStatus": "in-progress", "DialCallStatus": "no-answer"}
        self._brought(WebhookKind.CALLED, told, at + RANG_FOR, over)

    def dealt_with(self, told: Described, at: datetime) -> None:
        """Somebody said what was done about what came in."""
        viewer, person = self.at_work.viewer(told["by"]), self._person(told["who"])
        for row in open_incoming(self.session, viewer):
            if row.person_id == person.id:
                finish_incoming(self.session, viewer, row.id, told["words"], at)

    def done(self, told: Described, at: datetime) -> None:
        """Somebody did what was asked of them, and said how it went."""
        viewer, person = self.at_work.viewer(told["by"]), self._person(told["who"])
        for task in tasks_about(self.session, viewer, person.id):
            if task.kind == TaskKind(told["task"]) and task.state == TaskState.OPEN:
                finish_task(self.session, viewer, task.id, told["words"], at)

    def closed(self, told: Described, at: datetime) -> None:
        """A person closed a follow-up, with a reason."""
        viewer = self.at_work.viewer(told["by"])
        row = self._follow_up(viewer, self._person(told["who"]))
        close(self.session, viewer, row.id, CloseGiven(ClosedBecause(told["because"]), told["words"]), at)

    def _brought(self, kind: WebhookKind, told: Described, at: datetime, fields: Mapping[str, str]) -> None:
        line = agencies_described()[told["line"]]["line"]
        viewer = next(self.at_work.viewer(key) for key in line["duty"])
        theirs = self._mobile(viewer, self._person(told["who"])).value
        # The carrier's name for it; the same for the same event, so that a call that is over is the one that rang.
        name = sha256(f"{told['who']} {told.get('at')} {told.get('in')}".encode()).hexdigest()[:32]
        sid = {"MessageSid": f"SM{name}"} if kind == WebhookKind.TEXT else {"CallSid": f"CA{name}"}
        numbers = {"From": international(theirs) or "", "To": international(line["number"]) or ""}
        once = f"{kind}:{name}:{fields.get('DialCallStatus', '')}"
        store_webhook(self.session, kind, once, name, {**sid, **numbers, **fields}, at)
        self.meanwhile.handle_webhooks(at)

    def _person(self, name: str) -> Person:
        people = (person for _, person in (*self.recorded.adults, *self.recorded.children))
        return next(one for one in people if one.name == name)

    def _mobile(self, viewer: Viewer, person: Person) -> ContactPoint:
        points = contact_points(self.session, viewer, person.id)
        return next(one for one in points if one.channel == Channel.MOBILE)

    def _follow_up(self, viewer: Viewer, person: Person) -> FollowUp:
        [found] = live_of_person(self.session, viewer, person.id)
        return found


_DO: Mapping[str, Callable[[ReachingMade, Described, datetime], None]] = {
    "missed call": ReachingMade.missed_call,
    "talked": ReachingMade.talked,
    "text in": ReachingMade.text_in,
    "they rang": ReachingMade.they_rang,
    "dealt with": ReachingMade.dealt_with,
    "done": ReachingMade.done,
    "closed": ReachingMade.closed,
}
