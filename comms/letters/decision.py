"""Whether a person will be able to read a letter, and in which language it must be: the rule before every other.

Unknown is never English. A letter that may not go says why, and what to do so that it can.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from comms.families.language_need import LanguageNeed, Reads
from comms.foundation.languages import language
from comms.letters.templates.kind import LetterKind
from comms.translation.catalogues import is_english

Coverage = Literal["approved", "draft", "missing"]

HoldReason = Literal[
    "language_unknown", "written_language_unknown", "cannot_read", "need_not_confirmed", "no_translation",
    "not_approved", "post_not_safe", "may_not_issue", "missing_field", "unprintable", "facts_differ", "bad_value",
    "left_out", "interpreter_not_held", "our_fault", "no_such_format", "not_cleared", "no_address",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """Why a letter may not go, and what would free it. ``reason`` is a code; the sentences are for people."""

    reason: HoldReason
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Written:
    """The language a letter is written in; ``draft`` when nobody qualified has approved all of its words."""

    language: str
    draft: bool = False


def language_decision(
    kind: LetterKind, need: LanguageNeed | None, coverage: Callable[[str], Coverage], *, draft_may_go: bool = False
) -> Written | Held:
    """The language of a letter of this kind to a person with this need, or why it is held.

    ``coverage`` answers for a language whether the words of this kind are approved, drafts, or missing. With
    ``draft_may_go`` a named person let drafts of approved words go; missing words never do.
    Source of the order: the safeguarding briefing, requirements 1 and 31: no letter without a language decision.
    """
    if need is None:
        return Held("language_unknown", f"Nobody has asked which language this {_reader(kind)} reads.",
                    "Ring them and ask. Until then, unknown is not English.")  # fmt: skip
    if need.reads == Reads.NONE:
        what = f"{_name(need.written)}, or does not read" if need.written else "at all, as far as is known"
        return Held("cannot_read", f"This {_reader(kind)} does not read {what}.",
                    "Ring them with an interpreter and tell them what the letter says.")  # fmt: skip
    if need.written is None:
        return _not_known_in_writing(kind, need)
    if kind.legal_warning and not need.confirmed:
        return Held("need_not_confirmed", "The language is from the school's record and was never asked of them.",
                    "Ring and ask, then record the answer. A letter with a legal warning waits for it.")  # fmt: skip
    if is_english(need.written):
        return Written(need.written)
    return _by_coverage(kind, need.written, coverage(need.written), draft_may_go=draft_may_go)


def _reader(kind: LetterKind) -> str:
    """What a reader of this kind of letter is called: those of one that goes to young people are nobody's parents."""
    return "person" if kind.young_readers else "parent"


def _not_known_in_writing(kind: LetterKind, need: LanguageNeed) -> Held:
    if need.spoken:
        spoken = _name(need.spoken[0])
        why = f"This {_reader(kind)} speaks {spoken}; which language they read is not known."
        return Held("written_language_unknown", why,
                    f"Ring with a {spoken} interpreter and ask what they read, in which script.")  # fmt: skip
    given = f"The school's record says “{need.given_code}”, which" if need.given_code else "What is recorded"
    return Held("language_unknown", f"{given} does not tell which language this {_reader(kind)} reads.",
                "Ring them and ask.")  # fmt: skip


def _by_coverage(kind: LetterKind, tag: str, coverage: Coverage, *, draft_may_go: bool) -> Written | Held:
    if coverage == "missing":
        return Held("no_translation", f"This letter does not exist in {_name(tag)} yet.",
                    f"Ring with a {_name(tag)} interpreter, or have it translated.")  # fmt: skip
    if coverage == "draft" and kind.words == "approved_only" and not draft_may_go:
        return Held("not_approved", f"Nobody qualified has approved the {_name(tag)} words of this letter.",
                    "Have them approved on the screen “Words”, or ring with an interpreter.")  # fmt: skip
    return Written(tag, draft=coverage == "draft")


def _name(tag: str) -> str:
    return language(tag).english_name
