"""Somebody who translates or approves words, signed in, and the pages of single sentences."""

from __future__ import annotations

import html
import re

from browsers import signed_in
from flask import Flask
from flask.testing import FlaskClient
from words_made import a_translator, an_approver

from comms.agencies.agency import Agency
from comms.agencies.find import colleague
from comms.foundation.clock import utc_now
from comms.foundation.work import Database

GREETING = "Dear parent or carer,"


def browser_of(app: Flask, database: Database, agency: Agency, name: str, *languages: str) -> FlaskClient:
    """A browser of somebody who approves words of these languages; of a translator where there is none."""
    with database.work() as session:
        at, now = session.merge(agency), utc_now()
        viewer = an_approver(session, at, now, name, languages) if languages else a_translator(session, at, now, name)
        assert viewer.staff_id is not None
        staff = colleague(session, viewer, viewer.staff_id)
    return signed_in(app, staff)


def page_of(browser: FlaskClient, source: str = GREETING, letter: str = "/words/lt/L12") -> str:
    """The address of a sentence's own page, as the page of its letter gives it; of its newest words."""
    found = re.findall(
        r'href="([^"]+/sentence[^"]+)">[^<]+<span class="govuk-visually-hidden">: ([^<]+)<', browser.get(letter).text
    )
    return [html.unescape(link) for link, words in found if html.unescape(words).startswith(source)][-1]


def key_of(page: str) -> str:
    """Exactly the words a sentence's page is about, as its forms send them."""
    [key] = set(re.findall(r'name="(?:sentence|words)" value="([0-9a-f]+:[0-9a-f]*)"', page))
    return str(key)


def drafts_on(browser: FlaskClient, address: str) -> list[str]:
    """The words that whoever looks could approve on the page of a letter."""
    return re.findall(r'name="shown" value="([^"]+)"', browser.get(address).text)
