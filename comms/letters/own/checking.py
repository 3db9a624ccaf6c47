"""Checks an agency's edit of a letter or a phrase: everything that is wrong, each at its line, with what to do."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from comms.letters.own.sentence_checks import sentence_faults
from comms.letters.templates.book import EASY_READ
from comms.letters.templates.kind import LetterKind, SourceBlock, TemplateFault
from comms.letters.templates.plain_words import measure_letter
from comms.letters.templates.source import check_block, letter_kinds, packaged_body, phrases, with_body
from comms.translation.sentences import BrokenSentence, fields_in, pieces

# Department of Health, "Making written information easier to understand for people with learning disabilities", 2010.
LONGEST_EASY = 15
LIKELY_THE_SAME = 0.4
_INCLUDE = re.compile(r"::: +include +([a-z][a-z0-9_]*)")

Line = tuple[int, str]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong in a line of an edit, and what to do; line 0 is the letter as a whole."""

    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        """The fault as one reads it in a list."""
        where = f"Line {self.line}" if self.line else "The whole letter"
        return f"{where}: {self.what} {self.remedy}".strip()


def letter_faults(kind: str, body: str, form: str = "") -> list[Fault]:
    """Everything that keeps an edited letter from counting, by line; empty when nothing does."""
    packaged = letter_kinds()[kind]
    lines = [(number, line.strip()) for number, line in enumerate(body.splitlines(), 1)]
    faults = list(_include_faults(packaged_body(kind), body))
    try:
        own = with_body(packaged, body)
    except TemplateFault as fault:
        # What stands in the lines can be looked at all the same, so that everything is said at once.
        said = [line for line in lines if line[1] and not line[1].startswith(":::")]
        gone = _dropped(packaged, [], said)
        return sorted({_of(fault), *faults, *gone, *_said_wrongly(packaged, said, form)})
    blocks = [block for block in own.blocks if block.context == kind]
    said = [line for block in blocks for line in _forms(block, lines)]
    faults += [fault for block in blocks for fault in _block_faults(own, packaged, block)]
    faults += _heading_faults(blocks)
    faults += _dropped(packaged, blocks, said)
    faults += _said_wrongly(packaged, said, form)
    if not faults:
        faults = [Fault(0, f"{what[0].upper()}{what[1:]}.", "") for what in measure_letter(own).on_the_whole]
    return sorted(set(faults))


def phrase_faults(key: str, text: str) -> list[Fault]:
    """Everything that keeps an edited phrase from counting. One that stands for a packaged one keeps its values."""
    packaged = phrases().get(key)
    if packaged is not None and text == packaged.text:
        return []
    wanted = packaged.values.keys() if packaged else set()
    faults = [Fault(1, what, remedy) for what, remedy in sentence_faults(text, frozenset(), None)]
    try:
        pieces(text)
    except BrokenSentence as broken:
        faults.append(Fault(1, broken.message, broken.remedy))
    given = fields_in(text)
    faults += [
        Fault(1, f"{{{name}}} is gone.", f"Put {{{name}}} back: the phrase must say it.")
        for name in wanted - given.keys()
    ]
    faults += [Fault(1, f"{{{name}}} is no value of this phrase.", "Take it out.") for name in given.keys() - wanted]
    faults += [Fault(1, f"{{{name}}} stands twice.", "Name it once.") for name, times in given.items() if times > 1]
    return sorted(faults)


def _of(fault: TemplateFault) -> Fault:
    return Fault(fault.line, fault.message.partition(": ")[2], fault.remedy)


def _forms(block: SourceBlock, lines: Sequence[Line]) -> Iterator[Line]:
    """The sentences of a block, each with the line it stands in."""
    if block.plural is None:
        yield block.line, block.text
        return
    for form in (block.text, block.plural):
        yield next((number for number, line in lines if number > block.line and line == form), block.line), form


def _block_faults(own: LetterKind, packaged: LetterKind, block: SourceBlock) -> Iterator[Fault]:
    try:
        check_block(own, block)
    except TemplateFault as fault:
        yield _of(fault)
        return
    if block.plural is not None and fields_in(block.text) != fields_in(block.plural):
        yield Fault(block.line, "The two forms of this plural do not hold the same fields.",
                    "Name the same fields in the sentence for one and in the sentence for several.")  # fmt: skip
    if block.plural is not None or block.text in {one.text for one in packaged.blocks}:
        return
    for name in fields_in(block.text):
        if own.fields[name].type == "count" and not block.text.endswith(f": {{{name}}}"):
            yield Fault(
                block.line, f"{{{name}}} counts something inside a sentence.",
                f"Write ::: plural {name} with a sentence for one and one for several, or put it last, after a colon.",
            )  # fmt: skip


