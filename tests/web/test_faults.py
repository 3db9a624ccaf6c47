"""When something breaks: a page all the same, nothing half done, and the failure on record."""

from __future__ import annotations

import errno
import json

from browsers import District, signed_in
from flask import Flask
from screens import said
from sqlalchemy import func, select

from comms.agencies.agency import Agency
from comms.foundation.audit import AuditEntry
from comms.foundation.locks import Erased
from comms.foundation.work import Database
from comms.web.door import work


def test_a_write_the_database_refuses_is_answered_with_a_page_and_noted(
    own_app: Flask, database: Database, district: District
) -> None:
    @own_app.post("/break")
    def break_something() -> str:
        for name in ("Fresh School", district.other_school.name):
            work().add(Agency(name=name, kind="school", made_at=district.school.made_at))
            work().flush()
        return "never"

    answer = signed_in(own_app, district.head).post("/break")
    assert answer.status_code == 500
    assert "Nothing was changed." in said(answer)
    assert "Other School" not in answer.text
    with database.reading() as session:
        [entry] = session.scalars(select(AuditEntry).where(AuditEntry.action == "failed"))
        assert (entry.staff_id, entry.agency_id) == (district.head.id, district.school.id)
        assert json.loads(entry.detail) == {"status": 500, "fault": "IntegrityError", "route": "break_something"}
        assert session.scalar(select(func.count()).select_from(Agency)) == 2


def test_a_full_disk_is_said_plainly_and_nothing_is_half_done(
    own_app: Flask, database: Database, district: District
) -> None:
    @own_app.post("/fill")
    def fill() -> str:
        work().add(Agency(name="Fresh School", kind="school", made_at=district.school.made_at))
        work().flush()
        raise OSError(errno.ENOSPC, "No space left on device", "letters.zip")

    answer = signed_in(own_app, district.head).post("/fill")
    assert answer.status_code == 507
    assert "Make room on that disk" in said(answer)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Agency)) == 2


def test_what_was_erased_is_said_to_be_so(own_app: Flask, district: District) -> None:
    @own_app.get("/erased")
    def erased() -> str:
        raise Erased("What this letter said was erased.")

    answer = signed_in(own_app, district.head).get("/erased")
    assert answer.status_code == 410
    assert "This was erased" in said(answer)
