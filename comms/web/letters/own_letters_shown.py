"""An agency's own letters and phrases as its screens show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleagues
from comms.agencies.viewer import Viewer
from comms.foundation.languages import Language
from comms.letters.own import find
from comms.letters.own.agency_template import AgencyPhrase, AgencyTemplate
from comms.letters.own.checking import Fault, letter_faults
from comms.letters.own.effects import Effect, effect
from comms.letters.own.reading import open_lists, own_kind, why_not_edit
from comms.letters.templates.book import EASY_READ, LetterBook
from comms.letters.templates.kind import LetterKind, Phrase
from comms.letters.templates.source import letter_kinds, phrases
from comms.letters.text.coverage import coverage
from comms.translation.catalogues import LookUp
from comms.translation.find import words
from comms.web.letters.previews import worded_languages
from comms.web.wording import day_in_words

# What a form is called in an address.
FORM_WORDS = {"usual": "", "easy-read": EASY_READ}


@dataclass(frozen=True, slots=True)
class OwnLetter:
    """One letter in one form as the list shows it: whose words count, what waits, how far each language has come."""

    kind: LetterKind
    form: str
    said: str
    draft: AgencyTemplate | None
    no_longer_fits: bool
    why_not: str
    go: tuple[str, ...]
    drafts: tuple[str, ...]
    held: tuple[str, ...]

    @property
    def form_word(self) -> str:
        """The form as its address has it."""
        return next(word for word, form in FORM_WORDS.items() if form == self.form)

    @property
    def title(self) -> str:
        """The letter's title, with its form where that is not the usual one."""
        return f"{self.kind.title} (easy read)" if self.form else self.kind.title


def names_of(session: Session, viewer: Viewer) -> dict[UUID, str]:
    """The names of the viewer's colleagues by their ids."""
    return {one.id: one.name for one in colleagues(session, viewer)}


def own_letters(session: Session, viewer: Viewer) -> list[OwnLetter]:
    """Every letter the viewer's agency sends, in each form it has."""
    book, in_force = find.book_of(session, viewer), find.letters_in_force(session, viewer)
    newest, names = find.newest_letters(session, viewer), names_of(session, viewer)
    look_ups = {
        one.english_name: words(session, one.tag, viewer.agency_id) for one in worded_languages() if one.tag != "en"
    }
    found = []
    for kind in letter_kinds().values():
        if viewer.agency_kind not in kind.issuers:
            continue
        for form in FORM_WORDS.values():
            row, last = in_force.get((kind.kind, form)), newest.get((kind.kind, form))
            waiting = last if last is not None and last.in_force_at is None else None
            fits = row is None or not row.body or own_kind(kind.kind, row.body) is not None
            said = _said(row, form, names) if fits else "The packaged words, because our own no longer fit"
            why_not = why_not_edit(kind, viewer.agency_kind)
            if kind.local and why_not and (number := book.versions.get((kind.kind, form))):
                said = f"The local authority’s version {number}"
            standing = _standings(book.easy.get(kind.kind) if form else book.kinds[kind.kind], look_ups)
            found.append(OwnLetter(kind, form, said, waiting, not fits, why_not, *standing))
    return found


def _said(row: AgencyTemplate | None, form: str, names: dict[UUID, str]) -> str:
    if row is None or not row.body:
        return "None: the usual letter goes" if form else "The packaged words"
    who = names.get(row.made_by, "somebody who has left") if row.made_by else "comms"
    return f"Our version {row.version}, by {who}, on {day_in_words(row.made_at)}"


def _standings(kind: LetterKind | None, look_ups: dict[str, LookUp]) -> tuple[tuple[str, ...], ...]:
    """The languages in which a letter goes in approved words, goes as a draft, and is held."""
    if kind is None:
        return (), (), ()
    far = {name: coverage(kind, look_up) for name, look_up in look_ups.items()}
    go = tuple(name for name, how in far.items() if how == "approved")
    drafts = tuple(name for name, how in far.items() if how == "draft" and kind.words == "draft_marked")
    return go, drafts, tuple(name for name in far if name not in {*go, *drafts})


@dataclass(frozen=True, slots=True)
class NumberedLine:
    """One line of an edit with its number, and what is wrong in it."""

    number: int
    text: str
    faults: tuple[Fault, ...]


def numbered(body: str, faults: Sequence[Fault]) -> list[NumberedLine]:
    """The lines of an edit, each with its faults."""
    lines = body.splitlines() or [""]
    return [
        NumberedLine(number, text, tuple(fault for fault in faults if fault.line == number))
        for number, text in enumerate(lines, 1)
    ]


def faults_of(row: AgencyTemplate) -> list[Fault]:
    """What keeps a version from counting today."""
    return letter_faults(row.kind, row.body, row.form)


@dataclass(frozen=True, slots=True)
class InLanguage:
    """What an edit means in one language."""

    language: Language
    effect: Effect


def in_every_language(
    session: Session, viewer: Viewer, before: LetterKind | None, after: LetterKind
) -> list[InLanguage]:
    """What an edit means in every language that has words; those in which it puts something back come first."""
    found = [
        InLanguage(one, effect(before, after, words(session, one.tag, viewer.agency_id), one.tag))
        for one in worded_languages()
    ]
    return sorted(found, key=lambda one: not one.effect.put_back or one.effect.before == "missing")


@dataclass(frozen=True, slots=True)
class PhraseShown:
    """One phrase as it counts for the agency, and whether the words are its own."""

    phrase: Phrase
    newest: AgencyPhrase | None

    @property
    def is_own(self) -> bool:
        """Whether the agency says it in its own words."""
        return self.newest is not None and bool(self.newest.text)

    @property
    def is_added(self) -> bool:
        """Whether no packaged phrase stands behind it."""
        return self.phrase.key not in phrases()


def phrases_shown(session: Session, viewer: Viewer, book: LetterBook) -> dict[str, tuple[str, list[PhraseShown]]]:
    """For each list an agency may change: what it is for, and its phrases as they count."""
    newest = find.own_phrases(session, viewer)
    sent = [kind for kind in letter_kinds().values() if viewer.agency_kind in kind.issuers]
    meant = {field.phrase_list: field.what for kind in reversed(sent) for field in kind.fields.values()}
    return {
        name: (meant[name], [PhraseShown(one, newest.get(one.key)) for one in _of_list(book, name)])
        for name in open_lists()
        if name in meant
    }


def _of_list(book: LetterBook, name: str) -> list[Phrase]:
    return [one for one in book.phrases.values() if one.phrase_list == name]


def languages_lost(session: Session, viewer: Viewer, before: str, after: str) -> list[str]:
    """The English names of the languages in which a phrase had words before and has none now."""
    lost = []
    for one in worded_languages():
        look_up = words(session, one.tag, viewer.agency_id)
        had = not before or not look_up("phrase", before, None).missing
        if had and look_up("phrase", after, None).missing:
            lost.append(one.english_name)
    return lost
