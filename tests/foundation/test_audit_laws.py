"""A law of the audit, tried on trails and tampering of every kind: a trail that is not what it was is never whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from comms.foundation.audit.entry import Actor, Line
from comms.foundation.audit.found_out import found_out
from comms.foundation.audit.trail import FIRST_LINK
from comms.foundation.audit.walk import Stored, Walk

KEY = bytes(32)
AT = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)


def _trail(length: int) -> list[Stored]:
    made, link = [], FIRST_LINK
    for number in range(1, length + 1):
        actor = Actor("staff", UUID(int=number), UUID(int=7), "officer")
        line = Line(AT + timedelta(seconds=number), actor, "view person", "person", UUID(int=number % 3), "{}")
        link = line.chained(number, link, KEY)
        made.append(Stored(number, line, link))
    return made


def _walked(trail: list[Stored]) -> Walk:
    walk = Walk(KEY)
    for entry in sorted(trail, key=lambda one: one.number):
        walk.take(entry)
    return walk


def _changed(trail: list[Stored], at: int) -> list[Stored]:
    one = trail[at]
    assert one.line is not None
    return [*trail[:at], replace(one, line=replace(one.line, detail='{"other": 1}')), *trail[at + 1 :]]


def _link_changed(trail: list[Stored], at: int) -> list[Stored]:
    return [*trail[:at], replace(trail[at], link=bytes(31) + bytes([at % 255 + 1])), *trail[at + 1 :]]


def _deleted(trail: list[Stored], at: int) -> list[Stored]:
    return [*trail[:at], *trail[at + 1 :]]


def _numbered_anew(trail: list[Stored], at: int) -> list[Stored]:
    return [*trail[:at], *(replace(one, number=one.number - 1) for one in trail[at + 1 :])]


def _swapped(trail: list[Stored], at: int) -> list[Stored]:
    other = (at * 7 + 3) % len(trail)
    numbers = {trail[at].number: trail[other].number, trail[other].number: trail[at].number}
    return [replace(one, number=numbers.get(one.number, one.number)) for one in trail]


def _put_in(trail: list[Stored], at: int) -> list[Stored]:
    later = [replace(one, number=one.number + 1) for one in trail[at:]]
    return [*trail[:at], trail[at], *later]


def _copied_far(trail: list[Stored], at: int) -> list[Stored]:
    return [*trail, replace(trail[at], number=trail[-1].number + at + 1)]


DEEDS = st.sampled_from([_changed, _link_changed, _deleted, _numbered_anew, _swapped, _put_in, _copied_far])


def _beginning(trail: list[Stored], whole: list[Stored]) -> bool:
    """Whether a trail is another's beginning: what was cut off its end only its anchors can tell."""
    ordered = sorted(trail, key=lambda one: one.number)
    return ordered == whole[: len(ordered)]


@given(st.integers(2, 14), st.lists(st.tuples(DEEDS, st.integers(0, 13)), max_size=4))
def test_no_deed_leaves_a_trail_that_is_whole_but_not_as_it_was(length: int, deeds: list[tuple[object, int]]) -> None:
    whole = _trail(length)
    trail = list(whole)
    for deed, at in deeds:
        if len(trail) > 1:
            trail = deed(sorted(trail, key=lambda one: one.number), at % len(trail))  # type: ignore[operator]
    if len({one.number for one in trail}) < len(trail):
        return
    walk = _walked(trail)
    assert bool(found_out(walk)) is not _beginning(trail, whole)
    assert walk.whole is _beginning(trail, whole)


@given(st.integers(2, 30), st.integers(0, 29), st.integers(0, 29))
def test_entries_that_changed_places_are_each_told_where_they_stand(length: int, one: int, other: int) -> None:
    trail = _trail(length)
    one, other = one % length, other % length
    numbers = {one + 1: other + 1, other + 1: one + 1}
    moved = [replace(entry, number=numbers.get(entry.number, entry.number)) for entry in trail]
    told = [(fault.number, fault.kind.value) for fault in found_out(_walked(moved))]
    assert told == ([] if one == other else [(number, "re-ordered") for number in sorted(numbers)])
