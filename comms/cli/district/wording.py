"""The school's own wording: phrases it put into force, with who translated and approved them, and drafts of letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from comms.cli.district.described import Described, own_wording
from comms.cli.district.moments import Happening, Place
from comms.cli.district.people_at_work import AtWork
from comms.cli.district.school_calendar import SchoolCalendar
from comms.letters.own.actions import LetterEdit, PhraseEdit, save_draft, write_phrase
from comms.letters.templates.source import packaged_body
from comms.translation.actions import WordsGiven, approve_words, write_translation
from comms.translation.find import words

PHRASE = "phrase"


@dataclass(frozen=True, slots=True)
class Wording:
    """Writes what the data say of the school's own words."""

    session: Session
    at_work: AtWork
    calendar: SchoolCalendar

    def happenings(self) -> Iterator[Happening]:
        """Each phrase, its translations and their approvals, each draft, at their moments."""
        for number, phrase in enumerate(own_wording().get("phrase", ())):
            place = (Place.WORDING, number)
            yield Happening(self.calendar.moment(phrase), place, partial(self._write_phrase, phrase))
            for translated in phrase["translated"]:
                act = partial(self._translate, phrase["text"], translated)
                yield Happening(self.calendar.moment(translated), place, act)
                act = partial(self._approve, phrase["text"], translated)
                yield Happening(self.calendar.moment(translated["approved"]), place, act)
        for number, letter in enumerate(own_wording().get("letter", ())):
            act = partial(self._draft, letter)
            yield Happening(self.calendar.moment(letter), (Place.WORDING, number), act)

    def _write_phrase(self, phrase: Described, at: datetime) -> None:
        edit = PhraseEdit(phrase["key"], phrase["text"])
        write_phrase(self.session, self.at_work.viewer(phrase["by"]), edit, at)

    def _translate(self, source: str, translated: Described, at: datetime) -> None:
        given = WordsGiven(translated["language"], PHRASE, source, None, (translated["text"],))
        write_translation(self.session, self.at_work.viewer(translated["by"]), given, at)

    def _approve(self, source: str, translated: Described, at: datetime) -> None:
        viewer = self.at_work.viewer(translated["approved"]["by"])
        found = words(self.session, translated["language"], viewer.agency_id)(PHRASE, source, None)
        approve_words(self.session, viewer, [found], at)

    def _draft(self, letter: Described, at: datetime) -> None:
        body = packaged_body(letter["kind"]).replace(letter["was"], letter["becomes"])
        save_draft(self.session, self.at_work.viewer(letter["by"]), LetterEdit(letter["kind"], "", body, 0), at)
