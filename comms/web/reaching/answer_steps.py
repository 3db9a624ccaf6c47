"""One press of a button under an answer: it is looked at, drafted by the machine, kept for approval, or sent. Whatever
it is, its length, its cost and when it goes are seen before it goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.foundation.errors import BadInput
from comms.messages.message import Message
from comms.messages.own_words import OwnTextGiven, write_own_words
from comms.messages.texting import HeldBack
from comms.messages.thread import Thread
from comms.messages.translated import names_behind
from comms.translation.catalogues import is_english
from comms.translation.replies.actions import Drafted, have_approved
from comms.web.forms import Form
from comms.web.reaching.answering import (
    LOOK,
    Costs,
    check_length,
    costs_for,
    costs_of,
    given_of,
    read_answer,
    their_languages,
)
from comms.web.reaching.drafting import Draft, Phrase, carried_draft, draft_of, ready_for

DRAFT, SEND_DRAFT, KEEP_DRAFT = "draft", "send-draft", "keep-draft"
PHRASE, SEND_PHRASE = "phrase", "send-phrase"
KEPT = "Asked. Whoever approves {language} sees the draft under “Words”. Nothing was sent."
NO_DRAFT = "This draft is not there any more. Have it drafted again."
CHANGED = "Your words have changed since the machine drafted them. Have them drafted again."
FROM_ENGLISH = "The machine drafts from English. Write in English, and choose it."
NOT_APPROVED = "These words are not approved any more. Choose others."


@dataclass(frozen=True, slots=True)
class Step:
    """What came of a press: what is seen before anything goes, the text that was sent, or a sentence that says what was
    kept. What is wrong stands in the form."""

    costs: Costs | None = None
    sent: Message | None = None
    kept: str = ""


def answer_step(session: Session, viewer: Viewer, thread: Thread, form: Form, now: datetime) -> Step:
    """Do what a press asks for."""
    do, _, which = form.text("do").partition(":")
    if do == DRAFT:
        return _draft(session, viewer, thread, form, which, now)
    if do in {SEND_DRAFT, KEEP_DRAFT}:
        return _with_draft(session, viewer, thread, form, now)
    if do in {PHRASE, SEND_PHRASE}:
        return _with_phrase(session, viewer, thread, form, now)
    read_answer(form)
    if form.errors:
        return Step()
    costs = costs_of(session, viewer, thread, form, now)
    if do == LOOK:
        return Step(costs)
    return _sent(session, viewer, given_of(form, thread), costs, form, now)


def _draft(session: Session, viewer: Viewer, thread: Thread, form: Form, tag: str, now: datetime) -> Step:
    english, theirs = form.text("body"), {one.tag for one in their_languages(session, viewer, thread)}
    if not english:
        form.wrong("body", "Write your answer in English first.")
    if form.text("language") and not is_english(form.text("language")):
        form.wrong("language", FROM_ENGLISH)
    if tag not in theirs or is_english(tag):
        form.wrong("body", "This is none of their languages. Choose another.")
    if not form.errors:
        check_length(form, english)
    if form.errors:
        return Step()
    draft = draft_of(session, viewer, thread, english, tag)
    if isinstance(draft, str):
        form.wrong("body", f"There is no draft. {draft} You can still send it in English.")
        return Step()
    return Step(_costs(session, viewer, thread, draft, form, now))


def _with_draft(session: Session, viewer: Viewer, thread: Thread, form: Form, now: datetime) -> Step:
    draft = carried_draft(form, thread.id)
    if draft is None or draft.english != form.text("body"):
        form.wrong("body", NO_DRAFT if draft is None else CHANGED)
        return Step()
    if form.text("do") == KEEP_DRAFT:
        names = names_behind(session, viewer, thread)
        try:
            have_approved(session, viewer, Drafted(draft.tag, draft.english, draft.text, draft.by), names, now)
        except BadInput as fault:
            form.refused(fault, "body")
            return Step(_costs(session, viewer, thread, draft, form, now))
        return Step(kept=KEPT.format(language=draft.language.english_name))
    given = OwnTextGiven(
        draft.body, draft.tag, thread_id=thread.id, long=form.ticked("long"), english=draft.english,
        wording=draft.wording,
    )  # fmt: skip
    return _sent(session, viewer, given, _costs(session, viewer, thread, draft, form, now), form, now)


def _costs(session: Session, viewer: Viewer, thread: Thread, draft: Draft, form: Form, now: datetime) -> Costs:
    check_length(form, draft.body)
    return replace(costs_for(session, viewer, thread, draft.body, draft.tag, now), draft=draft)


def _with_phrase(session: Session, viewer: Viewer, thread: Thread, form: Form, now: datetime) -> Step:
    do, _, key = form.text("do").partition(":")
    phrase = _phrase(session, viewer, thread, key)
    if phrase is None:
        form.wrong("body", NOT_APPROVED)
        return Step()
    costs = costs_for(session, viewer, thread, phrase.text, phrase.language.tag, now)
    costs = replace(costs, phrase=phrase)
    if do == PHRASE:
        return Step(costs)
    given = OwnTextGiven(
        phrase.text, phrase.language.tag, thread_id=thread.id, long=form.ticked("long"), english=phrase.english,
        wording=phrase.wording,
    )  # fmt: skip
    return _sent(session, viewer, given, costs, form, now)


def _phrase(session: Session, viewer: Viewer, thread: Thread, key: str) -> Phrase | None:
    [ready] = ready_for(session, viewer, [their_languages(session, viewer, thread)])
    return next((one for one in ready.phrases if one.key == key), None)


def _sent(
    session: Session, viewer: Viewer, given: OwnTextGiven, costs: Costs, form: Form, now: datetime
) -> Step:  # fmt: skip
    if form.errors:
        return Step(costs)
    try:
        sent = write_own_words(session, viewer, given, now)
    except BadInput as fault:
        form.refused(fault, "long" if costs.is_long else "body")
        return Step(costs)
    if isinstance(sent, HeldBack):
        form.wrong("body", f"Not sent. {sent.why}")
        return Step(costs)
    return Step(costs, sent)
