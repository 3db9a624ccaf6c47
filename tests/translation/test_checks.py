from __future__ import annotations

import shutil
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from comms.foundation.packaged import packaged
from comms.translation.catalogues import catalogue_files
from comms.translation.checks import check_catalogue, main, sentence_faults
from comms.translation.sentences import BrokenSentence, fields_in, numbers_in, own_words, pieces, same_numbers

RING = "Please ring us on this number: **{telephone}**"


def faults(source: str, translation: str, language: str = "lt") -> str:
    return "; ".join(sentence_faults(source, translation, language))


@pytest.mark.parametrize("path", catalogue_files(), ids=lambda path: path.parent.parent.name)
def test_every_packaged_catalogue_is_sound(path: Path) -> None:
    assert [str(finding) for finding in check_catalogue(path)] == []


def test_a_sound_translation_has_no_fault() -> None:
    assert faults(RING, "Paskambinkite mums šiuo numeriu: **{telephone}**") == ""


@pytest.mark.parametrize(
    ("translation", "says"),
    [
        ("Paskambinkite mums šiuo numeriu.", "{telephone} stands in it 0 times"),
        ("Numeris **{telephone}** arba {telephone}", "{telephone} stands in it 2 times"),
        ("Paskambinkite mums šiuo numeriu: **{phone}**", "{phone} stands in it 1 times, and in the English 0"),
        ("Paskambinkite mums šiuo numeriu: {telephone}", "** stands in it otherwise"),
        ("**Paskambinkite** mums šiuo numeriu: {telephone}", "** stands in it otherwise"),
        ("Paskambinkite mums: **{telephone}", "not closed"),
        ("Paskambinkite mums: **{telephone}** {", "a brace that belongs to no field"),
        ("Paskambinkite mums 24 numeriu: **{telephone}**", "its numbers are not those of the English"),
        ("\u202bPaskambinkite mums: **{telephone}**", "U+202B"),
        ("Paskambinkite mums: **{telephone}**\x07", "U+0007"),
        ("Paskambinkite mums: **{telephone}** ", "other spaces"),
        (unicodedata.normalize("NFD", "Paskambinkite šiuo: ") + "**{telephone}**", "NFC"),
        ("Paskambinkite mums. " * 10 + "**{telephone}**", "something may be lost or said twice"),
    ],
)
def test_a_fault_in_a_translation_is_named(translation: str, says: str) -> None:
    assert says in faults(RING, translation)


def test_a_translation_that_lost_its_second_half_is_found() -> None:
    english = "If your child is ill, please tell us. If you are away from home, please tell us when you will come back."
    assert "something may be lost" in faults(english, "Sergant praneškite.")


def test_letters_of_a_neighbouring_keyboard_are_found() -> None:
    assert "U+064A" in faults("Your name", "نام آپ كي", "ur")
    assert "U+0647" in faults("Your name", "آپ ه", "ur")
    assert "U+0643" in faults("Your name", "نام شما كجا", "fa")
    assert "U+06A9" in faults("Your name", "اسمک", "ar")
    assert faults("Your name", "اسمك", "ar") == ""


def test_digits_are_latin_in_every_script() -> None:
    assert "write digits as 0 to 9" in faults("after 18:00", "بعد ۱۸:۰۰", "fa")


def test_the_command_names_file_sentence_and_fault_and_fails(tmp_path: Path) -> None:
    source = packaged("locales") / "lt"
    folder = Path(shutil.copytree(source, tmp_path / "lt"))
    path = folder / "LC_MESSAGES" / "letters.po"
    run = CliRunner()
    assert run.invoke(main, [str(path)]).exit_code == 0
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("? 0 :", "? 1 :", 1).replace('[0] "Jūsų', '[0] "7 Jūsų'), encoding="utf-8")
    failed = run.invoke(main, [str(path)])
    assert failed.exit_code == 1
    assert "lt/LC_MESSAGES/letters.po: header: its Plural-Forms are not the language's" in failed.output
    assert "L02: Your child missed {absent} session.: its numbers are not those" in failed.output


@given(st.text(alphabet="ab {}*\n1٢", max_size=30))
def test_taking_a_sentence_apart_loses_no_word_or_says_why(sentence: str) -> None:
    try:
        parts = pieces(sentence)
    except BrokenSentence:
        return
    assert "".join(piece.text for piece in parts if not piece.field) == own_words(sentence)
    assert sum(piece.field for piece in parts) == sum(fields_in(sentence).values())


@given(st.lists(st.integers(0, 10_000), max_size=5))
def test_numbers_are_equal_whatever_their_script_or_order(numbers: list[int]) -> None:
    latin = " ".join(str(number) for number in numbers)
    arabic = " ".join(str(number).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")) for number in reversed(numbers))
    assert same_numbers(latin, arabic)
    assert sum(numbers_in(latin).values()) == len(numbers)
    assert not same_numbers(latin, f"{latin} 10001")
