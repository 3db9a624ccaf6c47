"""The review that a payment opens: everything it shows at a glance, ticking indicators, and the signed decision."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.formal.case.actions import view_case
from comms.formal.case.case_record import RecordKind
from comms.formal.case.find import people_of
from comms.formal.ledger.find import notices_of_case
from comms.formal.ledger.saying import in_one_sentence
from comms.formal.review import find
from comms.formal.review.deciding import BadDecision, DecisionGiven, decide_review, tick_indicators
from comms.formal.review.opening import open_review
from comms.formal.review.pattern_review import Decided, PatternReview
from comms.formal.review.saying import pattern_sentences
from comms.formal.review.seeing import pattern_seen
from comms.formal.safeguarding.find import questions_about
from comms.formal.safeguarding.indicators import indicators
from comms.formal.safeguarding.question import Raised
from comms.foundation.clock import london_date
from comms.foundation.errors import Refused
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.people.person_page import NOT_TOLD
from comms.web.viewing import needs, viewer

bp = Blueprint("formal_review", __name__, url_prefix="/formal")

DECISIONS = {
    Decided.SUPPORT: "Offer support",
    Decided.MEET: "Meet the family again",
    Decided.SAFEGUARDING: "Ask the safeguarding lead",
    Decided.NOTHING_MORE: "Nothing more is needed",
}
ASKED = {
    RecordKind.PARENTS_REASON: "The parent’s reason",
    RecordKind.CHILDS_REASON: "The child’s own reason",
    RecordKind.OUR_FAILURE: "Whether the service or the language failed them",
}


@bp.get("/reviews/<uuid:review_id>")
@needs(Permission.SEE_FORMAL)
def show(review_id: UUID) -> ResponseReturnValue:
    """One review, with everything it is decided by."""
    return _page(find.review(work(), viewer(), review_id), filled_form({}))


def _page(found: PatternReview, form: Form) -> str:
    session, seen, on = work(), viewer(), london_date(g.now)
    case = view_case(session, seen, found.case_id, g.now)
    pattern = pattern_seen(session, seen, case, on)
    names = {one.id: one.name for one in colleagues(session, seen)}
    kept = next((one for one in notices_of_case(session, seen, case.id) if one.notice.id == found.notice_id), None)
    asked = [one for one in questions_about(session, seen, case.child_id) if one.raised == Raised.INDICATORS]
    return render_template(
        "formal/review.html",
        review=found, case=case, people=people_of(session, seen, case), pattern=pattern, form=form, on=on,
        sentences=pattern_sentences(pattern), indicators=indicators(), decisions=DECISIONS, asked_words=ASKED,
        notice=in_one_sentence(kept.notice.stage, kept.standing(on), on) if kept else "", questions=asked,
        decided_by=names.get(found.decided_by, NOT_TOLD) if found.decided_by else "",
    )  # fmt: skip


@bp.post("/reviews/<uuid:review_id>")
@needs(Permission.DECIDE_FORMAL)
def decide(review_id: UUID) -> ResponseReturnValue:
    """Sign the decision."""
    found, form = find.review(work(), viewer(), review_id), sent_form()
    given = DecisionGiven(form.text("decision"), form.text("because"))
    try:
        decide_review(work(), viewer(), found.id, given, g.now)
    except BadDecision as fault:
        form.refused(fault, fault.field)
        return _page(found, form), 422
    except Refused as fault:
        form.wrong("decision", str(fault))
        return _page(found, form), 422
    flash("Decided, with your name. What was known today is kept with it.", "done")
    return redirect(url_for("formal_review.show", review_id=found.id), 303)


@bp.post("/reviews/<uuid:review_id>/indicators")
@needs(Permission.RECORD_FORMAL)
def tick(review_id: UUID) -> ResponseReturnValue:
    """Say what was seen: the safeguarding lead is asked."""
    found, form = find.review(work(), viewer(), review_id), sent_form()
    try:
        tick_indicators(work(), viewer(), found.id, form.many("indicators"), form.text("why"), g.now)
    except BadDecision as fault:
        form.refused(fault, fault.field)
        return _page(found, form), 422
    except Refused as fault:
        form.wrong("indicators", str(fault))
        return _page(found, form), 422
    flash("Recorded. The safeguarding lead is asked, and only their signed answer settles it.", "done")
    return redirect(url_for("formal_review.show", review_id=found.id), 303)


@bp.get("/cases/<uuid:case_id>/reviews")
@needs(Permission.SEE_FORMAL)
def of_case(case_id: UUID) -> ResponseReturnValue:
    """The reviews of a case, and beginning one."""
    case = view_case(work(), viewer(), case_id, g.now)
    names = {one.id: one.name for one in colleagues(work(), viewer())}
    return render_template(
        "formal/reviews.html", case=case, people=people_of(work(), viewer(), case), names=names, not_told=NOT_TOLD,
        reviews=find.reviews_of(work(), viewer(), case.id),
    )  # fmt: skip


@bp.post("/cases/<uuid:case_id>/reviews")
@needs(Permission.RECORD_FORMAL)
def begin(case_id: UUID) -> ResponseReturnValue:
    """Begin a review by hand; one that is open already is the one."""
    case = view_case(work(), viewer(), case_id, g.now)
    found = open_review(work(), viewer(), case.id, g.now)
    return redirect(url_for("formal_review.show", review_id=found.id), 303)
