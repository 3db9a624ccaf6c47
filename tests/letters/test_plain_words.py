from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner

from comms.letters.templates.kind import LetterKind, SourceBlock
from comms.letters.templates.plain_words import main, measure_all, measure_letter, syllables_in
from comms.letters.templates.source import letter_kinds
from comms.translation.scripts import KINDS


def with_paragraph(text: str) -> LetterKind:
    kind = letter_kinds()["L00"]
    return replace(kind, blocks=(*kind.blocks, SourceBlock("paragraph", "L00", text)))


def test_every_letter_and_everything_around_it_is_plain() -> None:
    measured = measure_all()
    cautions = [f"caution, {what}" for what in (*KINDS, "screen")]
    assert [letter.letter for letter in measured] == [*letter_kinds(), "frame, slip and card", *cautions]
    assert [fault for letter in measured for fault in letter.faults] == []


def test_a_sentence_of_twenty_six_words_is_found_and_quoted() -> None:
    assert measure_letter(with_paragraph("We can help you " * 6 + "now.")).faults == ()
    faults = measure_letter(with_paragraph("We can help you " * 6 + "now and then.")).faults
    assert [fault for fault in faults if fault.startswith("27 words in one sentence: We can help")]


def test_long_words_raise_the_grade() -> None:
    official = "Unauthorised circumstances necessitate administrative consideration. " * 12
    assert any("reading grade" in fault for fault in measure_letter(with_paragraph(official)).faults)


def test_words_a_school_cannot_do_without_do_not_raise_it() -> None:
    plain = measure_letter(with_paragraph("We can help you with the chair and the cup. " * 10))
    needed = measure_letter(with_paragraph("We can help you with the register and the interpreter. " * 10))
    assert needed.grade == pytest.approx(plain.grade, abs=0.6)
    assert needed.faults == ()


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("school", 1),
        ("missed", 1),
        ("wanted", 2),
        ("houses", 2),
        ("people", 2),
        ("journey", 2),
        ("evening", 2),
        ("afternoon", 3),
        ("child's", 1),
        ("the", 1),
    ],
)
def test_syllables_are_counted_as_they_are_spoken(word: str, syllables: int) -> None:
    assert syllables_in(word) == syllables


def test_the_command_writes_a_table() -> None:
    result = CliRunner().invoke(main)
    assert result.exit_code == 0
    assert result.output.splitlines()[1].startswith("L00")
