"""Suppliers, travel times, and which languages a register covers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from booking_factories import an_interpreter
from factories import a_staff_member, an_agency
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.foundation.errors import NotFound
from comms.interpreters import find
from comms.interpreters.actions import LanguageGiven, record_language
from comms.interpreters.bad_interpreter import BadInterpreter
from comms.interpreters.supplier_actions import SupplierGiven, ask_supplier_no_more, change_supplier, record_supplier
from comms.interpreters.travel import minutes_between
from comms.interpreters.travel_actions import forget_travel_time, set_travel_time

FENLAND = SupplierGiven(
    "Fenland Languages", "bookings@fenland.example", "01632 960 300", ("lt", "bfi"), ("by video",), "CSC-104"
)


def test_a_supplier_is_recorded_changed_and_asked_no_more(session: Session, viewer: Viewer, now: datetime) -> None:
    made = record_supplier(session, viewer, FENLAND, now)
    change_supplier(session, viewer, made.id, replace(FENLAND, cost_code="CSC-105"), now)
    assert (made.languages, made.modes, made.cost_code) == (["lt", "bfi"], ["by video"], "CSC-105")
    ask_supplier_no_more(session, viewer, made.id, now)
    assert find.suppliers(session, viewer) == []
    ask_supplier_no_more(session, viewer, made.id, now, again=True)
    assert find.suppliers(session, viewer) == [made]


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("name", {"name": ""}), ("email", {"email": ""}), ("email", {"email": "fenland"}),
        ("telephone", {"telephone": "1"}), ("languages", {"languages": ["xx"]}), ("modes", {"modes": ["by post"]}),
        ("terms", {"terms": {"pence_an_hour": 60_000}}), ("name", {"name": "fenland  LANGUAGES"}),
    ],
)  # fmt: skip
def test_a_supplier_that_cannot_be_asked_or_is_known_is_refused_at_its_field(
    session: Session, viewer: Viewer, now: datetime, field: str, given: dict[str, Any]
) -> None:
    record_supplier(session, viewer, FENLAND, now)
    with pytest.raises(BadInterpreter) as fault:
        record_supplier(session, viewer, replace(replace(FENLAND, name="Another"), **given), now)
    assert fault.value.field == field


def test_a_supplier_is_its_own_agencys(session: Session, viewer: Viewer, now: datetime) -> None:
    made = record_supplier(session, viewer, FENLAND, now)
    other = viewer_of(a_staff_member(session, an_agency(session, now, "March Primary"), now, roles=("administrator",)))
    with pytest.raises(NotFound):
        change_supplier(session, other, made.id, FENLAND, now)


def test_a_travel_time_holds_both_ways_until_it_is_forgotten(session: Session, viewer: Viewer, now: datetime) -> None:
    set_travel_time(session, viewer, "PE13 9ZA", "pe15", 25, now)
    set_travel_time(session, viewer, "PE15", "PE13", 30, now)
    set_travel_time(session, viewer, "PE13", "PE13", 10, now)
    known = find.travel_times(session, viewer)
    assert known == {("PE13", "PE15"): 30, ("PE15", "PE13"): 30, ("PE13", "PE13"): 10}
    forget_travel_time(session, viewer, "PE13", "PE15", now)
    assert minutes_between(find.travel_times(session, viewer), "PE15", "PE13") == 60


@pytest.mark.parametrize(
    ("field", "one", "other", "minutes"),
    [("one_zone", "", "PE13", 10), ("other_zone", "PE13", "March", 10), ("minutes", "PE13", "PE15", 601)],
)
def test_a_travel_time_that_cannot_be_is_refused(
    session: Session, viewer: Viewer, now: datetime, field: str, one: str, other: str, minutes: int
) -> None:
    with pytest.raises(BadInterpreter) as fault:
        set_travel_time(session, viewer, one, other, minutes, now)
    assert fault.value.field == field


def test_the_languages_covered_count_people_at_their_best_level_and_checks_of_today(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    daiva = an_interpreter(session, viewer, now, level=3)
    record_language(session, viewer, daiva.id, LanguageGiven("lt", 6, dialect="Samogitian"), now)
    an_interpreter(session, viewer, now, "Ona Petraitė", level=3, expires_on=date(2026, 11, 22))
    an_interpreter(session, viewer, now, "Ben Carter", "bfi", level=6, checks=())
    an_interpreter(session, viewer, now, "Who left", "pl", active=False)
    lithuanian, signs = find.languages_covered(session, viewer, date(2026, 11, 23))
    assert (lithuanian.language, lithuanian.total, lithuanian.best, lithuanian.checked) == ("lt", 2, 6, 1)
    assert lithuanian.by_level == (0, 0, 0, 1, 0, 0, 1, 0)
    assert (signs.language, signs.total, signs.checked) == ("bfi", 1, 0)
