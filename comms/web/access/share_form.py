"""The form of sharing: whom of a family, with which agency, which parts, on what basis, why and until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import every_agency
from comms.agencies.permissions import Permission, permissions_of
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer
from comms.families import find
from comms.families.access.parts import Basis, Part
from comms.families.access.share import LONGEST_DAYS
from comms.families.access.sharing import ShareGiven
from comms.families.person import Person, PersonKind
from comms.web.bookings.appointments_times import read_day
from comms.web.forms import Form, filled_form
from comms.web.wording import day_in_words

# Three months: as long as a plan for a child usually stands before it is looked at again.
USUAL = timedelta(weeks=13)
LONGEST_WHY = 2000
NO_PARTS = "Tick at least one part. With none, there is nothing to share."
NO_BASIS = "Say what allows it."
# Everything the form asks for, to be carried on to the page that asks whether it is right.
FIELDS = ("agency", "people", "parts", "basis", "why", "until")


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form says, read: who of the family, and what is shared of each."""

    people: Sequence[Person]
    given: ShareGiven


def family_of(session: Session, viewer: Viewer, person: Person) -> list[Person]:
    """Somebody and their nearest: a child's adults, brothers and sisters; an adult's children and these children's
    other adults."""
    if person.kind == PersonKind.CHILD:
        near = [one for _, one in find.adults_of(session, viewer, person.id)]
        near += find.siblings_of(session, viewer, person.id)
    else:
        children = [one for _, one in find.children_of(session, viewer, person.id)]
        near = children + [one for child in children for _, one in find.adults_of(session, viewer, child.id)]
    return list({one.id: one for one in (person, *near)}.values())


def other_agencies(session: Session, viewer: Viewer) -> dict[UUID, str]:
    """Every agency but the viewer's own, by name. Which agencies there are is no secret; with whom they work is."""
    return {one.id: one.name for one in every_agency(session) if one.id != viewer.agency_id}


def agency_names(session: Session) -> dict[UUID, str]:
    """The name of every agency, for what has named one of them."""
    return {one.id: one.name for one in every_agency(session)}


def see_families(staff: Sequence[Staff]) -> list[Staff]:
    """Those who can sign in and whose role shows families at all: a translator is named for none."""
    return [one for one in staff if one.active and Permission.SEE_FAMILIES in permissions_of(one.role_names)]


def usual_answers(family: Sequence[Person], today: date) -> Form:
    """The form as it is first shown: whoever it was begun from ticked and none of their relatives, no part, three
    months. What nobody decided is not shared. ``family`` begins with that person."""
    return filled_form({"people": [str(one.id) for one in family[:1]], "until": typed_day(today + USUAL)})


def typed_day(day: date) -> str:
    """A day as people type it, 26/2/2027."""
    return f"{day.day}/{day.month}/{day.year}"


def read_share(
    form: Form, family: Sequence[Person], agencies: Mapping[UUID, str], today: date
) -> Typed | None:  # fmt: skip
    """What the form says; None where something is wrong, which is noted at its field."""
    agency = form.chosen("agency", map(str, agencies), "Choose the agency that needs to know.")
    people = [one for one in family if str(one.id) in form.many("people")]
    if not people:
        form.wrong("people", "Tick at least one of them.")
    parts, basis, why = read_parts(form), read_basis(form), read_why(form, "Say why they need it.")
    until = read_until(form, today)
    if form.errors or until is None:
        return None
    return Typed(people, ShareGiven(UUID(agency), parts, basis, why, until))


def read_parts(form: Form) -> list[str]:
    """The parts that were ticked; none is wrong."""
    chosen: list[str] = [part.value for part in Part if part.value in form.many("parts")]
    if not chosen:
        form.wrong("parts", NO_PARTS)
    return chosen


def read_basis(form: Form) -> str:
    """What allows it; that nothing was chosen is wrong."""
    return form.chosen("basis", {one.value for one in Basis}, NO_BASIS)


def read_why(form: Form, missing: str, name: str = "why") -> str:
    """The reason in somebody's own words; an empty or a very long one is wrong."""
    words = form.text(name)
    if not words:
        form.wrong(name, missing)
    if len(words) > LONGEST_WHY:
        form.wrong(name, f"This is {len(words)} characters long. Shorten it to {LONGEST_WHY}.")
    return words


def read_until(form: Form, today: date) -> date | None:
    """The last day; one that has passed, or lies too far ahead, is wrong."""
    until = read_day(form, "until")
    latest = today + timedelta(days=LONGEST_DAYS)
    if until is not None and not today < until <= latest:
        form.wrong(
            "until", f"Give a day from tomorrow until {day_in_words(latest)}. It can be shared again after that."
        )
        return None
    return until
