"""The telephone interpreters' line: a number to dial and a code, out of what an agency wrote down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.bookings.now.line import interpreter_line


@pytest.mark.parametrize(
    ("said", "number", "dialled", "code"),
    [
        ("01632 960290, code 2219", "01632 960290", "01632960290", "2219"),
        ("01632 960190, code 4471 (made up)", "01632 960190", "01632960190", "4471"),
        ("0800 496 0000, access code: AB-1209", "0800 496 0000", "08004960000", "AB-1209"),
        ("Ring 0800 4960000 and give PIN 44170099", "0800 4960000", "08004960000", "44170099"),
        ("Code 4417009912, telephone 01632 960 290", "01632 960 290", "01632960290", "4417009912"),
        ("+44 (0)1632 960290", "+44 (0)1632 960290", "+441632960290", ""),
        ("(01632) 960290", "(01632) 960290", "01632960290", ""),
        ("client id 77, 0333 200 1212", "0333 200 1212", "03332001212", "77"),
        ("Ask Marta at the front desk", "", "", ""),
        ("Room 12, extension 4417", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_a_line_is_read_as_a_person_reads_it(said: str, number: str, dialled: str, code: str) -> None:
    line = interpreter_line(said)
    assert (line.number, line.dialled, line.code) == (number, dialled, code)
    assert line.said == said
    assert line.is_set == bool(said)


@given(st.text(max_size=200))
def test_whatever_was_written_nothing_is_made_up(said: str) -> None:
    line = interpreter_line(said)
    assert line.said == said.strip()
    assert line.code in line.said
    kept = [one for one in line.said if one.isdigit()]
    assert all(one in kept for one in line.dialled.lstrip("+"))
    assert bool(line.number) == bool(line.dialled)


@given(
    st.from_regex(r"0[0-9]{3,4} [0-9]{3} ?[0-9]{3,4}", fullmatch=True),
    st.from_regex(r"[A-Z]{0,2}[0-9]{2,8}", fullmatch=True),
    st.sampled_from(["{}, code {}", "{} (access code {})", "{} PIN: {}", "{}, client number {}."]),
)
def test_a_number_and_its_code_are_never_taken_for_each_other(number: str, code: str, form: str) -> None:
    line = interpreter_line(form.format(number, code))
    assert (line.dialled, line.code) == (number.replace(" ", ""), code)
