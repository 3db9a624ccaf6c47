"""A kind of letter as its template says it: fields, blocks, who may send it and how.

These are the nouns; `source` reads them from the template files, `filling` puts values into them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from comms.channels.paper import BlockKind
from comms.foundation.errors import Misconfigured
from comms.translation.uses import context_of_phrase

FieldType = Literal[
    "name", "date", "count", "time", "telephone", "phrase", "phrases", "percent", "language", "language_name",
    "reference", "weekday", "money",
]  # fmt: skip
Issuer = Literal["school", "local_authority", "social_care", "police", "court"]
Channel = Literal["post", "hand", "email"]
WordsRule = Literal["draft_marked", "approved_only"]
# What each of them demands is a rule in `comms.letters.gates`.
GateName = Literal[
    "plain_words", "interpreter_held", "not_our_fault", "decision_has_its_reason", "dates_in_order", "cleared",
]  # fmt: skip


class TemplateFault(Misconfigured):
    """A template that cannot be read. The message names the file and the line."""

    def __init__(self, file: str, line: int, what: str, remedy: str) -> None:
        """Keep where the fault is, and say it first."""
        super().__init__(f"{file}, line {line}: {what}", remedy)
        self.file = file
        self.line = line


@dataclass(frozen=True, slots=True)
class Field:
    """A value that a letter needs: its type, what it is, and for phrases the list it is chosen from."""

    name: str
    type: FieldType
    what: str
    optional: bool = False
    phrase_list: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What must have been chosen in a field of phrases: one of `names` ("youth" for the phrase "disposal.youth")."""

    field: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceBlock:
    """One block of a template: one message, or a single gap for a phrase.

    `context` is the message's context: the letter's kind, "shared", or "caution" for a point of a script. `plural` is
    the sentence for more than one of `count_field`. The block stands in the letter when every field of `shown_if` has a
    value and for each of `shown_when` one of the named phrases was chosen, and once for each phrase of `each`. `line`
    is where it begins in `file`.
    """

    kind: BlockKind
    context: str
    text: str
    plural: str | None = None
    count_field: str | None = None
    shown_if: tuple[str, ...] = ()
    shown_when: tuple[Choice, ...] = ()
    each: str | None = None
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One kind of letter. `kind` is its number in the list of letter kinds ("L02"), `source` where that list is from.

    `words` says whether a draft translation may go out when the paper says so; `gates` names what must hold before a
    letter of this kind leaves; `slip` holds the numbers of the answers on its reply slip, none for no slip. Within
    `check_within` working days somebody finds out whether it was understood; 0 where that does not matter. Letters go
    to adults; one with `young_readers` also to a person under 18, whom it is about.

    One that is `from_case` is made from a formal case alone, once all that must hold before it does. One that is
    `must_ask` stays on the list until somebody has asked and kept the reader's own words. The words of one that is
    `local` are the local authority's, for itself and for the schools that stand under its code.
    """

    kind: str
    title: str
    what_for: str
    issuers: tuple[Issuer, ...]
    channels: tuple[Channel, ...]
    words: WordsRule
    legal_warning: bool
    needs_child: bool
    gates: tuple[GateName, ...]
    source: str
    slip: tuple[int, ...]
    check_within: int
    fields: Mapping[str, Field]
    blocks: tuple[SourceBlock, ...]
    young_readers: bool = False
    from_case: bool = False
    must_ask: bool = False
    local: bool = False

    @property
    def post_only(self) -> bool:
        """Whether it reaches its reader by post or not at all."""
        return self.channels == ("post",)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Something a letter can say beyond its fixed sentences ("support.travel"), with the types of its own values."""

    key: str
    text: str
    values: Mapping[str, FieldType]

    @property
    def phrase_list(self) -> str:
        """The list it belongs to: "support" for "support.travel"."""
        return self.key.partition(".")[0]

    @property
    def context(self) -> str:
        """The context of its words: those of some lists have legal effect."""
        return context_of_phrase(self.phrase_list)

    @property
    def name(self) -> str:
        """Its name in that list: "travel" for "support.travel"."""
        return self.key.partition(".")[2]


@dataclass(frozen=True, slots=True)
class FrameLine:
    """A line that stands around every letter ("kind_regards"), and where."""

    key: str
    text: str
    what: str
