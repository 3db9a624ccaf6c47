"""The staff of an agency on the screens: inviting them, what they may do, their leaving and coming back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import said
from sqlalchemy import select
from werkzeug.test import TestResponse

from comms.agencies.agency import AgencyKind
from comms.agencies.permissions import ROLES, Permission
from comms.agencies.signing_in.find import open_sessions
from comms.agencies.staff import Staff
from comms.agencies.staffing.fitting import roles_of_kind
from comms.agencies.staffing.invitation import Invitation
from comms.colleagues.leaving import CLOSED
from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.messages.message import Message
from comms.web.agency.roles import GROUPS

GIVEN = {"name": "Sam Lee", "email": "sam.lee@fenedge.example", "roles": ["reception"]}
PASSWORD = "lantern gravel otter blue"


def link_in(answer: TestResponse) -> str:
    found = re.search(r'value="http[^"]*(/invitation/[^"]+)"', answer.text)
    assert found, answer.text
    return found[1]


def invited(client: FlaskClient, **changed: Any) -> str:
    answer = client.post("/agency/staff/invite", data=GIVEN | changed)
    assert answer.status_code == 200, said(answer)
    return link_in(answer)


def a_colleague(database: Database, district: District, *roles: str) -> Staff:
    with database.work() as session:
        school = session.merge(district.school)
        return a_staff_member(session, school, datetime.now(UTC), roles=roles or ("reception",), name="Carol Whitwell")


def with_mail(app: Flask) -> None:
    installation: Installation = app.extensions["comms"]
    settings = replace(installation.settings, smtp_host="mail.example.org", smtp_from="comms@example.org")
    app.extensions["comms"] = replace(installation, settings=settings)


def test_staff_are_listed_with_what_matters_and_only_ours(
    client: FlaskClient, database: Database, district: District
) -> None:
    a_colleague(database, district)
    page = client.get("/agency/staff")
    assert "2 people sign in for this agency" in said(page)
    assert "Jo Marsh (you) Administrator, head teacher" in said(page)
    assert "Carol Whitwell Reception" in said(page)
    assert "Second factor: not set up yet. Last signed in: never." in said(page)
    assert district.other_head.email not in page.text


def test_whoever_is_invited_chooses_a_password_and_is_led_to_sign_in(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    link = invited(client)
    assert "Sam Lee" in said(client.get("/agency/staff"))
    visitor = app.test_client()
    page = visitor.get(link)
    assert "Fen Edge Academy has invited you" in said(page)
    assert "no-store" in page.headers["Cache-Control"]
    answer = visitor.post(link, data={"password": PASSWORD, "again": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    answer = visitor.post("/sign-in", data={"email": GIVEN["email"], "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/factors")
    assert visitor.get("/families").status_code == 302, "nothing opens before the second factor"
    with database.reading() as session:
        staff = session.scalars(select(Staff).where(Staff.email == GIVEN["email"])).one()
        assert staff.role_names == ["reception"]


def test_the_answer_is_the_same_for_every_link_that_opens_nothing(app: Flask, client: FlaskClient) -> None:
    used, withdrawn, again = (invited(client, email=f"{number}@fenedge.example") for number in range(3))
    visitor = app.test_client()
    assert visitor.post(used, data={"password": PASSWORD, "again": PASSWORD}).status_code == 303
    page = client.get("/agency/staff").text
    ids = re.findall(r"/agency/invitations/([0-9a-f-]{36})/withdraw", page)
    assert len(ids) == 2
    assert client.post(f"/agency/invitations/{ids[0]}/again").status_code == 200
    assert client.post(f"/agency/invitations/{ids[1]}/withdraw").status_code == 303
    fresh = app.test_client()
    links = [used, withdrawn, again, "/invitation/" + "x" * 43, "/invitation/x", "/invitation/%00"]
    for method in ("GET", "POST"):
        data = {"password": PASSWORD, "again": PASSWORD} if method == "POST" else None
        answers = [fresh.open(link, method=method, data=data) for link in links]
        assert {answer.status_code for answer in answers} == {404}
        bodies = {re.sub(r'nonce="[^"]+"', "", answer.text) for answer in answers}
        assert len(bodies) == 1
        assert "This link does not open anything" in bodies.pop()


@pytest.mark.parametrize(
    ("password", "again", "message"),
    [
        ("short", "short", "The password has 5 characters."),
        ("passwordpassword", "passwordpassword", "often"),
        ("sam lee otter blue lantern", "sam lee otter blue lantern", "which others know of you"),
        (PASSWORD, "lantern gravel otter red", "This is not the password above"),
    ],
)
def test_a_password_that_may_not_be_used_leaves_the_link_open(
    app: Flask, client: FlaskClient, password: str, again: str, message: str
) -> None:
    link, visitor = invited(client, name="Samuel Leeming"), app.test_client()
    if message.startswith("which"):
        password = again = "samuel otter blue lantern"
    answer = visitor.post(link, data={"password": password, "again": again})
    assert answer.status_code == 422
    assert message in said(answer)
    assert password not in answer.text
    assert visitor.post(link, data={"password": PASSWORD, "again": PASSWORD}).status_code == 303


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"name": ""}, "name", "The invitation has no name."),
        ({"name": "y" * 201}, "name", "Shorten it to 200."),
        ({"email": "sam"}, "email", "This is not an e-mail address."),
        ({"roles": []}, "roles", "No role was chosen"),
        ({"roles": ["authorising officer"]}, "roles", "has no authorising officer"),
        ({"qualification": "DPSI"}, "qualification", "A qualification is for a language."),
        ({"interpreter": "x"}, "interpreter", "Choose an entry of the register"),
        ({"interpreter": "01a22420-0000-7000-8000-000000000000"}, "interpreter", "Choose somebody of your register"),
    ],
)
def test_an_invitation_that_cannot_be_is_shown_again_with_everything_that_was_typed(
    client: FlaskClient, database: Database, changed: dict[str, Any], field: str, message: str
) -> None:
    typed = GIVEN | {"qualified_in": []} | changed
    answer = client.post("/agency/staff/invite", data=typed)
    assert answer.status_code == 422
    assert message in said(answer)
    assert f'href="#{field}"' in answer.text
    assert ('value="reception" checked' in answer.text) is ("reception" in typed["roles"])
    assert field == "name" or 'value="Sam Lee"' in answer.text
    with database.reading() as session:
        assert session.scalars(select(Invitation)).all() == []


def test_a_form_cannot_slip_in_what_it_does_not_ask(
    client: FlaskClient, database: Database, district: District
) -> None:
    invited(client, agency_id=str(district.other_school.id), staff_id=str(district.other_head.id), is_return="yes")
    with database.reading() as session:
        made = session.scalars(select(Invitation)).one()
        assert (made.agency_id, made.staff_id, made.is_return) == (district.school.id, None, False)


def test_without_a_mail_server_the_page_says_that_nothing_was_e_mailed(client: FlaskClient, database: Database) -> None:
    answer = client.post("/agency/staff/invite", data=GIVEN)
    assert "It is not e-mailed: no mail server is set." in said(answer)
    with database.reading() as session:
        assert session.scalars(select(Message)).all() == []


def test_with_a_mail_server_the_link_is_e_mailed_and_stands_in_no_list(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    with_mail(app)
    link = invited(client)
    with database.reading() as session:
        written = session.scalars(select(Message)).one()
        assert (written.to, written.purpose, written.state) == (GIVEN["email"], "invitation", "waiting")
        assert link in written.body
    assert "It is being e-mailed to them." in said(client.get("/agency/staff"))
    with database.work() as session:
        session.scalars(select(Message)).one().state = "in outbox"
    assert link not in client.get("/messages/waiting").text
    assert "no mail server is set" in said(client.get("/agency/staff"))


def test_with_a_mail_server_a_link_for_a_new_password_is_shown_to_nobody(
    app: Flask, client: FlaskClient, database: Database, district: District
) -> None:
    staff = a_colleague(database, district)
    answer = client.post(f"/agency/staff/{staff.id}/new-password")
    assert "/invitation/" in answer.text, "without one there is no other way"
    with_mail(app)
    answer = client.post(f"/agency/staff/{staff.id}/new-password")
    assert answer.status_code == 200
    assert "/invitation/" not in answer.text
    with database.reading() as session:
        assert "/invitation/" in session.scalars(select(Message)).one().body


def test_a_new_password_is_set_by_the_link_and_the_old_one_opens_nothing(
    app: Flask, client: FlaskClient, database: Database, district: District
) -> None:
    staff = a_colleague(database, district)
    theirs = signed_in(app, staff)
    assert theirs.get("/account").status_code == 200
    link = link_in(client.post(f"/agency/staff/{staff.id}/new-password"))
    visitor = app.test_client()
    assert "Choose a new password" in said(visitor.get(link))
    assert visitor.post(link, data={"password": PASSWORD, "again": PASSWORD}).status_code == 303
    assert theirs.get("/account").status_code == 302
    with database.reading() as session:
        assert session.get_one(Staff, staff.id).role_names == ["reception"]


def test_roles_are_changed_on_a_page_that_offers_what_fits_the_agency(
    client: FlaskClient, database: Database, district: District
) -> None:
    staff = a_colleague(database, district)
    page = client.get(f"/agency/staff/{staff.id}/roles")
    offered = re.findall(r'name="roles" type="checkbox" value="([^"]+)"', page.text)
    assert offered == list(roles_of_kind("school"))
    data = {"roles": ["head teacher", "translation approver"], "qualification": "DPSI", "qualified_in": ["lt", "pl"]}
    assert client.post(f"/agency/staff/{staff.id}/roles", data=data).status_code == 303
    shown = said(client.get(f"/agency/staff/{staff.id}"))
    assert "Roles head teacher, translation approver" in shown
    assert "Qualification DPSI, for Lithuanian, Polish" in shown
    refused = client.post(f"/agency/staff/{staff.id}/roles", data={"roles": ["officer"], "qualification": "kept"})
    assert refused.status_code == 422
    assert 'value="kept"' in refused.text


def test_nobody_changes_their_own_roles_or_access_on_the_screens_either(
    client: FlaskClient, district: District
) -> None:
    own = f"/agency/staff/{district.head.id}"
    assert "Nobody changes their own roles" in said(client.get(own))
    assert client.post(f"{own}/roles", data={"roles": ["administrator", "translator"]}).status_code == 409
    for action in ("leave", "new-password", "second-factor"):
        assert client.post(f"{own}/{action}").status_code == 409, action


def test_somebody_who_leaves_is_signed_out_and_may_come_back_by_a_new_link(
    app: Flask, client: FlaskClient, database: Database, district: District
) -> None:
    staff = a_colleague(database, district)
    theirs = signed_in(app, staff)
    page = said(client.get(f"/agency/staff/{staff.id}/leave"))
    assert "Does Carol Whitwell leave the agency?" in page
    assert client.post(f"/agency/staff/{staff.id}/leave").status_code == 303
    assert theirs.get("/account").status_code == 302
    listed = said(client.get("/agency/staff"))
    assert "Carol Whitwell signs in no more." in listed
    assert "Left Carol Whitwell Signs in no more" in listed
    assert client.post(f"/agency/staff/{staff.id}/leave").status_code == 409
    assert client.post(f"/agency/staff/{staff.id}/take-back", data={"roles": []}).status_code == 422
    link = link_in(client.post(f"/agency/staff/{staff.id}/take-back", data={"roles": ["attendance officer"]}))
    assert app.test_client().post(link, data={"password": PASSWORD, "again": PASSWORD}).status_code == 303
    with database.reading() as session:
        back = session.get_one(Staff, staff.id)
        assert (back.active, back.role_names) == (True, ["attendance officer"])


def test_a_lost_second_factor_is_reset_and_they_are_signed_out(
    app: Flask, client: FlaskClient, database: Database, district: District
) -> None:
    staff = a_colleague(database, district)
    signed_in(app, staff)
    assert client.post(f"/agency/staff/{staff.id}/second-factor").status_code == 303
    with database.reading() as session:
        assert open_sessions(session, staff.id) == []
    assert "sets up a new second factor" in said(client.get("/agency/staff"))


@pytest.mark.parametrize("path", ["", "/invite", "/{id}", "/{id}/roles", "/{id}/leave", "/{id}/new-password"])
def test_only_an_administrator_sees_these_pages(app: Flask, database: Database, district: District, path: str) -> None:
    staff = a_colleague(database, district, "head teacher")
    assert signed_in(app, staff).get(f"/agency/staff{path.format(id=district.head.id)}").status_code == 403


def test_another_agencys_staff_and_invitations_do_not_exist(
    app: Flask, client: FlaskClient, database: Database, district: District
) -> None:
    invited(signed_in(app, district.other_head))
    with database.reading() as session:
        made = session.scalars(select(Invitation.id)).one()
    theirs = f"/agency/staff/{district.other_head.id}"
    for path in ("", "/roles", "/new-password", "/second-factor", "/leave", "/take-back"):
        assert client.get(theirs + path).status_code == 404, path
    for path in ("/roles", "/new-password", "/second-factor", "/leave", "/take-back", "/untie"):
        assert client.post(theirs + path, data={"roles": ["reception"]}).status_code == 404, path
    for path in ("again", "withdraw"):
        assert client.post(f"/agency/invitations/{made}/{path}").status_code == 404, path
    with database.reading() as session:
        assert session.get_one(Staff, district.other_head.id).active
        assert session.get_one(Invitation, made).withdrawn_at is None


def test_an_invitation_needs_the_administrator_to_show_again_that_it_is_they(
    app: Flask, database: Database, district: District
) -> None:
    hour_ago = datetime.now(UTC).replace(microsecond=0)
    browser = signed_in(app, district.head, at=hour_ago)
    assert browser.get("/agency/staff/invite").status_code == 200
    with database.work() as session:
        for one in open_sessions(session, district.head.id):
            one.confirmed_at = None
    answer = browser.get("/agency/staff/invite")
    assert answer.status_code == 302
    assert "/confirm?next=/agency/staff/invite" in answer.headers["Location"]
    assert browser.post("/agency/staff/invite", data=GIVEN).status_code == 302
    with database.reading() as session:
        assert session.scalars(select(Invitation)).all() == []


def test_the_list_of_closed_families_is_where_whoever_is_told_of_one_is_led(client: FlaskClient) -> None:
    assert client.get(CLOSED).status_code == 200


class Table(HTMLParser):
    """A table as rows of cells, each with its tag and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[tuple[str, str]]] = []
        self.open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in {"th", "td"}:
            self.rows[-1].append((tag, ""))
            self.open = tag
        elif tag == "span" and "staff-roles__named" in str(dict(attrs).get("class")):
            self.open = "skip"
        elif tag == "span" and self.rows:
            self.open = self.rows[-1][-1][0] if self.rows[-1] else ""

    def handle_endtag(self, tag: str) -> None:
        if tag in {"th", "td"}:
            self.open = ""

    def handle_data(self, data: str) -> None:
        if self.open in {"th", "td"} and self.rows and self.rows[-1]:
            tag, text = self.rows[-1][-1]
            self.rows[-1][-1] = (tag, text + data.strip())


