"""The second factor: nothing opens before it, a code opens once, and who has none sets one up first."""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import segno
from every_route import address, rules
from flask import Flask
from screens import said
from signing_in_made import Person

from comms.agencies.signing_in.one_time_code import take_code
from comms.agencies.staff import Staff
from comms.foundation.work import Database


def _protected(app: Flask, *, setting_up: bool) -> list[tuple[str, str, str]]:
    """Every route that is not for everybody, as its endpoint, a method and an address; with or without those on which
    somebody who has no second factor sets one up."""
    found = []
    for rule in rules(app):
        view = app.view_functions[rule.endpoint]
        if rule.endpoint == "static" or getattr(view, "public", ""):
            continue
        if setting_up or not getattr(view, "before_second_factor", False):
            found += [(rule.endpoint, method, address(rule)) for method in ("GET", "POST") if method in rule.methods]
    return found


def test_no_protected_page_opens_with_the_password_alone(app: Flask, head: Person) -> None:
    head.give_password()
    tried = _protected(app, setting_up=True)
    for endpoint, method, path in tried:
        answer = head.browser.open(path, method=method)
        assert (answer.status_code, answer.headers["Location"][:13]) == (302, "/sign-in/code"), (endpoint, method)
    assert len(tried) > 200
    assert not head.is_in()


def test_who_has_no_second_factor_comes_to_setting_one_up_and_to_nothing_else(app: Flask, newcomer: Person) -> None:
    assert newcomer.give_password().headers["Location"] == "/factors"
    for endpoint, method, path in _protected(app, setting_up=False):
        answer = newcomer.browser.open(path, method=method)
        assert (answer.status_code, answer.headers["Location"][:8]) == (302, "/factors"), (endpoint, method)
    assert "Set up a second factor" in said(newcomer.browser.get("/factors"))


def test_setting_up_an_app_signs_one_in_and_gives_recovery_codes_once(newcomer: Person) -> None:
    newcomer.give_password(address="/sign-in?next=/families")
    assert newcomer.browser.post("/factors/app?next=/families").headers["Location"] == "/factors/app?next=/families"
    page = newcomer.browser.get("/factors/app?next=/families")
    newcomer.secret = _secret_on(page.text)
    picture = newcomer.browser.get("/factors/app/picture.png")
    assert picture.data.startswith(b"\x89PNG")
    assert "no-store" in picture.headers["Cache-Control"]
    done = newcomer.browser.post("/factors/app/confirm?next=/families", data={"code": newcomer.code()})
    codes = re.findall(r"<code dir=\"ltr\">([a-z0-9-]+)</code>", done.text)
    assert len(set(codes)) == 10
    assert 'href="/families"' in done.text
    assert newcomer.is_in()
    account = newcomer.browser.get("/account")
    assert "10 of 10 recovery codes left" in said(account)
    assert not any(code in account.text for code in codes)
    again = newcomer.elsewhere()
    assert again.give_password().headers["Location"] == "/sign-in/code"
    assert again.give_code().headers["Location"] == "/"


def _secret_on(page: str) -> str:
    found = re.search(r'<code class="secret" dir="ltr">([A-Z2-7 ]+)</code>', page)
    assert found
    return found[1].replace(" ", "")


def test_the_picture_says_what_the_page_says(newcomer: Person) -> None:
    newcomer.give_password()
    newcomer.browser.post("/factors/app")
    secret = _secret_on(newcomer.browser.get("/factors/app").text)
    email = newcomer.email.replace("@", "%40")
    drawn = io.BytesIO()
    address = f"otpauth://totp/comms%3A{email}?secret={secret}&issuer=comms"
    segno.make(address, error="m").save(drawn, kind="png", scale=6, border=4)
    assert newcomer.browser.get("/factors/app/picture.png").data == drawn.getvalue()


def test_a_wrong_first_code_sets_nothing_up(newcomer: Person) -> None:
    newcomer.give_password()
    newcomer.browser.post("/factors/app")
    newcomer.secret = _secret_on(newcomer.browser.get("/factors/app").text)
    wrong = newcomer.browser.post("/factors/app/confirm", data={"code": newcomer.code(steps=5)})
    assert wrong.status_code == 422
    assert "This is not the code that the app shows now." in said(wrong)
    assert _secret_on(wrong.text) == newcomer.secret, "what was scanned stays good"
    assert not newcomer.is_in()


def test_nothing_is_shared_with_an_app_before_it_is_asked_for(newcomer: Person) -> None:
    newcomer.give_password()
    assert newcomer.browser.get("/factors/app").headers["Location"] == "/factors"
    assert newcomer.browser.get("/factors/app/picture.png").status_code == 404
    assert newcomer.browser.post("/factors/app/confirm", data={"code": "000000"}).headers["Location"] == "/factors"
    assert not newcomer.is_in()


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_may_be_half_a_minute_wrong(head: Person, steps: int) -> None:
    head.give_password()
    assert head.give_code(head.code(steps)).status_code == 303


@pytest.mark.parametrize("code", ["", "000", "abcdef", "１２３４５６", "12345678", "-12345"])
def test_what_is_no_code_opens_nothing(head: Person, code: str) -> None:
    head.give_password()
    answer = head.browser.post("/sign-in/code", data={"code": code})
    assert answer.status_code == 422
    assert not head.is_in()


@pytest.mark.parametrize("steps", [-2, 2, 100])
def test_a_code_of_another_time_opens_nothing(head: Person, steps: int) -> None:
    head.give_password()
    assert head.give_code(head.code(steps)).status_code == 422


def test_a_code_opens_once(head: Person) -> None:
    head.give_password()
    code = head.code()
    assert head.give_code(code).status_code == 303
    other = head.elsewhere()
    other.give_password()
    assert other.give_code(code).status_code == 422
    assert other.give_code(other.code(steps=-1)).status_code == 422, "nor does one that is older"
    assert other.give_code(other.code(steps=1)).status_code == 303


def test_of_many_who_give_a_code_at_once_one_is_let_in(head: Person, database: Database) -> None:
    crowd, code = 8, head.code()
    together = Barrier(crowd)

    def give(_: int) -> bool:
        with database.reading() as session:
            staff = session.get_one(Staff, head.staff_id)
            used = staff.totp_used_at_step
        together.wait()
        assert used is None
        with database.work() as session:
            return take_code(session, session.get_one(Staff, head.staff_id), code, head.clock.now)

    with ThreadPoolExecutor(crowd) as pool:
        assert sum(pool.map(give, range(crowd))) == 1


def test_the_password_alone_is_forgotten_after_a_while(head: Person) -> None:
    head.give_password()
    head.clock.wait(minutes=20)
    assert head.give_code().headers["Location"] == "/sign-in"


def test_a_code_without_the_password_is_nothing(head: Person) -> None:
    assert head.give_code().headers["Location"] == "/sign-in"
    assert head.browser.get("/sign-in/recovery").headers["Location"] == "/sign-in"
    assert head.browser.post("/sign-in/key/options").status_code == 422
    assert not head.is_in()


def test_a_second_factor_of_ones_own_is_no_way_around_the_one_there_is(head: Person) -> None:
    head.give_password()
    assert head.browser.post("/factors/app").headers["Location"].startswith("/sign-in/code")
    assert head.browser.post("/factors/app/confirm", data={"code": "1"}).headers["Location"].startswith("/sign-in/code")
    assert head.browser.post("/recovery-codes").headers["Location"].startswith("/sign-in/code")
    assert head.give_code().status_code == 303
