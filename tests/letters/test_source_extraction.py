from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from comms.foundation.packaged import packaged
from comms.letters.templates.extraction import main, messages, stale_catalogues, update_catalogues
from comms.letters.templates.source import letter_kinds
from comms.translation.catalogues import Catalogue, catalogue_files, read_catalogue


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    return Path(shutil.copytree(packaged("locales"), tmp_path / "locales"))


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    return Path(shutil.copytree(packaged("letter_templates"), tmp_path / "letter_templates"))


def test_messages_come_in_the_order_a_translator_reads_them() -> None:
    contexts = list(dict.fromkeys(message.context for message in messages()))
    beside = ["shared", "frame", "slip", "phrase", "legal phrase", "card", "text", "page", "caution"]
    assert contexts == [*letter_kinds(), *beside]


def test_each_gap_is_explained_to_the_translator() -> None:
    found = {(message.context, message.text): message.comments for message in messages()}
    assert found["L02", "Child: {child}"] == ("{child}: the child",)
    assert found["slip", "My child was ill."] == ("answer 21",)
    assert found["phrase", "Monday to Friday, from {open} to {close}"] == (
        "hours.weekdays",
        "{open}: a time",
        "{close}: a time",
    )


def test_a_gap_for_a_phrase_alone_is_no_message() -> None:
    assert not {message.text for message in messages()} & {"{pattern}", "{support}", "{information}"}


def test_no_catalogue_holds_words_that_the_letters_no_longer_say(locales: Path) -> None:
    assert [stale for stale in stale_catalogues(None, locales) if "not in the templates" in stale.what] == []


@pytest.mark.parametrize("language", ["pl", "lt", "ro", "ar", "ur"])
def test_the_complete_languages_hold_every_message(locales: Path, language: str) -> None:
    assert [stale for stale in stale_catalogues(None, locales) if stale.file.startswith(f"{language}/")] == []
    tally = Catalogue.of(language).tally()
    assert tally.translated == tally.messages == len(messages())


def test_an_update_makes_every_catalogue_fit_and_loses_no_word(locales: Path) -> None:
    before = {path: Catalogue.of(path.parent.parent.name.replace("_", "-"), locales).tally().translated
              for path in catalogue_files(locales)}  # fmt: skip
    update_catalogues(None, locales)
    assert stale_catalogues(None, locales) == []
    for path, translated in before.items():
        after = Catalogue.of(path.parent.parent.name.replace("_", "-"), locales).tally()
        assert (after.messages, after.translated) == (len(messages()), translated)


def test_updating_twice_writes_the_same_bytes(locales: Path) -> None:
    first = {path: path.read_bytes() for path in update_catalogues(None, locales)}
    second = {path: path.read_bytes() for path in update_catalogues(None, locales)}
    assert first == second
    assert not any(b"POT-Creation-Date" in content for content in first.values())


def test_a_changed_sentence_loses_its_translation_and_keeps_the_old_one_as_obsolete(
    locales: Path, templates: Path
) -> None:
    letter = templates / "L00.md"
    text = letter.read_text(encoding="utf-8")
    letter.write_text(text.replace("# Please ring us", "# Please do ring us"), encoding="utf-8")
    update_catalogues(None, locales)
    assert any(
        "not in the templates: L00: Please ring us" in str(stale) for stale in stale_catalogues(templates, locales)
    )
    update_catalogues(templates, locales)
    catalogue = Catalogue.of("lt", locales)
    assert catalogue.look_up("L00", "Please do ring us").missing
    assert catalogue.look_up("L00", "Please ring us").missing
    obsolete = read_catalogue(locales / "lt" / "LC_MESSAGES" / "letters.po").obsolete
    assert "Please ring us" in {message.id for message in obsolete.values()}


def test_a_changed_plural_keeps_its_words_only_as_a_draft(locales: Path, templates: Path) -> None:
    path = locales / "lt" / "LC_MESSAGES" / "letters.po"
    path.write_text(path.read_text(encoding="utf-8").replace("fuzzy, ", "").replace("#, fuzzy\n", ""), encoding="utf-8")
    letter = templates / "L02.md"
    text = letter.read_text(encoding="utf-8")
    old = "Your child missed {absent} sessions."
    letter.write_text(text.replace(old, "In all, your child missed {absent} sessions."), encoding="utf-8")
    update_catalogues(templates, locales)
    words = Catalogue.of("lt", locales).look_up(
        "L02", "Your child missed {absent} session.", "In all, your child missed {absent} sessions."
    )
    assert words.draft
    assert not words.missing


def test_the_command_fails_while_a_catalogue_is_stale(locales: Path) -> None:
    update_catalogues(None, locales)
    run = CliRunner()
    assert run.invoke(main, ["--check", "--locales", str(locales)]).exit_code == 0
    (locales / "letters.pot").write_text("", encoding="utf-8")
    failed = run.invoke(main, ["--check", "--locales", str(locales)])
    assert failed.exit_code == 1
    assert "letters.pot" in failed.output
    assert run.invoke(main, ["--update", "--locales", str(locales)]).exit_code == 0
    assert run.invoke(main, ["--check", "--locales", str(locales)]).exit_code == 0
