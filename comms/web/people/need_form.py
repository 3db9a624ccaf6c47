"""The form of a language need: what may be answered, what is on record, and what was typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.access.fields import may_see_field, vetoes_for
from comms.families.find import pupils
from comms.families.language_need import Interpreter, LanguageNeed, Reads, Source
from comms.families.need_actions import NeedGiven
from comms.foundation.languages import LANGUAGES, Language, census_code, written_choices
from comms.letters.forms import FORMATS
from comms.web.forms import Form, filled_form
from comms.web.people.language_card import ENGLISH, LanguageCard, known_languages

SPOKEN = ("spoken_1", "spoken_2", "spoken_3")
ABILITIES = ("reads", "english_speaks", "english_understands", "english_reads")
LONGEST_WORDS = {"dialect": 100, "best_times": 200}
MODES = ("in person", "by telephone", "by video", "any")
GENDERS = ("a woman", "a man", "either")
PREFERENCES = {"mode_preferred": MODES, "gender_preferred": GENDERS, "format": FORMATS}
UNWRITTEN = "Zxxx"


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen, the languages of the agency's families before all others."""

    spoken_near: list[Language]
    spoken: list[Language]
    written_near: list[Language]
    written: list[Language]
    signed: list[Language]


def choices_for(session: Session, viewer: Viewer, card: LanguageCard) -> Choices:
    """The languages to choose from for one person: what the records suggest, then what families here speak."""
    suggested = [one.tag for clue in card.clues for one in clue.languages]
    if card.need:
        suggested = [*card.need.spoken, *([card.need.written] if card.need.written else []), *suggested]
    near = known_languages(dict.fromkeys([*suggested, *_of_families(session, viewer), ENGLISH]))
    forms = [form for one in near for form in (known_languages(written_choices(one.tag)) or [one])]
    spoken = [one for one in LANGUAGES.values() if one.script != UNWRITTEN]
    near = [one for one in near if one.script != UNWRITTEN]
    written_near = [one for one in dict.fromkeys(forms) if one.can_be_written]
    return Choices(
        spoken_near=near,
        spoken=_by_name(one for one in spoken if one not in near),
        written_near=written_near,
        written=_by_name(one for one in spoken if one.can_be_written and one not in written_near),
        signed=_by_name(one for one in LANGUAGES.values() if one.script == UNWRITTEN),
    )


def _of_families(session: Session, viewer: Viewer) -> list[str]:
    """What the school's families speak, the most frequent first."""
    codes = (census_code(pupil.first_language).spoken_tag for pupil in pupils(session, viewer))
    return [tag for tag, _ in Counter(tag for tag in codes if tag).most_common()]


def _by_name(languages: Iterable[Language]) -> list[Language]:
    return sorted(languages, key=lambda one: one.english_name)


def answers_of(viewer: Viewer, need: LanguageNeed | None) -> Form:
    """The form with what is on record, as far as the viewer is shown it. How it was established is asked anew each
    time."""
    if need is None:
        return filled_form({"interpreter": Interpreter.NOT_ASKED} | dict.fromkeys(ABILITIES, Reads.NOT_ASKED))
    names = [*ABILITIES, *PREFERENCES, *LONGEST_WORDS, "interpreter", "written", "sign_language"]
    spoken = dict(zip(SPOKEN, need.spoken, strict=False))
    return filled_form({name: getattr(need, name) for name in names} | spoken | {"avoid": vetoes_for(viewer, need)})


def read_need(viewer: Viewer, form: Form, before: LanguageNeed | None) -> NeedGiven:
    """The need as it was typed. What cannot be right is noted in the form."""
    form.chosen("source", Source, "Say how you know. A guess is not recorded.")
    abilities = {name: form.chosen(name, Reads, "Choose one, or “not asked”.") for name in ABILITIES}
    written, sign_language = form.text("written"), form.text("sign_language")
    if abilities["reads"] in {Reads.WELL, Reads.SOME} and not written:
        form.wrong("written", "You say how well they read. Choose the language they read.")
    for name in (*SPOKEN, "written", "sign_language"):
        if form.text(name) and form.text(name) not in LANGUAGES:
            form.wrong(name, "Choose a language from the list.")
    for name, known in PREFERENCES.items():
        form.chosen(name, ("", *known), "Choose one from the list.")
    return NeedGiven(
        source=form.text("source"),
        spoken=list(dict.fromkeys(tag for name in SPOKEN if (tag := form.text(name)))),
        written=written or None,
        interpreter=form.chosen("interpreter", Interpreter, "Choose one, or “not asked”."),
        avoid=_avoid(viewer, form, before),
        sign_language=sign_language,
        given_code=before.given_code if before else "",
        **{name: form.text(name) for name in PREFERENCES},
        **{name: form.limited(name, most) for name, most in LONGEST_WORDS.items()},
        **abilities,
    )


def _avoid(viewer: Viewer, form: Form, before: LanguageNeed | None) -> str | None:
    """Whom they refuse. What somebody is not shown they cannot take away: what they type is added to it."""
    typed = form.text("avoid")
    stands = before.avoid if before is not None and not may_see_field(viewer, "language_need.avoid") else None
    return "\n".join(filter(None, (stands, typed))) or None
