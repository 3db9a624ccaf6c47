"""What was said is written down and read again as it was, whatever it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from caution_factories import AT, an_opening, entries_to
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comms.cautions.entry import CautionEntry, Entry, entry_of, row_of
from comms.cautions.said import KINDS, Judged, Offered, Paused, PersonConfirmed, Said, Screened, Words, said_of
from comms.cautions.step import Step
from comms.translation.script import Script
from comms.translation.scripts import script

MOMENTS = st.datetimes(timezones=st.just(UTC), min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1))  # noqa: DTZ001 - the zone comes beside
st.register_type_strategy(datetime, MOMENTS)
st.register_type_strategy(Script, st.sampled_from([script("interview")]))
WITHOUT_SCRIPT = [one for one in KINDS.values() if one.KIND != "opened"]


@given(st.sampled_from(WITHOUT_SCRIPT).flatmap(st.from_type))
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=300)
def test_everything_that_can_be_said_reads_back_equal(said: Said) -> None:
    assert said_of(said.KIND, said.to_json()) == said


def test_a_whole_session_reads_back_equal_from_its_rows() -> None:
    for kind in ("conditional", "youth"):
        for one in entries_to(Step.SIGNATURES, an_opening(kind)):
            row = row_of(one.by, one)
            assert entry_of(row) == one


def test_a_moment_is_written_in_utc_and_one_without_a_zone_is_refused() -> None:
    summer = datetime(2026, 7, 1, 10, 30, tzinfo=timezone(timedelta(hours=1)))
    assert Offered(summer).to_json() == {"at": "2026-07-01T09:30:00+00:00"}
    with pytest.raises(ValueError, match="naive"):
        Offered(datetime(2026, 7, 1, 10, 30)).to_json()  # noqa: DTZ001 - that is the fault
    with pytest.raises(ValueError, match="time zone"):
        Offered.from_json({"at": "2026-07-01T09:30:00"})


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (Screened, {"vulnerable": 1}), (Screened, {"vulnerable": "yes"}), (Judged, {"point": "a", "round": True}),
        (Judged, {"point": "a", "round": "1", "result": "", "why": ""}), (Offered, {}), (Offered, {"at": 5}),
        (PersonConfirmed, {"names": "Rasa", "born": None}),
    ],
)  # fmt: skip
def test_what_is_no_value_of_its_field_is_refused(kind: type[Said], given: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError, KeyError)):
        kind.from_json(given)


def test_a_field_that_came_later_has_its_default_for_an_older_entry() -> None:
    assert Paused.from_json({"why": "Tea."}) == Paused("Tea.", None)
    assert Words.from_json({"text": "Taip"}) == Words("Taip")


def test_every_kind_fits_its_column_and_is_said_in_words() -> None:
    most = CautionEntry.__table__.c.kind.type.length or 0
    assert all(kind and len(kind) <= most for kind in KINDS)
    assert len(KINDS) == 35


def test_a_tablet_whose_clock_is_off_by_more_than_five_minutes_is_said_to_be() -> None:
    def off_by(minutes: int) -> timedelta | None:
        said = Paused("Tea.")
        return Entry(2, AT, an_opening().by, said, "tablet 4", AT + timedelta(minutes=minutes)).clock_off_by

    assert off_by(5) is None
    assert off_by(-5) is None
    assert off_by(6) == timedelta(minutes=6)
    assert off_by(-90) == timedelta(minutes=-90)
