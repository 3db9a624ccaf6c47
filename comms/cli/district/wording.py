"""The school's own wording: phrases and letters it put into force, drafts of letters, and sentences somebody wrote in
other words, with who translated, reviewed and approved them."""

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
from comms.letters.own.actions import LetterEdit, PhraseEdit, put_in_force, save_draft, write_phrase
from comms.letters.templates.source import packaged_body
from comms.translation.actions import WordsGiven, approve_words, write_translation
from comms.translation.find import words
from comms.translation.reviewing import ask_for_review, send_back

PHRASE = "phrase"


@dataclass(frozen=True, slots=True)
class Wording:
    """Writes what the data say of the school's own words."""

    session: Session
    at_work: AtWork
    calendar: SchoolCalendar

    def happenings(self) -> Iterator[Happening]:
        """Each phrase, its translations and their approvals, each letter and each sentence, at their moments."""
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
            if (told := letter.get("in_force")) is not None:
                act = partial(self._put_in_force, letter)
                yield Happening(self.calendar.moment(told), (Place.WORDING, number), act)
        for number, sentence in enumerate(own_wording().get("sentence", ())):
            act = partial(self._write, sentence)
            yield Happening(self.calendar.moment(sentence), (Place.WORDING, number), act)
            for step in ("asked", "sent_back"):
                if (told := sentence.get(step)) is not None:
                    act = partial(self._review, sentence, step)
                    yield Happening(self.calendar.moment(told), (Place.REVIEW, number), act)

    def _write_phrase(self, phrase: Described, at: datetime) -> None:
        edit = PhraseEdit(phrase["key"], phrase["text"])
        write_phrase(self.session, self.at_work.viewer(phrase["by"]), edit, at)

    def _translate(self, source: str, translated: Described, at: datetime) -> None:
        self._write({**translated, "use": PHRASE, "source": source}, at)

    def _write(self, sentence: Described, at: datetime) -> None:
        given = WordsGiven(sentence["language"], sentence["use"], sentence["source"], None, (sentence["text"],))
        write_translation(self.session, self.at_work.viewer(sentence["by"]), given, at)

    def _review(self, sentence: Described, step: str, at: datetime) -> None:
        told = sentence[step]
        viewer = self.at_work.viewer(told["by"])
        found = words(self.session, sentence["language"], viewer.agency_id)(sentence["use"], sentence["source"], None)
        if step == "asked":
            ask_for_review(self.session, viewer, found, at, told["said"])
        else:
            send_back(self.session, viewer, found, told["said"], at)

    def _approve(self, source: str, translated: Described, at: datetime) -> None:
        viewer = self.at_work.viewer(translated["approved"]["by"])
        found = words(self.session, translated["language"], viewer.agency_id)(PHRASE, source, None)
        approve_words(self.session, viewer, [found], at)

    def _draft(self, letter: Described, at: datetime) -> None:
        body = packaged_body(letter["kind"]).replace(letter["was"], letter["becomes"])
        save_draft(self.session, self.at_work.viewer(letter["by"]), LetterEdit(letter["kind"], "", body, 0), at)

    def _put_in_force(self, letter: Described, at: datetime) -> None:
        put_in_force(self.session, self.at_work.viewer(letter["in_force"]["by"]), letter["kind"], "", 1, at)
