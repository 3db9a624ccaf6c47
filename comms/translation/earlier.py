"""What a sentence was before somebody changed it, found by likeness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from babel.messages.catalog import Catalog, Message

from comms.translation.catalogues import source_forms, translated_forms
from comms.translation.previous import is_of_earlier

# Below this, two sentences are two sentences. Changing a few words of a dozen stays well above it.
ALIKE = 0.6


def likeness(one: str, other: str) -> float:
    """How alike two sentences are, word by word and letter by letter: from 0 to 1, which is the same."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def keep_earlier(before: Sequence[Message], catalogue: Catalog) -> None:
    """Keep the words a changed sentence had before beside its new English, in a catalogue that was brought up to its
    templates; ``before`` are its messages as they were."""
    was = {_key(message): message for message in before}
    new: list[Message] = []
    for message in catalogue:
        if not message.id:
            continue
        known = was.get(_key(message))
        if known is None:
            if any(translated_forms(message)):  # the singular is the same, so Babel kept its words
                message.flags.add("fuzzy")
                message.previous_id = _previous(next(one for one in before if _first(one) == _first(message)))
            else:
                new.append(message)
        elif known.fuzzy and known.previous_id:
            message.previous_id = list(known.previous_id)
    said_now = {_key(message) for message in catalogue if message.id}
    gone = [message for key, message in was.items() if key not in said_now and any(translated_forms(message))]
    for message, old in _pairs(new, gone):
        message.string = old.string
        message.flags.add("fuzzy")
        previous = _previous(old)
        message.previous_id = [] if tuple(previous) == source_forms(message) else previous
    # An obsolete message has no flags that would say whose words it holds.
    for name, message in list(catalogue.obsolete.items()):
        if (known := was.get(_key(message))) is not None and is_of_earlier(known):
            del catalogue.obsolete[name]


def _key(message: Message) -> tuple[str, tuple[str, ...]]:
    return message.context or "", source_forms(message)


def _first(message: Message) -> tuple[str, str]:
    return message.context or "", source_forms(message)[0]


def _previous(old: Message) -> list[str]:
    """The English that words belong to: also where they were an earlier sentence's already."""
    return list(old.previous_id) if is_of_earlier(old) else list(source_forms(old))


def _pairs(new: Sequence[Message], gone: Sequence[Message]) -> Iterator[tuple[Message, Message]]:
    """Each new message with the one it has most likely come from; none is taken twice."""
    found = [
        (likeness(source_forms(one)[0], source_forms(old)[0]), at, number)
        for at, one in enumerate(new)
        for number, old in enumerate(gone)
        if (one.context or "") == (old.context or "") and one.pluralizable == old.pluralizable
    ]
    taken: tuple[set[int], set[int]] = set(), set()
    for ratio, at, number in sorted(found, key=lambda pair: (-pair[0], *pair[1:])):
        if ratio >= ALIKE and at not in taken[0] and number not in taken[1]:
            taken[0].add(at)
            taken[1].add(number)
            yield new[at], gone[number]