def test_the_page_of_roles_says_exactly_what_the_roles_are(client: FlaskClient) -> None:
    table = Table()
    table.feed(client.get("/agency/roles").text.partition("<table")[2].partition("</table>")[0])
    head, *rows = table.rows
    columns = [text.replace("(you)", "").strip().lower() for _, text in head][1:]
    assert columns == list(ROLES)
    told = {
        (permission, role): text
        for cells in rows
        if len(cells) > 1
        for permission, *answers in [[text for _, text in cells]]
        for role, text in zip(columns, answers, strict=True)
    }
    wanted = {
        (permission.value[0].upper() + permission.value[1:], role): "yes" if permission in may else "no"
        for permission in Permission
        for role, may in ROLES.items()
    }
    assert told == wanted


def test_every_permission_stands_under_one_heading() -> None:
    assert sorted(one for group in GROUPS.values() for one in group) == sorted(Permission)


@pytest.mark.parametrize("kind", list(AgencyKind))
def test_the_page_of_roles_says_which_an_agency_like_ours_gives(
    app: Flask, database: Database, district: District, kind: AgencyKind
) -> None:
    with database.work() as session:
        session.merge(district.school).kind = kind
    page = said(signed_in(app, district.head).get("/agency/roles"))
    assert f"gives these roles: {', '.join(roles_of_kind(kind))}." in page
