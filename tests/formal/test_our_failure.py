"""What we failed in never counts against a family, in whatever order it was found and put right: property tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from comms.formal.case.case_record import CaseRecord, RecordKind
from comms.formal.case.standing import records_told
from comms.formal.case.telling import Failed
from comms.formal.gates.facts import Answered, Facts
from comms.formal.gates.on_record import our_failure

FIRST = date(2026, 9, 1)
NOBODY = UUID(int=0)


def stands(told: Sequence[Failed], offers: Sequence[int]) -> Answered:
    """How the gate stands after this was told, a day each, with support offered on these days."""
    rows = [_row(RecordKind.OUR_FAILURE, day, {"failed": one.value}) for day, one in enumerate(told)]
    rows += [_row(RecordKind.SUPPORT, day, {}) for day in offers]
    facts: Any = SimpleNamespace(records=records_told(rows), on=FIRST + timedelta(days=10))
    return our_failure(cast("Facts", facts))


def _row(kind: RecordKind, day: int, detail: dict[str, str]) -> CaseRecord:
    on = FIRST + timedelta(days=day)
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    made = CaseRecord(
        agency_id=NOBODY, case_id=NOBODY, parent_id=NOBODY, kind=kind, happened_on=on, recorded_at=at, recorded_by=None
    )
    made.detail = detail
    return made


histories = st.lists(st.sampled_from(list(Failed)), max_size=8)
days = st.lists(st.integers(min_value=0, max_value=9), max_size=4)


@given(told=histories, offers=days)
def test_a_failure_that_nobody_put_right_keeps_the_gate_shut(told: list[Failed], offers: list[int]) -> None:
    waiting = False
    for one in told:
        if one == Failed.PUT_RIGHT:
            waiting = False
        elif one != Failed.NOTHING:
            waiting = True
    if waiting or not told:
        assert not stands(told, offers).is_open


@given(told=histories, offers=days)
def test_what_is_put_right_opens_it_only_with_an_offer_since(told: list[Failed], offers: list[int]) -> None:
    righted = [day for day, one in enumerate(told) if one == Failed.PUT_RIGHT]
    if righted and stands(told, offers).is_open:
        assert max(offers, default=-1) >= righted[-1]


@given(told=histories, offers=days)
def test_to_say_that_nothing_failed_never_opens_what_was_shut_by_a_failure(
    told: list[Failed], offers: list[int]
) -> None:
    if told and not stands(told, offers).is_open:
        assert not stands([*told, Failed.NOTHING], offers).is_open
