"""The ledger of penalty notices of a case: how each stands in one sentence, what happened, and recording more."""

from __future__ import annotations

import re
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.formal.case.actions import view_case
from comms.formal.case.find import people_of
from comms.formal.case.formal_case import FormalCase
from comms.formal.ledger import find
from comms.formal.ledger.actions import DECIDING, consider, record_entry
from comms.formal.ledger.entry_given import GROUND_WORDS, BadEntry, EntryGiven
from comms.formal.ledger.find import KeptNotice
from comms.formal.ledger.ledger_entry import LedgerEntry, LedgerKind
from comms.formal.ledger.saying import in_one_sentence
from comms.formal.penalties.terms import rules_on
from comms.formal.review.find import open_reviews_of
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.letters.afterwards.event_given import PostClass, WhyReturned
from comms.web.door import work
from comms.web.formal.ledger_shown import TELLINGS, Telling, shown_entry, shown_notice
from comms.web.forms import Form, filled_form, sent_form
from comms.web.letters.happened_form import read_day
from comms.web.viewing import needs, viewer

bp = Blueprint("formal_ledger", __name__, url_prefix="/formal")

POUNDS = re.compile(r"£?\s?(?P<pounds>\d{1,4}|\d,\d{3})(?:\.(?P<pence>\d\d))?", re.ASCII)


@bp.get("/cases/<uuid:case_id>/ledger")
@needs(Permission.SEE_FORMAL)
def show(case_id: UUID) -> ResponseReturnValue:
    """Everything in the ledger about the parent and the child of a case."""
    case, on = view_case(work(), viewer(), case_id, g.now), london_date(g.now)
    ledger = find.ledger_of(work(), viewer(), case.parent_id, case.child_id)
    names = _names()
    return render_template(
        "formal/ledger.html", case=case, people=people_of(work(), viewer(), case), rules=rules_on(on),
        notices=[shown_notice(one, names, on) for one in ledger.notices],
        considered=[shown_entry(one, names, "") for one in ledger.considered],
        waiting=next(iter(open_reviews_of(work(), viewer(), case.id)), None),
        elsewhere=len(find.notices_anywhere(work(), case.parent_id, case.child_id, on))
        - sum(one.standing(on).counts for one in ledger.notices),
    )  # fmt: skip


def _names() -> dict[str, str]:
    return {str(one.id): one.name for one in colleagues(work(), viewer())}


@bp.get("/notices/<uuid:notice_id>/<slug>")
@needs(Permission.RECORD_FORMAL)
def tell(notice_id: UUID, slug: str) -> ResponseReturnValue:
    """The form that records one thing that happened with a notice."""
    known = {"on": london_date(g.now).isoformat(), "by": str(viewer().staff_id or ""), "post_class": PostClass.FIRST}
    return _tell_page(find.notice(work(), viewer(), notice_id), _telling(slug), filled_form(known))


def _telling(slug: str) -> Telling:
    if slug not in TELLINGS:
        raise NotFound("There is no such thing to record of a notice.", "Choose one in the ledger.")
    one = TELLINGS[slug]
    if one.kind in DECIDING:
        viewer().require(Permission.ISSUE_LEGAL_LETTERS)
    return one


def _tell_page(kept: KeptNotice, one: Telling, form: Form) -> str:
    case, on = view_case(work(), viewer(), kept.notice.case_id, g.now), london_date(g.now)
    return render_template(
        "formal/ledger_entry.html", kept=kept, one=one, form=form, case=case,
        people=people_of(work(), viewer(), case), staff=colleagues(work(), viewer()), grounds=GROUND_WORDS,
        classes=list(PostClass), whys=list(WhyReturned),
        sentence=in_one_sentence(kept.notice.stage, kept.standing(on), on),
    )  # fmt: skip


