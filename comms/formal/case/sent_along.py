"""What a school sent along with its referral, as the rules of the authority's own case take it: the school's records
and its Notice to Improve count there as the school has them, with their own days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from comms.formal.case.case_record import CaseRecord, RecordKind
from comms.formal.case.formal_case import FormalCase
from comms.formal.referral.formal_referral import FormalReferral
from comms.formal.safeguarding.question import SafeguardingQuestion
from comms.formal.steps.formal_step import FormalStep
from comms.foundation.clock import london_date
from comms.foundation.db import new_id


@dataclass(frozen=True, slots=True)
class ToImprove:
    """A Notice to Improve: the day it was made, its time (both days included), and what a named person decided after
    it; empty while nobody has."""

    made_on: date
    starts: date
    ends: date
    improved: str


def to_improve(step: FormalStep) -> ToImprove | None:
    """A Notice to Improve from its step; None where the step has no time."""
    if step.starts is None or step.ends is None:
        return None
    return ToImprove(london_date(step.made_at), step.starts, step.ends, step.improved)


def records_sent(case: FormalCase, referral: FormalReferral) -> Iterator[CaseRecord]:
    """The records of the school's case, the oldest first as everywhere. They are not the authority's rows: nothing
    stores them a second time."""
    known = {kind.value for kind in RecordKind} - {RecordKind.MISTAKE}
    # A pack has the newest first. Of one day, what was recorded later counts.
    for row in reversed(_rows(referral.pack or {}, "records")):
        if row.get("kind") in known:
            made = CaseRecord(
                agency_id=referral.agency_id, case_id=case.id, parent_id=case.parent_id, kind=row["kind"],
                happened_on=date.fromisoformat(row["on"]), recorded_at=referral.sent_at, recorded_by=None,
            )  # fmt: skip
            made.detail = dict(row.get("told") or {})
            yield made


def answers_sent(case: FormalCase, referral: FormalReferral) -> Iterator[SafeguardingQuestion]:
    """What the school's safeguarding lead was asked and signed, the newest first, without the words. They are not the
    authority's rows."""
    for row in _rows(referral.pack or {}, "safeguarding"):
        answered = row.get("answered_at")
        yield SafeguardingQuestion(
            id=new_id(), agency_id=referral.agency_id, case_id=case.id, child_id=case.child_id, raised=row["raised"],
            indicators=[], asked_at=datetime.fromisoformat(row["asked_at"]), answer=row.get("answer", ""),
            answered_at=datetime.fromisoformat(answered) if answered else None,
        )  # fmt: skip


def improvement_sent(referral: FormalReferral) -> ToImprove | None:
    """The last Notice to Improve of the school's case; None where there was none."""
    found = [
        ToImprove(
            made_on=date.fromisoformat(row["on"]),
            starts=date.fromisoformat(row["starts"]),
            ends=date.fromisoformat(row["ends"]),
            improved=row.get("improved", ""),
        )
        for row in _rows(referral.pack or {}, "steps")
        if row.get("kind") == "L08" and row.get("starts") and row.get("ends")
    ]
    return max(found, key=lambda one: one.made_on, default=None)


@dataclass(frozen=True, slots=True)
class PaperSent:
    """The paper of the school's Notice to Improve, as the pack tells of it: the grounds that it names, when it was
    sent, None where that is not on record, and whether it came back."""

    grounds: tuple[str, ...]
    sent: date | None
    came_back: bool


def improvement_paper_sent(referral: FormalReferral) -> PaperSent | None:
    """The paper of the last Notice to Improve of the school's case; None where there was none."""
    steps = [row for row in _rows(referral.pack or {}, "steps") if row.get("kind") == "L08"]
    if not steps:
        return None
    newest = max(steps, key=lambda row: str(row["on"]))
    papers = [row for row in _rows(referral.pack or {}, "letters")
              if row.get("kind") == "L08" and row.get("on") == newest["on"] and row.get("sent")]  # fmt: skip
    paper = papers[-1] if papers else {}
    sent = date.fromisoformat(paper["sent"]) if paper else None
    came_back = bool(paper.get("returned")) and paper["returned"] >= paper["sent"]
    return PaperSent(tuple(newest.get("early", ())), sent, came_back)


def grounds_named(values: Mapping[str, Any] | None) -> list[str]:
    """The grounds for an earlier notice that a Notice to Improve with these values names ("leave")."""
    listed = (values or {}).get("early")
    keys = [one.get("key", "") if isinstance(one, Mapping) else one for one in listed or ()]
    return [str(key).removeprefix("early.") for key in keys]


def _rows(pack: Mapping[str, Any], part: str) -> list[dict[str, Any]]:
    return [row for one in pack.get("parts", ()) if one.get("part") == part for row in one.get("rows", ())]
