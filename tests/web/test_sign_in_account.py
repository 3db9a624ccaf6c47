"""One's own account: what it shows, and that who changes how they sign in has just shown that it is they."""

from __future__ import annotations

import re

import pytest
from browsers import District
from every_route import address, rules
from flask import Flask
from screens import said
from signing_in_made import PASSWORD, Person
from sqlalchemy import select

from comms.agencies.permissions import ROLES
from comms.agencies.signing_in.staff_key import StaffKey
from comms.agencies.staff import Staff
from comms.foundation.audit import AuditEntry
from comms.foundation.work import Database

NEW = "seven quiet lanterns float"
ASKS_AGAIN = ("/account/password", "/account/email", "/factors", "/factors/key", "/factors/app")


def _confirm(person: Person, password: str = PASSWORD, code: str | None = None, place: str = "/account/email") -> int:
    given = {"password": password, "code": code or person.code()}
    return person.browser.post("/confirm", query_string={"next": place}, data=given).status_code


def test_it_is_linked_from_every_page_and_says_who_one_is(head: Person) -> None:
    head.sign_in()
    assert 'href="/account"' in head.browser.get("/").text
    page = said(head.browser.get("/account"))
    assert head.email in page
    assert "Head teacher: " in page
    for permission in ROLES["head teacher"]:
        assert permission.value in page
    assert "You have none. A new set ends the old one." in page


@pytest.mark.parametrize("place", ASKS_AGAIN)
def test_ten_minutes_after_signing_in_it_is_asked_again_who_one_is(head: Person, place: str) -> None:
    head.sign_in()
    assert head.browser.get(place).status_code in {200, 303}
    head.clock.wait(minutes=10)
    answer = head.browser.get(place)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/confirm?next={place}")
    assert _confirm(head, place=place) == 303
    assert head.browser.get(place).status_code in {200, 303}


def test_no_form_that_changes_how_one_signs_in_is_taken_without_it(app: Flask, head: Person) -> None:
    head.sign_in()
    head.clock.wait(minutes=10)
    tried = []
    for rule in rules(app):
        view = app.view_functions[rule.endpoint]
        asks = getattr(view, "confirmed", False) or getattr(view, "before_second_factor", False)
        if asks and "POST" in (rule.methods or ()):
            answer = head.browser.post(address(rule))
            assert answer.headers.get("Location", "").startswith("/confirm"), rule.rule
            tried.append(rule.rule)
    assert {"/account/password", "/account/email", "/recovery-codes", "/factors/app/confirm", "/factors/key"} <= {
        *tried
    }


@pytest.mark.parametrize(("password", "right_code"), [("not this one", True), (PASSWORD, False), ("", False)])
def test_it_takes_the_password_and_the_code_both(head: Person, password: str, right_code: bool) -> None:
    head.sign_in()
    head.clock.wait(minutes=10)
    assert _confirm(head, password, head.code(0 if right_code else 9)) == 422
    assert head.browser.get("/account/password").status_code == 302
    assert _confirm(head) == 303, "a code beside a wrong password is not used up"


def test_after_it_one_goes_back_to_where_one_was(head: Person) -> None:
    head.sign_in()
    head.clock.wait(minutes=11)
    there = head.browser.post("/account/password", data={"password": NEW, "again": NEW}).headers["Location"]
    assert there == "/confirm?next=/account/password"
    answer = head.browser.post(there, data={"password": PASSWORD, "code": head.code()})
    assert answer.headers["Location"] == "/account/password"


def test_it_is_asked_so_often_and_no_more(head: Person) -> None:
    head.sign_in()
    head.clock.wait(minutes=20)
    assert [_confirm(head, "not this one") for _ in range(6)] == [422] * 5 + [429]


def test_who_has_not_signed_in_confirms_nothing(head: Person) -> None:
    head.give_password()
    assert head.browser.post("/confirm", data={"password": PASSWORD, "code": head.code()}).status_code == 302
    assert not head.is_in()


def test_another_password_ends_every_session_but_this_one(head: Person) -> None:
    other = head.elsewhere()
    other.sign_in()
    head.sign_in()
    before = head.browser.get_cookie("comms")
    done = head.browser.post("/account/password", data={"password": NEW, "again": NEW})
    assert (done.status_code, done.headers["Location"]) == (303, "/account")
    assert head.is_in()
    assert not other.is_in()
    assert before is not None
    old = head.elsewhere()
    old.browser.set_cookie("comms", before.value)
    assert not old.is_in(), "nor does the cookie this browser had"
    assert old.give_password().status_code == 422
    assert old.give_password(NEW).status_code == 303