def _heading_faults(blocks: Sequence[SourceBlock]) -> Iterator[Fault]:
    if not blocks:
        yield Fault(1, "The letter has no words.", "Write it, or go back to the packaged words.")
        return
    if blocks[0].kind != "heading":
        yield Fault(
            blocks[0].line, "A letter begins with its heading.", "Begin with a line like # We would like to help"
        )
    for block in blocks[1:]:
        if block.kind == "heading":
            yield Fault(block.line, "A letter has one heading.", "Write ## for the headings inside it.")


def _include_faults(packaged: str, body: str) -> Iterator[Fault]:
    """Every shared part of the packaged letter must stand in the edit, once, and in every letter."""
    wanted = [name for _, name, _ in _includes(packaged)]
    given = [(number, name) for number, name, _ in _includes(body)]
    names, last = [name for _, name in given], len(body.splitlines()) or 1
    for name in wanted:
        if name not in names:
            yield Fault(last, f"The shared part “{name}” is gone: it says how to answer and where to ring.",
                        f"Put ::: include {name} back, on a line of its own.")  # fmt: skip
    for number, name in given:
        if names.count(name) > 1 and (number, name) != given[names.index(name)]:
            yield Fault(number, f"The shared part “{name}” stands twice.", "Take one of the two out.")
    for number, name, inside in _includes(body):
        if inside:
            yield Fault(number, f"The shared part “{name}” stands inside {inside}, so some letters would not say it.",
                        f"Put ::: include {name} outside, below the ::: that closes {inside}.")  # fmt: skip


def _includes(body: str) -> Iterator[tuple[int, str, str]]:
    """The shared parts a body brings in: line, name, and the outermost directive that is open there, if one is."""
    # As the parser does, so that nothing counts here that is a sentence there: an indented line is no directive.
    opened: list[str] = []
    for number, line in enumerate(map(str.rstrip, body.splitlines()), 1):
        if found := _INCLUDE.fullmatch(line):
            yield number, found[1], opened[0] if opened else ""
        elif line == ":::":
            del opened[-1:]
        elif line.startswith(":::"):
            opened.append(line)


def _dropped(packaged: LetterKind, blocks: Sequence[SourceBlock], said: Sequence[Line]) -> Iterator[Fault]:
    """Every value the packaged letter says must still be said, in no fewer letters than before."""
    stood: dict[str, SourceBlock] = {}
    for block in packaged.blocks:
        for name in fields_in(block.text) if block.context == packaged.kind else ():
            if name not in stood or len(block.shown_if) < len(stood[name].shown_if):
                stood[name] = block
    for name, block in stood.items():
        if not any(name in fields_in(text) for _, text in said):
            yield Fault(_likely_line(block.text, said), f"{{{name}}} is gone. It stood in “{block.text}”",
                        f"Put {{{name}}} back: the letter must say {packaged.fields[name].what}.")  # fmt: skip
            continue
        places = [one for one in blocks if name in fields_in(one.text)]
        if places and not any(set(one.shown_if) <= set(block.shown_if) for one in places):
            inside = ", ".join(f"::: if {one}" for one in places[0].shown_if)
            yield Fault(places[0].line, f"{{{name}}} stands only inside {inside}, so some letters would not say it.",
                        "Put it outside.")  # fmt: skip


def _likely_line(sentence: str, said: Sequence[Line]) -> int:
    """The line that most looks like what a sentence has become; the last one where none does."""
    near = difflib.get_close_matches(sentence, [text for _, text in said], 1, LIKELY_THE_SAME)
    return next((number for number, text in said if near and text == near[0]), said[-1][0] if said else 1)


def _said_wrongly(packaged: LetterKind, said: Sequence[Line], form: str) -> Iterator[Fault]:
    known = frozenset(text for block in packaged.blocks for text in (block.text, block.plural) if text)
    longest = LONGEST_EASY if form == EASY_READ else None
    for number, text in said:
        for what, remedy in sentence_faults(text.lstrip("#- "), known, longest):
            yield Fault(number, what, remedy)
