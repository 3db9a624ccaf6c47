"""What the machine says to a sentence on the workbench: a draft of its translation, or its words said back in English.

Both are made by the worker, and shown marked as unchecked beside the words. Nothing is kept unless somebody keeps it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comms.foundation.languages import Language, fallbacks
from comms.translation.catalogues import ENGLISH
from comms.translation.machine import Answer
from comms.translation.machine.pairs import pairs_of
from comms.web.door import installation
from comms.web.forms import Form
from comms.web.translating import translated_by_worker
from comms.web.words.shown import Shown, form_examples

WAIT = 4.0  # seconds
DRAFT, BACK = "draft", "back"
NOT_YET = "The machine has not answered yet. Ask again in a moment."
NOTHING_TO_SAY_BACK = "There are no words to say back yet."


@dataclass(frozen=True, slots=True)
class Said:
    """What the machine answered: ``what`` was asked, the forms (of a draft in the other language, else in English), the
    package and version, the mark, and why there is no answer where there is none."""

    what: str
    forms: tuple[str, ...] = ()
    by: str = ""
    mark: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Installed:
    """Which directions can be translated here for a language (or the one whose words stand in for its own), and
    every package's name with its version."""

    draft: bool
    back: bool
    packages: frozenset[str]

    @classmethod
    def of(cls, tag: str) -> Installed:
        """What is installed now for a language, by its tag."""
        pairs = pairs_of(installation().settings)
        own = {tag, *fallbacks(tag)}
        return cls(
            draft=any(pair.source == ENGLISH and pair.target in own for pair in pairs),
            back=any(pair.source in own and pair.target == ENGLISH for pair in pairs),
            packages=frozenset(pair.by for pair in pairs),
        )


def draft_of(reader: Language, one: Shown) -> Said:
    """A draft of one sentence. Where it counts, the form for one comes from the singular and the others from the
    plural."""
    english = [one.words.source, *([one.words.source_plural] if one.words.source_plural is not None else [])]
    answers = translated_by_worker(english, ENGLISH, reader.tag, WAIT)
    if answers is not None and len(english) > 1:
        forms = len(form_examples(reader.tag))
        answers = [answers[0], *[answers[1]] * (forms - 1)] if forms > 1 else [answers[1]]
    return _said(DRAFT, answers)


def said_back(reader: Language, texts: Sequence[str]) -> Said:
    """Words in English again, as the machine understands them."""
    given = [text for text in texts if text]
    if not given:
        return Said(BACK, why=NOTHING_TO_SAY_BACK)
    return _said(BACK, translated_by_worker(given, reader.tag, ENGLISH, WAIT))


def _said(what: str, answers: list[Answer] | None) -> Said:
    if answers is None:
        return Said(what, why=NOT_YET)
    forms = tuple(one.text for one in answers if one.text is not None)
    if len(forms) < len(answers):
        return Said(what, why=" ".join(dict.fromkeys(one.why for one in answers if one.text is None)))
    by = ", ".join(dict.fromkeys(one.by for one in answers if one.by))
    return Said(what, forms, by, next((one.mark for one in answers if one.mark), ""))


def machine_forms(form: Form) -> Said | None:
    """The machine's draft that stood on the page a form came from, so that nothing of it is lost; None without one."""
    texts, at = [], 0
    while text := form.line(f"machine-{at}"):
        texts.append(text)
        at += 1
    by = form.text("machine-by")
    return Said(DRAFT, tuple(texts), by, form.text("machine-mark")) if texts else None


def kept_from_machine(form: Form, forms: tuple[str, ...], installed: Installed) -> str:
    """The package whose words are kept unchanged; empty for what a person wrote or corrected."""
    draft = machine_forms(form)
    unchanged = draft is not None and draft.forms == forms
    return draft.by if draft is not None and unchanged and draft.by in installed.packages else ""
