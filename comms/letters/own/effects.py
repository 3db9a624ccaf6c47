"""What an edit changes: the sentences side by side, and for each language what has no translation now because of it."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from comms.foundation.languages import language
from comms.foundation.writing import END_OF_ISOLATE, LEFT_TO_RIGHT_ISOLATE, tidy_text
from comms.letters.decision import Coverage
from comms.letters.templates.kind import LetterKind
from comms.letters.text.coverage import coverage, messages_of, words_of
from comms.translation.catalogues import LookUp, Words, is_english, plural_rule


@dataclass(frozen=True, slots=True)
class Change:
    """Lines that differ: how they were and how they are now. One of the two may be empty."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What an edit means in one language.

    ``put_back`` are its sentences without a translation, ``drafts`` those whose translation nobody has approved;
    ``before`` and ``now`` how far the letter existed and exists there.
    """

    tag: str
    sentences: int
    put_back: tuple[Words, ...]
    drafts: tuple[Words, ...]
    before: Coverage
    now: Coverage
    approved_only: bool

    @property
    def held(self) -> bool:
        """Whether letters in this language would be held."""
        return self.now == "missing" or (self.now == "draft" and self.approved_only)

    @property
    def held_before(self) -> bool:
        """Whether they are held without this edit too."""
        return self.before == "missing" or (self.before == "draft" and self.approved_only)

    @property
    def said(self) -> str:
        """The effect in a sentence or two."""
        name = language(self.tag).english_name
        if is_english(self.tag):
            return "English: this is the original. Letters in English go at once."
        if self.put_back:
            verb = "has" if len(self.put_back) == 1 else "have"
            begun = f"{name}: {len(self.put_back)} of {self.sentences} sentences {verb} no translation now."
        elif self.drafts:
            begun = f"{name}: {len(self.drafts)} of {self.sentences} sentences changed to a draft translation."
        elif self.now == "missing":
            begun = f"{name}: this letter was not complete before either."
        else:
            begun = f"{name}: every sentence has its translation."
        if self.held:
            still = "stay held" if self.held_before else "will be held"
            why = "somebody translates them" if self.now == "missing" else "somebody qualified approves them"
            return f"{begun} Letters in {name} {still}, and somebody rings, until {why}."
        return f"{begun} Letters in {name} go" + (", and say that they are a draft." if self.now == "draft" else ".")


def changes(before: str, after: str) -> list[Change]:
    """The sentences and lines in which two bodies differ, in order."""
    old, new = _units(before), _units(after)
    found: list[Change] = []
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for what, first, last, begin, end in matcher.get_opcodes():
        if what != "equal":
            pairs = zip_longest(old[first:last], new[begin:end], fillvalue="")
            found += [Change(was, now) for was, now in pairs]
    return found


def _units(body: str) -> list[str]:
    return [line.strip() for line in tidy_text(body).splitlines() if line.strip()]


def effect(before: LetterKind | None, after: LetterKind, look_up: LookUp, tag: str) -> Effect:
    """What an edit means in a language. ``before`` is None where there was no such text."""
    known = set(messages_of(before)) if before else set()
    found = words_of(after, look_up)
    changed = [one for one in found if (one.context, one.source, one.source_plural) not in known]
    return Effect(
        tag,
        len(found),
        tuple(one for one in changed if one.missing),
        tuple(one for one in changed if one.draft and not one.missing),
        coverage(before, look_up) if before else "missing",
        coverage(after, look_up),
        after.words == "approved_only",
    )


def marking(look_up: LookUp, tag: str) -> LookUp:
    """The words for a picture of an edit: a sentence without a translation stands in it in English, in brackets."""

    def marked(context: str, text: str, plural: str | None = None) -> Words:
        found = look_up(context, text, plural)
        if not found.missing:
            return found
        forms = tuple(_marked(text if plural is None else plural) for _ in range(plural_rule(tag)[0]))
        shown = forms[0] if plural is None else forms
        return Words(tag, context, text, plural, shown, True, found.source_hash, "")

    return marked


def _marked(text: str) -> str:
    bare = text.replace("**", "")
    return f"**{LEFT_TO_RIGHT_ISOLATE}[{bare}]{END_OF_ISOLATE}**"


def held_languages(effects: Sequence[Effect]) -> list[str]:
    """The English names of the languages whose letters an edit holds that went before it."""
    return [language(one.tag).english_name for one in effects if one.held and not one.held_before]
