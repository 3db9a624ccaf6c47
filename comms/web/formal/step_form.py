"""The form of a letter that is made from a case: what must be chosen, with everything filled in that is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comms.formal.code.terms import Officer
from comms.formal.penalties.dates import post_classes
from comms.formal.steps.known import Known
from comms.formal.steps.releasing import ReleaseGiven
from comms.formal.steps.values import BadChoice, time_to_improve, what_comes_next
from comms.foundation.clock import LONDON
from comms.foundation.work_days import is_working_day, working_day_after
from comms.letters.reader import agency_values
from comms.letters.templates.book import LetterBook
from comms.letters.templates.kind import LetterKind
from comms.web.forms import Form, filled_form
from comms.web.letters.fields import Question, known_answers, read_answers
from comms.web.wording import weekday_in_words

# What the case and the dated data do not say, by kind: only this is asked.
ASKED: Mapping[str, tuple[str, ...]] = {
    "L05": ("from", "to", "review_on", "ours", "yours", "interpreter"),
    "L08": ("support", "starts", "ends", "improve", "early"),
    "L09": (),
    "L10": ("next",),
    "L11": ("section",),
}
# What is asked beside the letter's own fields.
BESIDE: Mapping[str, tuple[str, ...]] = {
    "L09": ("posting", "post_class", "officer"),
    "L10": ("notice_id",),
    "L11": ("appointment_id", "officer"),
}
CLASS_WORDS = {"first": "First class", "second": "Second class"}
IMPROVE = ["improve.no_session", "improve.tell", "improve.talk"]
EARLY = ["early.no_change", "early.leave"]


@dataclass(frozen=True, slots=True)
class StepForm:
    """A letter somebody is about to make from a case."""

    kind: LetterKind
    known: Known
    asked: list[Question]

    @property
    def classes(self) -> list[tuple[str, str]]:
        """The classes of post whose day of service is known."""
        return [(one, CLASS_WORDS.get(one, one.capitalize())) for one in post_classes(self.known.on)]

    @property
    def officers(self) -> list[tuple[str, str]]:
        """Who may stand on the letter as its officer."""
        return [(str(number), f"{one.name}, {one.role}") for number, one in enumerate(self.known.officers)]

    @property
    def appointments(self) -> list[tuple[str, str]]:
        """The appointments to come with the parent at one of our places, and which interpreter is booked for each."""
        return [
            (str(one.id), f"{_when(one.starts_at)}, {place}{self._interpreted(one.id)}")
            for one in self.known.coming
            if (place := self.known.places.get(one.place_id) if one.place_id else None)
        ]

    def _interpreted(self, appointment_id: UUID) -> str:
        booked = any(one.appointment.id == appointment_id for one in self.known.booked)
        return ", an interpreter is booked" if booked else ", no interpreter is booked"

    @property
    def notices(self) -> list[tuple[str, str]]:
        """The penalty notices of the case."""
        return [
            (str(one.notice.id), f"{one.notice.reference}, of {one.notice.issued_on:%-d %B %Y}")
            for one in self.known.notices
        ]

    @property
    def reading_aloud(self) -> list[tuple[str, str]]:
        """The appointments at which an interpreter can read the letter aloud."""
        return [(str(one.appointment.id), _when(one.appointment.starts_at)) for one in self.known.booked]


def step_form(kind: LetterKind, known: Known, book: LetterBook) -> StepForm:
    """What must be asked for a letter of this kind."""
    fields = [kind.fields[name] for name in ASKED[kind.kind] if name in kind.fields]
    asked = [
        Question(field, tuple(one for one in book.phrases.values() if one.phrase_list == field.phrase_list))
        for field in fields
    ]
    return StepForm(kind, known, asked)


def first_answers(one: StepForm) -> Form:
    """The form with everything filled in that is known, to be looked over."""
    form = known_answers(one.asked, _known_values(one))
    posting = one.known.on if is_working_day(one.known.on) else working_day_after(one.known.on)
    first = {
        "posting": posting.isoformat(), "post_class": "first", "officer": "0",
        "notice_id": one.notices[0][0] if one.notices else "",
        "appointment_id": one.appointments[0][0] if one.appointments else "",
    }  # fmt: skip
    known: dict[str, str | list[str]] = {question.field.name: form.many(question.field.name) for question in one.asked}
    parts = {name: form.line(name) for question in one.asked for phrase in question.choices
             for name in (question.part(phrase, value) for value in phrase.values)}  # fmt: skip
    return filled_form({**known, **parts, **first})


def _known_values(one: StepForm) -> dict[str, object]:
    known, kind = one.known, one.kind.kind
    if kind == "L05":
        return {"from": known.on.isoformat()}
    if kind == "L08":
        starts, ends = time_to_improve(known.on)
        support = agency_values(known.agency).get("support")
        return {"support": support, "starts": starts.isoformat(), "ends": ends.isoformat(), "improve": IMPROVE,
                "early": EARLY}  # fmt: skip
    if kind == "L10" and known.notices:
        return {"next": what_comes_next(known.notices[0].standing(known.on), known.on)}
    if kind == "L11":
        return {"section": "offence_section.strict"}
    return {}


def read_chosen(one: StepForm, form: Form) -> dict[str, object]:
    """What was chosen, in the shapes that making a letter takes; what cannot be right is noted in the form."""
    chosen = read_answers(one.asked, form)
    for name in BESIDE.get(one.kind.kind, ()):
        if form.text(name):
            chosen[name] = _officer(one, form.text(name)) if name == "officer" else form.text(name)
    return chosen


def _officer(one: StepForm, number: str) -> str:
    there: list[Officer] = list(one.known.officers)
    return there[int(number)].name if number.isdecimal() and int(number) < len(there) else there[0].name


def note_choices(fault: BadChoice, form: Form) -> None:
    """Say at its field what must be chosen otherwise."""
    for name, message in fault.problems.items():
        form.wrong(name, message)


def read_release(form: Form) -> ReleaseGiven | None:
    """Why it goes out in unapproved words, and where it is read aloud; None where nobody releases it."""
    because, where = form.text("because"), form.text("reading_aloud")
    if not because and not where:
        return None
    try:
        return ReleaseGiven(because, UUID(where))
    except ValueError:
        form.wrong("reading_aloud", "Choose the appointment at which an interpreter reads it aloud.")
        return None


def sent_again(one: StepForm, form: Form) -> list[tuple[str, str]]:
    """Every answer of the form by its name, to be sent again with the next step of it."""
    names = list(BESIDE.get(one.kind.kind, ()))
    for question in one.asked:
        names.append(question.field.name)
        names += [question.part(phrase, value) for phrase in question.choices for value in phrase.values]
    return [(name, value) for name in names for value in form.many(name)]


def _when(moment: datetime) -> str:
    at = moment.astimezone(LONDON)
    return f"{weekday_in_words(at)} at {at:%H:%M}"
