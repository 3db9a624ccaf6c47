"""A family that an agency keeps closed exists there for those who are named for it, and for nobody else: on no screen,
in no list, no count and no answer to a program, whatever the colleague may do otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pytest
from access_made import a_request, a_share, social_care, work_with_too
from api_programs import a_key, header
from browsers import District, signed_in
from every_route import address, rules
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from one_of_everything import CLOSED, Agencys, Family, Names, of_a_family, of_an_agency
from screens import said
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from comms.agencies.permissions import ROLES
from comms.agencies.viewer import Viewer, viewer_of
from comms.families.access.closing import close_family
from comms.foundation.work import Database
from comms.web import door

# A word that fits in the place of an address that holds one, by the route's own name.
FITTING: dict[str, dict[str, object]] = {
    "caution_points.one": {"point": "what_it_is"},
    "caution_points.words": {"point": "what_it_is"},
    "caution_records.file": {"name": "media-01-handwriting.png"},
    "caution_steps.show": {"what": "person"},
    **{screen: {"kind": "L05"} for screen in ("formal_steps.begin", "formal_steps.picture", "formal_steps.make")},
    **{screen: {"slug": "paid"} for screen in ("formal_ledger.tell", "formal_ledger.record")},
    "letter_events.ask": {"kind": "posted"},
}
# What is asked of lists that show some days: those of the families' appointments.
ASKED = {
    "/appointments": "?week=2026-11-30", "/bookings/week": "?on=2026-11-30", "/bookings/missing": "?month=2026-12",
    "/bookings/missing/chart.svg": "?month=2026-12", "/bookings/missing/requests.csv": "?month=2026-12",
}  # fmt: skip
# Pages that do differ, each with the reason why that tells of nobody.
MAY_DIFFER = {
    "/agency/audit": "each look and change is one more; of a closed family it names nobody to who is not named",
    "/agency/audit/entries.csv": "the same as a file",
    "/closed-families": "who may close families is told that there is one, by a reference alone",
}
# Pages of an open family that are made anew each time, with a reference or a boundary of their own.
MADE_ANEW = {
    "/letters/due/<uuid:person_id>/<uuid:child_id>/letter.html",
    "/letters/due/<uuid:person_id>/<uuid:child_id>/page-<int:page>.png",
    "/letters/outbox/<uuid:email_id>.eml",
}
# A picture of what a form's answers come to; without the answers there is none.
OF_ANSWERS = {"formal_steps.picture"}
# A page of a fault has a reference of its own each time.
REFERENCE = re.compile(r"Reference: [0-9A-F]{8}")
# As many as there are, so that what is tried does not shrink unseen.
LEAST_TRIED, LEAST_SEEN, LEAST_PAGES, LEAST_OF_OTHERS = 175, 75, 80, 80
# Pages that change for who is named when there is one more family, so that a page which stays the same for a colleague
# stays so because it is kept from them.
SHOWING = {
    "/appointments", "/bookings/missing", "/bookings/missing/requests.csv", "/bookings/week", "/cautions",
    "/cautions/findings", "/follow-ups", "/formal/referrals", "/formal/returns", "/language-needs/to-confirm",
    "/letters", "/letters/held", "/letters/left-out",
    "/letters/made", "/letters/outbox", "/letters/understanding", "/messages", "/messages/outbox", "/messages/waiting",
    "/tasks",
}  # fmt: skip


@dataclass
class School:
    """A school with an open family and a closed one, somebody named for the closed one, and a colleague who may do
    everything else. ``before`` and ``before_to_named`` are what each page without an id in its address said to both
    when there was no other family yet, ``before_of_others`` what those said to the colleague that name something else;
    ``keyed`` shows a key of the agency for programs."""

    app: Flask
    database: Database
    colleague: FlaskClient
    named: FlaskClient
    has: Agencys
    opened: Family
    closed: Family
    keyed: dict[str, str]
    before: dict[str, str]
    before_to_named: dict[str, str]
    before_of_others: dict[str, str]

    def ids(self, endpoint: str) -> dict[str, object]:
        """The ids of the closed family, those of the agency, and the words that fit a route."""
        return {**self.has.ids, **self.closed.ids, **FITTING.get(endpoint, {})}


def _ids_in(rule: Rule) -> set[str]:
    return {name for name, converter in rule._converters.items() if type(converter).__name__ == "UUIDConverter"}


def _methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) & {"GET", "POST"})


def _without_ids(app: Flask) -> Iterator[Rule]:
    """The routes to look at that name no row: lists, counts, searches, files for all."""
    for rule in rules(app):
        view = app.view_functions[rule.endpoint]
        guarded = getattr(view, "permission", None) is not None or rule.rule.startswith("/api/")
        if guarded and "GET" in (rule.methods or set()) and not _ids_in(rule):
            yield rule


def _pages(app: Flask, browser: FlaskClient, keyed: dict[str, str]) -> dict[str, str]:
    return {
        rule.rule: _read(browser.get(address(rule) + ASKED.get(rule.rule, ""), headers=keyed))
        for rule in _without_ids(app)
    }


def _pages_of_others(app: Flask, browser: FlaskClient, has: Agencys, opened: Family) -> dict[str, str]:
    """What each page says that names a row of the agency's own, or of the family that is open: a colleague, a place, an
    interpreter, also the one whom both families have."""
    found: dict[str, str] = {}
    for interpreter_id in (has.ids["interpreter_id"], has.interpreter.id):
        ids = {**has.ids, **opened.ids, "interpreter_id": interpreter_id}
        for rule in rules(app):
            guarded = getattr(app.view_functions[rule.endpoint], "permission", None) is not None
            if guarded and "GET" in _methods(rule) and set() < _ids_in(rule) <= set(ids) and rule.rule not in MADE_ANEW:
                where = address(rule, {**ids, **FITTING.get(rule.endpoint, {})})
                found[where] = _read(browser.get(where)) if where not in found else found[where]
    return found


def _read(answer: TestResponse) -> str:
    """An answer as somebody reads it, with its status; a file as it is."""
    text = said(answer) if answer.mimetype == "text/html" else answer.get_data().decode("utf-8", "replace")
    return f"{answer.status_code} {REFERENCE.sub('', text)}"


def _telling(text: str) -> list[str]:
    """What tells of the closed family."""
    return [one for one in CLOSED.telling if one in text]


@pytest.fixture
def school(
    app: Flask, database: Database, district: District, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> School:
    """The school, at one moment for everybody."""
    monkeypatch.setattr(door, "utc_now", lambda: now)
    with database.work() as session:
        agency = session.merge(district.school)
        roles = ("head teacher", "administrator", "authorising officer")
        named = a_staff_member(session, agency, now, roles, "Ada Named")
        # An interpreter who signs in is shown their own bookings and nothing else: no colleague is one.
        everything = tuple(role for role in ROLES if role != "interpreter")
        colleague = a_staff_member(session, agency, now, everything, "Bea Colleague")
        viewer = viewer_of(named)
        third = social_care(session, now)
        has = of_an_agency(session, viewer, now)
        opened = of_a_family(session, viewer, has, now, Names(), cautioned=False)
    keyed = header(a_key(database, named, now))
    browsers = [signed_in(app, one) for one in (colleague, named)]
    # The key is on record as used before anything is compared.
    assert browsers[0].get("/api/v1/languages", headers=keyed).status_code == 200
    before = [_pages(app, browser, keyed) for browser in browsers]
    before.append(_pages_of_others(app, browsers[0], has, opened))
    with database.work() as session:
        viewer = viewer_of(session.merge(named))
        closed = of_a_family(session, viewer, has, now, CLOSED)
        close_family(session, viewer, closed.people, [], "He must not find them.", now)
        closed.ids.update(_shared(session, viewer, third, closed, now))
    return School(app, database, *browsers, has, opened, closed, keyed, *before)


def _shared(session: Session, viewer: Viewer, third: Viewer, closed: Family, now: datetime) -> dict[str, UUID]:
    """What somebody named for the family shows a third agency, and what that one asks."""
    work_with_too(session, viewer, closed.mother.id, third.agency_id, now)
    return {
        "share_id": a_share(session, viewer, closed.mother.id, third.agency_id, now).id,
        "asking_id": a_request(session, third, closed.mother.id, now).id,
    }


def test_a_closed_family_exists_for_no_colleague_who_is_not_named(school: School) -> None:
    _no_row_of_it_exists(school)
    _no_page_differs(school)
    _nothing_else_tells_of_it(school)


def _no_row_of_it_exists(school: School) -> None:
    ours, owner = school.colleague, school.named
    found, tried, seen = [], 0, 0
    for rule in rules(school.app):
        if not _ids_in(rule) & set(school.closed.ids):
            continue
        where = address(rule, school.ids(rule.endpoint))
        for method in _methods(rule):
            # A key of the agency's beside the sign-in: programs see no closed family, and screens pass it over.
            answer = ours.open(where, method=method, headers=school.keyed)
            tried += 1
            telling = _telling(answer.get_data().decode("utf-8", "replace"))
            if answer.status_code != 404 or telling:
                found.append((method, rule.rule, answer.status_code, telling))
        if "GET" in _methods(rule) and not rule.rule.startswith("/api/") and rule.endpoint not in OF_ANSWERS:
            theirs = {owner.get(where).status_code}
            if {"person_id", "child_id"} & _ids_in(rule):
                # A page of a child alone, or of an adult.
                theirs.add(owner.get(address(rule, _the_other_way_round(school, rule))).status_code)
            seen += 1
            if theirs <= {403, 404}:
                found.append(("GET as named", rule.rule, theirs, []))
    assert found == []
    assert (tried >= LEAST_TRIED, seen >= LEAST_SEEN) == (True, True), (tried, seen)


def _the_other_way_round(school: School, rule: Rule) -> dict[str, object]:
    ids = school.ids(rule.endpoint)
    return ids | {"person_id": ids["child_id"]}


def _no_page_differs(school: School) -> None:
    after = _pages(school.app, school.colleague, school.keyed)
    differ = {
        where: _first_difference(school.before[where], text)
        for where, text in after.items()
        if text != school.before[where] and where not in MAY_DIFFER
    }
    assert differ == {}
    assert {where: telling for where, text in after.items() if (telling := _telling(text))} == {}
    assert len(after) >= LEAST_PAGES, len(after)
    theirs = _pages(school.app, school.named, school.keyed)
    assert SHOWING - {where for where, text in theirs.items() if text != school.before_to_named[where]} == set()
    told = {where for where, text in theirs.items() if _telling(text)}
    assert {"/appointments", "/cautions", "/letters", "/letters/held", "/messages", "/tasks"} <= told, told


def _nothing_else_tells_of_it(school: School) -> None:
    after = _pages_of_others(school.app, school.colleague, school.has, school.opened)
    before = school.before_of_others
    assert {
        where: _first_difference(before[where], text)
        for where, text in after.items()
        if text != before[where] and not where.startswith("/agency/audit/")
    } == {}
    assert {where: telling for where, text in after.items() if (telling := _telling(text))} == {}
    assert sum(text.startswith("200 ") for text in after.values()) >= LEAST_OF_OTHERS
    theirs = _pages_of_others(school.app, school.named, school.has, school.opened)
    # The interpreter's page names whom they interpret for: to the colleague it does not, though the hour is taken.
    assert [where for where, text in theirs.items() if _telling(text)] == [f"/interpreters/{school.has.interpreter.id}"]


def _first_difference(before: str, after: str) -> str:
    at = next((place for place, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), 0)
    return f"…{before[max(0, at - 60) : at + 60]}… became …{after[max(0, at - 60) : at + 60]}…"
