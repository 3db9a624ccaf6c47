"""Fills a kind of letter with values, in the reader's language and in English, into the paper every output sets.

Both languages are written from one list of sentences, so that neither can say what the other does not. Each sentence
is taken apart before a value comes in: whatever a value holds (`**`, `{x}`, `<b>`, `#`) is printed as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from comms.channels.paper import Block, BlockKind, Paper, Part, Sender
from comms.letters.templates.kind import LetterKind, SourceBlock
from comms.letters.templates.source import frame
from comms.letters.text.facts import Sentence, compare_facts
from comms.letters.text.reply_slip import reply_slip
from comms.letters.text.sentence_writer import Say, SentenceWriter
from comms.letters.text.values import BadValue, ChosenPhrase, LetterValue, Value
from comms.translation.catalogues import ENGLISH, LookUp, english, is_english
from comms.translation.sentences import fields_in


@dataclass(frozen=True, slots=True)
class WordsUsed:
    """Which words a letter used, for its record: by their hashes they can be found again, and compared."""

    language: str
    context: str
    source: str
    source_hash: str
    translation_hash: str
    draft: bool


@dataclass(frozen=True, slots=True)
class FilledPart:
    """One language of a letter, and the sentences it was made of."""

    part: Part
    sentences: tuple[Sentence, ...]

    @property
    def words(self) -> tuple[WordsUsed, ...]:
        """Each message used, once, in order."""
        return words_used(self.sentences)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a letter has beside its words: its number, its day, from whom, to whom, whether in large print or plain."""

    reference: str
    issued_on: date
    sender: Sender
    addressee: tuple[str, ...] = field(default=())
    large: bool = False
    plain: bool = False


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """A complete letter: its paper, every message its languages used, and whether any of those words is a draft."""

    paper: Paper
    words: tuple[WordsUsed, ...]
    draft: bool


def fill(
    kind: LetterKind, values: Mapping[str, LetterValue], language: str, look_up: LookUp, *, draft_notice: bool
) -> FilledPart:
    """One language of a letter, without its slip.

    `values` come from `read_values`; `draft_notice` puts the line above it that says its words are a draft. Raises
    `WordsMissing` with everything the language lacks, and `NotFound` for a language that is not known.
    """
    writer = SentenceWriter(language, look_up)
    blocks = _blocks(kind, values, writer)
    part = _part(writer, blocks, draft_notice=draft_notice)
    writer.require_all()
    return FilledPart(part, tuple(writer.sentences))


def write_letter(
    kind: LetterKind, values: Mapping[str, LetterValue], language: str, look_up: LookUp, envelope: Envelope
) -> WrittenLetter:
    """The whole letter for one reader: their language first and then English, or English alone, with its slip.

    `look_up` answers for the reader's language. A letter with any draft words says so, in both languages. Raises
    `WordsMissing`, `FactsDiffer`, `BadValue` when the letter's number among the values is not the envelope's, and
    `NotFound` for a language that is not known.
    """
    _check_reference(values, envelope)
    writers = [SentenceWriter(ENGLISH, english)]
    if not is_english(language):
        writers.insert(0, SentenceWriter(language, look_up))
    blocks = [_blocks(kind, values, writer) for writer in writers]
    slip = reply_slip(kind, writers)
    draft = any(writer.draft for writer in writers)
    parts = [_part(writer, own, draft_notice=draft) for writer, own in zip(writers, blocks, strict=True)]
    for writer in writers:
        writer.require_all()
    for writer in writers[:-1]:
        compare_facts(_facts(writer), _facts(writers[-1]))
    paper = Paper(
        title=kind.title,
        reference=envelope.reference,
        issued_on=envelope.issued_on,
        sender=envelope.sender,
        addressee=envelope.addressee,
        parts=tuple(parts),
        slip=slip,
        large=envelope.large,
        plain=envelope.plain,
    )
    used = tuple(words for writer in writers for words in words_used(writer.sentences))
    return WrittenLetter(paper, used, any(words.draft for words in used))


def words_used(sentences: tuple[Sentence, ...] | list[Sentence]) -> tuple[WordsUsed, ...]:
    """The messages behind the sentences, each once, in order."""
    found: dict[tuple[str, str], WordsUsed] = {}
    for sentence in sentences:
        words = sentence.words
        used = WordsUsed(
            words.language, words.context, words.source, words.source_hash, words.translation_hash, words.draft
        )
        found.setdefault((words.context, words.source), used)
    return tuple(found.values())


def _blocks(kind: LetterKind, values: Mapping[str, LetterValue], writer: SentenceWriter) -> tuple[Block, ...]:
    return tuple(Block(shape, writer.runs(say)) for shape, say in _sayings(kind, values))


def _sayings(kind: LetterKind, values: Mapping[str, LetterValue]) -> Iterator[tuple[BlockKind, Say]]:
    """What this letter says, block by block, whatever the language."""
    for block in kind.blocks:
        if _stands(block, values):
            each = values.get(block.each) if block.each else None
            if block.each is None:
                yield block.kind, _saying(block, values)
            elif isinstance(each, tuple):
                for phrase in each:
                    yield block.kind, _saying(block, {**values, block.each: phrase})


def _stands(block: SourceBlock, values: Mapping[str, LetterValue]) -> bool:
    return all(name in values for name in block.shown_if) and all(
        isinstance(chosen := values.get(choice.field), ChosenPhrase) and chosen.phrase.name in choice.names
        for choice in block.shown_when
    )


def _saying(block: SourceBlock, values: Mapping[str, LetterValue]) -> Say:
    fillings: dict[str, Value | ChosenPhrase] = {}
    for name in fields_in(block.text):
        value = values[name]
        if not isinstance(value, tuple):
            fillings[name] = value
    alone = len(fillings) == 1 and block.text == f"{{{next(iter(fillings))}}}"
    counted = fillings.get(block.count_field) if block.count_field else None
    count = counted.content if isinstance(counted, Value) and isinstance(counted.content, int) else 0
    return Say(None if alone else block.context, block.text, block.plural, count, fillings)


def _part(writer: SentenceWriter, blocks: tuple[Block, ...], *, draft_notice: bool) -> Part:
    lines = frame()
    notice = []
    if not is_english(writer.language.tag):
        notice.append(lines["language_first"])
    if draft_notice:
        notice.append(lines["draft"])
    return Part(
        language=writer.language.tag,
        direction=writer.language.direction,
        notice=tuple(writer.line(Say("frame", line.text)) for line in notice),
        blocks=blocks,
        closing=writer.line(Say("frame", lines["kind_regards"].text)),
    )


def _facts(writer: SentenceWriter) -> list[Sentence]:
    """The sentences that both languages say; the line that the own language comes first stands above one only."""
    only_above_one = frame()["language_first"].text
    return [sentence for sentence in writer.sentences if sentence.words.source != only_above_one]


def _check_reference(values: Mapping[str, LetterValue], envelope: Envelope) -> None:
    for name, value in values.items():
        wrong = isinstance(value, Value) and value.type == "reference" and value.content != envelope.reference
        if wrong:
            message = f"The value of {name} is not this letter's number, {envelope.reference}."
            raise BadValue(message, "Give the letter's own number.")
