"""A made-up register of any size, from a fixed seed, with a year of bookings: 25 languages, each spoken by as many.

Nothing of it is measured anywhere. One interpreter in five works in a second language; most have a DBS check, some have
one that ran out; they work whole or half weeks; each is booked on as many days of the year as is asked for, half of
them in the past, for families who come again. Forty places have their ways between them. Rows are written in bulk, past
the house's actions, but not past the rule of the database: each booking is tried by it.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, insert, text

from comms.bookings.appointments.appointment import Appointment, Attendee, NeedThen, Risk, Role, Where
from comms.bookings.booking import Booking, BookingState
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.families.person import Person, Relationship
from comms.foundation.db import Record
from comms.foundation.work_item import WorkState
from comms.interpreters.conflict import Conflict, DeclaredBy, Scope
from comms.interpreters.hours import HoursException, HoursKind, WeeklyHours
from comms.interpreters.interpreter import Gender, Interpreter, InterpreterLanguage, Mode
from comms.interpreters.qualification import Qualification, QualificationKind
from comms.interpreters.terms import starting_terms, terms_to_json
from comms.interpreters.travel import TravelTime

NOW = datetime(2026, 11, 28, 8, 40, tzinfo=UTC)
YEAR = [date(2026, 6, 1) + timedelta(days=day) for day in range(364)]
WORKING_DAYS = [day for day in YEAR if day.weekday() < 5]
LANGUAGES = ("ar", "bn", "bg", "cs", "fa", "fr", "gu", "hi", "hu", "it", "ku", "lt", "lv", "pl", "ps", "pt", "ro",
             "ru", "sk", "so", "es", "ta", "tr", "uk", "ur")  # fmt: skip
ZONES = [f"PE{number}" for number in range(1, 41)]
FAMILIES_A_LANGUAGE = 200
A_LOT = 20_000
# PostgreSQL keeps a lock for each interpreter booked until the commit, and has room for a few thousand.
INTERPRETERS_A_COMMIT = 1_000

Row = dict[str, Any]
Write = Callable[[type[Record], Iterable[Row]], None]


class MadeUpRegister:
    """Writes a register for one agency, and says what it wrote."""

    def __init__(self, engine: Engine, agency_id: UUID, size: int, bookings: int, seed: int = 4) -> None:
        self.engine, self.agency_id, self.size, self.bookings = engine, agency_id, size, bookings
        self.draw = random.Random(seed)
        self.ids = (UUID(int=(0x19A << 116) | number) for number in itertools.count(1))
        self.requests: list[UUID] = []
        self.families: dict[str, list[UUID]] = {}
        self.parents: list[tuple[UUID, UUID]] = []

    def write(self, requests: int) -> None:
        """Everything, with so many open requests for the month to come."""
        self._write(TravelTime, self._ways())
        self._write(Person, self._people())
        self._write(Relationship, self._related())
        everybody = [(next(self.ids), LANGUAGES[number % len(LANGUAGES)]) for number in range(self.size)]
        self._write(Interpreter, map(self._interpreter, everybody))
        self._write(InterpreterLanguage, itertools.chain.from_iterable(map(self._spoken, everybody)))
        self._write(Qualification, itertools.chain.from_iterable(map(self._shown, everybody)))
        self._write(WeeklyHours, itertools.chain.from_iterable(map(self._hours, everybody)))
        self._write(HoursException, itertools.chain.from_iterable(map(self._away, everybody)))
        self._write(Conflict, map(self._conflict, everybody[::50]))
        for start in range(0, self.size, INTERPRETERS_A_COMMIT):
            self._book(everybody[start : start + INTERPRETERS_A_COMMIT])
        self._wanted(requests)
        if self.engine.dialect.name == "postgresql":
            # As its autovacuum does by itself after a while; SQLite is never told to, and is not here.
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))

    def _write(self, record: type[Record], rows: Iterable[Row]) -> None:
        left = iter(rows)
        while lot := list(itertools.islice(left, A_LOT)):
            with self.engine.begin() as connection:
                connection.execute(insert(record), lot)

    def _ways(self) -> Iterator[Row]:
        at = {zone: (self.draw.uniform(0, 60), self.draw.uniform(0, 60)) for zone in ZONES}
        for one, other in itertools.product(ZONES, ZONES):
            (x, y), (u, v) = at[one], at[other]
            yield {
                "from_zone": one,
                "to_zone": other,
                "minutes": round(10 + 1.3 * ((x - u) ** 2 + (y - v) ** 2) ** 0.5),
            }

    def _people(self) -> Iterator[Row]:
        for language in LANGUAGES:
            self.families[language] = []
            for _ in range(FAMILIES_A_LANGUAGE):
                parent, child = next(self.ids), next(self.ids)
                self.families[language].append(parent)
                self.parents.append((parent, child))
                for one, kind in ((parent, "parent or carer"), (child, "child")):
                    yield {"id": one, "kind": kind, "given_name": "Rasa", "family_name": "Kazlauskienė",
                           "search_name": "rasa kazlauskiene", "recorded_at": NOW}  # fmt: skip

    def _related(self) -> Iterator[Row]:
        for parent, child in self.parents:
            yield {"id": next(self.ids), "child_id": child, "adult_id": parent, "relation": "mother",
                   "recorded_at": NOW}  # fmt: skip

    def _interpreter(self, who: tuple[UUID, str]) -> Row:
        name = f"Interpreter {who[0].int & 0xFFFFFF}"
        return {"id": who[0], "agency_id": self.agency_id, "name": name, "search_name": name.lower(),
                "gender": self.draw.choice((Gender.WOMAN, Gender.MAN)), "base_zone": self.draw.choice(ZONES),
                "travels_minutes": self.draw.choice((45, 60, 90)), "terms": terms_to_json(starting_terms()),
                "most_minutes_a_day": self.draw.choice((None, 360, 480)),
                "most_minutes_a_week": self.draw.choice((None, 1200, 2000)), "registered_at": NOW}  # fmt: skip

    def _spoken(self, who: tuple[UUID, str]) -> Iterator[Row]:
        second = {self.draw.choice(LANGUAGES)} - {who[1]} if self.draw.random() < 0.2 else set()
        for language in (who[1], *second):
            yield {"id": next(self.ids), "interpreter_id": who[0], "language": language,
                   "level": self.draw.choice((3, 4, 6, 6, 6)), "modes": list(Mode)}  # fmt: skip

    def _shown(self, who: tuple[UUID, str]) -> Iterator[Row]:
        kinds = [QualificationKind.NRPSI, QualificationKind.DPSI][: self.draw.randrange(3)]
        for kind in (*kinds, *([QualificationKind.DBS] if self.draw.random() < 0.95 else [])):
            last = NOW.date() + timedelta(days=self.draw.randrange(-60, 700))
            yield {"id": next(self.ids), "interpreter_id": who[0], "kind": kind, "issued_on": date(2024, 1, 8),
                   "expires_on": None if kind == QualificationKind.DPSI else last, "recorded_at": NOW}  # fmt: skip

    def _hours(self, who: tuple[UUID, str]) -> Iterator[Row]:
        begins, ends = self.draw.choice(((8, 18), (9, 17), (8, 20)))
        for weekday in sorted(self.draw.sample(range(5), self.draw.choice((3, 4, 5, 5)))):
            yield {"id": next(self.ids), "interpreter_id": who[0], "weekday": weekday, "from_time": time(begins),
                   "until_time": time(ends), "from_day": date(2026, 1, 5)}  # fmt: skip

    def _away(self, who: tuple[UUID, str]) -> Iterator[Row]:
        for day in self.draw.sample(WORKING_DAYS, 10):
            start = datetime.combine(day, time(8), UTC)
            yield {"id": next(self.ids), "interpreter_id": who[0], "kind": self.draw.choice(list(HoursKind)[:3]),
                   "starts_at": start, "ends_at": start + timedelta(hours=6), "recorded_at": NOW}  # fmt: skip

    def _conflict(self, who: tuple[UUID, str]) -> Row:
        return {"id": next(self.ids), "interpreter_id": who[0], "agency_id": self.agency_id, "scope": Scope.FAMILY,
                "person_id": self.draw.choice(self.families[who[1]]), "declared_by": DeclaredBy.INTERPRETER,
                "reason_locked": b"-", "recorded_at": NOW}  # fmt: skip

    def _book(self, people: list[tuple[UUID, str]]) -> None:
        """Their year: each booking with the request, the appointment and the family it was for."""
        rows: dict[type[Record], list[Row]] = {Appointment: [], Attendee: [], InterpreterRequest: [], Booking: []}
        for interpreter_id, language in people:
            for day in self.draw.sample(WORKING_DAYS, self.bookings):
                start = datetime.combine(day, time(self.draw.randrange(9, 15), self.draw.choice((0, 30))), UTC)
                state = BookingState.COMPLETED if start < NOW else BookingState.CONFIRMED
                appointment = self._appointment(rows, language, start, "took place" if start < NOW else "confirmed")
                request = self._request(rows, appointment, language, RequestState.FILLED)
                rows[Booking].append({
                    "id": next(self.ids), "agency_id": self.agency_id, "appointment_id": appointment["id"],
                    "request_id": request["id"], "interpreter_id": interpreter_id, "starts_at": request["starts_at"],
                    "ends_at": request["ends_at"], "zone": appointment["zone"], "state": state, "occupies": True,
                    "for_roles": [Role.PARENT], "booked_at": start - timedelta(days=9), "work_state": WorkState.WAITING,
                    "token": "", "attempts": 0,
                })  # fmt: skip
        with self.engine.begin() as connection:
            for record, made in rows.items():
                connection.execute(insert(record), made)

    def _wanted(self, count: int) -> None:
        """Open requests for the month to come, in every language in turn."""
        rows: dict[type[Record], list[Row]] = {Appointment: [], Attendee: [], InterpreterRequest: []}
        month = [day for day in WORKING_DAYS if NOW.date() < day < NOW.date() + timedelta(days=31)]
        for number in range(count):
            language = LANGUAGES[number % len(LANGUAGES)]
            at = time(self.draw.randrange(9, 16), self.draw.choice((0, 30)))
            start = datetime.combine(self.draw.choice(month), at, UTC)
            appointment = self._appointment(rows, language, start, "planned")
            request = self._request(rows, appointment, language, RequestState.OPEN)
            request["gender"] = self.draw.choice((Gender.NOT_SAID, Gender.NOT_SAID, Gender.WOMAN))
            self.requests.append(request["id"])
        for record, made in rows.items():
            self._write(record, made)

    def _appointment(self, rows: dict[type[Record], list[Row]], language: str, start: datetime, state: str) -> Row:
        mode = self.draw.choice((Mode.IN_PERSON, Mode.IN_PERSON, Mode.TELEPHONE))
        made = {
            "id": next(self.ids), "agency_id": self.agency_id, "purpose": "meeting", "mode": mode,
            "where_kind": Where.REMOTE if mode.is_remote else Where.OUR_PLACE,
            "zone": None if mode.is_remote else self.draw.choice(ZONES), "starts_at": start,
            "ends_at": start + timedelta(minutes=90), "minutes_asked": 60, "risk": self.draw.choice(list(Risk)),
            "state": state, "made_at": start - timedelta(days=14),
        }  # fmt: skip
        rows[Appointment].append(made)
        rows[Attendee].append({
            "id": next(self.ids), "appointment_id": made["id"], "person_id": self.draw.choice(self.families[language]),
            "role": Role.PARENT, "need": NeedThen.NEEDED, "language": language,
        })  # fmt: skip
        return made

    def _request(self, rows: dict[type[Record], list[Row]], appointment: Row, language: str, state: str) -> Row:
        made = {
            "id": (one := next(self.ids)), "agency_id": self.agency_id, "appointment_id": appointment["id"],
            "reference": f"INT-{one.int & 0xFFFFFFFF:08X}", "language": language, "mode": appointment["mode"],
            "people": [str(rows[Attendee][-1]["person_id"])], "level": self.draw.choice((3, 6)),
            "checks": [QualificationKind.DBS], "starts_at": appointment["starts_at"] - timedelta(minutes=10),
            "ends_at": appointment["ends_at"] + timedelta(minutes=10), "zone": appointment["zone"],
            "risk": appointment["risk"], "state": state, "raised_at": appointment["made_at"],
            "work_state": WorkState.WAITING, "token": "", "attempts": 0, "gender": Gender.NOT_SAID,
        }  # fmt: skip
        rows[InterpreterRequest].append(made)
        return made
