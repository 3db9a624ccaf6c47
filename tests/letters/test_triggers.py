from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.letters.triggers import BadTriggers, LetterTriggers, trigger_facts


def test_every_setting_says_what_it_means_in_what_unit_and_why_its_default_is_as_it_is() -> None:
    for fact in trigger_facts():
        assert fact.what
        assert fact.unit
        assert fact.reason.endswith(".")
        assert fact.least <= fact.default <= fact.most
        assert getattr(LetterTriggers(), fact.name) == fact.default


def test_a_school_that_set_nothing_has_the_defaults() -> None:
    assert LetterTriggers.from_mapping({}) == LetterTriggers()


def test_settings_come_back_from_json_as_they_went_in() -> None:
    settings = LetterTriggers(l02_missed_sessions=8, l07_days=5)
    assert LetterTriggers.from_mapping(json.loads(json.dumps(settings.as_mapping()))) == settings


def test_every_fault_is_reported_at_once_with_the_name_that_was_perhaps_meant() -> None:
    with pytest.raises(BadTriggers) as refused:
        LetterTriggers.from_mapping({"l7_days": 3, "l02_below_percent": 300, "reply_days": "14", "review_days": True})
    assert refused.value.problems == (
        "l7_days is not a setting. Perhaps l07_days is meant.",
        "l02_below_percent must be from 1 to 100 percent, not 300.",
        "reply_days must be a whole number of days, not '14'.",
        "review_days must be a whole number of days, not True.",
    )
    assert refused.value.remedy


def test_thanks_for_an_attendance_that_would_also_bring_concern_are_refused() -> None:
    with pytest.raises(BadTriggers, match="both concern and thanks"):
        LetterTriggers(l12_percent=90)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
names = st.sampled_from([fact.name for fact in trigger_facts()]) | st.text(max_size=12)


@given(st.dictionaries(names, st.integers(-5, 400) | json_values, max_size=6) | json_values)
def test_whatever_the_settings_hold_they_are_used_or_refused_in_words(given_settings: object) -> None:
    try:
        settings = LetterTriggers.from_mapping(given_settings)
    except BadTriggers as error:
        problems = error.problems
    else:
        assert settings.l12_percent >= settings.l02_below_percent
        return
    assert problems
