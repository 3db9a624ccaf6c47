"""A machine's draft of an answer: shown beside what it says in English again, and carried by the form until somebody
sends it with the English beneath it, has it approved, or lets it go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal
from uuid import UUID

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.foundation.languages import Language, language
from comms.messages.thread import Thread
from comms.messages.translated import names_behind
from comms.translation.catalogues import ENGLISH, is_english
from comms.translation.machine import APPROVED, Answer
from comms.translation.machine.pairs import pair_here
from comms.translation.replies import approved_replies, offered_phrases
from comms.web.forms import Form
from comms.web.reaching.machine_said import mark_of
from comms.web.translating import translated_by_worker

# So long a page waits for the worker's draft, and as long again for its words in English.
WAIT = 4.0  # seconds
GOOD_FOR = 60 * 60  # seconds
SALT = "a machine's draft of an answer"
BENEATH = "Machine translation, not checked:"
NOT_YET = "The machine has not answered yet. Press again in a moment."
NO_WAY_BACK = "No package here says it back in English, so nobody can compare them."
# Among so many nobody looks for theirs.
MOST_PHRASES = 12


@dataclass(frozen=True, slots=True)
class Draft:
    """A machine's draft of ``english`` for one thread. ``by`` is its package and version; where the words were approved
    for this very English, they are nobody's draft. ``back`` is what the draft says in English again, by ``back_by``;
    ``no_back`` says why that is not there."""

    thread: str
    english: str
    tag: str
    text: str
    by: str
    back: str = ""
    back_by: str = ""
    no_back: str = ""

    @property
    def approved(self) -> bool:
        """Whether these are approved words, and no machine's."""
        return self.by == APPROVED

    @property
    def body(self) -> str:
        """The text as it goes: with the mark and the English beneath it, unless the words are approved."""
        return self.text if self.approved else f"{self.text}\n{BENEATH} {self.english}"

    @property
    def wording(self) -> Mapping[str, object]:
        """What the message keeps of where its words come from."""
        return {"english": self.english} if self.approved else {"machine": self.by}

    @property
    def language(self) -> Language:
        """The language it is in."""
        return language(self.tag)

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """Which way it is read."""
        return self.language.direction

    @property
    def mark(self) -> str:
        """What stands with it."""
        return "These words are approved for this English." if self.approved else mark_of(self.by)

    @property
    def back_mark(self) -> str:
        """What stands with its words in English."""
        return mark_of(self.back_by)

    @property
    def signed(self) -> str:
        """The draft for a form to carry: whoever changes it carries none."""
        return _signer().dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence whose words are approved in a family's language. ``key`` names it in a form."""

    language: Language
    english: str
    text: str
    source_hash: str
    translation_hash: str

    @property
    def key(self) -> str:
        """The language and exactly these words."""
        return f"{self.language.tag}:{self.translation_hash}"

    @property
    def wording(self) -> Mapping[str, object]:
        """What the message keeps of where its words come from."""
        return {"source": self.source_hash, "translation": self.translation_hash, "english": self.english}


@dataclass(frozen=True, slots=True)
class Ready:
    """What an answer can be made with, beside typing it: the approved sentences, and the languages the machine drafts
    in."""

    phrases: Sequence[Phrase] = ()
    drafts: Sequence[Language] = ()


NOTHING_READY = Ready()


def ready_for(session: Session, viewer: Viewer, languages: Sequence[Sequence[Language]]) -> list[Ready]:
    """What is ready for each of several lists of languages. However many there are, each language is asked for once."""
    offered = offered_phrases(session, viewer)
    once = dict.fromkeys(one for some in languages for one in some if not is_english(one.tag))
    phrases = {
        one: [
            Phrase(one, words.source, words.text, words.source_hash, words.translation_hash)
            for words in approved_replies(session, viewer, one.tag, offered)
            if isinstance(words.text, str)
        ]
        for one in once
    }
    drafts = {one for one in once if pair_here(session, ENGLISH, one.tag) is not None}
    return [
        Ready(
            [phrase for one in some for phrase in phrases.get(one, ())][:MOST_PHRASES],
            [one for one in some if one in drafts],
        )
        for some in languages
    ]


def draft_of(session: Session, viewer: Viewer, thread: Thread, english: str, tag: str) -> Draft | str:
    """A draft in a language, made by the worker; or why there is none, in a sentence. It is asked for before anything
    is written in this request."""
    names = names_behind(session, viewer, thread)
    made = _answer(english, ENGLISH, tag, names)
    if isinstance(made, str):
        return made
    draft = Draft(str(thread.id), english, tag, made.text or "", made.by)
    if draft.approved:
        return draft
    if pair_here(session, tag, ENGLISH) is None:
        return Draft(**{**asdict(draft), "no_back": NO_WAY_BACK})
    back = _answer(draft.text, tag, ENGLISH, names)
    if isinstance(back, str):
        return Draft(**{**asdict(draft), "no_back": back})
    return Draft(**{**asdict(draft), "back": back.text or "", "back_by": back.by})


def _answer(text: str, source: str, target: str, names: Sequence[str]) -> Answer | str:
    answers = translated_by_worker([text], source, target, WAIT, names)
    if answers is None:
        return NOT_YET
    return answers[0] if answers[0].text is not None else answers[0].why


def carried_draft(form: Form, thread_id: UUID) -> Draft | None:
    """The draft that a form carries for a thread; None where there is none, or it was changed, or is an hour old."""
    try:
        draft = Draft(**_signer().loads(form.text("machine"), max_age=GOOD_FOR))
    except (BadData, TypeError):
        return None
    return draft if draft.thread == str(thread_id) else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=SALT)
