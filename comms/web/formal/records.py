"""Putting on record what must be known before a formal step: one short form for each kind, and saying that something
was a mistake."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.families.find import language_need
from comms.families.language_need import Interpreter
from comms.formal.case import find
from comms.formal.case.actions import record, view_case
from comms.formal.case.case_record import RecordKind
from comms.formal.case.formal_case import CaseState, FormalCase
from comms.formal.case.telling import (
    MAY_HAVE,
    NEEDS,
    AtRisk,
    BadRecord,
    Came,
    Failed,
    RecordGiven,
    ToldBy,
    kinds_of_support,
)
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound, Refused
from comms.foundation.languages import LANGUAGES
from comms.letters.afterwards.event_given import Through
from comms.web.door import work
from comms.web.formal.records_shown import GROUNDS, TITLES, records_shown, support_words
from comms.web.forms import Form, filled_form, sent_form
from comms.web.letters.happened_form import SpokenChoices, read_day
from comms.web.people.language_card import ENGLISH, known_languages
from comms.web.viewing import needs, viewer

bp = Blueprint("formal_records", __name__, url_prefix="/formal/cases")

# How many days of other authorities' notices the form has room for: a third within the years is not possible.
NOTICE_FIELDS = ("notice-1", "notice-2", "notice-3")


@dataclass(frozen=True, slots=True)
class Asked:
    """The form of one kind: its question ({child} and {parent} are put in), and what is said below it."""

    question: str
    hint: str


SLUGS: Mapping[str, RecordKind] = {
    "support": RecordKind.SUPPORT,
    "unsuitable": RecordKind.UNSUITABLE,
    "circumstances": RecordKind.CIRCUMSTANCES,
    "parents-reason": RecordKind.PARENTS_REASON,
    "childs-reason": RecordKind.CHILDS_REASON,
    "our-failure": RecordKind.OUR_FAILURE,
    "risk": RecordKind.RISK,
    "other-notices": RecordKind.OTHER_NOTICES,
    "early": RecordKind.EARLY,
}
ASKED: Mapping[RecordKind, Asked] = {
    RecordKind.SUPPORT: Asked(
        "What support was offered to {parent}?",
        "A formal step may follow only where support was refused or did not help enough. It counts if it was offered "
        "in a language they speak, or through an interpreter.",
    ),
    RecordKind.UNSUITABLE: Asked(
        "Why is support not suitable?",
        "As with a holiday in term time. If this is left, support is offered first.",
    ),
    RecordKind.CIRCUMSTANCES: Asked(
        "What is known of the family’s circumstances?",
        "Illness, care for somebody, housing, money, the way to school, a child’s own needs. Facts, and who told them.",
    ),
    RecordKind.PARENTS_REASON: Asked(
        "What does {parent} say is the reason?",
        "Ask what makes it hard. That they do not want to say is an answer too: write how they said it.",
    ),
    RecordKind.CHILDS_REASON: Asked(
        "What does {child} say is the reason?",
        "Ask the child alone if you can, with an adult they trust. Write their own words.",
    ),
    RecordKind.OUR_FAILURE: Asked(
        "Did the service or the language fail this family?",
        "Look at missed interpreters, letters in a language they do not read, calls nobody answered. What we failed in "
        "never counts against a family: the letter waits until it is put right and support is offered again.",
    ),
    RecordKind.RISK: Asked(
        "Could this letter put somebody at risk?",
        "Think of who opens the post, and of what has happened at home before. Unknown is not safe.",
    ),
    RecordKind.OTHER_NOTICES: Asked(
        "Have other authorities issued a notice to {parent} about {child}?",
        "Their notices count as ours do. Ask each authority where the family has lived or gone to school.",
    ),
    RecordKind.EARLY: Asked(
        "Why may a notice come before the time to improve is over?",
        "Only a ground that the Notice to Improve named.",
    ),
}
CHOICES: Mapping[str, list[tuple[str, str]]] = {
    "came": [
        (Came.NOT_TAKEN, "They did not take it up"),
        (Came.NO_CHANGE, "It was given, and did not change enough"),
        (Came.GOES_ON, "It still goes on"),
        (Came.HELPED, "It helps"),
        (Came.NOT_GIVEN, "We did not give it"),
    ],
    "told_by": [(one.value, one.value.capitalize()) for one in ToldBy],
    "failed": [
        (Failed.NOTHING, "No: we looked, and nothing failed"),
        (Failed.SERVICE, "Yes, the service: something was not offered, not answered, or not done"),
        (Failed.LANGUAGE, "Yes, the language: they could not understand us, or we them"),
        (Failed.PUT_RIGHT, "It failed before, and is put right now"),
    ],
    "at_risk": [
        (AtRisk.NO, "No, somebody asked, and nobody is"),
        (AtRisk.YES, "Yes"),
        (AtRisk.NOT_KNOWN, "Nobody knows yet"),
    ],
    "ground": list(GROUNDS.items()),
    "through": [
        (Through.SHARED, "No interpreter was needed: they share this language"),
        (Through.INTERPRETER, "An interpreter"),
        (Through.NOT_AN_INTERPRETER, "A relative, a friend or a child helped"),
    ],
}
WORDS: Mapping[tuple[RecordKind, str], str] = {
    (RecordKind.SUPPORT, "what"): "What exactly was offered, and what happened then?",
    (RecordKind.CIRCUMSTANCES, "what"): "What is known?",
    (RecordKind.RISK, "what"): "What could happen when it arrives?",
    (RecordKind.OUR_FAILURE, "because"): "What did you look at, and what did you find?",
    (RecordKind.EARLY, "because"): "What happened?",
    (RecordKind.UNSUITABLE, "because"): "Why?",
}


@bp.get("/<uuid:case_id>/records/<about>")
@needs(Permission.RECORD_FORMAL)
def tell(case_id: UUID, about: str) -> ResponseReturnValue:
    """The form about one kind of record, with what is known filled in."""
    case = _open(case_id)
    return _page(case, _kind(about), _known(case, _kind(about)))


@bp.post("/<uuid:case_id>/records/<about>")
@needs(Permission.RECORD_FORMAL)
def keep(case_id: UUID, about: str) -> ResponseReturnValue:
    """Put it on record."""
    case, kind, form = _open(case_id), _kind(about), sent_form()
    given = read_given(kind, form, london_date(g.now))
    if not form.errors:
        try:
            record(work(), viewer(), case.id, given, g.now)
        except BadRecord as fault:
            for name, said in fault.problems.items():
                form.wrong(_field(name), said)
    if form.errors:
        return _page(case, kind, form), 422
    flash("It is on record.", "done")
    return redirect(url_for("formal.show", case_id=case.id), 303)


def _open(case_id: UUID) -> FormalCase:
    """The case, whose page is noted. Raises ``Refused`` for a closed one."""
    case = view_case(work(), viewer(), case_id, g.now)
    if case.state == CaseState.CLOSED:
        raise Refused("This case is closed.", "Open a new one on the child's page if there is something new.")
    return case


def _kind(slug: str) -> RecordKind:
    if slug not in SLUGS:
        raise NotFound("There is no such thing to record in a case.", "Choose one on the page of the case.")
    return SLUGS[slug]


def _field(name: str) -> str:
    return NOTICE_FIELDS[0] if name == "notices" else name


def _known(case: FormalCase, kind: RecordKind) -> Form:
    """Today, whoever is signed in, and of a parent's talk their language and whether they need an interpreter."""
    need = language_need(work(), viewer(), case.parent_id) if kind != RecordKind.CHILDS_REASON else None
    through = {Interpreter.NEEDED: Through.INTERPRETER, Interpreter.NOT_NEEDED: Through.SHARED}
    return filled_form({
        "on": london_date(g.now).isoformat(),
        "by": str(viewer().staff_id) if viewer().staff_id else "",
        "language": need.spoken[0] if need and need.spoken else "",
        "through": through.get(Interpreter(need.interpreter), "") if need else "",
    })  # fmt: skip


