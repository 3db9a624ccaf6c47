"""The packaged scripts of cautions, read from `letter_templates/cautions/`, one file for each kind.

A point may take its words over from another script (`same_as`), so that it is one sentence, translated and approved
once. The three sentences before an interview are the law's (PACE Code C, paragraph 10.5): they stand in `caution.toml`
alone, and `words` names them.

Everything is checked as it is read, so that a fault is found when the service starts and never in a custody suite.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from comms.foundation.errors import Misconfigured
from comms.foundation.packaged import packaged
from comms.translation.entries import ShortWords, read_entries
from comms.translation.script import NotAScript, Point, Script, points_for

__all__ = [
    "KINDS", "NotAScript", "Point", "Script", "ScriptFault", "caution_words", "points_for", "read_scripts", "script",
    "session_words",
]  # fmt: skip

FOLDER, SESSION, LAW, CONDITION = "cautions", "session", "caution.toml", "condition"
KINDS = ("simple", "conditional", "youth", "youth_conditional", "interview")
# What may be so of an offence, that some points are only said for.
FLAGS = frozenset({"sexual"})
OPENING = "In your own words,"
# A question that begins so cannot be answered with yes or no.
_OPEN = re.compile(rf"{OPENING} (what|who|how|when|where|which|why) .+\?")
_SAID = ("text", "again", "question")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_MARKS = frozenset("{}*#")
_VERSION = re.compile(r"\d{4}-\d{1,2}-\d+")
_SCRIPT_KEYS = {"version": str, "title": str, "source": str, "dated": str, "checked": bool, "points": dict}
_POINT_KEYS = dict.fromkeys((*_SAID, "what", "source", "dated", "same_as", "words"), str)
_POINT_TYPES = _POINT_KEYS | {"checked": bool, "only_if": list}


class ScriptFault(Misconfigured):
    """A script that cannot be read. The message names the file and the key."""

    def __init__(self, file: str, key: str, what: str, remedy: str) -> None:
        """Keep where the fault is, and say it first."""
        super().__init__(f"{file}, {key}: {what}" if key else f"{file}: {what}", remedy)
        self.file = file
        self.key = key


@dataclass(frozen=True, slots=True)
class _File:
    """One file of the folder as it is written, before its points take words over from others."""

    name: str
    content: Mapping[str, Any]

    @property
    def entries(self) -> Mapping[str, Mapping[str, Any]]:
        """Its points, and what is said before a condition, by key as errors name them ("points.record")."""
        found = {f"points.{name}": entry for name, entry in self.content["points"].items()}
        return {CONDITION: self.content[CONDITION], **found} if CONDITION in self.content else found

    def fault(self, key: str, what: str, remedy: str) -> ScriptFault:
        """The error for one of its keys."""
        return ScriptFault(f"{FOLDER}/{self.name}.toml", key, what, remedy)


def script(kind: str) -> Script:
    """The packaged script of a kind of caution. Raises `ScriptFault` for a fault in any of them."""
    return _packaged()[kind]


@lru_cache(maxsize=1)
def _packaged() -> Mapping[str, Script]:
    return read_scripts(packaged("letter_templates"))


@lru_cache(maxsize=1)
def session_words() -> Mapping[str, ShortWords]:
    """The packaged short sentences of the person's screen and copy, by key ("end.accepts")."""
    return read_entries(packaged("letter_templates") / FOLDER / f"{SESSION}.toml")


def read_scripts(folder: Path) -> Mapping[str, Script]:
    """All scripts of a template folder by kind, checked. Raises `ScriptFault`."""
    law, files = read_entries(folder / LAW), _files(folder)
    return MappingProxyType({kind: _script(file, files, law) for kind, file in files.items()})


def caution_words(folder: Path) -> Mapping[str, ShortWords]:
    """Everything that is said about a caution in a template folder, each where it is written, by key: the law's words
    ("interview.silence"), the points ("simple.record.again"), and the person's screen ("session.end.accepts")."""
    law, files = read_entries(folder / LAW), _files(folder)
    found = dict(law)
    for kind, file in files.items():
        _script(file, files, law)
        found |= {one.key: one for one in _own_words(kind, file)}
    for key, one in read_entries(folder / FOLDER / f"{SESSION}.toml").items():
        found[f"{SESSION}.{key}"] = ShortWords(f"{SESSION}.{key}", one.text, one.what)
    return MappingProxyType(found)


def _own_words(kind: str, file: _File) -> Iterator[ShortWords]:
    for key, entry in file.entries.items():
        for said in _SAID:
            if said in entry:
                yield ShortWords(f"{kind}.{key.removeprefix('points.')}.{said}", entry[said], entry["what"])


def _files(folder: Path) -> Mapping[str, _File]:
    return {kind: _read(folder / FOLDER / f"{kind}.toml", kind) for kind in KINDS}


