"""The dated editions of amounts, days and limits: a change of the framework is a change of data."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, timedelta
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.attendance.framework import Figure, framework
from comms.formal.penalties.terms import Rules, edition_on, editions, editions_in, rules_on, terms_for, terms_kept
from comms.foundation.errors import Misconfigured

BEGINS = date(2024, 8, 19)
PACKAGED = resources.files("comms.formal").joinpath("data/penalties.toml").read_text(encoding="utf-8")
CHANGES = date(2028, 9, 1)


def two_editions() -> str:
    """The packaged edition and one that makes the first notice £100 and £200 and allows one in four years."""
    later = PACKAGED[PACKAGED.index("[[editions]]") :]
    later = later.replace("in_force_from = 2024-08-19", f"in_force_from = {CHANGES}", 1)
    changes = {
        "reduced = 80": "reduced = 100",
        "full = 160": "full = 200",
        'value = 2\nunit = "notices': 'value = 1\nunit = "notices',
        'value = 3\nunit = "years': 'value = 4\nunit = "years',
    }
    for was, becomes in changes.items():
        assert was in later
        later = later.replace(was, becomes, 1)
    return f"{PACKAGED}\n{later}"


def test_a_first_notice_is_80_pounds_within_21_days_and_160_within_28() -> None:
    """Source: ``terms.1``: the national framework for penalty notices, 19 August 2024."""
    terms = terms_for(1, BEGINS)
    assert (terms.reduced, terms.reduced_days, terms.full, terms.full_days) == (80, 21, 160, 28)
    assert terms.in_force_from == BEGINS


def test_a_second_notice_is_160_pounds_flat_within_28_days() -> None:
    """Source: ``terms.2``: the national framework for penalty notices, 19 August 2024."""
    terms = terms_for(2, BEGINS)
    assert (terms.reduced, terms.reduced_days, terms.full, terms.full_days) == (None, None, 160, 28)


def test_there_are_no_terms_for_a_third_and_none_before_the_first_edition() -> None:
    """Source: ``most_notices``; what counted before 19 August 2024 is not in the data, and nothing is guessed."""
    with pytest.raises(Misconfigured, match="notice number 3"):
        terms_for(3, BEGINS)
    for asked in (lambda: terms_for(1, BEGINS - timedelta(days=1)), lambda: rules_on(date(2010, 1, 1))):
        with pytest.raises(Misconfigured, match="No terms of penalty notices are known") as refused:
            asked()
        assert "penalties.toml" in refused.value.remedy


def test_every_figure_and_every_amount_names_its_source_and_its_day() -> None:
    for edition in editions():
        for terms in edition.terms.values():
            assert terms.source
        rules = edition.rules
        held = [getattr(rules, one.name) for one in fields(Rules) if one.name != "post"]
        for figure in [*held, *rules.post.values()]:
            assert figure.source
            assert figure.in_force_from <= figure.read_on
            assert isinstance(figure.value, date) or figure.value >= 0


def test_the_limits_are_those_of_the_framework() -> None:
    """Source: ``most_notices``, ``within_years``, ``post.first``, ``improve_weeks_fewest`` and ``improve_weeks_most``,
    and for the threshold ``data/framework.toml`` of the attendance room, which holds it once for all."""
    rules = rules_on(date(2026, 11, 29))
    assert (rules.most_notices.value, rules.within_years.value) == (2, 3)
    assert rules.served_after_working_days.value == 2
    assert (rules.improve_weeks_fewest.value, rules.improve_weeks_most.value) == (3, 6)
    assert rules.threshold_sessions is framework().threshold_sessions
    assert rules.threshold_school_weeks is framework().threshold_school_weeks
    assert all(isinstance(figure, Figure) for figure in rules.post.values())


def test_figures_of_the_house_say_that_they_are_of_the_house() -> None:
    rules = rules_on(date(2026, 11, 29))
    for figure in (rules.risk_answer_days, rules.safeguarding_answer_days, rules.review_days):
        assert figure.source.startswith("house:")


def test_a_change_of_the_framework_is_a_further_edition_and_leaves_the_days_before_as_they_were() -> None:
    """Source: issue "a framework change is a data change"."""
    among = editions_in(two_editions())
    before, after = CHANGES - timedelta(days=1), CHANGES
    assert terms_for(1, before, among) == terms_for(1, before)
    assert (terms_for(1, after, among).reduced, terms_for(1, after, among).full) == (100, 200)
    assert terms_for(1, after, among).in_force_from == CHANGES
    assert (rules_on(before, among).most_notices.value, rules_on(after, among).most_notices.value) == (2, 1)
    assert rules_on(after, among).within_years.value == 4


@given(st.dates(BEGINS, date(2040, 12, 31)))
def test_on_every_day_one_edition_counts_and_it_has_begun(on: date) -> None:
    among = editions_in(two_editions())
    edition = edition_on(on, tuple(reversed(among)))
    assert edition.in_force_from <= on
    assert edition.in_force_from == (CHANGES if on >= CHANGES else BEGINS)


def test_a_notice_keeps_its_terms_as_they_were_issued() -> None:
    """Source: the law of the house that a change of the framework changes no notice that was issued."""
    for stage in (1, 2):
        terms = terms_for(stage, BEGINS)
        assert terms_kept(json.loads(json.dumps(terms.as_json()))) == terms


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("[[editions]]", "[[editions"),
        ("[[editions]]", "[[others]]"),
        ("reduced = 80", "reduced = 180"),
        ("reduced_days = 21", "reduced_days = 28"),
        ("reduced_days = 21\n", ""),
        ("full = 160", "full = 0"),
        ("full_days = 28", "full_days = 1"),
        ("[editions.post.first]", "[editions.post.third]"),
        ("[editions.rules.most_notices]", "[editions.rules.most]"),
        ('unit = "notices', 'units = "notices'),
        ("[editions.counts_from]", "[editions.counting_from]"),
    ],
)
def test_a_spoilt_edition_is_refused_with_what_to_do(was: str, becomes: str) -> None:
    assert was in PACKAGED
    with pytest.raises(Misconfigured) as refused:
        editions_in(PACKAGED.replace(was, becomes, 1))
    assert "penalties.toml" in refused.value.remedy


def test_two_editions_of_one_day_are_refused() -> None:
    with pytest.raises(Misconfigured, match="same day"):
        editions_in(PACKAGED + PACKAGED[PACKAGED.index("[[editions]]") :])
