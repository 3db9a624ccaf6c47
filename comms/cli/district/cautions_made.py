"""Caution sessions of the demo's custody suite, each thing in them said at its moment by the real verbs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.cautions import find
from comms.cautions.actions import Reading, keep_media, open_session, read_point, record
from comms.cautions.exhibits.sealing import seal
from comms.cautions.media import MediaKind
from comms.cautions.said import Answered, InformationGiven, Judged, Said
from comms.cautions.standing import Standing
from comms.cli.district.appointments_made import working_days_from
from comms.cli.district.described import Described, address_lines, cautions_described, interpreters_described
from comms.cli.district.moments import Happening, Place
from comms.cli.district.people_at_work import AtWork
from comms.cli.district.register_made import Register
from comms.cli.district.said_described import said_described, words_described
from comms.cli.district.school_calendar import SchoolCalendar
from comms.cli.district.signature import drawn_signature
from comms.cli.district.worked import print_letters
from comms.families.actions import PersonDetails, record_person, set_address
from comms.families.language_need import Source
from comms.families.need_actions import NeedGiven, record_language_need
from comms.families.person import Person, PersonKind
from comms.foundation.clock import london_date, london_moment
from comms.foundation.settings import Settings
from comms.letters.actions import LetterAsked, issue_letter

GAP = timedelta(minutes=2)
A_MINUTE = timedelta(minutes=1)
# Half turns of the pen, so that each hand looks like another.
HANDS = {"person": 13, "interpreter": 9, "officer": 17}
INFORMATION_LETTER = "L14"


@dataclass(slots=True)
class CautionsMade:
    """Makes the sessions that the data tell of."""

    session: Session
    at_work: AtWork
    register: Register
    calendar: SchoolCalendar
    settings: Settings
    made: dict[int, UUID] = field(default_factory=dict)
    stands: dict[int, Standing] = field(default_factory=dict)

    def happenings(self) -> Iterator[Happening]:
        """Everything that was said, each at its moment, those of one session in their order."""
        for number, told in enumerate(cautions_described()["session"]):
            at = self._begins(told)
            for place, (after, act) in enumerate(self._acts(number, told)):
                at += after
                yield Happening(at, (Place.CAUTION, place), act)

    def _begins(self, told: Described) -> datetime:
        if "minutes" in told:
            return self.calendar.now - timedelta(minutes=told["minutes"])
        day = working_days_from(london_date(self.calendar.now), told["in"])
        return london_moment(day, time.fromisoformat(told["at"]))

    def _acts(self, number: int, told: Described) -> Iterator[tuple[timedelta, Any]]:
        """What is done in a session, each with how long after the one before."""
        yield timedelta(), partial(self._open, number, told)
        for one in told["said"]:
            yield _gap(one), partial(self._say, number, told, one)
        for point in told.get("point", ()):
            for prefix in ("", "again_"):
                if f"{prefix}answer" in point:
                    yield A_MINUTE, partial(self._read, number, told, point, prefix)
                    yield A_MINUTE, partial(self._answer, number, told, point, prefix)
                    yield A_MINUTE, partial(self._judge, number, told, point, prefix)
        for one in told.get("after", ()):
            yield _gap(one), partial(self._say, number, told, one)
        if told.get("seal"):
            yield GAP, partial(self._seal, number, told)

    def _open(self, number: int, told: Described, at: datetime) -> None:
        officer = self.at_work.viewer(told["by"])
        person = self._record_person(officer, told["person"], at)
        self.made[number] = open_session(self.session, officer, person.id, told["kind"], at).id
        self.stands[number] = find.standing(self.session, officer, self.made[number])

    def _record_person(self, officer: Viewer, told: Described, at: datetime) -> Person:
        details = PersonDetails(PersonKind.OTHER, told["given"], told["family"], told["title"], "", told["born"])
        person = record_person(self.session, officer, details, at)
        set_address(self.session, officer, person, address_lines(told["home"]), at)
        need = NeedGiven(source=Source.ASKED_WITH_INTERPRETER, **told["told"])
        record_language_need(self.session, officer, person.id, need, at)
        self.session.flush()
        return person

    def _say(self, number: int, told: Described, one: Described, at: datetime) -> None:
        viewer = self.at_work.viewer(one.get("by", told["by"]))
        said = self._with_what_is_here(number, told, one, at)
        self._put_down(number, viewer, said, at)

    def _with_what_is_here(self, number: int, told: Described, one: Described, at: datetime) -> Said:
        """What was said, with the ids of what was made for it: an interpreter, a letter, a drawn signature."""
        filled = dict(one)
        if key := filled.pop("interpreter", ""):
            [known] = (each for each in interpreters_described()["interpreter"] if each["key"] == key)
            filled |= {"interpreter_id": self.register.interpreters[key], "name": known["name"]}
        if filled.pop("letter", False):
            return self._letter(number, told, at)
        if filled.get("way") == "drawn":
            filled["media_id"] = self._signature(number, told, filled["who"], at)
        if filled["what"] == "person confirmed":
            filled |= {"born": told["person"]["born"], "address": list(address_lines(told["person"]["home"]))}
        if filled["what"] == "authority given":
            filled["by_name"] = self.at_work.viewer(one["by"]).name
        return said_described(filled, told["language"], at)

    def _signature(self, number: int, told: Described, who: str, at: datetime) -> UUID:
        officer, drawn = self.at_work.viewer(told["by"]), drawn_signature(HANDS[who])
        return keep_media(self.session, officer, self.made[number], MediaKind.SIGNATURE, drawn, at).id

    def _letter(self, number: int, told: Described, at: datetime) -> Said:
        """The letter is issued, printed and handed over."""
        officer, standing = self.at_work.viewer(told["by"]), self.stands[number]
        assert standing.offence is not None  # noqa: S101 - the data state it before
        offence, disposal = standing.offence.act_and_section, f"disposal.{told['kind']}"
        values: dict[str, object] = {"disposal": disposal, "offence": offence, "contact": officer.name}
        asked = LetterAsked(INFORMATION_LETTER, standing.opened.person_id, None, values)
        made = issue_letter(self.session, officer, asked, at)
        self.session.flush()
        print_letters(self.session, officer, self.settings, [made.id], at)
        return InformationGiven(made.id, made.reference, told["language"], "on paper", "", made.draft, at)

    def _read(self, number: int, told: Described, point: Described, prefix: str, at: datetime) -> None:
        officer, standing = self.at_work.viewer(told["by"]), self.stands[number]
        there = standing.interpreter
        reading = Reading(
            point["id"], standing.points[point["id"]].next_round, there.who.name if there else officer.name,
            changed=point["changed"] if prefix else "",
        )  # fmt: skip
        self.stands[number] = read_point(self.session, officer, self.made[number], standing.last, reading, at)

    def _answer(self, number: int, told: Described, point: Described, prefix: str, at: datetime) -> None:
        one = self.stands[number].points[point["id"]]
        words = words_described(point[f"{prefix}answer"], told["language"])
        said = Answered(point["id"], len(one.rounds), one.point.question, words)
        self._put_down(number, self.at_work.viewer(told["by"]), said, at)

    def _judge(self, number: int, told: Described, point: Described, prefix: str, at: datetime) -> None:
        rounds = len(self.stands[number].points[point["id"]].rounds)
        result = point.get(f"{prefix}result", "understood")
        said = Judged(point["id"], rounds, result, point[f"{prefix}why"])
        self._put_down(number, self.at_work.viewer(told["by"]), said, at)

    def _put_down(self, number: int, viewer: Viewer, said: Said, at: datetime) -> None:
        seen = self.stands[number].last
        self.stands[number] = record(self.session, viewer, self.made[number], seen, said, at)

    def _seal(self, number: int, told: Described, at: datetime) -> None:
        seal(self.session, self.at_work.viewer(told["by"]), self.made[number], at)


def _gap(one: Mapping[str, Any]) -> timedelta:
    return timedelta(minutes=one["after"]) if "after" in one else GAP
