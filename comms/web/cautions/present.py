"""Who is in the room or on the line: the forms of the interpreter, the appropriate adult and the solicitor, and what is
read from them."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from comms.cautions.said import (
    AdultBack,
    AdultBegan,
    AdultLeft,
    InterpreterBack,
    InterpreterBegan,
    InterpreterConfirmed,
    InterpreterLeft,
    InterpreterSought,
    NoInterpreter,
    SolicitorCame,
)
from comms.cautions.said.words import INTERPRETER
from comms.foundation.languages import LANGUAGES
from comms.interpreters.interpreter import Mode
from comms.web.cautions.interpreters_there import Offered, Shown, began
from comms.web.cautions.own_words import read_words
from comms.web.cautions.page import SessionPage
from comms.web.cautions.times import read_when
from comms.web.forms import Form, Known

TYPED = "typed"
YES_NO = ("yes", "no")
MODES = {Mode.IN_PERSON: "In person", Mode.VIDEO: "By video", Mode.TELEPHONE: "By telephone"}
OATHS = {"oath": "Took an oath", "affirmation": "Affirmed", "": "Neither"}
LONGEST_NAME, LONGEST_WORDS, LONGEST_NUMBER = 200, 1000, 100


def known_interpreter(page: SessionPage) -> Mapping[str, Known]:
    """Whoever is booked for the language about this time is chosen beforehand, where it is one person."""
    booked = [one for one in page.offered_interpreters if one.booking_id and not one.why_not]
    if len(booked) != 1:
        return {}
    return {"who": booked[0].value, "mode": booked[0].mode}


def read_interpreter(page: SessionPage, form: Form) -> InterpreterBegan:
    """Who interprets, how they are there, and what they say when they are asked whether they know the person."""
    one = _chosen(page, form)
    mode = form.chosen("mode", MODES, "Say how the interpreter is there.")
    knows = form.chosen("knows_them", YES_NO, "Ask the interpreter whether they know this person or this case.")
    return began(
        one, read_when(form, "began_at", page.now), mode=mode, knows_them=knows == "yes",
        why_not_in_person=form.limited("why_not_in_person", LONGEST_WORDS),
        authorised_by=form.limited("authorised_by", LONGEST_NAME),
        oath=form.chosen("oath", OATHS, "Choose one of these."), sound_checked=form.ticked("sound_checked"),
    )  # fmt: skip


def _chosen(page: SessionPage, form: Form) -> Offered:
    offered = {one.value: one for one in page.offered_interpreters}
    chosen = form.chosen("who", (*offered, TYPED), "Choose who interprets, or type who it is.")
    if chosen in offered:
        return offered[chosen]
    shown = Shown(
        register=form.limited("register", LONGEST_NUMBER),
        number=form.limited("number", LONGEST_NUMBER),
        qualification=form.limited("qualification", LONGEST_NAME),
        vetting=form.limited("vetting", LONGEST_NAME),
    )
    name = form.limited("name", LONGEST_NAME)
    if chosen == TYPED and not name:
        form.wrong("name", "Give the interpreter’s name.")
    if chosen == TYPED and not shown.number:
        form.wrong("number", "Give their registration: it stands on their card. Nobody interprets here without one.")
    return Offered(TYPED, name, shown)


def read_sought(page: SessionPage, form: Form) -> InterpreterSought:
    """That somebody has asked for an interpreter, and since when everybody waits."""
    how = form.limited("how", LONGEST_WORDS)
    if not how:
        form.wrong("how", "Say whom you asked, like “the interpreter line” or “two of the register”.")
    return InterpreterSought(read_when(form, "at", page.now), how)


def read_understanding(page: SessionPage, form: Form) -> InterpreterConfirmed:
    """What they answer in their own words when they are asked whether they understand each other."""
    understood = form.chosen("understood", YES_NO, "Say what you make of the answer.")
    tag = page.spoken.tag if page.spoken else ""
    words = read_words(page, form, "words", tag, INTERPRETER)
    return InterpreterConfirmed(words, understood == "yes")


def read_interpreter_left(page: SessionPage, form: Form) -> InterpreterLeft:
    """Since when they are not there. What was said without them has to be said again."""
    return InterpreterLeft(read_when(form, "at", page.now), form.limited("why", LONGEST_WORDS))


def read_interpreter_back(page: SessionPage, form: Form) -> InterpreterBack:
    """Since when they are there again."""
    return InterpreterBack(read_when(form, "at", page.now))


def read_no_interpreter(page: SessionPage, form: Form) -> NoInterpreter:
    """Why there is none. It unlocks nothing where one is needed."""
    reason = form.limited("reason", LONGEST_WORDS)
    if not reason:
        form.wrong("reason", "Say why there is none, in a few words: the record has to show it.")
    wanted = ("words", "words_drawn", "words_audio")
    if not page.spoken or not any(form.carried(name) for name in wanted):
        return NoInterpreter(reason)
    words = read_words(page, form, "words", page.spoken.tag, "")
    return NoInterpreter(reason, words)


def read_adult(page: SessionPage, form: Form) -> AdultBegan:
    """Who the appropriate adult is, and which language they speak. Their own language is asked."""
    relatives = {str(one.id): one for one in page.relatives}
    chosen = form.text("person_id")
    name = form.limited("name", LONGEST_NAME) or (relatives[chosen].name if chosen in relatives else "")
    if not name:
        form.wrong("name", "Choose who it is, or give their name.")
    if not form.line("role"):
        form.wrong("role", "Say what they are to the person, like “mother” or “appropriate adult service”.")
    follows = form.chosen("understands_english", YES_NO, "Ask them whether they follow English well enough for this.")
    form.chosen("language", LANGUAGES, "Ask which language they speak, and choose it.")
    apart = form.chosen("not_involved", YES_NO, "Ask whether they have anything to do with the case.")
    return AdultBegan(
        name=name, role=form.limited("role", LONGEST_NAME), organisation=form.limited("organisation", LONGEST_NAME),
        person_id=UUID(chosen) if chosen in relatives else None, language=form.text("language"),
        understands_english=follows == "yes", not_involved=apart == "no",
        began_at=read_when(form, "began_at", page.now),
    )  # fmt: skip


def read_adult_left(page: SessionPage, form: Form) -> AdultLeft:
    """Since when they are not there."""
    return AdultLeft(read_when(form, "at", page.now), form.limited("why", LONGEST_WORDS))


def read_adult_back(page: SessionPage, form: Form) -> AdultBack:
    """Since when they are there again."""
    return AdultBack(read_when(form, "at", page.now))


def read_solicitor(page: SessionPage, form: Form) -> SolicitorCame:
    """A solicitor is there for the person."""
    name = form.limited("name", LONGEST_NAME)
    if not name:
        form.wrong("name", "Give the solicitor’s name.")
    return SolicitorCame(name, form.limited("firm", LONGEST_NAME), read_when(form, "at", page.now))
