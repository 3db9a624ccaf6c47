"""The page of the workbench: one sentence with everything beside it that helps to judge it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.channels.pdf import can_print
from comms.foundation.errors import NotFound
from comms.foundation.languages import Language
from comms.letters.own.find import book_of
from comms.translation.catalogues import forms_of
from comms.translation.uses import approvers_needed
from comms.web.door import work
from comms.web.forms import Form, filled_form
from comms.web.viewing import viewer
from comms.web.words.sentences import translated
from comms.web.words.shown import Shown, form_examples, shown, uses, why_not_approve
from comms.web.words.steps import steps_of
from comms.web.words.workbench_beside import Offer, marked_english, offers
from comms.web.words.workbench_checks import agreed_terms, checked, given_for
from comms.web.words.workbench_machine import Installed, Said
from comms.web.words.workbench_walk import AROUND, Walk

GONE = "This sentence is not in the letter any more."
OPEN_AGAIN = "Open the letter's words again."


@dataclass(frozen=True, slots=True)
class Bench:
    """Where somebody is: a language, a use, the walk through it, and the place in that, from 0."""

    reader: Language
    use: str
    walk: Walk
    at: int

    @property
    def one(self) -> Shown:
        """The sentence in hand."""
        return self.walk.sentences[self.at]

    @property
    def examples(self) -> list[str]:
        """For each form to be written, the counts it is for; one empty where the sentence does not count."""
        return form_examples(self.reader.tag) if self.one.words.source_plural is not None else [""]

    def typed(self, form: Form) -> tuple[str, ...]:
        """The forms as they were typed."""
        return tuple(form.line(f"form-{index}") for index in range(len(self.examples)))


def bench(tag: str, use: str, sentence: str) -> Bench:
    """The workbench at a sentence, by the hash of its English; without one at the first that waits.

    Raises ``NotFound`` for a language or use there is not, and for a sentence that the use does not say any more.
    """
    reader = translated(tag)
    walk = Walk.of(
        shown(work(), viewer(), reader.tag, use),
        approves=not why_not_approve(work(), viewer(), reader.tag),
        translates=viewer().may(Permission.TRANSLATE),
    )
    at = walk.index_of(sentence) if sentence else (walk.next_waiting(-1) or 0)
    if at is None or not walk.sentences:
        raise NotFound(GONE, OPEN_AGAIN)
    return Bench(reader, use, walk, at)


def filled_with(forms: tuple[str, ...]) -> Form:
    """The form with these words in its fields."""
    return filled_form({f"form-{index}": text for index, text in enumerate(forms)})


def fresh_page(found: Bench, taken: str) -> str:
    """The page as it is opened: with the words there are, or with those that ``taken`` names among what is offered."""
    offered = _offers(found)
    forms = next((offer.forms for offer in offered if offer.key == taken), forms_of(found.one.words))
    return page(found, filled_with(forms), offered=offered)


def _offers(found: Bench) -> list[Offer]:
    return offers(work(), viewer(), book_of(work(), viewer()), found.one)


def page(
    found: Bench,
    form: Form,
    draft: Said | None = None,
    back: Said | None = None,
    offered: list[Offer] | None = None,
) -> str:
    """The page with what stands in its form, the machine's draft, and how the machine says the words in English."""
    one, walk, at, reader = found.one, found.walk, found.at, found.reader
    book, typed = book_of(work(), viewer()), found.typed(form)
    given = given_for(one, typed)
    complete = not any(other.words.missing for other in walk.sentences)
    return render_template(
        "words/workbench.html", language=reader, use=found.use, one=one, form=form, walk=walk, number=at + 1,
        total=len(walk.sentences), before=walk.places(at - AROUND, at), after=walk.places(at + 1, at + 1 + AROUND),
        previous=walk.sentences[at - 1] if at else None, waiting=walk.next_waiting(at),
        following=walk.sentences[at + 1] if at + 1 < len(walk.sentences) else None,
        title=dict(uses(book))[found.use], english=marked_english(one), examples=found.examples,
        agreed=agreed_terms(given.english, reader.tag, typed), offered=_offers(found) if offered is None else offered,
        checked=checked(given) if any(typed) else None, steps=steps_of(work(), viewer(), reader.tag, one),
        said_now=walk.said_now.get(one.words.source_hash), why_not=why_not_approve(work(), viewer(), reader.tag),
        names={colleague.id: colleague.name for colleague in colleagues(work(), viewer())},
        needed=approvers_needed(one.words.context), may_translate=walk.translates, draft=draft, back=back,
        installed=Installed.of(reader.tag), pictured=found.use in book.kinds and can_print(reader.tag),
        picture_tag=reader.tag if complete else "en",
    )  # fmt: skip
