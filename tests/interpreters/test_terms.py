"""What an interpreter charges, and what is due when it comes to nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.foundation.errors import BadInput
from comms.interpreters.bad_interpreter import BadInterpreter
from comms.interpreters.given import check_terms
from comms.interpreters.terms import BadNotice, Notice, check_notice, starting_terms, terms_from, terms_to_json

WEDNESDAY = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)
TERMS = replace(
    starting_terms(), pence_an_hour=3000, pence_an_hour_remote=2400, minimum_minutes=120, minimum_minutes_remote=30,
    pence_an_hour_travelling=1500, pence_a_mile=45, notice=(Notice(8, 100), Notice(16, 50)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("minutes", "remote", "pence"), [(50, False, 6000), (121, False, 6050), (20, True, 1200), (45, True, 1800)]
)
def test_the_minimum_is_paid_at_least(minutes: int, remote: bool, pence: int) -> None:
    assert TERMS.fee(minutes, remote=remote) == pence


def test_travelling_is_paid_by_the_hour_and_by_the_mile() -> None:
    assert TERMS.travel_fee(50, 22) == 1250 + 990


@pytest.mark.parametrize(
    ("before", "due"),
    [
        (timedelta(minutes=-1), 6000),
        (timedelta(hours=1), 6000),
        (timedelta(hours=23), 6000),  # 11:00 the day before: seven office hours
        (timedelta(hours=25), 3000),  # 9:00 the day before: nine
        (timedelta(days=2, hours=2), 0),
        (timedelta(days=5), 0),
    ],
)
def test_what_is_due_hangs_on_the_working_hours_of_notice(before: timedelta, due: int) -> None:
    assert TERMS.due_when_cancelled(6000, WEDNESDAY, WEDNESDAY - before) == due


def test_a_weekend_gives_no_notice() -> None:
    monday, friday = datetime(2026, 12, 7, 9, 0, tzinfo=UTC), datetime(2026, 12, 4, 16, 0, tzinfo=UTC)
    assert TERMS.due_when_cancelled(6000, monday, friday) == 6000


@given(fee=st.integers(0, 100_000), hours=st.lists(st.integers(0, 400), min_size=2, max_size=2))
def test_later_is_never_cheaper(fee: int, hours: list[int]) -> None:
    early, late = (WEDNESDAY - timedelta(hours=one) for one in sorted(hours, reverse=True))
    due = TERMS.due_when_cancelled(fee, WEDNESDAY, early), TERMS.due_when_cancelled(fee, WEDNESDAY, late)
    assert 0 <= due[0] <= due[1] <= fee


def test_terms_are_kept_as_they_were_accepted() -> None:
    assert terms_from(terms_to_json(TERMS)) == TERMS


def test_what_is_left_out_is_as_in_the_packaged_terms() -> None:
    assert terms_from({"pence_an_hour": 2500}) == replace(starting_terms(), pence_an_hour=2500)
    assert terms_from({}) == starting_terms()


@pytest.mark.parametrize("wrong", [{"pence_an_hour": -1}, {"pence_an_hour": 280_000}, {"minimum_minutes": -5}])
def test_an_amount_that_cannot_be_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(BadInput, match=r"0 or more|£500"):
        terms_from(wrong)


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ([(0, 50)], "Give 1 to 240"), ([(241, 50)], "Give 1 to 240"), ([(8, 101)], "Give 0 to 100"),
        ([(8, 100), (8, 50)], "Two bands"), ([(16, 100), (8, 50)], "less would be due"),
        ([(8, 100), (16, 75), (24, 50), (32, 25), (40, 10)], "4 at most"),
    ],
)  # fmt: skip
def test_bands_nobody_could_agree_to_are_refused(bands: list[tuple[int, int]], said: str) -> None:
    with pytest.raises(BadNotice, match=said):
        check_notice([Notice(*band) for band in bands])
    given = {"notice": [{"less_than_working_hours": hours, "percent": percent} for hours, percent in bands]}
    assert len(terms_from(given).notice) == len(bands), "what was accepted before can still be read"
    with pytest.raises(BadInterpreter) as fault:
        check_terms(given)
    assert fault.value.field == "notice"


def test_in_whatever_order_and_none_due_are_fine() -> None:
    check_notice([Notice(16, 50), Notice(8, 100)])
    check_notice([Notice(8, 0)])
    check_notice([])
    check_notice(starting_terms().notice)


@given(
    bands=st.lists(st.builds(Notice, st.integers(-5, 300), st.integers(-5, 120)), max_size=5),
    hours=st.lists(st.integers(0, 400), min_size=2, max_size=2),
)
def test_by_whatever_is_agreed_later_is_never_cheaper_nor_more_than_the_fee(
    bands: list[Notice], hours: list[int]
) -> None:
    try:
        check_notice(bands)
    except BadNotice:
        return
    early, late = (WEDNESDAY - timedelta(hours=one) for one in sorted(hours, reverse=True))
    terms = replace(TERMS, notice=tuple(bands))
    due = [terms.due_when_cancelled(6000, WEDNESDAY, moment) for moment in (early, late)]
    assert 0 <= due[0] <= due[1] <= 6000
