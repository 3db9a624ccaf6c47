"""The page of a case: how the next step stands in one sentence, every gate, what is on record, and the marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.attendance.calendar import CalendarWeek, calendar_of
from comms.attendance.school_weeks import monday_of
from comms.formal.case import find
from comms.formal.case.actions import close_case, view_case
from comms.formal.case.case_record import RecordKind
from comms.formal.case.find import CasePeople, Records
from comms.formal.case.formal_case import CaseState, FormalCase
from comms.formal.case.register import CaseMarks, marks_of_case
from comms.formal.case.sent_along import answers_sent
from comms.formal.gates.checking import cannot_yet
from comms.formal.gates.facts import GateSeen
from comms.formal.gates.find import gates_of
from comms.formal.gates.table import STEPS
from comms.formal.gates.upcoming import Next, upcoming
from comms.formal.safeguarding.find import questions_about
from comms.formal.safeguarding.question import SafeguardingQuestion
from comms.formal.steps.find import steps_of
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, Refused
from comms.web.door import work
from comms.web.formal import listed
from comms.web.formal.records import SLUGS
from comms.web.formal.records_shown import TITLES, RecordShown, records_shown
from comms.web.formal.ways import Going, Way, address, way
from comms.web.forms import Form, filled_form, sent_form
from comms.web.people.person_page import NOT_TOLD
from comms.web.viewing import needs, viewer
from comms.web.wording import day_in_words

# The list and the page of a case are one part of the house.
bp = listed.bp

# How many weeks of marks the page shows at least; the window of the threshold is shown whole.
FEWEST_WEEKS = timedelta(weeks=12)


@dataclass(frozen=True, slots=True)
class GateShown:
    """A gate with the way to what opens it."""

    seen: GateSeen
    way: Way


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything the page of a case shows. ``step`` is the kind of letter whose gates it shows, empty where something
    else comes first and nobody asked for a letter; ``answers`` are those that the school's lead signed, and the school
    sent along."""

    case: FormalCase
    people: CasePeople
    step: str
    gates: Sequence[GateShown]
    records: Sequence[RecordShown]
    missing: Sequence[RecordKind]
    questions: Sequence[SafeguardingQuestion]
    answers: Sequence[SafeguardingQuestion]
    next: Next | None
    weeks: Sequence[CalendarWeek]
    marks: CaseMarks
    letters: Sequence[Way]
    ways: Mapping[str, str]
    closed_by: str

    @property
    def shut(self) -> list[GateShown]:
        """The gates that keep the letter back."""
        return [one for one in self.gates if one.seen.state == "shut"]

    @property
    def open(self) -> list[GateShown]:
        """The gates that hold."""
        return [one for one in self.gates if one.seen.state == "open"]

    @property
    def sentence(self) -> str:
        """What comes first, or how the letter stands, in one sentence."""
        if not self.step:
            return self.next.words.rstrip(".") if self.next else ""
        return cannot_yet(self.step, [one.seen for one in self.shut])


@bp.get("/cases/<uuid:case_id>")
@needs(Permission.SEE_FORMAL)
def show(case_id: UUID) -> ResponseReturnValue:
    """One case. That it was opened is noted."""
    case = view_case(work(), viewer(), case_id, g.now)
    page = case_page(case, request.args.get("step", ""), london_date(g.now))
    return render_template("formal/case.html", page=page, steps=STEPS, slugs=SLUGS, record_titles=TITLES)


def case_page(case: FormalCase, wanted: str, on: date) -> CasePage:
    """Gather the page of a case; ``wanted`` is the kind of letter to look at, by default the one that comes next."""
    session, seen = work(), viewer()
    coming = upcoming(session, seen, [case], on)[case.id] if case.state == CaseState.OPEN else None
    step = wanted if wanted in STEPS else _first_step(coming)
    people, records = find.people_of(session, seen, case), find.standing_records(session, seen, case)
    questions = questions_about(session, seen, case.child_id)
    marks = marks_of_case(session, seen, case, on)
    staff = {one.id: one.name for one in colleagues(session, seen)}
    return CasePage(
        case=case, people=people, step=step, gates=_gates(case, people, questions, step, on) if step else (),
        records=records_shown(records, staff, _name_of(people)), missing=_missing(records),
        questions=questions, answers=_answers(case), next=coming, weeks=_weeks(marks, on), marks=marks,
        letters=_letters(case), ways=_ways(case, step),
        closed_by=staff.get(case.closed_by, NOT_TOLD) if case.closed_by else "",
    )  # fmt: skip


