"""Formal cases through the screens: beginning one, what is missing, the record, the lead's answer, closing."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest
from browsers import District, signed_in
from factories import a_child, a_parent, a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from formal_factories import a_formal_case, everything_told
from screens import said
from sqlalchemy import select, update

from comms.agencies.agency import Agency
from comms.agencies.viewer import viewer_of
from comms.families.access.closing import close_family
from comms.families.person import Involvement
from comms.formal.case.case_record import CaseRecord
from comms.foundation.audit import AuditEntry
from comms.foundation.clock import london_date, utc_now
from comms.foundation.work import Database
from comms.tasks.task import Task, TaskKind


@dataclass(frozen=True)
class There:
    """A case at the school, and the ids of its people."""

    case: UUID
    child: UUID
    mother: UUID


@pytest.fixture
def there(database: Database, district: District) -> There:
    """A case about Ugnė, who missed ten sessions."""
    with database.work() as session:
        formal = a_formal_case(session, viewer_of(session.merge(district.head)), utc_now())
        return There(formal.case.id, formal.child.id, formal.mother.id)


def heading(page: str) -> str:
    return said_text(page.split("<h1", 1)[1].split(">", 1)[1].split("</h1>", 1)[0])


def said_text(words: str) -> str:
    return " ".join(words.replace("&#39;", "'").split())


def told(**other: str) -> dict[str, str]:
    return {"on": london_date(utc_now()).isoformat()} | other


def lead_of(app: Flask, database: Database, district: District) -> FlaskClient:
    with database.work() as session:
        school = session.get_one(Agency, district.school.id)
        lead = a_staff_member(session, school, utc_now(), ("designated safeguarding lead",), "Ann Cole")
    return signed_in(app, lead)


def test_a_case_begins_on_the_childs_page_and_says_first_what_is_missing(
    client: FlaskClient, database: Database, district: District
) -> None:
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        child = a_child(session, viewer, utc_now())
        mother = a_parent(session, viewer, utc_now(), child)
    assert f"/formal/children/{child.id}/begin" in client.get(f"/families/{child.id}").text
    empty = client.post(f"/formal/children/{child.id}/begin", data={})
    assert empty.status_code == 422
    assert "Choose a parent." in empty.text
    sent = client.post(f"/formal/children/{child.id}/begin", data={"parent": str(mother.id)})
    assert sent.status_code == 303
    page = client.get(sent.location).text
    assert "cannot be sent yet:" in heading(page)
    assert "Missing" in page
    assert "Why is this asked?" in page
    assert client.post(f"/formal/children/{child.id}/begin", data={"parent": str(mother.id)}).location == sent.location


def test_every_missing_thing_leads_to_where_it_is_done(client: FlaskClient, there: There) -> None:
    page = client.get(f"/formal/cases/{there.case}").text
    assert heading(page) == "The Notice to Improve cannot be sent yet: six things are missing."
    for slug in ("support", "circumstances", "parents-reason", "our-failure", "risk"):
        assert f"/formal/cases/{there.case}/records/{slug}" in page
    assert f"/formal/cases/{there.case}/safeguarding" in page
    shut = page.split("formal-gate--shut")
    assert len(shut) == 7
    assert all("<a class" in one.split("</li>")[0] for one in shut[1:])


def test_what_is_told_opens_its_gate_and_stands_on_the_page(client: FlaskClient, there: There) -> None:
    address = f"/formal/cases/{there.case}/records/parents-reason"
    assert 'value="lt" selected' in client.get(address).text
    bare = client.post(address, data=told(said="Taip", through="an interpreter", interpreter="Daiva Rimkutė",
                                          language="lt"))  # fmt: skip
    assert bare.status_code == 422
    assert "alone is not a reason" in bare.text
    assert "Daiva Rimkutė" in bare.text
    relative = client.post(address, data=told(said="Autobusas nebevažiuoja", through="an interpreter",
                                              interpreter="her daughter Ugnė", language="lt"))  # fmt: skip
    assert relative.status_code == 422
    assert "is never the interpreter" in relative.text
    own = client.post(address, data=told(said="Autobusas nebevažiuoja", through="an interpreter", interpreter="Ugnė",
                                         language="lt"))  # fmt: skip
    assert own.status_code == 422
    sent = client.post(
        address,
        data=told(
            said="Autobusas nebevažiuoja",
            rendered="The bus no longer runs",
            through="an interpreter",
            interpreter="Daiva Rimkutė",
            language="lt",
        ),
    )
    assert sent.status_code == 303
    page = said(client.get(sent.location))
    assert "Autobusas nebevažiuoja" in page
    assert "The bus no longer runs" in page
    assert "talked in Lithuanian, through Daiva Rimkutė" in page
    assert "Nobody has asked the child why." in page


@pytest.mark.parametrize(
    ("slug", "answers", "field"),
    [
        ("support", {"support": "talk", "what": "We talked", "through": "an interpreter", "interpreter": "Daiva",
                     "language": "lt"}, "came"),
        ("unsuitable", {}, "because"),
        ("circumstances", {"what": "Night shifts"}, "told_by"),
        ("childs-reason", {"language": "en", "through": "a language they share"}, "said"),
        ("our-failure", {"failed": "nothing failed"}, "because"),
        ("risk", {"who_reads": "She does", "what": "Nothing"}, "at_risk"),
        ("other-notices", {"notice-1": "2031-01-01", "asked": "Peterborough"}, "notice-1"),
        ("early", {"because": "Absent all week"}, "ground"),
    ],
)  # fmt: skip
def test_each_form_keeps_what_was_typed_and_says_what_is_missing(
    client: FlaskClient, there: There, slug: str, answers: dict[str, str], field: str
) -> None:
    address = f"/formal/cases/{there.case}/records/{slug}"
    assert client.get(address).status_code == 200
    page = client.post(address, data=told(**answers))
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert f'id="{field}"' in page.text
    for typed in answers.values():
        assert typed in page.text


def test_a_mistake_stays_to_be_seen_and_no_longer_counts(client: FlaskClient, database: Database, there: There) -> None:
    client.post(f"/formal/cases/{there.case}/records/circumstances", data=told(what="They moved", told_by="the child"))
    with database.work() as session:
        made = session.scalars(select(CaseRecord)).one()
    address = f"/formal/cases/{there.case}/mistakes/{made.id}"
    assert "They moved" in client.get(address).text
    assert client.post(address, data={"because": ""}).status_code == 422
    assert client.post(address, data={"because": "Another family’s."}).status_code == 303
    page = said(client.get(f"/formal/cases/{there.case}"))
    assert "Does not count" in page
    assert "They moved" in page
    assert "Nothing is on record about the family's circumstances." in page.replace("’", "'")
    assert client.get(address).status_code == 404


def test_the_lead_alone_signs_the_answer_and_the_question_is_asked_of_them(
    app: Flask, client: FlaskClient, database: Database, district: District, there: There
) -> None:
    address = f"/formal/cases/{there.case}/safeguarding"
    assert client.get(address).status_code == 200
    assert client.post(address, data={"why": ""}).status_code == 422
    assert client.post(address, data={"why": "She is tired", "indicators": ["money"]}).status_code == 303
    with database.work() as session:
        task = session.scalars(select(Task).where(Task.kind == TaskKind.ANSWER_SAFEGUARDING)).one()
        question, asked = task.about_id, task.why
    assert "tired" not in asked
    waits = said(client.get("/formal/safeguarding"))
    assert "1 question waits for the safeguarding lead" in waits
    page = client.get(f"/formal/safeguarding/{question}").text
    assert "Sign this answer" not in page
    assert client.post(f"/formal/safeguarding/{question}", data={"answer": "no", "said": "x"}).status_code == 403
    lead = lead_of(app, database, district)
    assert f"/formal/safeguarding/{question}" in lead.get(f"/tasks/{task.id}").text
    yes = lead.post(f"/formal/safeguarding/{question}", data={"answer": "no", "said": "yes"})
    assert yes.status_code == 422
    signed = {"answer": "told", "said": "I told Mo Ali of the front door today."}
    assert lead.post(f"/formal/safeguarding/{question}", data=signed).status_code == 303
    assert "Signed by" in lead.get(f"/formal/safeguarding/{question}").text
    with database.work() as session:
        assert session.get_one(Task, task.id).state == "done"
    again = lead.post(f"/formal/safeguarding/{question}", data=signed)
    assert again.status_code == 409


def test_the_list_puts_the_soonest_day_first_and_says_what_comes_next(
    client: FlaskClient, database: Database, district: District, there: There
) -> None:
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        child = a_child(session, viewer, utc_now(), "Marta", "Nowak")
        mother = a_parent(session, viewer, utc_now(), child, "Ewa", "Nowak")
    client.post(f"/formal/children/{child.id}/begin", data={"parent": str(mother.id)})
    client.post(f"/formal/cases/{there.case}/safeguarding", data={"why": "She is tired"})
    page = said(client.get("/formal"))
    assert "2 formal cases are open" in page
    assert page.index("Ugnė") < page.index("Marta")
    assert "The safeguarding lead answers a question." in page
    assert "See what is missing before a Notice to Improve." in page


def test_the_marks_are_a_table_with_a_word_in_every_cell(client: FlaskClient, there: There) -> None:
    page = client.get(f"/formal/cases/{there.case}").text
    table = page.split("formal-heat__table", 1)[1].split("</table>")[0]
    assert table.count("O: missed, not authorised") == 10
    assert table.count('scope="row"') >= 4
    assert "<caption" in table


def test_a_closed_case_takes_no_more_and_an_open_question_keeps_it_open(
    app: Flask, client: FlaskClient, database: Database, district: District, there: There
) -> None:
    address = f"/formal/cases/{there.case}/close"
    assert client.get(address).status_code == 200
    assert client.post(address, data={"because": " "}).status_code == 422
    client.post(f"/formal/cases/{there.case}/safeguarding", data={"why": "She is tired"})
    held = client.post(address, data={"because": "She comes each day."})
    assert held.status_code == 422
    assert "She comes each day." in held.text
    assert "better attendance does not answer it" in held.text
    lead = lead_of(app, database, district)
    with database.work() as session:
        question = session.scalars(select(Task.about_id).where(Task.kind == TaskKind.ANSWER_SAFEGUARDING)).one()
    lead.post(f"/formal/safeguarding/{question}", data={"answer": "no", "said": "I talked with her teacher"})
    assert client.post(address, data={"because": "She comes each day."}).status_code == 303
    page = said(client.get(f"/formal/cases/{there.case}"))
    assert "This case was closed on" in page
    assert "She comes each day." in page
    assert "Put something on record" not in page
    assert client.get(f"/formal/cases/{there.case}/records/risk").status_code == 409
    assert "1 case is closed" in said(client.get("/formal?closed=yes"))


def test_another_agency_and_a_colleague_without_the_right_see_no_case(
    app: Flask, client: FlaskClient, database: Database, district: District, there: There
) -> None:
    other = signed_in(app, district.other_head)
    for address in (f"/formal/cases/{there.case}", f"/formal/cases/{there.case}/records/risk",
                    f"/formal/cases/{there.case}/close"):  # fmt: skip
        assert other.get(address).status_code == 404
    with database.work() as session:
        school = session.get_one(Agency, district.school.id)
        reception = a_staff_member(session, school, utc_now(), ("reception",), "Kim Day")
    assert signed_in(app, reception).get(f"/formal/cases/{there.case}").status_code == 403
    assert "/formal" not in signed_in(app, reception).get("/families").text
    assert 'href="/formal"' in client.get("/families").text


def test_opening_a_case_is_noted_without_a_name(client: FlaskClient, database: Database, there: There) -> None:
    client.get(f"/formal/cases/{there.case}")
    with database.work() as session:
        noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "view formal case")).all()
    assert [one.subject_id for one in noted] == [there.case]


def test_a_case_of_a_family_that_moved_stays_and_opens_no_gate_by_itself(
    client: FlaskClient, database: Database, district: District, there: There
) -> None:
    with database.work() as session:
        session.execute(update(Involvement).where(Involvement.person_id.in_([there.child, there.mother])).values(
            until=utc_now()))  # fmt: skip
    listed = said(client.get("/formal"))
    assert "1 formal case is open" in listed
    assert "a child you work with no more" in listed
    page = client.get(f"/formal/cases/{there.case}")
    assert page.status_code == 200
    assert "Ugnė" not in page.text
    assert "your agency works with them no more" in said(page)
    for slug in ("risk", "parents-reason"):
        assert client.get(f"/formal/cases/{there.case}/records/{slug}").status_code == 200
    sent = client.post(f"/formal/cases/{there.case}/close", data={"because": "They moved to Leeds in autumn."})
    assert sent.status_code == 303


def test_a_closed_family_has_no_case_for_who_is_not_named(
    app: Flask, client: FlaskClient, database: Database, district: District, there: There
) -> None:
    client.post(f"/formal/cases/{there.case}/safeguarding", data={"why": "She is tired"})
    with database.work() as session:
        question = session.scalars(select(Task.about_id).where(Task.kind == TaskKind.ANSWER_SAFEGUARDING)).one()
        viewer = viewer_of(session.merge(district.head))
        close_family(session, viewer, [there.child, there.mother], [], "Staff know them.", utc_now())
    lead = lead_of(app, database, district)
    assert lead.get(f"/formal/cases/{there.case}").status_code == 404
    assert lead.get(f"/formal/safeguarding/{question}").status_code == 404
    assert "No formal case is open" in said(lead.get("/formal"))
    assert "No question waits" in said(lead.get("/formal/safeguarding"))
    assert client.get(f"/formal/cases/{there.case}").status_code == 200


def test_with_everything_told_the_page_says_that_nothing_is_missing(
    client: FlaskClient, database: Database, district: District
) -> None:
    with database.work() as session:
        viewer, now = viewer_of(session.merge(district.head)), utc_now()
        formal = a_formal_case(session, viewer, now)
        everything_told(session, viewer, formal, now)
    page = client.get(f"/formal/cases/{formal.case.id}").text
    assert heading(page) == "The Notice to Improve can be sent: nothing is missing."
    other = client.get(f"/formal/cases/{formal.case.id}?step=L09").text
    assert heading(other).startswith("The penalty notice cannot be sent yet:")
