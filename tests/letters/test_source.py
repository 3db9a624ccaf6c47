from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from comms.foundation.packaged import packaged
from comms.letters.templates.kind import Choice, TemplateFault
from comms.letters.templates.source import (
    frame,
    letter_kinds,
    must_ask_kinds,
    phrases,
    read_letter_kinds,
    slip_answers,
)
from comms.translation.scripts import script


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    return Path(shutil.copytree(packaged("letter_templates"), tmp_path / "letter_templates"))


def change(templates: Path, file: str, old: str, new: str) -> None:
    path = templates / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(templates: Path) -> str:
    with pytest.raises(TemplateFault) as caught:
        read_letter_kinds(templates)
    return str(caught.value)


def test_every_packaged_letter_is_read() -> None:
    assert list(letter_kinds()) == [f"L{number:02}" for number in range(15)]
    assert letter_kinds()["L07"].words == "approved_only"
    assert letter_kinds()["L02"].fields["support"].phrase_list == "support"


def test_a_letter_is_a_list_of_blocks_with_the_shared_texts_in_their_place() -> None:
    blocks = letter_kinds()["L02"].blocks
    assert blocks[0].kind == "heading"
    assert [block.each for block in blocks if block.each] == ["support"]
    assert [block.count_field for block in blocks if block.plural] == ["absent"]
    assert blocks[-1].context == "shared"
    assert [block.shown_if for block in blocks if block.text == "{pattern}"] == [("pattern",)]


def test_the_points_of_a_script_are_items_of_the_letter_under_their_kind_of_caution() -> None:
    blocks = [block for block in letter_kinds()["L14"].blocks if block.context == "caution"]
    for kind in ("simple", "conditional", "youth", "youth_conditional"):
        found = [block for block in blocks if block.shown_when == (Choice("disposal", (kind,)),)]
        assert [(block.kind, block.text) for block in found] == [("item", point.text) for point in script(kind).points]
        assert {block.shown_if for block in found if "kind of crime" in block.text} == {("sexual",)}
        assert {block.shown_if for block in found if "kind of crime" not in block.text} == {()}


def test_only_the_letter_about_a_caution_goes_to_young_readers() -> None:
    assert [kind.kind for kind in letter_kinds().values() if kind.young_readers] == ["L14"]


def test_the_formal_letters_are_made_from_a_case_in_approved_words_and_asked_about() -> None:
    formal = [kind for kind in letter_kinds().values() if kind.from_case]
    assert [kind.kind for kind in formal] == ["L08", "L09", "L10", "L11"]
    assert [kind.kind for kind in formal if kind.post_only] == ["L08", "L09", "L10"]
    for kind in formal:
        assert kind.must_ask
        assert kind.local
        assert kind.legal_warning
        assert kind.words == "approved_only"
        assert "email" not in kind.channels
    assert must_ask_kinds() == {"L05", "L08", "L09", "L10", "L11"}


def test_lines_of_a_paragraph_are_joined_by_one_space(templates: Path) -> None:
    change(templates, "L00.md", "Please bring this letter with you.", "\n  Please bring it.")
    blocks = read_letter_kinds(templates)["L00"].blocks
    assert blocks[-1].text == "You can also come and see us. Please bring it."


def test_phrases_frame_and_slip_are_known_by_their_keys() -> None:
    assert phrases()["hours.weekdays"].values == {"open": "time", "close": "time"}
    assert phrases()["support.travel"].phrase_list == "support"
    assert frame()["kind_regards"].text == "Kind regards,"
    assert slip_answers()[21] == "My child was ill."


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("L00.md", "{hours}\n", "{horse}\n", "{horse} is not among the fields of L00"),
        ("L02.md", "::: plural absent", "::: plural from", "{from} is not a count"),
        ("L02.md", "::: include reply", "::: include replies", "There is no shared/replies.md"),
        ("L02.md", "::: each support", "::: each pattern", "{pattern} is not a list of phrases"),
        ("L02.md", "::: if pattern\n{pattern}\n:::", "{pattern}", "{pattern} may have no value"),
        ("L02.md", "::: each support\n{support}\n:::", "{support}", "{support} holds several phrases"),
        ("L02.md", ":::\n\n## How we can help", "\n## How we can help", "never closed"),
        ("L02.md", "::: if pattern", "::: when pattern", "is no directive"),
        ("L14.md", "::: when disposal simple", "::: when disposal simpler", "names no choice of that field"),
        ("L14.md", "::: when disposal simple", "::: when offence simple", "names no choice of that field"),
        ("L14.md", "::: when disposal simple", "::: when caution simple", "{caution} is not among the fields of L14"),
        ("L14.md", "::: include caution_simple", "::: include caution_odd", "There is no shared/caution_odd.md"),
        ("L14.md", "sexual = {", "sexual_one = {", "{sexual} is not among the fields of L14"),
        ("L14.md", "young_readers = true", "young_readers = 1", "«young_readers» is of the wrong type"),
        ("L00.md", "**{telephone}**", "**{telephone}", "not closed"),
        ("L00.md", "# Please ring us", "### Please ring us", "is no heading"),
        ("L00.md", 'kind = "L00"', 'kind = "L01"', "The kind is 'L01'"),
        ("L00.md", 'words = "draft_marked"', 'words = "any"', "«words» does not know 'any'"),
        ("L00.md", "needs_child = false", "", "«needs_child» is missing"),
        ("L00.md", "needs_child = false", "needs_child = 0", "«needs_child» is of the wrong type"),
        ("L00.md", "slip = [11,", "slip = [99, 11,", "The slip has no answer 99"),
        ("L00.md", 'list = "hours"', 'list = "times"', "There is no list of phrases «times»"),
        ("L08.md", "from_case = true\n", "", "Only a letter from a formal case has the gate cleared"),
        ("L08.md", '"cleared", ', "", "Only a letter from a formal case has the gate cleared"),
        ("L08.md", "check_within = 5", "check_within = 0", "Somebody must ask, and there is no day for it"),
        ("L00.md", "gates = []", "gates = [", "This is not TOML"),
        ("L00.md", "gates = []", 'gates = ["everything_is_fine"]', "«gates» does not know 'everything_is_fine'"),
        ("shared/reply.md", "::: include talk", "::: include reply", "includes itself"),
        ("phrases.toml", 'close = "time" }', 'shut = "time" }', "do not fit each other"),
    ],
)
def test_a_faulty_template_is_refused_and_says_why(templates: Path, file: str, old: str, new: str, says: str) -> None:
    change(templates, file, old, new)
    assert says in refusal(templates)


def test_a_fault_names_its_file_and_line(templates: Path) -> None:
    change(templates, "L02.md", "Child: {child}", "Child: {pupil}")
    lines = (templates / "L02.md").read_text(encoding="utf-8").splitlines()
    line = lines.index("Child: {pupil}") + 1
    assert refusal(templates).startswith(f"L02.md, line {line}: ")


def test_a_fault_in_a_shared_text_names_that_file(templates: Path) -> None:
    change(templates, "shared/reply.md", "{reply_by}", "{answer_by}")
    assert refusal(templates).startswith("shared/reply.md, line 3: ")
