"""The letters of the ten weeks: the runs, those made by hand, and the mornings on which they were posted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from comms.cli.district.by_hand import values_by_hand
from comms.cli.district.described import Described
from comms.cli.district.moments import Happening, Place
from comms.cli.district.people_at_work import AtWork
from comms.cli.district.recording import Recorded
from comms.cli.district.school_calendar import SchoolCalendar
from comms.cli.district.worked import make_letters, print_letters
from comms.families.find import children_of
from comms.families.person import Person
from comms.foundation.clock import london_date
from comms.foundation.settings import Settings
from comms.letters.actions import LetterAsked, issue_letter, withdraw_letter
from comms.letters.afterwards.actions import mark_posted
from comms.letters.afterwards.event_given import PostClass
from comms.letters.afterwards.find import letters_of_run
from comms.letters.find import held_like, letters_in_state
from comms.letters.letter import LetterState
from comms.letters.run import due_letters
from comms.letters.runs.actions import start_run


@dataclass(frozen=True, slots=True)
class LettersMade:
    """Makes the letters that the data tell of, by the rules of the day on which each was made."""

    session: Session
    at_work: AtWork
    recorded: Recorded
    calendar: SchoolCalendar
    settings: Settings

    def happenings(self) -> Iterator[Happening]:
        """The runs, the letters by hand, and the posting of each on the next working day."""
        made = [*self._runs(), *self._by_hand()]
        yield from made
        yield from self._withdrawn()
        for morning in {self.calendar.next_morning(one.at) for one in made}:
            # Of this morning nobody has told yet: the last letters wait to be marked as posted.
            if london_date(morning) < london_date(self.calendar.now):
                yield Happening(morning, (Place.POSTED, 0), self._post)

    def _runs(self) -> Iterator[Happening]:
        """Each run with the children it took in."""
        wanted: dict[datetime, set[tuple[UUID, str]]] = {}
        for child, person in self.recorded.children:
            for run in child.written:
                wanted.setdefault(self.calendar.moment(run), set()).add((person.id, run["kind"]))
        for at, letters in wanted.items():
            yield Happening(at, (Place.RUN, 0), partial(self._run, letters))

    def _run(self, letters: set[tuple[UUID, str]], at: datetime) -> None:
        viewer, on = self.at_work.viewer("attendance"), london_date(at)
        chosen = [
            found.wanted
            for found in due_letters(self.session, viewer, on, children={child for child, _ in letters})
            if found.wanted.child and (found.wanted.child.id, found.due.kind) in letters
        ]
        if not chosen:
            return
        run = start_run(self.session, viewer, chosen, on, at)
        make_letters(self.session, run.id, at)
        print_letters(self.session, viewer, self.settings, letters_of_run(self.session, viewer, run.id), at)

    def _by_hand(self) -> Iterator[Happening]:
        """The letters that somebody made for one parent."""
        for number, (adult, person) in enumerate(self.recorded.adults):
            for letter in adult.by_hand:
                act = partial(self._make_by_hand, person, letter)
                yield Happening(self.calendar.moment(letter), (Place.BY_HAND, number), act)

    def _make_by_hand(self, parent: Person, letter: Described, at: datetime) -> None:
        viewer, on = self.at_work.viewer(letter.get("by", "attendance")), london_date(at)
        children = {child.given_name: child.id for _, child in children_of(self.session, viewer, parent.id)}
        child_id = children[letter["about"]]
        values = values_by_hand(letter, on, self.calendar)
        if letter.get("register"):
            found = due_letters(self.session, viewer, on, letter["kind"], [child_id])
            counted = next((one.wanted.values for one in found if one.wanted.reader.person.id == parent.id), None)
            if counted is None:
                return
            values = dict(counted) | values
        asked = LetterAsked(letter["kind"], parent.id, child_id, values)
        made = issue_letter(self.session, viewer, asked, at)
        if made.state == LetterState.ISSUED:
            print_letters(self.session, viewer, self.settings, [made.id], at)

    def _withdrawn(self) -> Iterator[Happening]:
        """The held letters that were no longer needed once somebody had rung."""
        for number, (adult, person) in enumerate(self.recorded.adults):
            for told in adult.withdrawn:
                act = partial(self._withdraw, person, told)
                yield Happening(self.calendar.moment(told), (Place.WITHDRAWN, number), act)

    def _withdraw(self, parent: Person, told: Described, at: datetime) -> None:
        viewer = self.at_work.viewer("attendance")
        children = {child.given_name: child.id for _, child in children_of(self.session, viewer, parent.id)}
        for letter in held_like(self.session, viewer, told["kind"], parent.id, children[told["about"]]):
            withdraw_letter(self.session, viewer, letter.id, told["because"], at)

    def _post(self, at: datetime) -> None:
        viewer = self.at_work.viewer("reception")
        waiting = [letter.id for letter in letters_in_state(self.session, viewer, LetterState.ISSUED)]
        mark_posted(self.session, viewer, waiting, london_date(at), PostClass.SECOND, at)
