"""Gettext's ``fuzzy`` and ``#| msgid``: a draft is a draft, and an earlier sentence's words are not said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from comms.foundation.packaged import packaged
from comms.letters.templates.extraction import update_catalogues
from comms.translation.catalogues import Catalogue, read_catalogue
from comms.translation.checks import check_catalogue
from comms.translation.previous import is_of_earlier, previous_of, written_po

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: lt\\n"\n\n'
OLD = "This letter is not a fine, and it is not a warning."
NEW = "This letter is not a fine, and it is not a legal warning to you."
LONG = "This letter is not a fine, and it is not a warning, and you may ask us “what is it, then?” on any day you like."


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    return Path(shutil.copytree(packaged("locales"), tmp_path / "locales"))


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    return Path(shutil.copytree(packaged("letter_templates"), tmp_path / "letter_templates"))


def _po(locales: Path) -> Path:
    return locales / "lt" / "LC_MESSAGES" / "letters.po"


def _change(templates: Path, old: str, new: str) -> None:
    letter = templates / "L02.md"
    text = letter.read_text(encoding="utf-8")
    assert old in text
    letter.write_text(text.replace(old, new), encoding="utf-8")


def _message(text: str, flags: str = "#, fuzzy\n") -> str:
    return f'{flags}msgctxt "L02"\nmsgid "{NEW}"\nmsgstr "{text}"\n\n'


@pytest.mark.parametrize("flags", ["#, fuzzy\n", "#, fuzzy, python-brace-format\n", f'#, fuzzy\n#| msgid "{NEW}"\n'])
def test_fuzzy_is_a_draft_whatever_stands_beside_it(tmp_path: Path, flags: str) -> None:
    path = _po(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text(HEADER + _message("Tai ne bauda.", flags), encoding="utf-8")
    words = Catalogue.of("lt", tmp_path).look_up("L02", NEW)
    assert (words.draft, words.missing, words.text) == (True, False, "Tai ne bauda.")


@pytest.mark.parametrize(
    "previous", [f'#| msgid "{OLD}"\n', f'#| msgctxt "L02"\n#| msgid ""\n#| "{OLD[:20]}"\n#| "{OLD[20:]}"\n']
)
def test_words_of_an_earlier_sentence_are_kept_and_never_said(tmp_path: Path, previous: str) -> None:
    path = _po(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text(HEADER + _message("Tai ne bauda.", f"#, fuzzy\n{previous}"), encoding="utf-8")
    catalogue = Catalogue.of("lt", tmp_path)
    assert catalogue.look_up("L02", NEW).missing
    earlier = catalogue.earlier["L02", NEW]
    assert (earlier.source, earlier.text, earlier.draft) == (OLD, "Tai ne bauda.", True)
    assert catalogue.tally().translated == 0


def test_without_fuzzy_a_previous_english_says_nothing(tmp_path: Path) -> None:
    path = _po(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text(HEADER + _message("Tai ne bauda.", f'#| msgid "{OLD}"\n'), encoding="utf-8")
    words = Catalogue.of("lt", tmp_path).look_up("L02", NEW)
    assert (words.draft, words.missing) == (False, False)


@pytest.mark.parametrize("new", [NEW, LONG])
def test_an_update_keeps_the_old_words_beside_a_changed_sentence(locales: Path, templates: Path, new: str) -> None:
    update_catalogues(None, locales)
    old = Catalogue.of("lt", locales).look_up("L02", OLD)
    _change(templates, OLD, new)
    update_catalogues(templates, locales)
    text = _po(locales).read_text(encoding="utf-8")
    assert f'#, fuzzy\n#| msgid "{OLD}"\nmsgctxt "L02"\nmsgid "{new}"\nmsgstr "{old.text}"\n' in text
    catalogue = Catalogue.of("lt", locales)
    assert catalogue.look_up("L02", new).missing
    assert catalogue.earlier["L02", new].pair == old.pair
    assert check_catalogue(_po(locales)) == [], "the old words are not held against the new sentence"
    first = _po(locales).read_bytes()
    update_catalogues(templates, locales)
    assert _po(locales).read_bytes() == first


def test_a_sentence_that_changes_twice_keeps_the_english_its_words_belong_to(locales: Path, templates: Path) -> None:
    update_catalogues(None, locales)
    _change(templates, OLD, NEW)
    update_catalogues(templates, locales)
    _change(templates, NEW, LONG)
    update_catalogues(templates, locales)
    catalogue = Catalogue.of("lt", locales)
    assert catalogue.earlier["L02", LONG].source == OLD
    assert f'#~ msgid "{NEW}"' not in _po(locales).read_text(encoding="utf-8")


def test_a_sentence_changed_back_has_its_own_words_again_as_a_draft(locales: Path, templates: Path) -> None:
    update_catalogues(None, locales)
    old = Catalogue.of("lt", locales).look_up("L02", OLD)
    _change(templates, OLD, NEW)
    update_catalogues(templates, locales)
    _change(templates, NEW, OLD)
    update_catalogues(templates, locales)
    assert Catalogue.of("lt", locales).look_up("L02", OLD) == old
    assert Catalogue.of("lt", locales).earlier == {}


def test_a_sentence_that_is_another_one_keeps_nothing(locales: Path, templates: Path) -> None:
    update_catalogues(None, locales)
    _change(templates, OLD, "Somebody from the school can come and see you at home if you like.")
    update_catalogues(templates, locales)
    assert Catalogue.of("lt", locales).earlier == {}


def test_each_old_sentence_stands_beside_one_new_one(locales: Path, templates: Path) -> None:
    update_catalogues(None, locales)
    other = "This letter is not a fine, and it is not a bill."
    _change(templates, OLD, f"{NEW}\n\n{other}")
    update_catalogues(templates, locales)
    assert list(Catalogue.of("lt", locales).earlier) == [("L02", NEW)] or list(Catalogue.of("lt", locales).earlier) == [
        ("L02", other)
    ]


def test_a_translators_comments_stay_comments(tmp_path: Path) -> None:
    path = _po(tmp_path)
    path.parent.mkdir(parents=True)
    comment = "# | this is mine\n# seen by Rasa\n"
    path.write_text(HEADER + _message("Tai ne bauda.", f"{comment}#, fuzzy\n"), encoding="utf-8")
    catalogue = read_catalogue(path)
    [message] = [one for one in catalogue if one.id]
    assert (previous_of(message), is_of_earlier(message)) == ((), False)
    assert "seen by Rasa" in message.user_comments
    assert b"# seen by Rasa" in written_po(catalogue)