@bp.post("/notices/<uuid:notice_id>/<slug>")
@needs(Permission.RECORD_FORMAL)
def record(notice_id: UUID, slug: str) -> ResponseReturnValue:
    """Record it."""
    kept, one, form = find.notice(work(), viewer(), notice_id), _telling(slug), sent_form()
    given = EntryGiven(
        kind=one.kind, on=read_day(form, "on") or london_date(g.now), pence=_pence(form), by=_staff(form),
        post_class=form.text("post_class") if "post_class" in one.fields else "",
        why_returned=form.text("why_returned"), ground=form.text("ground"), because=form.text("because"),
    )  # fmt: skip
    try:
        if not form.errors:
            record_entry(work(), viewer(), kept.notice.id, given, g.now)
            flash(_recorded(one), "done")
            return redirect(url_for("formal_ledger.show", case_id=kept.notice.case_id), 303)
    except BadEntry as fault:
        for name, message in fault.problems.items():
            form.wrong(name, message)
    except (BadInput, Refused) as fault:
        form.wrong("on", str(fault))
    return _tell_page(kept, one, form), 422


def _recorded(one: Telling) -> str:
    if one.kind == LedgerKind.PAID:
        return "Recorded. Paid is not closed: a review of the pattern is open, and somebody is asked to decide it."
    if one.kind == LedgerKind.WITHDRAWN:
        return "Recorded. They do not know yet: write to them that it is withdrawn, from the case."
    return "Recorded."


def _pence(form: Form) -> int | None:
    found = POUNDS.fullmatch(form.line("pence"))
    return int(found["pounds"].replace(",", "")) * 100 + int(found["pence"] or 0) if found else None


def _staff(form: Form) -> UUID | None:
    try:
        return UUID(form.text("by"))
    except ValueError:
        return None


@bp.get("/cases/<uuid:case_id>/ledger/not-issued", endpoint="consider")
@needs(Permission.ISSUE_LEGAL_LETTERS)
def considered(case_id: UUID) -> ResponseReturnValue:
    """The form that records that a notice was considered and not issued."""
    return _not_issued_page(view_case(work(), viewer(), case_id, g.now), filled_form({}))


def _not_issued_page(case: FormalCase, form: Form) -> str:
    return render_template(
        "formal/ledger_not_issued.html", case=case, form=form, people=people_of(work(), viewer(), case)
    )


@bp.post("/cases/<uuid:case_id>/ledger/not-issued")
@needs(Permission.ISSUE_LEGAL_LETTERS)
def record_considered(case_id: UUID) -> ResponseReturnValue:
    """Record it, with its reason."""
    case, form = view_case(work(), viewer(), case_id, g.now), sent_form()
    try:
        consider(work(), viewer(), case.id, form.text("because"), g.now)
    except (BadInput, Refused) as fault:
        form.wrong("because", str(fault))
        return _not_issued_page(case, form), 422
    flash("Recorded: a notice was considered, and none was issued.", "done")
    return redirect(url_for("formal_ledger.show", case_id=case.id), 303)


@bp.get("/ledger/<uuid:entry_id>/mistake")
@needs(Permission.RECORD_FORMAL)
def mistake(entry_id: UUID) -> ResponseReturnValue:
    """The form that says that an entry was a mistake."""
    return _mistake_page(find.entry(work(), viewer(), entry_id), filled_form({}))


def _mistake_page(row: LedgerEntry, form: Form) -> str:
    case = view_case(work(), viewer(), row.case_id, g.now)
    return render_template(
        "formal/ledger_mistake.html", case=case, people=people_of(work(), viewer(), case), form=form,
        entry=shown_entry(row, _names(), ""),
    )  # fmt: skip


@bp.post("/ledger/<uuid:entry_id>/mistake")
@needs(Permission.RECORD_FORMAL)
def record_mistake(entry_id: UUID) -> ResponseReturnValue:
    """Say that it was a mistake. It stays to be read, and counts no more."""
    row, form = find.entry(work(), viewer(), entry_id), sent_form()
    given = EntryGiven(LedgerKind.MISTAKE, london_date(g.now), because=form.text("because"), entry=row.id)
    try:
        record_entry(work(), viewer(), _notice_of(row), given, g.now)
    except (BadInput, Refused) as fault:
        form.wrong("because", str(fault))
        return _mistake_page(row, form), 422
    flash("Recorded: this entry was a mistake, and counts no more.", "done")
    return redirect(url_for("formal_ledger.show", case_id=row.case_id), 303)


def _notice_of(row: LedgerEntry) -> UUID:
    if row.notice_id is None:
        raise NotFound("There is no such entry.")
    return row.notice_id
