"""Recording the demo's families as a school would: the roll, then each adult with what its records say of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.cli.district.described import AdultDescribed, ChildDescribed, address_lines, families
from comms.cli.district.people_at_work import AtWork
from comms.cli.district.school_calendar import school_year
from comms.families.access.working import tell_contact_points, work_with
from comms.families.actions import (
    PersonDetails,
    StatusGiven,
    add_contact_point,
    record_child_status,
    record_contact_safety,
    record_person,
    record_safe_contact,
    relate,
    set_address,
)
from comms.families.contact_point import Channel, ReadBy, Safety
from comms.families.imports import import_pupils
from comms.families.imports.find import children_by_upn
from comms.families.imports.needs import need_given
from comms.families.need_actions import record_language_need
from comms.families.person import Person, PersonKind
from comms.foundation.clock import london_date
from comms.foundation.tables import Mapping, Row, Table

HEADINGS = {
    "upn": "UPN", "surname": "Surname", "forename": "Forename", "known_as": "Known as", "birth_date": "DOB",
    "year": "Year", "sex": "Sex", "first_language": "First language",
}  # fmt: skip
CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
# 999 is no local authority, so no child anywhere has such a number.
SCHOOL_NUMBER = "9994001"
OLDEST_YEAR = 11


@dataclass(slots=True)
class Recorded:
    """The people on record, each beside what the data say of them."""

    children: list[tuple[ChildDescribed, Person]] = field(default_factory=list)
    adults: list[tuple[AdultDescribed, Person]] = field(default_factory=list)


def record_families(session: Session, at_work: AtWork, joined: datetime, now: datetime) -> Recorded:
    """Record every family as of the day they joined. Year groups are those of the school year of ``now``."""
    officer, lead = at_work.viewer("attendance"), at_work.viewer("safeguarding")
    upns = _import_roll(session, officer, school_year(london_date(now)), joined)
    on_roll = children_by_upn(session, officer)
    numbers = _free_mobile_numbers()
    recorded = Recorded()
    for family in families():
        children = [(child, on_roll[upns[id(child)]]) for child in family.children]
        adults = [(adult, _record_adult(session, officer, adult, next(numbers), joined)) for adult in family.adults]
        for child, person in children:
            set_address(session, officer, person, address_lines(family.home), joined)
            _record_status(session, lead, child, person, joined)
        for adult, person in adults:
            set_address(session, officer, person, address_lines(adult.home or family.home), joined)
            for _, child_person in children:
                relate(
                    session, officer, child_person, person, adult.relation, responsible=adult.responsible, now=joined
                )
        for key in family.seen_by:
            for _, person in (*children, *adults):
                work_with(session, lead, person.id, at_work.agencies[key], joined)
                tell_contact_points(session, lead, person.id, at_work.agencies[key], joined)
        recorded.children += children
        recorded.adults += adults
    session.flush()
    return recorded


def _import_roll(session: Session, officer: Viewer, year: int, joined: datetime) -> dict[int, str]:
    """Take in the roll as an export of it; the number of each child by the identity of its description."""
    upns: dict[int, str] = {}
    rows: list[Row] = []
    for number, child in enumerate((child for family in families() for child in family.children), start=1):
        upns[id(child)] = _upn(number, year - child.year + 3)
        values = (upns[id(child)], child.family, child.given, child.known_as, born_on(child, year),
                  str(child.year), child.sex, child.code)  # fmt: skip
        rows.append(Row(number + 1, dict(zip(HEADINGS.values(), values, strict=True))))
    table = Table(tuple(HEADINGS.values()), tuple(rows), "utf-8", ",", "text")
    import_pupils(session, officer, table, Mapping(HEADINGS, (), ()), joined)
    return upns


def born_on(child: ChildDescribed, year: int) -> date:
    """The birthday of a child in its year group, in the school year that began in ``year``."""
    month, day = (int(part) for part in child.born.split("-"))
    first = year - 5 - child.year
    # The year is chosen by the school year; a 29 February would exist in few of them.
    return date(first if month >= 9 else first + 1, month, day)


def _upn(number: int, entered: int) -> str:
    digits = f"{SCHOOL_NUMBER}{entered % 100:02}{number:03}"
    weighed = sum(int(digit) * weight for weight, digit in enumerate(digits, start=2))
    return CHECK_LETTERS[weighed % len(CHECK_LETTERS)] + digits


def _free_mobile_numbers() -> Iterator[str]:
    """Numbers kept for drama, in order; 777 is the one that two families share."""
    return (f"07700 900{number}" for number in range(101, 777))


def _record_adult(
    session: Session, officer: Viewer, adult: AdultDescribed, free_number: str, joined: datetime
) -> Person:
    details = PersonDetails(PersonKind.PARENT, adult.given, adult.family, title=adult.title, known_as=adult.known_as)
    person = record_person(session, officer, details, joined)
    mobile = free_number if adult.mobile is None else adult.mobile
    reached = adult.reached or {}
    said_safe = {Channel.EMAIL: adult.email_is_safe, Channel.MOBILE: bool(adult.danger or reached.get("safe", reached))}
    ways = ((Channel.MOBILE, mobile), (Channel.LANDLINE, adult.landline), (Channel.EMAIL, adult.email))
    for channel, value in ways:
        if value:
            point = add_contact_point(session, officer, person, channel, value, joined)
            if said_safe.get(channel):
                session.flush()
                read_by = ReadBy(reached["read_by"]) if channel == Channel.MOBILE and "read_by" in reached else None
                record_contact_safety(session, officer, point, Safety.SAFE, joined, read_by)
    if adult.danger or reached:
        _record_reached(session, officer, adult, person, joined)
    need = need_given(adult.record, interpreter=adult.interpreter_on_record)
    if need is not None:
        record_language_need(session, officer, person.id, need, joined)
    return person


def _record_reached(
    session: Session, officer: Viewer, adult: AdultDescribed, person: Person, joined: datetime
) -> None:  # fmt: skip
    """Record what somebody said of being reached safely."""
    reached = adult.reached or {}
    quiet_from, quiet_to = reached.get("quiet", (None, None))
    record_safe_contact(
        session, officer, person.id, flagged=bool(adult.danger), post_is_safe=adult.post_is_safe, said=adult.danger,
        now=joined, quiet_from=quiet_from, quiet_to=quiet_to, hours=reached.get("hours"),
        alias=reached.get("alias", False),
    )  # fmt: skip


def _record_status(session: Session, lead: Viewer, child: ChildDescribed, person: Person, joined: datetime) -> None:
    """Record a child's social worker, plan and orders, where there is anything to record."""
    status = StatusGiven(
        child.has_social_worker, child.protection_plan, child.looked_after, child.social_worker, child.court_order_note
    )
    if status != StatusGiven():
        record_child_status(session, lead, person.id, status, joined)
