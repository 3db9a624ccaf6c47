from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.attendance.code import (
    NO_MARK,
    RetiredMark,
    UnknownMark,
    attendance_code,
    attendance_codes,
    read_mark,
    threshold_codes,
)
from comms.attendance.framework import codes_source, framework, retired_codes

CODES = sorted(attendance_codes())


def test_there_are_thirty_four_codes_and_each_says_what_it_means() -> None:
    assert len(attendance_codes()) == 34
    assert all(about.meaning for about in attendance_codes().values())


def test_the_codes_that_count_towards_a_penalty_notice_are_g_n_o_and_u() -> None:
    assert threshold_codes() == {"G", "N", "O", "U"}


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_attended_only_when_it_was_possible_and_unauthorised_codes_are_those_of_the_threshold(
    code: str,
) -> None:
    about = attendance_code(code)
    assert about.attended == about.statistical_class.startswith("attending")
    assert about.possible == (about.attended or about.statistical_class.endswith("authorised"))
    assert about.counts_towards_threshold == (about.statistical_class == "unauthorised")


def test_the_backslash_and_the_hash_are_codes_like_any_other() -> None:
    assert attendance_code("\\").meaning == "Present, afternoon session"
    assert attendance_code("#").statistical_class == "not_collected"


def test_the_list_and_every_figure_say_where_they_come_from_and_since_when() -> None:
    source, since = codes_source()
    assert "2024" in source
    assert since.isoformat() == "2024-08-19"
    figures = framework()
    for name in figures.__slots__:
        figure = getattr(figures, name)
        assert figure.value > 0
        assert figure.source
        assert figure.in_force_from <= figure.read_on


@given(st.sampled_from(CODES), st.sampled_from(["", " ", "\t", "\u00a0"]), st.booleans())
def test_a_mark_is_read_whatever_its_case_and_the_spaces_around_it(code: str, space: str, lower: bool) -> None:
    written = space + (code.lower() if lower else code) + space
    assert read_mark(written) == code


@pytest.mark.parametrize(("written", "code"), [("y 1", "Y1"), ("＃", "#"), ("／", "/"), ("＼", "\\"), ("ｉ", "I")])
def test_spaces_inside_and_full_width_signs_are_read_as_the_code_they_show(written: str, code: str) -> None:
    assert read_mark(written) == code


@pytest.mark.parametrize("written", ["", "   ", "-", " – ", "—", "\N{MINUS SIGN}"])
def test_a_blank_cell_or_a_dash_is_no_mark(written: str) -> None:
    assert read_mark(written) == NO_MARK


def test_no_mark_is_not_an_attendance_code() -> None:
    with pytest.raises(UnknownMark):
        attendance_code(NO_MARK)


@pytest.mark.parametrize("code", sorted(retired_codes()))
def test_a_code_of_earlier_years_is_recognised_and_refused_with_what_replaced_it(code: str) -> None:
    with pytest.raises(RetiredMark) as refused:
        read_mark(code.lower())
    assert refused.value.retired.code == code
    assert set(refused.value.retired.replaced_by) <= set(attendance_codes())
    for replacement in refused.value.retired.replaced_by:
        assert replacement in refused.value.remedy


@pytest.mark.parametrize("written", ["/\\", "//", "\\\\"])
def test_a_whole_day_in_one_cell_is_refused_and_the_school_is_told_how_to_export_it(written: str) -> None:
    with pytest.raises(UnknownMark, match="two sessions in one cell"):
        read_mark(written)


def test_a_digit_that_looks_like_a_code_is_not_guessed() -> None:
    with pytest.raises(UnknownMark, match="If the letter O is meant"):
        read_mark("0")


def test_a_cyrillic_letter_that_looks_like_a_code_is_named() -> None:
    with pytest.raises(UnknownMark, match="cyrillic capital letter o"):
        read_mark("\N{CYRILLIC CAPITAL LETTER O}")


@given(st.text(max_size=3000))
def test_whatever_a_cell_holds_the_answer_is_a_code_no_mark_or_a_short_refusal_with_a_remedy(text: str) -> None:
    try:
        mark = read_mark(text)
    except UnknownMark as error:
        refused = error
    else:
        assert mark == NO_MARK or mark in attendance_codes()
        return
    assert refused.remedy
    assert len(refused.message) < 200