def _first_step(coming: Next | None) -> str:
    """The letter a case is opened at; none where something else comes first."""
    if coming is None:
        return "L08"
    return "" if coming.other else coming.step


def _answers(case: FormalCase) -> list[SafeguardingQuestion]:
    """What the school's safeguarding lead signed, where the case stands on a referral."""
    referral = find.referral_taken(work(), viewer(), case)
    return [one for one in answers_sent(case, referral) if one.answered_at] if referral is not None else []


def _gates(
    case: FormalCase, people: CasePeople, questions: Sequence[SafeguardingQuestion], step: str, on: date
) -> list[GateShown]:
    session, seen = work(), viewer()
    waiting = next((str(one.id) for one in questions if one.answered_at is None), "")
    improvement = next((str(one.id) for one in steps_of(session, seen, case.id) if one.kind == "L08"), "")
    going = Going(seen, case, people, step, improvement, waiting)
    found = [one for one in gates_of(session, seen, case, step, on) if one.state != "not asked for"]
    return [GateShown(one, way(one, going)) for one in found]


def _missing(records: Records) -> list[RecordKind]:
    return [kind for kind in SLUGS.values() if records.newest(kind) is None]


def _name_of(people: CasePeople) -> str:
    return people.parent.name if people.parent else ""


def _weeks(marks: CaseMarks, on: date) -> tuple[CalendarWeek, ...]:
    """The weeks of the window of the threshold, and some before, up to today."""
    if not marks.marks:
        return ()
    last = min(on, marks.marks[-1].day) if marks.as_of else on
    first = min(marks.offences(on).first, last - FEWEST_WEEKS)
    return calendar_of(marks.marks, max(monday_of(first), monday_of(marks.marks[0].day)), last)


def _letters(case: FormalCase) -> list[Way]:
    """The formal letters of the case, the newest first."""
    found = []
    for one in steps_of(work(), viewer(), case.id):
        words = STEPS.get(one.kind, one.kind)
        made = f"{words[0].upper()}{words[1:]}, made on {day_in_words(one.made_at)}"
        found.append(Way(address(viewer(), "formal_steps.show", step_id=one.id), made))
    return found


def _ways(case: FormalCase, step: str) -> dict[str, str]:
    """Where else a case leads, for who may go there; empty where there is no such screen."""
    seen, open_now = viewer(), case.state == CaseState.OPEN
    return {
        "write": address(seen, "formal_steps.begin", case_id=case.id, kind=step) if open_now and step else "",
        "ledger": address(seen, "formal_ledger.show", case_id=case.id),
        "consider": address(seen, "formal_ledger.consider", case_id=case.id) if open_now else "",
        "reviews": address(seen, "formal_review.of_case", case_id=case.id),
        "ask": address(seen, "safeguarding.ask_form", case_id=case.id) if open_now else "",
        "close": address(seen, "formal.close", case_id=case.id) if open_now else "",
        "referral": address(seen, "referrals.show", referral_id=case.referral_id) if case.referral_id else "",
    }


@bp.get("/cases/<uuid:case_id>/close")
@needs(Permission.DECIDE_FORMAL)
def close(case_id: UUID) -> ResponseReturnValue:
    """Why a case is closed."""
    return _close_page(view_case(work(), viewer(), case_id, g.now), filled_form({}))


@bp.post("/cases/<uuid:case_id>/close")
@needs(Permission.DECIDE_FORMAL)
def close_it(case_id: UUID) -> ResponseReturnValue:
    """Close a case: a named person's signed decision."""
    case, form = view_case(work(), viewer(), case_id, g.now), sent_form()
    try:
        close_case(work(), viewer(), case.id, form.text("because"), g.now)
    except (BadInput, Refused) as fault:
        form.wrong("because", str(fault))
        return _close_page(case, form), 422
    flash("The case is closed, with your name and your reason. It stays to be read.", "done")
    return redirect(url_for("formal.show", case_id=case.id), 303)


def _close_page(case: FormalCase, form: Form) -> str:
    return render_template("formal/close.html", case=case, people=find.people_of(work(), viewer(), case), form=form)
