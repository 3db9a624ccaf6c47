"""How far a kind of letter exists in a language: approved, a draft, or missing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from comms.letters.decision import Coverage
from comms.letters.templates.kind import LetterKind, SourceBlock
from comms.letters.templates.source import frame, slip_answers
from comms.translation.catalogues import LookUp, Words
from comms.translation.sentences import fields_in

Message = tuple[str, str, str | None]


def messages_of(kind: LetterKind) -> tuple[Message, ...]:
    """Every message a letter of this kind always needs: its sentences, the frame, its slip. Phrases are chosen letter
    by letter, so they are looked at when it is written."""
    return _messages(kind.blocks, kind.slip)


@lru_cache(maxsize=256)
def _messages(blocks: tuple[SourceBlock, ...], slip: tuple[int, ...]) -> tuple[Message, ...]:
    return tuple(dict.fromkeys(_gather(blocks, slip)))


def _gather(blocks: tuple[SourceBlock, ...], slip: tuple[int, ...]) -> Iterator[Message]:
    for block in blocks:
        fields = fields_in(block.text)
        if not (len(fields) == 1 and block.text == f"{{{next(iter(fields))}}}"):
            yield block.context, block.text, block.plural
    for line in frame().values():
        yield "frame", line.text, None
    for number in slip:
        yield "slip", slip_answers()[number], None


def words_of(kind: LetterKind, look_up: LookUp) -> list[Words]:
    """The words of a kind in the language that ``look_up`` answers for."""
    return [look_up(context, text, plural) for context, text, plural in messages_of(kind)]


def coverage(kind: LetterKind, look_up: LookUp) -> Coverage:
    """Whether all of a kind's words exist in a language, and whether all of those are approved."""
    found = words_of(kind, look_up)
    if any(words.missing for words in found):
        return "missing"
    return "draft" if any(words.draft for words in found) else "approved"
