"""Making the demo's register of interpreters: who they are, what they have shown, when they work, for whom never."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.place_actions import PlaceGiven, record_place
from comms.cli.district.described import Described, interpreters_described
from comms.cli.district.people_at_work import AtWork
from comms.families.find import people_called
from comms.foundation.clock import LONDON, london_date
from comms.interpreters.actions import (
    InterpreterGiven,
    LanguageGiven,
    QualificationGiven,
    give_code,
    record_language,
    record_qualification,
    register_interpreter,
    share_register,
)
from comms.interpreters.conflict_actions import ConflictGiven, declare_conflict
from comms.interpreters.hours import HoursKind
from comms.interpreters.hours_actions import ExceptionGiven, HoursGiven, record_exception, set_weekly_hours
from comms.interpreters.supplier_actions import SupplierGiven, record_supplier
from comms.interpreters.travel_actions import set_travel_time

KEEPER = "coordinator"
# Who records an agency's places and suppliers.
RECORDED_BY = {"social_care": KEEPER, "school": "head", "police": "officer"}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SAID = ("name", "gender", "telephone", "email")


@dataclass(slots=True)
class Register:
    """The interpreters, suppliers and places that were made, by their keys or names in the data."""

    interpreters: dict[str, UUID]
    suppliers: dict[str, UUID]
    places: dict[str, UUID]
    codes: dict[str, str]


def make_register(session: Session, at_work: AtWork, made_at: datetime, now: datetime) -> Register:
    """Make the register as of ``made_at``; what runs out and who is on leave is counted from ``now``."""
    about, keeper = interpreters_described(), at_work.viewer(KEEPER)
    for agency in about["share"]:
        share_register(session, keeper, at_work.agencies[agency], made_at)
    for way in about["way"]:
        set_travel_time(session, keeper, way["from"], way["to"], way["minutes"], made_at)
    register = Register({}, {}, _places(session, at_work, about["place"], made_at), {})
    for supplier in about["supplier"]:
        given = SupplierGiven(**{name: value for name, value in supplier.items() if name != "agency"})
        viewer = at_work.viewer(RECORDED_BY[supplier["agency"]])
        register.suppliers[given.name] = record_supplier(session, viewer, given, made_at).id
    for one in about["interpreter"]:
        made = _Made(session, keeper, one, made_at, now)
        register.interpreters[one["key"]] = made.interpreter_id
        if one.get("code"):
            register.codes[one["name"]] = give_code(session, keeper, made.interpreter_id, made_at)
    session.flush()
    return register


def _places(session: Session, at_work: AtWork, places: list[Described], made_at: datetime) -> dict[str, UUID]:
    made = {}
    for place in places:
        given = PlaceGiven(place["name"], tuple(place["address"]))
        made[given.name] = record_place(session, at_work.viewer(RECORDED_BY[place["agency"]]), given, made_at).id
    return made


class _Made:
    """One interpreter, with all that is said of them."""

    def __init__(self, session: Session, keeper: Viewer, one: Described, made_at: datetime, now: datetime) -> None:
        self.session, self.keeper, self.one, self.made_at, self.now = session, keeper, one, made_at, now
        terms = {"pence_an_hour": one["pence_an_hour"]} if "pence_an_hour" in one else {}
        said: dict[str, Any] = {name: one[name] for name in SAID if name in one}
        given = InterpreterGiven(**said, base_zone=one["base"], travels_minutes=one["travels"], terms=terms)
        self.interpreter_id = register_interpreter(session, keeper, given, made_at).id
        self._languages()
        self._shown()
        self._hours()
        for said in one.get("not_for", ()):
            self._not_for(said)

    def _languages(self) -> None:
        for language in self.one["languages"]:
            given = LanguageGiven(**{name: _tuple(value) for name, value in language.items()})
            record_language(self.session, self.keeper, self.interpreter_id, given, self.made_at)

    def _shown(self) -> None:
        for shown in self.one["shown"]:
            said = {name: value for name, value in shown.items() if name not in {"weeks", "until"}}
            until = self._day(shown["until"]) if "until" in shown else None
            given = QualificationGiven(issued_on=self._day(shown["weeks"]), expires_on=until, **said)
            record_qualification(self.session, self.keeper, self.interpreter_id, given, self.now)

    def _hours(self) -> None:
        hours = list(hours_in_words(self.one["hours"]))
        set_weekly_hours(self.session, self.keeper, self.interpreter_id, hours, london_date(self.made_at), self.made_at)
        if "leave" in self.one:
            first, last = (self._day(self.one["leave"][name]) for name in ("weeks", "until"))
            starts, ends = (datetime.combine(day, time(), LONDON) for day in (first, last))
            given = ExceptionGiven(HoursKind.LEAVE, starts, ends)
            record_exception(self.session, self.keeper, self.interpreter_id, given, self.now)

    def _not_for(self, said: Described) -> None:
        [person] = people_called(self.session, self.keeper, said["person"])
        given = ConflictGiven(said["scope"], said["declared_by"], said["reason"], person.id)
        declare_conflict(self.session, self.keeper, self.interpreter_id, given, self.made_at)

    def _day(self, weeks: int) -> date:
        return london_date(self.now) + timedelta(weeks=weeks)


def _tuple(value: object) -> Any:
    return tuple(value) if isinstance(value, list) else value


def hours_in_words(words: str) -> Iterator[HoursGiven]:
    """The hours of a week as people write them: "Mon-Fri 09:00-17:00; Sat 10:00-13:00"."""
    for part in words.split(";"):
        days, times = part.split()
        first, _, last = days.partition("-")
        begins, ends = (time.fromisoformat(text) for text in times.split("-"))
        for weekday in range(DAYS.index(first), DAYS.index(last or first) + 1):
            yield HoursGiven(weekday, begins, ends)
