"""A family to look at on the screens, and what a screen says to somebody who reads it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from browsers import District
from factories import a_child, a_parent
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from comms.agencies.viewer import Viewer, viewer_of
from comms.families.actions import add_contact_point
from comms.families.person import Person
from comms.families.pupil import Pupil
from comms.foundation.work import Database
from comms.tasks.actions import TaskWanted, open_task
from comms.tasks.task import Task, TaskKind


@dataclass
class Family:
    """Ugnė in year 9 at the district's school, her mother Rasa and her father Tomas, who lives elsewhere."""

    viewer: Viewer
    child: Person
    mother: Person
    father: Person


def a_family(database: Database, district: District, now: datetime, first_language: str = "LIT") -> Family:
    """A family the district's school works with; nobody was asked anything yet."""
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        child = a_child(session, viewer, now)
        a_pupil(session, viewer, child, now, first_language)
        mother = a_parent(session, viewer, now, child)
        father = a_parent(session, viewer, now, child, "Tomas", "Kazlauskas", ("3 Fen Lane", "March", "PE15 1AA"))
        add_contact_point(session, viewer, mother, "mobile", "07700 900821", now)
        add_contact_point(session, viewer, father, "mobile", "07700 900444", now)
        return Family(viewer, child, mother, father)


def a_pupil(session: Session, viewer: Viewer, child: Person, now: datetime, first_language: str = "LIT") -> Pupil:
    """A child's place on the school's roll, with their first language as the census has it."""
    pupil = Pupil(
        agency_id=viewer.agency_id,
        child_id=child.id,
        upn=f"A{child.id.int % 10**12:012}",
        year="9",
        first_language=first_language,
        recorded_at=now,
    )
    session.add(pupil)
    session.flush()
    return pupil


def a_task(
    session: Session, viewer: Viewer, person: Person, now: datetime, kind: TaskKind = TaskKind.RING, **given: Any
) -> Task:
    """Something to do about a person, today unless the test says otherwise."""
    values: dict[str, Any] = {"reason": "language_unknown", "why": "A letter is held.", "due_on": now.date()} | given
    return open_task(session, viewer, TaskWanted(kind=kind, person_id=person.id, **values), now)


def said(answer: TestResponse) -> str:
    """What a page says to somebody who reads it: its words without its marks, on one line."""
    body = re.sub(r"(?s)<(script|style|head).*?</\1>", " ", answer.get_data(as_text=True))
    text = re.sub(r"<[^>]+>", "", re.sub(r"</?(p|h\d|li|div|dt|dd|br|td|th|option|label|section)\b[^>]*>", " ", body))
    return " ".join(html.unescape(text).split())
