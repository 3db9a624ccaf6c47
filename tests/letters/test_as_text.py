from __future__ import annotations

from dataclasses import replace

import pytest
from letter_samples import REFERENCE, SENDER, VALUES, a_letter

from comms.letters.templates.source import letter_kinds
from comms.letters.text.as_text import as_text

HOSTILE = "#panic() {{7*7}} <script>alert(1)</script> **x** =1+1 " + "x" * 3000


@pytest.mark.parametrize("kind", list(VALUES))
@pytest.mark.parametrize("language", ["pl", "lt", "ro", "ar", "ur", "en"])
def test_names_numbers_and_dates_come_out_exactly_as_they_went_in(kind: str, language: str) -> None:
    text = as_text(a_letter(kind, language, language_in_english=language).paper).replace("\u00a0", " ")
    assert "Ona Kazlauskienė" in text
    assert "07700 900821" in text
    assert REFERENCE in text
    if letter_kinds()[kind].needs_child:
        assert "Łukasz" in text
        assert "بيان" in text
    assert "**" not in text
    assert "{" not in text


def test_the_family_reads_its_own_language_first() -> None:
    paper = a_letter("L02", "lt").paper
    own, english = (part.blocks[0].runs[0].text for part in paper.parts)
    text = as_text(paper)
    assert 0 < text.index(own) < text.index(english) < text.index("[ ] 11")


def test_a_paragraph_is_one_line_and_items_are_a_list() -> None:
    lines = as_text(a_letter("L02", "en").paper).splitlines()
    assert "Each school day has two sessions: a morning and an afternoon." in lines
    first = lines.index("- Sessions when your child came to school: 88")
    assert lines[first - 1].startswith("- ")
    assert lines[first + 1].startswith("- ")


def test_the_slip_has_numbered_boxes_and_a_line_where_something_is_to_be_written() -> None:
    lines = as_text(a_letter("L07", "lt").paper).splitlines()
    box = next(number for number, line in enumerate(lines) if line.startswith("[ ] 26  "))
    assert lines[box + 1].endswith("We will come back on this day:")
    assert set(lines[box + 2].strip()) == {"_"}


def test_hostile_text_is_printed_as_it_stands() -> None:
    assert HOSTILE in as_text(a_letter("L02", "lt", contact=HOSTILE).paper)


def test_a_letter_handed_over_without_a_slip_is_text_too() -> None:
    paper = replace(a_letter("L00", "lt").paper, slip=None, addressee=())
    text = as_text(replace(paper, sender=replace(SENDER, telephone=None, email=None)))
    assert "[ ]" not in text
    assert text.endswith("\n")
    assert "None" not in text
