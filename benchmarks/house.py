"""The house as it runs on one machine with SQLite: families to write to, one letter's whole way, and where it goes."""

from __future__ import annotations

import base64
import os
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import comms.letters.actions as letter_actions
import comms.letters.printing as letter_printing
from comms.agencies.actions import add_staff, change_agency, found_agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.channels.paper import Paper, paper_from_json
from comms.channels.pdf import printing
from comms.families.actions import PersonDetails, record_person, relate, set_address
from comms.families.language_need import Source
from comms.families.need_actions import NeedGiven, record_language_need
from comms.families.person import Person, PersonKind
from comms.foundation.clock import london_date, utc_now
from comms.foundation.locks import Keyring
from comms.foundation.migrating import migrate
from comms.foundation.opening import open_installation
from comms.foundation.settings import Settings
from comms.letters.actions import LetterAsked, issue_letter
from comms.letters.desk import desk_of
from comms.letters.find import readers
from comms.letters.letter import Letter, LetterState, PrintedLetter
from comms.letters.reader import LetterWanted, Reader
from comms.worker.working import Worker

# The families were recorded before the letters are issued; what the worker claims must be due by the real clock.
NOW = utc_now()

# Names of the window stand in Latin letters, as post needs them; the child's is written as the family writes it.
GIVEN = ("Amina", "Beata", "Celina", "Dorota", "Elena", "Farah", "Grazyna", "Hala", "Irena", "Jamila")
FAMILY = ("Akhtar", "Bednarz", "Czarnecka", "Darwish", "Fadel", "Górska", "Haddad", "Iqbal", "Jasińska", "Khalil")
CHILDREN = {
    "pl": ("Łukasz Wiśniewski", "Zofia Dąbrowska", "Jakub Żak"),
    "ar": ("بيان الخطيب", "يوسف حداد", "مريم درويش"),
    "ur": ("عائشہ اقبال", "حمزہ اختر", "زینب خلیل"),
}
STREETS = ("Elm Road", "Ramnoth Road", "Norwich Road", "Lynn Road", "Victoria Road")
VALUES: dict[str, dict[str, object]] = {
    "L00": {},
    "L02": {
        "from": "2026-09-07",
        "to": "2026-11-20",
        "pattern": {"key": "pattern.weekday", "weekday": "monday"},
        "reply_by": "2026-12-07",
    },
}


@dataclass(frozen=True, slots=True)
class Family:
    """One parent and one child of a language."""

    parent: UUID
    child: UUID