def read_given(kind: RecordKind, form: Form, today: date) -> RecordGiven:
    """What was typed; what cannot be read is noted in the form."""
    return RecordGiven(
        kind=kind,
        on=read_day(form, "on") or today,
        support=form.text("support"),
        what=form.text("what"),
        by=_staff(form),
        language=form.text("language"),
        through=form.text("through"),
        interpreter=form.line("interpreter"),
        interpreter_number=form.line("interpreter_number"),
        came=form.text("came"),
        told_by=form.text("told_by"),
        said=form.text("said"),
        rendered=form.text("rendered"),
        failed=form.text("failed"),
        who_reads=form.line("who_reads"),
        at_risk=form.text("at_risk"),
        asked=form.text("asked"),
        notices=_notices(form) if kind == RecordKind.OTHER_NOTICES else (),
        ground=form.text("ground"),
        because=form.text("because"),
    )


def _notices(form: Form) -> tuple[date, ...]:
    days = (read_day(form, name) for name in NOTICE_FIELDS if form.line(name))
    return tuple(day for day in days if day is not None)


def _staff(form: Form) -> UUID | None:
    with suppress(ValueError):
        return UUID(form.text("by"))
    return None


def _page(case: FormalCase, kind: RecordKind, form: Form) -> str:
    session, seen = work(), viewer()
    need = language_need(session, seen, case.parent_id)
    near = known_languages(dict.fromkeys([*(need.spoken if need else ()), ENGLISH]))
    every = sorted((one for one in LANGUAGES.values() if one not in near), key=lambda one: one.english_name)
    labels = {name: words for (of, name), words in WORDS.items() if of == kind}
    return render_template(
        "formal/record.html", case=case, people=find.people_of(session, seen, case), kind=kind, title=TITLES[kind],
        asked=ASKED[kind], fields=(*NEEDS[kind], *MAY_HAVE.get(kind, ())), form=form, choices=CHOICES, labels=labels,
        supports=[(key, support_words(key)) for key in kinds_of_support()], staff=colleagues(session, seen),
        spoken=SpokenChoices(near, every), notice_fields=NOTICE_FIELDS,
    )  # fmt: skip


