"""A record is written in one way only, so that equal records are equal bytes and nothing else is taken for one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from comms.cautions.exhibits.canonical import NotCanonical, canonical, read_record

# What UTF-8 can write: every letter of every script, and no half of one.
words = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | words,
    lambda part: st.lists(part, max_size=4) | st.dictionaries(words, part, max_size=4),
    max_leaves=20,
)
records = st.dictionaries(words, values, max_size=6)


@given(records)
def test_a_record_reads_as_it_was_written(record: dict[str, Any]) -> None:
    assert read_record(canonical(record)) == record


@given(records)
def test_the_order_in_which_fields_were_filled_in_makes_no_difference(record: dict[str, Any]) -> None:
    assert canonical(dict(reversed(record.items()))) == canonical(record)


@given(records, st.sampled_from([{"indent": 1}, {"ensure_ascii": True}, {"separators": (", ", ":")}, {}]))
def test_the_same_record_written_in_any_other_way_is_refused(record: dict[str, Any], way: dict[str, Any]) -> None:
    other = json.dumps(record, **({"ensure_ascii": False} | way)).encode()
    assume(other != canonical(record))
    with pytest.raises(NotCanonical):
        read_record(other)


def test_fields_are_sorted_as_rfc_8785_has_it() -> None:
    record = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\xf6": 7}
    assert list(json.loads(canonical(record)).values()) == [2, 4, 6, 7, 1, 5, 3]


def test_a_field_that_stands_twice_is_refused() -> None:
    with pytest.raises(NotCanonical):
        read_record(b'{"outcome":"accepts","outcome":"declines"}')


def test_what_two_programs_may_write_differently_is_refused_with_its_place() -> None:
    with pytest.raises(NotCanonical, match=r"record\.rounds\[1\] is a fraction"):
        canonical({"rounds": [1, 2.0]})
    for odd in (2**53, {1: "a"}, {"a": "\ud800"}, {"\ud800": "a"}, object(), b"bytes"):
        with pytest.raises(NotCanonical):
            canonical({"odd": odd})
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(NotCanonical):
        canonical({"deep": deep})


@given(st.binary(max_size=60))
def test_other_bytes_are_refused_and_nothing_else_happens(content: bytes) -> None:
    with pytest.raises(NotCanonical):
        read_record(content + b"?")


def test_numbers_that_are_no_whole_ones_are_refused_in_what_is_read() -> None:
    for written in (b'{"a":1.5}', b'{"a":1e3}', b'{"a":NaN}', b'{"a":9007199254740992}', b"[]", b"1", b"[" * 9999):
        with pytest.raises(NotCanonical):
            read_record(written)
