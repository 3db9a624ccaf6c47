"""Reads the front matter of a template, between its two `+++` lines, into what a kind of letter is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast, get_args

from comms.letters.templates.kind import (
    Channel,
    Field,
    FieldType,
    GateName,
    Issuer,
    LetterKind,
    SourceBlock,
    TemplateFault,
    WordsRule,
)

_FENCE = "+++"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TOML_LINE = re.compile(r"at line (\d+)")
_FIELD_KEYS = {"type", "what", "optional", "list"}
_KEYS: dict[str, type] = {
    "kind": str,
    "title": str,
    "what_for": str,
    "issuers": list,
    "channels": list,
    "words": str,
    "legal_warning": bool,
    "needs_child": bool,
    "gates": list,
    "source": str,
    "slip": list,
    "check_within": int,
    "fields": dict,
}
_OPTIONAL: dict[str, type] = {"young_readers": bool, "from_case": bool, "must_ask": bool, "local": bool}
_READS_AS = {str: "text in quotes", list: "a list", int: "a whole number", bool: "true or false", dict: "a table"}
_Item = TypeVar("_Item", str, int)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands between the `+++` lines, checked for form; `lines` keeps the text to find a line again."""

    file: str
    lines: tuple[str, ...]
    content: Mapping[str, Any]

    def fault(self, key: str, what: str, remedy: str) -> TemplateFault:
        """The error for one of its keys, with the line where that key stands."""
        begins = re.compile(rf"\s*{re.escape(key)}\s*=|\s*\[{re.escape(key)}\]")
        line = next((number for number, text in enumerate(self.lines, 2) if begins.match(text)), 1)
        return TemplateFault(self.file, line, what, remedy)


def split_template(file: str, text: str) -> tuple[FrontMatter, str, int]:
    """The front matter of a template, its body, and the line the body begins in. Raises `TemplateFault`."""
    lines = text.splitlines()
    if not lines or lines[0].rstrip() != _FENCE:
        raise TemplateFault(file, 1, "The template has no front matter.", f"Begin it with a line {_FENCE}.")
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if end is None:
        raise TemplateFault(file, 1, "The front matter is never closed.", f"Put a line {_FENCE} after it.")
    inner = lines[1:end]
    try:
        content = tomllib.loads("\n".join(inner))
    except tomllib.TOMLDecodeError as fault:
        found = _TOML_LINE.search(str(fault))
        line = int(found[1]) + 1 if found else end + 1
        what = f"This is not TOML: {fault}"
        raise TemplateFault(file, line, what, "Correct the line.") from fault
    return FrontMatter(file, tuple(inner), content), "\n".join(lines[end + 1 :]), end + 2


def letter_kind(front: FrontMatter, name: str, blocks: tuple[SourceBlock, ...]) -> LetterKind:
    """The kind of letter that a front matter describes; `name` is the file's, and must be the kind's.

    Raises `TemplateFault` for a missing or unknown key and for a value that is none of those allowed.
    """
    content = front.content
    for key in sorted((content.keys() - _OPTIONAL.keys()) ^ _KEYS.keys()):
        what = f"«{key}» is missing." if key in _KEYS else f"«{key}» is not known here."
        raise front.fault(key, what, f"The keys are: {', '.join(_KEYS | _OPTIONAL)}.")
    for key, wanted in (_KEYS | _OPTIONAL).items():
        if key in content and type(content[key]) is not wanted:
            raise front.fault(key, f"«{key}» is of the wrong type.", f"Write {_READS_AS[wanted]}.")
    if content["kind"] != name:
        what = f"The kind is {content['kind']!r} and the file is {name}.md."
        fault = front.fault("kind", what, "Make them the same.")
        raise fault
    _check_case(front)
    return LetterKind(
        kind=content["kind"],
        title=content["title"],
        what_for=content["what_for"],
        issuers=cast("tuple[Issuer, ...]", _chosen(front, "issuers", Issuer)),
        channels=cast("tuple[Channel, ...]", _chosen(front, "channels", Channel)),
        words=cast("WordsRule", _one_of(front, "words", content["words"], WordsRule)),
        legal_warning=content["legal_warning"],
        needs_child=content["needs_child"],
        gates=cast("tuple[GateName, ...]", _chosen(front, "gates", GateName)),
        source=content["source"],
        slip=_list(front, "slip", int),
        check_within=content["check_within"],
        fields={field: _field(front, field, content["fields"][field]) for field in content["fields"]},
        blocks=blocks,
        **{name: content.get(name, False) for name in _OPTIONAL},
    )


def _check_case(front: FrontMatter) -> None:
    """What its flags demand of a kind."""
    content = front.content
    if content.get("from_case", False) != ("cleared" in content["gates"]):
        what = "Only a letter from a formal case has the gate cleared, and it always has."
        fault = front.fault("gates", what, 'Write both, or neither: from_case = true and "cleared".')
        raise fault
    if content.get("must_ask", False) and not content["check_within"]:
        fault = front.fault("check_within", "Somebody must ask, and there is no day for it.", "Give the working days.")
        raise fault


def _field(front: FrontMatter, name: str, content: object) -> Field:
    if not _NAME.fullmatch(name):
        raise front.fault(name, f"«{name}» is no name for a field.", "Use small Latin letters, digits and _.")
    if not isinstance(content, dict) or not content.keys() <= _FIELD_KEYS or not {"type", "what"} <= content.keys():
        raise front.fault(name, f"The field {name} is not complete.", 'Write { type = "…", what = "…" }.')
    kind = cast("FieldType", _one_of(front, name, content["type"], FieldType))
    has_list = isinstance(content.get("list"), str)
    if has_list != (kind in {"phrase", "phrases"}):
        raise front.fault(name, f"The field {name} has the wrong list.", "Phrases need a list, other values none.")
    return Field(name, kind, str(content["what"]), content.get("optional", False) is True, content.get("list"))


def _chosen(front: FrontMatter, key: str, choice: object) -> tuple[str, ...]:
    return tuple(_one_of(front, key, item, choice) for item in _list(front, key, str))


def _one_of(front: FrontMatter, key: str, word: object, choice: object) -> str:
    allowed = get_args(choice)
    if word not in allowed:
        raise front.fault(key, f"«{key}» does not know {word!r}.", f"Choose from: {', '.join(allowed)}.")
    return str(word)


def _list(front: FrontMatter, key: str, of: type[_Item]) -> tuple[_Item, ...]:
    items = front.content[key]
    if any(type(item) is not of for item in items) or len(set(items)) != len(items):
        raise front.fault(key, f"«{key}» is not a list of different {of.__name__} values.", "Correct the list.")
    return tuple(items)
