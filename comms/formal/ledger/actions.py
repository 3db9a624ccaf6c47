"""Recording what happened with penalty notices. Rows are added, never changed: a mistake is said to be one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleague
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.formal.case.find import case as find_case
from comms.formal.case.formal_case import CaseState, FormalCase
from comms.formal.gates.find import notice_days
from comms.formal.ledger import find
from comms.formal.ledger.asking import ask_where_paid_before_court
from comms.formal.ledger.entry_given import CLASSES, LONGEST, BadEntry, EntryGiven, kept_of, problems
from comms.formal.ledger.find import KeptNotice
from comms.formal.ledger.ledger_entry import LedgerEntry, LedgerKind
from comms.formal.ledger.penalty_notice import PenaltyNotice
from comms.formal.ledger.refusing import refuse
from comms.formal.penalties.standing import stage_for
from comms.formal.penalties.terms import rules_on, terms_for
from comms.formal.review.opening import open_review
from comms.formal.steps.find import step as find_step
from comms.formal.steps.formal_step import FormalStep
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.one_at_a_time import one_at_a_time
from comms.letters.afterwards.actions import record_event
from comms.letters.afterwards.event_given import EventGiven, HandedTo
from comms.letters.afterwards.letter_event import EventKind
from comms.letters.find import letter as find_letter

# What happens with the letter itself: it is recorded there, and stands here by that (see ``from_letters``).
OF_THE_LETTER: Mapping[LedgerKind, EventKind] = {
    LedgerKind.POSTED: EventKind.POSTED,
    LedgerKind.SERVED_IN_PERSON: EventKind.HANDED_OVER,
    LedgerKind.RETURNED: EventKind.RETURNED,
}
# Only whoever may issue a notice ends it, or says why none was issued. What came of one, whoever works on it records.
DECIDING = frozenset({LedgerKind.CONSIDERED, LedgerKind.WITHDRAWN, LedgerKind.PROSECUTED})


@dataclass(frozen=True, slots=True)
class Issued:
    """A notice that is being issued: its number, which of the framework's years it is, and on which day."""

    reference: str
    stage: int
    on: date


def hold_ledger(session: Session, parent_id: UUID, child_id: UUID) -> None:
    """Let one unit of work at a time act on the notices to one parent about one child, whichever agency it is of."""
    one_at_a_time(session, f"penalties of {parent_id} about {child_id}")


