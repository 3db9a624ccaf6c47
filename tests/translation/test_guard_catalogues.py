"""The fact guard and what people translate: approved sentences are not refused, in either direction."""

from __future__ import annotations

from pathlib import Path

import pytest
from translation.guard_engines import Engine

from comms.channels.translating import Translated
from comms.translation.catalogues import catalogue_files, read_catalogue, source_forms, translated_forms
from comms.translation.guard import translate_guarded
from comms.translation.guard.letters import cleaned
from comms.translation.guard.masking import Masked, masked
from comms.translation.guard.named import names_of
from comms.translation.guard.reading import found_in

EVERY = 9
_PRIVATE_USE = 0xF000


def as_an_engine_would_say_it(asked: Masked, translation: str) -> str:
    """A person's translation with the sentinels of its original in the place of the values."""
    said = translation
    for number, run in enumerate(asked.runs):
        for value in (run.text, asked.original[run.start : run.end]):
            if value in said:
                said = said.replace(value, chr(_PRIVATE_USE + number), 1)
                break
    return "".join(
        asked.sentinels[ord(one) - _PRIVATE_USE] if 0 <= ord(one) - _PRIVATE_USE < len(asked.runs) else one
        for one in said
    )


def refused(text: str, translation: str, source: str, target: str) -> bool:
    names = names_of([])
    asked = masked(cleaned(text), found_in(cleaned(text), source, names), target, names)
    said = as_an_engine_would_say_it(asked, cleaned(translation))
    engine = Engine(lambda given, number: said if given == asked.text else "")
    [answer] = translate_guarded(engine, [text], source, target)
    return not isinstance(answer, Translated)


@pytest.mark.parametrize("path", catalogue_files(), ids=lambda path: path.parent.parent.name)
def test_what_people_translated_is_not_refused(path: Path) -> None:
    language = path.parent.parent.name.replace("_", "-")
    messages = [one for one in read_catalogue(path) if one.id and all(translated_forms(one))]
    pairs = [(source_forms(one)[-1], translated_forms(one)[-1]) for one in messages][::EVERY]
    assert pairs
    wrong = [pair for pair in pairs if refused(*pair, "en", language) or refused(*pair[::-1], language, "en")]
    assert len(wrong) <= 0.02 * len(pairs), wrong
