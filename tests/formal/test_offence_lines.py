"""The lines that name the sessions missed: each session is named once, and none that was not missed."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from comms.attendance.code import threshold_codes
from comms.attendance.offences import offences_between
from comms.attendance.session_mark import SessionMark
from comms.formal.steps.offence_lines import LONG_RUN, help_lines, offence_lines

MONDAY = date(2026, 9, 7)
# Over the clock change of 25 October 2026, and holidays in between where nothing is marked.
DAYS = [MONDAY + timedelta(days=number) for number in range(70) if (MONDAY + timedelta(days=number)).weekday() < 5]
registers = st.lists(
    st.tuples(st.sampled_from(DAYS), st.sampled_from(["AM", "PM"]), st.sampled_from(["/", "O", "N", "I", "#", "Y1"])),
    unique_by=lambda one: one[:2],
    max_size=120,
)


def _marks(told: list[tuple[date, str, str]]) -> list[SessionMark]:
    return sorted(SessionMark(*one) for one in told)  # type: ignore[arg-type]


@given(registers)
def test_every_session_missed_is_named_once_and_no_other(told: list[tuple[date, str, str]]) -> None:
    marks = _marks(told)
    offences = offences_between(marks, DAYS[0], DAYS[-1])
    named: list[tuple[date, str]] = []
    for line in offence_lines(offences, marks):
        if line["key"] == "offence.days":
            first, last = (date.fromisoformat(str(line[name])) for name in ("first_day", "last_day"))
            held = [mark for mark in marks if first <= mark.day <= last]
            # "Every morning and every afternoon when the school was open": nothing else was due in that time.
            assert all(mark.code in {*threshold_codes(), "#", "Y1"} for mark in held)
            named += [(mark.day, mark.session) for mark in held if mark.code in threshold_codes()]
        else:
            halves = {"morning": ["AM"], "afternoon": ["PM"], "day": ["AM", "PM"]}[str(line["key"]).partition(".")[2]]
            named += [(date.fromisoformat(str(line["day"])), half) for half in halves]
    assert sorted(named) == [(mark.day, mark.session) for mark in offences.sessions]


def test_a_long_run_of_whole_days_is_one_line_and_a_short_one_is_told_day_by_day() -> None:
    marks = [SessionMark(day, half, "G") for day in DAYS[:LONG_RUN] for half in ("AM", "PM")]  # type: ignore[arg-type]
    long = offence_lines(offences_between(marks, DAYS[0], DAYS[-1]), marks)
    assert [line["key"] for line in long] == ["offence.days"]
    short = offence_lines(offences_between(marks[:-2], DAYS[0], DAYS[-1]), marks[:-2])
    assert [line["key"] for line in short] == ["offence.day"] * (LONG_RUN - 1)


def test_a_day_at_school_between_two_runs_parts_them() -> None:
    marks = [SessionMark(day, half, "O") for day in DAYS[:9] for half in ("AM", "PM")]  # type: ignore[arg-type]
    marks[8:10] = [SessionMark(DAYS[4], "AM", "/"), SessionMark(DAYS[4], "PM", "\\")]
    lines = offence_lines(offences_between(marks, DAYS[0], DAYS[-1]), marks)
    assert [(line["first_day"], line["last_day"]) for line in lines] == [
        (DAYS[0].isoformat(), DAYS[3].isoformat()), (DAYS[5].isoformat(), DAYS[8].isoformat()),
    ]  # fmt: skip


def test_help_is_told_once_with_its_day_and_what_has_no_phrase_as_other_help() -> None:
    given_help = [("travel", DAYS[3]), ("talk", DAYS[1]), ("talk", DAYS[1]), ("our_own_club", DAYS[2])]
    assert help_lines(given_help, ["given.talk", "given.travel", "given.other"]) == [
        {"key": "given.talk", "day": DAYS[1].isoformat()},
        {"key": "given.other", "day": DAYS[2].isoformat()},
        {"key": "given.travel", "day": DAYS[3].isoformat()},
    ]
