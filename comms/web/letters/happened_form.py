"""The forms in which somebody says what happened with a letter: few fields each, what is known filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comms.agencies.viewer import Viewer
from comms.families.language_need import Interpreter, LanguageNeed
from comms.foundation.errors import NotFound
from comms.foundation.languages import LANGUAGES, Language
from comms.letters.afterwards.event_given import (
    NEEDS,
    EventGiven,
    HandedTo,
    HowKnown,
    PostClass,
    Through,
    WhyReturned,
)
from comms.letters.afterwards.letter_event import EventKind
from comms.letters.letter import Letter
from comms.web.forms import Form, filled_form
from comms.web.people.language_card import ENGLISH, known_languages

UNDERSTANDING = "understood"
WRONG_DAY = "Give the day, like 2026-11-23."


@dataclass(frozen=True, slots=True)
class Happening:
    """One form: the address it has, the kind it records, its question ({name} is the reader's) and its link's words."""

    slug: str
    kind: EventKind
    asks: str
    link: str

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields it asks for, beside the day."""
        return NEEDS[self.kind]


HAPPENINGS: Mapping[str, Happening] = {
    one.slug: one
    for one in (
        Happening(UNDERSTANDING, EventKind.UNDERSTOOD, "Did {name} understand it?", "Say whether it was understood"),
        Happening("posted", EventKind.POSTED, "When was it posted?", "It was posted"),
        Happening("handed-over", EventKind.HANDED_OVER, "When was it handed over?", "It was handed over"),
        Happening("delivered", EventKind.DELIVERED, "How do you know that it arrived?", "It arrived"),
        Happening("returned", EventKind.RETURNED, "Why did it come back?", "It came back"),
        Happening("read-aloud", EventKind.READ_ALOUD, "Who read it aloud to {name}?", "It was read aloud"),
        Happening("not-checked", EventKind.NOT_CHECKED, "Why will nobody ask whether {name} understood it?",
                  "Nobody will ask whether it was understood"),
    )
}  # fmt: skip

CHOICES = {
    "post_class": [(one.value, one.value.capitalize()) for one in PostClass],
    "handed_to": [(HandedTo.READER, "{name}’s own"), (HandedTo.SOMEBODY_ELSE, "Another adult’s"),
                  (HandedTo.CHILD, "A child’s, to take it home")],
    "how_known": [(HowKnown.TRACKING, "The post’s tracking says so"), (HowKnown.READER_SAID, "{name} said so"),
                  (HowKnown.SEEN, "One of us saw it there")],
    "why_returned": [(one.value, one.value.capitalize()) for one in WhyReturned],
    "through": [(Through.SHARED, "No interpreter was needed: they share this language"),
                (Through.INTERPRETER, "An interpreter"),
                (Through.NOT_AN_INTERPRETER, "A relative, a friend or a child helped")],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SpokenChoices:
    """The languages to choose from, those of this reader first."""

    near: list[Language]
    every: list[Language]


def happening(slug: str) -> Happening:
    """The form at this address. Raises ``NotFound`` where there is none."""
    if slug not in HAPPENINGS:
        raise NotFound("There is no such thing to record of a letter.", "Choose one on the letter's page.")
    return HAPPENINGS[slug]


def spoken_choices(letter: Letter, need: LanguageNeed | None) -> SpokenChoices:
    """The languages somebody may have talked in with the reader of a letter."""
    tags = [*(need.spoken if need else ()), *([need.written] if need and need.written else ())]
    near = known_languages(dict.fromkeys([*tags, *([letter.language] if letter.language else []), ENGLISH]))
    every = [one for one in LANGUAGES.values() if one not in near]
    return SpokenChoices(near, sorted(every, key=lambda one: one.english_name))


def known_answers(viewer: Viewer, letter: Letter, need: LanguageNeed | None, on: date) -> Form:
    """The form with what is known filled in: today, whoever is signed in, the reader's language, and whether they need
    an interpreter, where they were asked."""
    through = {Interpreter.NEEDED: Through.INTERPRETER, Interpreter.NOT_NEEDED: Through.SHARED}
    spoken = need.spoken[0] if need and need.spoken else letter.language
    return filled_form({
        "on": on.isoformat(),
        "by": str(viewer.staff_id) if viewer.staff_id else "",
        "language": spoken or "",
        "through": through.get(Interpreter(need.interpreter), "") if need else "",
        "post_class": PostClass.SECOND,
    })  # fmt: skip


def read_happening(one: Happening, form: Form, today: date) -> EventGiven:
    """What was typed, as an event; what cannot be read is noted in the form, and so is a question left unanswered."""
    kind = one.kind
    if one.slug == UNDERSTANDING:
        said = form.chosen("understood", ("yes", "no"), "Say whether they understood it.")
        kind = EventKind.NOT_UNDERSTOOD if said == "no" else EventKind.UNDERSTOOD
    return EventGiven(
        kind=kind,
        on=read_day(form, "on") or today,
        post_class=form.text("post_class"),
        handed_to=form.text("handed_to"),
        how_known=form.text("how_known"),
        why_returned=form.text("why_returned"),
        by=_staff(form),
        language=form.text("language"),
        through=form.text("through"),
        interpreter=form.line("interpreter"),
        interpreter_number=form.line("interpreter_number"),
        said=form.text("said"),
        rendered=form.text("rendered"),
        because=form.text("because"),
    )


def read_day(form: Form, name: str) -> date | None:
    """The day in a field; a day that is none is noted in the form."""
    try:
        return date.fromisoformat(form.line(name))
    except ValueError:
        form.wrong(name, WRONG_DAY)
        return None


def _staff(form: Form) -> UUID | None:
    try:
        return UUID(form.text("by"))
    except ValueError:
        return None
