"""The packaged templates: kinds of letters, phrases, the frame around every letter, and the slip's answers.

Everything is read from `letter_templates/` and checked as it is read, so that a fault in a template is found when
the service starts and never when a letter is due.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast, get_args

from comms.foundation.packaged import packaged
from comms.letters.templates.front_matter import FrontMatter, letter_kind, split_template
from comms.letters.templates.kind import (
    Choice,
    Field,
    FieldType,
    FrameLine,
    LetterKind,
    Phrase,
    SourceBlock,
    TemplateFault,
)
from comms.letters.templates.parsing import TemplateText, blocks_of
from comms.translation.scripts import KINDS, read_scripts
from comms.translation.sentences import BrokenSentence, fields_in, pieces
from comms.translation.uses import CAUTION

SHARED = "shared"
POINTS = "caution_"
_TOML_LINE = re.compile(r"at line (\d+)")
_PHRASE_VALUE_TYPES = set(get_args(FieldType)) - {"phrase", "phrases"}


def letter_kinds() -> Mapping[str, LetterKind]:
    """All packaged kinds of letters by number ("L02"), in order. Raises `TemplateFault` for a faulty template."""
    return _packaged_kinds()


def must_ask_kinds() -> frozenset[str]:
    """The kinds of letters about which somebody must ask whether they were understood."""
    return frozenset(kind.kind for kind in letter_kinds().values() if kind.must_ask)


def phrases() -> Mapping[str, Phrase]:
    """All packaged phrases by key ("support.travel"), in their file's order."""
    return _packaged_phrases()


def frame() -> Mapping[str, FrameLine]:
    """The lines around every letter by key ("kind_regards"), in their file's order."""
    return _packaged_frame()


def slip_answers() -> Mapping[int, str]:
    """The English answers of the reply slips by number, in order."""
    return _packaged_slip_answers()


def read_letter_kinds(folder: Path) -> Mapping[str, LetterKind]:
    """All kinds of letters of a template folder, checked. Raises `TemplateFault`."""
    known, numbers = read_phrases(folder), read_slip_answers(folder)
    found = [_read_kind(path, folder) for path in sorted(folder.glob("L*.md"))]
    for front, kind in found:
        _check_lists(front, kind, known, numbers)
        for block in kind.blocks:
            check_block(kind, block)
    return MappingProxyType({kind.kind: kind for _, kind in found})


def packaged_body(kind: str) -> str:
    """The words of a packaged letter as its file has them, below the front matter."""
    path = packaged("letter_templates") / f"{kind}.md"
    return split_template(path.name, path.read_text(encoding="utf-8"))[1]


def with_body(kind: LetterKind, body: str) -> LetterKind:
    """A packaged kind with another body below its front matter; `check_block` has still to look at each block.

    Lines are counted from 1 in the body. Raises `TemplateFault` for a body that cannot be taken apart.
    """
    template = TemplateText(f"{kind.kind}.md", kind.kind, body)
    return replace(kind, blocks=blocks_of(template, _includes(packaged("letter_templates"))))


def read_shared(folder: Path) -> Mapping[str, tuple[SourceBlock, ...]]:
    """The blocks of each shared text by its name, without those of the files it includes itself."""
    names = sorted(path.stem for path in (folder / SHARED).glob("*.md"))
    texts = {name: _shared_text(folder, name) for name in names}
    return {name: blocks_of(text, lambda _, __: TemplateText("", SHARED, "")) for name, text in texts.items()}


def read_phrases(folder: Path) -> Mapping[str, Phrase]:
    """All phrases of a template folder. Raises `TemplateFault` for one whose values and gaps differ."""
    file = "phrases.toml"
    found: dict[str, Phrase] = {}
    for phrase_list, entries in _toml(folder, file).items():
        for name, entry in entries.items():
            phrase = Phrase(f"{phrase_list}.{name}", entry["text"], dict(entry.get("values", {})))
            unknown = set(phrase.values.values()) - _PHRASE_VALUE_TYPES
            if unknown or set(_fields(phrase.text, file, 1)) != phrase.values.keys():
                what = f"The phrase {phrase.key} and its values do not fit each other."
                raise TemplateFault(file, _line(folder / file, f"[{phrase.key}]"), what, "Give each gap its type.")
            found[phrase.key] = phrase
    return MappingProxyType(found)


def read_frame(folder: Path) -> Mapping[str, FrameLine]:
    """The frame of a template folder."""
    lines = _toml(folder, "frame.toml").items()
    return MappingProxyType({key: FrameLine(key, entry["text"], entry["what"]) for key, entry in lines})


def read_slip_answers(folder: Path) -> Mapping[int, str]:
    """The slip's answers of a template folder, by number."""
    answers = _toml(folder, "slip.toml")["answers"]
    return MappingProxyType({int(number): cast("str", text) for number, text in answers.items()})


@lru_cache(maxsize=1)
def _packaged_kinds() -> Mapping[str, LetterKind]:
    return read_letter_kinds(packaged("letter_templates"))


@lru_cache(maxsize=1)
def _packaged_phrases() -> Mapping[str, Phrase]:
    return read_phrases(packaged("letter_templates"))


@lru_cache(maxsize=1)
def _packaged_frame() -> Mapping[str, FrameLine]:
    return read_frame(packaged("letter_templates"))


@lru_cache(maxsize=1)
def _packaged_slip_answers() -> Mapping[int, str]:
    return read_slip_answers(packaged("letter_templates"))


