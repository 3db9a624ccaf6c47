"""Makes family pages for tests: a link as it stands in the text, and the code as it comes to the telephone. Each takes
a session and writes into it; none commits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from factories import a_child, a_need, a_parent
from sqlalchemy import select
from sqlalchemy.orm import Session
from text_factories import a_line, a_mobile

from comms.agencies.viewer import Viewer
from comms.families.person import Person
from comms.follow_ups.family_page.family_link import FamilyLink
from comms.follow_ups.family_page.making import LinkGiven, make_link
from comms.letters.actions import LetterAsked, issue_letter
from comms.letters.letter import Letter
from comms.messages.message import Message

# The birth date of the child every factory makes.
BORN = date(2013, 5, 4)
MEETING: Mapping[str, object] = {
    "before_from": "2026-09-07", "before_to": "2026-10-09", "before_percent": "86", "now_from": "2026-10-12",
    "now_to": "2026-11-20", "now_percent": "97.5", "review_on": "2027-01-11",
}  # fmt: skip


@dataclass
class Family:
    """A mother with a telephone of her own, her daughter, and a letter to her about the daughter."""

    mother: Person
    child: Person
    letter: Letter


def a_family_with_letter(
    session: Session, viewer: Viewer, now: datetime, written: str = "pl", kind: str = "L12", **line: Any
) -> Family:
    """The agency has a line, the mother reads Polish unless the test says otherwise, and the letter is issued."""
    a_line(session, viewer, now, **line)
    child = a_child(session, viewer, now, "Zofia", "Wójcik")
    mother = a_parent(session, viewer, now, child, given="Anna", family="Wójcik")
    a_need(session, viewer, mother, now, written)
    a_mobile(session, viewer, now, mother)
    letter = issue_letter(session, viewer, LetterAsked(kind, mother.id, child.id, dict(MEETING)), now)
    assert letter.state == "issued", letter.why
    session.flush()
    return Family(mother, child, letter)


def a_link(session: Session, viewer: Viewer, now: datetime, family: Family) -> FamilyLink:
    """A link to the mother about her letter."""
    made = make_link(session, viewer, LinkGiven(family.mother.id, "letter", family.letter.id), now)
    assert isinstance(made, FamilyLink), made
    return made


def texts(session: Session) -> list[Message]:
    """Every text there is, the oldest first."""
    session.flush()
    return list(session.scalars(select(Message).order_by(Message.made_at, Message.id)))


def token_in(text: str) -> str:
    """The letters of the link in a text."""
    found = re.search(r"/m/([\w=-]{40})", text)
    assert found, text
    return found[1]


def last_code(session: Session) -> str:
    """The code that came last."""
    body = [one.body for one in texts(session) if one.wording.get("key") == "link.code"][-1]
    found = re.search(r"\b(\d{6})\b", body)
    assert found, body
    return found[1]
