"""A list of texts translated in one request, each from its own language: what the worker answered, or why it did not.

The engine never runs here. Texts wait for the worker, and no more requests of one process wait at once than leave
room for the people who use the screens.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from comms.agencies.viewer import Viewer
from comms.foundation.languages import language
from comms.translation.catalogues import is_english
from comms.translation.detection import Detected, detect
from comms.translation.machine import Answer
from comms.web.api.problems import NotNow
from comms.web.api.reading import AUTO
from comms.web.translating import translated_by_worker

# So long a program waits for the worker, all its languages together; then it is told to come again.
SECONDS = 20.0
# A process serves eight requests at once: half of them are left to people.
MOST_WAITING = 4
_RETRY_BUSY, _RETRY_LATE = 2, 5
LATE = "The worker has not translated this in time."

_waiting = threading.BoundedSemaphore(MOST_WAITING)


@dataclass(frozen=True, slots=True)
class Rendered:
    """What became of one text.

    ``source`` is the language it is taken to be in, None where that is unsure; ``detected`` stands where it was not
    said. ``text`` is None where it was refused, and ``why`` says why; by whom it was translated says ``answer``, which
    is None where nothing had to be asked.
    """

    original: str
    text: str | None
    source: str | None
    detected: Detected | None = None
    answer: Answer | None = None
    why: str = ""


def render(
    viewer: Viewer,
    texts: Sequence[str],
    source: str,
    target: str,
    family: Sequence[str] = (),
    names: Sequence[str] = (),
) -> list[Rendered]:
    """What became of each text, in their order. ``source`` is a tag or ``AUTO``; ``family`` are the languages on record
    for whoever wrote them, ``names`` those that must come out as they went in. ``viewer`` is who asks.

    Raises ``NotNow`` where the worker did not answer in time, or too many wait for it already.
    """
    detected = [detect(text, family) if source == AUTO else None for text in texts]
    sources = [one.language if one is not None else source for one in detected]
    wanted: dict[str, dict[str, None]] = {}
    for text, tag in zip(texts, sources, strict=True):
        if tag is not None and not _same(tag, target) and text.strip():
            wanted.setdefault(tag, {})[text] = None
    answers = _asked(viewer, {tag: list(some) for tag, some in wanted.items()}, target, names)
    return [
        _rendered(text, tag, target, found, answers.get((tag, text)))
        for text, tag, found in zip(texts, sources, detected, strict=True)
    ]


def _same(tag: str, target: str) -> bool:
    return tag == target or (is_english(tag) and is_english(target))


def _rendered(text: str, tag: str | None, target: str, found: Detected | None, answer: Answer | None) -> Rendered:
    if answer is not None:
        return Rendered(text, answer.text, tag, found, answer, answer.why)
    if not text.strip():
        return Rendered(text, text, tag, found)
    if tag is None:
        why = f"{found.why if found else ''} Say which language it is in."
        return Rendered(text, None, None, found, None, why)
    return Rendered(text, text, tag, found, None, f"It is in {language(target).english_name} already.")


def _asked(
    viewer: Viewer, wanted: Mapping[str, Sequence[str]], target: str, names: Sequence[str]
) -> Mapping[tuple[str | None, str], Answer]:
    """The worker's answers by language and text; each text is asked for once."""
    answers: dict[tuple[str | None, str], Answer] = {}
    if not wanted:
        return answers
    until = time.monotonic() + SECONDS
    with _room():
        for tag, texts in wanted.items():
            seconds = until - time.monotonic()
            if seconds <= 0:
                raise NotNow(LATE, _RETRY_LATE)
            found = translated_by_worker(texts, tag, target, seconds, names=names, asker=viewer)
            if found is None:
                raise NotNow(LATE, _RETRY_LATE)
            answers |= {(tag, text): answer for text, answer in zip(texts, found, strict=True)}
    return answers


@contextmanager
def _room() -> Iterator[None]:
    if not _waiting.acquire(blocking=False):
        raise NotNow("Others are waiting for a translation already.", _RETRY_BUSY)
    try:
        yield
    finally:
        _waiting.release()
