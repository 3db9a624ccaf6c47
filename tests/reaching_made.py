"""A school with a line and a Polish father, for the screens for reaching families: what came in and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from browsers import District
from factories import a_need, a_parent
from follow_up_factories import a_father, followed_up, one_turn, texted
from sqlalchemy.orm import Session
from text_factories import OUR_NUMBER, TO, a_line, a_mobile, a_text, a_thread

from comms.agencies.viewer import Viewer, viewer_of
from comms.families.actions import record_safe_contact
from comms.families.person import Person
from comms.follow_ups.follow_up import Because, FollowUp
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.messages.arriving import WEBHOOKS_WORK
from comms.messages.climbing import TELL_DUTY
from comms.messages.message import Message
from comms.messages.new_text import LINE_WORK
from comms.messages.thread import Thread

ANY_HOUR: list[dict[str, Any]] = [{"days": [0, 1, 2, 3, 4, 5, 6], "from": "00:00", "to": "24:00"}]
EARLIER = timedelta(minutes=30)


@dataclass
class Reaching:
    """The father who may be reached at any hour, so that nothing depends on the clock, and who tries to."""

    installation: Installation
    viewer: Viewer
    father: UUID
    at: datetime

    @property
    def database(self) -> Database:
        """The database of it all."""
        return self.installation.database

    def do(self, act: Callable[[Session], Any]) -> Any:
        """Do something, committed."""
        with self.database.work() as session:
            return act(session)

    def see(self, ask: Callable[[Session], Any]) -> Any:
        """Ask something of the database."""
        with self.database.reading() as session:
            return ask(session)

    def thread(self, number: str = TO) -> UUID:
        """The thread of a number with our line."""
        return self.do(lambda session: a_thread(session, self.viewer, self.at, number).id)

    def text(self, key: str = "missed_call") -> UUID:
        """A text to the father."""
        return self.do(lambda session: a_text(session, self.viewer, self.at, self.person(session), key).id)

    def person(self, session: Session, person_id: UUID | None = None) -> Person:
        """The father, or somebody else."""
        return session.get_one(Person, person_id or self.father)

    def follow_up(self, because: Because = Because.MISSED_CALL, person: UUID | None = None) -> UUID:
        """A follow-up, its text written and tried to be sent."""

        def act(session: Session) -> UUID:
            return followed_up(session, self.viewer, self.at, self.person(session, person), because).id

        made: UUID = self.do(act)
        one_turn(self.installation, self.at, ["follow up", LINE_WORK])
        return made

    def comes_in(self, body: str, sender: str = TO, **more: str) -> None:
        """Somebody writes to us, and it is taken in; those on duty are told where it is urgent."""
        at = self.at + EARLIER / 2
        self.do(lambda session: texted(session, body, at, sender=sender, **more))
        one_turn(self.installation, at, [WEBHOOKS_WORK, TELL_DUTY, LINE_WORK])

    def another(self, given: str, written: str | None, number: str, family: str = "Popescu") -> UUID:
        """Somebody else with a number."""

        def act(session: Session) -> UUID:
            someone = a_parent(session, self.viewer, self.at, given=given, family=family)
            a_need(session, self.viewer, someone, self.at, written)
            a_mobile(session, self.viewer, self.at, someone, number)
            _at_any_hour(session, self.viewer, someone.id, self.at)
            return someone.id

        made: UUID = self.do(act)
        return made

    def set(self, record: type[Message | Thread | FollowUp], row: UUID, **values: Any) -> None:
        """Set what only time, or a carrier, sets."""

        def act(session: Session) -> None:
            found = session.get_one(record, row)
            for name, value in values.items():
                setattr(found, name, value)

        self.do(act)


def a_school_that_reaches(installation: Installation, district: District, **line: Any) -> Reaching:
    """The school of the district with a line and that father, half an hour ago."""
    at = utc_now() - EARLIER
    with installation.database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        a_line(session, viewer, at, **({"duty": [str(district.head.id)]} | line))
        father = a_father(session, viewer, at)
        _at_any_hour(session, viewer, father.id, at)
        return Reaching(installation, viewer, father.id, at)


def _at_any_hour(session: Session, viewer: Viewer, person_id: UUID, at: datetime) -> None:
    record_safe_contact(session, viewer, person_id, flagged=False, post_is_safe=True, said="", now=at, hours=ANY_HOUR)


__all__ = ["OUR_NUMBER", "Reaching", "a_school_that_reaches"]