def cpu_seconds() -> float:
    """The CPU this process has used in user and system mode, all its threads and ended children counted."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


class House:
    """A fresh installation under a folder, with a school and its staff."""

    def __init__(self, home: Path) -> None:
        key = base64.b64encode(os.urandom(32)).decode()
        settings = Settings(home=home, mode="development", master_key=key, secret_key="s" * 40)
        migrate(settings, NOW)
        self.installation = open_installation(settings)
        self.database = self.installation.database
        self.worker = Worker(self.installation)
        self.installation.queue.serve(self.worker.act, self.worker.sweep)
        self.viewer = self._open_school()
        self.families: dict[str, list[Family]] = {}

    def _open_school(self) -> Viewer:
        with self.database.work() as session:
            school = found_agency(session, "Fen Edge Academy", "school", NOW)
            session.flush()
            roles = ("head teacher", "administrator")
            viewer = viewer_of(add_staff(session, school, "Jo Marsh", "jo@fenedge.example", roles, now=NOW))
            head = {
                "address": ["Ramnoth Road", "Wisbech", "PE13 2XX"],
                "telephone": "01632 960 100",
                "email": "office@fenedge.example",
                "contact_name": "Helen Marsh",
                "letter_settings": {"support": ["support.your_time", "support.travel", "support.adult"]},
            }
            change_agency(session, viewer, head, NOW)
            return viewer

    def settle(self, language: str, count: int) -> None:
        """Record families whose parent reads this language, each with names, address and child of its own."""
        with self.database.work() as session:
            self.families[language] = [self._family(session, language, number) for number in range(count)]

    def _family(self, session: Any, language: str, number: int) -> Family:
        viewer, names = self.viewer, CHILDREN[language]
        given, family = GIVEN[number % 10], FAMILY[number // 10 % 10]
        child_given, child_family = names[number % len(names)].split(" ", 1)
        child_details = PersonDetails(PersonKind.CHILD, child_given, child_family, birth_date=date(2013, 5, 4))
        child = record_person(session, viewer, child_details, NOW)
        parent = record_person(session, viewer, PersonDetails(PersonKind.PARENT, given, family, title="Ms"), NOW)
        home = (f"{number + 1} {STREETS[number % len(STREETS)]}", "Wisbech", "PE13 1AA")
        set_address(session, viewer, parent, home, NOW)
        relate(session, viewer, child, parent, "mother", responsible=True, now=NOW)
        need = NeedGiven(source=Source.ASKED_PERSON, spoken=[language], written=language, reads="well")
        record_language_need(session, viewer, parent.id, need, NOW)
        return Family(parent.id, child.id)

    def asked(self, kind: str, language: str, number: int) -> LetterAsked:
        """What an office types for one family's letter: its counts differ from letter to letter."""
        family = self.families[language][number]
        values = dict(VALUES[kind])
        if kind == "L02":
            absent = 6 + number % 17
            reasons = {"authorised": 2, "unauthorised": absent - 4, "unexplained": 2}
            values |= {"possible": 100, "attended": 100 - absent, "absent": absent, **reasons}
        return LetterAsked(kind, family.parent, family.child, values)

    def letters(self, asked: Sequence[LetterAsked]) -> list[UUID]:
        """Letters end to end as a run makes them: issued together in one commit, then each hint taken by the worker and
        each letter set, locked, stored and finished in commits of its own."""
        with self.database.work() as session:
            people = [person for one in asked for person in (one.recipient_id, one.child_id) if person]
            known, desk, now = readers(session, self.viewer, people), desk_of(session, self.viewer), utc_now()
            wanted = [
                LetterWanted(one.kind, known[one.recipient_id], _child(known, one), london_date(now), one.values)
                for one in asked
            ]
            issued = [letter_actions.issue_prepared(session, self.viewer, one, desk, now) for one in wanted]
            made = [(letter.id, letter.state, letter.kind, letter.why) for letter in issued]
        for _, state, kind, why in made:
            if state != LetterState.ISSUED:
                raise SystemExit(f"{kind} was held instead of issued: {why}")
        hints = self.installation.queue.huey
        for _ in made:
            hints.execute(hints.dequeue())
        return [letter_id for letter_id, *_ in made]

    def letter(self, asked: LetterAsked) -> UUID:
        """One letter end to end as a person makes it by hand: looked up and committed for itself alone."""
        with self.database.work() as session:
            issued = issue_letter(session, self.viewer, asked, utc_now())
            letter_id, state, why = issued.id, issued.state, issued.why
        if state != LetterState.ISSUED:
            raise SystemExit(f"{asked.kind} was held instead of issued: {why}")
        hints = self.installation.queue.huey
        hints.execute(hints.dequeue())
        return letter_id

    def paper_and_pdf(self, letter_id: UUID) -> tuple[Paper, bytes]:
        """What a letter said and the PDF that was stored. Ends the benchmark when it was not printed."""
        with self.database.reading() as session:
            letter, made = session.get(Letter, letter_id), session.get(PrintedLetter, letter_id)
            if letter is None or made is None:
                raise SystemExit("The worker did not print a letter; its log says why.")
            return paper_from_json(letter.content), made.pdf


def _child(known: dict[UUID, Reader], asked: LetterAsked) -> Person | None:
    return known[asked.child_id].person if asked.child_id else None


class Stages:
    """CPU seconds by stage. A stage that begins inside another pauses it, so that the parts add up to the whole."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._open: list[str] = []
        self._since = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what happens inside under this name."""
        self._turn()
        self._open.append(name)
        try:
            yield
        finally:
            self._turn()
            self._open.pop()

    def _turn(self) -> None:
        now = time.process_time()
        if self._open:
            self.spent[self._open[-1]] += now - self._since
        self._since = now

    def counted(self, name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        """The same act, counted under this name."""

        def counting(*given: Any, **named: Any) -> Any:
            with self.stage(name):
                return act(*given, **named)

        return counting


PREPARE, DATABASE = "fill, check facts and glyphs", "database and audit"
CHECK, TYPST = "print: glyphs again, data for the layout", "print: Typst itself"
LOCK, QUEUE = "lock and unlock", "queue: give and take the hint"


@contextmanager
def split(house: House, stages: Stages) -> Iterator[None]:
    """While this holds, each letter's CPU is counted by stage; whatever has no stage of its own is the database."""
    queue = house.installation.queue
    huey = queue.huey
    places: list[tuple[Any, str, Any]] = [
        (letter_actions, "prepare", stages.counted(PREPARE, letter_actions.prepare)),
        (letter_printing, "print_pdf", stages.counted(CHECK, letter_printing.print_pdf)),
        (printing, "typeset", stages.counted(TYPST, printing.typeset)),
        (Keyring, "close", stages.counted(LOCK, Keyring.close)),
        (Keyring, "open", stages.counted(LOCK, Keyring.open)),
        # A data key is fetched, and made, in the database.
        (Keyring, "_key", stages.counted(DATABASE, Keyring._key)),  # noqa: SLF001
        (house.database, "hint", stages.counted(QUEUE, queue.hint)),
        (huey, "dequeue", stages.counted(QUEUE, huey.dequeue)),
        (huey, "execute", stages.counted(QUEUE, huey.execute)),
        (queue, "_act", stages.counted(DATABASE, house.worker.act)),
    ]
    before = [getattr(place, name) for place, name, _ in places]
    for place, name, counted in places:
        setattr(place, name, counted)
    try:
        with stages.stage(DATABASE):
            yield
    finally:
        for (place, name, _), own in zip(places, before, strict=True):
            setattr(place, name, own)
