"""What came after the letters of the ten weeks: slips, a letter that came back, what readers said when asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.cli.district.described import Described
from comms.cli.district.moments import Happening, Place
from comms.cli.district.people_at_work import AtWork
from comms.cli.district.recording import Recorded
from comms.cli.district.school_calendar import SchoolCalendar
from comms.families.find import children_of
from comms.families.person import Person
from comms.foundation.clock import london_date
from comms.letters.afterwards.actions import record_event
from comms.letters.afterwards.event_given import EventGiven
from comms.letters.afterwards.letter_event import EventKind
from comms.letters.afterwards.replying import ReplyGiven, record_reply_to
from comms.letters.find import letters_about
from comms.letters.letter import Letter, LetterState

# What says when, by whom and of which letter; all else is what the event tells.
WHERE_IT_BELONGS = frozenset({"what", "letter", "about", "by", "week", "days", "weeks"})


@dataclass(frozen=True, slots=True)
class AfterLetters:
    """Records what the data tell of letters that were issued."""

    session: Session
    at_work: AtWork
    recorded: Recorded
    calendar: SchoolCalendar

    def happenings(self) -> Iterator[Happening]:
        """Each event at its moment, those of one person in the order of the data."""
        number = 0
        for adult, person in self.recorded.adults:
            for told in adult.after:
                number += 1
                act = partial(self._record, person, told)
                yield Happening(self.calendar.moment(told), (Place.AFTER_LETTER, number), act)

    def _record(self, reader: Person, told: Described, at: datetime) -> None:
        viewer, on = self.at_work.viewer(told.get("by", "reception")), london_date(at)
        letter = self._letter(viewer, reader, told)
        if letter is None:
            return
        said = {name: value for name, value in told.items() if name not in WHERE_IT_BELONGS}
        if told["what"] == EventKind.REPLIED:
            given = ReplyGiven(tuple(said.pop("numbers", ())), on, **said)
            record_reply_to(self.session, viewer, letter.id, given, at)
        else:
            record_event(self.session, viewer, letter.id, EventGiven(EventKind(told["what"]), on, **said), at)

    def _letter(self, viewer: Viewer, reader: Person, told: Described) -> Letter | None:
        """The newest letter of the kind to this reader about this child; on a day on which none was due there is
        none."""
        children = {child.given_name: child.id for _, child in children_of(self.session, viewer, reader.id)}
        wanted = (told["letter"], reader.id, children[told["about"]], LetterState.ISSUED)
        letters = letters_about(self.session, viewer, reader.id)
        return next((one for one in letters if (one.kind, one.recipient_id, one.child_id, one.state) == wanted), None)
