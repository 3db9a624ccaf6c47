"""What is costly is answered so many times, and then with when to come again; whatever became of what was asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import count
from threading import Barrier

import pytest
from browsers import District, signed_in
from every_route import address, rules
from flask import Flask
from screens import said
from sqlalchemy import func, select

from comms.app import create_app
from comms.foundation.audit import AuditEntry
from comms.foundation.limits import HOUR, Limit, LimitUse
from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.web import limiting, limits
from comms.web.door import work
from comms.web.limiting import Limited, by_address, by_staff, limited, limits_of

FIGURES = [figure for figure in vars(limits).values() if isinstance(figure, Limit)]


@pytest.fixture
def lowered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every route with limits answers twice, and counts for itself."""
    numbers, known = count(), {}

    def low(app: Flask, endpoint: str) -> tuple[Limited, ...]:
        if endpoint not in known:
            known[endpoint] = tuple(
                replace(one, limit=replace(one.limit, name=f"test {next(numbers)}", most=2, per=HOUR))
                for one in limits_of(app, endpoint)
            )
        return known[endpoint]

    monkeypatch.setattr(limiting, "limits_of", low)


def _limited(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Each limited route as its endpoint, a method and an address."""
    seen = set()
    for rule in rules(app):
        methods = {method for one in limits_of(app, rule.endpoint) for method in one.methods}
        for method in sorted(methods & (rule.methods or set())):
            if (rule.endpoint, method) not in seen:
                seen.add((rule.endpoint, method))
                yield rule.endpoint, method, address(rule)


@pytest.mark.usefixtures("lowered")
def test_each_costly_route_answers_so_often_and_then_says_when_to_come_again(app: Flask, district: District) -> None:
    browser, tried = signed_in(app, district.head), 0
    for endpoint, method, path in _limited(app):
        for _ in range(2):
            with browser.open(path, method=method) as answer:
                assert answer.status_code != 429, endpoint
        with browser.open(path, method=method) as answer:
            assert answer.status_code == 429, endpoint
            assert 0 < int(answer.headers["Retry-After"]) <= 3600
            # A family reads it in its own words: that something went wrong, and what it typed is kept.
            if not endpoint.startswith("family_page."):
                assert re.search(r"Wait|do it again in", said(answer)), endpoint
        tried += 1
    assert tried > 40


def test_every_figure_is_in_use_and_has_a_name_of_its_own(app: Flask) -> None:
    used = {one.limit for rule in rules(app) for one in limits_of(app, rule.endpoint)}
    assert [figure.name for figure in FIGURES if figure not in used] == []
    assert len({figure.name for figure in FIGURES}) == len(FIGURES)
    # With what stands before it where a refusal is counted, the name fits its column.
    assert all(len(f"noted: {figure.name}") <= 40 for figure in FIGURES)


def test_what_was_rolled_back_counts_all_the_same(own_app: Flask, district: District) -> None:
    @own_app.post("/costly")
    @limited(Limit("costly", 2, HOUR))
    def costly() -> str:
        work()
        raise ZeroDivisionError

    browser = signed_in(own_app, district.head)
    assert [browser.post("/costly").status_code for _ in range(3)] == [500, 500, 429]


def test_who_is_signed_in_is_counted_wherever_they_sit_and_nobody_for_another(
    own_app: Flask, district: District
) -> None:
    @own_app.get("/costly")
    @limited(Limit("costly", 1, HOUR), by_staff)
    def costly() -> str:
        return "done"

    one, again, other = (signed_in(own_app, who) for who in (district.head, district.head, district.other_head))
    assert one.get("/costly", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 200
    assert again.get("/costly", environ_base={"REMOTE_ADDR": "192.0.2.2"}).status_code == 429
    assert other.get("/costly", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 200
    visitor = own_app.test_client()
    assert visitor.get("/costly", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 200


@pytest.mark.parametrize(
    ("first", "then", "status"),
    [
        ("192.0.2.1", "192.0.2.1", 429),
        ("192.0.2.1", "192.0.2.2", 200),
        ("192.0.2.1", "::ffff:192.0.2.1", 429),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", 429),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", 200),
        ("", "", 429),
    ],
)
def test_a_network_is_counted_as_one(own_app: Flask, database: Database, first: str, then: str, status: int) -> None:
    @own_app.get("/costly")
    @limited(Limit("costly", 1, HOUR), by_address)
    def costly() -> str:
        return "done"

    browser = own_app.test_client()
    assert browser.get("/costly", environ_base={"REMOTE_ADDR": first}).status_code == 200
    assert browser.get("/costly", environ_base={"REMOTE_ADDR": then}).status_code == status


@pytest.mark.parametrize(
    ("proxies", "first", "then", "status"),
    [
        # What somebody sends along himself stands before what the proxy added, and is believed nothing.
        (1, "203.0.113.9, 192.0.2.1", "203.0.113.8, 192.0.2.1", 429),
        (1, "192.0.2.1", "192.0.2.2", 200),
        (2, "203.0.113.9, 192.0.2.1, 10.0.0.1", "203.0.113.8, 192.0.2.1, 10.0.0.1", 429),
        (0, "192.0.2.1", "192.0.2.2", 429),
    ],
)
def test_behind_proxies_the_address_is_believed_that_ours_added(
    installation: Installation, database: Database, proxies: int, first: str, then: str, status: int
) -> None:
    settings = replace(installation.settings, proxies=proxies)
    made = create_app(replace(installation, settings=settings))

    @made.get("/costly")
    @limited(Limit("costly", 1, HOUR), by_address)
    def costly() -> str:
        return "done"

    browser = made.test_client()
    assert browser.get("/costly", headers={"X-Forwarded-For": first}).status_code == 200
    assert browser.get("/costly", headers={"X-Forwarded-For": then}).status_code == status


def test_of_requests_that_come_at_once_exactly_so_many_are_let_through(own_app: Flask, district: District) -> None:
    crowd, most = 12, 5

    @own_app.get("/costly")
    @limited(Limit("costly", most, HOUR))
    def costly() -> str:
        return "done"

    together, browsers = Barrier(crowd), [signed_in(own_app, district.head) for _ in range(crowd)]

    def ask(number: int) -> int:
        together.wait()
        return browsers[number].get("/costly").status_code

    with ThreadPoolExecutor(crowd) as threads:
        assert sorted(threads.map(ask, range(crowd))) == [200] * most + [429] * (crowd - most)


def test_a_refusal_is_noted_once_in_an_hour_so_that_nobody_fills_the_audit(
    own_app: Flask, database: Database, district: District
) -> None:
    @own_app.get("/costly")
    @limited(Limit("costly", 1, timedelta(days=1)))
    def costly() -> str:
        return "done"

    browser = signed_in(own_app, district.head)
    assert [browser.get("/costly").status_code for _ in range(6)] == [200, *[429] * 5]
    with database.reading() as session:
        noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "refused")).all()
        assert [entry.staff_id for entry in noted] == [district.head.id]
        assert session.scalar(select(func.count()).select_from(LimitUse)) == 2


def test_to_ask_for_the_head_alone_counts_like_the_page(own_app: Flask, district: District) -> None:
    @own_app.get("/costly")
    @limited(Limit("costly", 1, HOUR))
    def costly() -> str:
        return "done"

    browser = signed_in(own_app, district.head)
    assert [browser.head("/costly").status_code for _ in range(2)] == [200, 429]
    assert browser.get("/costly").status_code == 429
