"""The command: the demo is made once, says how to sign in, and touches no service but its own."""

from __future__ import annotations

import os
from pathlib import Path

from click.testing import CliRunner, Result
from flask_security import verify_password
from sqlalchemy import func, select

from comms.agencies.find import staff_with_email
from comms.agencies.signing_in.one_time_code import take_code
from comms.app import create_app
from comms.attendance.register import RegisterMark
from comms.cli import comms
from comms.cli.demo import PASSWORD_FILE
from comms.cli.district.people_at_work import sign_ins
from comms.cli.running import prepare_home
from comms.families.person import Person
from comms.foundation.audit import AuditEntry
from comms.foundation.clock import utc_now
from comms.foundation.errors import BadInput, Refused
from comms.foundation.settings import Settings
from comms.letters.letter import Letter
from comms.tasks.task import Task
from comms.translation.approval import TranslationApproval


def run(home: Path, *words: str, answer: str = "") -> Result:
    env = {"COMMS_HOME": str(home), "COMMS_DATABASE_URL": None, "COMMS_QUEUE_URL": None, "COMMS_MASTER_KEY": None}
    return CliRunner().invoke(comms, ["demo", "--no-serve", *words], env=env, input=answer)


def _ask_code(home: Path, name: str) -> Result:
    env = {"COMMS_HOME": str(home), "COMMS_DATABASE_URL": None, "COMMS_MASTER_KEY": None}
    return CliRunner().invoke(comms, ["demo", "code", name], env=env)


def _code(home: Path, name: str) -> str:
    result = _ask_code(home, name)
    assert result.exit_code == 0, result.output
    return result.output.strip()


def head_name() -> str:
    return next(one.name for one in sign_ins() if one.email == "head@demo.example")


def count_of_everything(home: Path) -> dict[str, int]:
    installation = prepare_home(Settings(home=home, mode="demo"))
    with installation.database.reading() as session:
        records = (AuditEntry, Person, Letter, Task, RegisterMark, TranslationApproval)
        return {one.__name__: session.scalar(select(func.count()).select_from(one)) or 0 for one in records}


def test_the_command_makes_the_district_once_and_says_how_to_sign_in(tmp_path: Path) -> None:
    first = run(tmp_path)
    assert first.exit_code == 0, first.output
    password = (tmp_path / PASSWORD_FILE).read_text("ascii").strip()
    assert (tmp_path / PASSWORD_FILE).stat().st_mode & 0o077 == 0
    assert "http://127.0.0.1:8000" in first.output
    assert password in first.output
    assert all(f"http://127.0.0.1:8000/{screen}" in first.output for screen in ("messages", "follow-ups"))
    assert all(one.email in first.output for one in sign_ins())
    before = count_of_everything(tmp_path)

    second = run(tmp_path)
    assert second.exit_code == 0, second.output
    assert "is here already" in second.output
    assert password in second.output
    assert count_of_everything(tmp_path) == before

    installation = prepare_home(Settings(home=tmp_path, mode="demo"))
    with installation.database.reading() as session, create_app(installation).app_context():
        officer = staff_with_email(session, "attendance@demo.example")
        assert officer is not None
        assert verify_password(password, officer.password or "")

    assert "comms demo code head" in first.output
    codes = [_code(tmp_path, name) for name in ("head", "HEAD@demo.example", head_name())]
    assert len(set(codes)) <= 2, "the same person, within a moment"
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    with installation.database.work() as session:
        head = staff_with_email(session, "head@demo.example")
        assert head is not None
        assert take_code(session, head, _code(tmp_path, "head"), utc_now())
    assert _code(tmp_path, "head") not in codes, "each is good once"
    assert isinstance(_ask_code(tmp_path, "nobody").exception, BadInput)

    os.utime(tmp_path / PASSWORD_FILE, (0, 0))
    assert "Its register is old" in run(tmp_path).output

    refused = run(tmp_path, "--fresh", answer="n\n")
    assert refused.exit_code != 0
    assert count_of_everything(tmp_path) == before

    anew = run(tmp_path, "--fresh", "--yes")
    assert anew.exit_code == 0, anew.output
    assert password not in anew.output
    assert count_of_everything(tmp_path) == before
    assert "Nothing leaves this machine" in anew.output
    assert not (tmp_path / "outbox").exists()


def test_the_demo_keeps_out_of_a_service_that_is_not_its_own(tmp_path: Path) -> None:
    env = {"COMMS_HOME": str(tmp_path), "COMMS_DATABASE_URL": None}
    founded = CliRunner().invoke(comms, ["init", "--agency", "A Real School", "--kind", "school"], env=env)
    assert founded.exit_code == 0, founded.output
    for words in ((), ("--fresh", "--yes")):
        result = run(tmp_path, *words)
        assert isinstance(result.exception, Refused)
    assert not (tmp_path / PASSWORD_FILE).exists()
    assert isinstance(_ask_code(tmp_path, "head").exception, Refused)
