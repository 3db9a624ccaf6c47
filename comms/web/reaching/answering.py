"""An answer in a worker's own words: read from the form, shown with what it costs and when it goes, and then sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.channels.sms import MOST_UNITS, Units, count_units, pence_for
from comms.families.find import language_need
from comms.families.language_need import LanguageNeed
from comms.foundation.clock import london_date
from comms.foundation.languages import LANGUAGES, Language, language
from comms.messages.find import incoming_in
from comms.messages.gathering import facts_of
from comms.messages.message import Purpose
from comms.messages.own_words import MOST_SEGMENTS, OwnTextGiven
from comms.messages.safety import decide
from comms.messages.thread import Thread
from comms.web.forms import Form
from comms.web.reaching.drafting import Draft, Phrase
from comms.web.reaching.moments import coming_in_words
from comms.web.reaching.read_as import known

LOOK, SEND = "look", "send"
OPTED_OUT = "This number asked for no more texts. Nothing is written to it; ring them, or write a letter."


@dataclass(frozen=True, slots=True)
class Costs:
    """An answer before it is sent: its words, how long it is and what it costs, when it goes, and why it does not; and
    the machine's draft or the approved sentence that it is, where it is one."""

    body: str
    tag: str
    direction: Literal["ltr", "rtl"]
    length: Units
    pence: Decimal
    when: str
    held_back: str
    draft: Draft | None = None
    phrase: Phrase | None = None

    @property
    def is_long(self) -> bool:
        """Whether it is longer than a text of ours usually may be, so that somebody has to say that it may."""
        return self.length.units > MOST_UNITS

    @property
    def fits(self) -> bool:
        """Whether it may go at all, however much it costs."""
        return self.length.segments <= MOST_SEGMENTS


def read_answer(form: Form) -> str:
    """The words of an answer. None is wrong, and so is a language nobody named: who reads it has to be told."""
    body = form.text("body")
    if not body:
        form.wrong("body", "Write the words of your answer.")
    if known(form.text("language")) is None:
        form.wrong("language", "Choose the language you wrote it in.")
    check_length(form, body)
    return body


def check_length(form: Form, body: str) -> None:
    """What is longer than any text may be is wrong."""
    parts = count_units(body).segments
    if parts > MOST_SEGMENTS:
        form.wrong("body", f"This would travel in {parts} parts, and {MOST_SEGMENTS} are the most.")


def given_of(form: Form, thread: Thread) -> OwnTextGiven:
    """The answer, as the rule takes it."""
    return OwnTextGiven(form.text("body"), form.text("language"), thread_id=thread.id, long=form.ticked("long"))


def costs_of(session: Session, viewer: Viewer, thread: Thread, form: Form, now: datetime) -> Costs:
    """What an answer would cost, and when it would go. Nothing is written."""
    return costs_for(session, viewer, thread, form.text("body"), form.text("language"), now)


def costs_for(session: Session, viewer: Viewer, thread: Thread, body: str, tag: str, now: datetime) -> Costs:
    """The same for any words in a language."""
    length, written = count_units(body), language(tag)
    when, held_back = _when(session, viewer, thread, now)
    return Costs(body, written.tag, written.direction, length, pence_for(length.segments), when, held_back)


def _when(session: Session, viewer: Viewer, thread: Thread, now: datetime) -> tuple[str, str]:
    if thread.opted_out_at:
        return "", OPTED_OUT
    if thread.person_id is None:
        return "at once", ""
    number = (thread.person_id, thread.number_hash)
    decision = decide(facts_of(session, viewer, [number])[number], Purpose.REPLY, now, automatic=False)
    if not decision.allowed:
        return "", decision.why
    if decision.not_before <= now:
        return "at once", ""
    return f"{coming_in_words(decision.not_before, london_date(now))}: they are not to be reached before", ""


def languages_to_write_in(session: Session, viewer: Viewer, thread: Thread) -> Sequence[Language]:
    """The languages of the list: those they may read or wrote in, and then all others that can be written."""
    rest = sorted((one for one in LANGUAGES.values() if one.can_be_written), key=lambda one: one.english_name)
    return list(dict.fromkeys([*their_languages(session, viewer, thread), *rest]))


def their_languages(session: Session, viewer: Viewer, thread: Thread) -> list[Language]:
    """The languages on record for whoever has the number, those they wrote in, and English."""
    need = language_need(session, viewer, thread.person_id) if thread.person_id else None
    return languages_known(need, [one.language for one in incoming_in(session, viewer, thread.id)])


def languages_known(need: LanguageNeed | None, wrote: Sequence[str]) -> list[Language]:
    """The languages of a need on record, those they ``wrote`` in, and English; of each those that can be written."""
    theirs = [need.written or "", *need.spoken] if need else []
    found = [one for tag in [*theirs, *wrote, "en"] if (one := known(tag)) and one.can_be_written]
    return list(dict.fromkeys(found))


def money(pence: Decimal) -> str:
    """An amount as people say it: "8.2p", "£1.23"."""
    return f"£{pence / 100:.2f}" if pence >= 100 else f"{pence.normalize():f}p"
