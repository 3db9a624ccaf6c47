"""To look at a page changes nothing but what is put down of looking: links are followed by more than people."""

from __future__ import annotations

from datetime import datetime

import pytest
from browsers import District
from flask import Flask
from swept import Everything, asked, browsers, every_request, everything_of_one, rows_of_all_tables

from comms.foundation.work import Database

# What is put down of a look beside the audit, each with the reason. Nothing else may be different afterwards.
PUT_DOWN = {"exhibit_export": "who took a sealed record away, and when, is on record before the file leaves"}


@pytest.fixture
def mine(database: Database, district: District, now: datetime) -> Everything:
    """One of everything."""
    return everything_of_one(database, district, now)


def test_no_page_changes_anything_whoever_opens_it(
    app: Flask, database: Database, mine: Everything, district: District
) -> None:
    before, looked = rows_of_all_tables(database), 0
    for who, browser, ids in browsers(app, mine, district.other_head):
        for rule, method in every_request(app):
            if method != "GET":
                continue
            for how in ("GET", "HEAD", "OPTIONS"):
                with asked(browser, rule, how, ids) as answer:
                    assert answer.status_code < 500 or rule.endpoint == "health.ready", (rule.rule, who)
                    looked += answer.status_code == 200
        after = rows_of_all_tables(database)
        changed = {name for name in after if after[name] != before[name]} - set(PUT_DOWN)
        assert changed == set(), who
    assert looked > 500
