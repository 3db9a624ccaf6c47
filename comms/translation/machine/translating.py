"""Translating texts here and now: from the memory first, then what the engine answered lately, then the engine under
the guard of facts. For the worker and the command line alone: a request for a page never waits for an engine."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.channels.translator import NotTranslated, Pair, Translated, Translator
from comms.foundation.languages import fallbacks
from comms.translation.catalogues import is_english
from comms.translation.guard import Asked, translate_each_guarded
from comms.translation.machine.answer import Answer, approved, as_it_is, refused
from comms.translation.machine.asking import direction, tidy_names
from comms.translation.machine.lately import Key, Lately
from comms.translation.memory import Memory, memory

logger = logging.getLogger(__name__)

BROKE = "The translation package failed on this text, so it was not translated."

_lately: WeakKeyDictionary[Translator, Lately] = WeakKeyDictionary()


def translate_here(
    session: Session | None,
    viewer: Viewer | None,
    translator: Translator,
    texts: Sequence[str],
    source: str,
    target: str,
    names: Sequence[str] = (),
) -> list[Answer]:
    """One answer for each text, in their order. Without a session there is no memory to look into.

    Raises ``BadInput`` for two languages that are the same and ``NotFound`` for a tag the registry does not hold; never
    for what a text holds.
    """
    source, target = direction(source, target)
    known = None if session is None or viewer is None else memory_for(session, viewer, source, target)
    return translate_with(known, translator, texts, source, target, names)


def memory_for(session: Session, viewer: Viewer, source: str, target: str) -> Memory | None:
    """What is remembered for a direction; None out of another language than English, because what was approved is that
    words say what the English says."""
    return memory(session, viewer, target) if is_english(source) else None


def translate_with(
    known: Memory | None,
    translator: Translator,
    texts: Sequence[str],
    source: str,
    target: str,
    names: Sequence[str] = (),
) -> list[Answer]:
    """The same with a memory that was read before, so that no session is open while the engine runs."""
    kept = tuple(tidy_names(names))
    recalled = recall(known, texts)
    asked = [Asked(text, kept) for text, found in zip(texts, recalled, strict=True) if found is None]
    made = iter(by_machine(translator, asked, source, target))
    return [found or next(made) for found in recalled]


def recall(known: Memory | None, texts: Iterable[str]) -> list[Answer | None]:
    """For each English text the words that were approved for it, and None where there are none or no memory is. A text
    without any word is its own answer."""
    return [_recalled(known, text) for text in texts]


def _recalled(known: Memory | None, text: str) -> Answer | None:
    if not any(letter.isalpha() for letter in text):
        return as_it_is(text)
    found = known.matches(text.strip()) if known is not None else []
    return approved(str(found[0].text)) if found else None


def by_machine(translator: Translator, asked: Sequence[Asked], source: str, target: str) -> list[Answer]:
    """What the engine makes of each text, as one batch; what it made of the same text lately is not made again.

    Never raises for what a text holds: where the engine breaks on one, that text is refused, and the others are not.
    """
    pair = pair_of(translator, source, target)
    if pair is None:
        return [_answer(made) for made in _guarded(translator, asked, source, target)]
    lately = _lately_of(translator)
    keys: list[Key] = [(pair.source, pair.target, pair.by, one.text, tuple(sorted(one.names))) for one in asked]
    answers: dict[Key, Translated | NotTranslated] = {}
    answers.update((key, found) for key in keys if (found := lately.get(key)) is not None)
    new = {key: one for key, one in zip(keys, asked, strict=True) if key not in answers}
    made = _guarded(translator, list(new.values()), pair.source, pair.target)
    for key, answer in zip(new, made, strict=True):
        answers[key] = answer
        if isinstance(answer, Translated):
            lately.keep(key, answer)
    return [_answer(answers[key]) for key in keys]


def pair_of(translator: Translator, source: str, target: str) -> Pair | None:
    """The package that does a direction: for these very languages, or for those whose words stand in for theirs."""
    pairs = {(pair.source, pair.target): pair for pair in translator.pairs()}
    for asked in (source, *fallbacks(source)):
        for wanted in (target, *fallbacks(target)):
            if (asked, wanted) in pairs:
                return pairs[asked, wanted]
    return None


def _guarded(
    translator: Translator, asked: Sequence[Asked], source: str, target: str
) -> list[Translated | NotTranslated]:
    """The guard's answers; where the engine breaks, those of each half, down to the one text it breaks on."""
    if not asked:
        return []
    try:
        return translate_each_guarded(translator, asked, source, target)
    except Exception as fault:  # noqa: BLE001 - whatever it was, the asker is told, and the other texts are translated
        if len(asked) > 1:
            half = len(asked) // 2
            return [one for part in (asked[:half], asked[half:]) for one in _guarded(translator, part, source, target)]
        # Only what kind of fault: its own words could hold the text.
        logger.error("The engine broke on a text.", extra={"from": source, "to": target, "fault": type(fault).__name__})  # noqa: TRY400
        return [NotTranslated(BROKE)]


def _answer(made: Translated | NotTranslated) -> Answer:
    return refused(made.why) if isinstance(made, NotTranslated) else Answer(made.text, made.by, "", from_memory=False)


def _lately_of(translator: Translator) -> Lately:
    try:
        return _lately.setdefault(translator, Lately())
    except TypeError:
        # One that nothing can be kept beside is asked each time.
        return Lately()
