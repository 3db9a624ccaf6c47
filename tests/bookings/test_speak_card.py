"""The "I speak …" card: in the person's own words, in English, and never in a language somebody only guessed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from factories import a_need, a_parent, a_staff_member
from sqlalchemy.orm import Session

from comms.agencies.find import own_agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.now.speak_card import (
    CONTEXT,
    ON_THE_CARD,
    card_lines,
    card_of,
    language_needed,
    languages_to_point_at,
    speak_card,
    words_to_point,
)
from comms.channels.pdf import can_print
from comms.families.find import language_need
from comms.families.language_need import LanguageNeed
from comms.foundation.languages import language
from comms.translation.actions import approve_words
from comms.translation.catalogues import Catalogue, catalogue_files

WORDED = [path.parent.parent.name.replace("_", "-") for path in catalogue_files()]
# In these the word for language is also the word for tongue: "show your language" is what a doctor says.
TONGUE = ["pl", "ro", "ru", "bg", "tr", "fa", "ur", "pt"]


def need_of(session: Session, viewer: Viewer, now: datetime, written: str | None, **given: object) -> LanguageNeed:
    someone = a_parent(session, viewer, now)
    a_need(session, viewer, someone, now, written, **given)
    need = language_need(session, viewer, someone.id)
    assert need is not None
    return need


def test_every_worded_language_has_the_whole_card() -> None:
    assert len(WORDED) >= 14
    for tag in WORDED:
        look_up = Catalogue.of(tag).look_up
        assert [key for key, line in card_lines().items() if look_up(CONTEXT, line.text).missing] == [], tag


def test_the_card_says_it_in_the_mothers_words_and_in_english_and_that_it_is_a_draft(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    card = card_of(session, viewer, need_of(session, viewer, now, "lt"))
    assert card is not None
    assert (card.spoken.tag, card.written.tag, card.draft) == ("lt", "lt", True)
    assert card.own["interpreter"] == "Man reikia vertėjo žodžiu. Prašau surasti man vertėją žodžiu."
    assert card.english["interpreter"] == "I need an interpreter. Please find an interpreter for me."
    assert set(ON_THE_CARD) < set(card.own)


def test_once_somebody_qualified_approved_its_words_the_card_is_no_draft(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    agency = own_agency(session, viewer)
    approver = a_staff_member(session, agency, now, roles=("translation approver",), name="Jurgita Petraitė")
    approver.qualification, approver.qualified_in = "DPSI", ["lt"]
    look_up = Catalogue.of("lt").look_up
    words = [look_up(CONTEXT, line.text) for line in card_lines().values()]
    approve_words(session, viewer_of(approver), words[:-1], now)
    assert speak_card(session, viewer, "lt").draft, "one sentence nobody approved is enough"
    approve_words(session, viewer_of(approver), words[-1:], now)
    assert not speak_card(session, viewer, "lt").draft


def test_who_speaks_one_language_and_reads_another_gets_words_they_can_read(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    card = card_of(session, viewer, need_of(session, viewer, now, "ar", spoken=["ckb", "ar"]))
    assert card is not None
    assert (card.spoken.tag, card.written.tag) == ("ckb", "ar")
    assert card.own["language"] == "لغتي هي:"


def test_the_script_of_panjabi_is_not_guessed(session: Session, viewer: Viewer) -> None:
    assert speak_card(session, viewer, "pa").own == {}
    assert speak_card(session, viewer, "pa", "pa-Guru").own["language"] == "ਮੇਰੀ ਭਾਸ਼ਾ ਹੈ:"
    assert speak_card(session, viewer, "pa", "pa-Arab").own == {}, "nobody has written it in those letters"


def test_a_language_nobody_has_words_in_still_gets_its_own_name(session: Session, viewer: Viewer) -> None:
    card = speak_card(session, viewer, "ti")
    assert (card.spoken.own_name, card.own, card.draft) == ("ትግርኛ", {}, False)


@pytest.mark.parametrize(
    ("written", "given", "tag", "certain"),
    [
        ("lt", {}, "lt", True),
        ("ur", {"spoken": ["phr", "ur"]}, "phr", True),
        ("pl", {"spoken": []}, "pl", False),
        ("pl", {"sign_language": "bfi"}, "bfi", True),
    ],
)
def test_the_interpreter_is_for_what_is_spoken_or_signed(
    session: Session, viewer: Viewer, now: datetime, written: str, given: dict[str, object], tag: str, certain: bool
) -> None:
    needed = language_needed(need_of(session, viewer, now, written, **given))
    assert needed is not None
    assert (needed.language.tag, needed.certain) == (tag, certain)
    assert needed.is_signed == (tag == "bfi")


def test_unknown_is_no_language_at_all(session: Session, viewer: Viewer, now: datetime) -> None:
    assert language_needed(None) is None
    assert card_of(session, viewer, None) is None
    assert card_of(session, viewer, need_of(session, viewer, now, None)) is None


def test_nobody_needs_a_card_for_english(session: Session, viewer: Viewer, now: datetime) -> None:
    assert card_of(session, viewer, need_of(session, viewer, now, "en")) is None


def test_the_languages_to_point_at_are_each_there_once_by_their_own_names() -> None:
    tags = [one.tag for one in languages_to_point_at()]
    assert tags[:3] == ["pl", "ro", "pa-Guru"], "the most spoken first"
    assert len(tags) == len(set(tags)) >= 40
    names = [one.own_name for one in languages_to_point_at()]
    assert len(names) == len(set(names))
    assert set(WORDED) <= set(tags)


@pytest.mark.parametrize("tag", TONGUE)
def test_nobody_is_asked_to_show_their_tongue(session: Session, viewer: Viewer, tag: str) -> None:
    name = {"pl": "nazwę", "ro": "numele", "ru": "название", "bg": "името", "tr": "adını", "fa": "نام", "ur": "نام",
            "pt": "nome"}[tag]  # fmt: skip
    assert name in words_to_point(session, viewer, language(tag))


@pytest.mark.parametrize("tag", WORDED)
def test_every_word_of_every_card_can_be_printed(tag: str) -> None:
    assert can_print(tag)


def test_the_card_is_read_from_its_file(tmp_path: Path) -> None:
    assert list(card_lines()) == ["language", "interpreter", "free", "nobody_close", "point", "draft"]
    assert all("{" not in line.text for line in card_lines().values()), "no gap, so no grammar to get wrong"