@bp.get("/<uuid:case_id>/mistakes/<uuid:told_id>")
@needs(Permission.RECORD_FORMAL)
def mistake(case_id: UUID, told_id: UUID) -> ResponseReturnValue:
    """Why something on record was a mistake."""
    return _mistake_page(_open(case_id), told_id, filled_form({}))


@bp.post("/<uuid:case_id>/mistakes/<uuid:told_id>")
@needs(Permission.RECORD_FORMAL)
def keep_mistake(case_id: UUID, told_id: UUID) -> ResponseReturnValue:
    """Say that something on record was a mistake. It stays to be seen, and no longer counts."""
    case, form = _open(case_id), sent_form()
    today = london_date(g.now)
    given = RecordGiven(RecordKind.MISTAKE, today, record=told_id, because=form.text("because"))
    try:
        record(work(), viewer(), case.id, given, g.now)
    except BadRecord as fault:
        for name, said in fault.problems.items():
            form.wrong(name, said)
        return _mistake_page(case, told_id, form), 422
    flash("On record: this was a mistake, and no longer counts. It stays to be seen.", "done")
    return redirect(url_for("formal.show", case_id=case.id), 303)


def _mistake_page(case: FormalCase, told_id: UUID, form: Form) -> str:
    find.record_of(work(), viewer(), case.id, told_id)
    records = find.standing_records(work(), viewer(), case)
    staff = {one.id: one.name for one in colleagues(work(), viewer())}
    line = next((one for one in records_shown(records, staff, "") if one.id == told_id and not one.undone), None)
    if line is None:
        raise NotFound("This was said to be a mistake already.", "See the page of the case.")
    return render_template("formal/mistake.html", case=case, line=line, form=form)
