"""Recovery: a code of paper opens once, a new set ends the old, and no way back in leaves the second factor out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from screens import said
from signing_in_made import PASSWORD, Person
from sqlalchemy import select

from comms.agencies.agency import Agency
from comms.agencies.signing_in.recovery_code import use_recovery_code
from comms.agencies.staff import Staff
from comms.agencies.staffing.leaving import offer_new_password
from comms.agencies.viewer import viewer_of
from comms.foundation.audit import AuditEntry
from comms.foundation.work import Database


def _give(person: Person, code: str) -> int:
    return person.browser.post("/sign-in/recovery", data={"recovery": code}).status_code


def test_a_recovery_code_opens_once_beside_the_password(head: Person) -> None:
    codes = head.recovery_codes()
    assert len(set(codes)) == 10
    assert _give(head, codes[0]) == 303, "without the password it leads to the first page"
    assert not head.is_in()
    head.give_password()
    assert "recovery code" in said(head.browser.get("/sign-in/code"))
    assert _give(head, codes[0]) == 303
    assert "9 of 10 recovery codes left" in said(head.browser.get("/account"))
    other = head.elsewhere()
    other.give_password()
    assert _give(other, codes[0]) == 422
    assert _give(other, f" {codes[1].upper().replace('-', ' ')} ") == 303, "however it is typed"


def test_of_many_who_give_a_recovery_code_at_once_one_is_let_in(head: Person, database: Database) -> None:
    crowd, code = 8, head.recovery_codes()[3]
    together = Barrier(crowd)

    def give(_: int) -> bool:
        together.wait()
        with database.work() as session:
            return use_recovery_code(session, session.get_one(Staff, head.staff_id), code, head.clock.now)

    with ThreadPoolExecutor(crowd) as pool:
        assert sum(pool.map(give, range(crowd))) == 1


def test_no_code_is_kept_as_it_is(head: Person, database: Database) -> None:
    codes = head.recovery_codes()
    with database.reading() as session:
        kept = " ".join(session.get_one(Staff, head.staff_id).recovery_codes)
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_a_new_set_ends_the_old_one(head: Person) -> None:
    old = head.recovery_codes()
    head.sign_in()
    page = head.browser.post("/recovery-codes")
    assert "They are shown this once." in said(page)
    other = head.elsewhere()
    other.give_password()
    assert _give(other, old[0]) == 422
    new = next(word for word in said(page).split() if word.count("-") == 2 and len(word) == 14)
    assert _give(other, new) == 303


def test_anothers_recovery_code_opens_nothing(app: Flask, database: Database, district: District, head: Person) -> None:
    other = Person.at(app, database, head.clock, district.other_head)
    code = other.recovery_codes()[0]
    head.give_password()
    assert _give(head, code) == 422


def test_that_one_was_used_is_noted(head: Person, database: Database) -> None:
    code = head.recovery_codes()[0]
    head.give_password()
    _give(head, code)
    with database.reading() as session:
        used = session.scalars(select(AuditEntry).where(AuditEntry.action == "use recovery code")).one()
        assert (used.subject_id, used.detail) == (head.staff_id, '{"left": 9}')


def test_an_administrators_reset_asks_for_setting_up_and_opens_nothing(
    app: Flask, database: Database, district: District, head: Person
) -> None:
    codes = head.recovery_codes()
    head.sign_in()
    _reset_by_a_colleague(app, database, district, head)
    assert not head.is_in(), "every session of theirs has ended"
    again = head.elsewhere()
    assert again.give_password().headers["Location"] == "/factors"
    assert again.give_code().headers["Location"] == "/factors", "the lost app opens nothing"
    assert _give(again, codes[0]) == 303
    assert not again.is_in()


def _reset_by_a_colleague(app: Flask, database: Database, district: District, person: Person) -> None:
    with database.work() as session:
        school = session.get_one(Agency, district.school.id)
        colleague = a_staff_member(session, school, person.clock.now, roles=("administrator",))
    answer = signed_in(app, colleague).post(f"/agency/staff/{person.staff_id}/second-factor")
    assert answer.status_code == 303


def test_a_new_password_by_an_administrators_link_still_asks_the_second_factor(
    app: Flask, database: Database, district: District, head: Person
) -> None:
    head.sign_in()
    with database.work() as session:
        school = session.get_one(Agency, district.school.id)
        colleague = a_staff_member(session, school, head.clock.now, roles=("administrator",))
        token = offer_new_password(session, viewer_of(colleague), head.staff_id, head.clock.now)[1]
    visitor = app.test_client()
    new = "seven quiet lanterns float"
    answer = visitor.post(f"/invitation/{token}", data={"password": new, "again": new})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    assert visitor.get("/account").status_code == 302
    assert not head.is_in(), "whoever was in with the old password is out"
    assert head.give_password(PASSWORD).status_code == 422
    assert head.give_password(new).headers["Location"] == "/sign-in/code"
    assert not head.is_in()
    assert head.give_code().status_code == 303
