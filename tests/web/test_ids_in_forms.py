"""An id that is sent in a form is no more than one in an address: that of a family kept closed from whoever sends it is
answered as if there were no such row, and nothing is written about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pytest
from browsers import District, signed_in
from every_route import address
from factories import a_staff_member
from flask import Flask
from forms_on_pages import Form, Page
from one_of_everything import CLOSED, Family, Names, of_a_family, of_an_agency
from sqlalchemy import Uuid, select
from swept import every_request

from comms.agencies.permissions import ROLES
from comms.agencies.staff import Staff
from comms.agencies.viewer import viewer_of
from comms.families.access.closing import close_family
from comms.foundation.db import Record
from comms.foundation.work import Database
from comms.web import door

# What is written whenever anything is asked: that it was, by whom, how often.
COUNTED = {"audit_entry", "limit_use", "staff_session", "data_key"}


@dataclass
class Two:
    """Somebody who may do everything, what they may know, and for each id of it that of a family kept from them."""

    staff: Staff
    ids: dict[str, UUID]
    theirs: dict[UUID, UUID]

    @property
    def instead(self) -> dict[str, str]:
        """For each id of the family they may know, as a form has it, the same of the other."""
        return {str(ours): str(theirs) for ours, theirs in self.theirs.items()}


def _pairs(one: Family, other: Family) -> dict[UUID, UUID]:
    people = dict(zip(one.people, other.people, strict=True))
    return people | {known: other.ids[name] for name, known in one.ids.items() if name in other.ids}


@pytest.fixture
def closed(database: Database, district: District, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Two:
    """The other is one that is kept closed."""
    monkeypatch.setattr(door, "utc_now", lambda: now)
    with database.work() as session:
        school = session.merge(district.school)
        named = a_staff_member(session, school, now, ("head teacher", "administrator", "authorising officer"))
        roles = tuple(role for role in ROLES if role != "interpreter")
        colleague = a_staff_member(session, school, now, roles, "Bea Colleague")
        viewer = viewer_of(named)
        has = of_an_agency(session, viewer, now)
        ours = of_a_family(session, viewer, has, now, Names(), cautioned=False)
        theirs = of_a_family(session, viewer, has, now, CLOSED, cautioned=False)
        close_family(session, viewer, theirs.people, [], "He must not find them.", now)
        return Two(colleague, {**has.ids, **ours.ids}, _pairs(ours, theirs))


def _forms(app: Flask, two: Two) -> list[Form]:
    """Every form that somebody who may do everything is shown, once for each address and set of fields."""
    browser, found = signed_in(app, two.staff), {}
    for rule, method in every_request(app):
        where = address(rule, two.ids)
        answer = browser.get(where) if method == "GET" else None
        if answer is not None and answer.status_code == 200 and answer.mimetype == "text/html":
            for form in Page(answer.text).forms:
                form.action = form.action or answer.request.path
                if form.method == "post":
                    found[form.action, frozenset(form.names)] = form
    return list(found.values())


def _sent(form: Form, instead: dict[str, str]) -> Iterator[dict[str, str]]:
    """The form as it stands, with each id in it changed to the other family's, one after the other."""
    stands = form.as_it_stands
    for name, value in stands.items():
        changed = value
        for ours, theirs in instead.items():
            changed = changed.replace(ours, theirs)
        if changed != value:
            yield stands | {name: changed}


def _about(database: Database, ids: set[UUID]) -> dict[str, int]:
    """How many rows of each table name one of these ids."""
    counts = {}
    with database.reading() as session:
        for table in Record.metadata.sorted_tables:
            columns = [column for column in table.columns if isinstance(column.type, Uuid)]
            if columns and table.name not in COUNTED:
                rows = session.execute(select(*columns)).all()
                counts[table.name] = sum(not ids.isdisjoint(row) for row in rows)
    return counts


def test_an_id_of_a_family_kept_closed_is_nobodys(app: Flask, database: Database, closed: Two) -> None:
    forms, before, found, tried = _forms(app, closed), _about(database, set(closed.theirs.values())), [], 0
    for form in forms:
        for sent in _sent(form, closed.instead):
            answer = signed_in(app, closed.staff).post(form.action, data=sent)
            telling = [one for one in CLOSED.telling if one in answer.text]
            tried += 1
            if answer.status_code >= 500 or telling:
                found.append((form.action, answer.status_code, telling))
    assert found == []
    assert _about(database, set(closed.theirs.values())) == before
    # Whom an appointment, a call, a share, a closing and letters are about.
    assert tried >= 10
