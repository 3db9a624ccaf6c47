"""What a translator has to know of a sentence that stands alone, and under which heading it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from comms.translation.catalogues import Words
from comms.translation.scripts import KINDS, SESSION, script
from comms.translation.short_words import CONTEXTS, short_words
from comms.translation.uses import CAUTION

# The last part of a point's key, and what that is of a point.
_PARTS: Mapping[str, str] = MappingProxyType(
    {"text": "Read aloud", "again": "In other words", "question": "Asked afterwards"}
)


@dataclass(frozen=True, slots=True)
class About:
    """What a sentence is for. ``group`` is the heading it stands under, empty where the use has none; ``part`` says
    which part of a point it is, empty where it is none; ``source`` where that point is from, and of which day, and
    ``checked`` whether somebody compared it with the law itself."""

    what: str
    group: str = ""
    part: str = ""
    source: str = ""
    checked: bool = True


def about(words: Words) -> About | None:
    """What is to be known of this sentence; None where it stands in a letter, which shows what it is for."""
    return _every().get((words.context, words.source))


@cache
def _every() -> Mapping[tuple[str, str], About]:
    found: dict[tuple[str, str], About] = {}
    for context in CONTEXTS:
        for key, one in short_words(context).items():
            # Words that several points share are shown where they come first.
            found.setdefault((context, one.text), _of_caution(key, one.what) if context == CAUTION else About(one.what))
    return MappingProxyType(found)


def _of_caution(key: str, what: str) -> About:
    first, _, rest = key.partition(".")
    name, _, part = rest.rpartition(".")
    if first == SESSION:
        return About(what, "The person’s screen and copy")
    if first not in KINDS or part not in _PARTS:
        return About(what, "The words before an interview, as the law has them", source="PACE Code C, paragraph 10.5")
    one = script(first)
    point = next((point for point in one.points if point.id == name), one.condition)
    group = f"{one.title}, script {one.version}"
    if point is None:
        return About(what, group, _PARTS[part])
    return About(what, group, _PARTS[part], f"{point.source}; {point.dated}", point.checked)
