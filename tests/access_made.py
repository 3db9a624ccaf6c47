"""Shares, requests, look-ups and closed families, as tests need them. Each takes a session and writes into it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from factories import a_child, a_need, a_parent, a_staff_member, an_agency
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.families.access.asking import RequestGiven, ask_to_be_told
from comms.families.access.closed_family import ClosedFamily
from comms.families.access.closing import close_family
from comms.families.access.looking_up import LookUpGiven, look_up
from comms.families.access.parts import Basis, Part
from comms.families.access.share import FamilyShare, ShareRequest
from comms.families.access.sharing import ShareGiven, share_family
from comms.families.access.working import work_with
from comms.families.actions import add_contact_point
from comms.foundation.clock import london_date

EVERY_PART = tuple(part.value for part in Part)
BORN = date(2013, 5, 4)


def social_care(session: Session, now: datetime) -> Viewer:
    """A social worker of an agency of their own."""
    agency = an_agency(session, now, "Fenside Children’s Social Care", "social_care")
    return viewer_of(a_staff_member(session, agency, now, ("social worker",), "Priya Nair"))


def a_share(
    session: Session, viewer: Viewer, person_id: UUID, to: UUID, now: datetime, parts: tuple[str, ...] = EVERY_PART
) -> FamilyShare:
    """A share of one person, for four weeks, of everything unless the test says otherwise."""
    until = london_date(now) + timedelta(weeks=4)
    given = ShareGiven(to, parts, Basis.HARM, "She may be moved at night.", until)
    return share_family(session, viewer, [person_id], given, now)[0]


def a_request(
    session: Session, asker: Viewer, person_id: UUID, now: datetime, parts: tuple[str, ...] = EVERY_PART
) -> ShareRequest:
    """A request of an agency that works with somebody too."""
    given = RequestGiven(parts, Basis.COOPERATION, "A conference is on Tuesday.")
    return ask_to_be_told(session, asker, given, now, person_id=person_id)


def work_with_too(session: Session, viewer: Viewer, person_id: UUID, agency_id: UUID, now: datetime) -> None:
    """Let another agency work with somebody the viewer's works with."""
    work_with(session, viewer, person_id, agency_id, now)


def a_closed_family(
    session: Session, viewer: Viewer, people: list[UUID], now: datetime, named: tuple[UUID, ...] = ()
) -> ClosedFamily:
    """People who are kept closed, seen by the viewer and those who are named."""
    return close_family(session, viewer, people, named, "He has threatened to take the children abroad.", now)


def a_lookup(session: Session, viewer: Viewer, now: datetime, **given: str) -> UUID:
    """A look-up of Ugnė by her birth date and her mother's number, unless the test says otherwise."""
    known = {"name": "Ugnė Kazlauskaitė", "identifier": "07700 900821"} | given
    asked = LookUpGiven(known["name"], BORN, known["identifier"], Basis.HARM, "She came to our door.")
    return look_up(session, viewer, asked, now).lookup_id


def another_closed_family(session: Session, viewer: Viewer, now: datetime) -> ClosedFamily:
    """A family of which nobody else in a test knows, kept closed: Goda, her mother Milda and Milda's number."""
    child = a_child(session, viewer, now, "Goda", "Stankevičiūtė")
    mother = a_parent(session, viewer, now, child, "Milda", "Stankevičienė", ("9 Heron Lane", "Chatteris", "PE16 6QQ"))
    a_need(session, viewer, mother, now, written="lt")
    add_contact_point(session, viewer, mother, "mobile", "07700 900477", now)
    session.flush()
    return a_closed_family(session, viewer, [child.id, mother.id], now)


def access_ids(session: Session, viewer: Viewer, person_id: UUID, now: datetime) -> dict[str, UUID]:
    """The ids of one of each there is in an agency: a share of somebody to a third agency and what that one asks of
    them, a closed family with who is named for it, and a look-up. For the tests that try every route."""
    third = social_care(session, now)
    work_with_too(session, viewer, person_id, third.agency_id, now)
    closed = another_closed_family(session, viewer, now)
    assert viewer.staff_id is not None
    return {
        "share_id": a_share(session, viewer, person_id, third.agency_id, now).id,
        "asking_id": a_request(session, third, person_id, now).id,
        "closed_id": closed.id, "reader_id": viewer.staff_id, "lookup_id": a_lookup(session, viewer, now),
    }  # fmt: skip


def agency_of(session: Session, viewer: Viewer) -> Agency:
    """The agency a viewer belongs to."""
    return session.get_one(Agency, viewer.agency_id)