def issue_notice(
    session: Session, viewer: Viewer, case: FormalCase, step: FormalStep, issued: Issued, now: datetime
) -> PenaltyNotice:
    """Put a notice on record with the terms that count on its day. It is called by whoever issued its letter."""
    viewer.require(Permission.ISSUE_LEGAL_LETTERS)
    made = PenaltyNotice(
        agency_id=viewer.agency_id, case_id=case.id, step_id=step.id, parent_id=case.parent_id, child_id=case.child_id,
        reference=issued.reference, stage=issued.stage, issued_on=issued.on, issued_at=now, issued_by=viewer.staff_id,
        terms=terms_for(issued.stage, issued.on).as_json(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    _add(session, viewer, KeptNotice(made, ()), (LedgerKind.ISSUED, issued.on), {"stage": issued.stage}, now)
    note(session, viewer.actor, "issue penalty notice", ("penalty notice", made.id), now, {"stage": issued.stage})
    return made


def consider(session: Session, viewer: Viewer, case_id: UUID, because: str, now: datetime) -> LedgerEntry:
    """Record that a notice was considered and not issued, and why. Told twice in the same words on a day, it is one.

    Raises ``BadInput`` without a reason, ``Refused`` for a closed case. Source: the national framework of 19 August
    2024: at the threshold a notice must be considered, case by case.
    """
    viewer.require(Permission.ISSUE_LEGAL_LETTERS)
    case = find_case(session, viewer, case_id)
    if case.state != CaseState.OPEN:
        raise Refused("This case is closed.", "Open a new one, if there is something to consider.")
    if not because.strip():
        raise BadInput("It does not say why no notice was issued.", "Write it in a few words.")
    if len(because) > LONGEST:
        raise BadInput(f"This is {len(because):,} characters long.", f"Keep it to {LONGEST:,}.")
    today, detail = london_date(now), {"because": because.strip()}
    for known in find.ledger_of(session, viewer, case.parent_id, case.child_id).considered:
        if (known.case_id, known.happened_on, known.detail) == (case.id, today, detail):
            return known
    row = _row(viewer, case.id, (case.parent_id, case.child_id), (LedgerKind.CONSIDERED, today), now)
    row.detail = detail
    session.add(row)
    session.flush()
    note(session, viewer.actor, "consider penalty notice", ("formal case", case.id), now)
    return row


def record_entry(session: Session, viewer: Viewer, notice_id: UUID, given: EntryGiven, now: datetime) -> LedgerEntry:
    """Record one thing that happened with a notice. Told twice in the same words, it is one.

    A posting, a handing over and a coming back are recorded on the letter too, in the same unit of work: they are one
    fact. A payment opens a pattern review. Raises ``BadEntry`` naming each field that is missing or not right,
    ``Refused`` where the notice as it stands does not allow it, ``NotFound`` for a notice or an entry there is not.
    """
    viewer.require(Permission.RECORD_FORMAL)
    if given.kind in DECIDING:
        viewer.require(Permission.ISSUE_LEGAL_LETTERS)
    kept, today = find.notice(session, viewer, notice_id), london_date(now)
    wrong = problems(given, kept.notice.issued_on, today)
    if wrong:
        raise BadEntry(wrong)
    if given.by is not None:
        colleague(session, viewer, given.by)
    if given.kind in OF_THE_LETTER:
        return _on_the_letter(session, viewer, kept, given, now)
    if given.kind == LedgerKind.MISTAKE:
        return _mistake(session, viewer, kept, given, now)
    hold_ledger(session, kept.notice.parent_id, kept.notice.child_id)
    kept = find.notice(session, viewer, notice_id)
    known = _same(kept, given)
    if known is not None:
        return known
    stands = kept.standing(today)
    refuse(given, stands)
    made = _add(session, viewer, kept, (given.kind, given.on), kept_of(given), now)
    if given.kind == LedgerKind.PAID:
        if stands.state == "prosecuted":
            ask_where_paid_before_court(session, viewer, kept, now)
        open_review(session, viewer, kept.notice.case_id, now, kept.notice.id)
    return made


def _same(kept: KeptNotice, given: EntryGiven) -> LedgerEntry | None:
    """The entry that says just this already and counts. A button pressed twice records one payment."""
    said = (given.kind, given.on, kept_of(given))
    counting = (one for one in reversed(kept.entries) if one.id not in kept.mistaken)
    return next((one for one in counting if (one.kind, one.happened_on, one.detail or {}) == said), None)


def _on_the_letter(session: Session, viewer: Viewer, kept: KeptNotice, given: EntryGiven, now: datetime) -> LedgerEntry:
    refuse(given, kept.standing(london_date(now)))
    letter_id = find_step(session, viewer, kept.notice.step_id).letter_id
    if not letter_is_seen(session, viewer, letter_id):
        # The agency works with the family no more, so their letters are closed to it. Its ledger stays its own.
        hold_ledger(session, kept.notice.parent_id, kept.notice.child_id)
        posted = {"class": CLASSES[given.post_class]} if given.kind == LedgerKind.POSTED else {}
        return _add(session, viewer, kept, (given.kind, given.on), {**kept_of(given), **posted}, now)
    event = record_event(session, viewer, letter_id, EventGiven(
        kind=OF_THE_LETTER[given.kind], on=given.on, post_class=given.post_class, why_returned=given.why_returned,
        by=given.by if given.kind == LedgerKind.POSTED else None,
        handed_to=HandedTo.READER if given.kind == LedgerKind.SERVED_IN_PERSON else "",
    ), now)  # fmt: skip
    made = find.notice(session, viewer, kept.notice.id).of_event(event.id)
    if made is None:
        raise Refused("The letter has it on record, and the ledger does not.", "Tell your administrator.")
    return made


def letter_is_seen(session: Session, viewer: Viewer, letter_id: UUID) -> bool:
    """Whether the viewer may know of the letter that a notice is."""
    try:
        find_letter(session, viewer, letter_id)
    except NotFound:
        return False
    return True


def _mistake(session: Session, viewer: Viewer, kept: KeptNotice, given: EntryGiven, now: datetime) -> LedgerEntry:
    hold_ledger(session, kept.notice.parent_id, kept.notice.child_id)
    kept = find.notice(session, viewer, kept.notice.id)
    named = next((one for one in kept.entries if one.id == given.entry), None)
    if named is None:
        raise BadEntry({"entry": "There is no such entry of this notice."})
    if named.kind == LedgerKind.MISTAKE:
        raise Refused("What was said to be a mistake stays so.", "Record again what happened, if it did happen.")
    if named.kind == LedgerKind.ISSUED:
        raise Refused("That it was issued is no mistake: somebody may hold it in their hands.", "Withdraw the notice.")
    if named.id in kept.mistaken:
        raise Refused("This was said to be a mistake already.", "The ledger shows by whom, and why.")
    if named.kind in DECIDING:
        viewer.require(Permission.ISSUE_LEGAL_LETTERS)
    if named.kind == LedgerKind.WITHDRAWN:
        _refuse_a_third(session, viewer, kept, now)
    event = (named.detail or {}).get("event")
    letter_id = find_step(session, viewer, kept.notice.step_id).letter_id
    if event is None or not letter_is_seen(session, viewer, letter_id):
        return _add(session, viewer, kept, (given.kind, london_date(now)), kept_of(given), now)
    told = EventGiven(EventKind.MISTAKE, given.on, because=given.because, event=UUID(event))
    undone = record_event(session, viewer, letter_id, told, now)
    made = find.notice(session, viewer, kept.notice.id).of_event(undone.id)
    if made is None:
        raise Refused("The letter has it on record, and the ledger does not.", "Tell your administrator.")
    return made


def _refuse_a_third(session: Session, viewer: Viewer, kept: KeptNotice, now: datetime) -> None:
    """See that a withdrawn notice, which counts again once its withdrawal is a mistake, would not be a third."""
    today = london_date(now)
    days = notice_days(session, viewer, find_case(session, viewer, kept.notice.case_id), today)
    if stage_for(days, today) is None:
        rules = rules_on(today)
        raise Refused(
            f"There were {rules.most_notices.value} other notices within {rules.within_years.value} years. This would "
            "be a third.",
            "It stays withdrawn. Withdraw another first if that one should not have been given.",
        )


def remind(session: Session, viewer: Viewer, notice_id: UUID, letter_reference: str, now: datetime) -> LedgerEntry:
    """Record that a reminder was issued. It is called by whoever issued its letter."""
    kept = find.notice(session, viewer, notice_id)
    detail = {"because": f"By letter {letter_reference}."}
    return _add(session, viewer, kept, (LedgerKind.REMINDED, london_date(now)), detail, now)


def add_of_letter(
    session: Session, viewer: Viewer, kept: KeptNotice, what: tuple[LedgerKind, date], detail: Mapping[str, Any],
    now: datetime,
) -> LedgerEntry:  # fmt: skip
    """Add what was recorded of the notice's letter. It is called when that is recorded, and by nothing else."""
    return _add(session, viewer, kept, what, detail, now)


def _add(
    session: Session, viewer: Viewer, kept: KeptNotice, what: tuple[LedgerKind, date], detail: Mapping[str, Any],
    now: datetime,
) -> LedgerEntry:  # fmt: skip
    notice = kept.notice
    row = _row(viewer, notice.case_id, (notice.parent_id, notice.child_id), what, now)
    row.notice_id, row.detail = notice.id, dict(detail)
    session.add(row)
    session.flush()
    if what[0] != LedgerKind.ISSUED:
        said = {"kind": what[0], "entry": str(row.id)}
        note(session, viewer.actor, "record penalty entry", ("penalty notice", notice.id), now, said)
    return row


def _row(
    viewer: Viewer, case_id: UUID, people: tuple[UUID, UUID], what: tuple[LedgerKind, date], now: datetime
) -> LedgerEntry:
    return LedgerEntry(
        agency_id=viewer.agency_id, case_id=case_id, parent_id=people[0], child_id=people[1], kind=what[0],
        happened_on=what[1], recorded_at=now, recorded_by=viewer.staff_id,
    )  # fmt: skip
