"""Words that not everybody sees who sees the person: on no screen are they shown to a role that lacks the permission,
and somewhere they are shown to each that has it. A field is found again by a word that stands in it alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from access_made import a_share
from api_programs import a_key, header
from browsers import District, signed_in
from every_route import address, rules
from factories import a_need, a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from one_of_everything import everything
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from comms.agencies.agency import Agency
from comms.agencies.permissions import ROLES, Permission
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.booking import Booking
from comms.bookings.requests.request import InterpreterRequest
from comms.families.access.fields import FIELDS
from comms.families.access.share import FamilyShare
from comms.families.actions import StatusGiven, record_child_status, record_safe_contact
from comms.families.find import person
from comms.families.language_need import Source
from comms.foundation.clock import london_date
from comms.foundation.work import Database
from comms.interpreters.conflict_actions import ConflictGiven, declare_conflict
from comms.letters.left_out.actions import LeavingOut, leave_out
from comms.web import door
from comms.web.viewing import needs

_P = Permission


@dataclass(frozen=True)
class Planted:
    """The word in a field, and the permission that shows it."""

    word: str
    shown_by: Permission


# The fields of the table of the families, and those that the rooms above keep as close.
PLANTED = {
    **{name: Planted(f"canary-{place}-x", shown_by) for place, (name, shown_by) in enumerate(FIELDS.items())},
    "interpreter_conflict.reason": Planted("canary-reason", _P.SEE_CONFLICTS),
    "interpreter_conflict.community": Planted("canary-community", _P.SEE_CONFLICTS),
    "booking.debrief": Planted("canary-debrief", _P.SEE_SAFE_CONTACT),
    "letter_exclusion.note": Planted("canary-left-out", _P.SEE_SAFE_CONTACT),
}
# Where each is shown at all, a role needs this one too, to open the screen.
OPENS = {
    "safe_contact.note": _P.SEE_FAMILIES,
    "language_need.avoid": _P.SEE_FAMILIES,
    "interpreter_request.avoid": _P.SEE_BOOKINGS,
    "child_status.court_order_note": _P.SEE_FAMILIES,
    "interpreter_conflict.reason": _P.SEE_BOOKINGS,
    "interpreter_conflict.community": _P.SEE_BOOKINGS,
    "booking.debrief": _P.SEE_BOOKINGS,
    "letter_exclusion.note": _P.SEE_LETTERS,
}


@dataclass(frozen=True)
class Made:
    """The ids of everything with something planted in it, what is shared with another agency, and who looks there."""

    ids: dict[str, UUID]
    shared: dict[str, UUID]
    staff: dict[str, Staff]
    theirs: dict[str, Staff]
    named: Staff


@pytest.fixture
def made(database: Database, district: District, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Made:
    """One of everything with the words in it, and somebody of every role at either agency."""
    monkeypatch.setattr(door, "utc_now", lambda: now)
    with database.work() as session:
        school = session.merge(district.school)
        named = a_staff_member(session, school, now, tuple(ROLES), "Ada Named")
        viewer = viewer_of(named)
        ids = everything(session, viewer, now)
        _plant(session, viewer, ids, now)
        social = session.get_one(Agency, session.get_one(FamilyShare, ids["share_id"]).to_agency_id)
        shared = a_share(session, viewer, ids["child_id"], social.id, now)
        return Made(ids, {"share_id": shared.id}, _each(session, school, now), _each(session, social, now), named)


def _each(session: Session, agency: Agency, now: datetime) -> dict[str, Staff]:
    return {role: a_staff_member(session, agency, now, (role,), f"One {role}") for role in ROLES}


def _plant(session: Session, viewer: Viewer, ids: dict[str, UUID], now: datetime) -> None:
    words = {name: one.word for name, one in PLANTED.items()}
    for whom in (ids["person_id"], ids["child_id"]):
        a_need(session, viewer, person(session, viewer, whom), now + timedelta(seconds=1), source=Source.ASKED_PERSON,
               written="en", spoken=["lt"], interpreter="needed", avoid=words["language_need.avoid"])  # fmt: skip
        record_safe_contact(session, viewer, whom, flagged=False, post_is_safe=True, said=words["safe_contact.note"],
                            now=now)  # fmt: skip
    order = StatusGiven(court_order_note=words["child_status.court_order_note"])
    record_child_status(session, viewer, ids["child_id"], order, now)
    session.get_one(InterpreterRequest, ids["request_id"]).avoid = words["interpreter_request.avoid"]
    booking = session.get_one(Booking, ids["booking_id"])
    booking.debrief = words["booking.debrief"]
    for given in (
        ConflictGiven("this person and their family", "the family", words["interpreter_conflict.reason"],
                      ids["person_id"]),
        ConflictGiven("a community", "the family", "They said so.", None, words["interpreter_conflict.community"]),
    ):  # fmt: skip
        declare_conflict(session, viewer, ids["interpreter_id"], given, now)
    today = london_date(now)
    until = today + timedelta(days=20)
    left_out = LeavingOut("safeguarding", today, until, ids["person_id"], words["letter_exclusion.note"])
    leave_out(session, viewer, ids["child_id"], left_out, now)


def _opened_by(app: Flask, permissions: frozenset[Permission]) -> Iterator[Rule]:
    for rule in rules(app):
        needed = getattr(app.view_functions[rule.endpoint], "permission", None)
        refused = isinstance(needed, Permission) and needed not in permissions
        if "GET" in (rule.methods or set()) and not refused and not rule.rule.startswith("/sign-"):
            yield rule


def _addresses(rule: Rule, ids: dict[str, UUID]) -> list[str]:
    """The address of a screen; two where it names somebody of whom it does not say whether they are a child."""
    both = (ids, ids | {"person_id": ids["child_id"]}) if "person_id" in rule._converters else (ids,)
    return [address(rule, one) for one in both]


def _read(browser: FlaskClient, rule: Rule, ids: dict[str, UUID], keyed: dict[str, str] | None = None) -> str:
    """Everything a screen says."""
    return "\n".join(browser.get(one, headers=keyed).get_data().decode("utf-8") for one in _addresses(rule, ids))


def _shown(text: str) -> set[str]:
    return {name for name, one in PLANTED.items() if one.word in text}


def _may_see(role: str) -> set[str]:
    return {name for name, one in PLANTED.items() if one.shown_by in ROLES[role]}


@dataclass
class Told:
    """What was read: the fields each role is shown anywhere, where any is shown at all, and where one is shown that the
    role may not see."""

    told: dict[str, set[str]] = field(default_factory=dict)
    where: dict[str, Rule] = field(default_factory=dict)
    leaked: list[tuple[str, str, str]] = field(default_factory=list)
    tried: int = 0


def _sweep(app: Flask, made: Made, roles: Iterable[str], among: Iterable[Rule]) -> Told:
    """These roles at each of these screens that they may open."""
    found, wanted = Told(), {rule.rule for rule in among}
    for role in roles:
        browser, told = signed_in(app, made.staff[role]), found.told.setdefault(role, set())
        for rule in _opened_by(app, ROLES[role]):
            if rule.rule in wanted:
                shown = _shown(_read(browser, rule, made.ids))
                found.tried += 1
                told |= shown
                found.where |= {rule.rule: rule} if shown else {}
                found.leaked += [(role, rule.rule, one) for one in sorted(shown - _may_see(role))]
    return found


def _screens(app: Flask, made: Made) -> tuple[list[Rule], list[Rule]]:
    """Every screen whose words can be read as they were sent, no paper and no picture; and those of them that show a
    planted word to somebody who may see every field."""
    browser, read, showing = signed_in(app, made.named), [], []
    for rule in _opened_by(app, frozenset(Permission)):
        answers = [browser.get(one) for one in _addresses(rule, made.ids)]
        if any(one.is_json or (one.mimetype or "").startswith("text/") for one in answers):
            read.append(rule)
            if _shown("\n".join(one.get_data().decode("utf-8") for one in answers)):
                showing.append(rule)
        for one in answers:
            one.close()
    return read, showing


def test_a_field_is_shown_to_the_roles_that_may_see_it_and_on_no_screen_to_another(app: Flask, made: Made) -> None:
    # Whoever is kept from much opens every screen there is. The others open those on which anything is shown to
    # anybody: a screen that keeps nothing back shows it to who may see everything, too.
    kept_from = [role for role in ROLES if _P.SEE_SAFE_CONTACT not in ROLES[role]]
    read, showing = _screens(app, made)
    first = _sweep(app, made, kept_from, read)
    then = _sweep(app, made, ROLES.keys() - set(kept_from), [*showing, *first.where.values()])
    assert first.leaked + then.leaked == []
    assert first.told | then.told == {
        role: {one for one in _may_see(role) if OPENS[one] in ROLES[role]} for role in ROLES
    }
    assert (len(read) > 150, len(showing) > 10) == (True, True), (len(read), len(showing))
    assert (first.tried > 250, then.tried > 90) == (True, True), (first.tried, then.tried)


def test_a_screen_that_shows_a_field_to_whoever_opens_it_is_found(own_app: Flask, made: Made) -> None:
    word = PLANTED["safe_contact.note"].word

    @own_app.get("/careless")
    @needs(Permission.SEE_FAMILIES)
    def careless() -> str:
        return word

    found = _sweep(own_app, made, ROLES, [rule for rule in rules(own_app) if rule.rule == "/careless"])
    assert {role for role, _, _ in found.leaked} == {
        role for role in ROLES if _P.SEE_FAMILIES in ROLES[role] and _P.SEE_SAFE_CONTACT not in ROLES[role]
    }


def test_what_is_shared_shows_a_field_to_the_same_roles_at_the_other_agency(app: Flask, made: Made) -> None:
    ids, told = made.ids | made.shared, {}
    for role, staff in made.theirs.items():
        browser = signed_in(app, staff)
        pages = [rule for rule in _opened_by(app, ROLES[role]) if "share_id" in rule._converters]
        told[role] = set().union(*(_shown(_read(browser, rule, ids)) for rule in pages))
    sees = {"safe_contact.note", "child_status.court_order_note"}
    expected = {role: _may_see(role) & sees if _P.SEE_FAMILIES in ROLES[role] else set() for role in ROLES}
    assert {role: found - {"language_need.avoid"} for role, found in told.items()} == expected
    assert {role for role, found in told.items() if "language_need.avoid" in found} <= {
        role for role in ROLES if _P.SEE_VETOES in ROLES[role]
    }


def test_no_program_is_told_any_of_them(app: Flask, made: Made, database: Database, now: datetime) -> None:
    keyed = header(a_key(database, made.named, now))
    asked = [rule for rule in rules(app) if rule.rule.startswith("/api/") and "GET" in (rule.methods or set())]
    told = {rule.rule: _shown(_read(app.test_client(), rule, made.ids, keyed)) for rule in asked}
    assert {where: found for where, found in told.items() if found} == {}
    assert len(told) > 3
