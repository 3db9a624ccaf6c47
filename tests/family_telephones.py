"""A family's telephone for tests of its page: a browser that is nobody's, and the texts that came to it."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta

from browsers import District
from factories import a_child, a_need, a_parent
from family_pages import Family, a_family_with_letter, a_link, last_code, texts, token_in
from flask import Flask
from follow_up_factories import followed_up
from screens import said
from sqlalchemy import select
from text_factories import a_line, a_mobile, approve_texts
from werkzeug.test import TestResponse

from comms.agencies.viewer import viewer_of
from comms.follow_ups.family_page.family_link import AnswerKind, FamilyAnswer, FamilyLink
from comms.follow_ups.family_page.making import LinkGiven, make_link
from comms.foundation.clock import utc_now
from comms.foundation.work import Database

RIGHT = {"day": "4", "month": "5", "year": "2013"}
# What a page may weigh, all told, on a telephone with a bad connection.
MOST_BYTES = 60_000


class Telephone:
    """The family's telephone: a browser that is nobody's, and the texts that came to it."""

    def __init__(self, app: Flask, database: Database, token: str) -> None:
        self.browser, self.database, self.path = app.test_client(), database, f"/m/{token}"

    def look(self) -> TestResponse:
        """Open the link."""
        return self.browser.get(self.path)

    def ask_for_code(self) -> str:
        """Ask for a code, and read it in the text that comes."""
        assert self.browser.post(f"{self.path}/code").status_code == 303
        with self.database.reading() as session:
            return last_code(session)

    def open(self, **given: str) -> TestResponse:
        """Type a birth date and a code."""
        return self.browser.post(f"{self.path}/open", data=RIGHT | given)

    def opened(self) -> TestResponse:
        """The page behind the link."""
        answer = self.open(code=self.ask_for_code())
        assert answer.status_code == 303, said(answer)
        return self.look()

    def answer(self, name: str, **more: str) -> TestResponse:
        """Answer something on the page."""
        return self.browser.post(f"{self.path}/answer", data={"answer": name} | more, follow_redirects=True)

    def sent_along(self, page: TestResponse) -> dict[str, str]:
        """What a page sends with its first form without anybody typing it."""
        form = re.search(r'(?s)<form[^>]*method="post".*?</form>', page.text)
        assert form, page.text
        fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0])
        return {name: html.unescape(value) for name, value in fields if name != "csrf_token"}

    def answers(self) -> list[tuple[str, str]]:
        """Every answer that was taken, the oldest first: which it is, and its words."""
        with self.database.reading() as session:
            rows = session.scalars(select(FamilyAnswer).order_by(FamilyAnswer.at, FamilyAnswer.id))
            return [(AnswerKind(one.kind).name, one.words or "") for one in rows]


def a_while_ago() -> datetime:
    """When what a test needs was made: before the clock of the screens."""
    return utc_now() - timedelta(minutes=5)


def a_family_at_school(database: Database, district: District, written: str = "pl") -> Family:
    """A mother of the district's school who reads this language, with a letter."""
    with database.work() as session:
        return a_family_with_letter(session, viewer_of(session.merge(district.head)), a_while_ago(), written)


def telephone_of(app: Flask, database: Database, district: District, family: Family) -> Telephone:
    """The mother's telephone, with the link to her letter in a text."""
    with database.work() as session:
        a_link(session, viewer_of(session.merge(district.head)), utc_now(), family)
        return Telephone(app, database, token_in(texts(session)[-1].body))


def telephone_for_follow_up(app: Flask, database: Database, district: District, tag: str) -> Telephone:
    """The telephone of a mother who reads this language, with the link to a follow-up; that needs no letter in it."""
    with database.work() as session:
        viewer, then = viewer_of(session.merge(district.head)), a_while_ago()
        a_line(session, viewer, then)
        approve_texts(session, viewer, then, [tag])
        child = a_child(session, viewer, then)
        mother = a_parent(session, viewer, then, child)
        a_need(session, viewer, mother, then, tag)
        a_mobile(session, viewer, then, mother)
        row = followed_up(session, viewer, then, mother, child_id=child.id)
        made = make_link(session, viewer, LinkGiven(mother.id, "follow_up", row.id), utc_now())
        assert isinstance(made, FamilyLink), made
        return Telephone(app, database, token_in(texts(session)[-1].body))


def weight(telephone: Telephone, page: TestResponse) -> int:
    """How many bytes a browser fetches for a page, all told."""
    files = set(re.findall(r'(?:src|href)="(/(?:static|fonts)/[^"]+)"', page.text))
    total = len(page.data)
    for path in files:
        with telephone.browser.get(path) as answer:
            total += len(answer.data)
    return total