def _read_kind(path: Path, folder: Path) -> tuple[FrontMatter, LetterKind]:
    front, body, first = split_template(path.name, path.read_text(encoding="utf-8"))
    blocks = blocks_of(TemplateText(path.name, path.stem, body, first), _includes(folder))
    return front, letter_kind(front, path.stem, blocks)


def _includes(folder: Path) -> Callable[[str, TemplateFault], TemplateText]:
    def include(name: str, fault: TemplateFault) -> TemplateText:
        if name.startswith(POINTS) and name.removeprefix(POINTS) in KINDS:
            return _points_text(folder, name.removeprefix(POINTS))
        if not (folder / SHARED / f"{name}.md").is_file():
            raise fault
        return _shared_text(folder, name)

    return include


def _shared_text(folder: Path, name: str) -> TemplateText:
    text = (folder / SHARED / f"{name}.md").read_text(encoding="utf-8")
    return TemplateText(f"{SHARED}/{name}.md", SHARED, text)


def _points_text(folder: Path, kind: str) -> TemplateText:
    """The points of a script as items of a letter: the same messages, so that one approval serves both. What is only
    said for some offences stands inside the field of that name."""
    items = []
    for point in read_scripts(folder)[kind].points:
        opened = [f"::: if {flag}" for flag in point.only_if]
        items += [*opened, f"- {point.text}", *[":::"] * len(opened)]
    return TemplateText(f"cautions/{kind}.toml", CAUTION, "\n".join(items))


def _check_lists(front: FrontMatter, kind: LetterKind, known: Mapping[str, Phrase], numbers: Mapping[int, str]) -> None:
    lists = {phrase.phrase_list for phrase in known.values()}
    for field in kind.fields.values():
        if field.phrase_list is not None and field.phrase_list not in lists:
            what = f"There is no list of phrases «{field.phrase_list}»."
            raise front.fault(field.name, what, f"phrases.toml has: {', '.join(sorted(lists))}.")
    for block in kind.blocks:
        for choice in block.shown_when:
            _check_choice(kind, block, choice, known)
    unknown = [str(number) for number in kind.slip if number not in numbers]
    if unknown:
        fault = front.fault("slip", f"The slip has no answer {', '.join(unknown)}.", "Add it to slip.toml.")
        raise fault


def _check_choice(kind: LetterKind, block: SourceBlock, choice: Choice, known: Mapping[str, Phrase]) -> None:
    field = _declared(kind, block, choice.field)
    strange = [name for name in choice.names if f"{field.phrase_list}.{name}" not in known]
    if field.type != "phrase" or strange:
        what = f"«::: when {choice.field} {' '.join(choice.names)}» names no choice of that field."
        raise _fault(block, what, "Name a field that is a phrase, and phrases of its list.")


def check_block(kind: LetterKind, block: SourceBlock) -> None:
    """Raise `TemplateFault` unless each gap of a block is a declared field, of a type that can stand there, and an
    optional one stands inside its `if`."""
    for name in block.shown_if:
        _declared(kind, block, name)
    if block.count_field is not None and _declared(kind, block, block.count_field).type != "count":
        raise _fault(block, f"{{{block.count_field}}} is not a count.", "A plural follows a count.")
    if block.each is not None and _declared(kind, block, block.each).type != "phrases":
        raise _fault(block, f"{{{block.each}}} is not a list of phrases.", "::: each goes over phrases.")
    forms = [block.text] if block.plural is None else [block.text, block.plural]
    for form in forms:
        names = _fields(form, block.file, block.line)
        for name in names:
            _check_gap(block, _declared(kind, block, name))
        if block.count_field is not None and block.count_field not in names:
            what = f"«{form}» does not hold {{{block.count_field}}}."
            raise _fault(block, what, "Both forms of a plural name their count.")


def _check_gap(block: SourceBlock, field: Field) -> None:
    if field.type == "phrases" and block.each != field.name:
        raise _fault(block, f"{{{field.name}}} holds several phrases.", f"Put it inside ::: each {field.name}.")
    if field.optional and field.name not in block.shown_if and block.each != field.name:
        raise _fault(block, f"{{{field.name}}} may have no value.", f"Put it inside ::: if {field.name}.")


def _declared(kind: LetterKind, block: SourceBlock, name: str) -> Field:
    if name not in kind.fields:
        raise _fault(block, f"{{{name}}} is not among the fields of {kind.kind}.", "Declare it under [fields].")
    return kind.fields[name]


def _fields(text: str, file: str, line: int) -> list[str]:
    try:
        pieces(text)
    except BrokenSentence as broken:
        raise TemplateFault(file, line, broken.message, broken.remedy) from broken
    names = fields_in(text)
    twice = [name for name, times in names.items() if times > 1]
    if twice:
        raise TemplateFault(file, line, f"{{{twice[0]}}} stands twice in one sentence.", "Name each value once.")
    return list(names)


def _fault(block: SourceBlock, what: str, remedy: str) -> TemplateFault:
    return TemplateFault(block.file, block.line, what, remedy)


def _toml(folder: Path, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / file).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        found = _TOML_LINE.search(str(fault))
        what = f"This is not TOML: {fault}"
        raise TemplateFault(file, int(found[1]) if found else 1, what, "Correct it.") from fault


def _line(path: Path, text: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.strip() == text), 1)