def _read(path: Path, kind: str) -> _File:
    file = _File(kind, {})
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as fault:
        raise file.fault("", "There is no such file.", "Take it again from the package.") from fault
    except tomllib.TOMLDecodeError as fault:
        raise file.fault("", f"This is not TOML: {fault}", "Correct the line.") from fault
    for key in sorted(content.keys() ^ (_SCRIPT_KEYS.keys() | ({CONDITION} & content.keys()))):
        what = "It is missing." if key in _SCRIPT_KEYS else "It is not known here."
        raise file.fault(key, what, f"The keys are: {', '.join(_SCRIPT_KEYS)}, and {CONDITION}.")
    _check_types(file, "", content, _SCRIPT_KEYS | {CONDITION: dict})
    if not _VERSION.fullmatch(content["version"]):
        raise file.fault("version", f"{content['version']!r} is no version.", "Write year, month, number: 2026-11-1.")
    return _File(kind, content)


def _script(file: _File, files: Mapping[str, _File], law: Mapping[str, ShortWords]) -> Script:
    found = {key: _point(file, key, files, law) for key in file.entries}
    condition = found.pop(CONDITION, None)
    head = {key: file.content[key] for key in _SCRIPT_KEYS if key != "points"}
    return Script(kind=file.name, points=tuple(found.values()), condition=condition, **head)


def _point(file: _File, key: str, files: Mapping[str, _File], law: Mapping[str, ShortWords]) -> Point:
    own, name = file.entries[key], key.removeprefix("points.")
    _check_form(file, key, own)
    entry = {**_taken_over(file, key, files), **own}
    if "words" in entry:
        if entry["words"] not in law:
            raise file.fault(f"{key}.words", f"{LAW} has no {entry['words']!r}.", f"It has: {', '.join(law)}.")
        entry["text"] = law[entry["words"]].text
    for needed in (*_SAID, "source", "what"):
        if not entry.get(needed, "").strip():
            raise file.fault(f"{key}.{needed}", "It is missing.", "Write it, or name a script with same_as.")
    _check_words(file, key, entry)
    return Point(
        id=name,
        text=entry["text"],
        again=entry["again"],
        question=entry["question"],
        only_if=tuple(entry.get("only_if", ())),
        source=entry["source"],
        dated=entry.get("dated", file.content["dated"]),
        checked=entry.get("checked", file.content["checked"]),
    )


def _taken_over(file: _File, key: str, files: Mapping[str, _File]) -> Mapping[str, Any]:
    """The entry of the same name in the script that `same_as` names; nothing where it names none."""
    named = file.entries[key].get("same_as")
    if named is None:
        return {}
    entry = files[named].entries.get(key) if named in files else None
    if entry is None or "same_as" in entry:
        what = f"{FOLDER}/{named}.toml has no words of its own there."
        raise file.fault(f"{key}.same_as", what, "Name the script in which the words are written.")
    return entry


def _check_form(file: _File, key: str, entry: object) -> None:
    if not isinstance(entry, dict) or not _NAME.fullmatch(key.removeprefix("points.")):
        raise file.fault(key, "This is no point.", "Write [points.name], in small Latin letters, digits and _.")
    if unknown := sorted(entry.keys() - _POINT_TYPES.keys()):
        raise file.fault(f"{key}.{unknown[0]}", "It is not known here.", f"The keys are: {', '.join(_POINT_TYPES)}.")
    _check_types(file, f"{key}.", entry, _POINT_TYPES)
    if "same_as" in entry and (doubled := sorted(entry.keys() & {*_SAID, "words", "what"})):
        raise file.fault(f"{key}.{doubled[0]}", "The point takes its words over.", "Take one of the two out.")
    if strange := sorted(set(entry.get("only_if", ())) - FLAGS):
        raise file.fault(f"{key}.only_if", f"{strange[0]!r} is not known.", f"Known are: {', '.join(sorted(FLAGS))}.")


def _check_types(file: _File, above: str, entry: Mapping[str, Any], types: Mapping[str, type]) -> None:
    for key, value in entry.items():
        if type(value) is not types[key]:
            raise file.fault(f"{above}{key}", "It is of the wrong type.", f"Write a {types[key].__name__}.")


def _check_words(file: _File, key: str, entry: Mapping[str, Any]) -> None:
    if not _OPEN.fullmatch(entry["question"]):
        raise file.fault(f"{key}.question", "It is no open question.", f"Begin it with “{OPENING} what” or the like.")
    if entry["again"] == entry["text"]:
        raise file.fault(f"{key}.again", "It says the same words again.", "Say it in other words, with an example.")
    marked = [said for said in _SAID if _MARKS & set(entry[said])]
    if marked:
        raise file.fault(f"{key}.{marked[0]}", "It holds a mark.", "Write words only: nothing is filled in here.")