@pytest.mark.parametrize(
    ("password", "again", "told"),
    [
        ("short", "short", "The password has 5 characters."), ("password1234", "password1234", "used often"),
        (NEW, NEW + " ", "This is not the password above."), (f"{NEW} marsh", f"{NEW} marsh", "“marsh”"),
        ("", "", "The password has 0 characters."),
    ],
)  # fmt: skip
def test_a_password_that_may_not_be_used_is_told_why(head: Person, password: str, again: str, told: str) -> None:
    head.sign_in()
    answer = head.browser.post("/account/password", data={"password": password, "again": again})
    assert answer.status_code == 422
    assert told in said(answer)
    assert f'value="{password}"' not in answer.text or not password
    assert head.elsewhere().give_password().status_code == 303


def test_a_password_is_kept_by_argon2id(head: Person, database: Database) -> None:
    head.sign_in()
    head.browser.post("/account/password", data={"password": NEW, "again": NEW})
    with database.reading() as session:
        kept = session.get_one(Staff, head.staff_id).password
    assert kept is not None
    assert kept.startswith("$argon2id$v=19$")
    assert int(re.findall(r"m=(\d+)", kept)[0]) >= 19 * 1024, "OWASP Password Storage Cheat Sheet: 19 MiB at least"
    assert "lantern" not in kept


def test_another_address_is_what_one_signs_in_with(head: Person) -> None:
    other = head.elsewhere()
    other.sign_in()
    head.sign_in()
    done = head.browser.post("/account/email", data={"email": " New.Address@FenEdge.example "})
    assert done.status_code == 303
    assert "new.address@fenedge.example" in said(head.browser.get("/account"))
    assert not other.is_in()
    assert other.give_password().status_code == 422
    other.email = "new.address@fenedge.example"
    assert other.give_password().status_code == 303


@pytest.mark.parametrize("email", ["", "nobody", "a b@c.example", "a@b", "x" * 250 + "@school.example", "@b.example"])
def test_what_is_no_address_is_refused(head: Person, email: str) -> None:
    head.sign_in()
    assert head.browser.post("/account/email", data={"email": email}).status_code == 422


def test_an_address_that_somebody_has_cannot_be_used(head: Person, district: District) -> None:
    head.sign_in()
    answer = head.browser.post("/account/email", data={"email": district.other_head.email.upper()})
    assert answer.status_code == 422
    assert "This address cannot be used." in said(answer)
    assert head.browser.post("/account/email", data={"email": head.email}).status_code == 303, "one's own can"


def test_the_only_second_factor_cannot_be_taken_away(head: Person) -> None:
    head.sign_in()
    answer = head.browser.post("/factors/app/remove")
    assert answer.status_code == 409
    assert "This is your only second factor." in said(answer)
    assert head.elsewhere().give_password().headers["Location"] == "/sign-in/code"


def test_of_two_second_factors_one_can_be_taken_away_and_everything_else_ends(head: Person, database: Database) -> None:
    other = head.elsewhere()
    other.sign_in()
    head.sign_in()
    key_id = _key(head, database)
    assert head.browser.post("/factors/app/remove").status_code == 303
    assert head.is_in()
    assert not other.is_in()
    answer = head.browser.post(f"/factors/keys/{key_id}/remove")
    assert answer.status_code == 409, "the key is the only one now"


def _key(person: Person, database: Database) -> object:
    with database.work() as session:
        key = StaffKey(staff_id=person.staff_id, name="blue key", credential_id=b"1", public_key=b"2",
                       made_at=person.clock.now)  # fmt: skip
        session.add(key)
        session.flush()
        return key.id


def test_another_app_ends_the_one_before(head: Person) -> None:
    head.sign_in()
    head.browser.post("/factors/app")
    page = head.browser.get("/factors/app")
    assert "the codes of the other are not taken any more" in said(page)
    found = re.search(r'<code class="secret" dir="ltr">([A-Z2-7 ]+)</code>', page.text)
    assert found
    new = Person(**(vars(head) | {"secret": found[1].replace(" ", "")}))
    done = head.browser.post("/factors/app/confirm", data={"code": new.code()})
    assert "Keep these recovery codes" in said(done), "who had none gets some"
    old = head.elsewhere()
    old.give_password()
    head.clock.wait(minutes=1)
    assert old.give_code(old.code()).status_code == 422
    assert old.give_code(new.code()).status_code == 303


def test_what_is_changed_is_noted_and_no_value_with_it(head: Person, database: Database) -> None:
    head.sign_in()
    head.browser.post("/account/email", data={"email": "canary@fenedge.example"})
    head.browser.post("/account/password", data={"password": NEW, "again": NEW})
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.subject_id == head.staff_id)).all()
        noted = [(one.action, one.staff_id) for one in entries if one.action.startswith("change")]
        told = " ".join(one.detail for one in entries)
    assert noted == [("change e-mail address", head.staff_id), ("change password", head.staff_id)]
    assert "canary" not in told
    assert "lantern" not in told
