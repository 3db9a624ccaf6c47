from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from comms.foundation.errors import BadInput, Misconfigured, NotFound
from comms.translation.catalogues import Catalogue, english, plural_rule, words_hash

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: {tag}\\n"\n\n'
GREETING = 'msgctxt "L00"\nmsgid "Please ring us"\nmsgstr "{text}"\n\n'
DRAFT = "#, fuzzy\n"
PLURAL_HEADER = HEADER.replace('\\n"\n\n', '\\n"\n"Plural-Forms: nplurals={forms}; plural={rule};\\n"\n\n')


def catalogue(folder: Path, name: str, body: str) -> Path:
    path = folder / name / "LC_MESSAGES" / "letters.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER.format(tag=name) + body, encoding="utf-8")
    return path


def test_a_sentence_is_found_by_its_context_and_its_english(tmp_path: Path) -> None:
    catalogue(tmp_path, "lt", GREETING.format(text="Paskambinkite mums"))
    words = Catalogue.of("lt", tmp_path).look_up("L00", "Please ring us")
    assert (words.text, words.draft, words.missing) == ("Paskambinkite mums", False, False)
    assert Catalogue.of("lt", tmp_path).look_up("L02", "Please ring us").missing


def test_a_fuzzy_message_is_a_draft(tmp_path: Path) -> None:
    catalogue(tmp_path, "lt", DRAFT + GREETING.format(text="Paskambinkite mums"))
    assert Catalogue.of("lt", tmp_path).look_up("L00", "Please ring us").draft


def test_a_missing_translation_is_never_english(tmp_path: Path) -> None:
    catalogue(tmp_path, "lt", GREETING.format(text=""))
    words = Catalogue.of("lt", tmp_path).look_up("L00", "Please ring us")
    assert words.missing
    assert (words.text, words.translation_hash) == ("", "")


def test_a_language_without_a_catalogue_has_no_words(tmp_path: Path) -> None:
    assert Catalogue.of("so", tmp_path).look_up("L00", "Please ring us").missing


def test_english_is_its_own_translation(tmp_path: Path) -> None:
    words = Catalogue.of("en", tmp_path).look_up("L02", "{n} day", "{n} days")
    assert words.text == ("{n} day", "{n} days")
    assert words == english("L02", "{n} day", "{n} days")
    assert not words.draft
    assert words.source_hash == words.translation_hash


def test_a_place_reads_its_language_but_never_another_script(tmp_path: Path) -> None:
    catalogue(tmp_path, "pt", GREETING.format(text="Ligue-nos"))
    catalogue(tmp_path, "ar", GREETING.format(text="اتصلوا بنا"))
    catalogue(tmp_path, "pa_Guru", GREETING.format(text="ਸਾਨੂੰ ਫ਼ੋਨ ਕਰੋ"))

    def has(tag: str) -> bool:
        return not Catalogue.of(tag, tmp_path).look_up("L00", "Please ring us").missing

    assert [has(tag) for tag in ("pt-PT", "pt-BR", "ar-IQ", "pa-Guru", "pa")] == [True] * 5
    assert [has(tag) for tag in ("pa-Arab", "pa-PK", "ur", "fa", "zh-Hant")] == [False] * 5


def test_a_place_with_words_of_its_own_reads_those(tmp_path: Path) -> None:
    catalogue(tmp_path, "pt", GREETING.format(text="Ligue-nos"))
    catalogue(tmp_path, "pt_BR", GREETING.format(text="Ligue para nós"))
    assert Catalogue.of("pt-BR", tmp_path).look_up("L00", "Please ring us").text == "Ligue para nós"


def test_what_is_no_language_tag_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not a BCP 47"):
        Catalogue.of("../../etc", tmp_path)


def test_an_incomplete_plural_is_missing(tmp_path: Path) -> None:
    body = 'msgctxt "L02"\nmsgid "{n} day"\nmsgid_plural "{n} days"\n'
    forms = 'msgstr[0] "{n} diena"\nmsgstr[1] "{n} dienos"\nmsgstr[2] "%s"\n\n'
    path = tmp_path / "lt" / "LC_MESSAGES" / "letters.po"
    path.parent.mkdir(parents=True)
    header = PLURAL_HEADER.format(tag="lt", forms=3, rule="0")
    path.write_text(header + body + forms % "", encoding="utf-8")
    assert Catalogue.of("lt", tmp_path).look_up("L02", "{n} day", "{n} days").missing
    path.write_text(header + body + forms % "{n} dienų", encoding="utf-8")
    assert len(Catalogue.of("lt", tmp_path).look_up("L02", "{n} day", "{n} days").text) == 3
    assert Catalogue.of("lt", tmp_path).look_up("L02", "{n} day").missing, "the English is no longer the same"


def test_plural_forms_are_chosen_as_the_language_chooses() -> None:
    def chosen(tag: str, *counts: int) -> list[int]:
        return [plural_rule(tag)[1](count) for count in counts]

    assert chosen("pl", 1, 2, 5, 12, 22) == [0, 1, 2, 2, 1]
    assert chosen("lt", 1, 2, 10, 11, 21) == [0, 1, 2, 2, 0]
    assert chosen("ro", 1, 0, 19, 20, 101) == [0, 1, 1, 2, 1]
    # Babel's order for Arabic: 100 to 102 take form 4, and 11 to 99 form 5.
    assert chosen("ar", 0, 1, 2, 3, 11, 99, 100, 103) == [0, 1, 2, 3, 5, 5, 4, 3]
    assert chosen("ur", 1, 2) == [0, 1]
    with pytest.raises(NotFound):
        plural_rule("rom")


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = catalogue(tmp_path, "lt", GREETING.format(text="Skambinkite"))
    assert Catalogue.of("lt", tmp_path).look_up("L00", "Please ring us").text == "Skambinkite"
    catalogue(tmp_path, "lt", GREETING.format(text="Paskambinkite mums"))
    changed = path.stat().st_mtime_ns + 1_000_000
    os.utime(path, ns=(changed, changed))
    assert Catalogue.of("lt", tmp_path).look_up("L00", "Please ring us").text == "Paskambinkite mums"


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    path = catalogue(tmp_path, "lt", GREETING.format(text="Skambinkite"))
    path.write_bytes(path.read_bytes() + b'msgid "\xff\xfe')
    with pytest.raises(Misconfigured, match=r"letters\.po"):
        Catalogue.of("lt", tmp_path)


def test_hashes_tell_context_forms_and_letters_apart_and_stay_the_same() -> None:
    # Approvals are kept by these; a change here would send every approved translation back.
    assert words_hash("L00", ["Please ring us"]) == "0a5694282d3b9c5de7e65013e1b8156d24448ff71d6c9631ac111656c6105f60"
    assert words_hash("L00", ["a"]) != words_hash("L02", ["a"])
    assert words_hash("L00", ["a", "b"]) != words_hash("L00", ["ab"])
    assert words_hash("L00", [unicodedata.normalize("NFD", "ė")]) == words_hash("L00", ["ė"])


def test_the_tally_counts_what_is_there_and_what_is_a_draft(tmp_path: Path) -> None:
    second = GREETING.replace("Please ring us", "Dear parent or carer,")
    third = GREETING.replace("Please ring us", "Child")
    body = DRAFT + GREETING.format(text="a") + second.format(text="b") + third.format(text="")
    catalogue(tmp_path, "lt", body)
    tally = Catalogue.of("lt", tmp_path).tally()
    assert (tally.messages, tally.translated, tally.drafts) == (3, 2, 1)
    assert Catalogue.of("lt", tmp_path).tally("L02").messages == 0
