"""Every route says what it needs, and what belongs to another agency exists for nobody else, whatever the route."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from access_made import a_share
from api_programs import a_key, header
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from one_of_everything import everything
from werkzeug.routing import Rule

from comms.agencies.permissions import Permission
from comms.agencies.staff import Staff
from comms.agencies.viewer import viewer_of
from comms.foundation.clock import utc_now
from comms.foundation.work import Database

# Flask's own: files that hold nothing personal.
ELSEWHERE = ("static",)

# Places in an address that hold a word of the house and no id.
WORDS = {"kind", "tag", "language", "form", "page", "name", "file_format", "fmt", "what", "context", "way"}
# Random or signed letters that mean nothing to whoever reads them in a log: a calendar's address, an offer's link.
WORDS |= {"secret", "token"}
# What a form of a formal case is about, and what happened with a penalty notice.
WORDS |= {"about", "slug"}
# A point of a caution is named by its script.
WORDS |= {"point"}

# What serves every agency and belongs to none: approved words, and the certificates that stand behind them; and the way
# back from an agency's directory, which is there before anybody has signed in.
SHARED = {"certificate_id", "agency_id"}

# As many as there are, so that what is tried does not shrink unseen.
LEAST_TRIED = 250

VALUES = {"start": "2026-11-23", "on": "2026-11-23"}


def _rules(app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith(ELSEWHERE):
            yield rule


def test_every_route_names_its_permission_or_says_why_it_needs_none(app: Flask) -> None:
    unnamed = [
        rule.rule
        for rule in _rules(app)
        if not isinstance(getattr(app.view_functions[rule.endpoint], "permission", None), Permission)
        and not getattr(app.view_functions[rule.endpoint], "public", "")
        and not getattr(app.view_functions[rule.endpoint], "own", "")
    ]
    assert unnamed == []
    assert len(list(_rules(app))) > 20


def test_no_route_takes_anything_personal_in_its_address(app: Flask) -> None:
    for rule in _rules(app):
        for name, converter in rule._converters.items():
            assert type(converter).__name__ in {"UUIDConverter", "IntegerConverter"} or name in WORDS, rule.rule


def test_nothing_opens_without_signing_in(app: Flask) -> None:
    visitor = app.test_client()
    for rule in _rules(app):
        if getattr(app.view_functions[rule.endpoint], "public", ""):
            continue
        for method in sorted(rule.methods or set()) and sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = visitor.open(_address(rule, {}), method=method)
            assert answer.status_code in {302, 401}, (rule.rule, method, answer.status_code)
            if answer.status_code == 302:
                assert "/sign-in" in answer.headers["Location"]


def test_a_role_without_the_permission_is_refused(
    app: Flask, database: Database, district: District, now: datetime
) -> None:
    with database.work() as session:
        school = session.merge(district.school)
        nobody = a_staff_member(session, school, now, roles=("court legal adviser",))
    browser = signed_in(app, nobody)
    refused = 0
    for rule in _rules(app):
        permission = getattr(app.view_functions[rule.endpoint], "permission", None)
        if permission in {None, Permission.SEE_LETTERS}:
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            assert browser.open(_address(rule, {}), method=method).status_code == 403, (rule.rule, method)
            refused += 1
    assert refused > 15


@pytest.fixture
def theirs(database: Database, district: District, now: datetime) -> dict[str, UUID]:
    """One of everything that belongs to the other school."""
    with database.work() as session:
        roles = ("head teacher", "administrator", "authorising officer", "designated safeguarding lead")
        whose = a_staff_member(session, session.merge(district.other_school), now, roles)
        return everything(session, viewer_of(whose), now)


def test_another_agencys_things_do_not_exist(
    app: Flask, database: Database, district: District, theirs: dict[str, UUID]
) -> None:
    us, them = _one_of_each(database, district)
    owner = signed_in(app, them)
    tried = _tried_without_answer(app, us, a_key(database, district.head, utc_now()), theirs)
    assert tried >= LEAST_TRIED, tried
    for rule in _with_ids(app):
        if "GET" in (rule.methods or set()):
            assert owner.get(_address(rule, theirs)).status_code != 403, rule.rule


def test_a_share_of_one_person_opens_its_own_page_and_nothing_else(
    app: Flask, database: Database, district: District, theirs: dict[str, UUID], api_moment: datetime
) -> None:
    us, _ = _one_of_each(database, district)
    with database.work() as session:
        sharing = viewer_of(session.merge(district.other_head))
        shared = a_share(session, sharing, theirs["person_id"], district.school.id, api_moment)
        ids = theirs | {"share_id": shared.id}
    # Whoever may record takes a number over, once their own agency works with the person: until then not even that.
    key = a_key(database, district.head, api_moment)
    tried = _tried_without_answer(app, us, key, ids, opened={"/shared/<uuid:share_id>"})
    assert tried >= LEAST_TRIED - 1, tried
    answer = signed_in(app, us).get(f"/shared/{shared.id}")
    assert (answer.status_code, "Kazlauskien" in answer.get_data(as_text=True)) == (200, True)


def _one_of_each(database: Database, district: District) -> tuple[Staff, Staff]:
    """Somebody who may do much at our school, and at the other."""
    roles = ("head teacher", "administrator", "authorising officer", "designated safeguarding lead")
    with database.work() as session:
        schools = [session.merge(one) for one in (district.school, district.other_school)]
        us, them = (a_staff_member(session, one, utc_now(), roles=roles) for one in schools)
        return us, them


def _with_ids(app: Flask) -> Iterator[Rule]:
    """The routes whose address names a row of some agency."""
    for rule in _rules(app):
        ids = {name for name, converter in rule._converters.items() if type(converter).__name__ == "UUIDConverter"}
        if ids and not SHARED & ids:
            yield rule


def _tried_without_answer(
    app: Flask, us: Staff, key: str, ids: dict[str, UUID], opened: Collection[str] = ()
) -> int:  # fmt: skip
    """How many requests for another agency's rows there are. Each is answered as if there were no such row, beside
    those to the addresses that are opened."""
    # What programs ask for is asked with a key of ours beside the sign-in: screens pass it over.
    ours, ours_too = signed_in(app, us), header(key)
    tried = 0
    for rule in _with_ids(app):
        for name, converter in rule._converters.items():
            assert type(converter).__name__ != "UUIDConverter" or name in ids, f"{rule.rule}: no other's {name} to try"
        if rule.rule in opened:
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = ours.open(_address(rule, ids), method=method, headers=ours_too)
            assert answer.status_code == 404, (rule.rule, method, answer.status_code)
            assert "Kazlauskien" not in answer.get_data(as_text=True)
            tried += 1
    return tried


def _address(rule: Rule, ids: dict[str, UUID]) -> str:
    values: dict[str, object] = {}
    for name, converter in rule._converters.items():
        if type(converter).__name__ == "UUIDConverter":
            values[name] = ids.get(name) or uuid4()
        elif type(converter).__name__ == "IntegerConverter":
            values[name] = 0
        else:
            known = {
                "kind": "L12",
                "tag": "lt",
                "language": "lt",
                "context": "L12",
                "way": "post",
                "form": "html",
                "file_format": "html",
            }
            values[name] = VALUES.get(name) or known.get(name, "pdf")
    built = rule.build(values)
    assert built is not None
    return str(built[1])
