"""Guessing: so many tries for an account and from an address, the same for names that nobody has, shared by all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from screens import said
from signing_in_made import PASSWORD, Person
from sqlalchemy import func, select

from comms.agencies.staff import Staff
from comms.app import create_app
from comms.foundation.audit import AuditEntry
from comms.foundation.limits import LimitUse
from comms.foundation.work import Database
from comms.web import door
from comms.web.signing_in import passwords


def _guess(browser: FlaskClient, email: str, password: str = "a wrong guess", address: str = "192.0.2.1") -> int:
    given = {"email": email, "password": password}
    return browser.post("/sign-in", data=given, environ_base={"REMOTE_ADDR": address}).status_code


@pytest.mark.parametrize("known", [True, False])
def test_an_account_is_guessed_at_ten_times_whether_there_is_such_a_one_or_not(
    app: Flask, head: Person, *, known: bool
) -> None:
    email = head.email if known else "nobody@fenedge.example"
    browser = app.test_client()
    answers = [_guess(browser, email, address=f"192.0.2.{place}") for place in range(12)]
    assert answers == [422] * 10 + [429] * 2
    answer = browser.post("/sign-in", data={"email": email.upper() + " ", "password": "x"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "90")
    assert "Somebody tried to sign in like this 10 times in 15 minutes" in said(answer)
    assert "Wait 2 minutes" in said(answer)


def test_nor_is_the_right_password_let_in_then_until_time_has_passed(head: Person) -> None:
    for _ in range(10):
        _guess(head.browser, head.email)
    assert head.give_password().status_code == 429
    head.clock.wait(seconds=89)
    assert head.give_password().status_code == 429
    head.clock.wait(seconds=1)
    assert head.give_password().status_code == 303


def test_an_address_guesses_thirty_times_whatever_names_it_tries(app: Flask, head: Person) -> None:
    browser = app.test_client()
    answers = [_guess(browser, f"{number}@fenedge.example") for number in range(31)]
    assert answers == [422] * 30 + [429]
    assert _guess(browser, head.email, PASSWORD) == 429
    assert _guess(browser, head.email, PASSWORD, "192.0.2.2") == 303


def test_who_guesses_slowly_has_few_guesses_in_a_day(head: Person) -> None:
    guessed = 0
    for _ in range(24 * 4):
        head.clock.wait(minutes=15)
        guessed += sum(_guess(head.browser, head.email) == 422 for _ in range(10))
    # What is left over from before the day began counts too.
    assert 60 <= guessed <= 130


def test_a_school_may_sign_in_from_one_address_in_the_morning(head: Person) -> None:
    assert [_guess(head.browser, head.email, PASSWORD) for _ in range(40)] == [303] * 40


def test_attempts_are_counted_for_all_processes_together(head: Person, own_app: Flask) -> None:
    other = own_app.test_client()
    answers = [_guess(browser, head.email) for _ in range(6) for browser in (head.browser, other)]
    assert answers == [422] * 10 + [429] * 2


@contextmanager
def _hashes_counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What was hashed against, each time."""
    hasher, counted = passwords._hasher(), []

    class Counting:
        def verify_and_update(self, password: str, kept: str) -> Any:
            counted.append(kept)
            return hasher.verify_and_update(password, kept)

    with monkeypatch.context() as patched:
        patched.setattr(passwords, "_hasher", Counting)
        yield counted


def test_an_unknown_name_costs_the_same_work_as_a_known_one(
    app: Flask, head: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context(), _hashes_counted(monkeypatch) as counted:
        _guess(head.browser, head.email)
        _guess(head.browser, "nobody@fenedge.example")
    assert len(counted) == 2
    known, nobodys = counted
    assert known != nobodys
    # Argon2id, with the same memory, passes and lanes.
    assert known.rsplit("$", 2)[0] == nobodys.rsplit("$", 2)[0]
    assert known.startswith("$argon2id$")


def test_who_may_not_try_any_more_costs_no_work(app: Flask, head: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(10):
        _guess(head.browser, head.email)
    with app.app_context(), _hashes_counted(monkeypatch) as counted:
        assert _guess(head.browser, head.email) == 429
    assert counted == []


def test_a_code_is_guessed_at_five_times(head: Person) -> None:
    head.give_password()
    wrong = "000000" if "000000" not in {head.code(step) for step in range(-1, 2)} else "000001"
    answers = [head.browser.post("/sign-in/code", data={"code": wrong}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert head.give_code(head.code()).status_code == 429
    other = head.elsewhere()
    other.give_password()
    assert other.give_code().status_code == 429, "at another browser too"
    assert other.browser.post("/sign-in/recovery", data={"recovery": "x"}).status_code == 429, "nor by another way"
    head.clock.wait(minutes=3)
    assert head.give_code().status_code == 303


def test_who_gives_right_codes_is_not_counted(head: Person) -> None:
    for _ in range(8):
        other = head.elsewhere()
        other.give_password()
        head.clock.wait(seconds=30)
        assert other.give_code(other.code()).status_code == 303


def test_that_an_account_has_to_wait_is_noted_once_an_hour(head: Person, database: Database) -> None:
    for _ in range(14):
        _guess(head.browser, head.email)
    with database.reading() as session:
        failed = session.scalars(select(AuditEntry).where(AuditEntry.action == "fail sign in")).all()
        assert [(one.subject_id, one.detail) for one in failed] == [
            *[(head.staff_id, '{"why": "password"}')] * 10,
            (head.staff_id, '{"why": "too often"}'),
        ]


def test_the_count_is_kept_where_the_attempt_fails_with_a_fault(
    head: Person, monkeypatch: pytest.MonkeyPatch, installation: Any
) -> None:
    broken = create_app(installation)
    broken.config.update(WTF_CSRF_ENABLED=False)
    monkeypatch.setattr(door, "utc_now", lambda: head.clock.now)

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("comms.web.signing_in.password.try_password", fails)
    browser = broken.test_client()
    assert [_guess(browser, head.email) for _ in range(11)] == [500] * 10 + [429]


def test_names_that_nobody_has_fill_neither_the_audit_nor_the_table_of_limits(head: Person, database: Database) -> None:
    for number in range(45):
        _guess(head.browser, f"{number}@fenedge.example")
    with database.reading() as session:
        failed = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "fail sign in")).all()
        assert failed.count('{"why": "too often"}') == 1
        noted = select(func.count()).select_from(LimitUse).where(LimitUse.name.startswith("noted"))
        assert session.scalar(noted) == 1


def test_who_guesses_codes_with_a_stolen_password_does_not_keep_its_owner_from_changing_it(head: Person) -> None:
    head.sign_in()
    thief = head.elsewhere()
    thief.give_password()
    wrong = "000000" if "000000" not in {head.code(step) for step in range(-1, 4)} else "000001"
    assert [thief.give_code(wrong).status_code for _ in range(6)] == [422] * 5 + [429]
    head.clock.wait(seconds=60)
    given = {"password": PASSWORD, "code": head.code()}
    assert head.browser.post("/confirm", data=given).status_code == 303


def test_a_password_that_was_changed_while_it_was_tried_lets_nobody_go_on(
    head: Person, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed_meanwhile(_: str, kept: str | None) -> tuple[bool, str | None]:
        with database.work() as session:
            session.get_one(Staff, head.staff_id).password = "another hash"
        return True, "the old one, hashed anew"

    monkeypatch.setattr("comms.web.signing_in.password.try_password", changed_meanwhile)
    assert head.give_password().status_code == 422
    with database.reading() as session:
        assert session.get_one(Staff, head.staff_id).password == "another hash"
