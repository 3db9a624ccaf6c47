"""Nobody's record is seen without an entry: every GET route is opened by its owner, and what it leaves is read.
Where the audit cannot be written, the same routes show nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from api_programs import a_key, header
from audit_breaking import broken_audit
from browsers import District, signed_in
from every_route import address, rules
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from one_of_everything import Names, everything
from sqlalchemy import func, select
from werkzeug.routing import Rule

from comms.agencies.viewer import viewer_of
from comms.families.access.closed_family import ClosedPerson
from comms.families.find import adults_of
from comms.foundation.audit import AuditEntry
from comms.foundation.work import Database
from comms.records.looks.action import Kind, action_called
from comms.records.looks.find import people_in

# A family whose names stand nowhere else.
THEIRS = Names(
    ("Xymena", "Wróblewska"), ("Bogumiła", "Wróblewska"), ("Zdzisław", "Wróblewski"),
    ("7 Curlew Drove", "Chatteris", "PE16 6RR"), "07700 900555", "bogumila@example.org", "A930000000555", 11,
)  # fmt: skip
ROLES = ("head teacher", "administrator", "authorising officer", "translation approver")
# Addresses whose ids are nobody's: what is the agency's own, or a colleague's, or an interpreter's.
NOT_THEIRS = {
    "staff_id", "place_id", "supplier_id", "key_id", "feed_id", "invitation_id", "certificate_id", "file_id",
    "interpreter_id", "language_id", "qualification_id", "hours_id", "session_key_id",
    "agency_id",
}  # fmt: skip
# What answers without an entry about the family, though its address has the id of something of theirs, and why.
WITHOUT = {
    "call.look": "how far the call of the page that asks has come; that page is noted",
    "letters.runs.progress": "how many letters of a run are made; no name",
    "appointments.of_request": "leads to the appointment, which notes it",
    "cautions.show": "leads to the step, which notes it too",
}
# Noted, and not about anybody: here nobody was found. Of whom is found, the entry names whom.
NOBODY_FOUND = {"look_up.show"}
# What shows their names without an entry about them.
SHOWS_WITHOUT: dict[str, str] = {}
# Routes that answer nothing here, because what they show is there in one state only; each is looked at by the tests of
# its screen, which ask for its entry.
NOT_OPENED = {
    "appointment_ended.absences": "only after the appointment; test_appointments_ended.py",
    "caution_points.one": "only at its point; test_caution_points.py",
    "caution_points.words": "only at its point; test_caution_points.py",
    "caution_steps.show": "only at its step; test_caution_steps.py",
    "caution_records.file": "only with a file of that name; test_caution_records.py",
    "people.status": "of a child alone; test_people.py",
    "asking.begin_looked_up": "of somebody who was found; test_access_look_up.py",
    "closing.look_at": "where another agency looked for a closed family; test_access_closing.py",
    "letter_events.ask": "only for what can have happened; test_letter_events.py",
    "letters.by_hand.fill": "asks for a kind in its question; test_letters_by_hand.py",
    "audit.csv_about": "asks why; test_audit.py",
    "formal_steps.picture": "only with a form's answers; test_formal_letters.py",
}
# A word that fits in the place of an address that holds one, by the route's own name.
FITTING: dict[str, dict[str, Any]] = {"formal_steps.begin": {"kind": "L05"}, "formal_ledger.tell": {"slug": "paid"}}


@dataclass
class Opened:
    """One route, opened: what it answered, and whom the entries it left are about, by their sorts."""

    rule: Rule
    status: int
    body: str
    about: dict[Kind, set[UUID]]

    @property
    def seen(self) -> set[UUID]:
        """Everybody whose record was looked at or taken away by it."""
        return self.about.get(Kind.LOOKED, set()) | self.about.get(Kind.TAKEN, set())


@dataclass
class Owner:
    """Whoever works with the family, their browser, and a program of theirs."""

    browser: FlaskClient
    program: dict[str, str]
    ids: dict[str, UUID]
    people: set[UUID]


@pytest.fixture
def owner(app: Flask, database: Database, district: District, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Owner:
    """A colleague who may do nearly everything, with one of everything about a family of their own."""
    monkeypatch.setattr("comms.web.door.utc_now", lambda: now)
    with database.work() as session:
        staff = a_staff_member(session, session.merge(district.school), now, roles=ROLES)
        viewer = viewer_of(staff)
        ids = everything(session, viewer, now, THEIRS)
        people = {ids["person_id"], ids["child_id"]}
        people |= {adult.id for _, adult in adults_of(session, viewer, ids["child_id"])}
        closed = select(ClosedPerson.person_id).where(ClosedPerson.closed_family_id == ids["closed_id"])
        people |= set(session.scalars(closed))
    return Owner(signed_in(app, staff), header(a_key(database, staff, now)), ids, people)


def _ids_in(rule: Rule) -> set[str]:
    return {name for name, one in rule._converters.items() if type(one).__name__ == "UUIDConverter"}


def _opened(app: Flask, database: Database, owner: Owner) -> Iterator[Opened]:
    for rule in rules(app):
        if "GET" not in (rule.methods or ()):
            continue
        with database.reading() as session:
            before = session.scalar(select(func.max(AuditEntry.number))) or 0
        ids = {**owner.ids, **FITTING.get(rule.endpoint, {})}
        answer = owner.browser.get(address(rule, ids), headers=owner.program)
        body = answer.get_data().decode("utf-8", "replace")
        answer.close()
        with database.reading() as session:
            entries = session.scalars(select(AuditEntry).where(AuditEntry.number > before)).all()
            people = people_in(session, entries)
            about: dict[Kind, set[UUID]] = {}
            for entry in entries:
                about.setdefault(action_called(entry.action).kind, set()).update(people[entry.number])
        yield Opened(rule, answer.status_code, body, about)


def test_every_look_at_somebodys_record_leaves_an_entry_about_them(
    app: Flask, database: Database, owner: Owner
) -> None:
    unnoted, unopened, shown, tried = [], [], [], 0
    for one in _opened(app, database, owner):
        name = one.rule.endpoint
        if one.status < 400 and any(word in one.body for word in THEIRS.telling) and not one.seen & owner.people:
            shown.append(name)
        if not _ids_in(one.rule) - NOT_THEIRS:
            continue
        tried += 1
        if one.status >= 400:
            unopened.append(f"{name} {one.status}")
        elif not one.seen & owner.people and name not in WITHOUT.keys() | NOBODY_FOUND:
            unnoted.append(name)
    assert unnoted == []
    assert [name for name in shown if name not in SHOWS_WITHOUT] == []
    assert " ".join(said for said in unopened if said.split()[0] not in NOT_OPENED) == ""
    assert tried > 70


def test_where_the_audit_cannot_be_written_nothing_of_anybody_is_shown(
    app: Flask, database: Database, owner: Owner
) -> None:
    tried, told = 0, []
    with broken_audit(database, words=f"cannot write {THEIRS.mother[0]}"):
        for one in _opened(app, database, owner):
            tells = [word for word in (*THEIRS.telling, THEIRS.mother[1]) if word in one.body]
            if tells:
                told.append((one.rule.endpoint, tells))
            theirs = bool(_ids_in(one.rule) - NOT_THEIRS)
            if theirs and one.rule.endpoint not in WITHOUT:
                assert one.status == 500, one.rule.endpoint
                tried += 1
    assert told == []
    assert tried > 70
