"""Staff from the command line, as whoever installs the service looks after them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from signing_in_made import signed_in_with_a_key
from sqlalchemy import select

from comms.agencies.signing_in.find import open_sessions
from comms.agencies.staff import Staff
from comms.app import create_app
from comms.cli import comms
from comms.foundation.audit import AuditEntry
from comms.foundation.clock import utc_now
from comms.foundation.errors import CommsError
from comms.foundation.opening import open_installation
from comms.foundation.settings import load_settings

PASSWORD = "lantern gravel otter blue"


def run(home: Path, *words: str) -> Result:
    env = {"COMMS_HOME": str(home), "COMMS_DATABASE_URL": None, "COMMS_QUEUE_URL": None, "COMMS_MASTER_KEY": None}
    return CliRunner().invoke(comms, list(words), env=env)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = run(tmp_path, "init", "--agency", "Fen Edge Academy", "--kind", "school", "--email", "head@fenedge.example")
    assert made.exit_code == 0, made.output
    return tmp_path


def refused(result: Result) -> str:
    assert result.exit_code != 0
    assert isinstance(result.exception, CommsError)
    return str(result.exception)


def test_somebody_is_invited_uses_the_link_and_is_listed(home: Path) -> None:
    made = run(home, "staff", "invite", "--name", "Sam Lee", "--email", "sam@fenedge.example", "--role", "reception",
               "--role", "translator")  # fmt: skip
    assert made.exit_code == 0, made.output
    found = re.search(r"^http\S+(/invitation/\S+)$", made.output, re.MULTILINE)
    assert found
    listed = run(home, "staff", "list").output
    assert "sam@fenedge.example: Sam Lee, invited, until" in listed
    assert found[1].rpartition("/")[2] not in listed
    installation = open_installation(load_settings({"COMMS_HOME": str(home)}))
    app = create_app(installation)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    assert app.test_client().post(found[1], data={"password": PASSWORD, "again": PASSWORD}).status_code == 303
    installation.database.engine.dispose()
    listed = run(home, "staff", "list").output
    assert "sam@fenedge.example: Sam Lee, reception, translator (no second factor yet, never signed in)" in listed


def test_roles_are_shown_changed_and_refused(home: Path) -> None:
    assert "authorising officer: " in run(home, "staff", "roles").output
    assert run(home, "staff", "roles", "HEAD@fenedge.example").output == "Administrator: administrator\n"
    roles = ("--role", "administrator", "--role", "head teacher")
    changed = run(home, "staff", "roles", "head@fenedge.example", *roles)
    assert changed.output == "Administrator: administrator, head teacher\n"
    assert "only administrator" in refused(run(home, "staff", "roles", "head@fenedge.example", "--role", "reception"))
    assert "has no officer" in refused(run(home, "staff", "roles", "head@fenedge.example", "--role", "officer"))
    assert "Nobody of this agency" in refused(run(home, "staff", "roles", "x@fenedge.example"))


def test_the_last_administrator_is_not_let_go_and_another_is(home: Path) -> None:
    assert "only administrator" in refused(run(home, "staff", "let-go", "head@fenedge.example"))
    assert run(home, "staff", "new-password", "head@fenedge.example").output.count("/invitation/") == 1
    assert "already" in refused(
        run(home, "staff", "invite", "--name", "Jo", "--email", "head@fenedge.example", "--role", "reception")
    )


def test_somebody_who_is_let_go_is_listed_as_left(home: Path) -> None:
    made = run(home, "staff", "invite", "--name", "Sam", "--email", "sam@fenedge.example", "--role", "administrator")
    link = re.search(r"(/invitation/\S+)$", made.output, re.MULTILINE)
    assert link
    installation = open_installation(load_settings({"COMMS_HOME": str(home)}))
    app = create_app(installation)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    assert app.test_client().post(link[1], data={"password": PASSWORD, "again": PASSWORD}).status_code == 303
    installation.database.engine.dispose()
    assert run(home, "staff", "let-go", "sam@fenedge.example").output == "Sam signs in no more.\n"
    assert "sam@fenedge.example: Sam, administrator (left)" in run(home, "staff", "list").output
    assert "left already" in refused(run(home, "staff", "let-go", "sam@fenedge.example"))


def test_the_second_factor_of_an_only_administrator_is_reset_and_that_stands_on_record(home: Path) -> None:
    installation = open_installation(load_settings({"COMMS_HOME": str(home)}))
    now = utc_now()
    with installation.database.work() as session:
        head = session.scalars(select(Staff)).one()
        head.totp_secret, head.totp_made_at, head.recovery_codes = "A" * 32, now, ["x"]
        signed_in_with_a_key(session, head.id, now)
    assert "second factor set up" in run(home, "staff", "list").output
    reset = run(home, "staff", "new-factor", "HEAD@fenedge.example")
    assert reset.exit_code == 0, reset.output
    assert "sets up a new second factor" in reset.output
    assert "no second factor yet" in run(home, "staff", "list").output
    with installation.database.reading() as session:
        kept = session.scalars(select(Staff)).one()
        assert (kept.totp_secret_locked, kept.recovery_codes) == (None, [])
        assert open_sessions(session, kept.id) == []
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "reset second factors")).one()
        assert (entry.subject_id, entry.actor_kind, entry.staff_id) == (kept.id, "system", None)
    installation.database.engine.dispose()
    assert "Nobody of this agency" in refused(run(home, "staff", "new-factor", "x@fenedge.example"))
