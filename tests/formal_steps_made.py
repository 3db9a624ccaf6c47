"""Formal letters that were made from a case, by the verbs that make them; and all that they need."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from factories import a_need
from formal_factories import Formal, a_formal_case, everything_told, told
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.families.language_need import Source
from comms.formal.case.case_record import RecordKind
from comms.formal.code.actions import CodeGiven, make_version
from comms.formal.code.terms import Officer, Terms
from comms.formal.ledger.find import KeptNotice, notices_of_case
from comms.formal.steps.actions import StepMade, issue_step
from comms.formal.steps.preparing import StepGiven
from comms.foundation.clock import london_date
from comms.letters.afterwards.actions import record_event
from comms.letters.afterwards.event_given import EventGiven, PostClass
from comms.letters.afterwards.letter_event import EventKind

IMPROVE: dict[str, Any] = {
    "support": ["support.talk", "support.travel"], "starts": "2026-11-26", "ends": "2027-01-06",
    "improve": ["improve.no_session", "improve.tell"], "early": ["early.no_change"],
}  # fmt: skip
# A code that lets schools issue penalty notices, as some authorities' codes do.
ISSUERS = {
    "L05": ("school", "local_authority"), "L08": ("school", "local_authority"), "L09": ("school", "local_authority"),
    "L10": ("local_authority",), "L11": ("local_authority",),
}  # fmt: skip
TERMS = Terms(
    pay=({"key": "pay.online", "address": "pay.fenland.example"},),
    officers=(Officer("Lee Shaw", "legal officer"),),
    address=("1 Shire Hall", "Wisbech", "PE13 1XX"),
)


def reads_english(session: Session, viewer: Viewer, formal: Formal, now: datetime) -> None:
    """The mother reads English and needs no interpreter, so that the letter's words are not what a test is about."""
    a_need(session, viewer, formal.mother, now, "en", source=Source.ASKED_PERSON, interpreter="not needed",
           reads="well", spoken=["en"])  # fmt: skip
    session.flush()


def the_code(session: Session, viewer: Viewer, now: datetime) -> None:
    """The authority's code: schools may issue, how to pay, and its officer."""
    authority = session.get_one(Agency, session.get_one(Agency, viewer.agency_id).authority_id)
    authority.address = ["1 Shire Hall", "Wisbech", "PE13 1XX"]
    given = CodeGiven(in_force_from=date(2026, 1, 1), issuers=ISSUERS, terms=TERMS, source="Code of conduct, 2026")
    make_version(session, system_viewer(authority), given, now)
    session.flush()


def ready_case(session: Session, viewer: Viewer, now: datetime, missed: int = 10) -> Formal:
    """A case of which everything is known that a Notice to Improve asks for, to a mother who reads English."""
    formal = a_formal_case(session, viewer, now, missed)
    reads_english(session, viewer, formal, now)
    the_code(session, viewer, now)
    everything_told(session, viewer, formal, now)
    session.flush()
    return formal


def improvement_made(session: Session, viewer: Viewer, formal: Formal, now: datetime) -> StepMade:
    """A Notice to Improve that was posted on its day."""
    made = issue_step(session, viewer, formal.case.id, StepGiven("L08", IMPROVE), now)
    if made.step is not None:
        posted = EventGiven(EventKind.POSTED, london_date(now), post_class=PostClass.FIRST)
        record_event(session, viewer, made.letter.id, posted, now)
    return made


def penalty_given(now: datetime, days: int = 0) -> StepGiven:
    """A penalty notice that is posted so many days later, first class."""
    posting = (london_date(now) + timedelta(days=days)).isoformat()
    return StepGiven("L09", {"posting": posting, "post_class": "first", "officer": "Lee Shaw"})


def a_penalty(
    session: Session, viewer: Viewer, now: datetime, formal: Formal | None = None
) -> tuple[Formal, KeptNotice]:
    """A penalty notice of a case in which support was not suitable, so that no Notice to Improve came first."""
    formal = formal or ready_case(session, viewer, now)
    told(session, viewer, formal, RecordKind.UNSUITABLE, now)
    told(session, viewer, formal, RecordKind.OTHER_NOTICES, now)
    made = issue_step(session, viewer, formal.case.id, penalty_given(now), now)
    assert made.step is not None, (made.letter.reason, made.letter.why)
    return formal, notices_of_case(session, viewer, formal.case.id)[0]
