"""The sentences of an agency's letters in a language, gathered for files that go out to be translated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.foundation.errors import NotFound
from comms.foundation.languages import Language, language
from comms.letters.own.find import book_of
from comms.letters.templates.book import LetterBook
from comms.letters.templates.extraction import messages
from comms.letters.templates.kind import LetterKind
from comms.translation.catalogues import Catalogue, Words, is_english
from comms.translation.exchange.sentence import Earlier, Sentence
from comms.translation.find import Message, approvals, newer_drafts, reviews, words, written_here
from comms.translation.older import words_before_each
from comms.translation.review import Step
from comms.translation.sentences import fields_in
from comms.translation.states import WordState, in_force, state_of
from comms.web.words.shown import said_by, uses, words_for_use

Notes = Mapping[Message, tuple[str, ...]]


def language_of_words(tag: str) -> Language:
    """A language that words are exchanged in. Raises ``NotFound`` for English, and where no words are packaged."""
    found = language(tag)
    if is_english(found.tag) or not Catalogue.of(found.tag).messages:
        raise NotFound(f"No words are packaged in {found.english_name}.", "See the languages there are.")
    return found


def sentences_to_exchange(session: Session, viewer: Viewer, tag: str, use: str = "") -> list[Sentence]:
    """Every sentence that the viewer's agency uses in a language, or those of one use ("L02"), each once: sentences
    that several letters share stand where the first of them has them. Raises ``NotFound`` for an unknown use."""
    book = book_of(session, viewer)
    look_up = words(session, tag, viewer.agency_id)
    known = [name for name, _ in uses(book)]
    if use and use not in known:
        raise NotFound(f"There is no use of words called “{use}”.", f"There are: {', '.join(known)}.")
    found: dict[Message, Words] = {}
    for name in [use] if use else known:
        for one in words_for_use(book, look_up, name):
            found.setdefault(_message(one), one)
    waiting, notes = newer_drafts(session, viewer, tag), _packaged_notes() | _own_notes(book)
    changed = [message for message, one in found.items() if one.missing]
    before = words_before_each(session, viewer, tag, changed, said_by(book)) if changed else {}
    state = _states(session, viewer, tag)
    return [
        Sentence(
            one,
            state(one),
            notes.get(message, ()),
            waiting=() if one.draft or message not in waiting else _forms(waiting[message]),
            earlier=_earlier(before[message].words) if message in before else None,
        )
        for message, one in found.items()
    ]


def _states(session: Session, viewer: Viewer, tag: str) -> Callable[[Words], WordState]:
    """Where words of a language stand in the viewer's agency."""
    given = in_force(approvals(session, tag))
    steps = {one.pair: Step(one.step) for one in reviews(session, viewer, tag)}
    by_person = {
        (row.source_hash, row.translation_hash)
        for row in written_here(session, viewer, tag)
        if row.made_by is not None and not row.machine
    }

    def state(one: Words) -> WordState:
        step = steps.get(one.pair, Step.NOT_ASKED)
        return state_of(one, given.get(one.pair, ()), step, by_machine=one.pair not in by_person)

    return state


def _earlier(one: Words) -> Earlier:
    english = (one.source,) if one.source_plural is None else (one.source, one.source_plural)
    return Earlier(english, _forms(one))


def _message(one: Words) -> Message:
    return one.context, one.source, one.source_plural


def _forms(one: Words) -> tuple[str, ...]:
    return (one.text,) if isinstance(one.text, str) else one.text


@lru_cache(maxsize=1)
def _packaged_notes() -> dict[Message, tuple[str, ...]]:
    """What the packaged catalogues say above each message."""
    return {(one.context, one.text, one.plural): one.comments for one in messages()}


def _own_notes(book: LetterBook) -> dict[Message, tuple[str, ...]]:
    """The same for sentences of an agency's own letters and phrases."""
    packaged = _packaged_notes()
    found = dict(note for kind in [*book.kinds.values(), *book.easy.values()] for note in _notes_of(kind))
    for phrase in book.phrases.values():
        values = tuple(f"{{{name}}}: a {kind.replace('_', ' ')}" for name, kind in phrase.values.items())
        found[phrase.context, phrase.text, None] = (phrase.key, *values)
    return {message: note for message, note in found.items() if message not in packaged}


def _notes_of(kind: LetterKind) -> Iterator[tuple[Message, tuple[str, ...]]]:
    for block in kind.blocks:
        gaps = [(name, kind.fields.get(name)) for name in fields_in(block.text)]
        yield (
            (block.context, block.text, block.plural),
            tuple(f"{{{name}}}: {field.what if field else 'see the letter'}" for name, field in gaps),
        )
